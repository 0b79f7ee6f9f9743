"""Put years into the calendar: the packaged ones, the provisional ones, and the notice an officer enters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

import chinese_calendar
from chinese_calendar import constants
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hexian.foundation import audit, events
from hexian.foundation.actor import Actor
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.clock import access, holidays, rules
from hexian.foundation.clock.events import CALENDAR_ENTERED, CALENDAR_SEEDED, DEADLINE_MOVED
from hexian.foundation.clock.holidays import Notice
from hexian.foundation.clock.models import CalendarYear, Deadline, Workday
from hexian.foundation.clock.rules import ONE_DAY, REACHES_BACK, Day, DayKind
from hexian.foundation.clock.states import State, Verb, next_state
from hexian.foundation.locks import advisory

_NAMES: Final = {
    "New Year's Day": holidays.NEW_YEAR,
    "Spring Festival": holidays.SPRING,
    "Tomb-sweeping Day": holidays.QINGMING,
    "Labour Day": holidays.LABOUR,
    "Dragon Boat Festival": holidays.DRAGON_BOAT,
    "Mid-autumn Festival": holidays.MID_AUTUMN,
    "National Day": holidays.NATIONAL,
    "Anti-Fascist 70th Day": "抗战胜利 70 周年纪念日",
}
_PACKAGED: Final = "国务院办公厅历年节假日安排通知（chinesecalendar）"
_PROVISIONAL: Final = "《全国年节及纪念日放假办法》推算，待国务院办公厅通知"


@transaction.atomic
def seed_calendar(actor: Actor | None = None) -> int:
    """Enter every year that is not there yet; returns how many days the calendar holds.

    Years with a published notice come from `chinesecalendar`; later ones, as far as the festivals are tabulated, are
    provisional.  A provisional year whose notice the package has learnt is corrected, and what hung on it recomputed.
    """
    actor = actor or Actor.system("seed", timezone.now())
    advisory("clock.calendar")
    years = dict(CalendarYear.objects.values_list("year", "provisional"))
    published = _published()
    changed = []
    for year in sorted(holidays.festivals()):
        if years.get(year) is False or (year in years and year not in published):
            continue
        known = year in published
        days = packaged_days(year) if known else holidays.provisional(year)
        _keep_year(year, days, provisional=not known, source=_PACKAGED if known else _PROVISIONAL, actor=actor)
        changed.append(year)
    if changed:
        audit.record(CALENDAR_SEEDED, actor=actor, code=ROOT_CODE, years=changed, moved=recompute(changed, actor))
    return Workday.objects.count()


def _published() -> frozenset[int]:
    return frozenset(day.year for day in constants.holidays)


def packaged_days(year: int) -> dict[date, Day]:
    """The year as `chinesecalendar` has it, with the statutory holidays proper told from the days off around them."""
    statutory = holidays.statutory(year)
    days = {}
    for on in every_day(year):
        name = _NAMES.get(constants.holidays.get(on) or constants.workdays.get(on) or "", "")
        if chinese_calendar.is_workday(on):
            if on.weekday() >= 5:
                days[on] = Day(DayKind.SWAPPED_IN, name)
        elif on in statutory:
            days[on] = Day(DayKind.HOLIDAY, statutory[on])
        else:
            days[on] = Day(DayKind.REST, name)
    return days


def every_day(year: int) -> Iterator[date]:
    """The days of a year in order."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def _keep_year(year: int, days: Mapping[date, Day], *, provisional: bool, source: str, actor: Actor) -> None:
    """Write the year, and the days before it that its notice names, if that year is known."""
    CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "provisional": provisional,
            "source": source,
            "entered_by": actor.name,
            "entered_at": actor.now,
            "revision": uuid4(),
        },
    )
    rows = [Workday(date=on, kind=_kind(on, days), name=days[on].name if on in days else "") for on in every_day(year)]
    before = [Workday(date=on, kind=day.kind, name=day.name) for on, day in days.items() if on.year < year]
    if before and CalendarYear.objects.filter(year=year - 1).update(revision=uuid4()):
        rows += before
    Workday.objects.bulk_create(
        rows, batch_size=2_000, update_conflicts=True, unique_fields=["date"], update_fields=["kind", "name"]
    )


def _kind(on: date, days: Mapping[date, Day]) -> DayKind:
    return days[on].kind if on in days else DayKind.WORKING


@transaction.atomic
def enter_calendar(notice: Notice, *, source: str, actor: Actor) -> int:
    """Enter the State Council's notice for a year and recompute what hung on the year; returns how many moved.

    A notice may also correct one entered before (春节 of 2020 was prolonged).  Raises `Refused`:
    `clock.calendar_not_yours`, `clock.notice_day_elsewhere`, `clock.notice_day_twice`,
    `clock.notice_works_on_a_weekday`, `clock.notice_lacks_holiday`, `clock.calendar_missing`.
    """
    access.check_may_enter_calendar(actor)
    advisory("clock.calendar")
    _keep_year(notice.year, holidays.noticed(notice), provisional=False, source=source, actor=actor)
    moved = recompute([notice.year], actor)
    audit.record(CALENDAR_ENTERED, notice.year, actor=actor, code=ROOT_CODE, source=source, moved=moved)
    return moved


def recompute(years: Iterable[int], actor: Actor) -> int:
    """Reckon every open deadline that runs through one of the years anew, and tell of each that moved.

    With all its years noticed a deadline is provisional no more: it is moved once, unless a notice is corrected.
    """
    touched = Q(pk__in=[])
    for year in years:
        first = rules.end_of(date(year, 1, 1) - REACHES_BACK - ONE_DAY)
        touched |= Q(started_at__lt=rules.end_of(date(year, 12, 31)), due_at__gte=first)
    rows = Deadline.objects.open().filter(touched).order_by("id")
    return sum(_reckon_anew(deadline, actor) for deadline in rows.select_for_update(of=("self",)).iterator())


def _reckon_anew(deadline: Deadline, actor: Actor) -> bool:
    before = deadline.due_at
    deadline.keep_due(deadline.reckoned())
    back_in_time = deadline.state == State.LATE and deadline.due_at >= actor.now
    if back_in_time:
        deadline.state = next_state(State.LATE, Verb.MOVE)
    deadline.save(update_fields=["due_at", "provisional", "skipped", "state"])
    if deadline.due_at == before:
        return False
    facts: dict[str, Any] = {"rule": deadline.rule, "old": before.isoformat(), "new": deadline.due_at.isoformat()}
    audit.record(DEADLINE_MOVED, deadline, actor=actor, code=deadline.code, **facts)
    about = {"subject_type": deadline.subject_type, "subject_id": str(deadline.subject_id)}
    events.publish(DEADLINE_MOVED, deadline, actor=actor, code=deadline.code, **facts, **about)
    return True
