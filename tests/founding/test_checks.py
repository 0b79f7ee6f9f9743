"""What stands in the way of a case: a union that is there already, the wrong actor, missing declarations, paper."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from hexian.domains.founding import access, queries, services, texts
from hexian.domains.founding.models import WAITING, Case, Employer, Intent, Target
from hexian.domains.founding.rules import Body, Form, Leadership, State
from hexian.domains.members import services as members
from hexian.domains.members.models import Application
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Kind
from hexian.foundation import crypto
from hexian.foundation.access import counted
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clocks
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.lawbook.rules import Sure
from tests import makers as base
from tests.founding import makers as make
from tests.makers import SYSTEM, TODAY, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def test_an_employer_with_a_union_is_told_which() -> None:
    upper = make.street()
    contact = make.contact(upper)
    code = make.uscc()
    firm = orgs.found(kind=Kind.EMPLOYER, name="和畅电子（演示）", parent=upper.public_id, uscc=code, actor=SYSTEM)
    base.make_org("和畅电子（演示）工会", kind=Kind.ENTERPRISE, parent=upper, employer=firm)
    case = make.draft(upper, contact)
    with as_(contact), pytest.raises(Refused) as refusal:
        services.add_employer(case.public_id, make.employer(uscc=code), actor=contact)
    assert refusal.value.code == "founding.has_union"
    assert "和畅电子（演示）工会" in texts.of(refusal.value)


def test_a_known_employer_is_linked_and_not_entered_again() -> None:
    upper = make.street()
    code = make.uscc()
    firm = orgs.found(kind=Kind.EMPLOYER, name="和畅电子（演示）", parent=upper.public_id, uscc=code, actor=SYSTEM)
    contact = make.contact(upper)
    case = make.draft(upper, contact)
    with as_(contact):
        row = services.add_employer(case.public_id, make.employer(uscc=code, name="写错的名字"), actor=contact)
    assert (row.org_id, row.name) == (firm.pk, "和畅电子（演示）")


def test_the_credit_code_is_free_again_once_the_case_is_withdrawn() -> None:
    upper = make.street()
    first, second = make.contact(upper), make.contact(upper)
    firm = make.employer()
    cases = [make.draft(upper, contact) for contact in (first, second)]
    with as_(first):
        services.add_employer(cases[0].public_id, firm, actor=first)
    with as_(second), pytest.raises(Refused, match=r"founding.uscc_open"):
        services.add_employer(cases[1].public_id, firm, actor=second)
    with as_(first):
        services.withdraw(cases[0].public_id, actor=first)
    with as_(second):
        services.add_employer(cases[1].public_id, firm, actor=second)
    assert Employer.objects.filter(is_open=True).count() == 1


def test_a_number_that_is_not_proved_opens_nothing() -> None:
    upper = make.street()
    stranger = Actor.guest(base.NOW, code=upper.code)
    with as_(stranger), pytest.raises(Refused, match=r"founding.mobile_unproved"):
        services.open_case(
            upper.public_id, make.facts(), contact_name="周立夏", contact_mobile=base.mobile(), request_key="k" * 16,
            actor=stranger,
        )  # fmt: skip


def test_an_enterprise_union_agrees_to_nothing() -> None:
    firm = base.make_org("和畅电子（演示）工会", kind=Kind.ENTERPRISE, parent=make.street())
    contact = make.contact(firm)
    with as_(contact), pytest.raises(Refused, match=r"founding.not_upper"):
        make.draft(firm, contact)


def test_an_officer_does_not_answer_a_case_of_her_own() -> None:
    upper = make.street()
    chair = make.officer(upper)
    case = make.requested(upper, chair)
    assert not access.cases_to_decide(chair).filter(pk=case.pk).exists()
    assert counted(queries.waiting(chair)) == (0,)
    with as_(chair), pytest.raises(Case.DoesNotExist):
        services.approve_prep(case.public_id, number="长工组〔2026〕1号", actor=chair)


def test_what_waits_is_counted_as_it_is_decided() -> None:
    upper, elsewhere = make.street(), make.street()
    chair = make.officer(upper)
    for union, contact in ((upper, make.contact(upper)), (upper, chair), (elsewhere, make.contact(elsewhere))):
        make.requested(union, contact)
        make.draft(union, contact)
    for officer, waiting in (
        (chair, 1),
        (make.officer(upper), 2),
        (make.officer(elsewhere), 1),
        (make.contact(upper), 0),
    ):
        with as_(officer):
            assert counted(queries.waiting(officer)) == (waiting,)
            assert access.cases_to_decide(officer).filter(WAITING).count() == waiting


def test_a_contact_decides_nothing() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.requested(upper, contact)
    with as_(contact), pytest.raises(Case.DoesNotExist):
        services.approve_prep(case.public_id, number="长工组〔2026〕1号", actor=contact)


def test_a_leader_who_is_barred_holds_the_request_up() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.filled(upper, contact)
    leader = case.preparers.get(is_leader=True)
    with as_(contact):
        services.declare(leader.public_id, {"chair_ban": True, "kin_ban": False}, actor=contact)
        with pytest.raises(Refused) as refusal:
            services.request(case.public_id, actor=contact)
        page = queries.case(case.public_id, contact)
    assert refusal.value.code == "founding.chair_ban"
    assert "企业工会主席产生办法 6" in texts.of(refusal.value)
    assert page.obstacle is not None
    assert page.group[0].barred == ("chair_ban",)


@pytest.mark.parametrize("name", ["李秋实（演示）", "", "13900001234", "李" * 41])
def test_who_cannot_be_called_so_is_refused_when_entered_and_not_at_the_approval(name: str) -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    with as_(contact), pytest.raises(Refused, match=r"^name"):
        services.add_candidate(case.public_id, Body.COMMITTEE, make.person(name), actor=contact)
    draft = make.draft(upper, contact, name="别家（演示）有限公司工会委员会")
    with as_(contact), pytest.raises(Refused, match=r"^name"):
        services.add_preparer(draft.public_id, make.person(name), actor=contact)


def test_a_candidate_who_is_kin_cannot_be_elected_and_her_yes_is_kept() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.with_candidates(case, contact)
    kin = case.candidates.filter(body=Body.COMMITTEE).order_by("pk")[3]
    with as_(contact):
        services.declare(kin.public_id, {"chair_ban": False, "kin_ban": True}, actor=contact)
        with pytest.raises(Refused, match=r"founding.kin_ban"):
            services.hold_congress(case.public_id, make.minutes(case), actor=contact)
    said = kin.declarations.get(ban="kin_ban")
    assert (said.answer, said.declared_on, said.channel) == (True, TODAY, "paper")


def test_a_committee_is_required_from_twenty_five_members_on_by_the_lawbook() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.filled(upper, contact, leadership=Leadership.ORGANISER, name="新苗电子（演示）有限公司工会")
    with as_(contact), pytest.raises(Refused, match=r"founding.committee_required"):
        services.request(case.public_id, actor=contact)
    lawbook.change(
        "union.required_members", "330108", value="50", valid_from=TODAY - timedelta(days=1), source="试点",
        sure=Sure.UNVERIFIED,
        actor=SYSTEM,
    )  # fmt: skip
    with as_(contact):
        services.request(case.public_id, actor=contact)
    assert make.state_of(case) is State.PREP_REQUESTED


def test_one_organiser_is_elected_alone() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.draft(upper, contact, leadership=Leadership.ORGANISER, name="新苗电子（演示）有限公司工会")
    with as_(contact):
        services.add_employer(case.public_id, make.employer(staff=20, women=8, intended=18), actor=contact)
        leader = services.add_preparer(case.public_id, make.person("郑惊蛰"), is_leader=True, actor=contact)
        services.add_preparer(case.public_id, make.person("冯清明"), actor=contact)
        services.declare(leader.public_id, {"chair_ban": False, "kin_ban": False}, actor=contact)
        services.request(case.public_id, actor=contact)
    with as_(chair):
        services.approve_prep(case.public_id, number="长工组〔2026〕700号", actor=chair)
    with as_(contact):
        services.recruit(case.public_id, actor=contact)
        stood = services.add_candidate(case.public_id, Body.COMMITTEE, make.person("魏甲"), actor=contact)
        services.declare(stood.public_id, {"chair_ban": False, "kin_ban": False}, actor=contact)
        counts = {Body.COMMITTEE: make.count_of(Case.objects.get(pk=case.pk), Body.COMMITTEE, seats=1, ballots=16)}
        held = make.minutes(case, members=18, women_members=8, due=18, present=16, counts=counts)
        services.hold_congress(case.public_id, held, actor=contact)
        services.report(case.public_id, actor=contact)
    with as_(chair):
        done = services.approve_result(case.public_id, number="长工组〔2026〕701号", actor=chair)
    assert done.union is not None
    assert done.union.offices.get().role.key == "organiser"


def test_a_congress_without_its_women_is_not_whole() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.with_candidates(case, contact)
    counts = {body: make.count_of(case, body, seats=n) for body, n in ((Body.COMMITTEE, 3), (Body.AUDIT, 1))}
    with as_(contact):
        with pytest.raises(Refused, match=r"founding.body_missing"):
            services.hold_congress(case.public_id, make.minutes(case, counts=counts), actor=contact)
        services.hold_congress(case.public_id, make.minutes(case, counts=counts, women_members=9), actor=contact)
    assert make.state_of(case) is State.CONGRESS_HELD


def test_a_refused_congress_leaves_no_trace() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.with_candidates(case, contact)
    with as_(contact), pytest.raises(Refused, match=r"founding.too_few_present"):
        services.hold_congress(case.public_id, make.minutes(case, present=19), actor=contact)
    assert make.state_of(case) is State.MEMBER_RECRUIT
    assert not case.ballots.exists()
    assert not case.candidates.filter(is_elected=True).exists()


def test_a_number_given_out_already_is_refused() -> None:
    upper = make.street()
    chair = make.officer(upper)
    first, second = (make.requested(upper, make.contact(upper)) for _ in range(2))
    with as_(chair):
        services.approve_prep(first.public_id, number="长工组〔2026〕5号", actor=chair)
        with pytest.raises(Refused, match=r"founding.number_taken"):
            services.approve_prep(second.public_id, number="长工组〔2026〕5号", actor=chair)


def test_a_promise_runs_while_the_upper_union_has_it_and_is_met_by_its_answer() -> None:
    upper = make.street()
    chair = make.officer(upper)
    case = make.requested(upper, make.contact(upper))
    (promise,) = clocks.deadlines_of(case.public_id)
    assert (promise.rule, promise.kind, promise.due_at) == ("founding.prep_reply", "promise", case.due_at)
    with as_(chair):
        services.approve_prep(case.public_id, number="长工组〔2026〕6号", actor=chair)
    promise.refresh_from_db()
    assert promise.state == "met"
    running = [row for row in clocks.deadlines_of(case.public_id) if row.ended_at is None]
    assert [row.rule for row in running] == ["founding.congress"]


def test_who_is_a_member_elsewhere_is_not_applied_for_silently_and_stays_named() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    phone, number = base.mobile(), base.id_number()
    elsewhere = base.make_org("浦沿骑手（演示）工会", kind=Kind.NEW_FORM, parent=upper)
    base.worker(base.make_member(elsewhere, "褚白露", phone=phone, number=number).person)
    case = make.agreed(upper, contact, chair)
    make.intent(case, mobile=phone, number=number)
    make.intent(case, "卫小寒")
    make.with_candidates(case, contact)
    with as_(contact):
        services.hold_congress(case.public_id, make.minutes(case), actor=contact)
        services.report(case.public_id, actor=contact)
    with as_(chair):
        done = services.approve_result(case.public_id, number="长工组〔2026〕702号", actor=chair)
    assert Application.objects.filter(org=done.union).count() == 1
    left = Intent.objects.get(case=case, name="褚白露")
    assert (left.application_id, left.refusal, left.id_sealed) == (None, "application.already_member", None)


def test_the_same_person_signs_up_once_and_her_number_is_sealed() -> None:
    upper = make.street()
    case = make.agreed(upper, make.contact(upper), make.officer(upper))
    number = base.id_number()
    make.intent(case, number=number)
    with pytest.raises(Refused, match=r"founding.intent_twice"):
        make.intent(case, number=number)
    row = Intent.objects.get()
    assert row.id_sealed is not None
    assert number.encode() not in bytes(row.id_sealed)
    assert crypto.open_sealed(bytes(row.id_sealed), row.subject) == number


def test_withdrawing_forgets_the_numbers_of_those_who_signed_up() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.agreed(upper, contact, make.officer(upper))
    make.intent(case)
    with as_(contact):
        services.withdraw(case.public_id, actor=contact)
    assert Intent.objects.get().id_sealed is None


def test_who_signs_up_sees_nothing_of_the_case() -> None:
    upper = make.street()
    case = make.agreed(upper, make.contact(upper), make.officer(upper))
    make.intent(case, "卫小寒")
    guest = Actor.guest(base.NOW, code=upper.code, mobile=base.mobile())
    with as_(guest):
        assert not Case.objects.exists()
        assert not Intent.objects.exists()


def test_paper_applications_need_the_day_they_were_signed() -> None:
    upper = make.street()
    contact = make.contact(upper)
    case = make.agreed(upper, contact, make.officer(upper))
    wish = services.Wish("卫小寒", base.id_number(), base.mobile(), "装配工")
    with as_(contact):
        with pytest.raises(Refused, match=r"founding.signed_missing"):
            services.add_intent(case.public_id, wish, signed_on=None, actor=contact)
        row = services.add_intent(case.public_id, wish, signed_on=TODAY, actor=contact)
    assert (row.channel, row.signed_on) == ("paper", TODAY)


def test_370_of_360_is_102_78_percent_and_opens_to_370_rows() -> None:
    district = base.make_org("滨江区总工会（演示）", kind=Kind.DISTRICT)
    upper = base.make_org("长河街道总工会（演示）", parent=district, division="330108002")
    union = base.make_org("样本工会（演示）", kind=Kind.ENTERPRISE, parent=upper)
    rows = [_founded(upper, union, Form.NEW_FORM if place < 12 else Form.ALONE) for place in range(370)]
    Case.objects.bulk_create(rows)
    chair = make.officer(district)
    with as_(chair):
        services.set_target(upper.public_id, year=2026, kind="all", number=360, actor=chair)
        services.set_target(upper.public_id, year=2026, kind=Form.NEW_FORM, number=9, actor=chair)
        found = queries.overview(chair, 2026, district.public_id)
        chosen = queries.CaseFilter(tab="founded", year=2026, union=upper.public_id)
        counted = len(queries.queue(chair, chosen, size=500).rows)
    assert found is not None
    (street,) = found.below
    assert (street.cell("all").completion, street.cell("all").percent) == (10278, "102.78 %")
    assert street.cell(Form.NEW_FORM).percent == "133.33 %"
    assert found.top.cell("all").done == 370
    assert found.top.cell("all").completion is None
    assert street.cell(Form.JOINT).percent == ""
    assert counted == 370


def _founded(upper: Organisation, union: Organisation, form: str) -> Case:
    return Case(
        upper=upper, code=upper.code, form=form, name="样本工会委员会（演示）", term_years=5, staff=30, intended=30,
        contact_name="周立夏", contact_mobile="13800000000", state=State.ACTIVE, union=union, approved_on=TODAY,
        created_at=base.NOW, moved_at=base.NOW,
    )  # fmt: skip


def test_a_target_is_set_from_above() -> None:
    district = base.make_org("滨江区总工会（演示）", kind=Kind.DISTRICT)
    upper = base.make_org("长河街道总工会（演示）", parent=district)
    own = make.officer(upper)
    with as_(own), pytest.raises(Organisation.DoesNotExist):
        services.set_target(upper.public_id, year=2026, kind="all", number=3, actor=own)
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "nowhere"}, "founding_state_is_known"),
        ({"women": 99, "staff": 3}, "founding_women_are_among_the_staff"),
        ({"state": "returned"}, "founding_what_is_returned_has_reason_and_remedy"),
        ({"state": "approved"}, "founding_an_approved_union_exists"),
    ],
)
def test_the_database_keeps_a_case_whole(change: dict[str, object], name: str) -> None:
    upper = make.street()
    case = make.draft(upper, make.contact(upper))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**change)


# — Who dies while the case is open —


def died(name: str, phone: str, *, number: str | None = None, on: date = TODAY) -> tuple[Actor, UUID]:
    """A member of a union out of everybody's sight, recorded as dead; who recorded it, and the record."""
    elsewhere = base.make_org(f"宁波市总工会（演示）{phone}", kind=Kind.CITY)
    officer = base.officer_of(elsewhere, *base.CHAIR, name="吴远")
    member = base.make_member(elsewhere, name, phone=phone, number=number)
    with as_(officer):
        record = members.record_death(member.public_id, died_on=on, paper="medical", paper_on=TODAY, actor=officer)
    return officer, record.public_id


