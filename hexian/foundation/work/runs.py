"""One task from claim to end, inside a worker."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from uuid import UUID

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from hexian.foundation import events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.wall import read_clock
from hexian.foundation.work import queue, texts
from hexian.foundation.work.models import Task
from hexian.foundation.work.registry import RUNNERS, WORDS, Starter, actor_for
from hexian.foundation.work.rules import OPEN, TaskState
from hexian.foundation.work.running import Cancelled, Interrupted, Running, Superseded

log = structlog.get_logger(__name__)

#: A task that takes its worker down so often without getting one chunk further is not tried again.
MOST_STRIKES = 5
ENDED = "work.task.ended"
#: Progress shown from the side waits for nobody: what is not seen now is seen at the next step.
_ASIDE = "-c hexian.system=on -c lock_timeout=500ms"
_SHOW = """
    UPDATE work_task SET done = %(done)s, total = %(total)s, beat_at = now()
    WHERE public_id = %(task)s AND run = %(run)s AND state = 'running'
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A task as this worker took it; `run` is the fence against an earlier worker that is not quite dead."""

    row: Task
    run: int

    def save(self, running: Running) -> None:
        """Write progress in the runner's transaction. Raises `Superseded`."""
        self._write(
            cursor=running.cursor,
            done=running.done,
            total=running.total,
            note=running.note,
            beat_at=timezone.now(),
            strikes=0,
        )

    def show(self, running: Running) -> None:
        """Write progress on a connection of its own: the runner's transaction is open and stays so."""
        facts = {"done": running.done, "total": running.total, "task": self.row.public_id, "run": self.run}
        try:
            aside = connector_params() | {"autocommit": True, "connect_timeout": 5, "options": _ASIDE}
            with closing(psycopg.connect(**aside)) as line:
                line.execute(_SHOW, facts)
        except psycopg.Error as trouble:
            log.warning("progress not shown", task=str(self.row.public_id), error=type(trouble).__name__)

    def cancel_requested(self) -> bool:
        """Whether somebody asked to stop, as of now."""
        with scope(_system()):
            return Task.objects.filter(public_id=self.row.public_id, cancel_requested=True).exists()

    def stopping(self) -> bool:
        """Whether this worker is shutting down."""
        return queue.stopping.is_set()

    def end(self, state: TaskState, *, error: str = "", problem: str = "", running: Running | None = None) -> None:
        """Close the task and tell whoever listens, in the open transaction. Raises `Superseded`."""
        result = {"attachment_id": running.attachment_id, "note": running.note} if running else {}
        self._write(state=state, error=error, problem=problem, finished_at=timezone.now(), **result)
        row = self.row
        facts = {"runner": row.name, "title": row.title, "state": state, "person_id": row.started_by}
        events.publish(ENDED, row, actor=_system(), **facts)

    def _write(self, **values: object) -> None:
        with scope(_system()):
            mine = Task.objects.filter(public_id=self.row.public_id, run=self.run, state=TaskState.RUNNING)
            if not mine.update(**values):
                raise Superseded


@app.task(name="work.run", queue=queue.QUEUE, retry=queue.GoOn())
def run_task(task: str) -> None:
    """Do one task, or go on with it; what it raises (lost database, stopping worker) makes the queue bring it again."""
    claim = claim_task(UUID(task))
    if claim is None:
        return
    try:
        work_on(claim)
    except Superseded:
        log.info("task taken over by another worker", task=task)
    except Cancelled:
        _close(claim, TaskState.CANCELLED)
    except (Interrupted, OperationalError, InterfaceError):
        raise
    except Refused as refusal:
        _close(claim, TaskState.FAILED, error=refusal.code, problem=_sentence(claim.row.name, refusal))
    except Exception as fault:
        log.exception("task failed", task=task, runner=claim.row.name, error=type(fault).__name__)
        _close(claim, TaskState.FAILED, error="work.broke")


def claim_task(task_id: UUID) -> Claim | None:
    """Take a task for this worker; None when there is nothing left to do."""
    with scope(_system()):
        row = Task.objects.select_for_update(of=("self",)).filter(public_id=task_id, state__in=OPEN).first()
        if row is None:
            return None
        row.run += 1
        row.strikes += 1
        row.state = TaskState.RUNNING
        row.started_at = row.started_at or timezone.now()
        row.beat_at = timezone.now()
        row.save(update_fields=["run", "strikes", "state", "started_at", "beat_at"])
    return Claim(row, row.run)


def work_on(claim: Claim) -> None:
    """Run the runner from the cursor to its end; the last chunk commits together with the task's end."""
    row = claim.row
    if row.cancel_requested:
        raise Cancelled
    if row.strikes > MOST_STRIKES:
        raise Refused("work.keeps_dying")
    if row.name not in RUNNERS:
        raise Refused("work.unknown_runner", name=row.name)
    at = read_clock()
    with scope(_system()):
        actor = replace(actor_for(Starter.from_row(row.starter), at.now), shifted=at.shifted)
    running = Running(
        claim,
        task_id=row.public_id,
        actor=actor,
        code=row.code,
        params=row.params,
        cursor=row.cursor,
        done=row.done,
        total=row.total,
        note=row.note,
    )
    with running:
        RUNNERS[row.name](running)
        claim.save(running)
        claim.end(TaskState.DONE, running=running)


def _sentence(name: str, refusal: Refused) -> str:
    """The refusal in the words of the room whose runner it is; «» where it has none of its own."""
    return WORDS[name](refusal) if name in WORDS and refusal.code not in texts.SENTENCES else ""


def _close(claim: Claim, state: TaskState, error: str = "", problem: str = "") -> None:
    try:
        with transaction.atomic(), scope(_system()):
            claim.end(state, error=error, problem=problem)
    except Superseded:
        log.info("task taken over by another worker", task=str(claim.row.public_id))


def _system() -> Actor:
    return Actor.system("work", timezone.now())
