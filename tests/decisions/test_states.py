"""A machine walks sittings and motions through the services in any order and holds them against the tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hexian.domains.decisions import rules, services
from hexian.domains.decisions.models import Count, Motion, RollEntry, Sitting
from hexian.domains.decisions.rules import Motion as Fate
from hexian.domains.decisions.rules import Sitting as State
from hexian.domains.decisions.services import Staff
from hexian.foundation.actor import Actor, Refused
from tests.decisions import makers as make
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def code_of(act: Callable[[], object]) -> str:
    """The code an act is refused with; empty when it is done."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return ""


class Congress(RuleBasedStateMachine):
    """A small assembly of three; two officers try everything in any order, with counts that differ at times."""

    def __init__(self) -> None:
        super().__init__()
        union = make.works()
        self.officers = [make.officer(union), make.officer(union, "周可心")]
        self.chair = self.officers[0]
        body = make.body(union, self.chair, Staff(3, 1), "assembly")
        with as_(self.chair):
            services.add_delegates(body.public_id, make.lines(3), actor=self.chair)
        self.sitting = make.planned(body, self.chair)
        self.state, self.came, self.seen = State.PLANNED, 0, self.sitting.seal
        self.motions: list[Motion] = []

    def do(self, act: str, verb: Callable[[Actor], object], *, also: str = "") -> str:
        """Try something with the sitting; the table says whether its state allows it."""
        with as_(self.chair):
            code = code_of(lambda: verb(self.chair))
        allowed = rules.may(self.state, act)
        assert (code == "decisions.sitting_state") == (not allowed), f"{act} from {self.state}: {code}"
        if code == "" and act in {"seal", "open", "no_quorum", "close", "cancel"}:
            self.state = rules.SITTING[self.state, act]
        return code

    @rule()
    def seal(self) -> None:
        self.do("seal", lambda actor: services.seal_roll(self.sitting.public_id, actor=actor))

    @rule()
    def put(self) -> None:
        if len(self.motions) < 2:
            self.do("put", self.put_one)

    def put_one(self, actor: Actor) -> None:
        self.motions.append(services.put_motion(self.sitting.public_id, title="章程", actor=actor))

    @rule(place=st.integers(0, 2), undo=st.booleans())
    def come(self, place: int, undo: bool) -> None:
        entries = list(RollEntry.objects.filter(sitting=self.sitting).order_by("position"))
        if not entries:
            return
        verb, entry = (services.undo_check_in if undo else services.check_in), entries[place]
        code = self.do("check_in", lambda actor: verb(self.sitting.public_id, entry.public_id, actor=actor))
        assert code in {"", "decisions.sitting_state", "decisions.counting_now", "decisions.counted_on_it"}

    @rule()
    def open(self) -> None:
        present = RollEntry.objects.filter(sitting=self.sitting, came_at__isnull=False).count()
        code = self.do("open", lambda actor: services.open_sitting(self.sitting.public_id, actor=actor))
        if code == "":
            assert present >= 2
        if code == "decisions.no_quorum":
            assert present < 2

    @rule()
    def send_home(self) -> None:
        self.do("no_quorum", lambda actor: services.end_without_quorum(self.sitting.public_id, actor=actor))

    @rule(sure=st.integers(0, 5))
    def cancel(self, sure: int) -> None:
        if not sure:
            self.do("cancel", lambda actor: services.cancel_sitting(self.sitting.public_id, reason="停电", actor=actor))

    @rule()
    def close(self) -> None:
        waiting = any(motion.state == Fate.PUT for motion in self.fresh())
        code = self.do("close", lambda actor: services.close_sitting(self.sitting.public_id, actor=actor))
        assert code in (
            {"decisions.motions_open", "decisions.sitting_state"} if waiting else {"", "decisions.sitting_state"}
        )

    def fresh(self) -> list[Motion]:
        return list(Motion.objects.filter(sitting=self.sitting).order_by("position"))

    @rule(which=st.integers(0, 1), who=st.integers(0, 1), yes=st.integers(1, 2))
    def count(self, which: int, who: int, yes: int) -> None:
        rows = self.fresh()
        if which >= len(rows):
            return
        motion, actor = rows[which], self.officers[who]
        present = RollEntry.objects.filter(sitting=self.sitting, came_at__isnull=False).count()
        mine = Count.objects.filter(
            motion=motion, round=motion.round, attempt=motion.attempt, entered_by=actor.person_id or 0
        ).exists()
        with as_(actor):
            code = code_of(
                lambda: services.enter_count(motion.public_id, make.tally(min(yes, present), 0), actor=actor)
            )
        if motion.state != Fate.PUT:
            assert code == "decisions.motion_state"
        elif self.state is not State.OPEN:
            assert code == "decisions.sitting_state"
        elif motion.counted == 2:
            assert code == "decisions.counted_twice"
        else:
            assert code == ("decisions.same_teller" if mine else "")

    @rule(which=st.integers(0, 1), act=st.sampled_from(["close_motion", "recount", "withdraw_motion"]))
    def decide(self, which: int, act: str) -> None:
        rows = self.fresh()
        if which >= len(rows):
            return
        motion, more = rows[which], {"reason": "改了再提"} if act == "withdraw_motion" else {}
        with as_(self.chair):
            code = code_of(lambda: getattr(services, act)(motion.public_id, **more, actor=self.chair))
        if motion.state != Fate.PUT:
            assert code == "decisions.motion_state"
        if act == "close_motion" and code == "":
            assert motion.counted == 2
            assert self.state is State.OPEN

    @invariant()
    def rows_agree(self) -> None:
        row = Sitting.objects.get(pk=self.sitting.pk)
        assert row.state == self.state
        assert bool(row.seal) == (RollEntry.objects.filter(sitting=row).count() == 3)
        assert (row.opened_at is not None) == (self.state in {State.OPEN, State.CLOSED})
        for motion in self.fresh():
            now = Count.objects.filter(motion=motion, round=motion.round, attempt=motion.attempt)
            assert now.count() == motion.counted
            assert now.values("entered_by").distinct().count() == motion.counted
            if motion.state in rules.DECIDED:
                assert motion.roll == 3
                assert (motion.state == Fate.CARRIED) == (2 * (motion.yes or 0) > 3)
                assert 3 * (motion.present or 0) >= 6
            if self.state in rules.ENDED:
                assert motion.state != Fate.PUT


