"""The worker reads why it is 752.40 yuan, declines, contests; officers decide, read, answer, plan, take files in."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse

from hexian.domains.ledger.models import Account, Relation
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Contest, Decision, File, Participation, Plan, Reading
from hexian.domains.people.models import Consent
from hexian.domains.people.rules import Purpose
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.mutualaid.conftest import aid as aid  # noqa: PLC0414 - a fixture
from tests.mutualaid.makers import House, csv_of, settlement
from tests.mutualaid.people import held, officer, worker_of
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Browser:
    """Somebody signed in."""

    def __init__(self, actor: Actor) -> None:
        self.client = at_the_desk(actor).client

    def get(self, name: str, /, *args: object, status: int = 200, **query: str) -> str:
        response = self.client.get(reverse(name, args=args), query)
        assert response.status_code == status, response.content.decode()[:1500]
        return response.content.decode()

    def post(self, name: str, /, *args: object, status: int = 302, **data: Any) -> str:
        response = self.client.post(reverse(name, args=args), data)
        assert response.status_code == status, response.content.decode()[:1500]
        return response.content.decode()


@pytest.fixture
def decided(aid: House) -> Decision:
    """752.40 yuan."""
    (row,) = aid.decide(settlement(aid.member(), own=2_508, total=18_000))
    return row


def test_her_phone_says_why_in_words_and_numbers(decided: Decision) -> None:
    she = Browser(worker_of(decided))
    assert "752.40 元" in she.get("aid:home")
    page = she.get("aid:why", decided.public_id)
    for words in (
        "为什么是 752.40 元",
        "18,000.00 元",
        "2,508.00 元",
        "30%",
        "互助计划第五条（演示）",
        "没有超过",
        "待核实",
    ):
        assert words in page


def test_she_declines_takes_it_back_and_contests_on_her_phone(aid: House, decided: Decision) -> None:
    she = Browser(worker_of(decided))
    she.post("aid:decline", decided.public_id)
    page = she.get("aid:why", decided.public_id)
    assert "我要这笔互助金" in page
    assert "这笔互助金没有付" in page
    she.post("aid:want", decided.public_id)
    now = Decision.objects.get(state="ordered")
    assert "请写明原因" in she.post("aid:contest", now.public_id, status=422, reason="x")
    she.post("aid:contest", now.public_id, reason="医保报销的数不对")
    who = Browser(officer(aid))
    contest = Contest.objects.get()
    assert "医保报销的数不对" in who.get("aiddesk:contest", contest.public_id)
    assert contest.person.name in who.get("aiddesk:contests")
    who.post("aiddesk:contest", contest.public_id, outcome="corrected", answer="按更正单重算", own="5000")
    last = Decision.objects.get(state="ordered")
    assert (last.amount_fen, last.total_fen) == (1_500_00, 18_000_00)
    page = she.get("aid:why", last.public_id)
    assert "按更正单重算" in page
    assert AuditEntry.objects.filter(event="person.viewed", person_id=decided.person_id).exists()
    she.post("aid:appeal", last.public_id, reason="还是少了")
    assert Contest.objects.get().state == "appealed"


def test_what_waits_for_people_is_not_called_reckoned_and_cannot_be_contested_yet(aid: House) -> None:
    row = held(aid)
    she = Browser(worker_of(row))
    page = she.get("aid:why", row.public_id)
    assert "还没有算，等人看过再算" in page
    assert "由程序按表计算" not in page
    assert "没有结果可以提异议" in she.post("aid:contest", row.public_id, status=422, reason="为什么还没有")


def test_a_file_says_whom_nobody_knows_and_its_figures_come_to_its_rows(aid: House) -> None:
    stranger = settlement(makers.id_number(), own=1_000)
    aid.decide(settlement(aid.member(), own=1_000), stranger)
    page = re.sub(r"<[^>]+>", "", Browser(officer(aid, "mutualaid.intake")).get("aiddesk:files"))
    assert "2 行，办好 1 笔，不认识的人 1 行" in page


def test_a_cap_lowered_after_payments_is_explained_on_her_phone(aid: House, decided: Decision) -> None:
    she = Browser(worker_of(decided))
    assert "一分不退" not in she.get("aid:home")
    Plan.objects.filter(pk=aid.plan.pk).update(cap_fen=700_00)
    page = she.get("aid:home")
    assert "全年最多 700.00 元，还剩 0.00 元" in page
    assert "已经办好的一分不退" in page


def test_an_account_calls_what_mutual_aid_has_ordered_by_its_name(aid: House, decided: Decision) -> None:
    expense = Account.objects.get(pk=aid.plan.expense_id or 0)
    reader = at_the_desk(officer(aid, "ledger.view")).client
    page = reader.get(reverse("ledger:account", args=[expense.public_id])).content.decode()
    assert '<span class="b">互助金</span>' in page


def test_nobody_reads_anothers_reckoning(aid: House, decided: Decision) -> None:
    other = Browser(worker_of(aid.decide(settlement(aid.member(), own=100))[0]))
    other.get("aid:why", decided.public_id, status=404)
    other.post("aid:decline", decided.public_id, status=404)
    other.get("aiddesk:held", status=404)
    stranger = Browser(makers.officer_of(makers.make_org("宁波市总工会（演示）"), "mutualaid.decide", "mutualaid.view"))
    stranger.get("aiddesk:decision", decided.public_id, status=404)


def test_she_says_yes_and_leaves(aid: House) -> None:
    member = makers.make_member(aid.org)
    she = Browser(makers.worker(member.person))
    assert "我单独同意" in she.get("aid:home")
    she.post("aid:consent")
    assert Consent.objects.filter(person=member.person, purpose=Purpose.HEALTH).exists()
    who = Browser(officer(aid, "mutualaid.enrol", "mutualaid.view", "members.view"))
    who.post("aiddesk:people", aid.plan.public_id, union=str(aid.org.public_id), payer="union", paper_on="")
    assert member.person.name in who.get("aiddesk:people", aid.plan.public_id)
    assert "保障中" in she.get("aid:home")
    she.post("aid:leave")
    assert Participation.objects.get(person=member.person).end_reason == "left"


def test_an_officer_decides_what_was_held(aid: House) -> None:
    row = held(aid)
    who = Browser(officer(aid))
    assert "金额大" in who.get("aiddesk:held")
    assert "请写明原因" in who.post("aiddesk:decide", row.public_id, status=422, act="pay", reason=" x")
    who.post("aiddesk:decide", row.public_id, act="pay", reason="看过原件")
    assert Decision.objects.get(state="ordered").amount_fen == 1_500_00
    aid.plan.is_raised = False
    aid.plan.save()
    (small,) = aid.decide(settlement(aid.member(), own=10))
    page = who.get("aiddesk:held", findings=str(small.findings))
    assert "一起决定不发放" in page
    who.post("aiddesk:refuse_group", findings=str(small.findings), union=str(aid.org.public_id), reason="低于最低额",
             seen_at=(small.decided_at + timedelta(days=1)).isoformat())  # fmt: skip
    assert Decision.objects.get(pk=small.pk).state in ("held", "refused")


def test_the_side_bar_marks_the_queue_a_settlement_waits_in(aid: House) -> None:
    row = held(aid)
    marked = re.compile(r'<a[^>]*href="([^"]*)"[^>]*aria-current="page"|<a[^>]*aria-current="page"[^>]*href="([^"]*)"')

    def entry(who: Actor, decision: Decision) -> list[str]:
        page = Browser(who).get("aiddesk:decision", decision.public_id)
        return ["".join(each) for each in marked.findall(page)]

    judge, reader = officer(aid), officer(aid, "mutualaid.view")
    assert entry(judge, row) == [reverse("aiddesk:held")]
    assert entry(reader, row) == [reverse("aiddesk:board")]
    Browser(judge).post("aiddesk:decide", row.public_id, act="refuse", reason="和另一笔是同一笔")
    assert entry(judge, row) == [reverse("aiddesk:board")]


def test_a_reader_is_told_the_figure_after_her_own(aid: House) -> None:
    aid.plan.sample_bp = 10_000
    aid.plan.save()
    aid.decide(settlement(aid.member(), own=5_001))
    who = Browser(officer(aid, "mutualaid.read"))
    assert "1,500.35" not in who.get("aiddesk:reading")
    page = who.post("aiddesk:reading", status=200, reading=str(Reading.objects.get().pk), amount="1500.30", note="")
    assert "您算 1,500.30 元，程序算 1,500.35 元" in page


def test_a_plan_is_drafted_completed_and_opened_on_pages(aid: House) -> None:
    first = Browser(officer(aid, "mutualaid.plan", "mutualaid.view"))
    second = Browser(officer(aid, "mutualaid.plan", "mutualaid.view"))
    first.get("aiddesk:new")
    given: dict[str, Any] = {
        "union": str(aid.org.public_id), "name": "2027 年职工医疗互助（演示）", "starts_on": "2027-01-01",
        "ends_on": "2027-12-31", "price_fen": "60", "payer": "union", "waiting_days": "30", "per": "stay",
        "eligible": "scope", "deductible_fen": "0", "minimum_fen": "50", "is_raised": "on", "cap_fen": "40",
    }  # fmt: skip
    assert "封顶 40.00 元 低于最低发放额 50.00 元" in first.post("aiddesk:new", status=422, **given)
    first.post("aiddesk:new", **given | {"cap_fen": "50000"})
    plan = Plan.objects.get(state="draft")
    assert "还没有登记和医保部门的数据协议" in first.get("aiddesk:plan", plan.public_id)
    first.post("aiddesk:do", plan.public_id, "agreement", number="〔2026〕3 号（演示）", on="2026-06-01")
    first.post("aiddesk:do", plan.public_id, "table", version=str(aid.plan.version_id))
    fund = aid.accounts["expense"].fund
    assert fund is not None
    first.post("aiddesk:do", plan.public_id, "money", fund=str(fund.public_id))
    assert "请另一个人来开办" in first.get("aiddesk:plan", plan.public_id)
    first.post("aiddesk:do", plan.public_id, "open", status=422)
    second.post("aiddesk:do", plan.public_id, "open")
    assert "2027 年职工医疗互助（演示）" in second.get("aiddesk:plans")
    second.post("aiddesk:do", plan.public_id, "halt", reason="核对方案")
    assert "核对方案" in first.get("aiddesk:plan", plan.public_id)
    first.post("aiddesk:do", plan.public_id, "resume", reason="核对过了")
    second.post("aiddesk:do", plan.public_id, "cap", cap_fen="40000", large_fen="", sample_bp="100")
    assert Plan.objects.get(pk=plan.pk).cap_fen == 40_000_00


def test_a_file_is_handed_in_and_shows_its_columns(aid: House) -> None:
    who = Browser(aid.officer)
    sent = BytesIO(csv_of([settlement(aid.member(), own=5_000)]))
    sent.name = "结算.csv"
    who.post("aiddesk:upload", file=sent, union=str(aid.org.public_id), sender="区医保（演示）")
    file = File.objects.get()
    assert "每一列是什么" in who.get("aiddesk:file", file.public_id)
    assert "结算.csv" in who.get("aiddesk:files")
    who.post("aiddesk:start", file.public_id)
    assert "正在排队" in who.get("aiddesk:file", file.public_id)


def test_the_board_draws_months(aid: House, decided: Decision) -> None:
    services.tally_all(makers.SYSTEM)
    who = Browser(officer(aid, "mutualaid.view"))
    page = who.get("aiddesk:board", year="2026")
    assert "752.4" in page
    assert "<svg" in page
    assert decided.amount_fen == 752_40


def test_her_phone_says_when_a_promise_is_late(decided: Decision) -> None:
    she = Browser(worker_of(decided))
    she.post("aid:contest", decided.public_id, reason="医保报销的数不对，我有更正单。")
    assert "前答复您" in she.get("aid:why", decided.public_id)
    Contest.objects.update(due_at=makers.NOW - timedelta(hours=1))
    assert "前答复，晚了。已经提醒工会" in she.get("aid:why", decided.public_id)


def test_what_waits_in_mutual_aid_stands_on_the_first_page(aid: House) -> None:
    held(aid)
    judge = Browser(officer(aid))
    page = judge.get("system:home")
    assert "互助和付款等您" in page
    assert reverse("aiddesk:held") in page
    assert "今天的都办完了" not in page


def test_whoever_may_not_decide_reads_so_before_she_writes(aid: House) -> None:
    """Her relative's settlement, and a contest of a decision of her own: the sentence stands where the form would."""
    row, who = held(aid), officer(aid)
    judge, other = Browser(who), Browser(officer(aid))
    assert "不发放" in judge.get("aiddesk:decision", row.public_id)
    judge.post("aiddesk:decide", row.public_id, reason="看过原件", act="pay")
    made = Decision.objects.get(revision=2)
    Browser(worker_of(row)).post("aid:contest", made.public_id, reason="医保报销的数不对。")
    contest = Contest.objects.get()
    for browser, sentence in ((judge, "原来就是您办的，异议要由另一个人答复。"), (other, "答复本人")):
        assert sentence in browser.get("aiddesk:contest", contest.public_id)
    assert "答复本人" not in judge.get("aiddesk:contest", contest.public_id)
    relative = held(aid)
    Relation.objects.create(
        person_id=who.person_id or 0, code=aid.org.code, relative_id=relative.person_id, word="配偶",
        declared_at=makers.NOW,
    )  # fmt: skip
    page = judge.get("aiddesk:decision", relative.public_id)
    assert "这是您申报过的亲属的互助金，要由别人来办。" in page
    assert 'value="refuse"' not in page
    assert 'value="refuse"' in other.get("aiddesk:decision", relative.public_id)
