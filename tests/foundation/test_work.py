"""Long work inside one process: start, chunks, checkpoints, cancel, fences, refusals, progress."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hexian.foundation import work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.events.models import OutboxEvent
from hexian.foundation.locks.models import DoneOnce
from hexian.foundation.work import queries, queue, registry, rules, runs, services
from hexian.foundation.work.models import Task
from hexian.foundation.work.rules import TaskState
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def person(number: int) -> Actor:
    return Actor(now=NOW, request_id="r", name="李敏", person_id=number, account_id=number)


@pytest.fixture(autouse=True)
def builder() -> Iterator[None]:
    """People become themselves, without any office."""
    former = list(registry._builder)

    def build(starter: work.Starter, now: datetime) -> Actor:
        return Actor(now=now, request_id="job", name=starter.name, person_id=starter.person_id)

    work.set_actor_builder(build)
    yield
    registry._builder[:] = former


def write_line(task: work.Running, number: int) -> None:
    """A row each item leaves, so that doing one twice shows."""
    DoneOnce.objects.create(key=f"{task.task_id}:{number}")


def lines(task_id: UUID) -> int:
    return DoneOnce.objects.filter(key__startswith=str(task_id)).count()


@work.runner("test.count")
def count(task: work.Running) -> None:
    """Writes a line for each number below `up_to`, three at a time."""
    up_to = task.params["up_to"]
    task.total = up_to
    for portion in task.chunks(
        lambda after: range(after or 0, min((after or 0) + 3, up_to)), cursor_of=lambda n: n + 1
    ):
        for number in portion:
            write_line(task, number)
            if number == task.params.get("break_at"):
                message = "made to break"
                raise RuntimeError(message)
            if number == task.params.get("refuse_at"):
                raise Refused("test.refused")
            if number == task.params.get("cancel_at"):
                services.cancel(task.task_id, actor=task.actor)
            if number == task.params.get("taken_over_at"):
                Task.objects.filter(public_id=task.task_id).update(run=99)
    task.finish(note="数完了")


@work.runner("test.whole", words=lambda refusal: f"这件事办不了：{refusal.params['name']}。")
def whole(task: work.Running) -> None:
    """All or nothing, in one transaction; shows how far it is in between."""
    write_line(task, 1)
    task.show(1, 4)
    if task.params.get("cancel"):
        services.cancel(task.task_id, actor=task.actor)
    if task.params.get("refuse"):
        raise Refused("test.refused", name="长河街道")
    task.show(9)
    task.finish(note=f"{task.done} / {task.total}")


def start(actor: Actor, **params: Any) -> Task:
    return services.start("test.count", actor=actor, code="A0001", params=params, title="数数")


def run(task: Task) -> Task:
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    return task


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, lock FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return list(cursor.fetchall())


def test_a_task_is_queued_with_the_act_that_starts_it() -> None:
    task = start(person(7), up_to=3)
    assert jobs() == [("work.run", str(task.public_id))]
    assert AuditEntry.objects.get(event="work.task.started").subject_id == str(task.public_id)
    found = queries.find(task.public_id, actor=person(7))
    assert found is not None
    assert (found.state, found.state_text, found.is_open) == ("queued", "排队中", True)


def test_a_rolled_back_act_starts_nothing() -> None:
    with transaction.atomic():
        start(person(7), up_to=3)
        transaction.set_rollback(True)
    assert jobs() == []
    assert not Task.objects.exists()


def test_a_task_runs_to_its_end_and_tells() -> None:
    task = run(start(person(7), up_to=10))
    assert (task.state, task.done, task.total, task.note) == (TaskState.DONE, 10, 10, "数完了")
    assert lines(task.public_id) == 10
    found = queries.find(task.public_id, actor=person(7))
    assert found is not None
    assert (found.percent, found.seconds_left, found.is_open) == (100, None, False)


def test_an_ended_task_is_not_run_again() -> None:
    task = run(start(person(7), up_to=4))
    run(task)
    assert lines(task.public_id) == 4


def test_work_goes_on_from_the_cursor() -> None:
    task = start(person(7), up_to=10)
    Task.objects.filter(public_id=task.public_id).update(cursor=6, done=6, total=10, state=TaskState.RUNNING)
    run(task)
    assert lines(task.public_id) == 4
    assert task.done == 10


def test_a_broken_task_keeps_whole_chunks_and_says_so() -> None:
    task = run(start(person(7), up_to=10, break_at=7))
    assert (task.state, task.error, task.done) == (TaskState.FAILED, "work.broke", 6)
    assert lines(task.public_id) == 6


def test_a_refusal_is_the_tasks_answer() -> None:
    task = run(start(person(7), up_to=10, refuse_at=1))
    assert (task.state, task.error, task.done) == (TaskState.FAILED, "test.refused", 0)
    assert lines(task.public_id) == 0


def test_a_task_under_way_is_cancelled_at_its_next_checkpoint() -> None:
    task = run(start(person(7), up_to=100, cancel_at=4))
    assert (task.state, task.done) == (TaskState.CANCELLED, 6)
    assert lines(task.public_id) == 6


@pytest.mark.parametrize(
    ("given", "state", "lines_kept", "note"),
    [({}, "done", 1, "4 / 4"), ({"cancel": True}, "cancelled", 0, ""), ({"refuse": True}, "failed", 0, "")],
)
def test_work_that_commits_as_a_whole_leaves_everything_or_nothing(
    given: dict[str, bool], state: str, lines_kept: int, note: str
) -> None:
    task = run(services.start("test.whole", actor=person(7), params=given, title="一次办完"))
    assert (task.state, lines(task.public_id), task.note) == (state, lines_kept, note)
    shown = queries.find(task.public_id, actor=person(7))
    assert shown is not None
    assert shown.problem == ("这件事办不了：长河街道。" if "refuse" in given else "")


def test_a_waiting_task_is_cancelled_at_once() -> None:
    task = start(person(7), up_to=3)
    services.cancel(task.public_id, actor=person(7))
    assert run(task).state == TaskState.CANCELLED
    assert lines(task.public_id) == 0
    with pytest.raises(Refused, match=r"work\.already_ended"):
        services.cancel(task.public_id, actor=person(7))


def test_nobody_cancels_somebody_elses_task() -> None:
    task = start(person(7), up_to=3)
    with pytest.raises(Refused, match=r"work\.not_found"):
        services.cancel(task.public_id, actor=person(8))
    assert queries.find(task.public_id, actor=person(8)) is None


def test_an_overtaken_run_writes_nothing_more() -> None:
    task = run(start(person(7), up_to=10, taken_over_at=4))
    assert (task.state, task.done, task.run) == (TaskState.RUNNING, 3, 1)
    assert lines(task.public_id) == 3


def test_a_stopping_worker_gives_way_at_the_next_checkpoint() -> None:
    task = start(person(7), up_to=10)
    queue.stopping.set()
    try:
        with pytest.raises(work.Interrupted):
            runs.run_task(str(task.public_id))
    finally:
        queue.stopping.clear()
    assert lines(task.public_id) == 3
    assert run(task).state == TaskState.DONE
    assert lines(task.public_id) == 10


def test_a_task_that_keeps_killing_its_worker_is_given_up() -> None:
    task = start(person(7), up_to=3)
    for _ in range(runs.MOST_STRIKES):
        assert runs.claim_task(task.public_id) is not None
    assert run(task).error == "work.keeps_dying"
    assert lines(task.public_id) == 0


def test_a_task_that_gets_on_is_never_given_up() -> None:
    task = start(person(7), up_to=60)
    queue.stopping.set()
    try:
        for _ in range(runs.MOST_STRIKES + 3):
            with pytest.raises(work.Interrupted):
                runs.run_task(str(task.public_id))
    finally:
        queue.stopping.clear()
    assert run(task).state == TaskState.DONE
    assert lines(task.public_id) == 60


def test_only_known_work_is_started(system: Actor) -> None:
    with pytest.raises(Refused, match=r"work\.unknown_runner"):
        services.start("test.unheard_of", actor=system, title="?")


def test_work_whose_runner_is_gone_fails_with_a_reason(system: Actor) -> None:
    task = start(system, up_to=3)
    Task.objects.filter(public_id=task.public_id).update(name="test.of.yesterday")
    assert run(task).error == "work.unknown_runner"


def test_a_runner_sees_what_its_starter_sees() -> None:
    seen: list[int] = []

    @work.runner(f"test.look.{uuid4()}")
    def look(task: work.Running) -> None:
        seen.append(Task.objects.count())

    name = next(name for name, function in registry.RUNNERS.items() if function is look)
    start(person(8), up_to=1)
    run(services.start(name, actor=person(7), title="看"))
    run(services.start(name, actor=Actor.system("t", NOW), title="看"))
    assert seen == [1, 3]


def test_two_runners_for_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="two runners"):
        work.runner("test.count")(lambda task: None)


def test_a_lost_database_brings_the_job_again() -> None:
    from django.db import OperationalError
    from procrastinate.jobs import Job

    job = Job(id=1, queue="work", lock=None, queueing_lock=None, task_name="work.run", attempts=3)
    again = queue.GoOn()
    assert again.get_retry_decision(exception=OperationalError(), job=job) is not None
    assert again.get_retry_decision(exception=work.Interrupted(), job=job) is not None
    assert again.get_retry_decision(exception=ValueError(), job=job) is None
    # A long run has lost many: it still does not stand for a minute once the database is back.
    late = again.get_retry_decision(exception=OperationalError(), job=job.evolve(attempts=30))
    assert late is not None
    assert late.retry_at is not None
    assert late.retry_at - timezone.now() <= timedelta(seconds=queue.LONGEST_WAIT_SECONDS)


def test_tasks_are_their_starters_business() -> None:
    start(person(7), up_to=3)
    with scope(person(8)):
        assert not Task.objects.exists()
        assert Task.objects.update(title="x") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Task.objects.create(name="x", title="x", started_by=7, created_at=NOW)
    with scope(person(7)):
        assert Task.objects.count() == 1


def test_a_person_lists_her_tasks_newest_first() -> None:
    for hour in range(3):
        actor = Actor(now=NOW + timedelta(hours=hour), request_id="r", name="李敏", person_id=7, account_id=7)
        start(actor, up_to=hour)
    start(person(8), up_to=1)
    assert [one.created_at.hour for one in queries.mine(person(7))] == [8, 7, 6]
    assert queries.mine(Actor.anonymous(NOW)) == []


@pytest.mark.parametrize(
    ("done", "total", "percent", "left"),
    [(0, None, None, None), (0, 0, 100, None), (0, 10, 0, None), (1, 3, 33, 120), (9, 10, 90, 6), (10, 10, 100, 0)],
)
def test_progress_in_figures(done: int, total: int | None, percent: int | None, left: int | None) -> None:
    assert rules.percent(done, total) == percent
    assert rules.seconds_left(done, total, NOW - timedelta(seconds=60), NOW) == left


def test_old_tasks_are_forgotten() -> None:
    old, young, waiting = start(person(7), up_to=0), start(person(7), up_to=0), start(person(7), up_to=0)
    for task, age in ((old, 91), (young, 89)):
        Task.objects.filter(public_id=task.public_id).update(
            state=TaskState.DONE, finished_at=NOW - timedelta(days=age)
        )
    assert services.forget_old(NOW) == 1
    assert set(Task.objects.values_list("public_id", flat=True)) == {young.public_id, waiting.public_id}


def test_a_dead_workers_jobs_go_to_the_living() -> None:
    task = start(person(7), up_to=3)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())
        assert services.revive(timezone.now()) == 0
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '9 s'")
        assert services.revive(timezone.now()) == 1
    assert jobs() == [("work.run", str(task.public_id))]
    assert queries.waiting() == 1


def test_an_open_task_without_a_job_is_queued_anew() -> None:
    task = start(person(7), up_to=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
    assert services.revive(timezone.now()) == 1
    assert services.revive(timezone.now()) == 0
    assert jobs() == [("work.run", str(task.public_id))]


def test_an_ended_task_needs_no_job() -> None:
    task = run(start(person(7), up_to=3))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert task.state == TaskState.DONE
    assert services.revive(timezone.now()) == 0


def test_workers_that_beat_are_counted() -> None:
    worker = uuid4()
    services.beat(worker, since=NOW, now=NOW)
    services.beat(worker, since=NOW, now=NOW + timedelta(seconds=5))
    assert queries.living_workers(NOW + timedelta(seconds=10)) == 1
    assert queries.living_workers(NOW + timedelta(seconds=60)) == 0
    assert services.forget_workers(NOW + timedelta(days=2)) == 1
    services.beat(worker, since=NOW, now=NOW)
    services.leave(worker)
    assert queries.living_workers(NOW) == 0


def test_the_starter_is_told_through_the_outbox() -> None:
    handled: list[Any] = []
    from hexian.foundation import events

    events.on("work.task.ended")(lambda event, actor: handled.append(dict(event.payload)))
    run(start(person(7), up_to=1))
    row = OutboxEvent.objects.filter(name="work.task.ended").order_by("id").first()
    assert row is not None
    assert row.payload == {"runner": "test.count", "title": "数数", "state": "done", "person_id": 7}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"state": "asleep", "finished_at": NOW}, "work_task_state_is_known"),
        ({"done": 4, "total": 3}, "work_task_does_at_most_everything"),
        ({"state": "done"}, "work_ended_task_has_a_time"),
        ({"state": "failed", "finished_at": NOW}, "work_failed_task_says_why"),
    ],
)
def test_the_database_refuses_a_wrong_task(wrong: dict[str, Any], name: str) -> None:
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Task.objects.create(name="x", title="x", created_at=NOW, **wrong)
