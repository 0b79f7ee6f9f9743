"""States, codes and places of organisations; join codes; credit codes; offices. Plain Python."""

# ruff: noqa: PLC0414 - kinds are asked for here by every room

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hexian.domains.orgs import facts
from hexian.domains.orgs.facts import CATEGORY_OF as CATEGORY_OF
from hexian.domains.orgs.facts import Category as Category
from hexian.domains.orgs.facts import GroupKind as GroupKind
from hexian.domains.orgs.facts import Kind as Kind
from hexian.domains.orgs.facts import Nature as Nature
from hexian.domains.orgs.facts import Partner as Partner
from hexian.foundation.actor import Refused


class OrgState(StrEnum):
    """Whether a body exists still."""

    ACTIVE = "active"
    DISSOLVED = "dissolved"


class Act(StrEnum):
    """What happened to a body of the tree."""

    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class StandardRole:
    """A role every union may use: its key, its Chinese name, the duties it carries, in what sort of body it is held."""

    key: str
    name: str
    duties: tuple[str, ...]
    at: Category = Category.UNION


_FOUNDING = ("founding.view", "founding.handle", "founding.approve", "founding.targets")
_BARGAINING = ("bargaining.view", "bargaining.act", "bargaining.oversee")
_DECISIONS = ("decisions.view", "decisions.run", "decisions.count")
_TABLES = ("tables.view", "tables.edit", "tables.publish")
_LEDGER = ("ledger.view", "ledger.review", "ledger.approve")
_MEMBERS = ("members.view", "members.admit", "members.correct", "members.export", "people.reveal")
_AID = (
    "mutualaid.view",
    "mutualaid.intake",
    "mutualaid.decide",
    "mutualaid.read",
    "mutualaid.plan",
    "mutualaid.enrol",
)

#: What whoever holds a duty may give to others without holding it herself: money goes through different hands, and
#: who approves payments chooses those who keep the book, release the money and follow it.  For appointing alone: nobody
#: puts such a duty into a role of her own making.  Whoever oversees bargaining below her lets in those who sit on the
#: other side of it and those who examine what comes out, whose duties no union may hold.
GIVEN_WITH: Mapping[str, tuple[str, ...]] = {
    "ledger.approve": ("ledger.keep", "ledger.propose", "ledger.release", "ledger.audit"),
    "bargaining.oversee": ("bargaining.answer", "bargaining.examine"),
}

STANDARD_ROLES = (
    StandardRole(
        "chair",
        "工会主席",
        (
            "orgs.view",
            "orgs.manage",
            "orgs.offices",
            "audit.view",
            *_MEMBERS,
            *_FOUNDING,
            *_BARGAINING,
            *_DECISIONS,
            *_TABLES,
            *_LEDGER,
            *_AID,
        ),
    ),
    StandardRole(
        "organiser",
        "组织干事",
        (
            "orgs.view",
            *_MEMBERS,
            "founding.view",
            "founding.handle",
            *_DECISIONS,
            "tables.view",
            "tables.edit",
            "mutualaid.view",
            "mutualaid.intake",
            "mutualaid.enrol",
        ),
    ),
    StandardRole("viewer", "查看员", ("orgs.view", "members.view", "founding.view", "bargaining.view", "tables.view")),
    StandardRole("auditor", "审计员", ("orgs.view", "audit.view", "tables.view", "ledger.view", "ledger.audit")),
    # Money goes through different hands: who keeps the book does not approve, who approves does not release.
    StandardRole(
        "bookkeeper", "财务经办", ("orgs.view", "ledger.view", "ledger.keep", "ledger.propose", "ledger.review")
    ),
    StandardRole("cashier", "出纳", ("orgs.view", "ledger.view", "ledger.release")),
    # Of an employer's own people, and of the labour office.
    StandardRole("employer", "企业负责人", ("bargaining.answer",), Category.EMPLOYER),
    StandardRole("examiner", "合同审查员", ("bargaining.examine",), Category.PARTNER),
    # Looks after the program, not after people: no duty that shows members.
    StandardRole(
        "admin",
        "系统管理员",
        ("orgs.view", "orgs.manage", "orgs.offices", "audit.view", "lawbook.change", "clock.enter_calendar"),
    ),
)

