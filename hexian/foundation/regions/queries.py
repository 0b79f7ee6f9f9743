"""Look divisions up. Public data: everybody may read it, so there is no row-level security and no actor."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Length

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.regions import rules
from hexian.foundation.regions.models import Division, Edition


def find(code: str) -> Division | None:
    """The division with that code, or None."""
    return Division.objects.filter(code=code).first()


def name_of(code: str) -> str:
    """Its own name: «滨江区». Raises `Refused` (`regions.unknown`)."""
    division = find(code)
    if division is None:
        raise Refused("regions.unknown", division=code)
    return division.name


def names(codes: Iterable[str]) -> dict[str, str]:
    """The own names of these divisions; a code nobody knows is left out."""
    return dict(Division.objects.filter(code__in=set(codes)).values_list("code", "name"))


def chain(code: str) -> tuple[Division, ...]:
    """The division and all it lies in, the province first. Raises `Refused` (`regions.unknown`)."""
    found = tuple(Division.objects.filter(code__in=rules.chain(code)).order_by("code"))
    if not found or found[-1].code != code:
        raise Refused("regions.unknown", division=code)
    return found


def full_name(code: str) -> str:
    """The name from the province down: «浙江省杭州市滨江区长河街道». Raises `Refused` (`regions.unknown`)."""
    return "".join(division.name for division in chain(code))


def children(code: str = "") -> list[Division]:
    """The divisions directly inside one, in the official order; the provinces for the empty code."""
    return list(Division.objects.filter(parent=code).order_by("code"))


def search(text: str, *, inside: str = "", level: rules.Level | None = None, limit: int = 20) -> list[Division]:
    """Divisions by name, pinyin or initials: exact names first, then wider levels, then the official order."""
    typed = "".join(text.split())
    if not typed:
        return []
    found = Division.objects.matching(typed)
    if inside:
        found = found.filter(pk__in=Division.objects.below(inside).values("pk"))
    if level:
        found = found.filter(level=level)
    return list(_ranked(found, typed)[:limit])


def _ranked(found: QuerySet[Division], typed: str) -> QuerySet[Division]:
    exact = Case(
        When(name=typed, then=Value(0)),
        When(name__startswith=typed, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(exact, Length("code"), Length("name"), "code")


def edition() -> Edition | None:
    """The edition loaded, for `hx doctor` and the page about data; None before the first load."""
    return Edition.objects.first()


def sketch(code: str) -> Mapping[str, tuple[int, int]]:
    """Where the divisions inside one lie among each other, as column and row of a grid; empty where nobody wrote it.

    A sketch of who lies north and east of whom, no geometry.
    """
    return _sketches().get(code, {})


@cache
def _sketches() -> Mapping[str, Mapping[str, tuple[int, int]]]:
    text = (Path(__file__).parent / "data" / "tiles.toml").read_text(encoding="utf-8")
    return {
        code: {inside: (column, row) for inside, (column, row) in places.items()}
        for code, places in tomllib.loads(text).items()
    }
