"""A machine walks applications, resolutions and memberships through the services and holds them against the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hexian.domains.members import queries, rules, services
from hexian.domains.members.models import OPEN_PASSAGE, Application, Membership, Passage, Resolution, Tally
from hexian.domains.members.rules import ApplicationState, PassageKind, PassageState, ResolutionState
from hexian.domains.members.services import flow
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


DAY = timedelta(days=1)


class Passing(RuleBasedStateMachine):
    """Members and officers of three unions do things with memberships in any order, while days go by.

    The tables decide what is refused; whatever was done, a person is an active member of one union at most on any day,
    tallies and the flow of every day agree with the rows, and a card stays hers.
    """

    members = Bundle("members")
    passages = Bundle("passages")

    def __init__(self) -> None:
        super().__init__()
        self.unions = [makers.long_standing(f"{name}街道总工会（演示）") for name in ("长河", "浦沿", "西兴")]
        self.officers = {union.pk: makers.officer_of(union, *makers.CHAIR) for union in self.unions}
        self.now = makers.NOW
        self.cards: dict[int, str] = {}

    def at(self, actor: Actor) -> Actor:
        return replace(actor, now=self.now)

    def officer(self, union_id: int) -> Actor:
        return self.at(self.officers[union_id])

    @rule(target=members, place=st.integers(0, 2))
    def joins(self, place: int) -> Membership:
        row = makers.make_member(self.unions[place])
        self.cards[row.person_id] = row.card_no
        return row

    @rule(days=st.integers(1, 40))
    def time_goes_by(self, days: int) -> None:
        self.now += days * DAY

    @rule(target=passages, row=members, kind=st.sampled_from(rules.ASKED_BY_HER), place=st.integers(0, 2))
    def asks(self, row: Membership, kind: PassageKind, place: int) -> Passage | None:
        row.refresh_from_db()
        is_open = Passage.objects.filter(OPEN_PASSAGE, membership=row).exists()
        wanted = ""
        if row.state not in rules.LIVING:
            wanted = "passage.no_membership"
        elif (row.state, kind) not in rules.MEMBERSHIP:
            wanted = "passage.membership"
        elif kind == PassageKind.TRANSFER and self.unions[place].pk == row.org_id:
            wanted = "passage.target"
        elif is_open:
            wanted = "passage.open_already"
        her = self.at(makers.worker(row.person))
        found: list[Passage] = []
        target = self.unions[place].public_id if kind == PassageKind.TRANSFER else None
        with as_(her):
            said = code_of(lambda: found.append(services.ask_passage(kind=kind, target=target, actor=her)))
        assert said == wanted
        return found[0] if found else None

    @rule(made=passages, act=st.sampled_from(["release", "recall", "accept", "confirm", "refuse", "withdraw", "undo"]))
    def acts(self, made: Passage | None, act: str) -> None:
        if made is None:
            return
        made.refresh_from_db()
        row = Membership.objects.get(pk=made.membership_id)
        expected = rules.PASSAGE[PassageKind(made.kind)].get((PassageState(made.state), act))
        said = self.said(made, act)
        made.refresh_from_db()
        if said == "":
            assert made.state == expected
        elif said in {"passage.state", "out of reach"}:
            assert expected is None or act in {"refuse", "accept"}
        else:
            assert expected is not None, said
            assert said in {"passage.too_late", "passage.changed_since", "passage.before", "passage.member_again"}
        if said:
            before, row = row, Membership.objects.get(pk=row.pk)
            assert (before.state, before.org_id, before.ended_on) == (row.state, row.org_id, row.ended_on)

    def said(self, made: Passage, act: str) -> str:
        arriving = act == "accept" or (act == "refuse" and made.state == PassageState.RELEASED)
        union = made.target_id if arriving and made.target_id else made.source_id
        actor = self.at(makers.worker(made.person)) if act == "withdraw" else self.officer(union)
        verbs: dict[str, Callable[..., object]] = {
            "withdraw": services.withdraw_passage,
            "refuse": partial(services.refuse_passage, reason="other", remedy="请打电话"),
            "undo": partial(services.undo_passage, why="办错了"),
        }
        verb = verbs.get(act) or getattr(services, act)
        try:
            with as_(actor):
                return code_of(lambda: verb(made.public_id, actor=actor))
        except Passage.DoesNotExist:
            return "out of reach"

    @rule(row=members, days=st.integers(0, 10))
    def dies(self, row: Membership, days: int) -> None:
        row.refresh_from_db()
        on = timezone.localdate(self.now) - days * DAY
        actor = self.officer(row.org_id)
        since = row.ended_on or row.came_on or row.joined_on
        wanted = "" if row.state in rules.LIVING else "passage.membership"
        wanted = "passage.before" if not wanted and on < since else wanted
        with as_(actor):
            said = code_of(
                lambda: services.record_death(
                    row.public_id, died_on=on, paper="medical", paper_on=timezone.localdate(self.now), actor=actor
                )
            )
        assert said == wanted

    @invariant()
    def nobody_is_in_two_places_on_one_day(self) -> None:
        for person_id, card in self.cards.items():
            rows = list(Membership.objects.filter(person_id=person_id))
            assert {row.card_no for row in rows} == {card}
            spans = sorted((row.came_on or row.joined_on, row.ended_on or date.max) for row in rows)
            assert all(until <= since for (_, until), (since, _) in pairwise(spans))
            assert sum(row.state in rules.LIVING for row in rows) <= 1

    @invariant()
    def sums_agree_with_the_rows(self) -> None:
        flow.drain()
        rows = list(Membership.objects.filter(org__in=self.unions))
        today = timezone.localdate(self.now)
        days = {today, *(row.ended_on for row in rows if row.ended_on), *(row.came_on or row.joined_on for row in rows)}
        for union in self.unions:
            own = [row for row in rows if row.org_id == union.pk]
            tally = Tally.objects.filter(org=union).first()
            assert (tally.members if tally else 0) == sum(row.state == "active" for row in own)
            for day in days:
                there = sum((row.came_on or row.joined_on) <= day < (row.ended_on or date.max) for row in own)
                assert queries.members_on([union.code], day) == {union.code: there}


def test_on_any_day_a_person_is_a_member_of_one_union_at_most() -> None:
    run_state_machine_as_test(
        Passing,
        settings=settings(
            max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
