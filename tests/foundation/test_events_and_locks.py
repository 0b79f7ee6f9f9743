"""The outbox handles at least once and forgets nothing; a request key is answered once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from hexian.embedded import DatabaseUrls
from hexian.foundation import events, locks
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.events.models import OutboxEvent
from hexian.foundation.locks.models import DoneOnce
from tests.conftest import NOW

pytestmark = [pytest.mark.database]
SEEN: list[tuple[str, str]] = []
FAILING = {"now": False}


@events.on("tests.happened")
def remember_event(event: events.Event, actor: Actor) -> None:
    if FAILING["now"]:
        DoneOnce.objects.create(key="half-done")
        raise RuntimeError
    SEEN.append((event.subject, event.payload["id"]))


@pytest.fixture(autouse=True)
def _clean() -> None:
    SEEN.clear()
    FAILING["now"] = False


@pytest.mark.django_db
def test_a_published_event_is_handled_and_gone(system: Actor) -> None:
    events.publish("tests.happened", "s-1", actor=system, id="1")
    assert events.drain() == 1
    assert SEEN == [("s-1", "1")]
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_nobody_handles_leaves_no_row(system: Actor) -> None:
    events.publish("tests.nobody", "s-1", actor=system)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_a_failing_handler_is_undone_and_tried_again_later(system: Actor) -> None:
    FAILING["now"] = True
    events.publish("tests.happened", "s-1", actor=system, id="1")
    assert events.drain() == 1
    row = OutboxEvent.objects.get()
    assert (row.attempts, row.error) == (1, "RuntimeError")
    assert row.due_at > row.at
    assert not DoneOnce.objects.filter(key="half-done").exists()
    assert events.drain() == 0


@pytest.mark.django_db
def test_a_request_key_is_answered_once() -> None:
    assert locks.once("join", "k") is None
    locks.remember("join", "k", "receipt-1")
    assert locks.once("join", "k") == "receipt-1"


@pytest.mark.django_db
def test_a_request_key_lies_nowhere_in_the_clear() -> None:
    locks.remember("join", "f3a9c1.13800001234", "receipt-1")
    row = DoneOnce.objects.get()
    assert row.key.startswith("join:")
    assert "13800001234" not in row.key


def test_a_lock_outside_a_transaction_is_refused(own_database: DatabaseUrls) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        locks.advisory("x")


def test_five_simultaneous_twins_get_one_answer(own_database: DatabaseUrls) -> None:
    answers: list[str] = []

    def send(number: int) -> None:
        try:
            with scope(Actor.system("tests", NOW)):
                answer = locks.once("join", "same")
                if answer is None:
                    answer = f"receipt-{number}"
                    locks.remember("join", "same", answer)
            answers.append(answer)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 5
    assert len(set(answers)) == 1
