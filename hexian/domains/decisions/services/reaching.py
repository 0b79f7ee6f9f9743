"""What every verb shares: the locked rows, the numbers of law, the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from hexian.domains.decisions import access, rules
from hexian.domains.decisions.events import DecisionEvent
from hexian.domains.decisions.models import Body, Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import Base, Thresholds, Tie
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook.rules import Param, thaw


def body_locked(body_id: UUID, actor: Actor) -> Body:
    """A living body she runs, locked. Raises `Body.DoesNotExist` out of reach, `decisions.body_ended`."""
    rows = access.bodies_run(actor).select_related("union")
    body = rows.select_for_update(of=("self",)).get(public_id=body_id)
    if body.state != rules.BodyState.ACTIVE:
        raise Refused("decisions.body_ended", name=body.name)
    return body


def sitting_locked(sitting_id: UUID, actor: Actor) -> Sitting:
    """A sitting she runs, locked. Raises `Sitting.DoesNotExist` out of reach."""
    rows = access.sittings_run(actor).select_related("body__union")
    return rows.select_for_update(of=("self",)).get(public_id=sitting_id)


def motion_locked(motion_id: UUID, actor: Actor, *, to_count: bool = False) -> Motion:
    """A motion she runs or counts, locked after its sitting: whoever checks in meanwhile waits.

    Raises `Motion.DoesNotExist` out of reach.
    """
    rows = access.motions_counted(actor) if to_count else access.motions_run(actor)
    found = rows.get(public_id=motion_id)
    Sitting.objects.select_for_update().get(pk=found.sitting_id)
    return rows.select_related("sitting__body__union").select_for_update(of=("self",)).get(pk=found.pk)


def today(actor: Actor) -> date:
    """The actor's day in Shanghai."""
    return timezone.localdate(actor.now)


def law(body: Body, code: str, on: date) -> Param:
    """The number in force at the union's place on a day."""
    return lawbook.look_up(code, body.union.division, on)


def attendance(sitting: Sitting) -> tuple[int, int]:
    """How many are on the roll with a vote, and how many of them are there."""
    entries = RollEntry.objects.filter(sitting=sitting, has_vote=True)
    return entries.count(), entries.filter(came_at__isnull=False).count()


def thresholds(params: Mapping[str, Any], measure: str) -> Thresholds:
    """What a motion needs, out of the rows it froze."""
    codes = rules.MEASURES[rules.Measure(measure)]
    rows = {said: thaw(params[code]) for said, code in codes.items()}
    return Thresholds(
        presence=rows["presence"].ratio,
        approval=rows["approval"].ratio,
        base=Base(str(rows["base"].value)),
        tie=Tie(str(rows["tie"].value)),
        runoffs=rows["runoffs"].number,
    )


def write(
    event: DecisionEvent, subject: object, body: Body, actor: Actor, duty: str = access.RUN, **facts: Any
) -> None:
    """Into the trail and out to whoever listens."""
    audit.record(event, subject, actor=actor, code=body.code, duty=duty, **facts)
    events.publish(event, subject, actor=actor, code=body.code, **facts)
