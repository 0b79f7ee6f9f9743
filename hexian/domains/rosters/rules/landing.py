"""What the officer is told before a roster lands: what becomes of its rows, what is odd about it as a whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import tidy


class Verdict(StrEnum):
    """What the officer is told of a row that is not simply landed."""

    FAULT = "fault"  # to be corrected and sent again
    HELD = "held"  # lands only when an officer says so
    SKIPPED = "skipped"  # nothing to do: she is a member here already


class Oddity(StrEnum):
    """What is odd about a roster as a whole; an officer says that she has seen it before it lands."""

    MOSTLY_ELSEWHERE = "mostly_elsewhere"  # more than half are members of other unions
    MOSTLY_FAULTY = "mostly_faulty"  # more than half have faults: perhaps the columns are mapped wrongly
    OTHER_UNION = "other_union"  # more than half name another union as theirs
    OTHER_TITLE = "other_title"  # the title above the list names another union


#: A union's name inside a title; what stands before 「工会」 has to name somebody.
_UNION_NAME = re.compile(r"[^\s:：，,。、；;《》]{2,60}工会(?:委员会|联合会)?")
#: Forms are headed so without naming a union.
_NO_UNION = re.compile(
    r"(?:全国|中国|所属|所在|基层|单位|企业|本|上级|填报|加入|建立|各级|各|职工|机关|会员|[省市区县]|街道)+"
    r"工会(?:委员会|联合会)?"
)
_BRACKETED = re.compile(r"[（(\[【].*?[）)\]】]")


def unions_titled(cells: Iterable[str]) -> list[str]:
    """The unions that titles above a list name: 「长河骑手联合工会 会员花名册」 names one, 「工会会员花名册」 none."""
    found = [match.group() for cell in cells for match in _UNION_NAME.finditer(cell)]
    return [name for name in found if not _NO_UNION.fullmatch(name)]


def is_same_union(written: str, name: str) -> bool:
    """Whether a union was meant by what somebody wrote: shorter, longer, with or without 「委员会」 and brackets."""
    marks = [set(map(_union_core, _BRACKETED.findall(each))) for each in (written, name)]
    if not all(marks) or marks[0] == marks[1]:
        written, name = _BRACKETED.sub("", written), _BRACKETED.sub("", name)
    one, other = _union_core(written), _union_core(name)
    return bool(one) and bool(other) and (one in other or one.endswith(other))


def _union_core(name: str) -> str:
    core = re.sub(r"[（）()\[\]【】\s]", "", tidy(name))
    return re.sub(r"(?:工会)?(?:委员会|联合会)?$", "", core) or core


def is_titled_otherwise(cells: Iterable[str], names: Collection[str]) -> bool:
    """Whether titles name unions and none of them is one of `names`: the roster's own and those above it."""
    titled = unions_titled(cells)
    return bool(titled) and not any(is_same_union(each, name) for each in titled for name in names)


def warnings_of(
    *, rows: int, elsewhere: int, faults: int, other_unions: int, is_titled_otherwise: bool = False
) -> list[Oddity]:
    """The warnings over a checked roster."""
    found = [
        (Oddity.MOSTLY_ELSEWHERE, elsewhere), (Oddity.MOSTLY_FAULTY, faults), (Oddity.OTHER_UNION, other_unions),
    ]  # fmt: skip
    titled = [Oddity.OTHER_TITLE] if is_titled_otherwise else []
    return [warning for warning, count in found if rows and count * 2 > rows] + titled


#: Fates that need nothing done, or a look; whoever has another fate is told that she cannot be taken.
_HERE, _LOOKALIKE = "fate.here", "fate.lookalike"


@dataclass(frozen=True, slots=True)
class Totals:
    """A checked roster in the figures an officer decides by; every row of a person is in exactly one."""

    landable: int  # become members as things stand
    here: int  # are members already
    held: int  # look like somebody: an officer looks first
    elsewhere: int  # are members of another union
    faulty: int  # to be corrected, or to be settled with the person


def totals(counts: Mapping[str, int], admitting: Collection[str]) -> Totals:
    """The figures out of what the check counted; `admitting` are the fates that make a member."""
    fates = {key: count for key, count in counts.items() if key.startswith("fate.")}
    landable = sum(fates.pop(f"fate.{fate}", 0) for fate in admitting)
    here, held = fates.pop(_HERE, 0), fates.pop(_LOOKALIKE, 0)
    elsewhere = fates.pop("fate.elsewhere", 0)
    return Totals(landable, here, held, elsewhere, counts.get("faults", 0) + sum(fates.values()))


#: What becomes of a row whose person is known in some way (`members.rules.Fate`), where it is no fault.
_VERDICTS = {"here": Verdict.SKIPPED, "lookalike": Verdict.HELD}


def verdict_of(fate: str) -> Verdict:
    """How a row that made nobody a member is shown."""
    return _VERDICTS.get(fate, Verdict.FAULT)


def check_may_land(*, landable: int, warnings: Collection[str], seen: Collection[str]) -> None:
    """There is somebody to land, and every warning was seen. Raises `Refused`: `roster.nobody`, `roster.warning`."""
    if not landable:
        raise Refused("roster.nobody")
    unseen = sorted(set(warnings) - set(seen))
    if unseen:
        raise Refused("roster.warning", warnings=unseen)


def check_number(said: int | None, wanted: int) -> None:
    """Whoever lands many says how many. Raises `Refused("roster.number_unlike")` (`wanted`)."""
    if said != wanted:
        raise Refused("roster.number_unlike", wanted=wanted)


def check_may_undo(until: datetime | None, now: datetime) -> None:
    """A roster is taken back within its time. Raises `Refused("roster.too_late")` (`until`)."""
    if until is not None and now >= until:
        raise Refused("roster.too_late", until=until)
