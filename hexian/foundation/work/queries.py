"""Progress for screens, workers for health checks, the schedule for those who ask what runs when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hexian.foundation.actor import Actor
from hexian.foundation.work import queue, rules, texts
from hexian.foundation.work.models import ScheduledJob, Task, WorkerBeat
from hexian.foundation.work.rules import OPEN, TaskState
from hexian.foundation.work.scheduling import SCHEDULE

#: A worker's own beat comes every five seconds.
SILENT = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Progress:
    """A task as a screen shows it; `percent` and `seconds_left` are None until they are known."""

    public_id: UUID
    name: str
    title: str
    state: str
    state_text: str
    done: int
    total: int | None
    percent: int | None
    seconds_left: int | None
    note: str
    error: str
    problem: str
    params: Mapping[str, Any]
    attachment_id: UUID | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs: she may leave and come back."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Planned:
    """A job of the schedule as a page or `hx schedule` shows it."""

    name: str
    what: str
    cron: str
    next_run_at: datetime
    last_started_at: datetime | None
    last_ended_at: datetime | None
    last_outcome: str


def find(public_id: UUID, *, actor: Actor) -> Progress | None:
    """The actor's own task, or None."""
    row = Task.objects.filter(public_id=public_id, started_by=actor.person_id).first()
    return progress_of(row, actor.now) if row else None


def any_of(public_id: UUID, now: datetime) -> Progress | None:
    """A task whoever started it, or None; whoever asks has seen to it that it may be shown."""
    row = Task.objects.filter(public_id=public_id).first()
    return progress_of(row, now) if row else None


def mine(actor: Actor, limit: int = 20) -> list[Progress]:
    """The actor's tasks, newest first."""
    if actor.person_id is None:
        return []
    rows = Task.objects.filter(started_by=actor.person_id).order_by("-created_at", "public_id")[:limit]
    return [progress_of(row, actor.now) for row in rows]


def progress_of(row: Task, now: datetime) -> Progress:
    """What can be said about a task now."""
    left = rules.seconds_left(row.done, row.total, row.started_at, now) if row.state == TaskState.RUNNING else None
    return Progress(
        public_id=row.public_id,
        name=row.name,
        title=row.title,
        state=row.state,
        state_text=texts.state(row.state),
        done=row.done,
        total=row.total,
        percent=100 if row.state == TaskState.DONE else rules.percent(row.done, row.total),
        seconds_left=left,
        note=row.note,
        error=row.error,
        problem=row.problem or (texts.problem(row.error) if row.error else ""),
        params=row.params,
        attachment_id=row.attachment_id,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def living_workers(now: datetime) -> int:
    """How many workers beat lately."""
    return WorkerBeat.objects.filter(beat_at__gt=now - SILENT).count()


def waiting() -> int:
    """How many jobs wait or run."""
    return queue.waiting()


def schedule() -> list[Planned]:
    """Every job of the schedule, the next to run first."""
    return [planned(row) for row in ScheduledJob.objects.order_by("next_run_at", "name")]


def planned(row: ScheduledJob) -> Planned:
    """A job of the schedule with what it does in one sentence."""
    job = SCHEDULE.get(row.name)
    return Planned(
        name=row.name,
        what=str(job.what) if job else "",
        cron=row.cron,
        next_run_at=row.next_run_at,
        last_started_at=row.last_started_at,
        last_ended_at=row.last_ended_at,
        last_outcome=row.last_outcome,
    )
