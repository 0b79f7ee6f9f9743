"""What somebody has of a matter already, set off against what it is worth now: more, less, or the same.

A matter (one settlement, say) may have been ordered under several causes, its revisions one after another.  What the
bank has or has paid of them stays hers as far as it is due: only the difference is owed back, only what is missing is
ordered, and where it is the same nothing is booked at all.  What was owed back and is due after all is hers again
before anything new is ordered, so that nobody repays with one hand what she is paid into the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from hexian.domains.ledger import rules
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import Book, PaymentOrder, Posting
from hexian.domains.ledger.rules import Order, Paid, Source
from hexian.domains.ledger.services.posting import post
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class SetOff:
    """What came of it, in fen: what she has and keeps, what of it is owed back from now on, what is owed no longer."""

    kept_fen: int
    claimed_fen: int
    dropped_fen: int


def gone_out(source: str, causes: Sequence[int]) -> dict[int, int]:
    """What is with the bank or was paid for each of these causes and is not owed back, in fen; those without are left
    out. As the system.

    The orders are held until the end of the transaction: the bank's answer waits, or we see what it said.
    """
    found = {each.source_id: each.fen - (each.owed_fen or 0) for each in _out(source, causes)}
    return {cause: fen for cause, fen in found.items() if fen}


def _out(source: str, causes: Sequence[int]) -> list[PaymentOrder]:
    """The last attempt of each cause where the bank has it or has paid it, in the order of the causes; held."""
    rows = PaymentOrder.objects.filter(source=source, source_id__in=causes)
    latest = {each.source_id: each for each in rows.select_for_update(of=("self",)).order_by("pk")}
    found = (latest[cause] for cause in causes if cause in latest)
    return [each for each in found if each.state in (Order.RELEASED, Order.PAID)]


@transaction.atomic
def set_off(
    source: str, causes: Sequence[int], fen: int, *, book_id: int, receivable_id: int, memo: str, on: date, batch: UUID,
    actor: Actor,
) -> SetOff:  # fmt: skip
    """Let what has gone out for a matter's causes (oldest first) count for the `fen` it is worth now.

    What is beyond is owed back (debit receivable, credit expense), the latest payment first; what is missing is taken
    from what was owed back and has not come (debit expense, credit receivable).  The rest is the caller's to order:
    `fen` less `kept_fen`.  As the system, for the rooms above; who may is theirs to ask.  Raises `Refused` with
    `ledger.period_closed`, `ledger.fund_short`.
    """
    orders = _out(source, causes)
    paid = [Paid(each.fen, each.owed_fen or 0, repaid(each)) for each in orders]
    moves = rules.set_off(paid, fen)
    book = Book.objects.get(pk=book_id)
    moved = [(order, by) for order, by in zip(orders, moves, strict=True) if by]
    for order, by in moved:
        debit, credit = (receivable_id, order.expense_id)[:: 1 if by > 0 else -1]
        source_of = Source.RECEIVABLE if by > 0 else Source.KEPT
        post(
            book, debit=debit, credit=credit, fen=abs(by), on=on, source=source_of, batch=batch, actor=actor,
            order_id=order.pk, source_id=order.source_id, memo=memo,
        )  # fmt: skip
        _owe(order, (order.owed_fen or 0) + by, actor)
    facts: dict[str, Any] = {"book": book, "source": source, "batch": batch, "actor": actor}
    claimed = _told(LedgerEvent.ORDERS_REVERSED, [(order, by) for order, by in moved if by > 0], **facts)
    dropped = _told(LedgerEvent.CLAIMS_DROPPED, [(order, -by) for order, by in moved if by < 0], **facts)
    return SetOff(sum(each.kept for each in paid) - claimed + dropped, claimed, dropped)


def _owe(order: PaymentOrder, fen: int, actor: Actor) -> None:
    """A payment of which everything is owed back has no cause any more."""
    order.owed_fen = fen or None
    order.recalled_at = actor.now if fen == order.fen else None
    order.save(update_fields=["owed_fen", "recalled_at"])


def _told(
    event: LedgerEvent, moved: Sequence[tuple[PaymentOrder, int]], *, book: Book, source: str, batch: UUID, actor: Actor
) -> int:
    """One entry with the digest of what was moved, as for payments that are ordered; the sum."""
    if not moved:
        return 0
    lines = sorted((order.source_id, order.payee_id, fen) for order, fen in moved)
    digest = sha256(",".join(":".join(map(str, each)) for each in lines).encode()).hexdigest()
    fen = sum(each[2] for each in lines)
    facts: dict[str, Any] = {"source": source, "count": len(lines), "fen": fen}
    audit.record(event, batch, actor=actor, code=book.code, digest=digest, **facts)
    events.publish(event, batch, actor=actor, code=book.code, **facts)
    return fen


def repaid(order: PaymentOrder) -> int:
    """What has come back of what is owed for a payment, in fen."""
    rows = Posting.objects.filter(order=order, source=Source.REPAID, reversed_by__isnull=True)
    return int(rows.aggregate(fen=Sum("fen"))["fen"] or 0)
