"""The queue underneath: jobs of procrastinate, inserted on Django's own connection so that they commit with the act."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from hexian.foundation.work.running import Interrupted

QUEUE = "work"
#: Set when this worker is asked to stop: running tasks then give way at their next checkpoint.
stopping = threading.Event()

#: A worker says every so often that it lives, and counts as dead after so long without.
BEAT_SECONDS = 2.0
DEAD_AFTER_SECONDS = 8.0
#: Work that lost the database waits so long at most.  Attempts of a long run add up over its whole life; a minute each
#: time would leave a file of a million rows standing long after the database is back.
LONGEST_WAIT_SECONDS = 10


class GoOn(BaseRetryStrategy):
    """Interrupted work goes on at once elsewhere; work that lost the database waits for it, a few seconds at a time."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Retry what was not the work's own fault."""
        if isinstance(exception, Interrupted):
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, OperationalError | InterfaceError):
            return RetryDecision(retry_in={"seconds": min(2**job.attempts, LONGEST_WAIT_SECONDS)})
        return None


def put(job: str, /, *, lock: str | None = None, **arguments: Any) -> None:
    """Queue a job within the caller's transaction; `lock` keeps two with the same one from running at once."""
    app.configure_task(job, queue=QUEUE, lock=lock).defer(**arguments)


def revive(now: datetime) -> int:
    """Give the jobs of dead workers to the living; returns how many. Safe to call from several workers at once."""
    dead = now - timedelta(seconds=DEAD_AFTER_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_retry_job_v2(j.id, %s, NULL, NULL, NULL) FROM ("
            " SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
            " WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s)"
            " FOR UPDATE OF j SKIP LOCKED) j",
            [now, dead],
        )
        revived: int = cursor.rowcount
        cursor.execute("DELETE FROM procrastinate_workers WHERE last_heartbeat < %s", [dead])
    return revived


def forget(hours: int) -> int:
    """Delete jobs that ended so many hours ago; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE j.status NOT IN ('todo', 'doing') AND NOT EXISTS"
            " (SELECT 1 FROM procrastinate_events e"
            " WHERE e.job_id = j.id AND e.at > now() - make_interval(hours => %s))",
            [hours],
        )
        gone: int = cursor.rowcount
    return gone


def waiting() -> int:
    """How many jobs wait or run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        (count,) = cursor.fetchone() or (0,)
    return int(count)
