"""What a machine held goes to people; she declines, contests, reads; nothing is paid twice and every book balances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hexian.domains.ledger import queries as ledger_queries
from hexian.domains.ledger import services as ledger_services
from hexian.domains.ledger.models import Account, PaymentOrder, Posting, Relation
from hexian.domains.ledger.services import cards
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.models import Contest, Decision, Plan, Reading, Tally, YearSum
from hexian.domains.mutualaid.rules import Figures, Finding
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor, Refused
from tests import makers
from tests.mutualaid.makers import House, settlement
from tests.mutualaid.people import bank_says, hands_of, held, officer, release, sums, worker_of
from tests.web.test_aid import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def refused(code: str, act: Any, *args: Any, actor: Actor, **facts: Any) -> Refused:
    """The refusal of an act in its actor's own scope."""
    with makers.as_(actor), pytest.raises(Refused) as caught:
        act(*args, actor=actor, **facts)
    assert caught.value.code == code, caught.value
    return caught.value


def by(actor: Actor, act: Any, *args: Any, **facts: Any) -> Any:
    """An act in its actor's own scope, as a door gives it."""
    with makers.as_(actor):
        return act(*args, actor=actor, **facts)


def standing(decision: Decision) -> Decision:
    """The revision of a settlement that stands."""
    rows = Decision.objects.filter(person_id=decision.person_id, settlement=decision.settlement)
    return rows.exclude(state__in=["replaced", "reversed"]).order_by("-revision")[0]


def test_a_held_settlement_is_paid_by_a_person_once(aid: House) -> None:
    row, who = held(aid), officer(aid)
    assert (row.state, row.amount_fen, kinds(row)) == ("held", 0, {"LARGE"})
    made = by(who, services.pay, row.public_id, reason="看过原件")
    assert (made.revision, made.state, made.amount_fen, made.decided_by) == (2, "ordered", 1_500_00, who.person_id)
    assert (made.base_fen, made.parts, made.paid_before_fen) == (5_000_00, [1, 5_000_00], 0)
    refused("aid.later_revision", services.pay, row.public_id, actor=officer(aid), reason="再看一遍")
    refused("aid.decision_state", services.refuse, row.public_id, actor=who, reason="不发")
    assert list(sums(aid)) == []
    assert PaymentOrder.objects.get().fen == 1_500_00


def kinds(row: Decision) -> set[str]:
    return {str(each.name) for each in Finding if row.findings & each}


def test_paying_takes_the_room_that_is_left_at_that_moment(aid: House) -> None:
    number = aid.member()
    row = held(aid, own=25_000, number=number)
    aid.decide(settlement(number, own=120_000, adm_date="2026-05-20", dscg_date="2026-05-25"))
    refused("aid.nothing_to_pay", services.pay, row.public_id, actor=officer(aid), reason="看过原件")
    aid.plan.cap_fen = 52_000_00
    aid.plan.save()
    made = by(officer(aid), services.pay, row.public_id, reason="看过原件")
    assert (made.raw_fen, made.paid_before_fen, made.amount_fen) == (9_500_00, 50_000_00, 2_000_00)
    assert list(sums(aid)) == []


def test_nobody_decides_her_own_aid_or_a_relatives(aid: House) -> None:
    row = held(aid)
    herself = officer(aid, name="苏念")
    person = Person.objects.get(pk=row.person_id)
    refused(
        "aid.own_decision", services.pay, row.public_id, reason="自己的", actor=replace(herself, person_id=person.pk)
    )
    Relation.objects.create(
        person_id=herself.person_id or 0, code=aid.org.code, relative_id=person.pk, word="配偶", declared_at=makers.NOW
    )
    refused("aid.relatives_decision", services.pay, row.public_id, reason="家人的", actor=herself)
    refused("aid.relatives_decision", services.refuse, row.public_id, reason="家人的", actor=herself)
    stranger = makers.officer_of(makers.make_org("宁波市总工会（演示）"), "mutualaid.decide")
    with makers.as_(stranger), pytest.raises(Decision.DoesNotExist):
        services.pay(row.public_id, reason="别处的", actor=stranger)


def test_a_relative_declared_by_number_before_she_was_known_is_one(aid: House) -> None:
    number = makers.id_number()
    who = officer(aid)
    by(who, cards.declare, id_number=number, word="子女")
    (person_id,) = makers_register(aid, number)
    row = held(aid)
    Decision.objects.filter(pk=row.pk).update(code=aid.org.code)
    own = held_by(aid, number, person_id)
    refused("aid.relatives_decision", services.pay, own.public_id, reason="家人的", actor=who)


