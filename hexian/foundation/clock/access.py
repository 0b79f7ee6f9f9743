"""Who may enter a year's calendar, and which deadlines an office may see.

Deadlines carry no personal data: the subject is an opaque id, the holder an office.  So there is no row-level security
on them; the page that shows one has found its subject through that subject's own guard.
"""

from __future__ import annotations

from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock.models import Deadline, DeadlineQuerySet
from hexian.foundation.lawbook.access import held_at_the_top

ENTER_CALENDAR = duty("clock.enter_calendar")


def check_may_enter_calendar(actor: Actor) -> None:
    """Raise `Refused` (`clock.calendar_not_yours`) unless she may enter the State Council's notice."""
    if not held_at_the_top(actor, ENTER_CALENDAR):
        raise Refused("clock.calendar_not_yours")


def deadlines_below(actor: Actor, needs: str) -> DeadlineQuerySet:
    """The deadlines of the organisations over which the actor has the duty."""
    return Deadline.objects.filter(within("code", actor.subtrees_for(needs)))
