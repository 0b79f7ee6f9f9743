"""Who may sit for a side, how many, and who leads (RULES §2.3, §2.5). Counts are of people, shares the lawbook's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from hexian.domains.bargaining.rules.states import Side
from hexian.foundation.actor import Refused


class Role(StrEnum):
    """What somebody is in a case."""

    CHIEF = "chief"
    REP = "rep"
    RECORDER = "recorder"
    GUIDE = "guide"
    HANDLER = "handler"  # fills in and fetches for a side; no delegate


#: Who counts as a delegate.
DELEGATES = frozenset({Role.CHIEF, Role.REP})


class Origin(StrEnum):
    """How a delegate came to be one (浙江 10、12; 杭州 18)."""

    EX_OFFICIO = "ex_officio"  # the union's leader, the legal representative
    ELECTED = "elected"  # by the congress or assembly
    NOMINATED = "nominated"  # 民主推举, without a union
    APPOINTED = "appointed"  # 选派 by the legal representative
    ENGAGED = "engaged"  # an outside expert, in writing


class Balance(StrEnum):
    """How the numbers of both sides relate: equal (民主管理 28), or the employer's no larger (浙江 10, 杭州 16)."""

    EQUAL = "equal"
    NOT_MORE = "not_more"


class Weight(StrEnum):
    """Whether a finding stops the step or is shown beside it."""

    BLOCKS = "blocks"
    WARNS = "warns"


class Share(Protocol):
    """A share as the lawbook states it."""

    def met_by(self, part: int, whole: int) -> bool:
        """Whether a part satisfies it."""


@dataclass(frozen=True, slots=True)
class Delegate:
    """A delegate as far as the rules ask."""

    key: str
    name: str
    side: Side
    role: Role
    origin: Origin
    person_id: int | None = None
    namesake: bool = False  # somebody else of that name has a part too: asked and said
    is_outside: bool = False
    is_woman: bool = False
    is_disabled: bool = False
    is_dispatched: bool = False
    elected: bool = True  # chosen with votes on record, or needs none
    has_paper: bool = True  # the written mandate an outside expert or deputy needs
    heads: bool = False  # leads the union, or is the employer's head


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of law for delegates, frozen on the case; None where a region has none."""

    least: int
    most: int | None
    outside: Share
    balance: Balance
    worker_chief: str = "chair"
    employer_chief: str = "head"
    recorder: str = "not_delegate"  # or «any»: whether a delegate may keep the minutes
    balance_by: str = ""  # the law that says how many to how many, as people read it
    large: int | None = None  # the least of a large employer (规上), where nobody said yet whether this is one


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works there, as far as known; None where nobody counted."""

    total: int
    women: int | None = None
    disabled: int | None = None
    dispatched: int | None = None
    numerous: Share | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or missing: a code with its sentence in `texts`, and whether it stops."""

    code: str
    weight: Weight
    params: Mapping[str, object] = field(default_factory=dict)


def _stop(code: str, **params: object) -> Finding:
    return Finding(code, Weight.BLOCKS, params)


def _warn(code: str, **params: object) -> Finding:
    return Finding(code, Weight.WARNS, params)


def findings(people: Sequence[Delegate], limits: Limits, staff: Staff, *, has_union: bool) -> list[Finding]:
    """Everything that is wrong with both delegations, those that stop first."""
    delegates = [each for each in people if each.role in DELEGATES]
    found = [
        *_numbers(delegates, limits),
        *_chiefs(delegates, limits, has_union=has_union),
        *_outside(delegates, limits),
        *_twice(people, may_record=limits.recorder != "not_delegate"),
        *_chosen(delegates),
        *_represented(delegates, staff),
    ]
    return sorted(found, key=lambda each: each.weight is Weight.WARNS)


def check(people: Sequence[Delegate], limits: Limits, staff: Staff, *, has_union: bool) -> None:
    """Raise the first finding that stops as `Refused`, with its parameters."""
    for each in findings(people, limits, staff, has_union=has_union):
        if each.weight is Weight.BLOCKS:
            raise Refused(each.code, **each.params)


def check_chief(chief: Delegate, limits: Limits, *, has_union: bool) -> None:
    """Raise what keeps somebody from leading her side as `Refused`: a successor is publicised no more."""
    for each in _chief(chief, limits, has_union=has_union):
        raise Refused(each.code, **each.params)


def _of(delegates: Iterable[Delegate], side: Side) -> list[Delegate]:
    return [each for each in delegates if each.side == side]


def _numbers(delegates: Sequence[Delegate], limits: Limits) -> Iterable[Finding]:
    workers, employers = len(_of(delegates, Side.WORKER)), len(_of(delegates, Side.EMPLOYER))
    for side, have in ((Side.WORKER, workers), (Side.EMPLOYER, employers)):
        if have < limits.least:
            yield _stop("delegates.too_few", side=side, have=have, least=limits.least)
        if limits.most is not None and have > limits.most:
            yield _stop("delegates.too_many", side=side, have=have, most=limits.most)
    # Of a side that has not named anybody yet nothing is known.
    if limits.large is not None and any(0 < have < limits.large for have in (workers, employers)):
        yield _warn("delegates.scale_unknown", workers=workers, employers=employers, least=limits.large)
    if employers > workers:
        yield _stop("delegates.employer_more", workers=workers, employers=employers)
    elif employers != workers:
        unequal = _stop if limits.balance is Balance.EQUAL else _warn
        yield unequal("delegates.unequal", workers=workers, employers=employers, law=limits.balance_by)


def _chiefs(delegates: Sequence[Delegate], limits: Limits, *, has_union: bool) -> Iterable[Finding]:
    for side in Side:
        chiefs = [each for each in _of(delegates, side) if each.role is Role.CHIEF]
        if len(chiefs) != 1:
            yield _stop("delegates.one_chief", side=side, have=len(chiefs))
            continue
        yield from _chief(chiefs[0], limits, has_union=has_union)


def _chief(chief: Delegate, limits: Limits, *, has_union: bool) -> Iterable[Finding]:
    if chief.is_outside:
        yield _stop("delegates.chief_outside", name=chief.name)
    elif chief.heads or (chief.side is Side.WORKER and not has_union):
        return
    elif chief.side is Side.WORKER:
        if limits.worker_chief != "chair_or_authorised" or not chief.has_paper:
            yield _stop("delegates.worker_chief", name=chief.name)
    elif limits.employer_chief != "head_or_authorised":
        yield _stop("delegates.employer_chief", name=chief.name)
    elif not chief.has_paper:
        yield _stop("delegates.authorisation_missing", name=chief.name)


def _outside(delegates: Sequence[Delegate], limits: Limits) -> Iterable[Finding]:
    for side in Side:
        ours = _of(delegates, side)
        outside = [each for each in ours if each.is_outside]
        if outside and not limits.outside.met_by(len(outside), len(ours)):
            yield _stop("delegates.too_many_outside", side=side, have=len(outside), of=len(ours))
        for each in outside:
            if not each.has_paper:
                yield _stop("delegates.mandate_missing", name=each.name)


def _twice(people: Sequence[Delegate], *, may_record: bool) -> Iterable[Finding]:
    """Nobody sits on both sides, or twice; in Hangzhou the recorder is nobody's delegate (杭州 26)."""
    told = set()
    for first, second in combinations(people, 2):
        code = at_odds(first, second, may_record=may_record)
        if code and first.name not in told:
            told.add(first.name)
            yield _stop(code, name=first.name)


