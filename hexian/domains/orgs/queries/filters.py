"""The filters somebody has kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hexian.domains.orgs.models import SavedFilter
from hexian.domains.orgs.queries.explorer import OrgFilter
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A filter under the name its owner gave it."""

    public_id: UUID
    name: str
    chosen: OrgFilter


def kept_filters(actor: Actor) -> list[KeptFilter]:
    """Her own, in the order in which she kept them."""
    if actor.person_id is None:
        return []
    rows = SavedFilter.objects.filter(person_id=actor.person_id).order_by("created_at", "pk")
    return [KeptFilter(row.public_id, row.name, OrgFilter.from_params(row.params)) for row in rows]
