"""What banks answer: matched by run and position, booked once; whatever does not fit is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError

from hexian.domains.ledger import services, texts
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder, Posting, Run
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import open_sheet
from tests import makers as people
from tests.ledger import makers
from tests.ledger.makers import answer, lines_of
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture
def at() -> makers.Desk:
    return makers.desk()


def sent(at: makers.Desk, *sums: int) -> Run:
    """A released run of so many payments, each to a person of her own."""
    for place, fen in enumerate(sums):
        makers.order(at, (makers.payee(at.union, f"王小{'满月星雨'[place % 4]}", f"62220000000088{place:02}"), fen))
    return makers.released(at)


def refused(at: makers.Desk, run: Run, content: bytes, name: str = "回盘.csv") -> str:
    """The code and the sentence a file is refused with; nothing is booked."""
    before = at.balances()
    with pytest.raises(Refused) as fault:
        makers.reply(run, at.keeper, content, name)
    assert at.balances() == before
    assert not PaymentOrder.objects.filter(state__in=["paid", "returned"]).exists()
    assert texts.of(fault.value).endswith("。")
    return fault.value.code


def test_what_is_paid_leaves_the_bank_and_what_returns_is_still_owed(at: makers.Desk) -> None:
    run = sent(at, 75_240, 5_000)
    lines = lines_of(run)
    makers.reply(run, at.keeper, answer(run, [lines[0], (*lines[1][:3], "失败")]))
    assert at.balances() | {"income": 0} == {
        "money": 100_000_000 - 75_240, "receivable": 0, "payable": -5_000, "income": 0, "expense": 80_240,
    }  # fmt: skip
    back = PaymentOrder.objects.get(state="returned")
    assert (back.bank_code, back.bank_reason) == ("E05", "账号户名不符")
    # The other's card has proved good.
    assert PayeeAccount.objects.filter(checked_at__isnull=False).count() == 1
    with as_(at.keeper), pytest.raises(Refused, match=r"ledger\.same_card"):
        services.reopen(back.public_id, actor=at.keeper)
    makers.card(back.payee, "6222000000009999")
    with as_(at.keeper):
        again = services.reopen(back.public_id, actor=at.keeper)
        with pytest.raises(Refused, match=r"ledger\.reopened_before"):
            services.reopen(back.public_id, actor=at.keeper)
        services.close(run.public_id, actor=at.keeper)
    assert (again.attempt, again.fen, again.source_id) == (2, 5_000, back.source_id)
    second = makers.released(at)
    makers.reply(second, at.keeper, answer(second, lines_of(second)))
    assert at.balances()["payable"] == 0
    assert at.balances()["money"] == 100_000_000 - 80_240


def test_the_same_answer_comes_once_and_nothing_is_paid_twice(at: makers.Desk) -> None:
    run = sent(at, 75_240)
    content = answer(run, lines_of(run))
    makers.reply(run, at.keeper, content)
    before = at.balances()
    with as_(at.keeper), pytest.raises(Refused, match=r"ledger\.reply_twice"):
        services.read_reply(run.public_id, content, name="回盘.csv", actor=at.keeper)
    with pytest.raises(Refused, match=r"ledger\.reply_nothing_new"):
        makers.reply(run, at.keeper, answer(run, lines_of(run), total=False))
    assert at.balances() == before
    line = PaymentOrder.objects.get()
    again = Posting(
        book=at.book, code=at.book.code, debit=at.line("payable"), credit=at.line("money"), fen=line.fen,
        on=people.TODAY, order=line, source="ledger.paid", batch=run.public_id, at=people.NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="paid_once"), as_(at.keeper):
        again.save()


def test_two_answers_read_at_once_book_a_line_once(at: makers.Desk) -> None:
    run = sent(at, 75_240, 5_000)
    lines = lines_of(run)
    with as_(at.keeper):
        one = services.read_reply(run.public_id, answer(run, lines[:1]), name="a.csv", actor=at.keeper)
        two = services.read_reply(run.public_id, answer(run, lines), name="b.csv", actor=at.keeper)
        services.apply_reply(one.public_id, actor=at.keeper)
        done = services.apply_reply(two.public_id, actor=at.keeper)
    assert done.counts == {"again": 1, "paid": 1}
    assert Posting.objects.filter(source="ledger.paid").count() == 2


def test_what_the_bank_brings_back_days_later_is_mirrored(at: makers.Desk) -> None:
    run = sent(at, 75_240)
    makers.reply(run, at.keeper, answer(run, lines_of(run)))
    makers.reply(run, at.keeper, answer(run, lines_of(run, "退票")))
    assert at.balances()["money"] == 100_000_000
    assert at.balances()["payable"] == -75_240
    assert PaymentOrder.objects.get().state == "returned"


def test_a_cause_that_is_gone_is_owed_back_and_not_sent_again(at: makers.Desk) -> None:
    run = sent(at, 75_240, 5_000)
    causes = list(PaymentOrder.objects.order_by("position").values_list("source_id", flat=True))
    assert makers.take_back(at, *causes) == services.Reversed(0, 0, 2, 80_240)
    lines = lines_of(run)
    makers.reply(run, at.keeper, answer(run, [lines[0], (*lines[1][:3], "失败")]))
    assert at.balances() | {"income": 0} == {
        "money": 100_000_000 - 75_240, "receivable": 75_240, "payable": 0, "income": 0, "expense": 0,
    }  # fmt: skip
    paid, back = PaymentOrder.objects.order_by("position")
    with as_(at.keeper):
        with pytest.raises(Refused, match=r"ledger\.recalled"):
            services.reopen(back.public_id, same_card=True, actor=at.keeper)
        services.repay(paid.public_id, fen=75_240, on=people.TODAY, actor=at.keeper)
        with pytest.raises(Refused, match=r"ledger\.repaid_too_much"):
            services.repay(paid.public_id, fen=1, on=people.TODAY, actor=at.keeper)
    assert at.balances()["receivable"] == 0
    assert at.balances()["money"] == 100_000_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": "2026-0999"}, "ledger.reply_other_run"),
        ({"heading": ("序号", "账号", "户名", "备注", "处理状态")}, "ledger.reply_heading"),
    ],
)
def test_a_file_that_is_no_answer_to_this_run_is_refused(at: makers.Desk, change: dict[str, str], code: str) -> None:
    run = sent(at, 75_240)
    assert refused(at, run, answer(run, lines_of(run), **change)) == code  # type: ignore[arg-type]


def test_half_a_file_is_refused(at: makers.Desk) -> None:
    run = sent(at, 75_240, 5_000)
    whole = answer(run, lines_of(run)).decode("gb18030").splitlines(keepends=True)
    cut = "".join([*whole[:3], whole[-1]]).encode("gb18030")
    assert refused(at, run, cut) == "ledger.reply_half"


def test_without_its_total_the_rest_stays_with_the_bank(at: makers.Desk) -> None:
    run = sent(at, 75_240, 5_000)
    makers.reply(run, at.keeper, answer(run, lines_of(run)[:1], total=False))
    assert PaymentOrder.objects.filter(state="released").count() == 1
    with as_(at.keeper), pytest.raises(Refused, match=r"ledger\.unanswered"):
        services.close(run.public_id, actor=at.keeper)


def test_swapped_columns_are_refused(at: makers.Desk) -> None:
    run = sent(at, 75_240)
    heading = ("序号", "金额", "户名", "账号", "处理状态")
    full = [(1, "6222000000008800", 75_240, "成功")]
    assert refused(at, run, answer(run, full, heading=heading, total=False)) == "ledger.reply_swapped"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ((1, "****8800", 72_540, "成功"), "other_sum"),
        ((1, "****1234", 75_240, "成功"), "other_card"),
        ((7, "****8800", 75_240, "成功"), "unknown"),
        ((1, "****8800", 75_240, "嗯"), "unreadable"),
    ],
)
def test_one_line_that_does_not_fit_stops_the_file(at: makers.Desk, line: makers.Said, verdict: str) -> None:
    run = sent(at, 75_240, 5_000)
    content = answer(run, [line, lines_of(run)[1]])
    assert refused(at, run, content) == "ledger.reply_stops"
    with as_(at.keeper):
        read = services.read_reply(run.public_id, content, name="回盘.csv", actor=at.keeper)
    assert read.counts == {verdict: 1, "paid": 1}


def test_one_position_twice_stops_the_file(at: makers.Desk) -> None:
    run = sent(at, 75_240)
    assert refused(at, run, answer(run, lines_of(run) * 2)) == "ledger.reply_stops"


def test_gbk_and_utf8_read_alike_and_a_mixture_is_refused(at: makers.Desk) -> None:
    run = sent(at, 75_240)
    mixed = answer(run, lines_of(run), encoding="utf-8").replace("成功".encode(), "成功".encode("gbk"))
    assert refused(at, run, mixed).startswith(("sheets.", "ledger.reply"))
    makers.reply(run, at.keeper, answer(run, lines_of(run), encoding="utf-8"))
    assert PaymentOrder.objects.get().state == "paid"


def test_a_run_is_not_released_beyond_what_lies_in_the_bank() -> None:
    at = makers.desk(fen=10_000)
    with as_(at.keeper):
        services.set_guarantee(at.fund.public_id, fen=100_000, actor=at.keeper)
    makers.order(at, (makers.payee(at.union), 10_001))
    with pytest.raises(Refused, match=r"ledger\.money_short"):
        makers.released(at)
    assert Run.objects.get().state == "approved"


def test_who_has_no_card_waits(at: makers.Desk) -> None:
    makers.order(at, (makers.payee(at.union), 75_240), (makers.payee(at.union, "李知夏", ""), 100))
    run = makers.released(at)
    assert PaymentOrder.objects.get(fen=100).state == "ordered"
    assert run.count == 1


@pytest.mark.parametrize("layout", ["icbc", "plain"])
@pytest.mark.parametrize("format_", ["xlsx", "csv_gbk", "csv_utf8"])
def test_the_bank_gets_whole_numbers_and_exact_sums(at: makers.Desk, layout: str, format_: str, tmp_path: Path) -> None:
    run = sent(at, 75_240, 5)
    releaser = at.hands[2]
    with as_(releaser):
        made = services.make_file(run.public_id, layout=layout, format_=format_, actor=releaser)
    if format_ == "xlsx":
        assert zipfile.is_zipfile(io.BytesIO(made.content))
        path = tmp_path / made.name
        path.write_bytes(made.content)
        rows = [row.cells for row in open_sheet(path, made.name).visible[0].rows()]
    else:
        text = made.content.decode("gb18030" if format_ == "csv_gbk" else "utf-8-sig")
        rows = [line.split("|" if layout == "plain" else ",") for line in text.splitlines()]
    at_sum = rows[0].index("金额")
    at_card = rows[0].index("帐号" if layout == "plain" else "收款账号")
    assert [(row[at_card], row[at_sum]) for row in rows[1:]] == [
        ("6222000000008800", "752.40"), ("6222000000008801", "0.05"),
    ]  # fmt: skip


def test_only_whoever_releases_makes_the_file(at: makers.Desk) -> None:
    run = sent(at, 75_240)
    other = makers.officer(at.union, "孙可", "ledger.view", "ledger.keep")
    with as_(other), pytest.raises(Run.DoesNotExist):
        services.make_file(run.public_id, layout="icbc", format_="xlsx", actor=other)
