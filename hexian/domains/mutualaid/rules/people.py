"""What people may decide about whose aid, from when somebody is covered, and when machine and readers drift apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hexian.domains.mutualaid.rules.findings import Finding
from hexian.foundation.actor import Refused

#: Findings a whole group may be refused for at once: each is arithmetic, the same for everybody in it.
GROUPABLE = (int(Finding.UNPAID), int(Finding.UNSERVED), int(Finding.EXCLUDED), int(Finding.WAITING))
#: A text a person has to read: long enough to say something, short enough to be read.
SHORTEST, LONGEST = 2, 500


@dataclass(frozen=True, slots=True)
class Cover:
    """From when to when somebody takes part, and from which day of admission she is covered."""

    since: date
    until: date
    covered_from: date


def cover(*, since: date, until: date, covered_before: date | None, waiting_days: int) -> Cover:
    """Waiting days begin with joining; whoever renews without a gap has waited already.

    `covered_before` is from when the participation that ends the day before had covered her: a stay over New Year is
    within both years, and is decided in the one it ends in.
    """
    return Cover(since, until, covered_before or since + timedelta(days=waiting_days))


def joining_day(*, wanted: date | None, starts: date, ends: date, today: date, grace: int) -> date:
    """The day a list counts from: nobody joins for an illness she has already.

    A list of the year's beginning may come up to `grace` days late.  Raises `Refused` with `aid.joined_past` (`first`),
    `aid.plan_over` (`last`).
    """
    day = max(starts, today) if wanted is None else max(starts, wanted)
    if day > ends:
        raise Refused("aid.plan_over", last=ends)
    is_late_list = day == starts and today <= starts + timedelta(days=grace)
    if day < today and not is_late_list:
        raise Refused("aid.joined_past", first=today)
    return day


def reason(text: str) -> str:
    """A reason somebody will read. Raises `Refused` with `aid.reason_missing`, `aid.reason_long` (`have`, `most`)."""
    plain = text.strip()
    if len(plain) < SHORTEST:
        raise Refused("aid.reason_missing")
    if len(plain) > LONGEST:
        raise Refused("aid.reason_long", have=len(plain), most=LONGEST)
    return plain


def check_decider(person: int | None, *, about: int, relatives: Collection[int]) -> int:
    """Nobody decides her own aid or a declared relative's.

    Raises `Refused` with `aid.no_person`, `aid.own_decision`, `aid.relatives_decision`.
    """
    if person is None:
        raise Refused("aid.no_person")
    if person == about:
        raise Refused("aid.own_decision")
    if about in relatives:
        raise Refused("aid.relatives_decision")
    return person


def check_group(findings: int) -> int:
    """Which groups may be refused at once. Raises `Refused("aid.group_unlike")`: the rest is looked at one by one."""
    if findings not in GROUPABLE:
        raise Refused("aid.group_unlike")
    return findings


def is_drifting(agreed: Sequence[bool], *, window: int, most_bp: int) -> bool:
    """Whether of the last `window` readings more than `most_bp` of ten thousand disagree; never of fewer.

    Worked example: a window of 20 and 1,000 basis points stop at the third disagreement, not at the second.
    """
    last = list(agreed)[-window:]
    apart = sum(not each for each in last)
    return len(last) == window and apart * 10_000 > most_bp * window
