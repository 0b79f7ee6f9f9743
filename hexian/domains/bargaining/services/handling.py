"""Who handles papers for a side does so by an office: when it ends, so does her part."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hexian.domains.bargaining import access
from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Participant
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services import moving, seating
from hexian.domains.orgs.models import Office
from hexian.foundation.actor import Actor


def end_handlers(actor: Actor, person_id: int | None = None, limit: int = 2_000) -> int:
    """Close cases to those who handled them by an office they hold no longer; of one person, or of all (each day).

    Delegates keep their seats: they sit by election or appointment until somebody replaces them.
    """
    rows = _without_office(actor).order_by("pk")
    found = rows.filter(person_id=person_id) if person_id is not None else rows
    return sum(_end(key, actor) for key in list(found.values_list("pk", flat=True)[:limit]))


def _without_office(actor: Actor) -> QuerySet[Participant]:
    handling = Participant.objects.filter(role=Role.HANDLER, until=None, person__isnull=False)
    for side, needed, body in (
        (Side.WORKER, access.ACT, "case__union_id"), (Side.EMPLOYER, access.ANSWER, "case__employer_id"),
    ):  # fmt: skip
        held = Office.objects.filter(person_id=OuterRef("person_id"), role__duties__contains=[needed])
        going = held.filter(Q(ends_on=None) | Q(ends_on__gt=moving.today(actor)))
        handling = handling.exclude(Q(side=side) & Exists(going.filter(org_id=OuterRef(body))))
    return handling


@transaction.atomic
def _end(key: int, actor: Actor) -> bool:
    row = Participant.objects.select_related("case").select_for_update(of=("self",)).get(pk=key)
    if row.until is not None:
        return False
    seating.end(row, "office ended", actor)
    moving.note(row.case, actor, BargainingEvent.DELEGATE_ENDED, participant=str(row.public_id), side=row.side)
    return True
