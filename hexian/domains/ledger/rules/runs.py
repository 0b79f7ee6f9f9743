"""Payment orders and the runs (批次) that take them to the bank, with the hands a run goes through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hexian.foundation.actor import Refused


class Order(StrEnum):
    """Where one payment stands."""

    ORDERED = "ordered"
    BATCHED = "batched"
    RELEASED = "released"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Run(StrEnum):
    """Where a run stands."""

    DRAFTED = "drafted"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RELEASED = "released"
    ANSWERED = "answered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Hand(StrEnum):
    """Whose hand a run goes through; no person lends two of them to one run."""

    PROPOSE = "propose"
    REVIEW = "review"
    SECOND = "second"
    APPROVE = "approve"
    RELEASE = "release"


HANDS = tuple(Hand)

#: (state, act) → state. «second» is the first of two approvals where the sum asks for two.
RUN: Mapping[tuple[Run, str], Run] = {
    (Run.DRAFTED, "add"): Run.DRAFTED,
    (Run.DRAFTED, "leave"): Run.DRAFTED,
    (Run.DRAFTED, "propose"): Run.PROPOSED,
    (Run.DRAFTED, "cancel"): Run.CANCELLED,
    (Run.PROPOSED, "review"): Run.REVIEWED,
    (Run.PROPOSED, "second"): Run.PROPOSED,
    (Run.PROPOSED, "approve"): Run.APPROVED,
    (Run.PROPOSED, "leave"): Run.PROPOSED,
    (Run.PROPOSED, "return"): Run.DRAFTED,
    (Run.REVIEWED, "second"): Run.REVIEWED,
    (Run.REVIEWED, "approve"): Run.APPROVED,
    (Run.REVIEWED, "leave"): Run.REVIEWED,
    (Run.REVIEWED, "return"): Run.DRAFTED,
    (Run.APPROVED, "leave"): Run.APPROVED,
    (Run.APPROVED, "return"): Run.DRAFTED,
    (Run.APPROVED, "release"): Run.RELEASED,
    (Run.RELEASED, "answer"): Run.ANSWERED,
    (Run.ANSWERED, "answer"): Run.ANSWERED,
    (Run.ANSWERED, "close"): Run.CLOSED,
    (Run.CLOSED, "answer"): Run.CLOSED,
}
#: Runs in which something is still to be done.
OPEN = (Run.DRAFTED, Run.PROPOSED, Run.REVIEWED, Run.APPROVED, Run.RELEASED, Run.ANSWERED)

#: A paid order that the bank brings back days later (退票) is returned as well.
ORDER: Mapping[tuple[Order, str], Order] = {
    (Order.ORDERED, "batch"): Order.BATCHED,
    (Order.ORDERED, "cancel"): Order.CANCELLED,
    (Order.BATCHED, "leave"): Order.ORDERED,
    (Order.BATCHED, "cancel"): Order.CANCELLED,
    (Order.BATCHED, "release"): Order.RELEASED,
    (Order.RELEASED, "pay"): Order.PAID,
    (Order.RELEASED, "return"): Order.RETURNED,
    (Order.PAID, "return"): Order.RETURNED,
}
#: Orders that still owe somebody money, or have given it.
ALIVE = (Order.ORDERED, Order.BATCHED, Order.RELEASED, Order.PAID)


def may(state: str, act: str) -> bool:
    """Whether a run in this state allows the act at all."""
    return (Run(state), act) in RUN


def next_run(state: str, act: str) -> Run:
    """The state an act leads a run to; raises `Refused("ledger.run_state")` when it cannot be done."""
    if not may(state, act):
        raise Refused("ledger.run_state", run_state=state, run_act=act)
    return RUN[Run(state), act]


def next_order(state: str, act: str) -> Order:
    """The state an act leads an order to; raises `Refused("ledger.order_state")` when it cannot be done."""
    if (Order(state), act) not in ORDER:
        raise Refused("ledger.order_state", order_state=state, order_act=act)
    return ORDER[Order(state), act]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run's sum asks for beyond three different persons: a fourth who reviews, a second approval."""

    review: bool
    second: bool


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has lent a hand so far, by person; a committee's resolution stands for the second approval."""

    given: Mapping[Hand, int]
    committee: str = ""

    def of(self, person: int) -> Hand | None:
        """The hand this person has lent already."""
        return next((hand for hand, who in self.given.items() if who == person), None)


def needs(fen: int, *, review_above: int, second_above: int) -> Needs:
    """What a sum in fen asks for; «above» does not include the threshold itself (民法典 1259 «超过»)."""
    return Needs(review=fen > review_above, second=fen > second_above)


def check_thresholds(hand: Hand, wanted: Needs, hands: Hands) -> None:
    """Refuse a hand that is lent before those the sum asks for.

    Raises `Refused` with `ledger.review_first` or `ledger.second_first`.
    """
    if hand in (Hand.APPROVE, Hand.SECOND) and wanted.review and Hand.REVIEW not in hands.given:
        raise Refused("ledger.review_first")
    if hand == Hand.APPROVE and wanted.second and Hand.SECOND not in hands.given and not hands.committee:
        raise Refused("ledger.second_first")


def check_hand(person: int | None, hands: Hands, payees: Collection[int], relatives: Collection[int]) -> int:
    """Who lends a hand is a person, has lent none yet, and neither she nor a declared relative is paid by the run.

    Raises `Refused`: `ledger.no_person`, `ledger.hand_twice` (`hand`), `ledger.own_money`, `ledger.relatives_money`.
    """
    if person is None:
        raise Refused("ledger.no_person")
    lent = hands.of(person)
    if lent is not None:
        raise Refused("ledger.hand_twice", hand=lent)
    if person in payees:
        raise Refused("ledger.own_money")
    if relatives:
        raise Refused("ledger.relatives_money", count=len(relatives))
    return person
