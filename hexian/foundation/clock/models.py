"""Calendar years, their days, and deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Any, Final, Self
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from hexian.foundation.access import CodeField
from hexian.foundation.actor.refusals import Refused
from hexian.foundation.clock import rules, states
from hexian.foundation.clock.rules import Calendar, Day, DayKind, Due, Pause, Skipped, Span

_DONE: Final = [states.State.MET.value, states.State.LATE.value]
_GOING: Final = [states.State.RUNNING.value, states.State.PAUSED.value]
_OVER: Final = [states.State.MET.value, states.State.CANCELLED.value]


def _one_of(column: str, kinds: type[StrEnum]) -> Q:
    """The column holds one of the words; spelled out, so that a migration reads without the code."""
    return Q((f"{column}__in", [kind.value for kind in kinds]))


class CalendarYear(models.Model):
    """A year whose days are in `Workday`: from the State Council's notice, or provisional until it is out."""

    year = models.IntegerField(primary_key=True)
    provisional = models.BooleanField()
    source = models.TextField()
    entered_by = models.TextField(default="")
    entered_at = models.DateTimeField()
    # Another one with every change, so that a process knows its copy is stale.
    revision = models.UUIDField(default=uuid4)

    class Meta:
        db_table = "clock_calendar_year"
        constraints = [CheckConstraint(condition=~Q(source=""), name="clock_year_names_its_source")]

    def __str__(self) -> str:
        return str(self.year)


class Workday(models.Model):
    """Every day of every year we know, one row each; the name is the holiday's."""

    date = models.DateField(primary_key=True)
    kind = models.TextField()
    name = models.TextField(default="")

    class Meta:
        db_table = "clock_workday"
        constraints = [CheckConstraint(condition=_one_of("kind", DayKind), name="clock_kind_of_day_is_known")]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class DemoClock(models.Model):
    """By how much a demonstration's clock is ahead of the server's; no row in any other database."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "clock_demo_clock"
        constraints = [
            CheckConstraint(condition=Q(id=1), name="clock_there_is_one_demo_clock"),
            CheckConstraint(condition=Q(ahead__gte=timedelta()), name="clock_a_demo_is_never_behind"),
        ]

    def __str__(self) -> str:
        return str(self.ahead)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Ways to narrow deadlines."""

    def open(self) -> Self:
        """Neither met nor cancelled; an overdue one is open until it is done."""
        return self.filter(ended_at__isnull=True)

    def about(self, subject_id: UUID) -> Self:
        """Those of one case."""
        return self.filter(subject_id=subject_id)

    def overrun(self, now: datetime) -> Self:
        """Running, and over: what the sweep marks late."""
        return self.filter(state=states.State.RUNNING, due_at__lt=now)


