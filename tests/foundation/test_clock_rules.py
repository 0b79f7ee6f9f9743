"""Dates worked out by hand from the Civil Code, and what must hold for every calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hexian.foundation.actor import Refused
from hexian.foundation.clock import calendars, holidays, rules, texts
from hexian.foundation.clock.rules import (
    Calendar,
    Day,
    DayKind,
    DayType,
    Direction,
    Due,
    Pause,
    Rollover,
    Skipped,
    Span,
    Unit,
    Why,
)  # fmt: skip

CAL, WORK = DayType.CAL, DayType.WORK
DAY, MONTH, YEAR, HOUR = Unit.DAY, Unit.MONTH, Unit.YEAR, Unit.HOUR


def days_of(year: int) -> dict[date, Day]:
    return calendars.packaged_days(year) if year <= 2026 else holidays.provisional(year)


YEARS = (2014, 2015, 2016, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028, 2029)
REAL = Calendar(
    days={day: about for year in YEARS for day, about in days_of(year).items()},
    known=frozenset(year for year in YEARS if year <= 2026),
    provisional=frozenset(year for year in YEARS if year > 2026),
)


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "unit", "day_type", "last"),
    [
        # 自然日
        ("2026-06-17", 15, DAY, CAL, "2026-07-02"),
        ("2026-09-18", 15, DAY, CAL, "2026-10-08"),  # 10-03 falls into 国庆
        ("2026-04-24", 10, DAY, CAL, "2026-05-06"),  # 05-04 falls into 劳动节
        ("2026-03-02", 60, DAY, CAL, "2026-05-06"),  # 05-01
        ("2026-01-15", 60, DAY, CAL, "2026-03-16"),
        ("2026-02-08", 7, DAY, CAL, "2026-02-24"),  # 02-15, first day off of 春节
        ("2026-02-07", 7, DAY, CAL, "2026-02-14"),  # an exchanged Saturday is a working day
        ("2026-02-21", 7, DAY, CAL, "2026-02-28"),  # and so is this one
        ("2026-06-06", 7, DAY, CAL, "2026-06-15"),  # an ordinary Saturday is not
        ("2015-09-01", 2, DAY, CAL, "2015-09-06"),  # the holiday of 3 September 2015, and a worked Sunday
        # 工作日
        ("2026-09-25", 10, DAY, WORK, "2026-10-15"),  # across 中秋 and 国庆, with the Saturday 10-10
        ("2026-09-28", 10, DAY, WORK, "2026-10-16"),
        ("2026-02-12", 5, DAY, WORK, "2026-02-26"),  # counts the Saturday 02-14
        ("2026-02-12", 10, DAY, WORK, "2026-03-04"),  # and the Saturday 02-28
        ("2026-06-17", 3, DAY, WORK, "2026-06-23"),  # 端午 and its weekend
        ("2026-04-20", 15, DAY, WORK, "2026-05-13"),  # counts the Saturday 05-09
        ("2025-12-31", 1, DAY, WORK, "2026-01-04"),  # a worked Sunday
        ("2020-01-22", 5, DAY, WORK, "2020-02-06"),  # 春节 prolonged to 2 February
        ("2026-06-17", 1, DAY, WORK, "2026-06-18"),
        # 月末、闰日、年
        ("2026-01-31", 1, MONTH, CAL, "2026-02-28"),  # no 31st, and the 28th is worked
        ("2024-01-31", 1, MONTH, CAL, "2024-02-29"),
        ("2024-02-29", 1, YEAR, CAL, "2025-02-28"),
        ("2026-03-31", 3, MONTH, CAL, "2026-06-30"),
        ("2026-06-17", 6, MONTH, CAL, "2026-12-17"),
        ("2023-06-17", 3, YEAR, CAL, "2026-06-17"),
        ("2025-05-01", 1, YEAR, CAL, "2026-05-06"),
        ("2026-08-31", 6, MONTH, CAL, "2027-03-01"),  # 02-28 is a Sunday
        # 2027，暂定
        ("2026-12-31", 1, DAY, WORK, "2027-01-04"),
        ("2027-01-29", 10, DAY, WORK, "2027-02-18"),  # 02-05 to 02-08, made up on 02-09 and 02-10
        ("2027-01-22", 15, DAY, CAL, "2027-02-11"),  # 02-06
        ("2027-09-01", 30, DAY, CAL, "2027-10-06"),  # 10-01, two days made up
        ("2022-10-01", 5, YEAR, CAL, "2027-10-06"),
    ],
)
def test_dates_worked_out_by_hand(start: str, n: int, unit: Unit, day_type: DayType, last: str) -> None:
    due = rules.due(on(start), n, unit, day_type, REAL)
    assert due.last_day == on(last)
    assert due.at == datetime.combine(on(last), datetime.min.time(), UTC) + timedelta(hours=16)
    assert due.provisional == (on(last) >= on("2026-12-25"))


@pytest.mark.parametrize(
    ("event", "n", "unit", "day_type", "latest"),
    [
        ("2026-06-17", 7, DAY, CAL, "2026-06-10"),
        ("2026-10-12", 7, DAY, WORK, "2026-09-24"),
        ("2026-05-31", 3, MONTH, CAL, "2026-02-28"),
        ("2026-12-31", 90, DAY, CAL, "2026-10-02"),  # never rolls towards the event
        ("2026-06-17", 2, YEAR, CAL, "2024-06-17"),
    ],
)
def test_counting_back_from_an_event(event: str, n: int, unit: Unit, day_type: DayType, latest: str) -> None:
    due = rules.due(on(event), n, unit, day_type, REAL, direction=Direction.BEFORE)
    assert due.last_day == on(latest)


@pytest.mark.parametrize(
    ("rollover", "saturday", "national_day"),
    [
        (Rollover.REST_DAYS, "2026-06-15", "2026-10-08"),
        (Rollover.HOLIDAYS, "2026-06-13", "2026-10-04"),
        (Rollover.NEVER, "2026-06-13", "2026-10-03"),
    ],
)
def test_over_what_the_last_day_rolls_is_a_parameter(rollover: Rollover, saturday: str, national_day: str) -> None:
    assert rules.due(on("2026-06-06"), 7, DAY, CAL, REAL, rollover=rollover).last_day == on(saturday)
    assert rules.due(on("2026-09-18"), 15, DAY, CAL, REAL, rollover=rollover).last_day == on(national_day)


def test_the_day_begins_in_shanghai_and_not_in_greenwich() -> None:
    late_evening = datetime(2026, 6, 16, 16, 30, tzinfo=UTC)  # half past midnight on the 17th
    due = rules.reckon(late_evening, Span(3, DAY, WORK), REAL)
    assert due.last_day == on("2026-06-23")
    assert rules.last_day(due.at) == on("2026-06-23")
    assert rules.local_day(due.at) == on("2026-06-24")


def test_hours_run_from_the_instant_and_never_roll() -> None:
    friday = datetime(2026, 6, 12, 9, 30, tzinfo=UTC)
    due = rules.reckon(friday, Span(48, HOUR), REAL)
    assert due.at == friday + timedelta(hours=48)
    assert due.last_day == on("2026-06-14")
    assert rules.reckon(friday, Span(24, HOUR, direction=Direction.BEFORE), REAL).at == friday - timedelta(hours=24)


def test_every_day_left_out_is_named() -> None:
    due = rules.due(on("2026-09-28"), 4, DAY, WORK, REAL)
    assert texts.explanation(due.skipped) == [
        "10 月 1 日 国庆节 不计",
        "10 月 2 日 国庆节 不计",
        "10 月 3 日 国庆节 不计",
        "10 月 4 日 国庆节 不计",
        "10 月 5 日 国庆节调休 不计",
        "10 月 6 日 国庆节调休 不计",
        "10 月 7 日 国庆节调休 不计",
    ]
    rolled = rules.due(on("2026-06-06"), 7, DAY, CAL, REAL)
    assert texts.explanation(rolled.skipped) == ["6 月 13 日 周六 顺延", "6 月 14 日 周日 顺延"]
    made_up = rules.due(on("2027-04-30"), 1, DAY, WORK, REAL)
    assert texts.explanation(made_up.skipped)[-1] == "5 月 4 日 劳动节补假 不计"


def test_a_weekend_worked_in_exchange_counts_zammad() -> None:
    """Weekly hours minus holidays come out wrong here: 2026-10-10 is a Saturday on which people work."""
    assert REAL.day(on("2026-10-10")) == Day(DayKind.SWAPPED_IN, "国庆节")
    assert rules.due(on("2026-10-09"), 1, DAY, WORK, REAL).last_day == on("2026-10-10")


def test_seven_holidays_do_not_bring_the_end_forward_django_helpdesk() -> None:
    """Excluding days must lengthen the wait: seven holidays once escalated a ticket on the day it was opened."""
    start = on("2026-09-30")
    before = rules.due(start, 3, DAY, WORK, REAL)
    assert before.last_day == on("2026-10-10")
    assert sum(skipped.name == "国庆节" for skipped in before.skipped) == 7
    plain = Calendar({}, frozenset({2026}))
    assert rules.due(start, 3, DAY, WORK, plain).last_day == on("2026-10-03")


@pytest.mark.parametrize("year", range(2004, 2041))
def test_the_festivals_are_where_the_sky_puts_them(year: int) -> None:
    from tests.foundation import sky

    months, told = sky.lunar_months(year), holidays.festivals()[year]
    assert told.spring == months[1]
    assert told.qingming == sky.solar_term(year, 15)
    assert told.dragon_boat == months[5] + timedelta(days=4)
    assert told.mid_autumn == months[8] + timedelta(days=14)


@pytest.mark.parametrize(("year", "count"), [(2004, 10), (2008, 11), (2014, 11), (2020, 10), (2024, 11), (2026, 13)])
def test_statutory_holidays_proper_follow_the_law_of_the_year(year: int, count: int) -> None:
    named = holidays.statutory(year)
    assert len(named) == count  # in 2020 中秋 fell on 国庆
    packaged = calendars.packaged_days(year)
    assert all(not packaged[day].works for day in named)
    assert sum(about.kind is DayKind.HOLIDAY for about in packaged.values()) == count


def test_the_notice_of_2026_as_an_officer_enters_it_is_what_the_package_holds() -> None:
    assert holidays.noticed(notice_2026()) == calendars.packaged_days(2026)


def notice_2026() -> holidays.Notice:
    """国务院办公厅关于 2026 年部分节假日安排的通知, with the weekends inside the days off."""
    spans = [
        ("元旦", "01-01", 3), ("春节", "02-15", 9), ("清明节", "04-04", 3), ("劳动节", "05-01", 5),
        ("端午节", "06-19", 3), ("中秋节", "09-25", 3), ("国庆节", "10-01", 7),
    ]  # fmt: skip
    off = {
        on(f"2026-{first}") + timedelta(days=offset): name for name, first, count in spans for offset in range(count)
    }
    worked = {
        "01-04": "元旦", "02-14": "春节", "02-28": "春节", "05-09": "劳动节", "09-20": "国庆节", "10-10": "国庆节",
    }  # fmt: skip
    return holidays.Notice(2026, off, {on(f"2026-{day}"): name for day, name in worked.items()})


@pytest.mark.parametrize(
    ("off", "worked", "code"),
    [
        ({"2025-12-20": "元旦"}, {}, "clock.notice_day_elsewhere"),
        ({"2026-02-14": "春节"}, {"2026-02-14": "春节"}, "clock.notice_day_twice"),
        ({}, {"2026-02-25": "春节"}, "clock.notice_works_on_a_weekday"),
        ({}, {"2026-10-03": "国庆节"}, "clock.notice_lacks_holiday"),
        ({"2026-01-01": ""}, {}, "clock.notice_lacks_holiday"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_with_its_day(
    off: dict[str, str], worked: dict[str, str], code: str
) -> None:
    whole = (
        {} if "2026-01-01" in off else {day: name for day, name in notice_2026().off.items() if str(day) not in worked}
    )
    days = whole | {on(day): name for day, name in off.items()}
    with pytest.raises(Refused) as refusal:
        holidays.noticed(holidays.Notice(2026, days, {on(day): name for day, name in worked.items()}))
    assert refusal.value.code == code
    assert " 月 " in texts.of(refusal.value)


def test_a_provisional_year_makes_up_what_falls_on_a_weekend() -> None:
    off = {day for day, about in holidays.provisional(2027).items() if day.weekday() < 5}
    expected = (
        "01-01", "02-05", "02-08", "02-09", "02-10", "04-05", "05-03", "05-04", "06-09", "09-15", "10-01", "10-04",
        "10-05",
    )  # fmt: skip
    assert sorted(off) == [on(f"2027-{day}") for day in expected]
    assert len(off) == 13
    # In 2031 中秋 falls on 1 October: thirteen days off all the same.
    assert sum(day.weekday() < 5 for day in holidays.provisional(2031)) == 13


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: rules.due(on("2026-06-17"), 0, DAY, CAL, REAL), "clock.period_is_empty"),
        (lambda: rules.due(on("2026-06-17"), 2, MONTH, WORK, REAL), "clock.only_days_can_be_working"),
        (lambda: rules.due(on("2018-06-17"), 5, DAY, WORK, REAL), "clock.calendar_missing"),
        (lambda: holidays.provisional(2041), "clock.calendar_missing"),
    ],
)
def test_what_cannot_be_counted_is_refused(call: object, code: str) -> None:
    assert callable(call)
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.code == code
    assert texts.of(refusal.value).endswith("。")


# ---- what holds for every calendar ----

FIRST, LAST = on("2026-01-01"), on("2026-12-31")
ANY_DAY = st.dates(FIRST, LAST)
SPANS = st.one_of(
    st.builds(Span, st.integers(1, 60), st.just(DAY), st.sampled_from([CAL, WORK]), rollover=st.sampled_from(Rollover)),
    st.builds(Span, st.integers(1, 12), st.just(MONTH), rollover=st.sampled_from(Rollover)),
    st.builds(Span, st.integers(1, 2), st.just(YEAR), rollover=st.sampled_from(Rollover)),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(ANY_DAY, SPANS, st.dates(FIRST, on("2029-06-30")))
def test_one_more_holiday_never_shortens(start: date, span: Span, holiday: date) -> None:
    begin = datetime.combine(start, datetime.min.time(), UTC)
    plain, fuller = rules.reckon(begin, span, REAL), rules.reckon(begin, span, REAL.with_holiday(holiday, "加放一天"))
    assert fuller.last_day >= plain.last_day


@given(ANY_DAY, SPANS)
def test_the_first_day_is_out_and_the_last_works_if_it_must(start: date, span: Span) -> None:
    due = rules.reckon(datetime.combine(start, datetime.min.time(), UTC), span, REAL)
    assert due.last_day > start
    if span.rollover is Rollover.REST_DAYS or span.day_type is WORK:
        assert REAL.works(due.last_day)
    assert [skipped.day for skipped in due.skipped] == sorted({skipped.day for skipped in due.skipped})


@given(ANY_DAY, st.integers(1, 60))
def test_working_days_and_days_left_out_make_up_the_period(start: date, n: int) -> None:
    due = rules.due(start, n, DAY, WORK, REAL)
    assert (due.last_day - start).days == n + len(due.skipped)
    assert all(skipped.why is Why.NOT_WORKING and not REAL.works(skipped.day) for skipped in due.skipped)


def a_pause(begin: datetime, span: Span, after: int, hours: int) -> tuple[Due, Pause]:
    """A pause that starts while the period runs, and the end without it."""
    plain = rules.reckon(begin, span, REAL)
    since = begin + timedelta(hours=after)
    assume(since <= plain.at)
    return plain, Pause(since, since + timedelta(hours=hours))


@given(MOMENTS, SPANS, st.integers(0, 2000), st.integers(0, 3000))
def test_a_paused_clock_never_ends_before_an_unpaused_one(begin: datetime, span: Span, after: int, hours: int) -> None:
    plain, pause = a_pause(begin, span, after, hours)
    paused = rules.reckon(begin, span, REAL, (pause,))
    assert paused.last_day >= plain.last_day
    assert pause.until is not None
    assert paused.last_day >= rules.local_day(pause.until)


@given(MOMENTS, SPANS, st.integers(0, 2000), st.integers(0, 3000))
def test_pause_and_resume_conserve_the_time_left(begin: datetime, span: Span, after: int, hours: int) -> None:
    _, pause = a_pause(begin, span, after, hours)
    assert pause.until is not None
    left = rules.remaining(begin, span, REAL, (), pause.since)
    resumed = rules.remaining(begin, span, REAL, (pause,), pause.until)
    # Stopped in the last working day, the rest of a working day remains: the next one if resumed on a day off.
    slack = (
        timedelta(days=1)
        if span.day_type is WORK and not left and not REAL.works(rules.local_day(pause.until))
        else timedelta()
    )
    assert resumed == left + slack


@given(MOMENTS, st.integers(1, 200), st.integers(0, 150), st.integers(0, 3000))
def test_hours_conserve_time_to_the_second(begin: datetime, n: int, after: int, hours: int) -> None:
    _, pause = a_pause(begin, Span(n, HOUR), after, hours)
    paused = rules.reckon(begin, Span(n, HOUR), REAL, (pause,))
    assert paused.at == begin + timedelta(hours=n + hours)


@given(MOMENTS, SPANS, st.integers(0, 300), st.integers(0, 3000), st.integers(0, 40))
def test_a_pause_beyond_the_rules_limit_gains_no_more(
    begin: datetime, span: Span, after: int, hours: int, limit: int
) -> None:
    _, pause = a_pause(begin, span, after, hours)
    limited = Span(span.n, span.unit, span.day_type, rollover=span.rollover, pausable=True, pause_limit=limit)
    free = rules.reckon(begin, span, REAL, (pause,))
    held = rules.reckon(begin, limited, REAL, (pause,))
    longest = Pause(pause.since, pause.since + timedelta(days=limit))
    assert held.last_day == min(free.last_day, rules.reckon(begin, span, REAL, (longest,)).last_day)


def test_pauses_are_told_apart_in_the_explanation() -> None:
    begin = datetime(2026, 6, 22, 2, tzinfo=UTC)
    pause = Pause(datetime(2026, 6, 23, 2, tzinfo=UTC), datetime(2026, 6, 25, 2, tzinfo=UTC))
    due = rules.reckon(begin, Span(3, DAY, WORK), REAL, (pause,))
    assert due.last_day == on("2026-06-29")
    assert due.skipped[:2] == (
        Skipped(on("2026-06-24"), Why.PAUSED, DayKind.WORKING),
        Skipped(on("2026-06-25"), Why.PAUSED, DayKind.WORKING),
    )
    assert texts.because(due.skipped[0]) == "6 月 24 日 暂停期间 不计"


def test_stopped_on_the_last_day_it_still_has_that_day_to_run() -> None:
    begin = datetime(2026, 6, 22, 2, tzinfo=UTC)
    pause = Pause(datetime(2026, 6, 23, 2, tzinfo=UTC), datetime(2026, 6, 27, 2, tzinfo=UTC))  # resumed on a Saturday
    assert rules.reckon(begin, Span(1, DAY, WORK), REAL, (pause,)).last_day == on("2026-06-29")
    assert rules.reckon(begin, Span(1, DAY, CAL), REAL, (pause,)).last_day == on("2026-06-29")
