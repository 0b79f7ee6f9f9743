"""The trail: what an entry keeps, that sealing finds everything, that any tampering is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from hexian.embedded import DatabaseUrls
from hexian.foundation import audit
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, OfficeHeld
from hexian.foundation.audit import queries, rules
from hexian.foundation.audit.models import AuditEntry, Block, UnsealedEntry
from tests.conftest import NOW

pytestmark = [pytest.mark.database]


def officer() -> Actor:
    held = OfficeHeld(uuid4(), 1, "A0001", "长河街道总工会（演示）", "组织干事", frozenset({"members.view"}))
    return Actor(now=NOW, request_id="req-1", name="李知夏", account_id=7, person_id=7, offices=(held,))


@pytest.mark.django_db
def test_an_entry_keeps_name_and_office() -> None:
    audit.record("members.admitted", None, actor=officer(), code="A00010001", duty="members.view", count=3)
    entry = AuditEntry.objects.get(event="members.admitted")
    assert (entry.actor_name, entry.office) == ("李知夏", "长河街道总工会（演示） · 组织干事")
    assert (entry.code, entry.facts, entry.request_id) == ("A00010001", {"count": 3}, "req-1")


@pytest.mark.django_db
def test_two_looks_within_ten_minutes_are_one() -> None:
    actor = officer()
    for minutes in (0, 5, 16):
        later = replace(actor, now=NOW + timedelta(minutes=minutes))
        audit.record_view(None, actor=later, code="A00010001", person_id=9, duty="members.view")
    assert len(queries.looks_at(9)) == 2


@pytest.mark.django_db
def test_looks_at_two_pages_of_one_person_are_two() -> None:
    for subject in ("her application", "her membership", "her application"):
        audit.record_view(subject, actor=officer(), code="A00010001", person_id=9, duty="members.view")
    assert [entry.subject_id for entry in queries.looks_at(9)].count("her application") == 1
    assert len(queries.looks_at(9)) == 2


@pytest.mark.django_db
def test_nobody_is_told_of_her_own_looks() -> None:
    audit.record_view(None, actor=officer(), code="A0001", person_id=7, duty="members.view")
    assert queries.looks_at(7) == []


@pytest.mark.django_db
def test_sealing_takes_every_entry_once() -> None:
    audit.seal_block()  # what seeding wrote
    for number in range(5):
        audit.record("x", actor=officer(), code="A0001", number=number)
    assert audit.seal_block() == 5
    assert audit.seal_block() == 0
    audit.record("y", actor=officer(), code="A0001")
    assert audit.seal_block() == 1
    assert list(Block.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert not UnsealedEntry.objects.exists()
    assert queries.verify() == []


@pytest.mark.django_db
def test_an_entry_whose_waiting_row_was_removed_is_found() -> None:
    audit.seal_block()
    audit.record("x", actor=officer(), code="A0001")
    UnsealedEntry.objects.all().delete()
    assert [fault.problem for fault in queries.verify()] == ["1 条记录没有封存，也不在等待封存"]


def test_a_sealer_asleep_at_its_work_does_not_hold_up_the_next(own_database: DatabaseUrls) -> None:
    with scope(Actor.system("tests", NOW)):
        audit.record("x", actor=officer(), code="A0001")
    with psycopg.connect(own_database.owner) as sleeper:
        name = int.from_bytes(sha256(b"audit.seal").digest()[:8], "big", signed=True)
        sleeper.execute("SELECT pg_advisory_xact_lock(%s)", [name])
        assert audit.seal_block() == 0
    assert audit.seal_block() >= 1
    connection.close()


def test_an_owner_who_rewrites_the_trail_is_found(own_database: DatabaseUrls) -> None:
    system = Actor.system("tests", NOW)
    with scope(system):
        for number in range(3):
            audit.record("x", actor=officer(), code="A0001", number=number)
    audit.seal_block()
    with psycopg.connect(own_database.owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        owner.execute("SET hexian.system = 'on'")
        owner.execute("UPDATE audit_entry SET actor_name = '别人' WHERE facts->>'number' = '1'")
    with scope(system):
        assert [fault.problem for fault in queries.verify()] == ["里面的记录和封存时不一样"]
    connection.close()


def test_the_chain_depends_on_key_order_and_content() -> None:
    one, two = rules.digest_entry({"a": 1}), rules.digest_entry({"a": 2})
    chained = rules.chain(rules.GENESIS, [one, two], b"key")
    assert chained != rules.chain(rules.GENESIS, [two, one], b"key")
    assert chained != rules.chain(rules.GENESIS, [one, two], b"other")
    assert rules.digest_entry({"b": 1, "a": 2}) == rules.digest_entry({"a": 2, "b": 1})