class Deadline(models.Model):
    """What must happen by when, derived from an event and never edited by hand.

    `rule` is the lawbook's code, frozen in `basis`; `code` is the organisation in whose tree it counts.  `holder` is an
    opaque reference to the office a desk clock lies with.  `skipped` holds the days that did not count.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    rule = models.TextField(db_collation="C")
    kind = models.TextField(default=states.Kind.PROMISE.value)
    subject_type = models.TextField()
    subject_id = models.UUIDField()
    region = models.TextField(db_collation="C", default="")
    code = CodeField(default="")
    holder = models.TextField(default="")
    started_at = models.DateTimeField()
    n = models.IntegerField()
    unit = models.TextField()
    day_type = models.TextField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    basis = models.JSONField()
    pauses = models.JSONField(default=list)
    skipped = ArrayField(models.DateField(), default=list)
    state = models.TextField(default=states.State.RUNNING.value)
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        db_table = "clock_deadline"
        constraints = [
            UniqueConstraint(
                fields=["subject_id", "rule", "kind"],
                condition=Q(ended_at__isnull=True),
                name="clock_one_open_deadline_per_case_and_rule",
            ),
            CheckConstraint(condition=_one_of("state", states.State), name="clock_state_is_known"),
            CheckConstraint(condition=_one_of("kind", states.Kind), name="clock_kind_is_known"),
            CheckConstraint(condition=_one_of("unit", rules.Unit), name="clock_unit_is_known"),
            CheckConstraint(condition=_one_of("day_type", rules.DayType), name="clock_day_type_is_known"),
            CheckConstraint(condition=Q(n__gt=0), name="clock_period_is_not_empty"),
            CheckConstraint(
                condition=~Q(state=states.State.MET.value) | Q(met_at__isnull=False, ended_at__isnull=False),
                name="clock_met_says_when",
            ),
            CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(ended_at=F("met_at"), state__in=_DONE),
                name="clock_what_is_met_has_ended",
            ),
            CheckConstraint(
                condition=(~Q(state__in=_GOING) | Q(ended_at__isnull=True))
                & (~Q(state__in=_OVER) | Q(ended_at__isnull=False)),
                name="clock_ended_agrees_with_state",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="clock_deadline_by_subject"),
            models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="clock_open_deadline_by_due"),
            models.Index(
                fields=["code", "due_at"], condition=Q(ended_at__isnull=True), name="clock_open_deadline_by_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_at:%Y-%m-%d} {self.state}"

    @property
    def public_id(self) -> UUID:
        """The id audit and events know it by."""
        return self.id

    @property
    def last_day(self) -> date:
        """The last day in Shanghai, to 24:00 (for hours: the day on which it ends)."""
        return rules.last_day(self.due_at)

    @property
    def span(self) -> Span:
        """The period as the frozen rule states it."""
        return span_of(self.basis)

    @property
    def stood(self) -> tuple[Pause, ...]:
        """Its pauses, an open one last."""
        return tuple(
            Pause(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
            for since, until in self.pauses
        )

    def keep_pauses(self, pauses: Iterable[Pause]) -> None:
        """Put its pauses into the row."""
        self.pauses = [[pause.since.isoformat(), pause.until.isoformat() if pause.until else None] for pause in pauses]

    def keep_due(self, due: Due) -> None:
        """Put the reckoned end into the row."""
        self.due_at = due.at
        self.provisional = due.provisional
        self.skipped = [skipped.day for skipped in due.skipped]

    def reckoned(self) -> Due:
        """The end as today's calendar gives it. Raises `Refused` (`clock.calendar_missing`)."""
        return rules.reckon(self.started_at, self.span, current_calendar(), self.stood)

    def explain(self) -> tuple[Skipped, ...]:
        """Each day that did not count, and why: «10 月 1 日 国庆节 不计» once `texts` has put it into words."""
        calendar = current_calendar()
        stored = set(self.skipped)
        told = {skipped.day: skipped for skipped in self.reckoned().skipped if skipped.day in stored}
        return tuple(told.get(day) or _then(day, calendar) for day in sorted(stored))

    def level(self, now: datetime) -> states.Level:
        """How pressing it is at that moment."""
        return states.level(states.State(self.state), self.due_at, ended=self.ended_at is not None, now=now)


def _then(day: date, calendar: Calendar) -> Skipped:
    """A day that did not count when the end was reckoned, though the calendar has changed since."""
    about = calendar.day(day)
    return Skipped(day, rules.Why.NOT_WORKING, about.kind, about.name)


def span_of(basis: dict[str, Any]) -> Span:
    """The period a frozen row of the lawbook states. Raises `Refused` (`clock.not_a_period`) when it is none."""
    if basis["value_type"] != "int" or basis["unit"] not in list(rules.Unit):
        raise Refused("clock.not_a_period", rule=basis["code"])
    return Span(
        n=int(basis["text"]),
        unit=rules.Unit(basis["unit"]),
        day_type=rules.DayType(basis["day_type"] or rules.DayType.CAL),
        direction=rules.Direction(basis["direction"]),
        rollover=rules.Rollover(basis.get("rollover", rules.Rollover.REST_DAYS)),
        pausable=basis["pausable"],
        pause_limit=basis["pause_limit"],
    )


_Stamp = tuple[tuple[int, bool, UUID], ...]
_kept: Final[dict[_Stamp, Calendar]] = {}
_lock: Final = Lock()


def current_calendar() -> Calendar:
    """Every year we know, kept in this process until a year is entered anew (one small query each time it is asked)."""
    stamp: _Stamp = tuple(CalendarYear.objects.order_by("year").values_list("year", "provisional", "revision"))
    with _lock:
        if stamp not in _kept:
            _kept.clear()
            _kept[stamp] = _read_calendar(stamp)
        return _kept[stamp]


def _read_calendar(stamp: _Stamp) -> Calendar:
    rows = Workday.objects.exclude(kind=DayKind.WORKING).values_list("date", "kind", "name")
    return Calendar(
        days={on: Day(DayKind(kind), name) for on, kind, name in rows},
        known=frozenset(year for year, provisional, _ in stamp if not provisional),
        provisional=frozenset(year for year, provisional, _ in stamp if provisional),
    )
