"""Plans are opened by two persons; people take part in bulk, with a consent of its own; participation follows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hexian.domains.ledger import services as ledger_services
from hexian.domains.ledger.models import Book
from hexian.domains.members.models import Membership
from hexian.domains.members.services import handing_over
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Decision, Participation, Plan, YearSum
from hexian.domains.mutualaid.services import enrolling
from hexian.domains.people import services as people
from hexian.domains.people.models import Consent, Person
from hexian.domains.people.rules import Purpose
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.notices import queries as notices
from tests import makers
from tests.mutualaid.makers import House, settlement
from tests.mutualaid.people import hands_of, officer, worker_of
from tests.mutualaid.test_people import by, refused

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

TERMS = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "price_fen": 60_00, "minimum_fen": 50_00,
         "cap_fen": 50_000_00, "waiting_days": 30}  # fmt: skip


def drafted(aid: House, who: Actor, **facts: Any) -> Plan:
    plan: Plan = by(who, services.draft, aid.org.public_id, name="2027 年职工医疗互助（演示）", **{**TERMS, **facts})
    return plan


def ready(aid: House, who: Actor, **facts: Any) -> Plan:
    """A draft that lacks nothing."""
    plan = drafted(aid, who, version_id=aid.plan.version_id, **facts)
    by(who, services.record_agreement, plan.public_id, number="医保协议〔2026〕3 号（演示）", on=date(2026, 6, 1))
    fund = aid.accounts["expense"].fund
    assert fund is not None
    by(who, services.set_money, plan.public_id, fund=fund.public_id)
    return plan


def test_fees_do_not_go_into_what_a_donor_has_bound(aid: House) -> None:
    """Neither when the fund is chosen nor when the price is put up afterwards."""
    first, second = officer(aid, "mutualaid.plan"), officer(aid, "mutualaid.plan")
    plan = ready(aid, first)
    fund = by(
        hands_of(aid)[0], ledger_services.open_fund, Book.objects.get().public_id, name="和畅互助金（演示）",
        purpose="职工看病", donor="和畅电子（演示）",
    )  # fmt: skip
    refused("aid.fund_of_donor", services.set_money, plan.public_id, actor=first, fund=fund.public_id)
    by(first, services.change, plan.public_id, price_fen=0)
    by(first, services.set_money, plan.public_id, fund=fund.public_id)
    by(first, services.change, plan.public_id, price_fen=60_00)
    refused("aid.fund_of_donor", services.open_plan, plan.public_id, actor=second)
    by(first, services.change, plan.public_id, price_fen=0)
    assert by(second, services.open_plan, plan.public_id).state == "open"


def test_a_plan_is_opened_by_another_person_once_nothing_is_missing(aid: House) -> None:
    first, second = officer(aid, "mutualaid.plan"), officer(aid, "mutualaid.plan")
    plan = drafted(aid, first)
    assert plan.is_unverified
    refused("aid.no_agreement", services.open_plan, plan.public_id, actor=second)
    by(first, services.record_agreement, plan.public_id, number="医保协议〔2026〕3 号（演示）", on=date(2026, 6, 1))
    refused("aid.no_table", services.open_plan, plan.public_id, actor=second)
    by(first, services.change, plan.public_id, version_id=aid.plan.version_id)
    refused("aid.no_money", services.open_plan, plan.public_id, actor=second)
    fund = aid.accounts["expense"].fund
    assert fund is not None
    by(first, services.set_money, plan.public_id, fund=fund.public_id)
    refused("aid.second_person", services.open_plan, plan.public_id, actor=first)
    opened = by(second, services.open_plan, plan.public_id)
    assert (opened.state, opened.opened_by, opened.payable_id) == ("open", second.person_id, aid.plan.payable_id)
    refused("aid.plan_state", services.open_plan, plan.public_id, actor=second)


def test_a_plan_that_cannot_be_is_refused(aid: House) -> None:
    who = officer(aid, "mutualaid.plan")
    given: list[tuple[str, dict[str, Any]]] = [
        ("aid.plan_overlaps", {"starts_on": date(2026, 12, 31)}),
        ("aid.plan_days", {"ends_on": date(2026, 12, 30)}),
        ("aid.plan_days", {"ends_on": date(2028, 12, 31)}),
        ("aid.cap_below_minimum", {"cap_fen": 10_00}),
        ("aid.sum_negative", {"deductible_fen": -1}),
        ("aid.sum_negative", {"waiting_days": -1}),
        ("aid.sample_share", {"sample_bp": 10_001}),
    ]
    for code, facts in given:
        refused(code, services.draft, aid.org.public_id, actor=who, name="不成（演示）", **{**TERMS, **facts})
    refused("aid.name_missing", services.draft, aid.org.public_id, actor=who, name=" ", **TERMS)
    assert Plan.objects.count() == 1


def test_a_cap_lowered_after_payments_takes_nothing_back(aid: House) -> None:
    number = aid.member()
    (row,) = aid.decide(settlement(number, own=25_000))
    who = officer(aid, "mutualaid.plan")
    done = by(who, services.change, aid.plan.public_id, cap_fen=5_000_00)
    assert done.remarks == (("aid.cap_lowered", {"count": 1}),)
    (later,) = aid.decide(settlement(number, own=5_000, adm_date="2026-05-20", dscg_date="2026-05-25"))
    assert (later.amount_fen, later.state) == (0, "held")
    assert Decision.objects.get(pk=row.pk).state == "ordered"
    assert YearSum.objects.get().paid_fen == 9_500_00
    refused("aid.terms_fixed", services.change, aid.plan.public_id, actor=who, deductible_fen=1)


def test_a_plan_is_closed_when_its_time_is_over_and_nothing_waits(aid: House) -> None:
    who = officer(aid, "mutualaid.plan")
    refused("aid.plan_running", services.close, aid.plan.public_id, actor=who)
    aid.plan.large_fen = 1
    aid.plan.save()
    (row,) = aid.decide(settlement(aid.member(), own=100))
    later = replace(who, now=makers.NOW + timedelta(days=300))
    refused("aid.close_held", services.close, aid.plan.public_id, actor=later)
    by(officer(aid), services.refuse, row.public_id, reason="不在范围内")
    assert by(later, services.close, aid.plan.public_id).state == "closed"


def members(aid: House, count: int, *, willing: bool = True) -> list[Membership]:
    made = [makers.make_member(aid.org) for _ in range(count)]
    for each in made if willing else ():
        people.give_consent(each.person, Purpose.HEALTH, actor=makers.SYSTEM)
    return made


ENROL = ("mutualaid.enrol", "members.view")


def test_a_whole_union_takes_part_where_people_have_said_yes(aid: House) -> None:
    aid.plan.waiting_days = 30
    aid.plan.save()
    willing, _unwilling = members(aid, 3), members(aid, 2, willing=False)
    who = officer(aid, *ENROL)
    done = by(who, services.enrol, aid.plan.public_id, union=aid.org.public_id)
    assert (done.joined, done.renewed, done.already, done.without_consent) == (3, 0, 0, 2)
    row = Participation.objects.get(person=willing[0].person)
    assert (row.since, row.covered_from, row.fee_fen, row.payer) == (
        makers.TODAY, makers.TODAY + timedelta(days=30), 50_00, "union",
    )  # fmt: skip
    again = by(who, services.enrol, aid.plan.public_id, union=aid.org.public_id)
    assert (again.joined, again.already, again.without_consent) == (0, 3, 2)
    papers = by(
        who, services.enrol, aid.plan.public_id, union=aid.org.public_id, paper_on=date(2026, 6, 10), payer="person"
    )
    assert (papers.joined, papers.without_consent) == (2, 0)
    assert Participation.objects.filter(consented_on=date(2026, 6, 10), payer="person").count() == 2


def test_a_list_cannot_be_brought_for_yesterday_or_beyond_reach(aid: House) -> None:
    (one,), who = members(aid, 1), officer(aid, *ENROL)
    refused(
        "aid.joined_past",
        services.enrol,
        aid.plan.public_id,
        actor=who,
        members=[one.public_id],
        since=date(2026, 6, 1),
    )
    refused("aid.nobody_named", services.enrol, aid.plan.public_id, actor=who)
    refused(
        "aid.paper_day",
        services.enrol,
        aid.plan.public_id,
        actor=who,
        members=[one.public_id],
        paper_on=date(2026, 7, 1),
    )
    stranger = makers.officer_of(makers.make_org("宁波市总工会（演示）"), *ENROL)
    with makers.as_(stranger), pytest.raises(Plan.DoesNotExist):
        services.enrol(aid.plan.public_id, members=[one.public_id], actor=stranger)
    below = makers.make_org("长河街道工会（演示）", parent=aid.org)
    lower = makers.officer_of(below, *ENROL)
    assert by(lower, services.enrol, aid.plan.public_id, members=[one.public_id]).joined == 0


def test_renewed_without_a_gap_nobody_waits_again(aid: House) -> None:
    rows, who = members(aid, 3), officer(aid, *ENROL)
    by(who, services.enrol, aid.plan.public_id, members=[each.public_id for each in rows])
    people.withdraw_consent(rows[2].person, Purpose.HEALTH, actor=makers.SYSTEM)
    first, second = officer(aid, "mutualaid.plan"), officer(aid, "mutualaid.plan")
    plan = ready(aid, first)
    by(second, services.open_plan, plan.public_id)
    (late,) = members(aid, 1)
    done = by(who, services.renew, plan.public_id, former=aid.plan.public_id, union=aid.org.public_id)
    assert (done.joined, done.renewed, done.without_consent) == (2, 2, 1)
    by(who, services.enrol, plan.public_id, members=[late.public_id])
    covered = dict(Participation.objects.filter(plan=plan).values_list("person_id", "covered_from"))
    # A stay over New Year was covered when it began.
    first_year = Participation.objects.get(plan=aid.plan, person_id=rows[0].person_id)
    assert covered[rows[0].person_id] == first_year.covered_from < date(2027, 1, 1)
    assert covered[late.person_id] == date(2027, 1, 31)


def test_taking_her_consent_back_ends_her_part_and_nothing_else(aid: House) -> None:
    (one,), who = members(aid, 1), officer(aid, *ENROL)
    by(who, services.enrol, aid.plan.public_id, members=[one.public_id])
    she = makers.worker(one.person)
    with makers.as_(she):
        people.withdraw_consent(one.person, Purpose.HEALTH, actor=she)
    events.drain()
    row = Participation.objects.get(person=one.person)
    assert (row.until, row.end_reason) == (timezone.localdate(), "consent")
    assert Membership.objects.get(pk=one.pk).state == "active"
    assert Person.objects.get(pk=one.person_id).id_index is not None


def test_she_leaves_by_herself_and_consents_by_herself(aid: House) -> None:
    (one,) = members(aid, 1, willing=False)
    she = makers.worker(one.person)
    by(she, services.consent)
    assert Consent.objects.get(person=one.person, purpose=Purpose.HEALTH).withdrawn_at is None
    by(officer(aid, *ENROL), services.enrol, aid.plan.public_id, members=[one.public_id])
    assert by(she, services.leave) == 1
    refused("aid.not_taking_part", services.leave, actor=she)


def test_participation_follows_her_to_another_union(aid: House) -> None:
    (one,), who = members(aid, 1), officer(aid, *ENROL)
    by(who, services.enrol, aid.plan.public_id, members=[one.public_id])
    below = makers.make_org("长河街道工会（演示）", parent=aid.org)
    handing_over.transfer([one.pk], aid.org, below, makers.TODAY)
    assert enrolling.follow([one.person_id], makers.SYSTEM) == 1
    assert Participation.objects.get(person=one.person).code == below.code
    (row,) = aid.decide(settlement(number_of(aid, one), own=5_000, adm_date="2026-06-17", dscg_date="2026-06-17"))
    assert (row.state, row.code) == ("ordered", below.code)
    elsewhere = makers.make_org("宁波市总工会（演示）")
    handing_over.transfer([one.pk], below, elsewhere, makers.TODAY + timedelta(days=1))
    assert enrolling.follow([one.person_id], makers.SYSTEM) == 1
    assert Participation.objects.get(person=one.person).code == aid.org.code


def number_of(aid: House, member: Membership) -> str:
    from hexian.foundation import crypto

    person = Person.objects.get(pk=member.person_id)
    assert person.id_sealed is not None
    return crypto.open_sealed(bytes(person.id_sealed), person.subject)


def test_everybody_paid_is_told_and_shown_the_way_to_decline(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    events.drain()
    (line,) = notices.newest(row.person_id, limit=5)
    assert line.text.startswith("1,500.00 元互助金已为您办好")
    assert line.url == f"/me/aid/{row.public_id}/"
    made = by(worker_of(row), services.contest, row.public_id, reason="觉得少了")
    by(officer(aid), services.answer, made.public_id, outcome="upheld", answer="数是对的")
    events.drain()
    assert notices.newest(row.person_id, limit=5)[0].kind == "aid.answered"
