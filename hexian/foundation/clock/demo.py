"""The clock of a demonstration: put forward, so that nobody has to wait fifteen days to see what silence does.

Only ever forward: what has happened stays before what comes next.  Whether a database is a demonstration the rooms
above know (`orgs.services.advance_demo`); nobody else calls this.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.wall import set_ahead
from hexian.foundation.clock.events import DEMO_ADVANCED
from hexian.foundation.clock.models import DemoClock

#: The calendar knows the years a contract may run; further ahead there would be no working days to count.
FURTHEST: Final = timedelta(days=3 * 365)


#: For so many seconds a process believes what it was told, that a database is no demonstration: pages ask all the time.
_BELIEVED: Final = 10.0
_no_demo: dict[str, float] = {}


def make_movable() -> None:
    """Give a demonstration's database its clock, which goes right until somebody puts it forward."""
    DemoClock.objects.get_or_create(id=1, defaults={"ahead": timedelta(), "moved_at": timezone.now()})


def ahead() -> timedelta:
    """By how much this database's clock is ahead of the server's; nothing where no demonstration has moved it."""
    database = str(connection.settings_dict["NAME"])
    if time.monotonic() < _no_demo.get(database, 0.0):
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ahead FROM clock_demo_clock")
        row: tuple[timedelta] | None = cursor.fetchone()
    if row is None:
        _no_demo[database] = time.monotonic() + _BELIEVED
    return row[0] if row else timedelta()


@transaction.atomic
def advance(to: datetime, *, is_demo: bool, actor: Actor) -> datetime:
    """Put the clock forward to a moment (UTC); returns it. `is_demo` is what the rooms above know of the database.

    Raises `Refused`: `clock.not_a_demo`, `clock.demo_backwards`, or `clock.demo_too_far` with `days` beyond which it
    does not go.
    """
    if not is_demo:
        raise Refused("clock.not_a_demo")
    if to <= actor.now:
        raise Refused("clock.demo_backwards")
    by = to - timezone.now()
    if by > FURTHEST:
        raise Refused("clock.demo_too_far", days=FURTHEST.days)
    DemoClock.objects.update_or_create(id=1, defaults={"ahead": by, "moved_at": timezone.now()})
    _no_demo.clear()
    transaction.on_commit(_no_demo.clear)
    audit.record(DEMO_ADVANCED, actor=actor, hours=round((to - actor.now) / timedelta(hours=1)))
    return to


set_ahead(ahead)
