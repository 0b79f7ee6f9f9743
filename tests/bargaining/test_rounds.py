"""Rounds of talks: where each begins and what is told of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hexian.domains.bargaining.rules.rounds import MEETING, Made, NoBreak, Start, rounds, starts
from hexian.domains.bargaining.rules.states import Act, Side

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 5, 20, 9, tzinfo=SHANGHAI)


def start(days: float, why: str, number: int = 0) -> Start:
    at = OPENED + timedelta(days=days)
    return Start(at, at.date(), why, number)


def test_what_begins_on_one_day_is_one_round_called_by_its_meeting() -> None:
    met = [start(21.1, MEETING, 3), start(0.2, MEETING, 1), start(13, MEETING, 2)]
    found = starts([*met, start(0, Act.MEET), start(21, Act.RESUME)])
    assert [(each.why, each.number) for each in found] == [(MEETING, 1), (MEETING, 2), (MEETING, 3)]
    assert found[0].at == OPENED, "what was proposed before the meeting of that day belongs to it"
    assert [each.why for each in starts([start(0, Act.MEET), start(9, Act.REVISE)])] == [Act.MEET, Act.REVISE]


def test_a_round_tells_what_was_proposed_settled_and_how_far_apart_a_clause_was() -> None:
    begun = starts([start(0, Act.MEET), start(10, Act.RESUME)])
    made = [
        Made(Side.WORKER, OPENED + timedelta(hours=1), "rise", 650),
        Made(Side.EMPLOYER, OPENED + timedelta(hours=2), "rise", 300),
        Made(Side.WORKER, OPENED + timedelta(hours=3), "pay day", 10),
        Made(Side.WORKER, OPENED + timedelta(days=11), "rise", 550),
        Made(Side.EMPLOYER, OPENED + timedelta(days=11), "rise", 400),
    ]
    first, second = rounds(begun, made, [(OPENED + timedelta(days=2), "发薪日")], "rise")
    assert (first.number, dict(first.proposed), first.settled) == (1, {"worker": 2, "employer": 1}, ("发薪日",))
    assert (first.apart_before, first.apart) == (None, 350)
    assert (dict(second.proposed), second.settled) == ({"worker": 1, "employer": 1}, ())
    assert (second.apart_before, second.apart) == (350, 150)


def test_a_break_that_was_not_had_stands_in_the_round_it_was_asked_for_in() -> None:
    begun = starts([start(0, Act.MEET), start(10, Act.RESUME)])
    at = OPENED + timedelta(days=3)
    no_breaks = [
        NoBreak(at, at.date(), Side.EMPLOYER),
        NoBreak(at + timedelta(days=9), at.date(), Side.WORKER, taken_back=True),
    ]
    first, second = rounds(begun, [], [], no_breaks=no_breaks)
    assert ([each.side for each in first.no_break], [each.taken_back for each in second.no_break]) == (
        [Side.EMPLOYER], [True],
    )  # fmt: skip
    assert rounds([], [], [], no_breaks=no_breaks) == []


DAYS = st.floats(0, 60)
STARTS = st.lists(st.builds(start, DAYS, st.sampled_from([Act.MEET, Act.RESUME, Act.REVISE, MEETING])), max_size=8)
MADE = st.lists(
    st.builds(lambda days, side: Made(side, OPENED + timedelta(days=days)), DAYS, st.sampled_from(Side)), max_size=20
)


@given(found=STARTS, made=MADE)
def test_nothing_proposed_is_lost_and_nothing_counted_twice(found: list[Start], made: list[Made]) -> None:
    told = rounds(starts(found), made, [(each.at, "") for each in made])
    assert [each.number for each in told] == list(range(1, len(told) + 1))
    assert len({each.start.on for each in told}) == len(told)
    if told:
        assert sum(sum(each.proposed.values()) for each in told) == len(made)
        assert sum(len(each.settled) for each in told) == len(made)
