"""Counting periods as the Civil Code does (民法典 200–204, 1259), and the states of a deadline. Plain Python.

The first day is out (201), the last day rolls over a rest day (203), a month ends on its corresponding day or on its
last (202), and the period ends at 24:00 in Shanghai.  Worked example: an offer received on 2026-09-25 asks for a reply
in 10 working days.  The count starts on the 26th, leaves out 中秋 and 国庆 (25 September to 7 October hold only 28, 29
and 30 September as working days), counts the exchanged Saturday 10 October, and ends on 2026-10-15 at 24:00.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Self
from zoneinfo import ZoneInfo

from hexian.foundation.actor.refusals import Refused

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
ONE_DAY: Final = timedelta(days=1)
#: So many days before a year its notice may exchange: 元旦 may take a working weekend from December.
REACHES_BACK: Final = timedelta(days=7)


class Unit(StrEnum):
    """In what a period is counted."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DayType(StrEnum):
    """Every day counts, or only working days («工作日» only where the text says so)."""

    CAL = "cal"
    WORK = "work"


class Direction(StrEnum):
    """Counted on from the event, or back from it («会议 7 日前»)."""

    AFTER = "after"
    BEFORE = "before"


class Rollover(StrEnum):
    """Over what the last day rolls: the reading of «法定休假日» in 民法典 203.

    REST_DAYS, the courts' reading and the default, rolls over weekends too, but not over an exchanged working weekend;
    HOLIDAYS rolls over statutory holidays proper alone; NEVER leaves the last day where it falls.
    """

    REST_DAYS = "rest_days"
    HOLIDAYS = "holidays"
    NEVER = "never"


class DayKind(StrEnum):
    """What a day is: ordinary working day, rest day, statutory holiday proper, or weekend exchanged for work (调休)."""

    WORKING = "working"
    REST = "rest"
    HOLIDAY = "holiday"
    SWAPPED_IN = "swapped_in"


class Why(StrEnum):
    """Why a day did not count: no working day, the last day rolled on, or the clock stood."""

    NOT_WORKING = "not_working"
    ROLLED = "rolled"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar says of one day; the name is the holiday's, empty for an ordinary weekend."""

    kind: DayKind
    name: str = ""

    @property
    def works(self) -> bool:
        """Whether people work on it."""
        return self.kind in (DayKind.WORKING, DayKind.SWAPPED_IN)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Explicit days over whole years: weekly patterns are only what the year started from.

    `days` names every day that is not an ordinary working day; `provisional` are years reckoned before the State
    Council's notice.  A year in neither set is not known, and asking for one of its days is refused.
    """

    days: Mapping[date, Day]
    known: frozenset[int]
    provisional: frozenset[int] = frozenset()

    def day(self, on: date) -> Day:
        """What the day is. Raises `Refused` (`clock.calendar_missing`) outside the years it knows."""
        if on.year not in self.known and on.year not in self.provisional:
            raise Refused("clock.calendar_missing", year=on.year)
        return self.days.get(on, _WORKING)

    def works(self, on: date) -> bool:
        """Whether it is a working day, exchanged weekends included."""
        return self.day(on).works

    def with_holiday(self, on: date, name: str) -> Self:
        """The same calendar with one more statutory holiday."""
        return replace(self, days={**self.days, on: Day(DayKind.HOLIDAY, name)})


_WORKING: Final = Day(DayKind.WORKING)


@dataclass(frozen=True, slots=True)
class Span:
    """A period as a rule states it, and what the rule allows; `pause_limit` in days altogether, None for no limit."""

    n: int
    unit: Unit = Unit.DAY
    day_type: DayType = DayType.CAL
    direction: Direction = Direction.AFTER
    rollover: Rollover = Rollover.REST_DAYS
    pausable: bool = False
    pause_limit: int | None = None

    def __post_init__(self) -> None:
        if self.n < 1:
            raise Refused("clock.period_is_empty", n=self.n)
        if self.day_type is DayType.WORK and self.unit is not Unit.DAY:
            raise Refused("clock.only_days_can_be_working", unit=self.unit)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stood; open while `until` is None."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count, with what the calendar calls it."""

    day: date
    why: Why
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends: its last day (to 24:00 in Shanghai), the instant in UTC, what was skipped, how sure it is."""

    last_day: date
    at: datetime
    skipped: tuple[Skipped, ...] = ()
    provisional: bool = False


def local_day(at: datetime) -> date:
    """The day in Shanghai on which an instant falls."""
    return at.astimezone(SHANGHAI).date()


def last_day(due_at: datetime) -> date:
    """The last day of a period that ends at that instant: 24:00 belongs to the day it ends."""
    return local_day(due_at - timedelta(microseconds=1))


def end_of(day: date) -> datetime:
    """24:00 of that day in Shanghai, as UTC."""
    return datetime.combine(day + ONE_DAY, time.min, SHANGHAI).astimezone(UTC)


def start_of(day: date) -> datetime:
    """0:00 of that day in Shanghai, as UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def due(
    start: date,
    n: int,
    unit: Unit,
    day_type: DayType,
    calendar: Calendar,
    *,
    rollover: Rollover = Rollover.REST_DAYS,
    direction: Direction = Direction.AFTER,
) -> Due:
    """When a period of days, months or years after (or before) `start` ends. `start` itself is not counted.

    Raises `Refused`: `clock.period_is_empty`, `clock.only_days_can_be_working`, `clock.calendar_missing`.
    """
    span = Span(n, unit, day_type, direction, rollover)
    return reckon(datetime.combine(start, time.min, SHANGHAI), span, calendar)


