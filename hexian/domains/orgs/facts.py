"""What kinds of bodies there are, what may stand below what, and the lists their particulars are chosen from.

Two different five levels (RULES 0.2): `union_level` is where a union stands in the hierarchy, `creation_level` where
a body takes part in 五级联创.  A park is of the town's level in both; a community is a grassroots union in the first
and a level of its own in the second.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

#: Whether an employer is one of 规上, as forms say it; «» while nobody knows.
SCALES: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}


def scale_word(is_scaled: bool | None) -> str:
    """What forms call it. Worked example: unknown is «», never «no»."""
    return next(word for word, said in SCALES.items() if said is is_scaled)


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
    GOVERNMENT = "government"
    INSTITUTION = "institution"
    JOINT = "joint"
    TRADE = "trade"
    AREA = "area"
    INDUSTRIAL = "industrial"
    GROUP = "group"
    DIRECT = "direct"
    NEW_FORM = "new_form"
    EMPLOYER = "employer"
    PARTNER = "partner"


class UnionLevel(StrEnum):
    """Where a union stands in the hierarchy of unions."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    GRASSROOTS = "grassroots"


class CreationLevel(StrEnum):
    """On which of the five levels of 和谐劳动关系 a body takes part (五级联创)."""

    ENTERPRISE = "enterprise"
    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    CITY = "city"


class Nature(StrEnum):
    """What an employer is in law."""

    ENTERPRISE = "enterprise"
    GOVERNMENT = "government"
    INSTITUTION = "institution"
    SOCIAL = "social"  # 社会组织: 社会团体、民办非企业单位、基金会
    SOLE_TRADER = "sole_trader"
    OTHER = "other"


class Partner(StrEnum):
    """Whom unions work with: the sides of 三方协商, and where disputes go."""

    LABOUR = "labour"  # 人社
    JUSTICE = "justice"  # 司法
    COURT = "court"
    PROCURATORATE = "procuratorate"
    EMPLOYERS = "employers"  # 企业联合会 / 企业家协会
    COMMERCE = "commerce"  # 工商联
    OTHER = "other"


class GroupKind(StrEnum):
    """Further axes that cross the tree: never a second parent."""

    PARK = "park"
    TRADE = "trade"
    COMPANY = "company"
    OTHER = "other"


CATEGORY_OF: Mapping[str, Category] = {Kind.EMPLOYER: Category.EMPLOYER, Kind.PARTNER: Category.PARTNER}

_UPPER = frozenset({Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.DISTRICT})
_LOCAL = _UPPER | {Kind.STREET, Kind.PARK, Kind.COMMUNITY}
_FEDERATIONS = frozenset({Kind.TRADE, Kind.AREA, Kind.INDUSTRIAL, Kind.GROUP, Kind.JOINT})
_UNIONS = frozenset(kind for kind in Kind if kind not in CATEGORY_OF)
_WORKPLACES = frozenset({Kind.ENTERPRISE, Kind.GOVERNMENT, Kind.INSTITUTION, Kind.DIRECT})

