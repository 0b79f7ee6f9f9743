"""Who would go over when a union is split: by employer, by station, by card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hexian.domains.members import access
from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import Chosen
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class Portion:
    """Members of a union who have something in common: an employer (`key` its public id) or a station."""

    key: str
    name: str
    members: int


def by_employer(org_id: UUID, actor: Actor) -> list[Portion]:
    """A union's own living members by employer, the most first; those without one left out."""
    rows = _living(org_id, actor).filter(employer__isnull=False)
    found = rows.values_list("employer__public_id", "employer__name").annotate(n=Count("pk")).order_by("-n")
    return [Portion(str(key), name, count) for key, name, count in found]


def by_station(org_id: UUID, actor: Actor) -> list[Portion]:
    """A union's own living members by station, the most first; those without one left out."""
    rows = _living(org_id, actor).exclude(station="")
    found = rows.values_list("station").annotate(n=Count("pk")).order_by("-n", "station")
    return [Portion(station, station, count) for station, count in found]


def with_cards(org_id: UUID, numbers: Sequence[str], actor: Actor) -> dict[str, UUID]:
    """Memberships of a union's own living members by card number.

    Raises `Refused("split.no_such_card")` (`cards`, `name`) for numbers of nobody there.
    """
    found = dict(_living(org_id, actor).filter(card_no__in=numbers).values_list("card_no", "public_id"))
    if strange := [number for number in numbers if number not in found]:
        name = Organisation.objects.only("name").get(public_id=org_id).name
        raise Refused("split.no_such_card", cards=strange[:5], name=name)
    return found


def chosen_of(org_id: UUID, chosen: Chosen, actor: Actor) -> tuple[int, int]:
    """How many of a union's own living members a choice takes along, and how many there are."""
    rows = _living(org_id, actor)
    taken = rows.filter(
        Q(employer__public_id__in=chosen.employers) | Q(station__in=chosen.stations) | Q(public_id__in=chosen.members)
    )
    return taken.count(), rows.count()


def _living(org_id: UUID, actor: Actor) -> QuerySet[Membership]:
    visible = access.members_visible(actor)
    return visible.filter(org__public_id=org_id, state=MembershipState.ACTIVE).order_by()
