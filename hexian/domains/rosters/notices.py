"""What follows from what happened to rosters; all from the outbox."""

from __future__ import annotations

from uuid import UUID

from hexian.domains.rosters.services import note_end_of_work
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.events import Event


@events.on("work.task.ended")
def follow_the_work(event: Event, actor: Actor) -> None:
    """A check or a landing that broke off can be gone on with; its starter is told by the work itself."""
    if event.payload["runner"].startswith("rosters.") and event.payload["state"] in {"failed", "cancelled"}:
        note_end_of_work(UUID(event.subject), "", actor)