def test_whatever_is_done_in_whatever_order_the_tables_hold() -> None:
    run_state_machine_as_test(
        Congress,
        settings=settings(
            max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_whole_way_once() -> None:
    """The machine rarely gets that far by chance: two motions, a recount on the way, to the end."""
    walk = Congress()
    steps: list[Callable[[], None]] = [
        lambda: Congress.put(walk), lambda: Congress.seal(walk),
        lambda: Congress.come(walk, 0, undo=False), lambda: Congress.open(walk),
        lambda: Congress.come(walk, 1, undo=False), lambda: Congress.open(walk), lambda: Congress.put(walk),
        lambda: Congress.count(walk, 0, 0, 2), lambda: Congress.count(walk, 0, 1, 1),
        lambda: Congress.decide(walk, 0, "close_motion"), lambda: Congress.decide(walk, 0, "recount"),
        lambda: Congress.count(walk, 0, 1, 2), lambda: Congress.count(walk, 0, 0, 2),
        lambda: Congress.decide(walk, 0, "close_motion"), lambda: Congress.close(walk),
        lambda: Congress.decide(walk, 1, "withdraw_motion"), lambda: Congress.close(walk),
    ]  # fmt: skip
    for step in steps:
        step()
        Congress.rows_agree(walk)
    assert walk.state is State.CLOSED
    assert [motion.state for motion in walk.fresh()] == ["carried", "withdrawn"]
