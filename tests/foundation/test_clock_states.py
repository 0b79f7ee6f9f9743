from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hexian.foundation.actor import Refused
from hexian.foundation.clock import states, texts
from hexian.foundation.clock.states import Level, State, Verb

NOON = datetime(2026, 6, 17, 4, tzinfo=UTC)


def test_every_state_but_the_ended_can_be_left_and_every_verb_leads_somewhere() -> None:
    leaving = {state for state, _ in states.TRANSITIONS}
    assert leaving == {State.RUNNING, State.PAUSED, State.LATE}
    assert {verb for _, verb in states.TRANSITIONS} == set(Verb)
    assert set(states.TRANSITIONS.values()) == set(State)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_what_is_not_in_the_table_is_refused_in_words(state: State, verb: Verb) -> None:
    if (state, verb) in states.TRANSITIONS:
        assert states.next_state(state, verb) is states.TRANSITIONS[state, verb]
        return
    with pytest.raises(Refused) as refusal:
        states.next_state(state, verb)
    assert str(texts.STATES[state]) in texts.of(refusal.value)


@pytest.mark.parametrize(
    ("state", "late_by", "verb"),
    [
        (State.RUNNING, timedelta(), Verb.MEET),  # «届满» includes the last instant
        (State.RUNNING, timedelta(seconds=1), Verb.MEET_LATE),
        (State.PAUSED, timedelta(days=9), Verb.MEET),
        (State.LATE, timedelta(days=-1), Verb.MEET_LATE),
    ],
)
def test_in_time_up_to_the_last_instant(state: State, late_by: timedelta, verb: Verb) -> None:
    assert states.meeting(NOON, NOON + late_by, state) is verb


@pytest.mark.parametrize(
    ("left", "level"),
    [
        (timedelta(hours=24, seconds=1), Level.OK),
        (timedelta(hours=24), Level.WARN),
        (timedelta(hours=2, seconds=1), Level.WARN),
        (timedelta(hours=2), Level.BAD),
        (timedelta(hours=-5), Level.BAD),
    ],
)
def test_how_pressing_it_is(left: timedelta, level: Level) -> None:
    assert states.level(State.RUNNING, NOON + left, ended=False, now=NOON) is level
    assert states.level(State.PAUSED, NOON + left, ended=False, now=NOON) is Level.PAUSED
    assert states.level(State.LATE, NOON + left, ended=True, now=NOON) is Level.DONE


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (datetime(2026, 6, 17, 16, tzinfo=UTC), "剩 12 小时 0 分 · 今天 24:00"),
        (datetime(2026, 6, 17, 9, 10, tzinfo=UTC), "剩 5 小时 10 分 · 今天 17:10"),
        (datetime(2026, 6, 17, 4, 9, tzinfo=UTC), "剩 9 分 · 今天 12:09"),
        (datetime(2026, 6, 23, 16, tzinfo=UTC), "剩 6 天 · 6 月 23 日 周二 24:00"),
        (datetime(2026, 6, 15, 3, tzinfo=UTC), "已逾期 2 天 · 6 月 15 日 周一 11:00"),
    ],
)
def test_the_exact_end_stands_beside_the_countdown(due: datetime, shown: str) -> None:
    assert texts.countdown(due, NOON) == shown


def test_periods_in_words() -> None:
    assert texts.span(10, "day", "work") == "10 个工作日"
    assert texts.span(60, "day", "cal") == "60 日"
    assert texts.span(48, "hour", "cal") == "48 小时"
