"""Rounds of talks: what was proposed and settled between one break and the next.

A round begins when the room opens, when both sides go on after a suspension, after the congress has said no or the
labour office has objected, and with each further meeting.  What begins on one day is one round.  Worked example: opened
on 20 May, the second meeting on 2 June, suspended, gone on with on 10 June and met the same afternoon: three rounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hexian.domains.bargaining.rules.states import Act

#: The acts after which both sides talk; a meeting is called so where it begins a round.
OPENERS = (Act.MEET, Act.RESUME, Act.REVISE)
MEETING = "meeting"
#: Why both revise, where not because the congress said no: the labour office objected (浙江 34).
OBJECTION = "objection"


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """What began a round: the moment, its day where the employer is, and why.

    One of `OPENERS`, `OBJECTION`, or `MEETING` with its number.
    """

    at: datetime
    on: date
    why: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A version of a clause: who proposed it when, and its number in the clause's unit where it has one."""

    side: str
    at: datetime
    clause: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class NoBreak:
    """A break one side asked for and did not get: when, on which day, who said so, and whether it took it back."""

    at: datetime
    on: date
    side: str
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A round with how many versions each side proposed in it, what was settled and how far apart one clause was."""

    number: int
    start: Start
    proposed: Mapping[str, int] = field(default_factory=dict)
    settled: tuple[str, ...] = ()
    apart_before: int | None = None
    apart: int | None = None
    no_break: tuple[NoBreak, ...] = ()


def starts(found: Iterable[Start]) -> list[Start]:
    """The beginnings of rounds in order; what begins on one day is one, and called by its meeting if there was one."""
    kept: list[Start] = []
    for each in sorted(found):
        if not kept or kept[-1].on != each.on:
            kept.append(each)
        elif each.why == MEETING and kept[-1].why != MEETING:
            kept[-1] = replace(each, at=kept[-1].at)
    return kept


def rounds(
    begun: Sequence[Start], made: Sequence[Made], settled: Sequence[tuple[datetime, str]], looked_at: str = "",
    no_breaks: Sequence[NoBreak] = (),
) -> list[Round]:  # fmt: skip
    """Every round, the first one first; `made` in the order it came, `settled` when and what, as the agenda has it.

    `looked_at` is the clause whose distance is told, before and at the end of each round.
    """
    moments = [each.at for each in begun]
    counts: list[Counter[str]] = [Counter() for _start in begun]
    titles: list[list[str]] = [[] for _start in begun]
    for each in made if begun else ():
        counts[_place(moments, each.at)][each.side] += 1
    for at, title in settled if begun else ():
        titles[_place(moments, at)].append(title)
    breaks: list[list[NoBreak]] = [[] for _start in begun]
    for one in no_breaks if begun else ():
        breaks[_place(moments, one.at)].append(one)
    ends = [_apart(made, looked_at, until) for until in [*moments[1:], None]]
    return [
        Round(
            place + 1,
            start,
            counts[place],
            tuple(titles[place]),
            ends[place - 1] if place else None,
            ends[place],
            tuple(breaks[place]),
        )
        for place, start in enumerate(begun)
    ]


def _place(moments: Sequence[datetime], at: datetime) -> int:
    return max(0, bisect_right(moments, at) - 1)


def _apart(made: Sequence[Made], clause: str, until: datetime | None) -> int | None:
    """How far both sides' latest numbers for a clause lay apart before a moment; None while one has named none."""
    latest = {each.side: each.number for each in made if each.clause == clause and (until is None or each.at < until)}
    numbers = [number for number in latest.values() if number is not None]
    return abs(numbers[0] - numbers[1]) if len(numbers) == 2 else None
