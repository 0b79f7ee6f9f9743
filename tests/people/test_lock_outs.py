"""Lock-outs: counted under hashed keys, growing, shared by all processes, forgotten after success or a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction

from hexian.domains.people import rules, services
from hexian.domains.people.models import LockOut
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.database
KEY = "password.13912345678"


@pytest.mark.django_db
def test_four_failures_lock_nothing_the_fifth_two_minutes(system: Actor) -> None:
    assert [services.fail(KEY, actor=system) for _ in range(4)] == [None] * 4
    services.check_open(KEY, actor=system)
    until = services.fail(KEY, actor=system)
    assert until == NOW + timedelta(minutes=2)
    with pytest.raises(Refused) as refused:
        services.check_open(KEY, actor=system)
    assert refused.value.params == {"until": until}
    services.check_open(KEY, actor=replace(system, now=NOW + timedelta(minutes=2)))


@pytest.mark.django_db
def test_the_lock_doubles_and_ends_at_a_day(system: Actor) -> None:
    for _ in range(5):
        services.fail(KEY, actor=system)
    assert services.fail(KEY, actor=system) == NOW + timedelta(minutes=4)
    LockOut.objects.update(failures=10_000)
    assert services.fail(KEY, actor=system) == NOW + timedelta(days=1)


@pytest.mark.django_db
def test_success_forgets_and_so_does_a_day(system: Actor) -> None:
    for _ in range(5):
        services.fail(KEY, actor=system)
    services.succeed(KEY, actor=system)
    services.check_open(KEY, actor=system)
    for _ in range(4):
        services.fail(KEY, actor=system)
    assert services.fail(KEY, actor=replace(system, now=NOW + rules.FORGET_AFTER)) is None


@pytest.mark.django_db
def test_one_key_locks_no_other(system: Actor) -> None:
    for _ in range(9):
        services.fail(KEY, actor=system)
    services.check_open("password.13912345679", actor=system)


@pytest.mark.django_db
def test_the_rows_say_nothing_about_whose_they_are(system: Actor) -> None:
    services.fail(KEY, actor=system)
    assert LockOut.objects.filter(key__contains="13912345678").count() == 0
    assert len(LockOut.objects.get().key) == 64


def test_twenty_wrong_passwords_at_once_are_five_tries(own_database: object) -> None:
    actor = Actor.system("tests", NOW)

    def guess(_turn: int) -> str:
        try:
            with transaction.atomic():
                services.check_open(KEY, actor=actor)
                services.fail(KEY, actor=actor)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "tried"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(20)))
    assert told.count("tried") == rules.FREE_TRIES
    assert told.count("lock.closed") == 20 - rules.FREE_TRIES


def test_failures_at_once_are_all_counted(own_database: object) -> None:
    actor = Actor.system("tests", NOW)

    def fail(_turn: int) -> None:
        try:
            services.fail(KEY, actor=actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(40)))
    with scope(actor):
        assert LockOut.objects.get().failures == 40


@pytest.mark.django_db
def test_a_key_that_only_slows_never_waits_longer_than_five_minutes(system: Actor) -> None:
    waits = [services.fail(KEY, actor=system, slows=True) for _ in range(40)]
    assert waits[: rules.FREE_TRIES_FROM_ANYWHERE - 1] == [None] * (rules.FREE_TRIES_FROM_ANYWHERE - 1)
    lengths = [(until - NOW).total_seconds() for until in waits if until]
    assert lengths[:4] == [1, 2, 4, 8]
    assert set(lengths[9:]) == {300}
