"""Deciding by law: seats, rolls, quorums, secret ballots counted twice, and what a result is. Plain Python.

Worked example: 350 workers → 54 seats; 36 must be present (≥ 2/3 of 54), 28 must say yes (> 1/2 of all 54, not of those
present).  With 36 present and 27 yes the draft is lost, although three quarters of those present wanted it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Protocol

from hexian.foundation.actor import Refused


class BodyKind(StrEnum):
    """Elected delegates, or all workers together where they are few (浙江企业民主管理条例 7)."""

    CONGRESS = "congress"
    ASSEMBLY = "assembly"


class BodyState(StrEnum):
    """In its term, or over."""

    ACTIVE = "active"
    ENDED = "ended"


class Standing(StrEnum):
    """With a vote, or attending without one: dispatched workers and guests (列席)."""

    DELEGATE = "delegate"
    OBSERVER = "observer"


class Sitting(StrEnum):
    """Where a sitting stands."""

    PLANNED = "planned"
    ROLL_SEALED = "roll_sealed"
    OPEN = "open"
    CLOSED = "closed"
    NO_QUORUM = "no_quorum"
    CANCELLED = "cancelled"


class Motion(StrEnum):
    """What became of a motion."""

    PUT = "put"
    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    """How somebody's presence is known: tapped at the door, or read from the sheet she signed."""

    SCREEN = "screen"
    PAPER = "paper"


class Base(StrEnum):
    """Of whom a share must agree: all on the roll, those present, or the valid ballots."""

    ROLL = "roll"
    PRESENT = "present"
    CAST = "cast"


class Tie(StrEnum):
    """What a tie means: the motion is lost, or the ballot is held again."""

    LOST = "lost"
    RUNOFF = "runoff"


class Verdict(StrEnum):
    """What a ballot has shown."""

    CARRIED = "carried"
    LOST = "lost"
    RUNOFF = "runoff"


class Measure(StrEnum):
    """By which rule a motion is decided: an employer's own congress, or that of a trade or an area."""

    CONGRESS = "congress"
    REGIONAL = "regional"


class Document(StrEnum):
    """What is printed (TEMPLATES 2.12)."""

    NOTICE = "notice"
    SIGN_IN = "sign_in"
    BALLOTS = "ballots"
    TALLY = "tally"
    RESOLUTION = "resolution"


class Reason(StrEnum):
    """Why somebody is a delegate no longer."""

    LEFT = "left"
    MOVED = "moved"
    RESIGNED = "resigned"
    RECALLED = "recalled"
    MISTAKE = "mistake"


#: Rows of the lawbook a motion freezes, by what they say, for each measure.
MEASURES: Mapping[Measure, Mapping[str, str]] = {
    Measure.CONGRESS: {
        "presence": "congress.present", "approval": "congress.votes", "base": "congress.votes_of",
        "tie": "congress.tie", "runoffs": "congress.runoffs",
    },
    Measure.REGIONAL: {
        "presence": "congress.present", "approval": "congress.regional_votes", "base": "congress.votes_of",
        "tie": "congress.tie", "runoffs": "congress.runoffs",
    },
}  # fmt: skip

SITTING: Mapping[tuple[Sitting, str], Sitting] = {
    (Sitting.PLANNED, "change"): Sitting.PLANNED,
    (Sitting.PLANNED, "put"): Sitting.PLANNED,
    (Sitting.PLANNED, "seal"): Sitting.ROLL_SEALED,
    (Sitting.PLANNED, "cancel"): Sitting.CANCELLED,
    (Sitting.ROLL_SEALED, "change"): Sitting.ROLL_SEALED,
    (Sitting.ROLL_SEALED, "put"): Sitting.ROLL_SEALED,
    (Sitting.ROLL_SEALED, "check_in"): Sitting.ROLL_SEALED,
    (Sitting.ROLL_SEALED, "open"): Sitting.OPEN,
    (Sitting.ROLL_SEALED, "no_quorum"): Sitting.NO_QUORUM,
    (Sitting.ROLL_SEALED, "cancel"): Sitting.CANCELLED,
    (Sitting.OPEN, "put"): Sitting.OPEN,
    (Sitting.OPEN, "check_in"): Sitting.OPEN,
    (Sitting.OPEN, "count"): Sitting.OPEN,
    (Sitting.OPEN, "close"): Sitting.CLOSED,
}
MOTION: Mapping[tuple[Motion, str], Motion] = {
    (Motion.PUT, "count"): Motion.PUT,
    (Motion.PUT, "recount"): Motion.PUT,
    (Motion.PUT, "runoff"): Motion.PUT,
    (Motion.PUT, "carry"): Motion.CARRIED,
    (Motion.PUT, "lose"): Motion.LOST,
    (Motion.PUT, "withdraw"): Motion.WITHDRAWN,
}
#: Sittings that did not take place: their number may be given again.
NOT_HELD = (Sitting.NO_QUORUM, Sitting.CANCELLED)
ENDED = (Sitting.CLOSED, *NOT_HELD)
DECIDED = (Motion.CARRIED, Motion.LOST)
#: A pasted list longer than this is a file by mistake.
MOST_LINES = 2_000
#: So many people enter the count of a ballot, each alone.
TELLERS = 2


