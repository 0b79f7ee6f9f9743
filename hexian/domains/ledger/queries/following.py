"""One yuan from the donor to the account it was paid into: first in, first out.

Gifts of a fund stand in a row in the order in which they came, payments in the order in which the bank paid them; laid
beside each other, every fen paid lies on exactly one gift.  Shares in proportion would split each payment among all
donors and round; this way sums are exact, a donor sees whole payments, and a later gift changes no earlier answer.
Worked example: gifts of 100 and 50, payments of 80 and 60: the second payment takes 20 of the first gift and 40 of the
second, of which 10 are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Sum

from hexian.domains.ledger import access
from hexian.domains.ledger.models import Account, Gift, PaymentOrder, Posting, Run
from hexian.domains.ledger.rules import AccountKind
from hexian.domains.ledger.services.reaching import as_book
from hexian.foundation.actor import Actor

PAGE = 50
#: Taken back gifts never fed anything; what is owed back or came back is no spending of the fund.
_GIFTS = """
    SELECT g.id, g.fen, sum(g.fen) OVER w - g.fen AS lo, sum(g.fen) OVER w AS hi FROM ledger_gift g
    WHERE g.fund_id = %(fund)s
        AND NOT EXISTS (SELECT FROM ledger_posting r WHERE r.reverses_id = g.posting_id)
    WINDOW w AS (ORDER BY g."on", g.id)
