"""The schedule: Shanghai's clock, one run each, a missed run made up once, readable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from hexian.foundation.actor import Actor, Refused
from hexian.foundation.work import queries, scheduling
from hexian.foundation.work.models import ScheduledJob
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def schedule() -> Iterator[dict[str, scheduling.Periodic]]:
    """A schedule with nothing on it but what the test puts there."""
    former = dict(scheduling.SCHEDULE)
    scheduling.SCHEDULE.clear()
    yield scheduling.SCHEDULE
    scheduling.SCHEDULE.clear()
    scheduling.SCHEDULE.update(former)


def queued() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args->>'name' FROM procrastinate_jobs WHERE task_name = 'work.scheduled' ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def nightly(name: str = "test.night", cron: str = "0 3 * * *") -> None:
    scheduling.every(name, cron, "每晚三点")(lambda actor: 12)


def test_times_are_shanghais() -> None:
    assert scheduling.next_after("0 3 * * *", NOW) == datetime(2026, 6, 17, 19, 0, tzinfo=UTC)
    assert scheduling.next_after("0 9 1 * *", NOW) == datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def test_a_due_job_is_queued_once_and_moved_on() -> None:
    nightly()
    scheduling.write_down(NOW)
    assert scheduling.queue_due(NOW) == 0
    night = NOW + timedelta(hours=13)
    assert scheduling.queue_due(night) == 1
    assert scheduling.queue_due(night) == 0
    assert queued() == ["test.night"]


def test_runs_missed_while_the_computer_was_off_are_made_up_once() -> None:
    nightly()
    scheduling.write_down(NOW)
    assert scheduling.queue_due(NOW + timedelta(days=5)) == 1
    assert scheduling.queue_due(NOW + timedelta(days=5, minutes=1)) == 0


def test_a_restart_does_not_forget_a_missed_run() -> None:
    nightly()
    scheduling.write_down(NOW)
    scheduling.write_down(NOW + timedelta(days=1))
    assert scheduling.queue_due(NOW + timedelta(days=1)) == 1


def test_a_changed_rule_moves_the_next_run_and_a_dropped_job_goes() -> None:
    nightly()
    nightly("test.other")
    scheduling.write_down(NOW)
    scheduling.SCHEDULE.clear()
    nightly(cron="0 5 * * *")
    scheduling.write_down(NOW)
    assert [(job.name, job.next_run_at) for job in queries.schedule()] == [
        ("test.night", datetime(2026, 6, 17, 21, 0, tzinfo=UTC))
    ]


def test_how_a_job_went_can_be_read() -> None:
    nightly()
    scheduling.write_down(NOW)
    scheduling.run_scheduled("test.night")
    (job,) = queries.schedule()
    assert (job.what, job.cron, job.last_outcome) == ("每晚三点", "0 3 * * *", "ok: 12")
    assert job.last_ended_at is not None
    assert job.last_started_at is not None


def test_a_job_that_fails_says_how() -> None:
    def refuse(actor: Actor) -> int:
        raise Refused("test.refused")

    def stumble(actor: Actor) -> int:
        raise ZeroDivisionError

    scheduling.every("test.refuse", "0 3 * * *", "拒绝")(refuse)
    scheduling.every("test.stumble", "0 3 * * *", "跌倒")(stumble)
    scheduling.write_down(NOW)
    for name in ("test.refuse", "test.stumble", "test.unheard_of"):
        scheduling.run_scheduled(name)
    assert dict(ScheduledJob.objects.values_list("name", "last_outcome")) == {
        "test.refuse": "test.refused",
        "test.stumble": "ZeroDivisionError",
    }


def test_a_job_acts_as_the_system() -> None:
    seen: list[Actor] = []

    @scheduling.every("test.who", "0 3 * * *", "谁")
    def who(actor: Actor) -> int:
        seen.append(actor)
        return 0

    scheduling.write_down(NOW)
    scheduling.run_scheduled("test.who")
    assert (seen[0].is_system, seen[0].name) == (True, "schedule:test.who")


def test_a_rule_that_is_none_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="columns"):
        scheduling.every("test.wrong", "often", "?")
    nightly()
    with pytest.raises(ValueError, match="two jobs"):
        nightly()
