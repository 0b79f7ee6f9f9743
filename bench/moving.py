"""Bodies, an officer's session and the nightly recounts for `bench.faults_moves`; needs Django set up."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from bench import prepare
from hexian.domains.members.services import flow, upkeep
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

#: So many small unions take part: each is moved again and again.
SMALL = 40


def ground() -> dict[str, Any]:
    """A session of the officer over everything; what she moves: districts between cities, unions between streets."""
    actor = Actor.system("faults", timezone.now())
    with transaction.atomic(), scope(actor):
        root = Organisation.objects.get(parent__isnull=True)
        session = prepare.session_of(prepare.officer_over(root, 9, actor), second_factor=True)
        return {
            "session": session,
            "large": {"bodies": _ids(Kind.DISTRICT), "places": _ids(Kind.CITY)},
            "small": {"bodies": _ids(Kind.ENTERPRISE)[:SMALL], "places": _ids(Kind.STREET)},
        }


def _ids(kind: Kind) -> list[str]:
    rows = Organisation.objects.filter(kind=kind).order_by("pk")
    return [str(each) for each in rows.values_list("public_id", flat=True)]


def recount() -> int:
    """How many sums the nightly recounts find wrong."""
    flow.drain()
    with transaction.atomic(), scope(Actor.system("faults", timezone.now())):
        return upkeep.recount_flow() + upkeep.recount_tallies()
