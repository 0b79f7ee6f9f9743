"""One yuan from the donor to the account it was paid into: first in, first out.

Gifts of a fund stand in a row in the order in which they came, payments in the order in which the bank paid them; laid
beside each other, every fen paid lies on exactly one gift.  Shares in proportion would split each payment among all
donors and round; this way sums are exact, a donor sees whole payments, and a later gift changes no earlier answer.
Worked example: gifts of 100 and 50, payments of 80 and 60: the second payment takes 20 of the first gift and 40 of the
second, of which 10 are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from hexian.domains.ledger import access
from hexian.domains.ledger.models import Account, Gift, PaymentOrder
from hexian.domains.ledger.rules import AccountKind
from hexian.foundation.actor import Actor

PAGE = 50
#: Taken back gifts never fed anything; what was recalled or came back is no spending of the fund.
_GIFTS = """
    SELECT g.id, g.fen, sum(g.fen) OVER w - g.fen AS lo, sum(g.fen) OVER w AS hi FROM ledger_gift g
    WHERE g.fund_id = %(fund)s
        AND NOT EXISTS (SELECT FROM ledger_posting r WHERE r.reverses_id = g.posting_id)
    WINDOW w AS (ORDER BY g."on", g.id)
"""
_SPENT = """
    SELECT o.id, o.fen, sum(o.fen) OVER w - o.fen AS lo, sum(o.fen) OVER w AS hi FROM ledger_order o
    JOIN ledger_posting p ON p.order_id = o.id AND p.source = 'ledger.paid'
    WHERE o.expense_id = ANY (%(expenses)s) AND o.state = 'paid' AND o.recalled_at IS NULL
    WINDOW w AS (ORDER BY p.id)
"""
_OVERLAP = """
    WITH gifts AS ({gifts}), spent AS ({spent})
    SELECT g.id, s.id, (least(g.hi, s.hi) - greatest(g.lo, s.lo))::bigint, greatest(g.lo, s.lo)::bigint
    FROM gifts g JOIN spent s ON s.hi > g.lo AND s.lo < g.hi
    WHERE {where} AND greatest(g.lo, s.lo) >= %(after)s ORDER BY 4 LIMIT %(most)s
"""
_SUMS = """
    WITH gifts AS ({gifts}), spent AS (SELECT coalesce(max(hi), 0) AS hi FROM ({spent}) s)
    SELECT greatest(0, least(g.hi, spent.hi) - g.lo)::bigint FROM gifts g, spent WHERE g.id = %(gift)s
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a gift that went into a payment, in fen."""

    fen: int
    gift_id: UUID
    donor: str
    gift_fen: int
    gift_on: date
    order_id: UUID
    payee: str
    order_fen: int
    tail: str
    paid_on: date | None
    run_id: UUID | None
    run_number: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a gift went, or what a payment came from; `next` is where the next page begins."""

    fund_id: UUID
    fund: str
    fen: int
    used_fen: int
    pieces: tuple[Piece, ...]
    next: int

    @property
    def left_fen(self) -> int:
        """What of it has not been paid out yet."""
        return self.fen - self.used_fen


def follow_gift(gift_id: UUID, actor: Actor, after: int = 0) -> Followed:
    """The payments a gift went into. Raises `Gift.DoesNotExist` out of reach."""
    gift = Gift.objects.select_related("fund").get(public_id=gift_id, fund__in=access.funds_visible(actor))
    facts = _facts(gift.fund_id, after) | {"gift": gift.pk}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(gifts=_GIFTS, spent=_SPENT), facts)
        used = (cursor.fetchone() or (0,))[0]
        cursor.execute(_OVERLAP.format(gifts=_GIFTS, spent=_SPENT, where="g.id = %(gift)s"), facts)
        found = cursor.fetchall()
    fund = gift.fund
    return Followed(fund.public_id, fund.name, gift.fen, used, _pieces(found[:PAGE]), _next(found))


def follow_order(order_id: UUID, actor: Actor) -> Followed:
    """The gifts a payment came from; nothing before the bank has paid it. Raises `PaymentOrder.DoesNotExist`."""
    order = access.orders_visible(actor).select_related("expense__fund").get(public_id=order_id)
    fund = order.expense.fund
    if fund is None:
        raise PaymentOrder.DoesNotExist
    facts = _facts(fund.pk, 0) | {"order": order.pk}
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAP.format(gifts=_GIFTS, spent=_SPENT, where="s.id = %(order)s"), facts)
        found = cursor.fetchall()
    return Followed(fund.public_id, fund.name, order.fen, sum(row[2] for row in found), _pieces(found[:PAGE]), 0)


def _expenses(fund_id: int) -> list[int]:
    return list(Account.objects.filter(fund_id=fund_id, kind=AccountKind.EXPENSE).values_list("pk", flat=True))


def _facts(fund_id: int, after: int) -> dict[str, Any]:
    return {"fund": fund_id, "expenses": _expenses(fund_id), "after": after, "most": PAGE + 1}


def _next(found: list[tuple[int, int, int, int]]) -> int:
    return found[PAGE][3] if len(found) > PAGE else 0


def _pieces(found: list[tuple[int, int, int, int]]) -> tuple[Piece, ...]:
    gifts = Gift.objects.select_related("donor").in_bulk([row[0] for row in found])
    orders = PaymentOrder.objects.select_related("payee", "account", "run").in_bulk([row[1] for row in found])
    return tuple(_piece(gifts[gift], orders[order], fen) for gift, order, fen, _ in found)


def _piece(gift: Gift, order: PaymentOrder, fen: int) -> Piece:
    return Piece(
        fen, gift.public_id, gift.donor.name, gift.fen, gift.on, order.public_id, order.payee.name, order.fen,
        order.account.tail if order.account else "", order.bank_on, order.run.public_id if order.run else None,
        order.run.number if order.run else "",
    )  # fmt: skip


def used_of(gifts: list[Gift]) -> dict[int, int]:
    """How much of each gift has been paid out, in fen, by the gift's key."""
    used: dict[int, int] = {}
    for gift in gifts:
        with connection.cursor() as cursor:
            facts = _facts(gift.fund_id, 0) | {"gift": gift.pk}
            cursor.execute(_SUMS.format(gifts=_GIFTS, spent=_SPENT), facts)
            used[gift.pk] = int((cursor.fetchone() or (0,))[0])
    return used


def payments_of(fund_id: int) -> int:
    """How many payments a fund has made."""
    lines = PaymentOrder.objects.filter(expense_id__in=_expenses(fund_id), state="paid", recalled_at__isnull=True)
    return lines.count()
