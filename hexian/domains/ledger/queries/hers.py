"""What is a person's own of the ledger: her card, what waits for it, what was paid to her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from hexian.domains.ledger import access
from hexian.domains.ledger.queries.runs import OrderRow, my_payments
from hexian.domains.ledger.rules import Order
from hexian.domains.people import queries as people
from hexian.foundation.actor import Actor

#: Not with the bank yet: a card given now is the one that is paid to.
_BEFORE_BANK = (Order.ORDERED, Order.BATCHED)


@dataclass(frozen=True, slots=True)
class MyCard:
    """Where she is paid to: the number as its last four digits."""

    bank_name: str
    tail: str
    holder: str
    added_at: datetime
    is_mine: bool  # she gave it herself
    is_proven: bool  # a payment has arrived there


@dataclass(frozen=True, slots=True)
class MyMoney:
    """Her card, what has not gone to the bank yet, what came back, every payment."""

    card: MyCard | None
    name: str
    waiting: int
    waiting_fen: int
    returned: int
    payments: tuple[OrderRow, ...]

    @property
    def needs_card(self) -> bool:
        """Whether money waits for nothing but her card."""
        return self.card is None and self.waiting > 0


def my_money(actor: Actor) -> MyMoney:
    """Everything about herself; nothing for whoever is no person."""
    before = Q(state__in=_BEFORE_BANK)
    sums = access.own_orders(actor).aggregate(n=Count("pk", filter=before), fen=Sum("fen", filter=before))
    payments = tuple(my_payments(actor))
    name = people.names_of([actor.person_id]).get(actor.person_id, "") if actor.person_id else ""
    returned = sum(each.state == Order.RETURNED and not each.reopened and not each.recalled for each in payments)
    return MyMoney(_card(actor), name, sums["n"], sums["fen"] or 0, returned, payments)


def _card(actor: Actor) -> MyCard | None:
    row = access.own_cards(actor).filter(is_active=True).first()
    if row is None:
        return None
    paid = access.own_orders(actor).filter(account=row, state=Order.PAID).exists()
    mine = row.added_by == actor.person_id
    return MyCard(row.bank_name, row.tail, row.holder, row.added_at, mine, paid or row.checked_at is not None)
