"""The schedule: jobs by the clock on the wall in Shanghai, each one service call, made up for once when missed.

The queue's own periodic tasks count in UTC and forget a run missed by ten minutes; a union's computer is switched off
at night.  So the next run stands in a table: whoever finds it due first queues the job and moves it on, in one
transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from croniter import croniter  # type: ignore[import-untyped]
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from procrastinate.contrib.django import app

from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.wall import read_clock
from hexian.foundation.work import queue, services

log = structlog.get_logger(__name__)

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: What a job does: given the system as actor, it returns how many things it dealt with.
Act = Callable[[Actor], int]


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job of the schedule: when (cron, Shanghai time), and in one sentence what it does."""

    name: str
    cron: str
    what: Promise | str
    act: Act


SCHEDULE: dict[str, Periodic] = {}


def every(name: str, cron: str, what: Promise | str) -> Callable[[Act], Act]:
    """Put a job on the schedule. Raises `ValueError` for a cron rule that is none, or a name used twice."""
    croniter(cron)

    def register(act: Act) -> Act:
        if SCHEDULE.setdefault(name, Periodic(name, cron, what, act)).act is not act:
            message = f"two jobs of the schedule are called {name}"
            raise ValueError(message)
        return act

    return register


def next_after(cron: str, moment: datetime) -> datetime:
    """The first time after a moment at which the rule says so, as UTC."""
    there = moment.astimezone(SHANGHAI)
    found: datetime = croniter(cron, there).get_next(datetime)
    return found.astimezone(UTC)


def queue_due(now: datetime) -> int:
    """Queue every job whose time has come; returns how many. Safe to call from several workers at once."""
    return sum(_queue_if_due(job, now) for job in SCHEDULE.values())


def write_down(now: datetime) -> None:
    """Bring the table in line with what is declared; called once when a worker starts."""
    for job in SCHEDULE.values():
        services.plan(job.name, job.cron, next_after(job.cron, now))
    services.forget_plans(set(SCHEDULE))


@transaction.atomic
def _queue_if_due(job: Periodic, now: datetime) -> bool:
    if not services.take_due(job.name, now=now, next_run_at=next_after(job.cron, now)):
        return False
    queue.put("work.scheduled", lock=f"scheduled:{job.name}", name=job.name)
    return True


@app.task(name="work.scheduled", queue=queue.QUEUE, retry=queue.GoOn())
def run_scheduled(name: str) -> None:
    """Do one job of the schedule and write down how it went."""
    job = SCHEDULE.get(name)
    if job is None:
        return
    services.note_start(name, timezone.now())
    try:
        at = read_clock()
        actor = Actor.system(f"schedule:{name}", at.now, shifted=at.shifted)
        with scope(actor):
            outcome = f"ok: {job.act(actor)}"
    except (OperationalError, InterfaceError):
        raise
    except Refused as refusal:
        outcome = refusal.code
    except Exception as fault:
        log.exception("job of the schedule failed", name=name, error=type(fault).__name__)
        outcome = type(fault).__name__
    services.note_end(name, timezone.now(), outcome)
