"""Which union to turn to: found by its own name, or by the division or park the employer lies in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hexian.domains.founding import access
from hexian.domains.orgs.models import Organisation
from hexian.foundation.regions import queries as regions

_DEEPEST = {"park": 0, "street": 1, "community": 2, "trade": 3, "area": 4, "district": 5}


@dataclass(frozen=True, slots=True)
class Upper:
    """A union that may agree to one being founded below it."""

    public_id: UUID
    code: str
    name: str
    kind: str
    above: str
    division: str
    phone: str
    is_demo: bool


def uppers(text: str = "", limit: int = 20) -> list[Upper]:
    """By name, or by a division of that name: the nearest level first, so that a street stands before its district."""
    rows = access.uppers().select_related("parent")
    typed = "".join(text.split())
    found = (
        list(rows.filter(name__contains=typed).order_by("code")[:limit])
        if typed
        else list(rows.order_by("code")[:limit])
    )
    if typed:
        codes = [division.code for division in regions.search(typed, limit=limit)]
        near = rows.filter(division__in=codes).exclude(pk__in=[org.pk for org in found])
        found += list(near.order_by("code")[: limit - len(found)])
    return sorted((_upper(org) for org in found), key=lambda row: (_DEEPEST.get(row.kind, 9), row.code))


def upper(public_id: UUID) -> Upper | None:
    """One of them; None for a union that cannot agree."""
    org = access.uppers().select_related("parent").filter(public_id=public_id).first()
    return _upper(org) if org else None


def _upper(org: Organisation) -> Upper:
    above = org.parent.short_name if org.parent else ""
    return Upper(org.public_id, org.code, org.name, org.kind, above, org.division, org.phone, org.is_demo)
