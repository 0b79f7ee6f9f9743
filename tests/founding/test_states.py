"""A machine walks a case through the services in any order and holds it against the table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hexian.domains.founding import rules, services
from hexian.domains.founding.models import Case, Step
from hexian.domains.founding.rules import State
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Refused
from hexian.foundation.clock.models import Deadline
from tests.founding import makers as make
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
#: Acts that need nothing but the case; the others are given what they need below.
ACTS = sorted({act for _state, act in rules.CASE})
_numbers = count(1)


def code_of(act: Callable[[], object]) -> str:
    """The code an act is refused with; empty when it is done."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return ""


class Founding(RuleBasedStateMachine):
    """Both sides do things in any order; what the table forbids is refused and changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        upper = make.street()
        self.contact, self.chair = make.contact(upper), make.officer(upper)
        self.case = make.filled(upper, self.contact)
        self.state, self.returned_from = State.DRAFT, ""

    @rule(act=st.sampled_from(ACTS))
    def act(self, act: str) -> None:
        allowed = rules.may(self.state, act, self.returned_from)
        code = code_of(lambda: self.do(act))
        assert code == ("" if allowed else "founding.state"), f"{act} from {self.state}: {code}"
        if allowed:
            self.returned_from = self.state if act == "return" else self.returned_from
            self.state = rules.CASE[self.state, act]

    def do(self, act: str) -> None:
        side = rules.DOES[act]
        actor = self.chair if side is rules.Side.UPPER else self.contact
        self.prepare(act)
        with as_(actor):
            self.verb(act, actor)

    def prepare(self, act: str) -> None:
        """Nobody stands before members are looked for."""
        if act == "hold_congress" and self.state == State.MEMBER_RECRUIT and not self.case.candidates.exists():
            make.with_candidates(self.case, self.contact)

    def verb(self, act: str, actor: object) -> None:
        case_id = self.case.public_id
        given = {
            "approve_prep": lambda: services.approve_prep(
                case_id, number=f"甲〔2026〕{next(_numbers)}号", actor=self.chair
            ),
            "approve_result": lambda: services.approve_result(
                case_id, number=f"乙〔2026〕{next(_numbers)}号", actor=self.chair
            ),
            "return": lambda: services.return_case(case_id, reason="papers", remedy="请补", actor=self.chair),
            "certify": lambda: services.certify(case_id, certificate="1", uscc=make.uscc(), actor=self.chair),
            "hold_congress": lambda: services.hold_congress(case_id, make.minutes(self.case), actor=self.contact),
            "ask_legal": lambda: services.ask_legal(case_id, LEGAL, actor=self.contact),
        }
        verb = given.get(act) or (lambda: getattr(services, act)(case_id, actor=actor))
        verb()

    @invariant()
    def rows_agree(self) -> None:
        self.case.refresh_from_db()
        assert self.case.state == self.state
        assert (self.case.union_id is not None) == (
            self.state in rules.FOUNDED or self.returned_from == State.LEGAL_PERSON_REG
        )
        running = Deadline.objects.filter(subject_id=self.case.public_id, ended_at__isnull=True)
        assert running.count() <= 1
        if self.state in rules.AT_UPPER:
            assert [row.due_at for row in running] == [self.case.due_at]
        if self.state in rules.ENDED:
            assert not running.exists()
            assert not self.case.employers.filter(is_open=True).exists()
        last = Step.objects.filter(case=self.case).latest("at", "pk").to_state
        assert last in {self.state, *(step.to_state for step in Step.objects.filter(case=self.case))}
        assert Organisation.objects.filter(name=self.case.name).count() <= 1


LEGAL = services.LegalFacts(
    residence="滨江区演示路 1 号", phone="0571-5550 0009", business="维护权益", liability="独立承担", handler="周立夏",
    handler_mobile="13811112222", dues_fen=1_000,
)  # fmt: skip


def test_whatever_is_done_in_whatever_order_the_table_holds() -> None:
    run_state_machine_as_test(
        Founding,
        settings=settings(
            max_examples=8, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_whole_way_and_back_once_at_each_answer() -> None:
    """The machine rarely gets that far by chance: the longest way, with every return on it."""
    walk = Founding()
    for act in (
        "request", "return", "request", "approve_prep", "recruit", "hold_congress", "hold_congress", "report", "return",
        "hold_congress", "report", "approve_result", "ask_legal", "return", "ask_legal", "certify",
    ):  # fmt: skip
        walk.act.__wrapped__(walk, act) if hasattr(walk.act, "__wrapped__") else Founding.act(walk, act)
        Founding.rows_agree(walk)
    assert walk.state is State.ACTIVE
    assert Case.objects.get(pk=walk.case.pk).state == State.ACTIVE
