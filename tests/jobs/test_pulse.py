"""The pulse's loop: duties in turn, one that fails does not stop the others, a lost database is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError

from hexian.embedded import DatabaseUrls
from hexian.jobs import pulse
from hexian.jobs.pulse import Duty, Loop

pytestmark = [pytest.mark.database, pytest.mark.thorough]


class Tally:
    """Counts how often each duty was done, and tells the loop to stop when there is enough."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.stop = threading.Event()

    def duty(self, name: str, *, every: float = 0.0, until: int = 0, fault: type[Exception] | None = None) -> Duty:
        return Duty(name, every, self.act(name, until, fault))

    def act(self, name: str, until: int, fault: type[Exception] | None) -> Callable[[], None]:
        def act() -> None:
            self.done.append(name)
            if until and self.done.count(name) >= until:
                self.stop.set()
            if fault is not None:
                raise fault

        return act


def test_a_duty_that_fails_does_not_stop_the_others(own_database: DatabaseUrls) -> None:
    tally = Tally()
    loop = Loop("trial", [tally.duty("fails", fault=ZeroDivisionError), tally.duty("works", until=2)], tally.stop)
    loop.start()
    loop.join(30)
    assert tally.done == ["fails", "works", "fails", "works"]


def test_a_duty_waits_for_its_turn(own_database: DatabaseUrls) -> None:
    tally = Tally()
    loop = Loop("trial", [tally.duty("rare", every=3600), tally.duty("often", until=3)], tally.stop)
    loop.start()
    loop.join(30)
    assert tally.done == ["rare", "often", "often", "often"]


def test_the_outbox_wakes_what_wants_to_be_woken(own_database: DatabaseUrls) -> None:
    tally = Tally()
    wakes = Duty("wakes", 3600, tally.act("wakes", 2, None), woken=True)

    def call() -> None:
        with psycopg.connect(own_database.app, autocommit=True) as line:
            line.execute("SELECT pg_notify('hexian_outbox', '')")

    loop = Loop("trial", [wakes, Duty("calls", 3600, call), tally.duty("sleeps", every=3600)], tally.stop)
    loop.start()
    loop.join(30)
    assert tally.done == ["wakes", "sleeps", "wakes"]


def test_a_lost_database_is_waited_for(own_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally()
    monkeypatch.setattr(pulse, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(pulse, "LONGEST_PAUSE", 0.05)
    loop = Loop("trial", [tally.duty("lost", until=3, fault=OperationalError), tally.duty("never")], tally.stop)
    loop.start()
    loop.join(30)
    assert tally.done == ["lost", "lost", "lost"]
    assert not loop.is_alive()
