"""An officer's verbs on one application: every finding, every refusal, and nothing of her own."""

from __future__ import annotations

from typing import Any

import pytest

from hexian.domains.members import queries, services, texts
from hexian.domains.members.models import Application
from hexian.domains.members.rules import ApplicationState, Finding, Reason
from hexian.domains.people import services as people
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import Deadline
from tests import makers
from tests.makers import SYSTEM, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def assert_refused(code: str, actor: Actor, verb: Any, *args: Any, **facts: Any) -> Refused:
    """The refusal a verb answers with, under the actor's own scope; its sentence exists."""
    with as_(actor), pytest.raises(Refused) as caught:
        verb(*args, actor=actor, **facts)
    assert caught.value.code == code
    assert "「" + code not in texts.of(caught.value)
    return caught.value


def test_an_officer_checks_an_application_once() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, "members.admit")
    row = makers.make_application(union)
    with as_(officer):
        assert services.check(row.public_id, actor=officer).state == ApplicationState.CHECKED
    assert AuditEntry.objects.get(event="members.checked").person_id == row.person_id
    assert_refused("application.state", officer, services.check, row.public_id)


def test_an_officer_of_another_union_cannot_find_it_and_a_viewer_neither() -> None:
    union = makers.make_org()
    row = makers.make_application(union)
    for actor in (makers.officer_of(makers.make_org(), "members.admit"), makers.officer_of(union, "members.view")):
        with as_(actor):
            for verb, facts in (
                (services.check, {}),
                (services.reopen, {}),
                (services.take_back, {}),
                (services.refuse, {"reason": "other", "remedy": "x", "note": "x"}),
                (services.clear_finding, {"finding": "same_mobile", "note": "x"}),
                (services.reveal_applicant_number, {"reason": "x"}),
                (queries.application, {}),
            ):
                with pytest.raises(Application.DoesNotExist):
                    verb(row.public_id, actor=actor, **facts)


def test_nobody_decides_her_own_application() -> None:
    union = makers.make_org()
    person = makers.make_person("李敏", org=union)
    officer = makers.officer_of(union, "members.admit", person=person)
    row = makers.make_application(union, "李敏", actor=officer)
    with as_(officer), pytest.raises(Application.DoesNotExist):
        services.check(row.public_id, actor=officer)
    with as_(officer):
        page = queries.application(row.public_id, officer)
    assert page.is_own
    assert page.acts == frozenset()


def findings_of(row: Application) -> set[str]:
    row.refresh_from_db()
    return set(row.findings)


def test_each_finding_is_found_and_says_nothing_more() -> None:
    here, elsewhere = makers.make_org(), makers.make_org("宁波市总工会（演示）")
    for member_in, name, finding in (
        (here, "李知夏", {Finding.SAME_ID_MEMBER_HERE}),
        (elsewhere, "李知夏", {Finding.SAME_ID_MEMBER_ELSEWHERE}),
        (elsewhere, "李夏", {Finding.SAME_ID_MEMBER_ELSEWHERE, Finding.NAME_UNLIKE_ID}),
    ):
        number = makers.id_number()
        makers.make_member(member_in, number=number)
        assert findings_of(makers.make_application(here, name, number=number)) == finding
    number = makers.id_number()
    known = makers.make_person("陈一诺", org=elsewhere)
    people.verify_identity(known.pk, number, actor=SYSTEM)
    assert findings_of(makers.make_application(here, "陈一诺", number=number)) == {Finding.SAME_ID_KNOWN}
    shared = makers.mobile()
    for name in ("父亲", "女儿"):
        makers.make_person(name, org=elsewhere, number=shared)
    assert findings_of(makers.make_application(here, phone=shared)) == {Finding.SAME_MOBILE}