"""
_SPENT = """
    SELECT s.id, s.fen, sum(s.fen) OVER w - s.fen AS lo, sum(s.fen) OVER w AS hi FROM (
        SELECT o.id, o.fen - coalesce(o.owed_fen, 0) AS fen, p.id AS posting FROM ledger_order o
        JOIN ledger_posting p ON p.order_id = o.id AND p.source = 'ledger.paid'
        WHERE o.expense_id = ANY (%(expenses)s) AND o.state = 'paid' AND o.recalled_at IS NULL
    ) s WINDOW w AS (ORDER BY s.posting)
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
_AT = """
    WITH gifts AS ({gifts}), spent AS ({spent})
    SELECT (SELECT id FROM gifts WHERE lo <= %(at)s AND hi > %(at)s),
    (SELECT id FROM spent WHERE lo <= %(at)s AND hi > %(at)s),
        coalesce((SELECT max(hi) FROM gifts), 0)::bigint, coalesce((SELECT max(hi) FROM spent), 0)::bigint
"""
#: Gifts drawn one by one; what came after them is drawn as one.
MOST_DRAWN = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A hand a run went through on the way."""

    hand: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """The stations of a payment between the fund and the card: its order, its run with the hands, the bank."""

    order_id: UUID
    purpose: str
    source: str
    source_id: int
    fen: int
    ordered_at: datetime
    payee: str
    run_id: UUID | None
    run_number: str
    position: int | None
    hands: tuple[Step, ...]
    paid_on: date | None
    bank: str
    tail: str
    posting_id: int | None


@dataclass(frozen=True, slots=True)
class GiftAt:
    """A gift in the row of gifts: where it begins and ends, in fen from the first one."""

    public_id: UUID | None
    donor: str
    fen: int
    on: date | None
    lo: int
    voucher: str = ""
    posting_id: int = 0
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Yuan:
    """One yuan of a fund: the gift it came with, the payment it left in; `paid_fen` are those that have left."""

    fund_id: UUID
    fund: str
    number: int
    gifts: tuple[GiftAt, ...]
    gift: GiftAt | None
    trail: Trail | None
    given_fen: int
    paid_fen: int

    @property
    def most(self) -> int:
        """The number of the last yuan that lies on a gift."""
        return max(self.given_fen, 0) // 100


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
    return Followed(fund.public_id, fund.name, gift.fen, used, _pieces(found[:PAGE], actor), _next(found))


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
    kept = order.fen - (order.owed_fen or 0)
    return Followed(fund.public_id, fund.name, kept, sum(row[2] for row in found), _pieces(found[:PAGE], actor), 0)


def yuan(fund_id: UUID, number: int, actor: Actor) -> Yuan:
    """The so-manieth yuan of a fund by its first fen. Raises `Fund.DoesNotExist` out of reach."""
    fund = access.funds_visible(actor).get(public_id=fund_id)
    number = max(1, number)
    facts = _facts(fund.pk, 0) | {"at": (number - 1) * 100}
    with connection.cursor() as cursor:
        cursor.execute(_AT.format(gifts=_GIFTS, spent=_SPENT), facts)
        gift_id, order_id, given, paid = cursor.fetchone() or (None, None, 0, 0)
    drawn = _drawn(fund.pk)
    order = PaymentOrder.objects.filter(pk=order_id).first() if order_id else None
    return Yuan(
        fund.public_id,
        fund.name,
        number,
        drawn,
        _gift_at(gift_id, drawn),
        _trail(order, actor) if order else None,
        given,
        paid,
    )


def _gifts_of(fund_id: int) -> QuerySet[Gift]:
    rows = Gift.objects.filter(fund_id=fund_id, posting__reversed_by__isnull=True)
    return rows.select_related("donor", "posting__credit").order_by("on", "pk")


def _drawn(fund_id: int) -> tuple[GiftAt, ...]:
    found: list[GiftAt] = []
    lo = 0
    for row in _gifts_of(fund_id)[:MOST_DRAWN]:
        found.append(_as_at(row, lo))
        lo += row.fen
    rest = (_gifts_of(fund_id).aggregate(fen=Sum("fen"))["fen"] or 0) - lo
    return (*found, GiftAt(None, "", rest, None, lo)) if rest else tuple(found)


def _as_at(row: Gift, lo: int) -> GiftAt:
    return GiftAt(
        row.public_id, row.donor.name, row.fen, row.on, lo, row.voucher, row.posting_id, row.posting.credit.public_id
    )


def _gift_at(gift_id: int | None, drawn: tuple[GiftAt, ...]) -> GiftAt | None:
    row = Gift.objects.select_related("donor", "posting__credit").filter(pk=gift_id).first() if gift_id else None
    if row is None:
        return None
    return next((each for each in drawn if each.public_id == row.public_id), _as_at(row, 0))


def only_gift(page: Followed) -> GiftAt | None:
    """The gift a payment came from, where it came from one alone."""
    if len(page.pieces) != 1 or page.left_fen:
        return None
    row = Gift.objects.select_related("donor", "posting__credit").get(public_id=page.pieces[0].gift_id)
    return _as_at(row, 0)


def trail(order_id: UUID, actor: Actor) -> Trail:
    """The stations of a payment. Raises `PaymentOrder.DoesNotExist` out of reach."""
    return _trail(access.orders_visible(actor).get(public_id=order_id), actor)


def _trail(order: PaymentOrder, actor: Actor) -> Trail:
    with as_book(actor):
        run, account, payee = order.run, order.account, order.payee.name
    paid = Posting.objects.filter(order=order, source="ledger.paid").values_list("pk", flat=True).first()
    return Trail(
        order.public_id, order.purpose, order.source, order.source_id, order.fen, order.ordered_at, payee,
        run.public_id if run else None, run.number if run else "", order.position, tuple(_steps(run)), order.bank_on,
        account.bank_name if account else "", account.tail if account else "", paid,
    )  # fmt: skip


def _steps(run: Run | None) -> Iterator[Step]:
    for hand, name in (("propose", "proposed"), ("review", "reviewed"), ("second", "seconded"), ("approve", "approved"),
                       ("release", "released")):  # fmt: skip
        at = getattr(run, f"{name}_at", None)
        if at is not None:
            yield Step(hand, getattr(run, f"{name}_name"), at)


def _expenses(fund_id: int) -> list[int]:
    return list(Account.objects.filter(fund_id=fund_id, kind=AccountKind.EXPENSE).values_list("pk", flat=True))


def _facts(fund_id: int, after: int) -> dict[str, Any]:
    return {"fund": fund_id, "expenses": _expenses(fund_id), "after": after, "most": PAGE + 1}


def _next(found: list[tuple[int, int, int, int]]) -> int:
    return found[PAGE][3] if len(found) > PAGE else 0


def _pieces(found: list[tuple[int, int, int, int]], actor: Actor) -> tuple[Piece, ...]:
    gifts = Gift.objects.select_related("donor").in_bulk([row[0] for row in found])
    with as_book(actor):
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
