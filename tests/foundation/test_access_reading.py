"""How a page is read: one transaction that knows the actor, writes nothing and leaves nothing on its connection."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection

from hexian.embedded import DatabaseUrls
from hexian.foundation.access import reading, scope
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
