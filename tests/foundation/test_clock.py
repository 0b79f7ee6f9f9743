"""Deadlines in the database: started by events, frozen rules, moved by a notice, never edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hexian.foundation import events
from hexian.foundation.actor import Actor, OfficeHeld, Refused
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock import access, calendars, holidays, queries, services, texts
from hexian.foundation.clock.models import CalendarYear, Deadline, Workday, current_calendar
from hexian.foundation.clock.rules import DayKind, DayType, Unit
from hexian.foundation.clock.states import Kind, Level, State
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.lawbook.rules import Sure

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)
BINJIANG = "330108"
MOVED: list[events.Event] = []


@events.on("clock.deadline_moved")
def remember_move(event: events.Event, actor: Actor) -> None:
    MOVED.append(event)


@pytest.fixture(autouse=True)
def _facts(system: Actor) -> None:
    MOVED.clear()
    services.seed_calendar(system)
    lawbook.seed(system)


class Case(Deadline):
    """Something with a public id to hang a clock on."""

    class Meta:
        proxy = True
        app_label = "clock"


def a_case() -> Case:
    return Case(id=uuid4())


def start(code: str, on: datetime = NOW, *, actor: Actor, **other: Any) -> Deadline:
    facts: dict[str, Any] = {"subject": a_case(), "region": BINJIANG, **other}
    return services.start(code, on=on, actor=actor, **facts)


def at(actor: Actor, moment: datetime) -> Actor:
    return replace(actor, now=moment)


def test_a_clock_starts_from_the_law_of_the_place_and_freezes_it(system: Actor) -> None:
    deadline = start("bargaining.reply", datetime(2026, 9, 25, 2, tzinfo=UTC), actor=system, org_code="A0001")
    deadline.refresh_from_db()
    assert deadline.last_day == date(2026, 10, 15)
    assert (deadline.n, deadline.unit, deadline.day_type) == (10, "day", "work")
    assert deadline.basis["region"] == "3301"
    assert deadline.basis["source"] == "《杭州市企业工资集体协商条例》"
    assert (deadline.kind, deadline.state, deadline.code) == (Kind.PROMISE, State.RUNNING, "A0001")
    assert texts.explanation(deadline.explain())[0] == "9 月 26 日 中秋节 不计"
    entry = AuditEntry.objects.get(subject_id=str(deadline.id))
    assert (entry.event, entry.code, entry.facts["rule"]) == ("clock.started", "A0001", "bargaining.reply")


def test_the_same_rule_is_longer_where_only_the_nation_speaks(system: Actor) -> None:
    deadline = start("bargaining.reply", datetime(2026, 9, 25, 2, tzinfo=UTC), actor=system, region="4403")
    assert deadline.last_day == date(2026, 10, 15)  # twenty natural days, by chance the same
    assert deadline.day_type == "cal"


def test_changing_a_row_alone_changes_the_deadline_and_not_one_already_running(system: Actor) -> None:
    before = start("join.reply", actor=system)
    RuleParam.objects.filter(code="join.reply").update(value="5")
    after = start("join.reply", actor=system)
    assert (before.last_day, after.last_day) == (date(2026, 6, 23), date(2026, 6, 25))
    before.refresh_from_db()
    assert before.reckoned().last_day == date(2026, 6, 23)


def test_a_district_may_roll_over_holidays_only(system: Actor) -> None:
    friday = datetime(2026, 6, 11, 2, tzinfo=UTC)
    lawbook.change(
        "clock.rollover", "330109", value="holidays", valid_from=date(2026, 1, 1), source="区总口径",
        sure=Sure.UNVERIFIED, actor=system,
    )  # fmt: skip
    assert start("join.correction", friday, actor=system).last_day == date(2026, 6, 26)
    saturday = datetime(2026, 6, 12, 2, tzinfo=UTC)
    assert start("join.correction", saturday, actor=system).last_day == date(2026, 6, 29)
    assert start("join.correction", saturday, actor=system, region="330109").last_day == date(2026, 6, 27)


@pytest.mark.parametrize("code", ["committee.present", "union.required_members", "clock.rollover", "union.delegates"])
def test_what_is_no_period_starts_no_clock(system: Actor, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        start(code, actor=system)
    assert code in texts.of(refusal.value)


def test_a_promise_is_never_reset(system: Actor) -> None:
    case = a_case()
    first = start("join.reply", actor=system, subject=case)
    with pytest.raises(Refused, match=r"clock\.already_running"):
        start("join.reply", NOW + timedelta(days=1), actor=system, subject=case)
    services.met(first.id, actor=system)
    assert start("join.reply", NOW + timedelta(days=1), actor=system, subject=case).state == State.RUNNING


def test_done_by_the_last_instant_is_in_time_and_a_second_later_is_late(system: Actor) -> None:
    first, second = start("join.reply", actor=system), start("join.reply", actor=system)
    assert services.met(first.id, actor=system, at=first.due_at).state == State.MET
    late = services.met(second.id, actor=at(system, second.due_at + timedelta(seconds=1)))
    assert (late.state, late.met_at) == (State.LATE, second.due_at + timedelta(seconds=1))
    with pytest.raises(Refused, match=r"clock\.not_possible"):
        services.met(second.id, actor=system)


def test_overdue_is_told_once_and_stays_late(system: Actor) -> None:
    deadline = start("join.reply", actor=system)
    assert services.mark_overdue(at(system, deadline.due_at)) == 0
    after = at(system, deadline.due_at + timedelta(microseconds=1))
    assert services.mark_overdue(after) == 1
    assert services.mark_overdue(after) == 0
    assert services.cancel(deadline.id, actor=after, reason="撤回").state == State.LATE
    assert services.mark_overdue(at(after, NOW + timedelta(days=90))) == 0


def test_only_a_rule_that_allows_it_may_pause(system: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        services.pause(start("bargaining.complete", actor=system).id, actor=system)
    assert texts.of(refusal.value) == "这个时限按规定不能暂停。请在到期前办理。"


def test_pause_and_resume_keep_the_time_left(system: Actor) -> None:
    monday = datetime(2026, 6, 22, 2, tzinfo=UTC)
    deadline = start("join.desk", monday, actor=system, kind=Kind.DESK)
    assert deadline.last_day == date(2026, 6, 23)
    paused = services.pause(deadline.id, actor=at(system, monday + timedelta(hours=1)))
    assert paused.level(deadline.due_at + timedelta(days=3)) is Level.PAUSED
    assert services.mark_overdue(at(system, monday + timedelta(days=5))) == 0
    resumed = services.resume(deadline.id, actor=at(system, monday + timedelta(days=3)))
    assert (resumed.state, resumed.last_day) == (State.RUNNING, date(2026, 6, 26))
    assert texts.explanation(resumed.explain())[0] == "6 月 23 日 暂停期间 不计"


def test_a_clock_already_over_cannot_be_stopped(system: Actor) -> None:
    deadline = start("join.desk", actor=system, kind=Kind.DESK)
    with pytest.raises(Refused, match=r"clock\.already_over"):
        services.pause(deadline.id, actor=at(system, deadline.due_at + timedelta(minutes=1)))


def test_handing_over_starts_the_desk_anew_and_leaves_the_promise(system: Actor) -> None:
    case = a_case()
    promise = start("join.reply", actor=system, subject=case)
    first = services.hand_over(
        "join.desk", subject=case, region=BINJIANG, actor=system, org_code="A0001", holder="office-1"
    )
    later = at(system, NOW + timedelta(hours=20))
    second = services.hand_over(
        "join.desk", subject=case, region=BINJIANG, actor=later, org_code="A00010002", holder="office-2"
    )
    first.refresh_from_db()
    assert (first.state, first.met_at) == (State.MET, later.now)
    assert queries.desk_clock(case.public_id) == second
    assert queries.deadlines_of(case.public_id)[0].id == promise.id
    running = queries.open_deadline(case.public_id, "join.reply")
    assert running is not None
    assert running.due_at == promise.due_at


def test_deadlines_are_found_below_an_office(system: Actor) -> None:
    inside = start("join.reply", actor=system, org_code="A0001000200030004")
    start("join.reply", actor=system, org_code="A0002")
    officer = replace(system, is_system=False, offices=(an_office("A00010002", "members.view"),))
    assert list(access.deadlines_below(officer, "members.view")) == [inside]
    assert not access.deadlines_below(officer, "members.admit").exists()


def an_office(code: str, *duties: str) -> Any:
    return OfficeHeld(uuid4(), 1, code, "长河街道总工会（演示）", "工会干部", frozenset(duties))


# ---- the calendar ----


def notice_2027() -> holidays.Notice:
    """An invented notice: National Day to the 7th, and one Saturday worked for it."""
    off = {day: about.name for day, about in holidays.provisional(2027).items() if about.name}
    off |= {date(2027, 10, day): "国庆节" for day in range(1, 8)}
    return holidays.Notice(2027, off, {date(2027, 10, 9): "国庆节"})


def test_a_notice_moves_provisional_deadlines_once_and_says_so(system: Actor) -> None:
    across = start("bargaining.reply", datetime(2027, 9, 23, 2, tzinfo=UTC), actor=system)
    apart = start("bargaining.reply", datetime(2027, 3, 1, 2, tzinfo=UTC), actor=system)
    assert across.provisional
    assert across.last_day == date(2027, 10, 12)
    moved = services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=system)
    assert moved == 1
    across.refresh_from_db()
    apart.refresh_from_db()
    assert (across.last_day, across.provisional) == (date(2027, 10, 13), False)
    assert (apart.last_day, apart.provisional) == (date(2027, 3, 15), False)
    events.drain()
    assert [(event.payload["rule"], event.subject) for event in MOVED] == [("bargaining.reply", str(across.id))]
    assert AuditEntry.objects.filter(event="clock.deadline_moved", subject_id=str(across.id)).count() == 1
    assert services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=system) == 0


def test_a_late_one_is_in_time_again_when_the_notice_says_so(system: Actor) -> None:
    deadline = start("bargaining.reply", datetime(2027, 9, 23, 2, tzinfo=UTC), actor=system)
    after = at(system, deadline.due_at + timedelta(minutes=1))
    services.mark_overdue(after)
    services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=after)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.last_day) == (State.RUNNING, date(2027, 10, 13))


def test_another_process_sees_the_new_calendar_at_once(system: Actor) -> None:
    assert current_calendar().day(date(2027, 10, 7)).works
    services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=system)
    assert current_calendar().day(date(2027, 10, 7)).name == "国庆节"
    assert current_calendar().day(date(2027, 10, 9)).kind is DayKind.SWAPPED_IN
    assert current_calendar() is current_calendar()


def test_a_notice_may_take_a_weekend_from_the_december_before(system: Actor) -> None:
    notice = notice_2027()
    worked = {**notice.worked, date(2026, 12, 27): "元旦"}
    before = CalendarYear.objects.get(year=2026).revision
    services.enter_calendar(replace(notice, worked=worked), source="国办发明电（演示）", actor=system)
    assert current_calendar().works(date(2026, 12, 27))
    assert CalendarYear.objects.get(year=2026).revision != before


def test_only_an_office_with_the_duty_enters_the_calendar(system: Actor) -> None:
    officer = replace(system, is_system=False, offices=(an_office("A0001", "members.view"),))
    with pytest.raises(Refused, match=r"clock\.calendar_not_yours"):
        services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=officer)
    keeper = replace(officer, offices=(an_office("A0001", access.ENTER_CALENDAR),))
    services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=keeper)


def test_seeding_again_keeps_what_an_officer_entered(system: Actor) -> None:
    services.enter_calendar(notice_2027(), source="国办发明电（演示）", actor=system)
    days = services.seed_calendar(system)
    assert days == Workday.objects.count() == sum(1 for year in range(2004, 2041) for _ in calendars.every_day(year))
    assert CalendarYear.objects.get(year=2027).source == "国办发明电（演示）"
    assert Workday.objects.get(date=date(2027, 10, 7)).kind == DayKind.REST


def test_coverage_for_the_doctor(system: Actor) -> None:
    coverage = queries.coverage(date(2026, 11, 30))
    assert coverage.known == tuple(range(2004, 2027))
    assert coverage.provisional == tuple(range(2027, 2041))
    assert (coverage.missing, coverage.notice_overdue) == ((), False)
    assert queries.coverage(date(2026, 12, 1)).notice_overdue
    assert queries.coverage(date(2039, 5, 1)).missing == (2041, 2042, 2043, 2044)


def test_the_calendar_between_two_days(system: Actor) -> None:
    assert queries.calendar_between(date(2026, 1, 1), date(2027, 1, 1)).works(date(2026, 2, 14))
    with pytest.raises(Refused) as refusal:
        queries.calendar_between(date(2026, 1, 1), date(2041, 1, 1))
    assert "2041" in texts.of(refusal.value)
    assert queries.due_for(date(2026, 6, 17), 3, Unit.DAY, DayType.WORK).last_day == date(2026, 6, 23)


@pytest.mark.parametrize(
    ("broken", "constraint"),
    [
        ({"state": "asleep"}, "clock_state_is_known"),
        ({"kind": "wish"}, "clock_kind_is_known"),
        ({"unit": "week"}, "clock_unit_is_known"),
        ({"day_type": "odd"}, "clock_day_type_is_known"),
        ({"n": 0}, "clock_period_is_not_empty"),
        ({"state": "met", "ended_at": NOW}, "clock_met_says_when"),
        ({"met_at": NOW}, "clock_what_is_met_has_ended"),
        ({"ended_at": NOW}, "clock_ended_agrees_with_state"),
    ],
)
def test_a_row_that_contradicts_itself_cannot_be_stored(system: Actor, broken: dict[str, Any], constraint: str) -> None:
    deadline = start("join.reply", actor=system)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**broken)


def test_two_open_deadlines_of_one_rule_cannot_be_stored(system: Actor) -> None:
    deadline = start("join.reply", actor=system)
    deadline.id = uuid4()
    with pytest.raises(IntegrityError, match="clock_one_open_deadline_per_case_and_rule"), transaction.atomic():
        deadline.save(force_insert=True)


def test_a_day_and_a_year_that_contradict_themselves_cannot_be_stored() -> None:
    with pytest.raises(IntegrityError, match="clock_kind_of_day_is_known"), transaction.atomic():
        Workday.objects.filter(date=date(2026, 1, 1)).update(kind="feast")
    with pytest.raises(IntegrityError, match="clock_year_names_its_source"), transaction.atomic():
        CalendarYear.objects.filter(year=2026).update(source="")


# ---- whatever happens, in whatever order ----


class LifeOfADeadline(RuleBasedStateMachine):
    """A pausable clock under every verb in any order, beside a plain model of what it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.actor = Actor.system("tests", NOW)
        self.state = State.RUNNING
        self.ended = False
        self.id = UUID(int=0)
        self.unpaused = NOW

    @initialize()
    def begin(self) -> None:
        deadline = start("join.desk", actor=self.actor)
        self.id, self.unpaused = deadline.id, deadline.due_at

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.actor = at(self.actor, self.actor.now + timedelta(hours=hours))

    @rule()
    def sweep(self) -> None:
        overdue = self.state is State.RUNNING and self.row().due_at < self.actor.now
        services.mark_overdue(self.actor)
        self.state = State.LATE if overdue else self.state

    @rule()
    def pause(self) -> None:
        allowed = self.state is State.RUNNING and not self.ended and self.actor.now <= self.row().due_at
        if self.attempt(lambda: services.pause(self.id, actor=self.actor), allowed=allowed):
            self.state = State.PAUSED

    @rule()
    def resume(self) -> None:
        if self.attempt(lambda: services.resume(self.id, actor=self.actor), allowed=self.state is State.PAUSED):
            self.state = State.RUNNING

    @rule()
    def meet(self) -> None:
        in_time = self.state is State.PAUSED or (self.state is State.RUNNING and self.actor.now <= self.row().due_at)
        if self.attempt(lambda: services.met(self.id, actor=self.actor), allowed=not self.ended):
            self.state, self.ended = State.MET if in_time else State.LATE, True

    @rule()
    def cancel(self) -> None:
        if self.attempt(lambda: services.cancel(self.id, actor=self.actor, reason="撤回"), allowed=not self.ended):
            self.state, self.ended = State.LATE if self.state is State.LATE else State.CANCELLED, True

    def attempt(self, act: Any, *, allowed: bool) -> bool:
        if allowed:
            act()
            return True
        with pytest.raises(Refused) as refusal:
            act()
        assert texts.of(refusal.value).endswith("。")
        return False

    def row(self) -> Deadline:
        return Deadline.objects.get(pk=self.id)

    @invariant()
    def the_row_agrees(self) -> None:
        if self.id.int:
            row = self.row()
            assert (row.state, row.ended_at is not None) == (self.state, self.ended)
            assert row.due_at >= self.unpaused
            assert row.due_at == row.reckoned().at
            assert (row.state == State.PAUSED) == bool(row.stood and row.stood[-1].until is None and not self.ended)


def test_a_deadline_survives_every_order_of_events(system: Actor) -> None:
    quick = settings(
        max_examples=25, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(LifeOfADeadline, settings=quick)
