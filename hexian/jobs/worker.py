"""The worker: the queue in the main thread, the pulse and the post beside it, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
import structlog
from django.db import DatabaseError
from django.utils import timezone
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ProcrastinateException
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout

from hexian.domains.members.services import flow
from hexian.foundation import audit, events, work
from hexian.foundation.actor.wall import read_clock
from hexian.foundation.notices import services as notices
from hexian.foundation.work import queue, scheduling
from hexian.foundation.work import services as work_services
from hexian.jobs.pulse import LONGEST_PAUSE, Duty, Loop

log = structlog.get_logger(__name__)

#: A task that is asked to stop gets so many seconds to reach its next checkpoint before the process goes.
GRACE_SECONDS = 10.0


@work.worker
def serve(concurrency: int) -> None:
    """Work until told to stop; returns only then."""
    asyncio.run(_serve(concurrency))


async def _serve(concurrency: int) -> None:
    stop, worker = asyncio.Event(), uuid4()
    quiet = threading.Event()

    def ask_to_stop() -> None:
        queue.stopping.set()
        quiet.set()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask_to_stop)
    loops = [Loop("pulse", pulse_duties(worker, timezone.now()), quiet), Loop("post", post_duties(), quiet)]
    for loop in loops:
        loop.start()
    log.info("worker started", worker=str(worker), pid=os.getpid())
    await keep_working(stop, concurrency)
    for loop in loops:
        await asyncio.to_thread(loop.join, GRACE_SECONDS)
    await asyncio.to_thread(_leave, worker)
    log.info("worker stopped", worker=str(worker))


def pulse_duties(worker: UUID, since: datetime) -> list[Duty]:
    """What the pulse sees to."""
    return [
        Duty("beat", 5.0, lambda: work_services.beat(worker, since=since, now=timezone.now())),
        Duty("outbox", 1.0, lambda: events.drain(200), woken=True),
        Duty("revive", 2.0, lambda: work_services.revive(timezone.now())),
        Duty("schedule", 5.0, Schedule()),
        Duty("seal", 3.0, audit.seal_block),
        Duty("flow", 3.0, flow.drain),
    ]


def post_duties() -> list[Duty]:
    """What the post sees to: a slow gateway keeps nothing else waiting."""
    return [Duty("messages", 1.0, lambda: notices.deliver_due(50), woken=True)]


class Schedule:
    """Queues what is due; at its first turn it also brings the table in line with the declarations."""

    def __init__(self) -> None:
        self._written = False

    def __call__(self) -> int:
        """Queue due jobs; returns how many."""
        now = read_clock().now
        if not self._written:
            scheduling.write_down(now)
            self._written = True
        return scheduling.queue_due(now)


async def keep_working(stop: asyncio.Event, concurrency: int) -> None:
    """Run the queue's worker; when the database goes away, wait for it and begin again."""
    pause = 1.0
    while not stop.is_set():
        began = asyncio.get_running_loop().time()
        try:
            await _work_once(stop, concurrency)
        except (ProcrastinateException, psycopg.Error, PoolTimeout, OSError) as trouble:
            log.warning("queue lost the database", error=type(trouble).__name__, seconds=pause)
        if stop.is_set():
            return
        pause = 1.0 if asyncio.get_running_loop().time() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            continue


async def _work_once(stop: asyncio.Event, concurrency: int) -> None:
    own = _app_with_pool(concurrency)
    asked = asyncio.create_task(stop.wait())
    opened = asyncio.create_task(_opened(own))
    await asyncio.wait({opened, asked}, return_when=asyncio.FIRST_COMPLETED)
    if not opened.done():
        opened.cancel()
        return
    try:
        opened.result()
        worker = Worker(
            own,
            queues=[queue.QUEUE],
            concurrency=concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=queue.BEAT_SECONDS,
            stalled_worker_timeout=queue.DEAD_AFTER_SECONDS,
            shutdown_graceful_timeout=GRACE_SECONDS,
            task_middleware=list((app.worker_defaults or {}).get("task_middleware") or []),
        )
        running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
        worker.stop()  # type: ignore[no-untyped-call]
        await running
    finally:
        asked.cancel()
        await own.close_async()


async def _opened(own: App) -> None:
    """Open the pool; waits for the database."""
    await own.open_async()


def _app_with_pool(concurrency: int) -> App:
    """The same tasks on a pool of their own; what tasks queue themselves still goes through Django's connection."""
    connector = PsycopgConnector(
        kwargs=connector_params(),
        min_size=1,
        max_size=concurrency + 2,
        timeout=10.0,
    )
    own = App(connector=connector)
    own.tasks = app.tasks
    return own


def _leave(worker: UUID) -> None:
    """Say good-bye; a database that is gone does not mind."""
    try:
        work_services.leave(worker)
    except DatabaseError as trouble:
        log.warning("could not say good-bye", error=type(trouble).__name__)
