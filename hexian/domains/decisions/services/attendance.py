"""Who came: tapped at the door, undone, or read from the sheet people signed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hexian.domains.decisions import rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import RollEntry, Sitting
from hexian.domains.decisions.rules import Channel, Document
from hexian.domains.decisions.rules import Motion as Fate
from hexian.domains.decisions.services import reaching, scans
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def check_in(sitting_id: UUID, entry_id: UUID, *, actor: Actor) -> RollEntry:
    """Note that somebody on the roll is there; noted twice, she came once.

    Raises `Refused` with `decisions.sitting_state`, `decisions.counting_now`; `RollEntry.DoesNotExist` for anybody not
    on this sitting's roll.
    """
    sitting = _open_to_come(sitting_id, actor)
    entry = sitting.roll.select_for_update().get(public_id=entry_id)
    if entry.came_at is None:
        _note(entry, Channel.SCREEN, actor)
        reaching.write(DecisionEvent.CHECKED_IN, sitting, sitting.body, actor, entry=str(entry.public_id))
    return entry


@transaction.atomic
def undo_check_in(sitting_id: UUID, entry_id: UUID, *, actor: Actor) -> RollEntry:
    """Take a mistaken tap back, as long as no ballot was counted on it. Raises like `check_in`, `.counted_on_it`."""
    sitting = _open_to_come(sitting_id, actor)
    _check_uncounted(sitting)
    entry = sitting.roll.select_for_update().get(public_id=entry_id)
    if entry.came_at is not None:
        entry.came_at, entry.came_by, entry.noted_by = None, "", None
        entry.save(update_fields=["came_at", "came_by", "noted_by"])
        reaching.write(DecisionEvent.CHECK_IN_UNDONE, sitting, sitting.body, actor, entry=str(entry.public_id))
    return entry


@transaction.atomic
def enter_attendance(sitting_id: UUID, entries: Collection[UUID], *, actor: Actor) -> Sitting:
    """Enter who signed the paper sheet: these and nobody else were there; its photo or scan is kept already.

    Raises `Refused` with `decisions.scan_missing`, `decisions.not_on_roll` (`count`), and what `undo_check_in` does.
    """
    sitting = _open_to_come(sitting_id, actor)
    _check_uncounted(sitting)
    scans.check_scanned(sitting.public_id, Document.SIGN_IN)
    known = {row.public_id: row for row in sitting.roll.select_for_update()}
    strange = [each for each in entries if each not in known]
    if strange:
        raise Refused("decisions.not_on_roll", count=len(strange))
    absent = [row.pk for key, row in known.items() if key not in set(entries)]
    RollEntry.objects.filter(pk__in=absent).update(came_at=None, came_by="", noted_by=None)
    new = RollEntry.objects.filter(sitting=sitting, public_id__in=entries, came_at__isnull=True)
    new.update(came_at=actor.now, came_by=Channel.PAPER, noted_by=actor.person_id)
    _roll, present = reaching.attendance(sitting)
    reaching.write(DecisionEvent.ATTENDANCE_ENTERED, sitting, sitting.body, actor, present=present)
    return sitting


def _note(entry: RollEntry, channel: Channel, actor: Actor) -> None:
    entry.came_at, entry.came_by, entry.noted_by = actor.now, channel, actor.person_id
    entry.save(update_fields=["came_at", "came_by", "noted_by"])


def _open_to_come(sitting_id: UUID, actor: Actor) -> Sitting:
    sitting = reaching.sitting_locked(sitting_id, actor)
    rules.next_sitting(sitting.state, "check_in")
    if sitting.motions.filter(state=Fate.PUT, counted__gt=0).exists():
        raise Refused("decisions.counting_now")
    return sitting


def _check_uncounted(sitting: Sitting) -> None:
    counted = Q(state__in=rules.DECIDED) | Q(attempt__gt=1) | Q(round__gt=1)
    if sitting.motions.filter(counted).exists():
        raise Refused("decisions.counted_on_it")