def test_nobody_dead_is_in_the_group_that_asks_or_is_agreed_to() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case, waiting = make.filled(upper, contact), make.requested(upper, contact, key="second")
    for each in (case, waiting):
        died("冯清明", each.preparers.get(name="冯清明").mobile)
    died("郑惊蛰", base.mobile())  # somebody else of that name
    with as_(contact):
        page = queries.case(case.public_id, contact)
        assert page.dead == ("冯清明",)
        assert page.obstacle is not None
        assert "换一位" in texts.of(page.obstacle)
        with pytest.raises(Refused, match=r"founding\.group_died"):
            services.request(case.public_id, actor=contact)
    with as_(chair), pytest.raises(Refused, match=r"founding\.group_died"):
        services.approve_prep(waiting.public_id, number="长工组〔2026〕801号", actor=chair)
    with as_(contact):
        services.drop_preparer(case.preparers.get(name="冯清明").public_id, actor=contact)
        services.add_preparer(case.public_id, make.person("蒋谷雨"), actor=contact)
        services.request(case.public_id, actor=contact)
    assert make.state_of(case) is State.PREP_REQUESTED


def test_nobody_dead_is_elected_reported_or_approved() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    make.with_candidates(case, contact)
    first = case.candidates.filter(body=Body.COMMITTEE).order_by("pk").first()
    assert first is not None
    officer, record = died(first.name, first.mobile)
    late = make.later(contact, 2)
    after = make.minutes(case, held_on=TODAY + timedelta(days=2))
    with as_(late), pytest.raises(Refused, match=r"founding\.elected_died") as refused:
        services.hold_congress(case.public_id, after, actor=late)
    assert first.name in texts.of(refused.value)
    with as_(contact):
        services.hold_congress(case.public_id, make.minutes(case), actor=contact)  # she lived to be elected
        assert queries.case(case.public_id, contact).dead == (first.name,)
        with pytest.raises(Refused, match=r"founding\.elected_died"):
            services.report(case.public_id, actor=contact)
    with as_(officer):
        members.undo_passage(record, why="同名同姓，登记错了人", actor=officer)
    with as_(contact):
        assert queries.case(case.public_id, contact).dead == ()
        services.report(case.public_id, actor=contact)
    last = case.candidates.filter(is_elected=True, body=Body.AUDIT).get()
    died(last.name, last.mobile)
    with as_(chair):
        assert queries.case(case.public_id, chair).dead == (last.name,)
        with pytest.raises(Refused, match=r"founding\.elected_died"):
            services.approve_result(case.public_id, number="长工组〔2026〕802号", actor=chair)


def test_who_stands_without_a_number_is_known_by_what_she_signed_up_with() -> None:
    upper = make.street()
    contact, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, contact, chair)
    number = base.id_number()
    make.intent(case, "褚白露", number=number)
    make.intent(case, "卫小寒", number=(twin := base.id_number()))
    make.intent(case, "卫小寒")
    with as_(contact):
        for name in ("褚白露", "卫小寒"):
            services.add_candidate(case.public_id, Body.WOMEN, make.person(name, mobile=""), actor=contact)
    for name, known_by in (("褚白露", number), ("卫小寒", twin)):
        died(name, base.mobile(), number=known_by)
    with as_(contact):
        assert queries.case(case.public_id, contact).dead == ("褚白露",), "of two of one name nobody knows which"
