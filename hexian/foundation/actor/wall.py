"""What time it is for whoever acts: the server's clock, or in a demonstration the one put forward there.

Doors and jobs read it once and build the actor from it; whatever stands in a queue or waits for a network goes on by
the server's own clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment (UTC), and whether a demonstration has put it forward: then what is done says so in the audit."""

    now: datetime
    shifted: bool = False


_ahead: list[Callable[[], timedelta]] = []


def set_ahead(source: Callable[[], timedelta]) -> None:
    """Who knows by how much a demonstration's clock is ahead; the room `clock` does."""
    _ahead[:] = [source]


def read_clock() -> Reading:
    """The time now. Asks the database when a source is set."""
    ahead = _ahead[0]() if _ahead else timedelta()
    return Reading(timezone.now() + ahead, bool(ahead))
