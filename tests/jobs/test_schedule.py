"""The schedule as it is declared: every job runs, says what it does, and can be read on the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from hexian.cli.schedule import schedule
from hexian.foundation.work import queries, scheduling
from hexian.foundation.work.scheduling import SCHEDULE
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_every_job_runs_and_says_how_it_went(name: str) -> None:
    scheduling.write_down(NOW)
    scheduling.run_scheduled(name)
    (job,) = [job for job in queries.schedule() if job.name == name]
    assert job.last_outcome.startswith("ok: ")
    assert job.what


def test_there_is_a_schedule() -> None:
    assert {"people.forget", "notices.purge", "attachments.sweep", "work.forget"} <= set(SCHEDULE)


def test_the_schedule_reads_like_a_timetable() -> None:
    empty = CliRunner().invoke(schedule)
    assert "还是空的" in empty.output
    scheduling.write_down(NOW)
    scheduling.run_scheduled("notices.purge")
    shown = CliRunner().invoke(schedule)
    assert shown.exit_code == 0
    assert "2026-06-18 03:20  清掉早已读过的通知、发完的短信记录和演示短信" in shown.output
    assert "做完，处理 0 项" in shown.output
    assert "notices.purge · 每天 03:20 · " in shown.output
    assert "* *" not in shown.output, "a cron rule is no words"