#: Below which kinds a kind may stand; levels of the territory may be left out, as where a province runs a county.
MAY_STAND_BELOW: Mapping[str, frozenset[Kind]] = {
    Kind.NATION: frozenset(),
    Kind.PROVINCE: frozenset({Kind.NATION}),
    Kind.CITY: frozenset({Kind.NATION, Kind.PROVINCE}),
    Kind.DISTRICT: frozenset({Kind.NATION, Kind.PROVINCE, Kind.CITY}),
    Kind.STREET: _UPPER,
    # A park stands beside a street or below one: both are seen.
    Kind.PARK: _UPPER | {Kind.STREET},
    Kind.COMMUNITY: _UPPER | {Kind.STREET, Kind.PARK},
    Kind.INDUSTRIAL: _UPPER | {Kind.INDUSTRIAL},
    Kind.DIRECT: _UPPER | {Kind.INDUSTRIAL},
    Kind.TRADE: _LOCAL | {Kind.INDUSTRIAL, Kind.TRADE},
    Kind.AREA: _LOCAL | {Kind.AREA},
    Kind.GROUP: _LOCAL | {Kind.INDUSTRIAL, Kind.TRADE, Kind.AREA, Kind.GROUP},
    Kind.JOINT: _LOCAL | {Kind.INDUSTRIAL, Kind.TRADE, Kind.AREA},
    # Large workplaces have branches (分工会) of the same kind below them.
    Kind.ENTERPRISE: _LOCAL | _FEDERATIONS | _WORKPLACES,
    Kind.GOVERNMENT: _LOCAL | _FEDERATIONS | _WORKPLACES,
    Kind.INSTITUTION: _LOCAL | _FEDERATIONS | _WORKPLACES,
    # Workers without employer belong to a platform, a station and a union, never to a workplace (RULES 1.3); and an
    # employer's union, the lowest of the levels (RULES 0.2), is no 上一级工会 that could approve theirs (工会法 12).
    Kind.NEW_FORM: _LOCAL | _FEDERATIONS | {Kind.NEW_FORM},
    Kind.EMPLOYER: _UNIONS,
    Kind.PARTNER: _LOCAL,
}

#: Industrial unions are left out: theirs is the level of the union they stand below, which only the tree knows.
_UNION_LEVEL: Mapping[str, UnionLevel] = {
    Kind.NATION: UnionLevel.NATION,
    Kind.PROVINCE: UnionLevel.PROVINCE,
    Kind.CITY: UnionLevel.CITY,
    Kind.DISTRICT: UnionLevel.DISTRICT,
    Kind.STREET: UnionLevel.TOWN,
    Kind.PARK: UnionLevel.TOWN,
    Kind.COMMUNITY: UnionLevel.GRASSROOTS,
    Kind.ENTERPRISE: UnionLevel.GRASSROOTS,
    Kind.GOVERNMENT: UnionLevel.GRASSROOTS,
    Kind.INSTITUTION: UnionLevel.GRASSROOTS,
    Kind.JOINT: UnionLevel.GRASSROOTS,
    Kind.TRADE: UnionLevel.GRASSROOTS,
    Kind.AREA: UnionLevel.GRASSROOTS,
    Kind.GROUP: UnionLevel.GRASSROOTS,
    Kind.DIRECT: UnionLevel.GRASSROOTS,
    Kind.NEW_FORM: UnionLevel.GRASSROOTS,
}

_CREATION_LEVEL: Mapping[str, CreationLevel] = {
    Kind.CITY: CreationLevel.CITY,
    Kind.DISTRICT: CreationLevel.COUNTY,
    Kind.STREET: CreationLevel.TOWN,
    Kind.PARK: CreationLevel.TOWN,
    Kind.COMMUNITY: CreationLevel.VILLAGE,
    Kind.ENTERPRISE: CreationLevel.ENTERPRISE,
    Kind.GROUP: CreationLevel.ENTERPRISE,
    Kind.DIRECT: CreationLevel.ENTERPRISE,
    Kind.EMPLOYER: CreationLevel.ENTERPRISE,
}


def union_level(kind: str) -> UnionLevel | None:
    """The level of a union in the hierarchy; None for what is no union, and for industrial unions (工会法 10)."""
    return _UNION_LEVEL.get(kind)


def creation_level(kind: str) -> CreationLevel | None:
    """The level on which a body takes part in 五级联创; None for whoever takes part on none (RULES 0.2)."""
    return _CREATION_LEVEL.get(kind)


@cache
def trades() -> Mapping[str, str]:
    """The twenty sections of GB/T 4754 by letter."""
    return _names("trades")


@cache
def ownerships() -> Mapping[str, str]:
    """Registered types of ownership by code."""
    return _names("ownerships")


def _names(file: str) -> Mapping[str, str]:
    text = (Path(__file__).parent / "data" / f"{file}.toml").read_text(encoding="utf-8")
    names: dict[str, str] = tomllib.loads(text)["names"]
    return names
