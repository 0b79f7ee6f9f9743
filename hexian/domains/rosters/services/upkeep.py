"""What the schedule and the outbox ask of this room."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import Matter
from hexian.domains.rosters import rules
from hexian.domains.rosters.events import RosterEvent
from hexian.domains.rosters.models import Import
from hexian.domains.rosters.rules import ImportState
from hexian.domains.rosters.services.uploading import drop_file, tell
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import queries as lawbook

FILE_KEPT = "roster.file_kept"


@transaction.atomic
def note_end_of_work(task_id: UUID, error: str, actor: Actor) -> None:
    """A roster's work has failed or was cancelled: what is written stands, and it waits to be gone on with."""
    roster = Import.objects.select_for_update(of=("self",)).filter(task_id=task_id).first()
    if roster is None or roster.state not in {ImportState.CHECKING, ImportState.LANDING}:
        return
    roster.state = rules.next_state(roster.state, "stop")
    roster.problem = error or "roster.stopped"
    roster.save(update_fields=["state", "problem"])
    tell(RosterEvent.STOPPED, roster, actor, problem=roster.problem)


def unfinished(body: Organisation) -> list[Matter]:
    """Rosters somebody is at: a union is not merged away under them unseen."""
    states = set(rules.AT_IT) - {ImportState.LANDED}
    return [Matter(_("没有办完的名册"), Import.objects.filter(org=body, state__in=states).count())]


def drop_files(*, actor: Actor) -> int:
    """Delete files whose rosters ended long enough ago, or lay untouched as long; returns how many."""
    dropped = 0
    for pk in Import.objects.filter(file_dropped_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            roster = Import.objects.select_for_update(of=("self",)).select_related("org").get(pk=pk)
            if _is_past(roster, actor):
                drop_file(roster, actor)
                tell(RosterEvent.FILE_DROPPED, roster, actor)
                dropped += 1
    return dropped


def _is_past(roster: Import, actor: Actor) -> bool:
    busy = {ImportState.CHECKING, ImportState.LANDING, ImportState.UNDOING}
    if roster.state in busy:
        return False
    kept = lawbook.look_up(FILE_KEPT, roster.org.division, timezone.localdate(actor.now)).number
    latest = max(filter(None, (roster.created_at, roster.checked_at, roster.landed_at, roster.undone_at)))
    return latest < actor.now - timedelta(days=kept)