#: Standard role → the only sort of body it is held in.
HELD_AT: Mapping[str, Category] = {role.key: role.at for role in STANDARD_ROLES}

#: Whoever has it may appoint; the last one in a union cannot leave without a successor.
APPOINTING = "orgs.offices"
#: Why an office ended whose holder has died.
DIED = "died"


@dataclass(frozen=True, slots=True)
class Feature:
    """A part of the program a union may switch on or off for itself and all below it."""

    name: str
    label: str
    default: bool


FEATURES: dict[str, Feature] = {}


def feature(name: str, label: str, *, default: bool) -> str:
    """Declare a feature and return its name; declaring it twice differently is an error."""
    declared = Feature(name, label, default)
    if FEATURES.setdefault(name, declared) != declared:
        message = f"feature {name} is declared twice, differently"
        raise ValueError(message)
    return name


@dataclass(frozen=True, slots=True)
class Matter:
    """A sort of unfinished business that keeps a body from being dissolved.

    `label` says it with its number («{count} 份入会申请»); `count` counts it at and below the organisation with a code;
    `address` is the page where it is done, with the body's public id for `{org}`, and `duty` what that page needs.
    """

    name: str
    label: str
    duty: str
    address: str
    count: Callable[[str], int]


MATTERS: dict[str, Matter] = {}


def matter(name: str, label: str, *, duty: str, address: str) -> Callable[[Callable[[str], int]], Callable[[str], int]]:
    """Declare a sort of unfinished business over what counts it; declaring a name twice is an error.

    Whoever keeps something open at a union declares it: a body is dissolved only when nothing of it is left.
    """

    def declare(count: Callable[[str], int]) -> Callable[[str], int]:
        if name in MATTERS:
            message = f"matter {name} is declared twice"
            raise ValueError(message)
        MATTERS[name] = Matter(name, label, duty, address, count)
        return count

    return declare


#: Characters of join codes: none that is mistaken for another when read aloud or written by hand.
JOIN_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
JOIN_CODE_LENGTH = 8
JOIN_CODE_FORM = r"^[2-9A-HJ-NP-Z]{8}$"

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
#: Four base-36 characters number the children of one body.
MOST_CHILDREN = 36**4 - 1


def child_code(parent: str, number: int) -> str:
    """The code of the parent's n-th child: the parent's code and four base-36 characters.

    Raises `Refused("org.too_many_children")` past 1,679,615.
    """
    if number > MOST_CHILDREN:
        raise Refused("org.too_many_children", most=MOST_CHILDREN)
    characters = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        characters = _DIGITS[digit] + characters
    return parent + characters


def ancestors(code: str) -> list[str]:
    """The codes above a code, from the root down, itself last."""
    return [code[:length] for length in range(1, len(code) + 1, 4)]


def check_join_code(text: str) -> str:
    """A join code as typed or scanned, in capitals; raises `Refused("join.code_form")`."""
    code = re.sub(r"[\s\-]", "", text).upper()
    if not re.fullmatch(JOIN_CODE_FORM, code):
        raise Refused("join.code_form")
    return code


def check_uscc(text: str) -> str:
    """A unified social credit code of 18 characters (GB 32100-2015).

    Raises `Refused` with `uscc.length` (`have`), `uscc.characters`, `uscc.check_digit`.
    """
    code = re.sub(r"\s", "", text).upper()
    if len(code) != 18:
        raise Refused("uscc.length", have=len(code))
    if any(character not in _USCC for character in code):
        raise Refused("uscc.characters")
    total = sum(_USCC.index(character) * weight for character, weight in zip(code[:17], _USCC_WEIGHTS, strict=True))
    if _USCC[(31 - total % 31) % 31] != code[17]:
        raise Refused("uscc.check_digit")
    return code


