"""What every verb shares: the locked rows, the numbers of law, the trail."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from hexian.domains.ledger import access
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import Account, Book, Fund, Run
from hexian.domains.ledger.rules import AccountKind
from hexian.foundation import audit, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

#: Standard lines of every book: number, name, kind.
MONEY, RECEIVABLE, PAYABLE = "1002", "1221", "2241"
#: Lines a book gets when it needs them first: fees that are owed to its funds, and what payers of fees have in hand.
OWED, OWED_NAME = "1222", "应收互助费"
KEPT = "2242"
STANDARD = (
    (MONEY, "银行存款", AccountKind.MONEY),
    (RECEIVABLE, "应收退回款", AccountKind.RECEIVABLE),
    (PAYABLE, "应付补助款", AccountKind.PAYABLE),
)


def as_book(actor: Actor) -> AbstractContextManager[None]:
    """The program's eyes, for what hangs on the payments of a book she may handle: payees and where they are paid to.

    A payee may have gone to a union elsewhere; the order stays with its book, and so does whoever it is for.  Rows are
    always asked for by books she reaches.
    """
    return scope(Actor.system("ledger", actor.now, shifted=actor.shifted))


def book_locked(book_id: UUID, actor: Actor) -> Book:
    """A book she keeps, locked. Raises `Book.DoesNotExist` out of reach."""
    return access.books_kept(actor).select_related("org").select_for_update(of=("self",)).get(public_id=book_id)


def fund_locked(fund_id: UUID, actor: Actor) -> Fund:
    """A living fund she keeps, locked. Raises `Fund.DoesNotExist` out of reach, `ledger.fund_ended`."""
    fund = access.funds_kept(actor).select_related("book__org").select_for_update(of=("self",)).get(public_id=fund_id)
    if fund.ended_on is not None:
        raise Refused("ledger.fund_ended", fund=fund.name)
    return fund


def run_locked(run_id: UUID, actor: Actor, *duties: str) -> Run:
    """A run she may act on, locked. Raises `Run.DoesNotExist` out of reach."""
    rows = access.runs_for(actor, *duties).select_related("book__org", "money")
    return rows.select_for_update(of=("self",)).get(public_id=run_id)


def line(book: Book, number: str) -> Account:
    """A standard line of a book."""
    return Account.objects.get(book=book, number=number)


def line_of(fund: Fund, kind: AccountKind) -> Account:
    """What comes into a fund, or goes out of it."""
    return Account.objects.filter(fund=fund, kind=kind).order_by("pk")[0]


def write(event: LedgerEvent, subject: object, code: str, actor: Actor, duty: str = access.KEEP, **facts: Any) -> None:
    """Into the trail and out to whoever listens."""
    audit.record(event, subject, actor=actor, code=code, duty=duty, **facts)
    events.publish(event, subject, actor=actor, code=code, **facts)
