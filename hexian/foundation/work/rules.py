"""States of long work and what can be said about its progress; plain Python, no Django."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class TaskState(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({TaskState.QUEUED, TaskState.RUNNING})


def percent(done: int, total: int | None) -> int | None:
    """How much is done, in whole per cent rounded down; None while nobody knows how much there is."""
    if total is None:
        return None
    return 100 if total == 0 else min(100, done * 100 // total)


def seconds_left(done: int, total: int | None, started_at: datetime | None, now: datetime) -> int | None:
    """How long it will still take at the pace so far, in seconds; None until there is a pace."""
    if not total or not done or started_at is None:
        return None
    return int((now - started_at).total_seconds() * (total - done) / done)
