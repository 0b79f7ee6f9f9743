"""Whatever people and machine do in whatever order: the cap holds, nothing is paid twice, the books balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hexian.domains.ledger import services as ledger
from hexian.domains.ledger.models import PaymentOrder, Posting, Run
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Contest, Decision, File
from hexian.domains.mutualaid.rules import Figures, Reader, Record
from hexian.domains.mutualaid.services import deciding, portions
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.sheets import Row
from tests import makers
from tests.mutualaid.makers import HEAD, House, settlement
from tests.mutualaid.people import bank_says, hands_of, officer, release, sums

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PEOPLE = 2
YUAN = st.sampled_from((0, 40, 100, 5_000, 25_000, 120_000, -10))
NTH = st.integers(0, 30)


class Aid(RuleBasedStateMachine):
    """One plan, two people, a low cap; bills, refunds, corrections, people's decisions and her own wishes."""

    @initialize(per=st.sampled_from(("stay", "year")), is_raised=st.booleans())
    def begin(self, per: str, is_raised: bool) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.house = House.make(per=per, is_raised=is_raised, cap_fen=12_000_00, large_fen=20_000_00)
        self.numbers = [self.house.member() for _ in range(PEOPLE)]
        self.file = self.house.receive([settlement(self.numbers[0], own=1)])
        self.hands = hands_of(self.house)
        self.officers = [officer(self.house, name=name) for name in ("陆一鸣", "沈二妹", "顾三立")]
        self.bills: list[dict[str, str]] = []
        self.day = date(2026, 2, 1)

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def _decide(self, *bills: dict[str, str]) -> None:
        rows = [Row(at, [bill[name] for name in HEAD]) for at, bill in enumerate(bills, 2)]
        reader = Reader(HEAD, date(2026, 12, 31))
        records = [reader.read(row.number, row.cells) for row in rows]
        portion = portions.made([each for each in records if isinstance(each, Record)], 2, len(bills) + 1)
        # A file of its own, as every delivery is.
        file = File.objects.get(pk=self.file.pk)
        file.pk, file.public_id = None, uuid4()
        file.sha256 = file.public_id.hex
        file.save(force_insert=True)
        deciding.decide(portion, file, deciding.years_of(self.house.org.pk), on=makers.TODAY, actor=makers.SYSTEM)

    @rule(who=st.integers(0, PEOPLE - 1), own=YUAN, gap=st.integers(0, 9))
    def bill(self, who: int, own: int, gap: int) -> None:
        self.day += timedelta(days=gap)
        day = self.day.isoformat()
        self.bills.append(settlement(self.numbers[who], own=own, adm_date=day, dscg_date=day))
        self._decide(self.bills[-1])

    @rule(which=NTH)
    def again(self, which: int) -> None:
        if self.bills:
            self._decide(self.bills[which % len(self.bills)])

    @rule(which=NTH)
    def refund(self, which: int) -> None:
        if self.bills:
            self._decide(self.bills[which % len(self.bills)] | {"refd_setl_flag": "1"})

    @rule(which=NTH, own=YUAN)
    def correct(self, which: int, own: int) -> None:
        if self.bills:
            bill = self.bills[which % len(self.bills)]
            total = 200_000
            self._decide(bill | {
                "medfee_sumamt": f"{total}.00", "inscp_scp_amt": f"{total}.00", "fund_pay_sumamt": f"{total - own}.00",
            })  # fmt: skip

    @rule(which=NTH, by=st.integers(0, 2))
    def pay(self, which: int, by: int) -> None:
        self._on(which, ("held",), lambda row: (services.pay, self.officers[by], {"reason": "看过原件"}))

    @rule(which=NTH, by=st.integers(0, 2))
    def refuse(self, which: int, by: int) -> None:
        self._on(which, ("held",), lambda row: (services.refuse, self.officers[by], {"reason": "不在范围内"}))

    @rule(which=NTH)
    def decline(self, which: int) -> None:
        self._on(which, ("ordered",), lambda row: (services.decline, self._her(row), {}))

    @rule(which=NTH)
    def take_back(self, which: int) -> None:
        self._on(which, ("declined",), lambda row: (services.take_decline_back, self._her(row), {}))

    @rule(which=NTH)
    def contest(self, which: int) -> None:
        self._on(which, None, lambda row: (services.contest, self._her(row), {"reason": "觉得少了"}))

    @rule(own=YUAN, by=st.integers(0, 2), outcome=st.sampled_from(("upheld", "corrected")))
    def answer(self, own: int, by: int, outcome: str) -> None:
        contest = Contest.objects.filter(state__in=["filed", "appealed"]).order_by("pk").first()
        if contest is not None:
            facts = {"outcome": outcome, "answer": "重新核对过", "figures": Figures(200_000_00, own * 100, 0)}
            self._do(services.answer, contest.public_id, self.officers[by], facts)

    @rule()
    def appeal(self) -> None:
        contest = Contest.objects.filter(state="decided").order_by("pk").first()
        if contest is not None:
            self._do(services.appeal, contest.public_id, self._her(contest), {"reason": "还是不对"})

    @rule()
    def send_to_the_bank(self) -> None:
        ordered = list(Decision.objects.filter(state="ordered").order_by("pk"))
        if ordered:
            with self._maybe():
                release(self.house, *ordered, by=self.hands)

    @rule(which=NTH, outcomes=st.lists(st.sampled_from(("成功", "失败", "退票")), min_size=1, max_size=4))
    def the_bank_answers(self, which: int, outcomes: list[str]) -> None:
        runs = list(Run.objects.filter(state__in=["released", "answered"]).order_by("pk"))
        if runs:
            with self._maybe():
                bank_says(runs[which % len(runs)], self.hands[0], *outcomes)

    @rule(which=NTH)
    def pay_again(self, which: int) -> None:
        rows = list(PaymentOrder.objects.filter(state="returned").order_by("pk"))
        if rows:
            order = rows[which % len(rows)]
            with self._maybe(), makers.as_(self.hands[0]):
                ledger.reopen(order.public_id, same_card=True, actor=self.hands[0])

    @rule(which=NTH, part=st.integers(1, 4))
    def repay(self, which: int, part: int) -> None:
        rows = list(PaymentOrder.objects.filter(owed_fen__gt=0).order_by("pk"))
        if rows:
            order = rows[which % len(rows)]
            fen = max((order.owed_fen or 0) // part, 1)
            with self._maybe(), makers.as_(self.hands[0]):
                ledger.repay(order.public_id, fen=fen, on=makers.TODAY, actor=self.hands[0])

    @rule(which=NTH)
    def reverse_a_repayment(self, which: int) -> None:
        rows = list(Posting.objects.filter(source="ledger.repaid").order_by("pk"))
        if rows:
            with self._maybe(), makers.as_(self.hands[1]):
                ledger.reverse(rows[which % len(rows)].pk, memo="登记错了", actor=self.hands[1])

    def _her(self, row: Any) -> Actor:
        return makers.worker(Person.objects.get(pk=row.person_id))

    def _on(self, which: int, states: tuple[str, ...] | None, act: Any) -> None:
        rows = Decision.objects.filter(**({"state__in": states} if states else {})).order_by("pk")
        if not rows:
            return
        row = rows[which % len(rows)]
        verb, actor, facts = act(row)
        self._do(verb, row.public_id, actor, facts)

    def _do(self, verb: Any, public_id: Any, actor: Actor, facts: dict[str, Any]) -> None:
        """What is refused leaves nothing behind: the invariant sees to that."""
        with self._maybe(), makers.as_(actor):
            verb(public_id, actor=replace(actor), **facts)

    def _maybe(self) -> Any:
        return _Refusable()

    @invariant()
    def everything_adds_up(self) -> None:
        if hasattr(self, "house"):
            assert list(sums(self.house)) == []


class _Refusable:
    """An act that may be refused, in a savepoint of its own."""

    def __enter__(self) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()

    def __exit__(self, kind: Any, fault: Any, trace: Any) -> bool:
        self.point.__exit__(kind, fault, trace)
        return isinstance(fault, Refused)


@pytest.mark.thorough
def test_whatever_happens_it_adds_up() -> None:
    manners = settings(
        max_examples=10,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    run_state_machine_as_test(Aid, settings=manners)
