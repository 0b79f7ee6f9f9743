"""Statutory holidays proper by year, and a year's calendar before its notice is out. Plain Python and one data file.

From 《全国年节及纪念日放假办法》 as of 1999, 2007, 2013 and 2024: thirteen days since 2025.  A holiday that falls on a
weekend is made up on a working day (第六条); which one, only the State Council's notice says, so before it the first
working day after the holiday is taken, and the year is marked provisional.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.clock.rules import ONE_DAY, REACHES_BACK, Day, DayKind

_DATA: Final = Path(__file__).parent / "data" / "festivals.toml"

NEW_YEAR: Final = "元旦"
SPRING: Final = "春节"
QINGMING: Final = "清明节"
LABOUR: Final = "劳动节"
DRAGON_BOAT: Final = "端午节"
MID_AUTUMN: Final = "中秋节"
NATIONAL: Final = "国庆节"
MADE_UP: Final = "补假"


@dataclass(frozen=True, slots=True)
class Festivals:
    """The days of one year that the moon and the sun decide."""

    spring: date
    qingming: date
    dragon_boat: date
    mid_autumn: date


@dataclass(frozen=True, slots=True)
class Notice:
    """What the State Council's yearly notice says: the days off with their holiday's name, and the weekends worked."""

    year: int
    off: Mapping[date, str]
    worked: Mapping[date, str]


@cache
def festivals() -> Mapping[int, Festivals]:
    """The tabulated festivals by year."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {int(year): Festivals(**days) for year, days in rows.items()}


def blocks(year: int) -> Iterator[tuple[str, tuple[date, ...]]]:
    """Each statutory holiday of the year with its days; `Refused` (`clock.calendar_missing`) beyond the table."""
    try:
        moon = festivals()[year]
    except KeyError:
        raise Refused("clock.calendar_missing", year=year) from None
    eve = 1 if 2008 <= year <= 2013 or year >= 2025 else 0
    yield NEW_YEAR, (date(year, 1, 1),)
    yield SPRING, _run(moon.spring - eve * ONE_DAY, 4 if year >= 2025 else 3)
    if year >= 2008:
        yield QINGMING, (moon.qingming,)
    yield LABOUR, _run(date(year, 5, 1), _labour_days(year))
    if year >= 2008:
        yield DRAGON_BOAT, (moon.dragon_boat,)
        yield MID_AUTUMN, (moon.mid_autumn,)
    yield NATIONAL, _run(date(year, 10, 1), 3)


def _run(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + offset * ONE_DAY for offset in range(count))


def _labour_days(year: int) -> int:
    if year < 2008:
        return 3
    return 2 if year >= 2025 else 1


def statutory(year: int) -> dict[date, str]:
    """The statutory holidays proper of a year; where two meet, both names."""
    named: dict[date, str] = {}
    for name, days in blocks(year):
        for day in days:
            named[day] = f"{named[day]}、{name}" if day in named else name
    return named


def weekends(year: int) -> Iterator[date]:
    """Every Saturday and Sunday of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() >= 5:
            yield day
        day += ONE_DAY


def provisional(year: int) -> dict[date, Day]:
    """The year's days off as the law alone gives them: weekends, statutory holidays, and holidays made up."""
    days = {day: Day(DayKind.REST) for day in weekends(year)}
    holidays = statutory(year)
    days |= {day: Day(DayKind.HOLIDAY, name) for day, name in holidays.items()}
    taken: set[date] = set()
    for name, block in blocks(year):
        for day in block:
            if day.weekday() >= 5 or day in taken:
                made_up = _first_free(block[-1], days)
                days[made_up] = Day(DayKind.REST, name + MADE_UP)
            taken.add(day)
    return days


def _first_free(after: date, days: Mapping[date, Day]) -> date:
    day = after + ONE_DAY
    while day in days:
        day += ONE_DAY
    return day


def noticed(notice: Notice) -> dict[date, Day]:
    """The days of the notice's year that are not ordinary working days, and those it names just before the year.

    Raises `Refused`: `clock.notice_day_elsewhere`, `clock.notice_day_twice`, `clock.notice_works_on_a_weekday`,
    `clock.notice_lacks_holiday`, with the day in question.
    """
    holidays = statutory(notice.year)
    _check(notice, holidays)
    days = {day: Day(DayKind.REST) for day in weekends(notice.year)}
    days |= {day: Day(DayKind.REST, name) for day, name in notice.off.items()}
    days |= {day: Day(DayKind.HOLIDAY, name) for day, name in holidays.items()}
    days |= {day: Day(DayKind.SWAPPED_IN, name) for day, name in notice.worked.items()}
    return days


def _check(notice: Notice, holidays: Mapping[date, str]) -> None:
    earliest, latest = date(notice.year, 1, 1) - REACHES_BACK, date(notice.year, 12, 31)
    for day in sorted({*notice.off, *notice.worked}):
        if not earliest <= day <= latest:
            raise Refused("clock.notice_day_elsewhere", day=day, year=notice.year)
        if day in notice.off and day in notice.worked:
            raise Refused("clock.notice_day_twice", day=day)
    for day in sorted(notice.worked):
        if day.weekday() < 5:
            raise Refused("clock.notice_works_on_a_weekday", day=day)
    for day in sorted(holidays):
        if day in notice.worked or (day not in notice.off and day.weekday() < 5):
            raise Refused("clock.notice_lacks_holiday", day=day, name=holidays[day])
