"""Give somebody a part in one case or room, and end it: what opens that case to her, beside any office."""

from __future__ import annotations

from uuid import UUID

from hexian.domains.orgs.models import Part
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor


def grant_part(person_id: int, *, kind: str, subject: UUID, role: str, actor: Actor) -> None:
    """Let a person take part; doing it again changes nothing.

    The room that keeps the case has asked its rules and writes the trail; the program alone writes rows of parts.
    """
    with scope(Actor.system("parts", actor.now)):
        Part.objects.get_or_create(
            person_id=person_id, kind=kind, subject=subject, role=role, ended_at=None,
            defaults={"granted_at": actor.now},
        )  # fmt: skip


def end_part(person_id: int, *, kind: str, subject: UUID, role: str, actor: Actor) -> None:
    """From now on the case is closed to her again."""
    with scope(Actor.system("parts", actor.now)):
        rows = Part.objects.filter(person_id=person_id, kind=kind, subject=subject, role=role, ended_at__isnull=True)
        rows.update(ended_at=actor.now)
