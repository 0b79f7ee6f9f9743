"""«为什么是 752.40 元»: every line adds up to what was paid; queues and the board show what is there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.models import Decision, Reading
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.people.privacy import holdings
from hexian.foundation.access import counted
from tests import makers
from tests.mutualaid.makers import HEAD, House, settlement
from tests.mutualaid.people import held, officer, release, worker_of
from tests.mutualaid.test_people import by

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def shown(decision: Decision) -> Any:
    she = worker_of(decision)
    with makers.as_(she):
        return queries.mine(decision.public_id, she)


def test_why_it_is_752_yuan_40(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=2_508, total=18_000))
    page = shown(row)
    assert page.amount == "752.40 元"
    assert [(line.what, line.sum) for line in page.lines] == [
        ("医疗总费用", "18,000.00 元"), ("医保等已付，和方案不算的", "−15,492.00 元"), ("合规自付", "2,508.00 元"),
        ("0 到 5,000 元的部分", "752.40 元"), ("合计", "752.40 元"), ("今年这一次以前已经办好", "0.00 元"),
        ("封顶", "没有超过"),
        ("互助金", "752.40 元"),
    ]  # fmt: skip
    (tier,) = [line for line in page.lines if line.kind == "tier"]
    assert (tier.why, tier.basis) == ("2,508.00 元 × 30%", "标准表第 1 行，互助计划第五条（演示）")
    assert (page.shares.elsewhere_fen, page.shares.aid_fen, page.shares.own_fen) == (1_549_200, 75_240, 175_560)
    assert page.basis == ("互助计划第五条（演示）",)
    assert page.version == "发放标准表第 1 版，2026 年 1 月 1 日起执行"
    assert (page.by_person, page.may_decline, page.may_contest, page.paid.state) == ("", True, True, "ordered")
    assert page.paid.needs_card


def test_the_minimum_and_the_cap_are_lines_of_their_own(aid: House) -> None:
    number = aid.member()
    small, large = aid.decide(
        settlement(number, own=100, adm_date="2026-02-01", dscg_date="2026-02-03"),
        settlement(number, own=120_000, adm_date="2026-03-01", dscg_date="2026-03-05"),
    )
    assert ("补到最低发放额", "50.00 元") in [(line.what, line.sum) for line in shown(small).lines]
    lines = {line.what: line for line in shown(large).lines}
    assert (lines["封顶"].sum, lines["互助金"].sum) == ("50,000.00 元", "49,950.00 元")
    assert lines["今年这一次以前已经办好"].sum == "50.00 元"


def test_a_year_taken_together_says_what_was_reckoned_before(aid: House) -> None:
    aid.plan.per = "year"
    aid.plan.save()
    number = aid.member()
    _first, second = aid.decide(
        settlement(number, own=5_000, adm_date="2026-02-01", dscg_date="2026-02-03"),
        settlement(number, own=3_000, adm_date="2026-03-01", dscg_date="2026-03-05"),
    )
    lines = {line.what: line.sum for line in shown(second).lines}
    assert lines["今年累计的自付"] == "8,000.00 元"
    assert lines["以前的住院已经算过"] == "−1,500.00 元"
    assert lines["互助金"] == "1,050.00 元"


def test_what_waits_says_what_people_look_at_and_promises_no_sum(aid: House) -> None:
    row = held(aid)
    page = shown(row)
    assert page.looked_at == ("金额比较大，按规定由人再看一遍。",)
    assert "互助金" not in [line.what for line in page.lines]
    assert not page.may_contest
    made = by(officer(aid), services.pay, row.public_id, reason="看过原件")
    assert shown(made).by_person == "工会的经办人"
    assert shown(made).reason == "看过原件"
    stranger = worker_of(aid.decide(settlement(aid.member(), own=1))[0])
    with makers.as_(stranger), pytest.raises(Decision.DoesNotExist):
        queries.mine(made.public_id, stranger)


def test_her_home_shows_plans_and_what_she_had(aid: House) -> None:
    number = aid.member()
    (row,) = aid.decide(settlement(number, own=5_000))
    she = worker_of(row)
    with makers.as_(she):
        page = queries.my_aid(she)
    (plan,) = page.plans
    assert (plan.paid, plan.left, plan.share_bp, page.total) == ("1,500.00 元", "48,500.00 元", 300, "1,500.00 元")
    assert [each.public_id for each in page.decisions] == [row.public_id]


def test_the_queue_groups_what_is_alike_and_pages_by_keyset(aid: House) -> None:
    aid.plan.is_raised = False
    aid.plan.save()
    aid.decide(*(settlement(aid.member(), own=10) for _ in range(27)))
    large = held(aid)
    who = officer(aid)
    with makers.as_(who):
        groups = queries.groups(who)
        first = queries.held(who, findings=int(Finding.UNPAID))
        rest = queries.held(who, findings=int(Finding.UNPAID), after=first.next or 0)
        assert counted(queries.held_waiting(who)) == (28,)
    assert [(group.count, group.words, group.may_refuse_all) for group in groups] == [
        (27, ("按方案算出来是 0 元",), True), (1, ("金额大",), False),
    ]  # fmt: skip
    assert (len(first.rows), len(rest.rows), rest.next) == (25, 2, None)
    assert large.public_id not in {row.public_id for row in (*first.rows, *rest.rows)}


def test_a_blind_reader_is_not_shown_the_machines_figure(aid: House) -> None:
    aid.plan.sample_bp = 10_000
    aid.plan.save()
    (row,) = aid.decide(settlement(aid.member(), own=5_001))
    who = officer(aid, "mutualaid.read")
    with makers.as_(who):
        sample = queries.next_sample(who)
    assert sample is not None
    assert row.amount_fen == 1_500_35
    assert "1,500.35" not in repr(sample)
    assert "1500" not in repr(sample)
    assert sample.tiers[0] == ("0", "5,000", "30%")
    by(who, services.read, sample.id, amount_fen=1_500_35)
    with makers.as_(who):
        assert queries.next_sample(who) is None
        (agreed,) = queries.agreement(who)
    assert (agreed.read, agreed.agreed, agreed.share_bp) == (1, 1, 10_000)
    assert Reading.objects.get().agrees


def test_the_board_counts_paid_and_missed_and_days_to_the_money(aid: House) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    number = makers.id_number()
    person = makers.make_member(aid.org, number=number)
    aid.decide(settlement(number, own=9_000, adm_date="2026-04-01", dscg_date="2026-04-03"))
    assert Decision.objects.get(person=person.person).findings & Finding.UNSERVED
    release(aid, row)
    PaymentOrder.objects.filter(source_id=row.pk).update(state="paid", bank_on=date(2026, 5, 16))
    services.tally_all(makers.SYSTEM)
    who = officer(aid, "mutualaid.view")
    with makers.as_(who):
        board = queries.board(who, 2026)
    assert (board.paid, board.paid_fen, board.missed, board.missed_fen) == (1, 1_500_00, 1, 9_000_00)
    assert (board.average_fen, board.days_tenths, board.growth_bp) == (1_500_00, 100, None)
    assert board.months[4].paid_fen == 1_500_00


def test_what_is_kept_of_her_is_exported_and_blanked(aid: House) -> None:
    row = held(aid)
    by(officer(aid), services.refuse, row.public_id, reason="发票看不清")
    by(worker_of(row), services.contest, row.public_id, reason="发票是清楚的")
    ours = [each for each in holdings() if each.key.startswith("mutualaid.")]
    exported = {each.key: list(each.export(row.person_id)) for each in ours}
    assert {key: len(rows) for key, rows in exported.items()} == {
        "mutualaid.contest": 1, "mutualaid.decision": 1, "mutualaid.taking_part": 1,
    }  # fmt: skip
    assert exported["mutualaid.decision"][0]["合规自付"] == "5,000.00 元"
    for each in ours:
        each.erase(row.person_id, makers.SYSTEM)
    after = {each.key: list(each.export(row.person_id)) for each in ours}
    assert after["mutualaid.decision"][0]["原因"] == ""
    assert after["mutualaid.contest"][0]["您写的"] == ""
    assert after["mutualaid.decision"][0]["合规自付"] == "5,000.00 元"


def test_a_hospital_has_the_name_a_file_gave_it_beside_its_number(aid: House) -> None:
    names = {"H33010900001": "湖畔第一医院（演示）", "H33010900002": ""}
    number = aid.member()
    rows = [
        settlement(number, own=5_000, fixmedins_code=code, fixmedins_name=name, adm_date=f"2026-05-0{at}",
                   dscg_date=f"2026-05-0{at}")
        for at, (code, name) in enumerate(names.items(), 1)
    ]  # fmt: skip
    aid.run(aid.receive(rows, head=(*HEAD, "fixmedins_name")))
    she, who = worker_of(Decision.objects.all()[0]), officer(aid, "mutualaid.view", "mutualaid.decide")
    shown = ["H33010900002", "湖畔第一医院（演示）"]
    with makers.as_(she):
        assert [row.hospital for row in queries.my_aid(she).decisions] == shown
    with makers.as_(who):
        assert [row.hospital for row in queries.settled(who, year=2026)[0]] == shown
        first = Decision.objects.get(hospital="H33010900001")
        assert queries.opened(first.public_id, who).page.hospital == shown[1]
    # A later file may say it better; what findings compare is the number still.
    again = settlement(number, own=7_000, fixmedins_code="H33010900001", fixmedins_name="湖畔一院（演示）")
    aid.run(aid.receive([again], name="又一份.csv", head=(*HEAD, "fixmedins_name")))
    with makers.as_(who):
        assert queries.opened(first.public_id, who).page.hospital == "湖畔一院（演示）"
    assert first.hospital == "H33010900001"


def test_what_lies_beside_is_one_line_a_settlement_and_its_own_former_reckonings(aid: House) -> None:
    number = aid.member()
    aid.decide(settlement(number, own=1_000, invo_no="77"))
    first = Decision.objects.get()
    with makers.as_(worker := makers.worker(first.person)):
        services.decline(first.public_id, actor=worker)
        again = services.take_decline_back(first.public_id, actor=worker)
    aid.decide(settlement(aid.member(), own=1_200, invo_no="77"))
    other = Decision.objects.get(state="held")
    officer = makers.officer_of(aid.org, "mutualaid.view", "mutualaid.decide")
    with makers.as_(officer):
        assert [each.public_id for each in queries.opened(other.public_id, officer).beside] == [again.public_id]
        former = queries.opened(again.public_id, officer).beside
    assert {each.public_id for each in former} == {first.public_id, other.public_id}
