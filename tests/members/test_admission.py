"""The committee's list: drawn up, changed, given up, voted on; all or nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from hexian.domains.members import documents, queries, rules, services
from hexian.domains.members.models import Application, Membership, Resolution, Tally
from hexian.domains.members.rules import ApplicationState, Finding, ResolutionState
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Account, Consent, Person
from hexian.foundation import crypto, events
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import Deadline
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.notices.models import Message, Notice
from tests import makers
from tests.makers import SYSTEM, TODAY, as_
from tests.members.test_checking import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]

YES: dict[str, int] = {"seats": 5, "present": 5, "yes": 5, "no": 0, "abstained": 0}


def propose(**changed: Any) -> dict[str, Any]:
    return {"number": "2026-06", "held_on": TODAY} | changed


def test_a_list_is_drawn_up_and_refused_for_each_reason() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    one, two = makers.make_application(union), makers.make_application(union, "周可心")
    ids = [one.public_id, two.public_id]
    verb = services.propose
    assert_refused("resolution.empty", officer, verb, [], **propose())
    assert_refused("resolution.number_missing", officer, verb, ids, **propose(number=" "))
    assert_refused("resolution.far_ahead", officer, verb, ids, **propose(held_on=TODAY + timedelta(days=61)))
    assert_refused("resolution.before_application", officer, verb, ids, **propose(held_on=TODAY - timedelta(days=1)))
    with as_(officer):
        resolution = verb(ids, **propose(meeting="第三届第 12 次", chair="李敏"), actor=officer)
        page = queries.resolution(resolution.public_id, officer)
    assert [row.name for row in page.names] == ["王小满", "周可心"]
    assert page.acts == {"pass", "cancel"}
    assert [param.text for param in page.params] == ["1/2", "1/2"]
    assert [param.said for param in page.params] == ["超过 1/2", "超过 1/2"]
    three = makers.make_application(union, "吴远")
    assert_refused("resolution.number_taken", officer, verb, [three.public_id], **propose())
    assert_refused("application.state", officer, verb, ids, **propose(number="2026-07"))


def test_a_list_is_printed_before_its_meeting_and_voted_on_after_it() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    coming = TODAY + timedelta(days=rules.MOST_DAYS_AHEAD)
    resolution = makers.make_resolution(makers.make_application(union), officer=officer, held_on=coming)
    with as_(officer):
        assert documents.resolution_form(resolution.public_id, actor=officer).startswith(b"%PDF")
    refusal = assert_refused("resolution.ahead", officer, services.pass_resolution, resolution.public_id, **YES)
    assert refusal.params == {"on": coming}
    assert not Membership.objects.exists()
    far = {"number": "2026-06", "held_on": coming + timedelta(days=1)}
    assert_refused("resolution.far_ahead", officer, services.edit_resolution, resolution.public_id, **far)
    with as_(officer):
        services.edit_resolution(resolution.public_id, number="2026-06", held_on=TODAY, actor=officer)
        services.pass_resolution(resolution.public_id, **YES, actor=officer)
    assert Membership.objects.get().joined_on == TODAY
    voted = YES | {"number": "2026-08", "held_on": TODAY + timedelta(days=1)}
    assert_refused("resolution.ahead", officer, services.record_resolution, union.public_id, **voted)


def test_a_list_belongs_to_one_union_and_one_officers_reach() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind="city")
    one, two = makers.make_org(parent=city), makers.make_org(parent=city)
    rows = [makers.make_application(one), makers.make_application(two)]
    ids = [row.public_id for row in rows]
    over_both, over_one = makers.officer_of(city, *makers.CHAIR), makers.officer_of(one, *makers.CHAIR)
    assert_refused("resolution.several_unions", over_both, services.propose, ids, **propose())
    with as_(over_one), pytest.raises(Application.DoesNotExist):
        services.propose(ids, **propose(), actor=over_one)


def test_whoever_has_something_in_the_way_is_named_before_the_meeting() -> None:
    union, number = makers.make_org(), makers.id_number()
    officer = makers.officer_of(union, *makers.CHAIR)
    makers.make_member(union, number=number)
    good, bad = makers.make_application(union), makers.make_application(union, "李知夏", number=number)
    ids = [good.public_id, bad.public_id]
    refusal = assert_refused("resolution.not_ready", officer, services.propose, ids, **propose())
    assert refusal.params == {"obstructed": [["李知夏", Finding.SAME_ID_MEMBER_HERE]], "count": 1}


def test_names_leave_the_list_and_a_draft_is_edited_or_given_up() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    one, two = makers.make_application(union), makers.make_application(union, "周可心")
    resolution = makers.make_resolution(one, two, officer=officer)
    with as_(officer):
        assert services.take_back(one.public_id, actor=officer).state == ApplicationState.CHECKED
        edited = services.edit_resolution(
            resolution.public_id, number="改 1", held_on=TODAY, place="二楼", actor=officer
        )
        assert (edited.number, edited.place) == ("改 1", "二楼")
        assert services.cancel_resolution(resolution.public_id, actor=officer).state == ResolutionState.CANCELLED
    two.refresh_from_db()
    assert (two.state, two.resolution) == (ApplicationState.CHECKED, None)
    assert_refused("resolution.state", officer, services.cancel_resolution, resolution.public_id)
    assert_refused("resolution.state", officer, services.pass_resolution, resolution.public_id, **YES)
    assert_refused("application.state", officer, services.take_back, one.public_id)
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(photo, "PNG")
    assert_refused("resolution.cancelled", officer, services.attach_evidence, resolution.public_id, photo)
    # Its number is free again.
    makers.make_resolution(one, officer=officer, number="改 1")


def test_evidence_is_kept_with_the_resolution() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    resolution = makers.make_resolution(makers.make_application(union), officer=officer)
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(photo, "PNG")
    photo.seek(0)
    with as_(officer):
        kept = services.attach_evidence(resolution.public_id, photo, name="签字页.png", actor=officer)
        assert queries.resolution(resolution.public_id, officer).evidence_id == kept.evidence_id
    assert_refused(
        "attachments.unknown_kind",
        officer,
        services.attach_evidence,
        resolution.public_id,
        io.BytesIO(b"MZ\x90\x00" * 9),
    )


@pytest.mark.parametrize(
    ("vote", "code"),
    [
        ({"present": 2, "yes": 2}, "committee.present"),
        ({"yes": 2, "no": 3}, "committee.majority"),
        ({"yes": 4}, "committee.count"),
        ({"present": 6, "yes": 6}, "committee.crowd"),
    ],
)
def test_a_vote_that_does_not_carry_admits_nobody(vote: dict[str, int], code: str) -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    resolution = makers.make_resolution(makers.make_application(union), officer=officer)
    assert_refused(code, officer, services.pass_resolution, resolution.public_id, **(YES | vote))
    resolution.refresh_from_db()
    assert resolution.state == ResolutionState.DRAFT
    assert not Membership.objects.exists()


def test_changing_the_law_alone_changes_the_outcome() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    resolution = makers.make_resolution(makers.make_application(union), officer=officer)
    RuleParam.objects.filter(code="committee.votes", region="").update(value="4/5", op="ge")
    three_of_five = YES | {"yes": 3, "no": 2}
    refusal = assert_refused(
        "committee.majority", officer, services.pass_resolution, resolution.public_id, **three_of_five
    )
    assert refusal.params["need"] == 4
    passed = makers.pass_it(resolution, officer)
    RuleParam.objects.filter(code="committee.votes", region="").update(value="1/2", op="gt")
    assert passed.params["committee.votes"]["text"] == "4/5"
    with as_(officer):
        assert queries.resolution(passed.public_id, officer).params[1].said == "不少于 4/5"


def test_all_or_nothing_with_the_names_of_those_in_the_way() -> None:
    union, other = makers.make_org(), makers.make_org("宁波市总工会（演示）")
    officer = makers.officer_of(union, *makers.CHAIR)
    number = makers.id_number()
    good, rival = makers.make_application(union), makers.make_application(union, "周可心", number=number)
    resolution = makers.make_resolution(good, rival, officer=officer)
    # Between the list and the vote she was admitted elsewhere.
    makers.make_member(other, "周可心", number=number)
    refusal = assert_refused("resolution.in_the_way", officer, services.pass_resolution, resolution.public_id, **YES)
    assert refusal.params == {"names": ["周可心"], "count": 1}
    assert Membership.objects.filter(org=union).count() == 0
    good.refresh_from_db()
    assert good.state == ApplicationState.PROPOSED
    with as_(officer):
        services.take_back(rival.public_id, actor=officer)
    makers.pass_it(resolution, officer)
    assert [member.person.name for member in Membership.objects.filter(org=union).select_related("person")] == [
        "王小满"
    ]


def test_of_two_rivals_one_is_admitted_and_the_other_stands_under_a_finding() -> None:
    union, other, number = makers.make_org(), makers.make_org("宁波市总工会（演示）"), makers.id_number()
    officer, there = makers.officer_of(union, *makers.CHAIR), makers.officer_of(other, *makers.CHAIR)
    wrong = makers.make_application(other, "冒名者", number=number)
    right = makers.make_application(union, "王小满", number=number)
    while events.drain():
        pass
    wrong.refresh_from_db()
    assert wrong.findings == [Finding.SAME_ID_OPEN]
    for officer_of_it, row in ((officer, right), (there, wrong)):
        with as_(officer_of_it):
            services.clear_finding(row.public_id, finding="same_id_open", note="看过身份证", actor=officer_of_it)
    theirs = makers.make_resolution(wrong, officer=there)
    makers.pass_it(makers.make_resolution(right, officer=officer), officer)
    while events.drain():
        pass
    wrong.refresh_from_db()
    assert set(wrong.findings) == {Finding.SAME_ID_MEMBER_ELSEWHERE, Finding.NAME_UNLIKE_ID}
    assert_refused("resolution.in_the_way", there, services.pass_resolution, theirs.public_id, **YES)


def test_the_same_number_twice_on_one_list_admits_nobody() -> None:
    union, number = makers.make_org(), makers.id_number()
    officer = makers.officer_of(union, *makers.CHAIR)
    rows = [makers.make_application(union, name, number=number) for name in ("王小满", "王晓曼")]
    for row in rows:
        Application.objects.filter(pk=row.pk).update(passed_over=["same_id_open"])
    resolution = makers.make_resolution(*rows, officer=officer)
    refusal = assert_refused("resolution.in_the_way", officer, services.pass_resolution, resolution.public_id, **YES)
    assert refusal.params["count"] == 2


def test_nobody_records_the_vote_on_herself_an_empty_list_or_in_a_union_that_is_gone() -> None:
    union = makers.make_org()
    person = makers.make_person("李敏", org=union)
    chair = makers.officer_of(union, *makers.CHAIR, person=person)
    other = makers.officer_of(union, *makers.CHAIR, name="周可心")
    own = makers.make_application(union, "李敏", actor=chair)
    resolution = makers.make_resolution(own, officer=other)
    assert_refused("resolution.own_name", chair, services.pass_resolution, resolution.public_id, **YES)
    with as_(other):
        services.take_back(own.public_id, actor=other)
    assert_refused("resolution.no_names", other, services.pass_resolution, resolution.public_id, **YES)
    # As rows from before stand, when a union could be dissolved with applications still open.
    Organisation.objects.filter(pk=union.pk).update(state="dissolved", dissolved_on=TODAY)
    assert_refused("org.dissolved", other, services.pass_resolution, resolution.public_id, **YES)
    assert_refused("org.dissolved", other, services.propose, [own.public_id], **propose(number="x"))


def test_somebody_known_already_is_joined_to_who_she_was() -> None:
    union, former_union, number = makers.make_org(), makers.make_org("宁波市总工会（演示）"), makers.id_number()
    officer = makers.officer_of(union, *makers.CHAIR)
    known = makers.make_person("王小满", org=former_union)
    people.verify_identity(known.pk, number, actor=SYSTEM)
    row = makers.make_application(union, number=number)
    newcomer = row.person_id
    with as_(officer):
        services.clear_finding(row.public_id, finding="same_id_known", note="看过身份证，是同一个人", actor=officer)
    makers.pass_it(makers.make_resolution(row, officer=officer), officer)
    member = Membership.objects.get(org=union)
    assert member.person == known
    assert Account.objects.get(mobile=row.mobile).person == known
    assert Consent.objects.filter(person=known).count() == 2
    known.refresh_from_db()
    assert (known.mobile, known.code) == (row.mobile, union.code)
    assert Person.objects.get(pk=newcomer).erased_at is not None
    assert AuditEntry.objects.get(event="members.person_linked").facts == {"former": newcomer}


def test_somebody_known_who_has_an_account_signs_in_with_that() -> None:
    union, number = makers.make_org(), makers.id_number()
    officer = makers.officer_of(union, *makers.CHAIR)
    known = makers.make_person("王小满", org=union)
    people.verify_identity(known.pk, number, actor=SYSTEM)
    makers.worker(known)
    row = makers.make_application(union, number=number)
    with as_(officer):
        services.clear_finding(row.public_id, finding="same_id_known", note="看过身份证", actor=officer)
    resolution = makers.make_resolution(row, officer=officer)
    assert_refused("application.person_has_account", officer, services.pass_resolution, resolution.public_id, **YES)
    assert not Membership.objects.exists()


def test_everybody_on_the_list_is_told_and_has_her_answer() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    row = makers.make_application(union)
    makers.pass_it(makers.make_resolution(row, officer=officer), officer)
    while events.drain():
        pass
    assert set(Notice.objects.filter(person_id=row.person_id).values_list("kind", flat=True)) == {
        "members.applied", "members.admitted",
    }  # fmt: skip
    assert Message.objects.filter(template="members.admitted").count() == 1
    assert Deadline.objects.get(subject_id=row.public_id).state == "met"


def test_the_trail_has_a_row_for_each_persons_data_and_one_for_the_list() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    rows = [makers.make_application(union, name) for name in ("王小满", "周可心")]
    makers.pass_it(makers.make_resolution(*rows, officer=officer), officer)
    for event in ("members.admitted", "people.identity_resolved"):
        entries = AuditEntry.objects.filter(event=event)
        assert {entry.person_id for entry in entries} == {row.person_id for row in rows}
    listed = AuditEntry.objects.get(event="members.resolution_passed")
    assert listed.facts["count"] == 2
    assert len(listed.facts["digest"]) == 64


def test_only_whom_an_officer_checked_is_said_to_have_been_checked() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    checked, listed, taken_back = (makers.make_application(union, name) for name in ("王小满", "周可心", "陈一帆"))
    with makers.as_(officer):
        services.check(checked.public_id, actor=officer)
    makers.make_resolution(taken_back, officer=officer)
    with makers.as_(officer):
        services.take_back(taken_back.public_id, actor=officer)  # its state reads «checked» now; nobody did
    makers.pass_it(makers.make_resolution(checked, listed, taken_back, officer=officer), officer)

    told = {entry.person_id: entry.event for entry in AuditEntry.objects.filter(event__startswith="people.identity")}
    assert told == {
        checked.person_id: "people.identity_verified",
        listed.person_id: "people.identity_resolved",
        taken_back.person_id: "people.identity_resolved",
    }
    by_resolution = Person.objects.filter(verified_by_resolution=True, verified_at__isnull=False)
    assert set(by_resolution.values_list("pk", flat=True)) == {listed.person_id, taken_back.person_id}


def seed_applications(union: Any, many: int) -> list[Application]:
    """Many applications without the way there."""
    rows = []
    for index in range(many):
        person = makers.make_person(f"王{chr(0x4E00 + index)}", org=union)
        number, subject = makers.id_number(), crypto.new_subject()
        rows.append(
            Application(
                org=union,
                code=union.code,
                person=person,
                name=person.name,
                pinyin=person.pinyin,
                mobile=person.mobile,
                subject=subject,
                id_sealed=crypto.seal(number, subject),
                id_index=people.id_indexes(number)[0],
                id_tail=number[-4:],
                kind_of_work="快递员",
                applied_at=makers.NOW,
            )
        )
    return Application.objects.bulk_create(rows)


@pytest.mark.thorough
def test_a_list_of_two_hundred_takes_no_more_statements_than_one_of_ten() -> None:
    counted = []
    for many in (10, 200):
        union = makers.make_org()
        officer = makers.officer_of(union, *makers.CHAIR)
        resolution = makers.make_resolution(*seed_applications(union, many), officer=officer)
        with CaptureQueriesContext(connection) as statements:
            makers.pass_it(resolution, officer)
        counted.append(len(statements))
        assert Tally.objects.get(org=union).members == many
        assert Membership.objects.filter(org=union).values("card_no").distinct().count() == many
    assert counted[0] == counted[1]


def test_cards_are_numbered_by_place_and_year_with_a_check_digit() -> None:
    union = makers.make_org(division="330108003")
    officer = makers.officer_of(union, *makers.CHAIR)
    makers.pass_it(makers.make_resolution(makers.make_application(union), officer=officer), officer)
    member = Membership.objects.get()
    assert member.card_no.startswith("33010826")
    assert rules.is_card_number(member.card_no)
    assert len(member.card_token) == 22


def test_lists_of_resolutions_and_their_prints() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    row = makers.make_application(union)
    draft = makers.make_resolution(row, officer=officer)
    with as_(officer):
        assert [(each.number, each.names) for each in queries.resolutions(officer).rows] == [(draft.number, 1)]
        blank = documents.resolution_data(Resolution.objects.select_related("org").get())
        assert "votes_for" not in blank
        assert blank["quorum"] == "超过 1/2"
        makers.pass_it(draft, officer)
        printed = documents.resolution_data(Resolution.objects.select_related("org").get())
        assert (printed["votes_for"], printed["dues_from"]) == (5, "2026年7月")
        assert documents.resolution_form(draft.public_id, actor=officer).startswith(b"%PDF")
        assert documents.application_form(row.public_id, actor=officer).startswith(b"%PDF")
        assert queries.resolutions(officer, state="draft").rows == ()
    holder = makers.worker(Person.objects.get(pk=row.person_id))
    with as_(holder):
        assert documents.card(actor=holder).startswith(b"%PDF")
    assert_refused("card.none", makers.worker(makers.make_person()), documents.card)