def makers_register(aid: House, number: str) -> list[int]:
    from hexian.domains.people import services as people
    from hexian.domains.people.rules import Newcomer

    return people.register_many(
        people.prepare([Newcomer("周立夏", number, makers.mobile())]), code=aid.org.code, actor=makers.SYSTEM
    )


def held_by(aid: House, number: str, person_id: int) -> Decision:
    from uuid import uuid4

    from hexian.domains.mutualaid.models import Participation

    Participation.objects.create(
        plan=aid.plan, person_id=person_id, code=aid.org.code, since=date(2026, 1, 1), until=date(2026, 12, 31),
        covered_from=date(2026, 1, 1), fee_fen=0, consent_version="1", consented_on=date(2025, 12, 1), batch=uuid4(),
    )  # fmt: skip
    return held(aid, number=number)


def test_a_like_group_is_refused_at_once_without_her_own_and_relatives(aid: House) -> None:
    aid.plan.is_raised = False
    aid.plan.save()
    rows = aid.decide(*(settlement(aid.member(), own=10) for _ in range(4)))
    assert {kinds(row).pop() for row in rows} == {"UNPAID"}
    who = replace(officer(aid), person_id=rows[0].person_id)
    with makers.as_(who):
        done = services.refuse_group(
            aid.org.public_id,
            findings=int(Finding.UNPAID),
            seen_at=timezone.now(),
            reason="低于起付，按方案不发",
            actor=who,
        )
    assert done == (3, 0)
    assert [row.state for row in Decision.objects.order_by("row")].count("refused") == 3
    assert Decision.objects.get(pk=rows[0].pk).state == "held"
    refused(
        "aid.group_unlike", services.refuse_group, aid.org.public_id, actor=who, findings=int(Finding.SPLIT),
        seen_at=makers.NOW, reason="成批",
    )  # fmt: skip
    assert list(sums(aid)) == []


def test_a_corrected_record_replaces_the_former_and_its_order(aid: House) -> None:
    number = aid.member()
    bill = settlement(number, own=5_000)
    (first,) = aid.decide(bill)
    aid.decide(bill | {"inscp_scp_amt": "13000.00", "fund_pay_sumamt": "10000.00"})
    wrong = standing(first)
    assert (wrong.state, wrong.revision, kinds(wrong)) == ("held", 2, {"CORRECTED"})
    assert Decision.objects.get(pk=first.pk).state == "ordered"
    made = by(officer(aid), services.pay, wrong.public_id, reason="医院更正了报销金额")
    assert (made.revision, made.amount_fen) == (3, 900_00)
    states = list(
        Decision.objects.filter(settlement=first.settlement).order_by("revision").values_list("state", flat=True)
    )
    assert states == ["replaced", "replaced", "ordered"]
    orders = dict(PaymentOrder.objects.values_list("source_id", "state"))
    assert orders == {first.pk: "cancelled", made.pk: "ordered"}
    assert list(sums(aid)) == []


def test_a_refused_correction_leaves_what_stood(aid: House) -> None:
    number = aid.member()
    bill = settlement(number, own=5_000)
    (first,) = aid.decide(bill)
    aid.decide(bill | {"inscp_scp_amt": "13000.00", "fund_pay_sumamt": "10000.00"})
    by(officer(aid), services.refuse, standing(first).public_id, reason="医院说发错了更正")
    assert Decision.objects.get(pk=first.pk).state == "ordered"
    assert list(sums(aid)) == []


