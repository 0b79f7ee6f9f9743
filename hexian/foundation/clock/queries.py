"""Read calendars and deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min

from hexian.foundation.clock import rules
from hexian.foundation.clock.models import CalendarYear, Deadline, current_calendar
from hexian.foundation.clock.rules import Calendar, Due
from hexian.foundation.clock.states import Kind, State

#: The longest period of law the program counts: a union's term of five years, and the year it began in.
YEARS_AHEAD = 6


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which years the calendar holds, for `hx doctor`; `missing` are those before the horizon it does not."""

    known: tuple[int, ...]
    provisional: tuple[int, ...]
    missing: tuple[int, ...]
    notice_overdue: bool


@dataclass(frozen=True, slots=True)
class End:
    """When a running period ends (UTC), and what the rule is called."""

    key: str
    title: str
    due_at: datetime


def calendar_between(first: date, last: date) -> Calendar:
    """The calendar over the years of both days. Raises `Refused` (`clock.calendar_missing`) if one is not known."""
    calendar = current_calendar()
    for year in range(first.year, last.year + 1):
        calendar.day(date(year, 1, 1))
    return calendar


def due_for(start: date, n: int, unit: rules.Unit, day_type: rules.DayType) -> Due:
    """When a period would end, without starting a clock: for previews. Raises like `rules.due`."""
    return rules.due(start, n, unit, day_type, current_calendar())


def coverage(today: date) -> Coverage:
    """Known, provisional and missing years up to `YEARS_AHEAD` from today.

    The State Council's notice for a year comes out by the end of November before it: from December its lack is overdue.
    """
    years = dict(CalendarYear.objects.order_by("year").values_list("year", "provisional"))
    due_year = today.year + (today.month == 12)
    return Coverage(
        known=tuple(year for year, provisional in years.items() if not provisional),
        provisional=tuple(year for year, provisional in years.items() if provisional),
        missing=tuple(year for year in range(today.year, today.year + YEARS_AHEAD) if year not in years),
        notice_overdue=years.get(due_year, True),
    )


def deadlines_of(subject_id: UUID) -> list[Deadline]:
    """Every deadline of one case, the promises first, then by due time."""
    rank = {Kind.PROMISE: 0, Kind.DESK: 1}
    rows = Deadline.objects.about(subject_id)
    return sorted(rows, key=lambda row: (rank[Kind(row.kind)], row.due_at))


def next_title(subject_id: UUID) -> str:
    """What the earliest of a case's running deadlines is about; nothing where none runs."""
    rows = Deadline.objects.about(subject_id).open().order_by("due_at", "pk")
    return str(rows.values_list("basis__title", flat=True).first() or "")


def coming(now: datetime, about: UUID | None = None, limit: int = 5) -> list[End]:
    """The next end of each rule that still runs, the soonest first; those of one case alone where it has any."""
    running = Deadline.objects.open().filter(state=State.RUNNING, due_at__gt=now)
    own = running.filter(subject_id=about) if about else running.none()
    rows = (own if own.exists() else running).order_by("rule", "due_at", "id").distinct("rule")
    found = [End(str(row.pk), row.basis["title"], row.due_at) for row in rows]
    return sorted(found, key=lambda end: end.due_at)[:limit]


def open_deadline(subject_id: UUID, rule: str, kind: Kind = Kind.PROMISE) -> Deadline | None:
    """The case's open deadline under a rule, or None."""
    return Deadline.objects.about(subject_id).open().filter(rule=rule, kind=kind).first()


def next_due(subject_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the earliest open deadline of each of some cases ends (UTC); a case without any is left out."""
    rows = Deadline.objects.filter(subject_id__in=list(subject_ids)).open()
    found = rows.order_by("subject_id").values_list("subject_id").annotate(due=Min("due_at"))
    return dict(found)


def desk_clock(subject_id: UUID) -> Deadline | None:
    """In whose hands the case lies now: its open desk clock, or None."""
    return Deadline.objects.about(subject_id).open().filter(kind=Kind.DESK).order_by("-started_at").first()
