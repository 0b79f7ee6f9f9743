"""How a page is read: one transaction that knows the actor, writes nothing and leaves nothing on its connection."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from hexian.embedded import DatabaseUrls
from hexian.foundation.access import HowMany, counted, glance, reading, scope, under
from hexian.foundation.actor import Actor, OfficeHeld
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.locks.models import DoneOnce
from tests.conftest import NOW

pytestmark = pytest.mark.database


def officer(code: str) -> Actor:
    held = OfficeHeld(uuid4(), 1, code, "某工会", "干部", frozenset({"audit.view"}))
    return Actor(now=NOW, request_id="r", name="李知夏", account_id=7, person_id=7, offices=(held,))


@pytest.fixture(autouse=True)
def _entry(own_database: DatabaseUrls) -> None:
    with scope(Actor.system("tests", NOW)):
        AuditEntry.objects.create(at=NOW, event="x", actor_name="某人", code="A0001")


@pytest.mark.parametrize(("code", "seen"), [("A0001", 1), ("A0002", 0)])
def test_it_knows_the_actor_without_a_savepoint(code: str, seen: int) -> None:
    with reading(officer(code)):
        assert connection.in_atomic_block
        assert connection.savepoint_ids == []
        assert AuditEntry.objects.count() == seen


def test_it_writes_nothing() -> None:
    with pytest.raises(DatabaseError, match="read-only"), reading(officer("A0001")):
        DoneOnce.objects.create(key="k")
    assert not DoneOnce.objects.exists()


def test_it_leaves_nothing_behind_on_the_connection() -> None:
    with reading(officer("A0001")):
        assert AuditEntry.objects.count() == 1
    assert AuditEntry.objects.count() == 0
    DoneOnce.objects.create(key="k")


def test_inside_another_transaction_the_former_scope_comes_back() -> None:
    with scope(officer("A0001")):
        with reading(officer("A0002")):
            assert AuditEntry.objects.count() == 0
        assert AuditEntry.objects.count() == 1


def test_it_sees_one_moment_from_first_to_last(own_database: DatabaseUrls) -> None:
    """What somebody else commits meanwhile is not half of a page: a union that moves is drawn before or after."""
    with reading(officer("A0001")):
        before = AuditEntry.objects.count()
        with psycopg.connect(own_database.owner, autocommit=True) as other:
            other.execute("SELECT set_config('hexian.system', 'on', false)")
            written = other.execute(
                "INSERT INTO audit_entry SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid())))"
                ".* FROM audit_entry e WHERE code = 'A0001'"
            )
            assert written.rowcount == 1
        assert AuditEntry.objects.count() == before
    with reading(officer("A0001")):
        assert AuditEntry.objects.count() == before + 1


def test_one_statement_under_anothers_settings_puts_the_former_ones_back() -> None:
    with scope(officer("A0001")):
        seen = glance(officer("A0002"), "SELECT count(*) FROM audit_entry WHERE code = %s", ["A0001"])
        assert seen == (0,)
        assert AuditEntry.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            glance(officer("A0002"), "SELECT 1 / %s", [0])
        assert AuditEntry.objects.count() == 1


def test_several_numbers_are_one_question_and_keep_their_own_facts(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sql = "SELECT count(*) FROM generate_series(1, %(upto)s)"
    with scope(officer("A0001")), django_assert_num_queries(1):
        assert counted(HowMany(sql, {"upto": 3}), HowMany(sql, {"upto": 5}), HowMany()) == (3, 5, 0)
    assert counted() == ()


@pytest.mark.parametrize(
    ("tops", "found"), [((), 0), (("A0001",), 1), (("A0002", "A0001"), 1), (("A000",), 1), (("A00011",), 0)]
)
def test_what_lies_under_codes_is_counted_by_ranges(tops: tuple[str, ...], found: int) -> None:
    within, facts = under("code", tops)
    with scope(officer("A0001")):
        assert counted(HowMany(f"SELECT count(*) FROM audit_entry WHERE {within}", facts)) == (found,)  # noqa: S608 - the ranges are written by `under`