def test_she_declines_before_money_has_left_and_takes_it_back(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    she = worker_of(row)
    by(she, services.decline, row.public_id)
    assert Decision.objects.get(pk=row.pk).state == "declined"
    assert PaymentOrder.objects.get().state == "cancelled"
    assert YearSum.objects.get().paid_fen == 0
    refused("aid.decision_state", services.decline, row.public_id, actor=she)
    made = by(she, services.take_decline_back, row.public_id)
    assert (made.amount_fen, made.state, made.decided_by, made.reason) == (1_500_00, "ordered", None, "aid.taken_back")
    assert list(sums(aid)) == []
    other = worker_of(aid.decide(settlement(aid.member(), own=5_000))[0])
    with makers.as_(other), pytest.raises(Decision.DoesNotExist):
        services.decline(made.public_id, actor=other)


def test_whoever_is_to_have_more_keeps_what_she_has_and_is_paid_the_rest(aid: House) -> None:
    """1,500.00 has gone out; 2,550.00 is right: 1,050.00 are ordered, nobody owes anything back."""
    (row,) = aid.decide(settlement(number := aid.member(), own=5_000))
    release(aid, row)
    she, judge = worker_of(row), officer(aid)
    by(she, services.contest, row.public_id, reason="医保报销的数不对")
    by(judge, services.answer, Contest.objects.get().public_id, outcome="corrected", answer="按更正单重算",
       figures=Figures(18_000_00, 8_000_00, 0))  # fmt: skip
    last = Decision.objects.get(state="ordered")
    first, rest = PaymentOrder.objects.order_by("pk")
    assert (last.amount_fen, first.fen, first.recalled_at, rest.fen) == (2_550_00, 1_500_00, None, 1_050_00)
    assert Account.objects.get(pk=aid.accounts["receivable"].pk).balance_fen == 0
    assert list(sums(aid)) == []
    assert "以前已经付给您 1,500.00 元" in Browser(she).get("aid:why", last.public_id)
    refused("aid.money_left", services.decline, last.public_id, actor=she)
    # The hospital takes the bill back: both are taken back, what the bank has is owed.
    aid.decide(settlement(number, own=5_000, setl_id=row.settlement, refd_setl_flag="1"))
    assert Decision.objects.get(pk=last.pk).state == "reversed"
    states = {each.fen: (each.state, each.recalled_at is None) for each in PaymentOrder.objects.all()}
    assert states[1_050_00] == ("cancelled", False)
    assert states[1_500_00][1] is False
    assert list(sums(aid)) == []


def corrected(aid: House, row: Decision, own: int) -> Decision:
    """She contests, and her own share turns out to be so many yuan; the revision that stands."""
    contests = Contest.objects.filter(person_id=row.person_id).exclude(state="closed")
    contests.update(state="closed")
    made = by(worker_of(row), services.contest, standing(row).public_id, reason="请再看看")
    by(officer(aid), services.answer, made.public_id, outcome="corrected", answer="按更正单重算",
       figures=Figures(18_000_00, own * 100, 0))  # fmt: skip
    return standing(row)


def lines(aid: House) -> dict[str, int]:
    """What the plan's lines stand at."""
    return {name: Account.objects.get(pk=each.pk).balance_fen for name, each in aid.accounts.items()}


def test_whoever_is_to_have_less_owes_the_difference_back_and_keeps_the_rest(aid: House) -> None:
    """2,550.00 have gone out; 1,500.00 are right: 1,050.00 are owed back, nothing is ordered, nothing paid twice."""
    (row,) = aid.decide(settlement(aid.member(), own=8_000))
    run = release(aid, row)
    now = corrected(aid, row, 5_000)
    order = PaymentOrder.objects.get()
    assert (now.amount_fen, order.fen, order.owed_fen, order.recalled_at) == (1_500_00, 2_550_00, 1_050_00, None)
    assert lines(aid)["receivable"] == 1_050_00
    assert lines(aid)["expense"] == 1_500_00
    page = Browser(worker_of(row)).get("aid:why", now.public_id)
    assert "以前已经付给您 1,500.00 元，不用再付。" in page
    assert "以前多付了 1,050.00 元，请退回给工会。" in page
    bank_says(run, hands_of(aid)[0], "成功")
    assert (lines(aid)["payable"], list(sums(aid))) == (0, [])
    refused("aid.money_left", services.decline, now.public_id, actor=worker_of(row))


def test_a_corrected_record_of_the_same_worth_moves_no_money(aid: House) -> None:
    number = aid.member()
    bill = settlement(number, own=5_000)
    (row,) = aid.decide(bill)
    release(aid, row)
    before = Posting.objects.count()
    aid.decide(bill | {"medfee_sumamt": "30000.00", "inscp_scp_amt": "30000.00", "fund_pay_sumamt": "25000.00"})
    made = by(officer(aid), services.pay, standing(row).public_id, reason="总费用更正，自付没有变")
    assert (made.amount_fen, made.state, made.total_fen) == (1_500_00, "ordered", 30_000_00)
    order = PaymentOrder.objects.get()
    assert (order.state, order.owed_fen, Posting.objects.count()) == ("released", None, before)
    assert list(sums(aid)) == []


def arrived(aid: House) -> int:
    """How many payments of the year have reached somebody, on the board."""
    services.tally_all(makers.SYSTEM)
    with makers.as_(officer(aid)):
        return sum(Tally.objects.values_list("arrived", flat=True))


def test_what_is_kept_under_a_correction_has_reached_her_and_what_is_still_to_come_has_not(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=8_000))
    bank_says(release(aid, row), hands_of(aid)[0], "成功")
    assert arrived(aid) == 1
    corrected(aid, row, 5_000)
    assert arrived(aid) == 1
    corrected(aid, row, 10_000)
    assert PaymentOrder.objects.filter(state="ordered").count() == 1
    assert arrived(aid) == 0


