"""Transition tables, votes, findings, card numbers, grams and what a search means: pure rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.domains.members import rules
from hexian.domains.members.rules import ApplicationState, Finding, Look, Wish
from hexian.foundation.actor import Refused
from hexian.foundation.lawbook.rules import Op, Ratio

HALF = Ratio(1, 2, Op.MORE_THAN)
members = st.integers(0, 60)


def vote(seats: int, present: int, yes: int, no: int, abstained: int) -> str:
    """What becomes of a vote with more than half present and more than half of the seats for it."""
    try:
        rules.check_committee_vote(
            seats=seats, present=present, yes=yes, no=no, abstained=abstained, quorum=HALF, majority=HALF
        )
    except Refused as refusal:
        return refusal.code
    return "carried"


@given(members, members, members, members)
def test_a_vote_carries_exactly_when_more_than_half_of_all_seats_say_yes(
    empty: int, yes: int, no: int, abstained: int
) -> None:
    present = yes + no + abstained
    seats = present + empty
    carried = vote(seats, present, yes, no, abstained) == "carried"
    assert carried == (2 * yes > seats)


@given(members, members, members, members)
def test_one_more_yes_never_loses_a_vote(empty: int, yes: int, no: int, abstained: int) -> None:
    present = yes + no + abstained
    if vote(present + empty, present, yes, no, abstained) == "carried" and empty:
        assert vote(present + empty, present + 1, yes + 1, no, abstained) == "carried"


@given(members, members, members, members, st.integers(1, 5))
def test_votes_that_do_not_add_up_are_refused_first(seats: int, yes: int, no: int, abstained: int, off: int) -> None:
    assert vote(seats, yes + no + abstained + off, yes, no, abstained) == "committee.count"


def test_half_of_the_seats_is_not_more_than_half() -> None:
    assert vote(4, 2, 2, 0, 0) == "committee.present"
    assert vote(4, 3, 2, 1, 0) == "committee.majority"
    assert vote(4, 3, 3, 0, 0) == "carried"
    assert vote(0, 0, 0, 0, 0) == "committee.present"
    assert vote(3, 2, -1, 2, 1) == "committee.count"


@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("act", ["check", "propose", "take_back", "approve", "refuse", "reopen", "withdraw", "fly"])
def test_an_act_leads_where_the_table_says_or_is_refused(state: ApplicationState, act: str) -> None:
    if (state, act) in rules.APPLICATION:
        assert rules.next_application_state(state, act) == rules.APPLICATION[state, act]
    else:
        with pytest.raises(Refused, match=r"application\.state"):
            rules.next_application_state(state, act)


def test_every_open_state_leads_to_an_answer_and_a_closed_one_only_back() -> None:
    for state in rules.OPEN_APPLICATION:
        reached, edge = {state}, {state}
        while edge:
            edge = {to for (source, _), to in rules.APPLICATION.items() if source in edge} - reached
            reached |= edge
        assert {ApplicationState.APPROVED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN} <= reached
    assert not any(source == ApplicationState.APPROVED for source, _ in rules.APPLICATION)


def test_the_other_tables_refuse_too() -> None:
    with pytest.raises(Refused, match=r"resolution\.state"):
        rules.next_resolution_state("passed", "pass")
    with pytest.raises(Refused, match=r"change\.state"):
        rules.next_change_state("refused", "accept")


def test_what_stands_in_the_way() -> None:
    way = rules.standing_in_the_way
    assert way([], []) == []
    assert way([Finding.SAME_MOBILE, Finding.ID_OF_OLD_DIVISION], []) == []
    assert way([Finding.SAME_ID_OPEN], []) == [Finding.SAME_ID_OPEN]
    assert way([Finding.SAME_ID_OPEN], [Finding.SAME_ID_OPEN]) == []
    assert way([Finding.NAME_UNLIKE_ID], [Finding.NAME_UNLIKE_ID]) == [Finding.NAME_UNLIKE_ID]
    assert not rules.BLOCKING & rules.TO_CLEAR


def test_a_meeting_on_the_day_of_the_last_application_is_in_order() -> None:
    day = date(2026, 6, 17)
    rules.check_meeting_day(day, day, [date(2026, 6, 1), day])
    rules.check_meeting_day(day, day, [])
    rules.check_meeting_held(day, day)


def test_what_she_typed_is_tidied() -> None:
    wish = rules.check_wish(Wish("  外卖  配送员 ", " a ", ""), needs_platform=True, needs_station=False)
    assert wish == Wish("外卖 配送员", "a", "")


@given(st.from_regex(r"[0-9]{0,12}", fullmatch=True), st.integers(2000, 2099), st.integers(1, 10**8 - 1))
def test_a_card_number_is_one_and_a_slip_of_one_digit_is_noticed(division: str, year: int, sequence: int) -> None:
    number = rules.card_number(division, year, sequence)
    assert len(number) == 17
    assert rules.is_card_number(number)
    place = sequence % 17
    slip = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not rules.is_card_number(slip)


def test_a_workbook_holds_somebody_and_not_more_than_a_sheet() -> None:
    assert rules.check_export(1_048_000) == 1_048_000
    for count, code in ((0, "export.nobody"), (1_048_001, "export.too_many")):
        with pytest.raises(Refused) as refusal:
            rules.check_export(count)
        assert refusal.value.code == code


def test_the_worked_example_of_a_card_number() -> None:
    assert rules.card_number("330108003", 2026, 1) == "33010826000000015"


def test_grams_of_names() -> None:
    assert rules.grams_of("王小满", "wangxiaoman", "wxm") == {"王小", "小满", "·王小满", "wangxiaoman", "WXM"}
    pieces = {"阿依", "依古", "古丽", "·阿依古", "·依古丽", "ayiguli", "AYGL"}
    assert rules.grams_of("阿依·古丽", "ayiguli", "aygl") == pieces
    assert rules.grams_of("𠮷", "ji", "j") == {"𠮷", "ji", "J"}
    assert rules.grams_of("Ann Lee", "annlee", "al") == {"annlee", "AL"}


@pytest.mark.parametrize(
    ("text", "look", "wanted", "whole"),
    [
        ("王", Look.PREFIX, "王", ""),
        ("小满", Look.PIECE, "小满", ""),
        ("王 小满", Look.PIECE, "·王小满", ""),
        ("阿依·古丽", Look.PIECE, "·依古丽", "阿依古丽"),
        ("Wang", Look.PREFIX, "wang", ""),
        ("wxm", Look.PREFIX, "WXM", ""),
        ("139 0000 0001", Look.MOBILE, "13900000001", ""),
        ("33010819900101001x", Look.ID_NUMBER, "33010819900101001X", ""),
        ("330108900101001", Look.ID_NUMBER, "330108900101001", ""),
        ("330108 26 0000 00015", Look.CARD, "33010826000000015", ""),
        ("33010826000000016", Look.NOTHING, "33010826000000016", ""),
        ("%", Look.NOTHING, "%", ""),
    ],
)
def test_what_a_search_means(text: str, look: Look, wanted: str, whole: str) -> None:
    found = rules.understand(text)
    assert (found.look, found.text, found.whole) == (look, wanted, whole)
