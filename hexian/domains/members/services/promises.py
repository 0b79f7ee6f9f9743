"""The promise to answer an application: begun when she applies, met when decided, called off when withdrawn."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hexian.domains.members.models import Application
from hexian.foundation.actor import Actor
from hexian.foundation.clock import queries as clock_queries
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline

#: How soon an application is answered; the number stands in the lawbook.
REPLY = "join.reply"


def begin(application: Application, region: str, actor: Actor) -> Deadline:
    """Start the clock in the application's place."""
    return clock.start(REPLY, subject=application, region=region, on=actor.now, actor=actor, org_code=application.code)


def keep(application_id: UUID, actor: Actor, at: datetime | None = None) -> None:
    """The application has been answered; nothing happens when the clock has ended already."""
    running = clock_queries.open_deadline(application_id, REPLY)
    if running is not None:
        clock.met(running.id, actor=actor, at=at)


def call_off(application: Application, actor: Actor, *, reason: str) -> None:
    """Nobody waits for an answer any more."""
    running = clock_queries.open_deadline(application.public_id, REPLY)
    if running is not None:
        clock.cancel(running.id, actor=actor, reason=reason)
