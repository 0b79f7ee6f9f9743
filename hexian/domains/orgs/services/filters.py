"""Keep and drop somebody's own ways of narrowing the list of bodies."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hexian.domains.orgs import rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import SavedFilter
from hexian.domains.orgs.queries.explorer import OrgFilter
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory

#: Two tabs of one person at once must not both find the name free.
_LOCK = "orgs.filters"


@transaction.atomic
def keep_filter(name: str, chosen: OrgFilter, *, actor: Actor) -> SavedFilter:
    """Keep a filter under a name of her own.

    Raises `Refused` with `filter.nothing`, `filter.name_missing`, `filter.name_long`, `filter.name_taken`,
    `filter.too_many`.
    """
    if actor.person_id is None or not chosen.as_params():
        raise Refused("filter.nothing")
    advisory(_LOCK)
    taken = SavedFilter.objects.filter(person_id=actor.person_id).values_list("name", flat=True)
    kept = SavedFilter.objects.create(
        person_id=actor.person_id,
        name=rules.check_filter_name(name, list(taken)),
        params=chosen.as_params(),
        created_at=actor.now,
    )
    audit.record(OrgEvent.FILTER_KEPT, kept, actor=actor, person_id=actor.person_id)
    return kept


@transaction.atomic
def drop_filter(filter_id: UUID, *, actor: Actor) -> None:
    """Drop a filter of hers. Raises `SavedFilter.DoesNotExist` for anybody else's."""
    kept = SavedFilter.objects.select_for_update(of=("self",)).get(public_id=filter_id, person_id=actor.person_id or 0)
    audit.record(OrgEvent.FILTER_DROPPED, kept, actor=actor, person_id=actor.person_id)
    kept.delete()
