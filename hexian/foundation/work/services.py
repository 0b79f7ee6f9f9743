"""Start and cancel long work; worker beats; the schedule's memory."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from hexian.foundation import audit
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work import queue
from hexian.foundation.work.models import ScheduledJob, Task, WorkerBeat
from hexian.foundation.work.registry import RUNNERS, Starter
from hexian.foundation.work.rules import OPEN, TaskState

#: How long an ended task can still be looked at.
KEPT = timedelta(days=90)


@transaction.atomic
def start(
    name: str,
    *,
    actor: Actor,
    code: str = "",
    params: Mapping[str, Any] | None = None,
    title: str,
    total: int | None = None,
) -> Task:
    """Queue a task in the caller's transaction: it is there exactly when the rest of her act is.

    `params` are JSON: ids and figures, no personal data.  Raises `Refused("work.unknown_runner")`.
    """
    if name not in RUNNERS:
        raise Refused("work.unknown_runner", name=name)
    task = Task(
        name=name,
        title=title,
        code=code,
        params=dict(params or {}),
        total=total,
        started_by=actor.person_id,
        starter=Starter.of(actor).as_row(),
        created_at=actor.now,
    )
    Task.objects.bulk_create([task])
    queue.put("work.run", lock=str(task.public_id), task=str(task.public_id))
    audit.record("work.task.started", task, actor=actor, code=code, runner=name)
    return task


@transaction.atomic
def cancel(public_id: UUID, *, actor: Actor) -> Task:
    """Ask a task to stop: one that waits ends at once, one under way at its next checkpoint.

    Raises `Refused` with `work.not_found` or `work.already_ended`.
    """
    task = Task.objects.select_for_update(of=("self",)).filter(public_id=public_id, started_by=actor.person_id).first()
    return _cancel(task, actor)


@transaction.atomic
def cancel_any(public_id: UUID, *, actor: Actor) -> Task:
    """The same for a task whoever started it; whoever asks has seen to it that she may stop it."""
    with scope(Actor.system("work", actor.now, shifted=actor.shifted)):
        task = Task.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
        return _cancel(task, actor)


def _cancel(task: Task | None, actor: Actor) -> Task:
    if task is None:
        raise Refused("work.not_found")
    if task.state not in OPEN:
        raise Refused("work.already_ended")
    task.cancel_requested = True
    if task.state == TaskState.QUEUED:
        task.state = TaskState.CANCELLED
        task.finished_at = timezone.now()
    task.save(update_fields=["cancel_requested", "state", "finished_at"])
    audit.record("work.task.cancelled", task, actor=actor, code=task.code)
    return task


def forget_old(now: datetime) -> int:
    """Delete tasks and queue entries past their time; returns how many tasks."""
    queue.forget(hours=24)
    deleted, _ = Task.objects.filter(finished_at__lt=now - KEPT).delete()
    return deleted


@transaction.atomic
def revive(now: datetime) -> int:
    """Give the jobs of dead workers to the living, and queue anew open tasks that have no job; returns how many.

    A worker that was only asleep may finish the queue's job of a task another has taken over; should that one die as
    well, the task would be nobody's.
    """
    revived = queue.revive(now)
    silent = now - timedelta(seconds=queue.DEAD_AFTER_SECONDS)
    own_job = ProcrastinateJob.objects.filter(
        lock=Cast(OuterRef("public_id"), TextField()), status__in=["todo", "doing"]
    )
    with scope(Actor.system("work", now)):
        lost = Task.objects.filter(~Exists(own_job), finished_at__isnull=True).exclude(beat_at__gt=silent)
        for task in lost.select_for_update(of=("self",), skip_locked=True)[:100]:
            queue.put("work.run", lock=str(task.public_id), task=str(task.public_id))
            revived += 1
    return revived


def beat(worker: UUID, *, since: datetime, now: datetime) -> None:
    """Say that this worker is alive."""
    WorkerBeat.objects.update_or_create(
        id=worker, defaults={"host": socket.gethostname(), "pid": os.getpid(), "started_at": since, "beat_at": now}
    )


def leave(worker: UUID) -> None:
    """Say that this worker has stopped by itself."""
    WorkerBeat.objects.filter(id=worker).delete()


def forget_workers(now: datetime) -> int:
    """Delete beats of workers that died more than a day ago."""
    deleted, _ = WorkerBeat.objects.filter(beat_at__lt=now - timedelta(days=1)).delete()
    return deleted


@transaction.atomic
def plan(name: str, cron: str, next_run_at: datetime) -> None:
    """Write a job of the schedule down; a changed rule moves its next run."""
    row, _ = ScheduledJob.objects.get_or_create(name=name, defaults={"cron": cron, "next_run_at": next_run_at})
    if row.cron != cron:
        ScheduledJob.objects.filter(name=name).update(cron=cron, next_run_at=next_run_at)


def forget_plans(kept: set[str]) -> int:
    """Delete jobs that are no longer on the schedule; returns how many."""
    deleted, _ = ScheduledJob.objects.exclude(name__in=kept).delete()
    return deleted


@transaction.atomic
def take_due(name: str, *, now: datetime, next_run_at: datetime) -> bool:
    """Claim a due run of a job: True for one worker only; a run missed while nothing ran is made up once."""
    row = ScheduledJob.objects.select_for_update(of=("self",), skip_locked=True).filter(name=name, next_run_at__lte=now)
    due = row.first()
    if due is None:
        return False
    due.next_run_at = next_run_at
    due.save(update_fields=["next_run_at"])
    return True


def note_start(name: str, now: datetime) -> None:
    """A job of the schedule begins."""
    ScheduledJob.objects.filter(name=name).update(last_started_at=now, last_outcome="")


def note_end(name: str, now: datetime, outcome: str) -> None:
    """A job of the schedule has ended: «ok: 12» or an error's code."""
    ScheduledJob.objects.filter(name=name).update(last_ended_at=now, last_outcome=outcome)