class Share(Protocol):
    """A share as the lawbook states it: «过半数» and the like."""

    def met_by(self, part: int, whole: int) -> bool:
        """Whether a part satisfies it."""

    def least(self, whole: int) -> int:
        """The smallest part that does."""


def may(state: str, act: str) -> bool:
    """Whether an act can be done with a sitting in a state."""
    return (Sitting(state), act) in SITTING


def may_add(opened_on: date | None, today: date) -> bool:
    """Whether a motion may still be put: those counted as present when it was opened were there on that day alone.

    Worked example: opened on 29 November and never closed; on 16 December nobody knows who is in the room.
    """
    return opened_on is None or opened_on == today


def next_sitting(state: str, act: str) -> Sitting:
    """The state an act leads a sitting to; raises `Refused("decisions.sitting_state")` when it cannot be done."""
    if not may(state, act):
        raise Refused("decisions.sitting_state", state=state, act=act)
    return SITTING[Sitting(state), act]


def next_motion(state: str, act: str) -> Motion:
    """The state an act leads a motion to; raises `Refused("decisions.motion_state")` when it cannot be done."""
    if (Motion(state), act) not in MOTION:
        raise Refused("decisions.motion_state", motion_state=state, motion_act=act)
    return MOTION[Motion(state), act]


# — Seats (浙江企业民主管理条例 10、11) —