def at_odds(first: Delegate, second: Delegate, *, may_record: bool = False) -> str:
    """What is wrong with two parts of a case: they are one person's, or may be and nobody has said (`same_name`)."""
    code = clash(first, second, may_record=may_record)
    if not code or is_one(first, second):
        return code
    if may_be_one(first, second):
        return "delegates.same_name"
    return ""


def is_one(first: Delegate, second: Delegate) -> bool:
    """Whether two parts are known to be one person's."""
    return first.person_id is not None and first.person_id == second.person_id


def may_be_one(first: Delegate, second: Delegate) -> bool:
    """Of one name, and nobody has said that they are two: a seat without a number, or with another one, is asked about.

    A name is no proof, but who sat on both sides would go by hers.
    """
    return first.name == second.name and not (first.namesake or second.namesake)


def clash(first: Delegate, second: Delegate, *, may_record: bool = False) -> str:
    """What is wrong when two parts of a case are one person's; nothing where she also handles papers for her side."""
    roles = {first.role, second.role}
    if Role.RECORDER in roles:
        return "" if may_record else "delegates.recorder_sits"
    if first.side != second.side:
        return "delegates.both_sides"
    return "" if Role.HANDLER in roles else "delegates.twice"


def _chosen(delegates: Sequence[Delegate]) -> Iterable[Finding]:
    for each in _of(delegates, Side.WORKER):
        if not each.elected:
            yield _stop("delegates.not_elected", name=each.name)


def _represented(delegates: Sequence[Delegate], staff: Staff) -> Iterable[Finding]:
    """Where women, disabled or dispatched workers are many, the workers' side should have some (浙江 10, 杭州 18)."""
    ours = _of(delegates, Side.WORKER)
    if staff.numerous is None or not ours:
        return
    groups = (
        ("women", staff.women, sum(each.is_woman for each in ours)),
        ("disabled", staff.disabled, sum(each.is_disabled for each in ours)),
        ("dispatched", staff.dispatched, sum(each.is_dispatched for each in ours)),
    )
    for group, many, sitting in groups:
        if many and staff.numerous.met_by(many, staff.total) and not sitting:
            yield _stop("delegates.group_missing", group=group, many=many, of=staff.total)
        elif many and staff.numerous.met_by(many, staff.total) and sitting * staff.total < many * len(ours):
            yield _warn("delegates.group_small", group=group, have=sitting, of=len(ours), many=many, staff=staff.total)


#: Findings of a side that lacks somebody.
INCOMPLETE = frozenset({"delegates.too_few", "delegates.unequal", "delegates.employer_more", "delegates.one_chief"})
#: The same, and a chief who holds the office no longer by which she led.
VACANT = INCOMPLETE | {"delegates.chief_left"}


def lacking(finding: Finding) -> Side:
    """Which side is to name somebody. Worked example: four workers' delegates, five of the employer's: the workers."""
    told = finding.params
    if "side" in told:
        return Side(str(told["side"]))
    return Side.WORKER if int(str(told["workers"])) < int(str(told["employers"])) else Side.EMPLOYER