def test_a_claim_that_has_come_back_whole_is_no_claim_any_more(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=8_000))
    keeper = hands_of(aid)[0]
    bank_says(release(aid, row), keeper, "成功")
    corrected(aid, row, 5_000)
    book = PaymentOrder.objects.get().book.public_id
    for fen, left in ((400_00, (650_00, 1)), (650_00, (0, 0))):
        by(keeper, ledger_services.repay, PaymentOrder.objects.get().public_id, fen=fen, on=makers.TODAY)
        with makers.as_(keeper):
            claims = ledger_queries.reconciliation(book, keeper).agreements[1]
        assert (claims.rows_fen, claims.rows) == left


def test_up_and_down_and_up_again_orders_and_claims_differences_alone(aid: House) -> None:
    """1,500 → 2,550 → 1,500, of the 1,050 owed back 400 come → 2,100: 600 are owed no longer, nothing is ordered."""
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    keeper = hands_of(aid)[0]
    bank_says(release(aid, row), keeper, "成功")
    rest = corrected(aid, row, 8_000)
    bank_says(release(aid, rest), keeper, "成功")
    corrected(aid, row, 5_000)
    first, second = PaymentOrder.objects.order_by("pk")
    assert (first.owed_fen, second.owed_fen, second.recalled_at is None) == (None, 1_050_00, False)
    by(keeper, ledger_services.repay, second.public_id, fen=400_00, on=makers.TODAY)
    assert corrected(aid, row, 6_714).amount_fen == 2_099_90
    second.refresh_from_db()
    assert (PaymentOrder.objects.count(), second.owed_fen, second.recalled_at) == (2, 450_10, None)
    assert lines(aid)["receivable"] == 50_10
    assert list(sums(aid)) == []
    # What is missing beyond all that is still owed is ordered: 400.00 had come back.
    assert corrected(aid, row, 8_000).amount_fen == 2_550_00
    assert PaymentOrder.objects.latest("pk").fen == 400_00
    assert (lines(aid)["receivable"], list(sums(aid))) == (0, [])


def test_what_is_owed_in_part_and_comes_back_is_paid_again_for_the_rest(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=8_000))
    run, keeper = release(aid, row), hands_of(aid)[0]
    corrected(aid, row, 5_000)
    bank_says(run, keeper, "失败")
    assert (lines(aid)["receivable"], lines(aid)["payable"], list(sums(aid))) == (0, -1_500_00, [])
    again = by(keeper, ledger_services.reopen, PaymentOrder.objects.get().public_id, same_card=True)
    assert (again.attempt, again.fen) == (2, 1_500_00)
    # Corrected once more before the bank has it: the second attempt is cancelled, one order stands for all.
    now = corrected(aid, row, 8_000)
    live = PaymentOrder.objects.filter(state="ordered")
    assert [(each.source_id, each.fen) for each in live] == [(now.pk, 2_550_00)]
    assert list(sums(aid)) == []


@pytest.mark.parametrize("end", ["refund", "decline", "correct"])
def test_a_kept_payment_that_comes_back_is_gone_with_what_it_was_kept_for(aid: House, end: str) -> None:
    """Refunded, declined or corrected after the bank brought back what an earlier revision had paid: not paid again."""
    number, keeper = aid.member(), hands_of(aid)[0]
    (row,) = aid.decide(settlement(number, own=5_000))
    run = release(aid, row)
    now = corrected(aid, row, 8_000)
    bank_says(run, keeper, "失败")
    if end == "refund":
        aid.decide(settlement(number, own=5_000, setl_id=row.settlement, refd_setl_flag="1"))
    elif end == "decline":
        by(worker_of(row), services.decline, now.public_id)
    else:
        assert corrected(aid, row, 5_000).amount_fen == 1_500_00
    assert list(sums(aid)) == []
    former = PaymentOrder.objects.get(source_id=row.pk)
    refused("ledger.recalled", ledger_services.reopen, former.public_id, same_card=True, actor=keeper)


