"""Streets moved from district to district through the services, for `bench.faults_moves`; needs Django set up."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from bench.tree_reads import officer
from hexian.domains.members.services import flow, upkeep
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor


def move_on(chance: Random) -> Iterator[dict[str, Any]]:
    """Each act before and after it: which street, from where, to where, and whether the database said yes."""
    with transaction.atomic(), scope(Actor.system("faults", timezone.now())):
        root = Organisation.objects.get(parent__isnull=True)
        streets = list(Organisation.objects.filter(kind=Kind.STREET).order_by("pk"))
        districts = list(Organisation.objects.filter(kind=Kind.DISTRICT).order_by("pk"))
    actor = officer(str(root.public_id))
    while True:
        street = chance.choice(streets)
        with transaction.atomic(), scope(actor):
            former = Organisation.objects.select_related("parent").get(pk=street.pk).parent
        assert former is not None
        target = chance.choice([each for each in districts if each.pk != former.pk])
        told = {"street": str(street.public_id), "from": str(former.public_id), "to": str(target.public_id)}
        yield told | {"done": False}
        with scope(actor):
            orgs.move(street.public_id, to=target.public_id, reason="区划调整", actor=actor)
        yield told | {"done": True}


def recount() -> int:
    """How many sums the nightly recounts find wrong."""
    flow.drain()
    with transaction.atomic(), scope(Actor.system("faults", timezone.now())):
        return upkeep.recount_flow() + upkeep.recount_tallies()