def test_blocking_findings_stay_others_are_cleared_with_a_note() -> None:
    union, number = makers.make_org(), makers.id_number()
    officer = makers.officer_of(union, "members.admit")
    makers.make_application(union, "冒名者", number=number)
    row = makers.make_application(union, number=number)
    clear = services.clear_finding
    assert_refused("application.in_the_way", officer, services.check, row.public_id)
    assert_refused("finding.absent", officer, clear, row.public_id, finding="same_mobile", note="x")
    assert_refused("finding.note_missing", officer, clear, row.public_id, finding="same_id_open", note=" ")
    with as_(officer):
        cleared = clear(row.public_id, finding="same_id_open", note="已电话联系，并看过身份证", actor=officer)
        assert cleared.passed_over == ["same_id_open"]
        assert services.check(row.public_id, actor=officer).state == ApplicationState.CHECKED
        view = queries.application(row.public_id, officer).row
    assert view.is_ready
    assert [finding.is_cleared for finding in view.findings] == [True]
    taken = makers.id_number()
    makers.make_member(union, number=taken)
    blocked = makers.make_application(union, "李知夏", number=taken)
    assert_refused("finding.blocking", officer, clear, blocked.public_id, finding="same_id_member_here", note="x")


def test_a_refusal_has_a_reason_and_a_remedy_and_can_be_taken_back() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, "members.admit")
    guest = makers.guest(union)
    row = makers.make_application(union, actor=guest)
    refuse = services.refuse
    assert_refused("refusal.reason", officer, refuse, row.public_id, reason="whim", remedy="x")
    assert_refused("refusal.remedy_missing", officer, refuse, row.public_id, reason=Reason.IDENTITY, remedy=" ")
    assert_refused("refusal.note_missing", officer, refuse, row.public_id, reason=Reason.OTHER, remedy="x")
    remedy = str(texts.REASONS[Reason.MEMBER_ELSEWHERE].remedy)
    with as_(officer):
        refuse(row.public_id, reason=Reason.MEMBER_ELSEWHERE, remedy=remedy, actor=officer)
    first = Deadline.objects.get(subject_id=row.public_id)
    assert (first.state, first.met_at) == ("met", officer.now)
    with as_(guest):
        mine = queries.my_application(row.public_id, guest)
    assert mine is not None
    assert (str(mine.reason), mine.remedy) == ("您在别的工会已有会籍", remedy)
    with as_(officer):
        again = services.reopen(row.public_id, actor=officer)
    assert (again.state, again.reason, again.decided_at) == (ApplicationState.APPLIED, "", None)
    assert Deadline.objects.filter(subject_id=row.public_id, ended_at__isnull=True).count() == 1


def test_a_refusal_is_not_taken_back_once_she_has_applied_again() -> None:
    union, number = makers.make_org(), makers.id_number()
    officer, guest = makers.officer_of(union, "members.admit"), makers.guest(union)
    row = makers.make_application(union, actor=guest, number=number)
    with as_(officer):
        services.refuse(row.public_id, reason=Reason.NOT_REACHED, remedy="请回电话", actor=officer)
    makers.make_application(union, actor=guest, number=number)
    assert_refused("application.applied_again", officer, services.reopen, row.public_id)
    assert_refused(
        "application.closed", officer, services.clear_finding, row.public_id, finding="same_mobile", note="x"
    )


def test_the_number_is_opened_with_a_reason_and_on_record() -> None:
    union, number = makers.make_org(), makers.id_number()
    row = makers.make_application(union, number=number)
    officer = makers.officer_of(union, "members.admit", "people.reveal")
    with as_(officer):
        shown = services.reveal_applicant_number(row.public_id, reason="对照证件", actor=officer)
    assert shown == number
    entry = AuditEntry.objects.get(event="person.revealed")
    assert (entry.person_id, entry.facts) == (row.person_id, {"why": "对照证件"})
    assert_refused("reveal.reason_missing", officer, services.reveal_applicant_number, row.public_id, reason="")
    plain = makers.officer_of(union, "members.admit")
    assert_refused("reveal.no_duty", plain, services.reveal_applicant_number, row.public_id, reason="x")