def check_place(kind: str, parent_kind: str) -> None:
    """A body stands only below the kinds `facts.MAY_STAND_BELOW` names; nothing stands below an employer or partner.

    Raises `Refused("org.place")` with both kinds.
    """
    if parent_kind not in facts.MAY_STAND_BELOW.get(kind, frozenset()):
        raise Refused("org.place", kind=kind, parent_kind=parent_kind)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the upper union replied (批复): its words, number and day."""

    text: str = ""
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why the tree is changed, and the upper union's reply."""

    reason: str
    reply: Reply


def check_grounds(reason: str, reply: Reply | None, *, on: date, today: date, needs_reply: bool = False) -> Grounds:
    """A reason, a day that has come, and a reply that is whole; merging and splitting need one (工会法 12、13).

    Raises `Refused` with `act.ahead` (`on`), `act.reason_missing`, `act.reply_missing`, `act.reply_incomplete`,
    `act.reply_ahead` (`on`).
    """
    given = reply or Reply()
    number = given.number.strip()
    if on > today:
        raise Refused("act.ahead", on=on)
    if not reason.strip():
        raise Refused("act.reason_missing")
    if bool(number) != (given.on is not None):
        raise Refused("act.reply_incomplete")
    if needs_reply and not number:
        raise Refused("act.reply_missing")
    if given.on is not None and given.on > today:
        raise Refused("act.reply_ahead", on=given.on)
    return Grounds(reason.strip(), Reply(given.text.strip(), number, given.on))


def check_move(kind: str, code: str, parent_kind: str, parent_code: str, former_code: str) -> None:
    """A body goes below another that may be above it, not below itself, and not where it stands already.

    Raises `Refused` with `move.below_itself`, `move.there_already`, `org.place`.
    """
    if parent_code.startswith(code):
        raise Refused("move.below_itself")
    if parent_code == former_code:
        raise Refused("move.there_already")
    check_place(kind, parent_kind)


def check_merge(codes: Collection[str], target: str) -> None:
    """Some unions go into another that is neither one of them nor below one.

    Raises `Refused` with `merge.nobody`, `merge.below_itself`.
    """
    if not codes:
        raise Refused("merge.nobody")
    if any(target.startswith(code) for code in codes):
        raise Refused("merge.below_itself")


def check_day(on: date, *since: date, name: str) -> date:
    """Nothing is dated back beyond the last change of where it stands. Raises `Refused("move.too_early")` (`since`)."""
    earliest = max(since)
    if on < earliest:
        raise Refused("move.too_early", on=on, since=earliest, name=name)
    return on


def check_org_name(text: str) -> str:
    """A body's name without stray spaces. Raises `Refused` with `org.name_missing`, `org.name_long` (`have`)."""
    name = re.sub(r"\s+", " ", text).strip()
    if not name:
        raise Refused("org.name_missing")
    if len(name) > 80:
        raise Refused("org.name_long", have=len(name), most=80)
    return name


def check_phone(text: str) -> str:
    """A telephone number people can dial, as typed. Raises `Refused("org.phone")`."""
    phone = re.sub(r"\s+", " ", text).strip()
    if phone and not re.fullmatch(r"\+?[\d\- ()（）转]{3,24}", phone):
        raise Refused("org.phone")
    return phone


def check_division(code: str) -> str:
    """A division code of 2, 4, 6, 9 or 12 digits, or none. Raises `Refused("org.division")`."""
    if code and not (re.fullmatch(r"[0-9]+", code) and len(code) in (2, 4, 6, 9, 12)):
        raise Refused("org.division")
    return code


def may_give(own: Collection[str]) -> frozenset[str]:
    """The duties somebody with these may appoint others to."""
    return frozenset(own).union(*(given for duty, given in GIVEN_WITH.items() if duty in own))


