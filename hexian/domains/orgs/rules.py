"""Kinds, states and codes of organisations; join codes; credit codes. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hexian.foundation.actor import Refused


class Category(StrEnum):
    """What sort of body it is."""

    UNION = "union"
    EMPLOYER = "employer"
    PARTNER = "partner"


class Kind(StrEnum):
    """What kind of union, employer or partner body."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    PARK = "park"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    JOINT = "joint"
    TRADE = "trade"
    NEW_FORM = "new_form"
    EMPLOYER = "employer"
    PARTNER = "partner"


class OrgState(StrEnum):
    """Whether a body exists still."""

    ACTIVE = "active"
    DISSOLVED = "dissolved"


#: How deep in the tree a kind of body stands; bodies without a level stand anywhere below an administrative one.
#: A park stands beside a street or below one (长河街道 → a park): both are seen.
LEVEL: Mapping[str, int] = {
    Kind.NATION: 0, Kind.PROVINCE: 1, Kind.CITY: 2, Kind.DISTRICT: 3, Kind.STREET: 4, Kind.PARK: 5, Kind.COMMUNITY: 5,
}  # fmt: skip
CATEGORY_OF: Mapping[str, Category] = {Kind.EMPLOYER: Category.EMPLOYER, Kind.PARTNER: Category.PARTNER}


@dataclass(frozen=True, slots=True)
class StandardRole:
    """A role every union may use: its key, its Chinese name, the duties it carries."""

    key: str
    name: str
    duties: tuple[str, ...]


_MEMBERS = ("members.view", "members.admit", "members.correct", "members.export", "people.reveal")

STANDARD_ROLES = (
    StandardRole("chair", "工会主席", ("orgs.view", "orgs.manage", "orgs.offices", "audit.view", *_MEMBERS)),
    StandardRole("organiser", "组织干事", ("orgs.view", *_MEMBERS)),
    StandardRole("viewer", "查看员", ("orgs.view", "members.view")),
    StandardRole("auditor", "审计员", ("orgs.view", "audit.view")),
    # Looks after the program, not after people: no duty that shows members.
    StandardRole(
        "admin",
        "系统管理员",
        ("orgs.view", "orgs.manage", "orgs.offices", "audit.view", "lawbook.change", "clock.enter_calendar"),
    ),
)

#: Whoever has it may appoint; the last one in a union cannot leave without a successor.
APPOINTING = "orgs.offices"


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
    """A body stands below one of a higher level, and nothing stands below an employer or partner body.

    Raises `Refused("org.place")` with both kinds.
    """
    if parent_kind in CATEGORY_OF:
        raise Refused("org.place", kind=kind, parent_kind=parent_kind)
    level, above = LEVEL.get(kind), LEVEL.get(parent_kind)
    if level is not None and (above is None or level <= above):
        raise Refused("org.place", kind=kind, parent_kind=parent_kind)


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


def check_grant(duties: Iterable[str], known: Collection[str], own: Collection[str]) -> tuple[str, ...]:
    """The duties of a role, sorted: all known, and none that whoever grants them lacks herself.

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


def check_staff_total(value: object) -> int:
    """A number of staff. Raises `Refused("org.staff_total")` for a negative one or none at all."""
    if not isinstance(value, int) or value < 0:
        raise Refused("org.staff_total")
    return value
