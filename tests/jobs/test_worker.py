"""A real worker in a process of its own, treated badly: killed, stopped, cut off from its database."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from hexian.embedded import DatabaseUrls
from hexian.foundation import audit, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as audit_queries
from hexian.foundation.locks.models import DoneOnce
from hexian.foundation.notices import queries as notice_queries
from hexian.foundation.notices import services as notices
from hexian.foundation.notices import wording
from hexian.foundation.work import queries, registry, services
from hexian.foundation.work.models import Task
from hexian.foundation.work.rules import TaskState
from tests.conftest import NOW

pytestmark = [pytest.mark.database, pytest.mark.thorough]

ROOT = Path(__file__).resolve().parents[2]
HELLO = wording("trial.hello", sms="您好，{name}。")
SYSTEM = Actor.system("tests", NOW)
# Clients only: the server's own helpers (an autovacuum worker, say) come and go and are not ours to end.
OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class Workers:
    """Starts workers on the test's own database and leaves none behind."""

    def __init__(self, app_url: str, log: Path) -> None:
        self.surroundings = os.environ | {"HEXIAN_APP_DATABASE_URL": app_url}
        self.url = app_url
        self.log = log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.jobs.worker_process"],
                env=self.surroundings, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        self.running.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def all_gone(self) -> bool:
        return all(worker.poll() is not None for worker in self.running)

    def end(self) -> None:
        for worker in self.running:
            worker.kill()
            worker.wait()
        self.wait_for_sessions_to_end()

    def wait_for_sessions_to_end(self) -> None:
        """PostgreSQL notices a killed client a moment later; until then its database cannot be dropped."""
        connection.close()
        with psycopg.connect(self.url, autocommit=True) as line:
            while line.execute(OTHERS).fetchone() != (0,):
                time.sleep(0.05)


