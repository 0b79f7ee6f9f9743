"""The ledger's pages: the way of a payment through four windows, figures that open, files that download."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hexian.domains.ledger import queries
from hexian.domains.ledger import texts as ledger_texts
from hexian.domains.ledger.models import Account, Gift, PaymentOrder, Posting, Reply, Run
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.money import capitals
from tests import makers as people
from tests.ledger import makers
from tests.ledger.makers import answer, lines_of
from tests.makers import TODAY, as_
from tests.web.desk import at_the_desk

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def at() -> makers.Desk:
    """A desk with two payments that wait, one of them without a card."""
    made = makers.desk()
    makers.order(made, (makers.payee(made.union), 75_240), (makers.payee(made.union, "李知夏", ""), 5_000))
    return made


def window(at: makers.Desk, place: int = 0) -> Client:
    """A browser one of the five is signed in with."""
    return at_the_desk(at.hands[place]).client


def shown(client: Client, name: str, /, *args: object, query: str = "") -> str:
    """A page that opens, as text."""
    response = client.get(reverse(f"ledger:{name}", args=args) + query)
    assert response.status_code == 200, name
    return response.content.decode()


def sent(client: Client, name: str, /, *args: object, status: int = 302, **body: Any) -> str:
    """A form sent; where it leads, or what it says."""
    response = client.post(reverse(f"ledger:{name}", args=args), body)
    text = response.content.decode()
    assert response.status_code == status, re.sub(r"<[^>]+>", " ", text)[-1500:]
    return str(response.headers.get("Location", text))


def test_a_payment_goes_through_four_windows(at: makers.Desk) -> None:
    first, second, third = (window(at, place) for place in range(3))
    assert "待补卡" in shown(first, "waiting", at.book.public_id, query="?view=card")
    lacking = PaymentOrder.objects.get(fen=5_000)
    sent(first, "card", lacking.public_id, bank_name="演示银行", number="6222 0000 0000 7701", holder="李知夏")
    sent(first, "draft", at.book.public_id, name="六月互助金", most="10")
    run = Run.objects.get()
    page = shown(first, "run", run.public_id)
    assert "李知夏" in page
    assert "轮到您" in page
    sent(first, "propose", run.public_id)
    assert "一个人只能经一道手" in sent(first, "approve", run.public_id, status=422)
    sent(second, "send_back", run.public_id, reason="金额再看一眼")
    sent(second, "propose", run.public_id)
    sent(first, "approve", run.public_id)
    sent(third, "release", run.public_id)
    made = third.post(
        reverse("ledger:file", args=[run.public_id]), {"layout": "icbc", "format": "csv_gbk", "part": "1"}
    )
    assert "6222000000007701" in made.content.decode("gb18030")
    run.refresh_from_db()
    lines = lines_of(run)
    content = answer(run, [lines[0], (*lines[1][:3], "失败")])
    other = SimpleUploadedFile("a.csv", answer(run, lines, number="2026-0999"))
    assert "不是" in sent(first, "upload", run.public_id, status=422, file=other)
    url = sent(first, "upload", run.public_id, file=SimpleUploadedFile("回盘.csv", content))
    assert "入账会改变 2 笔付款" in first.get(url).content.decode()
    sent(first, "apply", Reply.objects.get().public_id)
    back = PaymentOrder.objects.get(state="returned")
    assert "账号户名不符" in shown(first, "waiting", at.book.public_id, query="?view=returned")
    sent(first, "card", back.public_id, bank_name="演示银行", number="6222 0000 0000 7799", holder="李知夏")
    assert PaymentOrder.objects.filter(attempt=2, state="ordered").count() == 1
    sent(first, "close_run", run.public_id)
    assert "已办结" in shown(first, "runs", query="?done=1")


def test_whoever_releases_reads_what_really_goes_out_and_a_resolution_stands_for_its_hand() -> None:
    at = makers.desk()
    RuleParam.objects.filter(code="ledger.second_above").update(value="1")
    makers.order(at, (makers.payee(at.union), 75_240), (makers.payee(at.union, "李知夏", "6222000000008802"), 5_000),
                 causes=(801, 802))  # fmt: skip
    run = makers.lend(makers.drafted(at), "propose", at.hands[0])
    assert "提交时是" not in shown(window(at, 1), "run", run.public_id)
    makers.take_back(at, 802)
    page = shown(window(at, 1), "run", run.public_id)
    assert "1 笔 · " in page
    assert re.search(r"提交时是 2 笔、.*802\.40", page)
    assert "已取消 1" in re.sub(r"<[^>]+>", "", page)
    sent(window(at, 1), "approve", run.public_id, committee="〔2026〕12 号")
    page = re.sub(r"<[^>]+>", "", shown(window(at, 3), "run", run.public_id))
    assert "凭委员会决议 〔2026〕12 号" in page
    assert "还没有人能办" not in page
    assert "1 笔，合计 752.40 元" in page


def test_one_yuan_is_followed_from_the_donor_to_the_payee_and_back(at: makers.Desk) -> None:
    run = makers.released(at)
    makers.reply(run, at.keeper, answer(run, lines_of(run)))
    desk = window(at)
    gift = Gift.objects.get()
    page = shown(desk, "follow_gift", gift.public_id)
    assert "王小满" in page
    assert "752.40" in page
    assert "和畅电子（演示）" in shown(desk, "order", PaymentOrder.objects.get(state="paid").public_id)
    prints = {"statement": gift.donor.public_id, "fund_report": at.fund.public_id, "trial_print": at.book.public_id}
    for name, key in prints.items():
        response = desk.get(reverse(f"ledger:{name}", args=[key]))
        assert response.content.startswith(b"%PDF"), name
    told = desk.get(reverse("ledger:vouchers", args=[at.book.public_id])).content.decode("utf-8-sig").splitlines()
    assert told[0].startswith("日期,凭证号")
    debit, credit = (sum(round(float(row.split(",")[at_] or 0) * 100) for row in told[1:]) for at_ in (5, 6))
    assert debit == credit > 0


def test_prints_say_where_money_came_from_and_are_dated_today(at: makers.Desk) -> None:
    run = makers.released(at)
    makers.reply(run, at.keeper, answer(run, lines_of(run)))
    desk, gift = window(at), Gift.objects.get()
    on = timezone.localdate()
    today = f"{on.year}年{on.month}月{on.day}日"

    def printed(name: str, key: object) -> str:
        content = desk.get(reverse(f"ledger:{name}", args=[key]), {"year": TODAY.year}).content
        with pypdfium2.PdfDocument(content) as opened:
            return "".join("".join(page.get_textpage().get_text_range() for page in opened).split())

    told = printed("statement", gift.donor.public_id)
    assert all(said in told for said in (capitals(gift.fen), gift.fund.purpose, today))
    report = printed("fund_report", at.fund.public_id)
    assert f"收入：{ledger_texts.GIFTS[gift.kind]}" in report
    assert all(said in report for said in ("得到补助：1人", today))
    trial = printed("trial_print", at.book.public_id)
    assert all(said in trial for said in ("期初借方", "期初贷方", f"（盖章）{today}"))
    with as_(at.keeper):
        page = queries.fund_report(at.fund.public_id, at.keeper, TODAY.year)
        assert sum(fen for _source, fen in page.sources) == page.in_fen == gift.fen
        assert (page.waiting, page.persons) == (1, 1)
        after = queries.fund_report(at.fund.public_id, at.keeper, TODAY.year + 1)
        # What was owed before, and what was spent, is what was paid and what is owed still.
        for year in (page, after):
            assert year.carried_fen + year.out_fen == year.paid_fen + year.waiting_fen
        assert (page.carried, after.carried, after.carried_fen) == (0, page.waiting, page.waiting_fen)


def test_figures_open_to_their_rows_and_a_gift_is_reversed_by_another(at: makers.Desk) -> None:
    desk, other = window(at), window(at, 1)
    assert "一致" in shown(desk, "book", at.book.public_id)
    trial = shown(desk, "trial", at.book.public_id, query="?since=2026-06&until=2026-06")
    assert "不平" not in trial
    income = Account.objects.get(kind="income")
    assert reverse("ledger:account", args=[income.public_id]) in trial
    posting = Posting.objects.get(source="ledger.gift")
    assert "冲正这一笔" not in shown(desk, "account", income.public_id)
    assert "另一个人" in sent(desk, "reverse", income.public_id, posting.pk, status=422, reason="记错了")
    assert "冲正这一笔" in shown(other, "account", income.public_id)
    refused = sent(other, "reverse", income.public_id, posting.pk, status=422, reason="记错了")
    assert "基金余额不够" in refused


FORMS: Mapping[str, dict[str, Any]] = {
    "bank": {"bank_name": "演示银行", "holder": "工会", "number": "12345678901"},
    "close": {"through": "2026-05-31"},
    "new_fund": {"name": "爱心基金（演示）", "purpose": "困难职工", "restricted": "on"},
    "pledge": {"donor": "和畅", "kind": "employer", "yearly_fen": "100 万元", "cap_fen": "500 万元",
        "first_year": "2026", "basis": "协议"},
    "receive": {"kind": "sale", "donor": "义卖", "donor_kind": "person", "fen": "640", "on": "2026-06-17",
        "item": "旧书"},
    "budget": {"year": "2026", "fen": "120 万元", "guarantee_fen": "1 万元"},
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_opens_is_refused_with_sentences_and_done(at: makers.Desk, name: str) -> None:
    desk = window(at)
    key = at.fund.public_id if name in {"pledge", "receive", "budget"} else at.book.public_id
    shown(desk, name, key)
    assert "要填" in (empty := sent(desk, name, key, status=422)) or "请填" in empty
    sent(desk, name, key, **FORMS[name])


def test_refusals_of_funds_stand_beside_their_fields(at: makers.Desk) -> None:
    desk = window(at)
    public = {"name": "募捐（演示）", "purpose": "救急", "is_public": "on"}
    assert "公开募捐资格证书" in sent(desk, "new_fund", at.book.public_id, status=422, **public)
    fines = FORMS["pledge"] | {"is_fines": "on"}
    assert "罚金不能进基金" in sent(desk, "pledge", at.fund.public_id, status=422, **fines)
    sent(desk, "pledge", at.fund.public_id, **FORMS["pledge"])
    pledge = re.search(r'value="([0-9a-f-]{36})"', shown(desk, "receive", at.fund.public_id))
    assert pledge
    much: dict[str, Any] = {"kind": "pledge", "pledge": pledge[1], "donor_kind": "employer", "on": "2026-06-17"}
    assert "只剩 5,000,000 元" in sent(desk, "receive", at.fund.public_id, status=422, fen="501 万元", **much)
    sent(desk, "receive", at.fund.public_id, fen="100 万元", **much)
    assert "按时到账" in shown(desk, "fund", at.fund.public_id)
    assert "互助金（演示）" in shown(desk, "funds")


def test_relatives_are_declared_and_ended(at: makers.Desk) -> None:
    desk = window(at)
    sent(desk, "relations", status=422, id_number="123", word="配偶")
    sent(desk, "relations", id_number=people.id_number(), word="配偶")
    page = shown(desk, "relations")
    assert "配偶" in page
    found = re.search(r"relatives/([0-9a-f-]{36})/end", page)
    assert found
    sent(desk, "end_relation", found[1])
    assert "还没有申报" in shown(desk, "relations")