@dataclass(frozen=True, slots=True)
class National:
    """The national figure: a share of staff, at least so many; what goes beyond `binding` is for the parties (U)."""

    numerator: int
    denominator: int
    least: int
    binding: int

    def seats(self, staff: int) -> int:
        """So many at the least, however small the staff."""
        return max(self.least, min(-(-staff * self.numerator // self.denominator), self.binding))


def quota(staff: int, line: Sequence[int | None], national: National) -> int:
    """How many delegates a congress of so many workers has, at the least; the greater of both rules.

    `line` is (base, beyond, every, more): base seats, and `more` for each whole `every` beyond.  The steps jump at 100
    and 1000 on purpose (RULES 13.5): 99 → 30, 100 → 40, 350 → 54, 600 → 75, 999 → 96, 1000 → 100, 3000 → 140.
    """
    base, beyond, every, more = (cell or 0 for cell in line)
    regional = base + (more * ((staff - beyond) // every) if every else 0)
    return max(regional, national.seats(staff))


def check_staff(staff: int, women: int, disabled: int) -> None:
    """Numbers of people that agree with each other.

    Raises `Refused` with `decisions.no_staff`, `decisions.part_beyond_staff` (`part`, `staff`, `have`).
    """
    if staff < 1:
        raise Refused("decisions.no_staff")
    for part, have in (("women", women), ("disabled", disabled)):
        if not 0 <= have <= staff:
            raise Refused("decisions.part_beyond_staff", part=part, staff=staff, have=have)


def check_assembly(kind: str, staff: int, below: int) -> None:
    """All workers meet together only where they are few (浙江企业民主管理条例 7).

    Raises `Refused("decisions.too_many_for_assembly")` (`staff`, `below`).
    """
    if kind == BodyKind.ASSEMBLY and staff >= below:
        raise Refused("decisions.too_many_for_assembly", staff=staff, below=below)


def check_seats(seats: int, least: int) -> int:
    """Not fewer seats than the law gives. Raises `Refused("decisions.seats_too_few")` (`seats`, `least`)."""
    if seats < least:
        raise Refused("decisions.seats_too_few", seats=seats, least=least)
    return seats


def check_term(begins: date, ends: date, longest: int) -> None:
    """A term that ends after it begins, and lasts no longer than a union's longest (浙江企业民主管理条例 14).

    Raises `Refused` with `decisions.term_order`, `decisions.term_long` (`longest`).
    """
    if ends <= begins:
        raise Refused("decisions.term_order")
    if (ends.year - begins.year, ends.month, ends.day) > (longest, begins.month, begins.day):
        raise Refused("decisions.term_long", longest=longest)


@dataclass(frozen=True, slots=True)
class Makeup:
    """Who the delegates are, beside who the staff are."""

    seats: int
    least: int
    serving: int
    vacated: int
    managers: int
    women: int
    disabled: int
    staff: int
    staff_women: int
    staff_disabled: int


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the law asks of a body: how much there is, how much is needed, and whether that stops a sitting."""

    name: str
    have: int
    need: int
    of: int
    is_met: bool
    stops: bool = True


def share_needed(part: int, whole: int, of: int) -> int:
    """The fewest out of `of` that are at least the same share as `part` of `whole`."""
    return -(-part * of // whole) if whole else 0


def checks(kind: str, makeup: Makeup, managers: Share, managers_most: int) -> tuple[Check, ...]:
    """What the law asks of the body today; an assembly is everybody, so that only its list can be wrong."""
    serving = makeup.serving
    if kind == BodyKind.ASSEMBLY:
        return (Check("everybody", serving, makeup.staff, makeup.staff, serving == makeup.staff),)
    women = share_needed(makeup.staff_women, makeup.staff, serving)
    disabled = share_needed(makeup.staff_disabled, makeup.staff, serving)
    found = [
        Check("elected", serving + makeup.vacated, makeup.least, makeup.seats,
              serving > 0 and serving + makeup.vacated >= makeup.least),
        Check("vacant", serving, makeup.seats, makeup.seats, serving >= makeup.seats, stops=False),
        Check("managers", makeup.managers, managers_most, serving,
              not makeup.managers or managers.met_by(makeup.managers, serving)),
        Check("women", makeup.women, women, serving, makeup.women >= women),
    ]  # fmt: skip
    if makeup.staff_disabled:
        found.append(Check("disabled", makeup.disabled, disabled, serving, makeup.disabled >= disabled))
    return tuple(found)


def check_makeup(found: Iterable[Check]) -> None:
    """A roll is sealed only over a body the law would recognise.

    Raises `Refused` with `decisions.not_elected`, `.not_everybody`, `.too_many_managers`, `.too_few_women`,
    `.too_few_disabled` (`have`, `need`, `of`, `missing`).
    """
    for each in found:
        if each.stops and not each.is_met:
            missing = abs(each.need - each.have)
            raise Refused(_UNMET[each.name], have=each.have, need=each.need, of=each.of, missing=missing)


_UNMET = {
    "elected": "decisions.not_elected", "everybody": "decisions.not_everybody",
    "managers": "decisions.too_many_managers", "women": "decisions.too_few_women",
    "disabled": "decisions.too_few_disabled",
}  # fmt: skip


# — Delegates —


@dataclass(frozen=True, slots=True)
class Line:
    """One delegate as typed or pasted; `mobile` may be empty."""

    name: str
    sex: str = ""
    department: str = ""
    is_manager: bool = False
    mobile: str = ""
    is_disabled: bool = False
    post: str = ""
    standing: str = Standing.DELEGATE
    elected_on: date | None = None
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one pasted line: its number as the sender sees it, and the refusal."""

    number: int
    refusal: Refused


#: What people write for yes and no in the column «是否管理人员».
_YES = frozenset({"是", "管理人员", "管理", "y", "yes", "√", "1"})
_NO = frozenset({"", "否", "不是", "非", "一线", "职工", "n", "no", "×", "0", "-", "—"})
_SEXES = {"男": "男", "女": "女", "男性": "男", "女性": "女"}
_SPLIT = re.compile(r"[\t,，、;；|]+| +|　+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_HEADS = frozenset({"姓名", "名字"})


def read_lines(text: str) -> tuple[list[tuple[int, Line]], list[Fault]]:
    """A pasted list: 姓名 性别 选区 是否管理人员 手机, one a line, separated as a sheet or a person separates them.

    Empty lines and a line of headings are passed over; every other line is read, or named with what is wrong with it:
    `decisions.line_short`, `.line_long`, `.line_sex`, `.line_manager`, `.line_mobile`, `.line_name`.
    Raises `Refused` with `decisions.nothing_pasted`, `decisions.too_many_lines` (`have`, `most`).
    """
    rows = [(number, row.strip()) for number, row in enumerate(text.splitlines(), 1) if row.strip()]
    rows = [(number, row) for number, row in rows if _cells(row)[0] not in _HEADS]
    if not rows:
        raise Refused("decisions.nothing_pasted")
    if len(rows) > MOST_LINES:
        raise Refused("decisions.too_many_lines", have=len(rows), most=MOST_LINES)
    read, faults = [], []
    for number, row in rows:
        try:
            read.append((number, _line(row)))
        except Refused as refusal:
            faults.append(Fault(number, refusal))
    return read, faults


def _cells(row: str) -> list[str]:
    """Cells as a sheet gives them: between tabs an empty one counts; else whatever separates words."""
    if "\t" in row:
        return [cell.strip() for cell in row.split("\t")]
    return [cell for cell in _SPLIT.split(row) if cell] or [""]


def _line(row: str) -> Line:
    cells = _cells(row)
    if len(cells) < 3:
        raise Refused("decisions.line_short", have=len(cells))
    if len(cells) > 5:
        raise Refused("decisions.line_long", have=len(cells))
    name, sex, department, manager, mobile = [*cells, "", ""][:5]
    # Whoever is no manager is often left out, and the number stands in the fourth place.
    if _MOBILE.fullmatch(re.sub(r"\D", "", manager)) and not mobile:
        manager, mobile = "", manager
    return check_line(Line(name=name, sex=sex, department=department, is_manager=_is_manager(manager), mobile=mobile))


def _is_manager(text: str) -> bool:
    said = text.strip().lower()
    if said not in _YES | _NO:
        raise Refused("decisions.line_manager", said=text)
    return said in _YES


def check_line(line: Line) -> Line:
    """A delegate whose name, sex, constituency and number can be used, tidied.

    Raises `Refused` with `decisions.line_name`, `.line_sex` (`said`), `.line_department`, `.line_mobile`.
    """
    name, department = re.sub(r"\s+", "", line.name), " ".join(line.department.split())
    mobile = re.sub(r"[\s\-]", "", line.mobile)
    if not 1 < len(name) <= 40 or any(character.isdigit() for character in name):
        raise Refused("decisions.line_name", said=line.name)
    if line.sex.strip() not in _SEXES:
        raise Refused("decisions.line_sex", said=line.sex)
    if not department or len(department) > 60:
        raise Refused("decisions.line_department")
    if mobile and not _MOBILE.fullmatch(mobile):
        raise Refused("decisions.line_mobile")
    if line.votes is not None and line.votes < 0:
        raise Refused("decisions.votes_negative")
    given = {field.name: getattr(line, field.name) for field in fields(Line)}
    return Line(**given | {"name": name, "sex": _SEXES[line.sex.strip()], "department": department, "mobile": mobile})


def same_person(one: Line, other: Line) -> bool:
    """Whether two lines mean one person: the same number, or the same name in one constituency with no number to tell.

    Two people of one name are told apart by their numbers or constituencies.
    """
    if one.mobile and one.mobile == other.mobile:
        return True
    alike = (one.name, one.department) == (other.name, other.department)
    return alike and not (one.mobile and other.mobile)


def check_not_twice(line: Line, known: Iterable[Line]) -> None:
    """Nobody sits twice. Raises `Refused("decisions.delegate_twice")` (`name`, `department`)."""
    for each in known:
        if same_person(line, each):
            raise Refused("decisions.delegate_twice", name=each.name, department=each.department)


# — The roll —


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a sealed roll."""

    position: int
    delegate: str
    name: str
    department: str
    has_vote: bool


def seal(sitting: str, entries: Iterable[Entry]) -> str:
    """SHA-256 over a sitting's roll, in hex: any name changed, added or left out changes it."""
    digest = hashlib.sha256(sitting.encode())
    for each in sorted(entries, key=lambda entry: entry.position):
        parts = (str(each.position), each.delegate, each.name, each.department, "1" if each.has_vote else "0")
        digest.update("\x1f".join(parts).encode() + b"\x1e")
    return digest.hexdigest()


def check_quorum(roll: int, present: int, presence: Share) -> None:
    """Enough of those entitled are there (浙江集体合同条例 24、企业民主管理条例 15).

    Raises `Refused("decisions.no_quorum")` (`roll`, `need`, `present`, `missing`).
    """
    if not presence.met_by(present, roll):
        need = presence.least(roll)
        raise Refused("decisions.no_quorum", roll=roll, need=need, present=present, missing=need - present)


# — The count —


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots of one motion as one teller counted them (TEMPLATES 2.12: C, D, E, D−E, F, G, H)."""

    issued: int
    returned: int
    valid: int
    void: int
    yes: int
    no: int
    abstain: int


FIGURES: tuple[str, ...] = tuple(field.name for field in fields(Tally))


def check_tally(tally: Tally, *, roll: int, present: int) -> None:
    """C ≤ B ≤ A, D ≤ C, D − E void, F + G + H = E (TEMPLATES 2.12).

    Raises `Refused` with `decisions.figure_negative` (`figure`), `.beyond_roll`, `.issued_beyond_present`,
    `.returned_beyond_issued`, `.void_sum`, `.votes_sum`, each with the numbers it speaks of.
    """
    given = asdict(tally)
    for figure, value in given.items():
        if value < 0:
            raise Refused("decisions.figure_negative", figure=figure)
        if value > roll:
            raise Refused("decisions.beyond_roll", figure=figure, have=value, roll=roll)
    if tally.issued > present:
        raise Refused("decisions.issued_beyond_present", issued=tally.issued, present=present)
    if tally.returned > tally.issued:
        raise Refused("decisions.returned_beyond_issued", returned=tally.returned, issued=tally.issued)
    if tally.valid + tally.void != tally.returned:
        raise Refused("decisions.void_sum", valid=tally.valid, void=tally.void, returned=tally.returned)
    if tally.yes + tally.no + tally.abstain != tally.valid:
        raise Refused("decisions.votes_sum", yes=tally.yes, no=tally.no, abstain=tally.abstain, valid=tally.valid)


def differing(one: Tally, other: Tally) -> tuple[str, ...]:
    """The figures in which two counts differ, in the order of the report."""
    return tuple(figure for figure in FIGURES if getattr(one, figure) != getattr(other, figure))


def check_teller(person_id: int | None, before: Collection[int | None]) -> None:
    """Two different people count, each alone.

    Raises `Refused` with `decisions.teller_unknown`, `decisions.same_teller`, `decisions.counted_twice`.
    """
    if person_id is None:
        raise Refused("decisions.teller_unknown")
    if len(before) >= TELLERS:
        raise Refused("decisions.counted_twice")
    if person_id in before:
        raise Refused("decisions.same_teller")


def check_counts(counts: Sequence[Tally]) -> Tally:
    """Both counts are in and say the same: that is the count.

    Raises `Refused` with `decisions.count_missing` (`have`, `missing`), `decisions.counts_differ` (`figures`).
    """
    if len(counts) < TELLERS:
        raise Refused("decisions.count_missing", have=len(counts), missing=TELLERS - len(counts))
    found = differing(counts[0], counts[1])
    if found:
        raise Refused("decisions.counts_differ", figures=found)
    return counts[0]


# — The result —


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a motion needs, as frozen when it was put."""

    presence: Share
    approval: Share
    base: Base
    tie: Tie = Tie.LOST
    runoffs: int = 0

    def whole(self, *, roll: int, present: int, cast: int) -> int:
        """The number a share is taken of."""
        return {Base.ROLL: roll, Base.PRESENT: present, Base.CAST: cast}[self.base]


def decide(tally: Tally, thresholds: Thresholds, *, roll: int, present: int, round_: int = 1) -> Verdict:
    """What the ballot has shown; a tie is held again only as often as the rule allows.

    The share is of the whole roll unless the rule says otherwise (RULES 13.3).  Raises `decisions.no_quorum`.
    """
    check_quorum(roll, present, thresholds.presence)
    whole = thresholds.whole(roll=roll, present=present, cast=tally.valid)
    if thresholds.approval.met_by(tally.yes, whole):
        return Verdict.CARRIED
    tied = tally.yes == tally.no and tally.yes > 0
    if tied and thresholds.tie is Tie.RUNOFF and round_ <= thresholds.runoffs:
        return Verdict.RUNOFF
    return Verdict.LOST


def basis_points(part: int, whole: int) -> int:
    """A share in basis points, half up; nought of nobody."""
    return (2 * part * 10_000 + whole) // (2 * whole) if whole > 0 else 0


def percent(part: int, whole: int) -> str:
    """«66.67%» as reports print it."""
    points = basis_points(part, whole)
    return f"{points // 100}.{points % 100:02}%"


def check_title(text: str) -> str:
    """What is voted on, in one line. Raises `Refused` with `decisions.title_missing`, `.title_long` (`most`)."""
    title = " ".join(text.split())
    if not title:
        raise Refused("decisions.title_missing")
    if len(title) > 120:
        raise Refused("decisions.title_long", have=len(title), most=120)
    return title


def check_sha256(text: str) -> str:
    """A SHA-256 in hex, or none. Raises `Refused("decisions.text_hash")`."""
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise Refused("decisions.text_hash")
    return text