def check_grant(duties: Iterable[str], known: Collection[str], own: Collection[str]) -> tuple[str, ...]:
    """The duties of a role, sorted: all known, and none beyond `own`: what whoever grants them may give.

    Raises `Refused` with `role.no_duty`, `role.unknown_duty` or `role.beyond_own` (`duties`).
    """
    wanted = sorted(set(duties))
    if not wanted:
        raise Refused("role.no_duty")
    unknown = [duty for duty in wanted if duty not in known]
    if unknown:
        raise Refused("role.unknown_duty", duties=unknown)
    beyond = [duty for duty in wanted if duty not in own]
    if beyond:
        raise Refused("role.beyond_own", duties=beyond)
    return tuple(wanted)


def is_held_at(key: str, category: str) -> bool:
    """Whether a role may be held in a body of that sort; a union's own role may be held in any below it."""
    return HELD_AT.get(key, category) == category


def check_held_at(key: str, name: str, category: str) -> None:
    """The employer's head is of an employer, the examiner of the labour office, all others are of unions.

    Raises `Refused("role.elsewhere")` (`name`, `at`).
    """
    if not is_held_at(key, category):
        raise Refused("role.elsewhere", name=name, at=HELD_AT[key])


def check_appointment(*, appointer: int | None, person: int, starts_on: date, ends_on: date | None) -> None:
    """Nobody appoints herself, and an office ends after it begins.

    Raises `Refused` with `office.oneself`, `office.dates`.
    """
    if appointer is not None and appointer == person:
        raise Refused("office.oneself")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("office.dates", starts_on=starts_on, ends_on=ends_on)


def holds_on(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Whether an office is held on a day; `ends_on` is the first day on which it is no longer held."""
    return starts_on <= day and (ends_on is None or day < ends_on)


def nearest(switches: Mapping[str, bool], code: str, default: bool) -> bool:
    """What holds for a code: the switch of its nearest ancestor (itself first), else the default."""
    for ancestor in reversed(ancestors(code)):
        if ancestor in switches:
            return switches[ancestor]
    return default


def needs_place(kind: str, platform: str, station: str) -> tuple[bool, bool]:
    """Whether a joiner must name her platform and her station: workers without employer, unless the poster says it."""
    without_employer = kind == Kind.NEW_FORM
    return without_employer and not platform, without_employer and not station


def check_listed(text: str, known: Collection[str], field: str) -> str:
    """A value of a list, or none. Raises `Refused("org.not_listed")` (`field`, `value`)."""
    if text and text not in known:
        raise Refused("org.not_listed", field=field, value=text)
    return text


def check_founding(founded_on: date, today: date) -> date:
    """A body is entered once it has been founded. Raises `Refused("org.founded_ahead")` (`on`)."""
    if founded_on > today:
        raise Refused("org.founded_ahead", on=founded_on)
    return founded_on


def check_staff_total(value: object) -> int:
    """A number of staff. Raises `Refused("org.staff_total")` for a negative one or none at all."""
    if not isinstance(value, int) or value < 0:
        raise Refused("org.staff_total")
    return value


#: Saved filters stand as tabs above the list: more nobody reads.
MOST_FILTERS = 12


def check_filter_name(text: str, taken: Collection[str]) -> str:
    """What somebody calls a filter of hers.

    Raises `Refused` with `filter.name_missing`, `filter.name_long` (`most`), `filter.name_taken`, `filter.too_many`.
    """
    name = re.sub(r"\s+", " ", text).strip()
    if not name:
        raise Refused("filter.name_missing")
    if len(name) > 20:
        raise Refused("filter.name_long", have=len(name), most=20)
    if name in taken:
        raise Refused("filter.name_taken", name=name)
    if len(taken) >= MOST_FILTERS:
        raise Refused("filter.too_many", most=MOST_FILTERS)
    return name