def reckon(start: datetime, span: Span, calendar: Calendar, pauses: tuple[Pause, ...] = ()) -> Due:
    """When the period that began at `start` ends, given the (closed) pauses so far.

    Days, months and years end at 24:00; hours run from the instant (民法典 201) and neither start late nor roll over.
    """
    if span.unit is Unit.HOUR:
        return _reckon_hours(start, span, calendar, pauses)
    if span.direction is Direction.BEFORE:
        return _reckon_back(local_day(start), span, calendar)
    first = local_day(start)
    reached = _count_on(first, span, calendar)
    stood: set[date] = set()
    for since, until in _paused_days(span, pauses):
        stood.update(_days_after(since, until))
        reached = _carry_over(reached, since, until, span, calendar)
    end = _roll(reached, span, calendar)
    skipped = _uncounted(_days_after(first, end), span, calendar, stood)
    rolled = _resting(_days_after(reached - ONE_DAY, end - ONE_DAY), calendar, Why.ROLLED)
    return Due(end, end_of(end), (*skipped, *rolled), _is_provisional(first, end, calendar))


def _reckon_hours(start: datetime, span: Span, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due:
    sign = -1 if span.direction is Direction.BEFORE else 1
    stood = sum((pause.until - pause.since for pause in pauses if pause.until), timedelta())
    if span.pause_limit is not None:
        stood = min(stood, span.pause_limit * ONE_DAY)
    at = (start + sign * span.n * timedelta(hours=1) + stood).astimezone(UTC)
    return Due(last_day(at), at, (), provisional=False)


def _reckon_back(event: date, span: Span, calendar: Calendar) -> Due:
    """The last day on which something may still be done `n` days before the event; it never rolls towards the event."""
    if span.day_type is DayType.WORK:
        end = _nth_working_day(event, span.n, calendar, -ONE_DAY)
    elif span.unit is Unit.DAY:
        end = event - span.n * ONE_DAY
    else:
        end = _months_on(event, -_in_months(span))
    skipped: tuple[Skipped, ...] = ()
    if span.day_type is DayType.WORK:
        skipped = tuple(_resting(_days_after(end, event - ONE_DAY), calendar, Why.NOT_WORKING))
    return Due(end, end_of(end), skipped, _is_provisional(end, event, calendar))


def _count_on(first: date, span: Span, calendar: Calendar) -> date:
    """The last day before any pause and before rolling over."""
    if span.day_type is DayType.WORK:
        return _nth_working_day(first, span.n, calendar)
    return first + span.n * ONE_DAY if span.unit is Unit.DAY else _months_on(first, _in_months(span))


def _nth_working_day(start: date, n: int, calendar: Calendar, step: timedelta = ONE_DAY) -> date:
    day = start
    while n:
        day += step
        n -= calendar.works(day)
    return day


def _in_months(span: Span) -> int:
    return span.n * (12 if span.unit is Unit.YEAR else 1)


def _months_on(start: date, count: int) -> date:
    """The corresponding day of the month so many months on, or that month's last day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _paused_days(span: Span, pauses: tuple[Pause, ...]) -> Iterator[tuple[date, date]]:
    """Each pause as (last day that counted, last day that did not), cut where the rule's limit is used up."""
    left = span.pause_limit
    for pause in pauses:
        if pause.until is None:
            continue
        since, until = local_day(pause.since), local_day(pause.until)
        if left is not None:
            until = min(until, since + left * ONE_DAY)
            left -= (until - since).days
        yield since, until


def _carry_over(reached: date, since: date, until: date, span: Span, calendar: Calendar) -> date:
    """Move the last day so that as much time is left after the pause as before it."""
    if span.day_type is DayType.CAL:
        return max(reached, since) + (until - since)
    left = sum(calendar.works(day) for day in _days_after(since, reached))
    # Stopped on its last day, it still has the rest of a working day to run.
    return _nth_working_day(until, left, calendar) if left else _next_working(max(reached, until), calendar)


def _next_working(day: date, calendar: Calendar) -> date:
    while not calendar.works(day):
        day += ONE_DAY
    return day


def _roll(day: date, span: Span, calendar: Calendar) -> date:
    """The last day itself, or the day after the rest days it falls into (民法典 203)."""
    while _rolls(calendar.day(day), span.rollover):
        day += ONE_DAY
    return day


def _rolls(day: Day, rollover: Rollover) -> bool:
    if rollover is Rollover.REST_DAYS:
        return not day.works
    return rollover is Rollover.HOLIDAYS and day.kind is DayKind.HOLIDAY


def _days_after(since: date, until: date) -> Iterator[date]:
    """The days after `since` up to and including `until`."""
    return (since + offset * ONE_DAY for offset in range(1, (until - since).days + 1))


def _uncounted(days: Iterator[date], span: Span, calendar: Calendar, stood: set[date]) -> Iterator[Skipped]:
    for day in days:
        about = calendar.day(day)
        if day in stood:
            yield Skipped(day, Why.PAUSED, about.kind, about.name)
        elif span.day_type is DayType.WORK and not about.works:
            yield Skipped(day, Why.NOT_WORKING, about.kind, about.name)


def _resting(days: Iterator[date], calendar: Calendar, why: Why) -> Iterator[Skipped]:
    for day in days:
        about = calendar.day(day)
        if not about.works:
            yield Skipped(day, why, about.kind, about.name)


def _is_provisional(first: date, end: date, calendar: Calendar) -> bool:
    """Whether the notice of some year the period runs through is still to come."""
    return any(year in calendar.provisional for year in range(first.year, (end + REACHES_BACK).year + 1))


def remaining(start: datetime, span: Span, calendar: Calendar, pauses: tuple[Pause, ...], at: datetime) -> timedelta:
    """How much of the period is left at an instant, before rolling over: whole days (working days where those count),
    or hours to the second.
    """
    if span.unit is Unit.HOUR:
        return _reckon_hours(start, span, calendar, pauses).at - at
    reached = _count_on(local_day(start), span, calendar)
    for since, until in _paused_days(span, pauses):
        reached = _carry_over(reached, since, until, span, calendar)
    if span.day_type is DayType.CAL:
        return max(reached - local_day(at), timedelta())
    return sum(calendar.works(day) for day in _days_after(local_day(at), reached)) * ONE_DAY
