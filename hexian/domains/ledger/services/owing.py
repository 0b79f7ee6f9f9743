"""What is owed to a fund before it comes: posted in bulk by rooms above, received in one sum, taken back by its cause.

Debit receivable, credit the fund's income; when it has come, debit money, credit receivable.  Money a fund counts on
may be promised to people; it leaves the bank only once it has come (`ledger.money_short`).  What had come and is owed
no longer is kept for whoever paid it (debit income, credit a line of hers) and set off against what she owes next: the
bank is told of persons alone, and money leaves by an order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import Account, Book, Posting
from hexian.domains.ledger.rules import AccountKind, Source
from hexian.domains.ledger.services import reaching
from hexian.domains.ledger.services.posting import Ordered, _named, _told, post, refusing
from hexian.domains.ledger.services.reaching import KEPT, OWED, OWED_NAME
from hexian.foundation.actor import Actor

_POST = """
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", source, source_id, batch, memo,
        posted_by, at)
    SELECT %(book)s, %(code)s, %(debit)s, %(credit)s, g.fen, %(on)s, %(source)s, g.source_id, %(batch)s, %(memo)s,
        %(by)s, %(at)s
    FROM pg_temp.{staged} g ORDER BY g.source_id
"""
#: Each cause's posting that stands, mirrored.
_TAKE_BACK = """
    INSERT INTO ledger_posting (book_id, code, debit_id, credit_id, fen, "on", source, source_id, reverses_id, batch,
        memo, posted_by, at)
    SELECT p.book_id, %(code)s, p.credit_id, p.debit_id, p.fen, %(on)s, 'ledger.reversal', p.source_id, p.id, %(batch)s,
        %(memo)s, %(by)s, %(at)s
    FROM pg_temp.{staged} g JOIN ledger_posting p ON p.source = %(source)s AND p.source_id = g.source_id
        AND p.order_id IS NULL AND p.book_id = %(book)s AND p.reverses_id IS NULL
    WHERE NOT EXISTS (SELECT FROM ledger_posting r WHERE r.reverses_id = p.id)
    ORDER BY p.id
"""


def income_of(expense_id: int) -> Account:
    """The income line of the fund an expense line belongs to."""
    fund = Account.objects.select_related("fund").get(pk=expense_id).fund
    return Account.objects.filter(fund=fund, kind=AccountKind.INCOME).order_by("pk")[0]


def owed_line(book: Book) -> Account:
    """What is owed to the book's funds."""
    facts = {"code": book.code, "name": OWED_NAME, "kind": AccountKind.RECEIVABLE}
    return Account.objects.get_or_create(book=book, number=OWED, defaults=facts)[0]


@transaction.atomic
def owe_many(
    staged: str, *, book_id: int, expense_id: int, source: str, memo: str, on: date, batch: UUID, actor: Actor
) -> Ordered:
    """Post what is owed to a fund for every row of `pg_temp.<staged>(source_id bigint, payee_id bigint, fen bigint)`.

    The fund is that of `expense_id`; `payee_id` is who it is for (0: nobody in particular), for the trail's digest.
    For the rooms above; who may is theirs to ask.  Raises `Refused` with `ledger.period_closed`,
    `ledger.nothing_to_pay`.
    """
    book = Book.objects.get(pk=book_id)
    facts = {
        "book": book.pk, "code": book.code, "debit": owed_line(book).pk, "credit": income_of(expense_id).pk,
        "source": source, "memo": memo, "on": on, "batch": batch, "by": actor.person_id, "at": actor.now,
    }  # fmt: skip
    with refusing(), connection.cursor() as cursor:
        cursor.execute(_POST.format(staged=_named(staged)), facts)
    return _told(LedgerEvent.OWED, staged, book, batch=batch, source=source, actor=actor)


@transaction.atomic
def take_owed_back(staged: str, *, book_id: int, source: str, memo: str, on: date, batch: UUID, actor: Actor) -> int:
    """Take back what was owed for the causes in `pg_temp.<staged>(source_id bigint)` and has not come; how many.

    Raises `Refused` with `ledger.fund_short` when the fund has promised it already, `ledger.repaid_too_much` when it
    has come.
    """
    book = Book.objects.get(pk=book_id)
    facts = {
        "book": book.pk, "code": book.code, "source": source, "memo": memo, "on": on, "batch": batch,
        "by": actor.person_id, "at": actor.now,
    }  # fmt: skip
    with refusing(), connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK.format(staged=_named(staged)), facts)
        count = int(cursor.rowcount)
    if count:
        reaching.write(LedgerEvent.OWED_BACK, book, book.code, actor, source=source, count=count)
    return count


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for many at once, as a book keeps what she has in hand: the end of the line's number, its name."""

    number: str
    name: str


def kept_line(book: Book, payer: Payer) -> Account:
    """What a payer has in hand with a book."""
    facts = {"code": book.code, "name": payer.name, "kind": AccountKind.PAYABLE}
    return Account.objects.get_or_create(book=book, number=KEPT + payer.number, defaults=facts)[0]


def in_hand(book_id: int) -> dict[str, int]:
    """What payers have in hand with a book, in fen, by the end of their lines' numbers. As the system."""
    lines = Account.objects.filter(book_id=book_id, number__startswith=KEPT).exclude(balance_fen=0)
    return {number.removeprefix(KEPT): -fen for number, fen in lines.values_list("number", "balance_fen")}


@transaction.atomic
def keep_for(
    payer: Payer, *, book_id: int, expense_id: int, fen: int, source: str, source_id: int, memo: str, on: date,
    batch: UUID, actor: Actor,
) -> Posting:  # fmt: skip
    """Keep for a payer what had come and is owed no longer: debit income, credit her line.

    Raises `Refused` with `ledger.fund_short` when the fund has promised it already.
    """
    book = Book.objects.get(pk=book_id)
    made = post(
        book, debit=income_of(expense_id).pk, credit=kept_line(book, payer).pk, fen=fen, on=on, source=source,
        source_id=source_id, memo=memo, batch=batch, actor=actor,
    )  # fmt: skip
    reaching.write(LedgerEvent.OWED_BACK, book, book.code, actor, source=source, count=1)
    return made


@transaction.atomic
def receive_owed(
    book_id: int, *, fen: int, on: date, memo: str, batch: UUID, actor: Actor, payer: Payer | None = None
) -> int:
    """What was owed has come: debit money, credit receivable; what the payer had in hand goes first. Returns that.

    Raises `Refused` with `ledger.repaid_too_much`.
    """
    book = Book.objects.get(pk=book_id)
    owed = owed_line(book).pk
    kept = Account.objects.select_for_update().get(pk=kept_line(book, payer).pk) if payer else None
    set_off = min(fen, -kept.balance_fen) if kept else 0
    facts: dict[str, Any] = {"credit": owed, "on": on, "memo": memo, "batch": batch, "actor": actor}
    if kept and set_off:
        post(book, debit=kept.pk, fen=set_off, source=Source.OWED_SET_OFF, **facts)
    if fen > set_off:
        money = reaching.line(book, reaching.MONEY).pk
        post(book, debit=money, fen=fen - set_off, source=Source.OWED_RECEIVED, **facts)
    reaching.write(LedgerEvent.OWED_CAME, book, book.code, actor, fen=fen, set_off=set_off)
    return set_off
