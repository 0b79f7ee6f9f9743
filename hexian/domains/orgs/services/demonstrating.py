"""What only a demonstration may do: put its clock forward."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hexian.domains.orgs.queries.tree import is_only_demo
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.clock import demo
from hexian.foundation.clock import services as clock
from hexian.foundation.work import scheduling


@transaction.atomic
def advance_demo(to: datetime, *, actor: Actor) -> datetime:
    """Put the clock of a demonstration forward (UTC): what fell due meanwhile is late, what the days bring is queued.

    Raises `Refused`: `clock.not_a_demo` unless every body here is invented and somebody has signed in;
    `clock.demo_backwards`, `clock.demo_too_far`.
    """
    reached = demo.advance(to, is_demo=not actor.is_anonymous and is_only_demo(), actor=actor)
    program = Actor.system("demo", reached, shifted=True)
    with scope(program):
        clock.mark_overdue(program)
    scheduling.queue_due(reached)
    return reached
