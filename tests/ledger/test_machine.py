"""Whatever is done in whatever order, the book balances, and an own small model beside it says the same."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hexian.domains.ledger import rules, services
from hexian.domains.ledger.models import Account, PaymentOrder, Run, Turnover
from hexian.domains.ledger.rules import Entry, Hand
from hexian.foundation.actor import Refused
from tests.ledger import makers
from tests.ledger.makers import answer, lines_of
from tests.makers import as_

MANY = 100_000_000
entries = st.builds(Entry, st.integers(1, 6), st.integers(1, 6), st.integers(1, 10**12))


@given(st.lists(entries))
def test_any_sequence_of_postings_balances(listed: list[Entry]) -> None:
    assert sum(rules.trial(listed).values()) == 0


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_more_money_never_asks_for_fewer_hands(fen: int, review: int, second: int) -> None:
    less, more = (rules.needs(each, review_above=review, second_above=second) for each in (fen, fen + 1))
    assert (less.review, less.second) <= (True, True)
    assert more.review >= less.review
    assert more.second >= less.second
    assert rules.needs(review, review_above=review, second_above=second).review is False


paid = st.integers(1, 10**9).flatmap(
    lambda fen: st.integers(0, fen).flatmap(
        lambda owed: st.builds(rules.Paid, st.just(fen), st.just(owed), st.integers(0, owed))
    )
)


@given(st.lists(paid, max_size=5), st.integers(0, 10**9))
def test_what_is_set_off_keeps_the_worth_as_far_as_it_was_had(payments: list[rules.Paid], worth: int) -> None:
    """No payment owes more than it was or less than has come back; claims and their dropping never meet."""
    moves = rules.set_off(payments, worth)
    after = [rules.Paid(each.fen, each.owed + by, each.repaid) for each, by in zip(payments, moves, strict=True)]
    assert all(each.repaid <= each.owed <= each.fen for each in after)
    had = sum(each.kept for each in payments)
    can_have = had + sum(each.owed - each.repaid for each in payments)
    assert sum(each.kept for each in after) == min(worth, can_have)
    assert all(by <= 0 for by in moves) or all(by >= 0 for by in moves)


class Paying(RuleBasedStateMachine):
    """Orders, runs with their hands, answers, returns and reversals; the model knows sums and who has signed."""

    @initialize()
    def begin(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.at = makers.desk(fen=MANY)
        self.people = [
            makers.payee(self.at.union, f"演示{name}", f"62220000000070{place:02}")
            for place, name in enumerate("甲乙丙")
        ]
        self.owed: dict[int, int] = {}  # cause → fen that is ordered and not paid
        self.paid: dict[int, int] = {}
        self.gone: set[int] = set()
        self.hands: list[int] = []
        self.run: Run | None = None
        self.cause = 900_000

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    @rule(fen=st.integers(1, 1_000_000), who=st.integers(0, 2))
    def order(self, fen: int, who: int) -> None:
        self.cause += 1
        makers.order(self.at, (self.people[who], fen), causes=[self.cause])
        self.owed[self.cause] = fen

    @precondition(lambda self: self.run is None)
    @rule()
    def draft(self) -> None:
        waiting = PaymentOrder.objects.filter(book=self.at.book, state="ordered").exists()
        try:
            with transaction.atomic():
                self.run = makers.drafted(self.at)
        except Refused:
            self.run = None
        assert waiting == (self.run is not None)
        self.hands = []

    @precondition(lambda self: self.run is not None)
    @rule(hand=st.sampled_from(["propose", "approve", "release"]), who=st.integers(0, 4))
    def lend(self, hand: str, who: int) -> None:
        assert self.run
        wanted = ["propose", "approve", "release"]
        may = len(self.hands) < 3 and wanted[len(self.hands)] == hand and who not in self.hands
        empty = not PaymentOrder.objects.filter(run=self.run, state="batched").exists()
        try:
            with transaction.atomic():
                self.run = makers.lend(self.run, Hand(hand), self.at.hands[who])
        except Refused:
            assert not may or empty
        else:
            assert may
            self.hands.append(who)

    @precondition(lambda self: self.run is not None and 0 < len(self.hands) < 3)
    @rule(who=st.integers(0, 4))
    def send_back(self, who: int) -> None:
        assert self.run
        with as_(self.at.hands[who]):
            self.run = services.send_back(self.run.public_id, reason="再核对一下", actor=self.at.hands[who])
        self.hands = []

    @precondition(lambda self: len(self.hands) == 3)
    @rule(outcomes=st.lists(st.sampled_from(["成功", "失败"]), min_size=1, max_size=8))
    def answer(self, outcomes: list[str]) -> None:
        assert self.run
        lines = [
            (*line[:3], outcomes[place % len(outcomes)]) for place, line in enumerate(lines_of(self.run))
        ]  # fmt: skip
        makers.reply(self.run, self.at.keeper, answer(self.run, lines))
        for order in PaymentOrder.objects.filter(run=self.run, state="paid"):
            self.owed.pop(order.source_id, None)
            if order.source_id not in self.paid:
                self.paid[order.source_id] = order.fen
        for order in PaymentOrder.objects.filter(run=self.run, state="returned"):
            if order.source_id in self.gone:
                self.owed.pop(order.source_id, None)
                continue
            with as_(self.at.keeper):
                services.reopen(order.public_id, same_card=True, actor=self.at.keeper)
        with as_(self.at.keeper):
            services.close(self.run.public_id, actor=self.at.keeper)
        self.run, self.hands = None, []

    @precondition(lambda self: bool(self.owed or self.paid))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        cause = data.draw(st.sampled_from(sorted({*self.owed, *self.paid})))
        done = makers.take_back(self.at, cause)
        if cause in self.gone:
            assert (done.cancelled, done.owed_back) == (0, 0)
            return
        self.gone.add(cause)
        if done.cancelled:
            del self.owed[cause]
        else:
            assert done.owed_back == 1

    @invariant()
    def the_book_is_as_the_model_says(self) -> None:
        if not hasattr(self, "at"):
            return
        now = self.at.balances()
        assert sum(now.values()) == 0
        owed = sum(self.owed.values())
        paid = sum(self.paid.values())
        assert now["money"] == MANY - paid
        assert now["payable"] == -owed
        kept = {cause: fen for cause, fen in {**self.owed, **self.paid}.items() if cause not in self.gone}
        assert now["expense"] == sum(kept.values())
        moved = Turnover.objects.filter(account__book=self.at.book)
        for account in Account.objects.filter(book=self.at.book):
            sums = moved.filter(account=account).aggregate(d=Sum("debit_fen"), c=Sum("credit_fen"))
            assert (sums["d"] or 0) - (sums["c"] or 0) == account.balance_fen
        live = PaymentOrder.objects.filter(book=self.at.book).exclude(state__in=["returned", "cancelled"])
        assert live.values("source_id").distinct().count() == live.count()


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.thorough
def test_whatever_is_done_the_book_balances() -> None:
    few = settings(
        max_examples=12,
        stateful_step_count=18,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    run_state_machine_as_test(Paying, settings=few)
