"""The two nets: the range on the code, and PostgreSQL's row-level security behind it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from hexian.foundation.access import DUTIES, duty, read_only, scope, within
from hexian.foundation.actor import Actor, OfficeHeld
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.locks.models import DoneOnce
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def officer(code: str) -> Actor:
    held = OfficeHeld(uuid4(), 1, code, "某工会", "干部", frozenset({"audit.view"}))
    return Actor(now=NOW, request_id="r", name="李知夏", account_id=7, person_id=7, offices=(held,))


def settings_now() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('hexian.scope', true), current_setting('hexian.system', true)")
        return list(cursor.fetchone())


def test_the_suite_connects_as_the_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)")
        assert cursor.fetchone() == ("hexian_app", 0)


def test_a_scope_ends_with_its_block() -> None:
    with scope(officer("A0001")):
        assert settings_now() == ["A0001", ""]
        with scope(officer("A0002")):
            assert settings_now()[0] == "A0002"
        assert settings_now()[0] == "A0001"
    assert settings_now() == ["", "on"]


def test_a_scope_ends_with_its_block_when_the_block_fails() -> None:
    with pytest.raises(DatabaseError), scope(officer("A0001")), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert settings_now() == ["", "on"]


def test_without_any_filter_a_stranger_sees_nothing() -> None:
    AuditEntry.objects.create(at=NOW, event="x", actor_name="某人", code="A0001")
    with scope(officer("A0002")):
        assert list(AuditEntry.objects.all()) == []
    with scope(officer("A0001")):
        assert AuditEntry.objects.count() == 1


def test_within_matches_the_subtree_only() -> None:
    for code in ("A", "A0001", "A00010001", "A0002"):
        AuditEntry.objects.create(at=NOW, event="x", actor_name="某人", code=code)
    found = AuditEntry.objects.filter(within("code", ("A0001",))).values_list("code", flat=True)
    assert sorted(found) == ["A0001", "A00010001"]
    assert not AuditEntry.objects.filter(within("code", ())).exists()


def test_a_get_cannot_write() -> None:
    with pytest.raises(DatabaseError, match="read-only"), read_only():
        DoneOnce.objects.create(key="k")
    DoneOnce.objects.create(key="k")


def test_a_duty_is_declared_once() -> None:
    assert duty("members.view", personal=True) == "members.view"
    with pytest.raises(ValueError, match="declared twice"):
        duty("members.view", personal=False)
    assert DUTIES["members.view"].personal


def test_an_audit_entry_can_be_neither_changed_nor_removed() -> None:
    AuditEntry.objects.create(at=NOW, event="x", actor_name="某人", code="A0001")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(at=NOW + timedelta(days=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()
