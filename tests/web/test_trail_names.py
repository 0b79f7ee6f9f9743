"""Names in the trail: officers answer for what they did by name; a worker's name is in none, and goes when she does."""

from __future__ import annotations

import pytest

from hexian.domains.people import services as people
from hexian.foundation import audit
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.makers import SYSTEM, as_
from tests.web import desk

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def test_a_worker_is_named_by_her_id_until_she_is_erased() -> None:
    union = makers.make_org()
    person = makers.make_person("王小满", org=union)
    herself = makers.worker(person)
    with as_(herself):
        audit.record("members.withdrawn", person, actor=herself, code=union.code, person_id=person.pk)
    entry = AuditEntry.objects.get(event="members.withdrawn")
    assert (entry.actor_name, entry.actor_person_id) == ("", person.pk)

    auditor = desk.officer_of(union, "audit.view", "members.view")
    others = desk.officer_of(union, "audit.view", name="陈核账")
    assert "王小满" in auditor.get("system:audit")
    assert "王小满" not in others.get("system:audit")
    assert "本人" in others.get("system:audit")

    with as_(SYSTEM):
        people.erase(person.pk, actor=SYSTEM)
    shown = auditor.get("system:audit")
    assert "撤回了入会申请" in shown
    assert "王小满" not in shown
    assert "王小满" not in str(list(AuditEntry.objects.values()))


def test_an_officer_keeps_her_name_for_what_she_did_in_office() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, "members.view")
    with as_(officer):
        audit.record("members.checked", None, actor=officer, code=union.code, person_id=1, duty="members.view")
    entry = AuditEntry.objects.get(event="members.checked")
    assert (entry.actor_name, entry.office != "") == ("李敏", True)


def test_an_officer_beyond_her_own_union_is_named_to_whom_it_concerns() -> None:
    officer = makers.officer_of(makers.make_org(), "members.view")
    elsewhere = makers.make_member(makers.make_org("浦沿街道总工会（演示）"))
    with as_(officer):
        audit.record("members.card_read", elsewhere, actor=officer, code=elsewhere.code, person_id=elsewhere.person_id)
    assert AuditEntry.objects.get(event="members.card_read").actor_name == "李敏"


def test_an_officer_has_no_name_in_what_she_does_about_herself() -> None:
    officer = makers.officer_of(makers.make_org(), "members.view")
    with as_(officer):
        audit.record("people.password_set", None, actor=officer, person_id=officer.person_id)
    assert AuditEntry.objects.get(event="people.password_set").actor_name == ""


def test_a_program_is_named() -> None:
    audit.record("clock.overdue", actor=SYSTEM, deadlines=1)
    assert AuditEntry.objects.get(event="clock.overdue").actor_name == "tests"
