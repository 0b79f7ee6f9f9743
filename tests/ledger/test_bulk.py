"""The bulk entry other rooms order and take back payments by: set by set, once each, and always balanced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction

from hexian.domains.ledger.models import Account, Book, Fund, PaymentOrder, Posting, Turnover
from hexian.domains.ledger.services import Ordered, Reversed, order_many, post, reverse_many
from hexian.domains.orgs.models import Organisation
from hexian.foundation.access import staged
from hexian.foundation.actor import Refused
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.makers import SYSTEM, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SOURCE = "tests.decision"
COLUMNS = {"source_id": "bigint", "payee_id": "bigint", "code": "text", "fen": "bigint"}
Lines = Mapping[str, Account]


def lines_of(org: Organisation, fen: int = 100_000_000) -> Lines:
    """A book with a fund that has so much in the bank, and the accounts aid moves over."""
    book = Book.objects.create(
        org=org, code=org.code, name="互助账（演示）", opened_on=date(2026, 1, 1), created_at=makers.NOW
    )
    fund = Fund.objects.create(
        book=book, code=book.code, name="互助金（演示）", purpose="医疗互助", created_at=makers.NOW
    )
    kinds = {"money": None, "receivable": None, "payable": None, "income": fund, "expense": fund}
    made = {
        kind: Account.objects.create(book=book, code=book.code, number=f"{at}", name=kind, kind=kind, fund=its)
        for at, (kind, its) in enumerate(kinds.items(), 1001)
    }
    post(
        book, debit=made["money"].pk, credit=made["income"].pk, fen=fen, on=TODAY, source="ledger.gift",
        batch=uuid4(), actor=SYSTEM,
    )  # fmt: skip
    return made


def order(lines: Lines, *payments: tuple[int, int, int]) -> Ordered:
    """Order payments (cause, payee, fen) from a staged table."""
    book = lines["money"].book
    with (
        transaction.atomic(),
        staged("aid", COLUMNS, (f"{cause}\t{payee}\t{book.code}\t{fen}\n" for cause, payee, fen in payments)),
    ):
        return order_many(
            "aid", book_id=book.pk, expense_id=lines["expense"].pk, payable_id=lines["payable"].pk, source=SOURCE,
            purpose="医疗互助金", on=TODAY, batch=uuid4(), actor=SYSTEM,
        )  # fmt: skip


def reverse(lines: Lines, *causes: int) -> Reversed:
    """Take payments back by their causes."""
    with staged("gone", {"source_id": "bigint"}, (f"{cause}\n" for cause in causes)):
        return reverse_many(
            "gone", book_id=lines["money"].book_id, receivable_id=lines["receivable"].pk, source=SOURCE,
            memo="退费冲正", on=TODAY, batch=uuid4(), actor=SYSTEM,
        )  # fmt: skip


def balances(lines: Lines) -> dict[str, int]:
    """What each line stands at."""
    return {kind: Account.objects.get(pk=line.pk).balance_fen for kind, line in lines.items()}


def test_every_payment_is_ordered_once_and_the_book_balances() -> None:
    lines = lines_of(makers.make_org())
    person = makers.make_person()
    assert order(lines, (1, person.pk, 75_240), (2, person.pk, 5_000)) == Ordered(2, 80_240)
    now = balances(lines)
    assert now == {
        "money": 100_000_000, "receivable": 0, "payable": -80_240, "income": -100_000_000, "expense": 80_240,
    }  # fmt: skip
    assert sum(now.values()) == 0
    assert Fund.objects.get().free_fen == 100_000_000 - 80_240
    assert sum(row.debit_fen - row.credit_fen for row in Turnover.objects.all()) == 0
    one = PaymentOrder.objects.get(source_id=1)
    assert (one.state, one.fen, one.attempt, one.postings.get().fen) == ("ordered", 75_240, 1, 75_240)
    entry = AuditEntry.objects.get(event="ledger.ordered")
    assert (entry.facts["count"], entry.facts["fen"], len(entry.facts["digest"])) == (2, 80_240, 64)
    with pytest.raises(Refused, match=r"ledger\.ordered_before"):
        order(lines, (3, person.pk, 1), (2, person.pk, 5_000))
    assert balances(lines) == now
    assert not PaymentOrder.objects.filter(source_id=3).exists()


def test_a_fund_is_not_overspent_and_nothing_is_written() -> None:
    lines = lines_of(makers.make_org(), fen=10_000)
    person = makers.make_person()
    with pytest.raises(Refused, match=r"ledger\.fund_short"):
        order(lines, (1, person.pk, 5_000), (2, person.pk, 5_001))
    assert not PaymentOrder.objects.exists()
    Fund.objects.update(guarantee_fen=1)
    order(lines, (1, person.pk, 5_000), (2, person.pk, 5_001))
    assert Fund.objects.get().free_fen == -1


def test_what_is_not_sent_is_cancelled_and_its_posting_reversed() -> None:
    lines = lines_of(makers.make_org())
    person = makers.make_person()
    order(lines, (1, person.pk, 75_240), (2, person.pk, 5_000))
    assert reverse(lines, 1, 77) == Reversed(1, 75_240, 0, 0)
    assert balances(lines)["payable"] == -5_000
    gone = PaymentOrder.objects.get(source_id=1)
    assert gone.state == "cancelled"
    back = Posting.objects.get(reverses__order=gone)
    assert (back.debit_id, back.credit_id, back.fen) == (lines["payable"].pk, lines["expense"].pk, 75_240)
    assert reverse(lines, 1) == Reversed(0, 0, 0, 0)
    assert balances(lines)["payable"] == -5_000


def test_a_name_that_is_no_staging_table_gets_nowhere() -> None:
    lines = lines_of(makers.make_org())
    with pytest.raises(ValueError, match="staging table"):
        order_many(
            "aid; DROP TABLE ledger_posting", book_id=lines["money"].book_id, expense_id=1, payable_id=1,
            source=SOURCE, purpose="", on=TODAY, batch=uuid4(), actor=SYSTEM,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_posting")
