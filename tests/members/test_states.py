"""A machine walks applications, resolutions and memberships through the services and holds them against the tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hexian.domains.members import rules, services
from hexian.domains.members.models import Application, Membership, Resolution, Tally
from hexian.domains.members.rules import ApplicationState, ResolutionState
from hexian.foundation.actor import Actor, Refused
from tests import makers
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def code_of(act: Callable[[], object]) -> str:
    """The code an act is refused with; empty when it is done."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return ""


class Joining(RuleBasedStateMachine):
    """Officers and applicants do things in any order; what the tables forbid is refused and changes nothing."""

    applications = Bundle("applications")
    resolutions = Bundle("resolutions")

    def __init__(self) -> None:
        super().__init__()
        self.union = makers.make_org()
        self.point = makers.make_join_point(self.union)
        self.officer = makers.officer_of(self.union, *makers.CHAIR)
        self.state: dict[int, ApplicationState] = {}
        self.serial = 0

    @rule(target=applications)
    def apply(self) -> Application:
        self.serial += 1
        row = makers.make_application(self.union, point=self.point)
        self.state[row.pk] = ApplicationState.APPLIED
        return row

    @rule(row=applications, act=st.sampled_from(["check", "refuse", "reopen", "take_back", "withdraw"]))
    def act(self, row: Application, act: str) -> None:
        expected = rules.APPLICATION.get((ApplicationState(self.state[row.pk]), act))
        code = code_of(lambda: self.do(row, act))
        assert code == ("" if expected else "application.state")
        self.state[row.pk] = expected or self.state[row.pk]

    def do(self, row: Application, act: str) -> None:
        actor = Actor.guest(makers.NOW, code=row.code, mobile=row.mobile) if act == "withdraw" else self.officer
        with as_(actor):
            if act == "refuse":
                services.refuse(row.public_id, reason="not_reached", remedy="请回电话", actor=actor)
            else:
                getattr(services, act)(row.public_id, actor=actor)

    @rule(target=resolutions, row=applications)
    def propose(self, row: Application) -> Resolution | None:
        self.serial += 1
        may = (ApplicationState(self.state[row.pk]), "propose") in rules.APPLICATION
        code = code_of(lambda: makers.make_resolution(row, officer=self.officer, number=f"{self.serial}"))
        assert code == ("" if may else "application.state")
        if not may:
            return None
        self.state[row.pk] = ApplicationState.PROPOSED
        return Resolution.objects.get(org=self.union, number=f"{self.serial}")

    @rule(made=resolutions, yes=st.integers(0, 5))
    def vote(self, made: Resolution | None, yes: int) -> None:
        if made is None:
            return
        made.refresh_from_db()
        listed = list(made.applications.filter(state=ApplicationState.PROPOSED))
        wanted = "" if yes > 2 else "committee.majority"
        if made.state != ResolutionState.DRAFT:
            wanted = "resolution.state"
        elif not listed:
            wanted = "resolution.no_names"
        assert code_of(lambda: self.record(made, yes)) == wanted
        if not wanted:
            self.state.update(dict.fromkeys((row.pk for row in listed), ApplicationState.APPROVED))

    def record(self, made: Resolution, yes: int) -> None:
        with as_(self.officer):
            services.pass_resolution(
                made.public_id, seats=5, present=5, yes=yes, no=5 - yes, abstained=0, actor=self.officer
            )

    @rule(made=resolutions)
    def cancel(self, made: Resolution | None) -> None:
        if made is None:
            return
        made.refresh_from_db()
        listed = list(made.applications.values_list("pk", flat=True))
        wanted = "" if made.state == ResolutionState.DRAFT else "resolution.state"
        assert code_of(lambda: self.give_up(made)) == wanted
        if not wanted:
            self.state.update(dict.fromkeys(listed, ApplicationState.CHECKED))

    def give_up(self, made: Resolution) -> None:
        with as_(self.officer):
            services.cancel_resolution(made.public_id, actor=self.officer)

    @invariant()
    def rows_agree(self) -> None:
        rows = list(Application.objects.filter(org=self.union))
        assert {row.pk: row.state for row in rows} == self.state
        members = Membership.objects.filter(org=self.union)
        approved = {row.person_id for row in rows if row.state == ApplicationState.APPROVED}
        assert {member.person_id for member in members} == approved
        tally = Tally.objects.filter(org=self.union).first()
        assert (tally.members if tally else 0) == len(approved)
        for row in rows:
            assert (row.resolution_id is not None) == (
                row.state in {ApplicationState.PROPOSED, ApplicationState.APPROVED}
            )


def test_whatever_is_done_in_whatever_order_the_tables_hold() -> None:
    run_state_machine_as_test(
        Joining,
        settings=settings(
            max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