def test_a_refund_takes_back_what_is_not_owed_back_yet(aid: House) -> None:
    number = aid.member()
    (row,) = aid.decide(settlement(number, own=8_000))
    release(aid, row)
    corrected(aid, row, 5_000)
    aid.decide(settlement(number, own=5_000, setl_id=row.settlement, refd_setl_flag="1"))
    order = PaymentOrder.objects.get()
    assert (order.owed_fen, order.recalled_at is None) == (2_550_00, False)
    assert lines(aid) | {"money": 0, "income": 0, "payable": 0} == {
        "money": 0, "income": 0, "payable": 0, "receivable": 2_550_00, "expense": 0,
    }  # fmt: skip
    assert list(sums(aid)) == []


def test_the_bank_does_not_bring_back_what_she_has_repaid(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=8_000))
    run, (keeper, other, _) = release(aid, row), hands_of(aid)
    bank_says(run, keeper, "成功")
    corrected(aid, row, 5_000)
    order = PaymentOrder.objects.get()
    by(keeper, ledger_services.repay, order.public_id, fen=300_00, on=makers.TODAY)
    with pytest.raises(Refused, match=r"ledger\.repaid_before"):
        bank_says(run, keeper, "退票")
    by(other, ledger_services.reverse, Posting.objects.get(source="ledger.repaid").pk, memo="是银行退票，不是她还的")
    bank_says(run, keeper, "退票", "退票")
    assert (lines(aid)["receivable"], lines(aid)["payable"], list(sums(aid))) == (0, -1_500_00, [])


