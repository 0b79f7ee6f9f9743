"""What the schedule and the outbox ask of this room."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.mutualaid import rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import File
from hexian.domains.mutualaid.rules import FileState
from hexian.domains.mutualaid.services.receiving import drop_file, tell
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.services.following import Matter
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import queries as lawbook

FILE_KEPT = "aid.file_kept"
#: Why a run that broke off without a refusal of its own has stopped.
BROKE_OFF = "aid.broke_off"
STOPPED_BY_HAND = "aid.stopped_by_hand"


@transaction.atomic
def note_end_of_work(task_id: UUID, actor: Actor, *, problem: str = BROKE_OFF) -> None:
    """A file's work has failed or was cancelled: what is decided stands, and it waits to be gone on with."""
    row = File.objects.select_for_update(of=("self",)).filter(task_id=task_id, state=FileState.RUNNING).first()
    if row is None:
        return
    row.state, row.problem = rules.next_file_state(row.state, "stop"), problem
    row.save(update_fields=["state", "problem"])
    tell(AidEvent.STOPPED, row, actor, problem=problem)


def unfinished(body: Organisation) -> list[Matter]:
    """Files somebody is at: a union is not merged away under them unseen."""
    states = set(rules.AT_IT) - {FileState.DONE}
    return [Matter(_("没有办完的结算文件"), File.objects.filter(org=body, state__in=states).count())]


def drop_files(*, actor: Actor) -> int:
    """Delete originals of files that were done, or lay untouched, long enough; returns how many."""
    dropped = 0
    rows = File.objects.filter(file_dropped_at__isnull=True).exclude(state=FileState.RUNNING).order_by("pk")
    for pk in rows.values_list("pk", flat=True):
        with transaction.atomic():
            row = File.objects.select_for_update(of=("self",)).select_related("org").get(pk=pk)
            kept = lawbook.look_up(FILE_KEPT, row.org.division, timezone.localdate(actor.now)).number
            if max(filter(None, (row.created_at, row.finished_at))) < actor.now - timedelta(days=kept):
                drop_file(row, actor)
                tell(AidEvent.FILE_DROPPED, row, actor)
                dropped += 1
    return dropped