@pytest.fixture
def urls(own_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The test's own database; this process may start the trial runners too, though it never runs them."""
    monkeypatch.setitem(registry.RUNNERS, "trial.count", lambda task: None)
    return own_database


@pytest.fixture
def workers(urls: DatabaseUrls, tmp_path: Path) -> Iterator[Workers]:
    all_of_them = Workers(urls.app, tmp_path / "worker.log")
    yield all_of_them
    all_of_them.end()


def eventually(workers: Workers, condition: Callable[[], bool]) -> None:
    """Wait until something is so; a minute and a half is patience, not a measure."""
    for _ in range(900):
        with scope(SYSTEM):
            if condition():
                return
        if workers.all_gone():
            break
        time.sleep(0.1)
    pytest.fail(f"it never came about; the workers said:\n{workers.log.read_text(encoding='utf-8')[-6000:]}")


WRITING = (
    "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
    " WHERE c.relname = 'work_task' AND l.mode = 'RowExclusiveLock' AND l.pid <> pg_backend_pid()"
)


def put_to_sleep(worker: subprocess.Popen[bytes]) -> None:
    """Stop a worker between two writes: asleep in the middle of one it keeps its row for minutes."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        time.sleep(0.2)
        with connection.cursor() as cursor:
            cursor.execute(WRITING)
            if cursor.fetchone() == (0,):
                return
        worker.send_signal(signal.SIGCONT)
        time.sleep(0.13)


def begin(up_to: int, size: int = 5, seconds: float = 0.05, actor: Actor = SYSTEM) -> Task:
    params = {"up_to": up_to, "size": size, "seconds": seconds}
    with scope(actor):
        return services.start("trial.count", actor=actor, params=params, title="数数")


def state(task: Task) -> Task:
    with scope(SYSTEM):
        return Task.objects.get(public_id=task.public_id)


def lines(task: Task) -> int:
    with scope(SYSTEM):
        return DoneOnce.objects.filter(key__startswith=str(task.public_id)).count()


def is_done(task: Task) -> Callable[[], bool]:
    return lambda: state(task).state == TaskState.DONE


def is_under_way(task: Task, beyond: int = 0) -> Callable[[], bool]:
    return lambda: state(task).done > beyond


def test_a_worker_killed_in_the_middle_leaves_its_task_to_the_next(workers: Workers) -> None:
    first = workers.start()
    task = begin(up_to=200)
    eventually(workers, is_under_way(task))
    workers.kill(first)
    assert state(task).state == TaskState.RUNNING

    workers.start()
    eventually(workers, is_done(task))
    ended = state(task)
    assert (ended.done, ended.total, ended.run, ended.note) == (200, 200, 2, "数完了")
    assert lines(task) == 200


def test_a_stopped_worker_hands_its_task_over(workers: Workers) -> None:
    first = workers.start()
    task = begin(up_to=200)
    eventually(workers, is_under_way(task))
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    assert state(task).done < 200
    with scope(SYSTEM):
        assert queries.living_workers(timezone.now()) == 0

    workers.start()
    eventually(workers, is_done(task))
    assert lines(task) == 200


def test_two_workers_never_do_one_task_twice(workers: Workers) -> None:
    workers.start()
    workers.start()
    tasks = [begin(up_to=20, seconds=0.01) for _ in range(6)]
    for task in tasks:
        eventually(workers, is_done(task))
    assert {(lines(task), state(task).run) for task in tasks} == {(20, 1)}


def test_a_worker_outlives_its_database_connections(workers: Workers, urls: DatabaseUrls) -> None:
    worker = workers.start()
    before = begin(up_to=400, size=5, seconds=0.05)
    eventually(workers, is_under_way(before))
    connection.close()
    with psycopg.connect(urls.app, autocommit=True) as line:
        cut = line.execute(OTHERS.replace("count(*)", "count(pg_terminate_backend(pid))")).fetchone()
    assert cut is not None
    assert cut[0] >= 3

    eventually(workers, is_done(before))
    assert lines(before) == 400
    after = begin(up_to=10)
    eventually(workers, is_done(after))
    with scope(SYSTEM):
        events.publish("trial.happened", "after-the-cut", actor=SYSTEM)
    assert worker.poll() is None


def test_whoever_started_a_task_is_told(workers: Workers) -> None:
    workers.start()
    starter = Actor(now=NOW, request_id="r", name="李敏", person_id=7, account_id=7)
    task = begin(up_to=10, actor=starter)
    eventually(workers, lambda: notice_queries.unread(7) == 1)
    with scope(starter):
        (line,) = notice_queries.newest(7)
    assert (line.text, line.url) == ("「数数」做完了，点开看结果。", f"/desk/tasks/{task.public_id}/")


def test_the_pulse_handles_events_sends_messages_seals_and_keeps_the_schedule(workers: Workers) -> None:
    with scope(SYSTEM):
        events.on("trial.happened")(_heard)
        notices.open_tray(actor=SYSTEM)
        notices.send_text("13800000001", HELLO, {"name": "王小满"}, actor=SYSTEM)
        audit.record("trial.done", "x", actor=SYSTEM)
    workers.start()
    eventually(workers, lambda: bool(notice_queries.latest_demo_messages()))
    eventually(workers, lambda: audit_queries.unsealed() == 0)
    eventually(workers, lambda: len(queries.schedule()) > 3)
    eventually(workers, lambda: queries.living_workers(timezone.now()) == 1)
    with scope(SYSTEM):
        assert [message.text for message in notice_queries.latest_demo_messages()] == ["您好，王小满。"]
        assert audit_queries.verify() == []


def _heard(event: events.Event, actor: Actor) -> None:
    """Registered so that publishing knows there is a listener; the worker has its own."""


def test_a_cancelled_task_stops(workers: Workers) -> None:
    workers.start()
    starter = Actor(now=NOW, request_id="r", name="李敏", person_id=7, account_id=7)
    task = begin(up_to=100_000, actor=starter)
    eventually(workers, is_under_way(task))
    with scope(starter):
        services.cancel(task.public_id, actor=starter)
    eventually(workers, lambda: state(task).state == TaskState.CANCELLED)
    assert lines(task) == state(task).done < 100_000


def test_a_worker_waits_for_its_database_and_can_be_stopped_meanwhile(workers: Workers) -> None:
    workers.surroundings["HEXIAN_APP_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/nothing"
    worker = workers.start()
    while "database lost" not in workers.log.read_text(encoding="utf-8"):
        assert worker.poll() is None
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


@pytest.mark.slow
def test_a_worker_that_slept_is_overtaken_and_writes_nothing_more(workers: Workers) -> None:
    sleeper = workers.start()
    task = begin(up_to=300)
    eventually(workers, is_under_way(task))
    put_to_sleep(sleeper)
    workers.start()
    eventually(workers, lambda: state(task).run == 2)
    sleeper.send_signal(signal.SIGCONT)
    eventually(workers, is_done(task))
    assert lines(task) == state(task).done == 300

    again = [begin(up_to=40, seconds=0.01) for _ in range(6)]
    for one in again:
        eventually(workers, is_done(one))
    assert sleeper.poll() is None


@pytest.mark.slow
def test_a_worker_killed_again_and_again_still_counts_right(workers: Workers) -> None:
    tasks = [begin(up_to=1500, size=10, seconds=0.1) for _ in range(2)]
    chance = random.Random(20261121)  # noqa: S311 - when to kill is no secret
    for _ in range(5):
        worker = workers.start()
        progress = [state(task).done for task in tasks]
        eventually(workers, lambda: all(state(task).done > was for task, was in zip(tasks, progress, strict=True)))  # noqa: B023
        time.sleep(chance.random())
        workers.kill(worker)
    workers.start()
    for task in tasks:
        eventually(workers, is_done(task))
        assert lines(task) == state(task).done == 1500


@pytest.mark.slow
def test_workers_started_and_stopped_at_random_finish_everything(workers: Workers) -> None:
    tasks = [begin(up_to=300, size=7, seconds=0.02) for _ in range(8)]
    chance = random.Random(uuid4().int)  # noqa: S311 - when to kill is no secret
    for number in range(6):
        worker = workers.start()
        time.sleep(2 + chance.random() * 2)
        if number % 2:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)
        else:
            workers.kill(worker)
    workers.start()
    for task in tasks:
        eventually(workers, is_done(task))
    assert {lines(task) for task in tasks} == {300}