def test_what_the_bank_has_is_not_declined_any_more(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    release(aid, row)
    refused("aid.money_left", services.decline, row.public_id, actor=worker_of(row))
    assert Decision.objects.get(pk=row.pk).state == "ordered"
    assert PaymentOrder.objects.get().recalled_at is None
    assert list(sums(aid)) == []


def test_a_contest_is_answered_in_time_and_on_appeal_by_another(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    she, first, second = worker_of(row), officer(aid, name="陆一鸣"), officer(aid, name="沈二妹")
    made = by(she, services.contest, row.public_id, reason="医保报销的数不对")
    assert made.due_at is not None
    assert timedelta(days=5) <= made.due_at - makers.NOW <= timedelta(days=10)
    refused("aid.contested_before", services.contest, row.public_id, actor=she, reason="再说一次")
    by(first, services.answer, made.public_id, outcome="upheld", answer="和医保核对过，数是对的")
    refused("aid.contest_state", services.answer, made.public_id, actor=first, outcome="upheld", answer="又一次")
    by(she, services.appeal, made.public_id, reason="我有医院的更正单")
    refused("aid.another_person", services.answer, made.public_id, actor=first, outcome="upheld", answer="我再看看")
    by(
        second, services.answer, made.public_id, outcome="corrected", answer="按医院更正单重新计算",
        figures=Figures(15_000_00, 8_000_00, 0),
    )  # fmt: skip
    now = standing(row)
    assert (now.amount_fen, now.own_fen, now.decided_by) == (2_550_00, 8_000_00, second.person_id)
    assert Contest.objects.get().state == "closed"
    assert list(sums(aid)) == []


def test_whoever_refused_does_not_answer_the_contest(aid: House) -> None:
    row, who = held(aid), officer(aid)
    refused("aid.not_decided_yet", services.contest, row.public_id, actor=worker_of(row), reason="为什么还没有")
    by(who, services.refuse, row.public_id, reason="发票看不清")
    made = by(worker_of(row), services.contest, row.public_id, reason="发票是清楚的")
    refused("aid.own_work", services.answer, made.public_id, actor=who, outcome="corrected", answer="再看")
    by(officer(aid), services.answer, made.public_id, outcome="corrected", answer="原件是清楚的")
    assert standing(row).amount_fen == 1_500_00
    assert list(sums(aid)) == []


def test_a_correction_that_changes_nothing_is_refused_whole(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    made = by(worker_of(row), services.contest, row.public_id, reason="觉得少了")
    refused(
        "aid.nothing_changes", services.answer, made.public_id, actor=officer(aid), outcome="corrected", answer="重算"
    )
    assert Decision.objects.get(pk=row.pk).state == "ordered"
    assert Contest.objects.get().state == "filed"


def test_a_late_answer_is_reminded_of_twice_and_silence_closes(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    she = worker_of(row)
    made = by(she, services.contest, row.public_id, reason="觉得少了")
    at = [services.remind(replace(makers.SYSTEM, now=makers.NOW + timedelta(days=day))) for day in (1, 12, 12, 13)]
    assert at == [0, 1, 0, 0]
    by(officer(aid), services.answer, made.public_id, outcome="upheld", answer="数是对的")
    assert services.close_answered(replace(makers.SYSTEM, now=makers.NOW + timedelta(days=10))) == 0
    assert services.close_answered(replace(makers.SYSTEM, now=makers.NOW + timedelta(days=16))) == 1


def drawn(aid: House, count: int) -> list[Reading]:
    aid.plan.sample_bp = 10_000
    aid.plan.save()
    aid.decide(*(settlement(aid.member(), own=5_000) for _ in range(count)))
    return list(Reading.objects.order_by("pk"))


def test_a_blind_reading_tells_the_machines_figure_only_afterwards(aid: House) -> None:
    (row,) = drawn(aid, 1)
    who = officer(aid, "mutualaid.read")
    done = by(who, services.read, row.pk, amount_fen=1_499_00, note="按 29.98% 算的")
    assert (done.agrees, done.machine_fen, done.stopped) == (False, 1_500_00, False)
    refused("aid.read_before", services.read, row.pk, actor=who, amount_fen=1_500_00)


def test_a_plan_stops_when_readers_and_machine_drift_apart_and_another_resumes_it(aid: House) -> None:
    rows, who = drawn(aid, 21), officer(aid, "mutualaid.read", "mutualaid.plan")
    for at, row in enumerate(rows[:20]):
        done = by(who, services.read, row.pk, amount_fen=1_500_00 if at > 2 else 1)
        assert done.stopped == (at == 19)
    plan = Plan.objects.get()
    assert (plan.halt_reason, plan.halted_by) == ("aid.drift", who.person_id)
    with makers.as_(who):
        assert [each.is_halted for each in queries.agreement(who)] == [True]
    file = aid.receive([settlement(aid.member(), own=5_000)], name="再来.csv")
    refused("aid.halted", services.start_run, file.public_id, actor=aid.officer)
    refused("aid.second_person", services.resume, plan.public_id, actor=who, reason="没事了")
    by(officer(aid, "mutualaid.plan"), services.resume, plan.public_id, reason="读的人看错了表，已经培训")
    assert Plan.objects.get().halted_at is None
    assert not by(who, services.read, rows[20].pk, amount_fen=1).stopped


def test_a_halted_plan_pays_nobody(aid: House) -> None:
    row = held(aid)
    by(officer(aid, "mutualaid.plan"), services.halt, aid.plan.public_id, reason="核对方案")
    refused("aid.halted", services.pay, row.public_id, actor=officer(aid), reason="看过")


def test_hospitals_far_above_the_middle_stand_out(aid: House) -> None:
    from hexian.domains.mutualaid.models import HospitalStanding

    number = aid.member()
    rows = [
        settlement(number, own=own, total=10_000, fixmedins_code=f"H{hospital}", adm_date="2026-01-02",
            dscg_date="2026-01-03")
        for hospital, own in enumerate((1_000, 1_100, 900, 1_050, 9_000))
        for _ in range(20)
    ]  # fmt: skip
    aid.decide(*rows)
    assert services.stand(makers.SYSTEM) == 1
    assert HospitalStanding.objects.get(is_outlier=True).hospital == "H4"
    who = makers.officer_of(aid.org, "mutualaid.view")
    with makers.as_(who):
        (dear,) = queries.board(who, 2026).outliers
        rows_behind, _more = queries.settled(who, year=2026, hospital=dear.number)
    assert (dear.number, dear.middle_bp, dear.settlements, len(rows_behind)) == ("H4", 9_000, 20, 20)
    # Of another year it says nothing.
    with makers.as_(who):
        assert queries.board(who, 2025).outliers == ()
    page = Browser(who).get("aiddesk:settled", year="2026", hospital="H4")
    assert "2026 年出院的每一笔 · " in page
