"""Look numbers up, and freeze them into a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.db.models.functions import Length

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.lawbook import rules
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.lawbook.rules import Param


@dataclass(frozen=True, slots=True)
class Health:
    """What `hx doctor` wants to know: how many rows, how many not verified, and the codes that cannot be read."""

    rows: int
    unverified: int
    unreadable: tuple[str, ...]


def look_up(code: str, region: str, on: date) -> Param:
    """The value in force on a day, nearest to the place: street → county → city → province → nation.

    Raises `Refused`: `lawbook.no_such_rule` when no row on the chain is in force, `lawbook.no_such_region`.
    """
    rows = RuleParam.objects.filter(code=code, region__in=rules.chain(region)).in_force(on)
    row = rows.nearest_first().first()
    if row is None:
        raise Refused("lawbook.no_such_rule", rule=code, region=region, on=on)
    return row.as_param()


def everywhere(code: str, on: date) -> list[Param]:
    """The values in force on a day at every place that has one of its own, the nearest before what contains it.

    For whoever compares a table with them in one statement: the first whose region begins a division is that
    division's, as `look_up` finds it.
    """
    rows = RuleParam.objects.filter(code=code).in_force(on)
    return [row.as_param() for row in rows.order_by(Length("region").desc(), "region")]


def freeze(code: str, region: str, on: date) -> dict[str, Any]:
    """The value in force as plain JSON, kept on a case so that later changes do not touch it. Raises like `look_up`."""
    return rules.freeze(look_up(code, region, on))


#: A regulation as the lawbook knows it: the place it is of, and its name.
Regulation = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Law:
    """Every value in force on one day under some prefixes, ready for any place without asking again."""

    rows: Sequence[Param]  # the nearest first
    known: dict[tuple[str, frozenset[Regulation]], dict[str, dict[str, Any]]] = field(default_factory=dict)

    def rows_of(self, code: str, region: str) -> list[Param]:
        """What the place and every wider one say on a code, the nearest first. Raises `Refused` as `at` does."""
        chain = set(rules.chain(region))
        return [row for row in self.rows if row.code == code and row.region in chain]

    def at(self, region: str, but: frozenset[Regulation] = frozenset()) -> dict[str, dict[str, Any]]:
        """By code what holds at a place, as plain JSON.

        `but` are the regulations that do not speak of the case: the next wider place speaks instead.  Raises
        `Refused` (`lawbook.no_such_region`).
        """
        if (region, but) not in self.known:
            chain, found = set(rules.chain(region)), dict[str, dict[str, Any]]()
            for row in self.rows:
                if row.region in chain and (row.region, row.source) not in but:
                    found.setdefault(row.code, rules.freeze(row))
            self.known[region, but] = found
        return self.known[region, but]


def law_on(on: date, prefixes: Sequence[str], regions: Sequence[str] | None = None) -> Law:
    """What was in force on a day whose code begins with one of the prefixes, everywhere or in some regions."""
    rows = RuleParam.objects.in_force(on).filter(reduce(or_, (Q(code__startswith=prefix) for prefix in prefixes)))
    if regions is not None:
        rows = rows.filter(region__in=regions)
    return Law([row.as_param() for row in rows.order_by(Length("region").desc())])


def freeze_all(prefixes: Sequence[str], region: str, on: date) -> dict[str, dict[str, Any]]:
    """Every value in force on a day at a place whose code begins with one of the prefixes, by code, as plain JSON.

    For a case that keeps the law it began under.  Raises `Refused` (`lawbook.no_such_region`).
    """
    return law_on(on, prefixes, rules.chain(region)).at(region)


def history(code: str, region: str) -> list[Param]:
    """Every value the code ever had at this very place, newest first."""
    rows = RuleParam.objects.filter(code=code, region=region).order_by("-valid_from")
    return [row.as_param() for row in rows]


def in_force(on: date, prefix: str = "") -> list[Param]:
    """Every row in force on a day whose code begins with the prefix, by code and place: the page of all rules."""
    rows = RuleParam.objects.in_force(on).filter(code__startswith=prefix).order_by("code", "region")
    return [row.as_param() for row in rows]


def health() -> Health:
    """Whether every row can still be read."""
    broken = []
    rows = list(RuleParam.objects.order_by("code", "region", "valid_from"))
    for row in rows:
        try:
            rules.check(row.as_param())
        except (Refused, ValueError):
            broken.append(str(row))
    unverified = sum(row.sure == rules.Sure.UNVERIFIED for row in rows)
    return Health(len(rows), unverified, tuple(broken))
