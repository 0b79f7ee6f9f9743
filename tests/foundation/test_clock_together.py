"""Clocks and calendar with several threads and a second process at work."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from hexian import embedded
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import services
from hexian.foundation.clock.models import Deadline, current_calendar

pytestmark = [pytest.mark.database]
NOW = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]

#: What an officer's process does: enter an invented notice for 2027 with National Day to the 7th.
ENTER = """
import django; django.setup()
from datetime import date
from django.utils import timezone
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.clock import holidays, services
off = {day: about.name for day, about in holidays.provisional(2027).items() if about.name}
off |= {date(2027, 10, day): "国庆节" for day in range(1, 8)}
actor = Actor.system("officer", timezone.now())
with scope(actor):
    services.enter_calendar(holidays.Notice(2027, off, {date(2027, 10, 9): "国庆节"}), source="（演示）", actor=actor)
"""


def test_a_notice_entered_in_another_process_counts_here_at_once(
    own_database: embedded.DatabaseUrls,
) -> None:
    assert current_calendar().works(date(2027, 10, 7))
    surroundings = os.environ | {"DATABASE_URL": own_database.owner, "HEXIAN_APP_DATABASE_URL": own_database.app}
    subprocess.run([sys.executable, "-c", ENTER], env=surroundings, cwd=ROOT, check=True)
    assert not current_calendar().works(date(2027, 10, 7))
    assert current_calendar().works(date(2027, 10, 9))


def test_the_same_promise_made_five_times_at_once_is_made_once(
    own_database: embedded.DatabaseUrls,
) -> None:
    case = Deadline(id=uuid4())
    outcomes: list[str] = []

    def promise() -> None:
        actor = Actor.system("tests", NOW)
        try:
            with scope(actor):
                services.start("join.reply", subject=case, region="330108", on=NOW, actor=actor)
            outcomes.append("started")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=promise) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["clock.already_running"] * 4 + ["started"]
    assert Deadline.objects.filter(subject_id=case.id).count() == 1
