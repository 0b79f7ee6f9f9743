"""The sums and shares of founding: elections, quorums, targets; what the law asks, by example and by property."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.domains.founding import rules
from hexian.domains.founding.rules import Ban, Body, Form, Leadership, Post, Side, Standing, State, Votes
from hexian.foundation.actor import Refused
from hexian.foundation.lawbook.rules import Op, Ratio

QUORUM, MAJORITY, SPARE = Ratio(2, 3, Op.AT_LEAST), Ratio(1, 2, Op.MORE_THAN), Ratio(5, 100, Op.AT_LEAST)
people = st.integers(1, 5_000)


def code_of(act: object, *args: object, **more: object) -> str:
    """The code an act is refused with; empty when it is allowed."""
    try:
        act(*args, **more)  # type: ignore[operator]
    except Refused as refusal:
        return refusal.code
    return ""


def test_completion_as_the_newspaper_tells_it() -> None:
    assert rules.completion(370, 360) == 10278
    assert rules.completion(12, 9) == 13333
    assert rules.completion(5, 0) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_completion_is_the_nearest_basis_point_half_up(done: int, target: int) -> None:
    points = rules.completion(done, target)
    assert points is not None
    exact = Fraction(done * 10_000, target)
    assert exact - Fraction(1, 2) < points <= exact + Fraction(1, 2)


def test_too_few_present_are_named_by_how_many_are_missing() -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_attendance(30, 19, QUORUM)
    assert refusal.value.code == "founding.too_few_present"
    assert (refusal.value.params["need"], refusal.value.params["missing"]) == (20, 1)


@given(people, st.data())
def test_a_quorum_is_two_thirds_of_those_due_and_no_less(due: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, due))
    enough = Fraction(present, due) >= Fraction(2, 3)
    assert code_of(rules.check_attendance, due, present, QUORUM) == ("" if enough else "founding.too_few_present")


def test_more_people_than_were_due_is_no_attendance() -> None:
    assert code_of(rules.check_attendance, 30, 31, QUORUM) == "founding.attendance_count"


@given(people, st.data())
def test_whoever_is_elected_has_more_than_half_of_those_due(due: int, data: st.DataObject) -> None:
    valid = data.draw(st.integers(1, due))
    seats = data.draw(st.integers(1, 9))
    names = [f"候选{place}" for place in range(data.draw(st.integers(seats, 12)))]
    votes = data.draw(st.lists(st.integers(0, valid), min_size=len(names), max_size=len(names)))
    standing = [Standing(name, count) for name, count in zip(names, votes, strict=True)]
    try:
        elected = rules.elect("committee", standing, seats=seats, valid=valid, base=due, majority=MAJORITY)
    except Refused:
        return
    won = {each.name: each.votes for each in standing}
    assert len(elected) == seats
    assert all(2 * won[name] > due for name in elected)
    least = min(won[name] for name in elected)
    assert all(won[name] < least for name in names if name not in elected and 2 * won[name] > due)


def test_present_is_not_the_base_of_a_majority() -> None:
    """Sixteen of twenty present would be a majority of those present, not of the forty due."""
    standing = [Standing("魏甲", 16), Standing("魏乙", 4)]
    code = code_of(rules.elect, "committee", standing, seats=1, valid=20, base=40, majority=MAJORITY)
    assert code == "founding.seats_unfilled"


def test_a_tie_for_the_last_seat_is_nobodys() -> None:
    standing = [Standing("魏甲", 20), Standing("魏乙", 18), Standing("魏丙", 18)]
    with pytest.raises(Refused) as refusal:
        rules.elect("committee", standing, seats=2, valid=30, base=30, majority=MAJORITY)
    assert (refusal.value.code, refusal.value.params["names"]) == ("founding.tie", ["魏乙", "魏丙"])


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        (Votes(28, 28, 27, 1), ""),
        (Votes(31, 28, 28, 0), "founding.ballots_issued"),
        (Votes(28, 29, 29, 0), "founding.ballots_returned"),
        (Votes(28, 27, 27, 1), "founding.ballots_sum"),
        (Votes(28, -1, -1, 0), "founding.ballots_issued"),
    ],
)
def test_ballots_add_up(votes: Votes, code: str) -> None:
    assert code_of(rules.check_ballots, "committee", votes, 30) == code


@given(st.integers(1, 60), st.integers(0, 80))
def test_there_are_more_candidates_than_seats_by_a_twentieth(seats: int, candidates: int) -> None:
    enough = Fraction(candidates - seats, seats) >= Fraction(5, 100)
    assert code_of(rules.check_spare, "committee", candidates, seats, SPARE) == ("" if enough else "founding.spare")


@pytest.mark.parametrize(
    ("leadership", "members", "code"),
    [
        (Leadership.ORGANISER, 24, ""),
        (Leadership.ORGANISER, 25, "founding.committee_required"),
        (Leadership.COMMITTEE, 25, ""),
        (Leadership.COMMITTEE, 3, ""),
    ],
)
def test_twenty_five_members_found_a_committee(leadership: str, members: int, code: str) -> None:
    assert code_of(rules.check_leadership, leadership, members, 25) == code


@pytest.mark.parametrize(("years", "code"), [(3, ""), (5, ""), (4, "founding.term"), (0, "founding.term")])
def test_a_term_is_three_or_five_years(years: int, code: str) -> None:
    assert code_of(rules.check_term, years, [3, 5]) == code


@pytest.mark.parametrize(
    ("seats", "code"), [(3, ""), (5, ""), (4, "founding.seats_odd"), (9, "founding.seats"), (0, "founding.seats")]
)
def test_a_committee_has_an_odd_number_of_seats_within_its_table(seats: int, code: str) -> None:
    assert code_of(rules.check_seats, "committee", seats, (3, 7), odd=True) == code


@pytest.mark.parametrize(
    ("name", "leadership", "code"),
    [
        ("和畅电子有限公司工会委员会", Leadership.COMMITTEE, ""),
        ("和畅电子 有限公司工会 委员会", Leadership.COMMITTEE, ""),
        ("和畅电子有限公司工会", Leadership.COMMITTEE, "founding.name_committee"),
        ("和畅电子有限公司工会", Leadership.ORGANISER, ""),
        ("和畅电子有限公司委员会", Leadership.COMMITTEE, "founding.name_union"),
        ("和" * 80 + "工会委员会", Leadership.COMMITTEE, "founding.name_long"),
    ],
)
def test_a_union_has_its_full_name(name: str, leadership: str, code: str) -> None:
    assert code_of(rules.check_union_name, name, leadership) == code


@pytest.mark.parametrize(
    ("form", "count", "code"),
    [
        (Form.ALONE, 1, ""), (Form.ALONE, 2, "founding.one_employer"), (Form.JOINT, 1, "founding.several_employers"),
        (Form.JOINT, 2, ""), (Form.TRADE, 3, ""), (Form.AREA, 0, "founding.several_employers"), (Form.NEW_FORM, 0, ""),
        (Form.NEW_FORM, 1, "founding.no_employer"),
    ],
)  # fmt: skip
def test_each_form_has_its_number_of_employers(form: str, count: int, code: str) -> None:
    assert code_of(rules.check_employers, form, count) == code


@given(st.integers(-2, 100), st.integers(-2, 120), st.integers(-2, 120))
def test_figures_of_people_agree(staff: int, women: int, intended: int) -> None:
    fine = 0 <= women <= staff and 0 < intended <= staff
    assert (code_of(rules.check_figures, staff, women, intended) == "") is fine


def test_kin_are_barred_from_the_committee_and_managers_from_its_chair() -> None:
    wanted = rules.bans_for(Form.ALONE, Body.COMMITTEE)
    no = {Ban.CHAIR: False, Ban.KIN: False}
    assert code_of(rules.check_declared, "魏甲", wanted, {}, "") == "founding.undeclared"
    assert code_of(rules.check_declared, "魏甲", wanted, no, Post.CHAIR) == ""
    assert code_of(rules.check_declared, "魏甲", wanted, no | {Ban.KIN: True}, "") == "founding.kin_ban"
    assert code_of(rules.check_declared, "魏甲", wanted, no | {Ban.CHAIR: True}, Post.CHAIR) == "founding.chair_ban"
    assert code_of(rules.check_declared, "魏甲", wanted, no | {Ban.CHAIR: True}, "") == ""
    assert rules.bans_for(Form.NEW_FORM, Body.COMMITTEE) == ()


def test_nobody_audits_what_she_decides() -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_no_overlap(["魏甲", "魏乙"], ["魏乙", "陶甲"])
    assert refusal.value.params["names"] == ["魏乙"]


def test_a_head_is_one_of_the_elected() -> None:
    check = rules.check_posts
    assert code_of(check, Body.COMMITTEE, Leadership.COMMITTEE, {"魏甲": Post.CHAIR}, ["魏甲"]) == ""
    assert code_of(check, Body.COMMITTEE, Leadership.COMMITTEE, {}, ["魏甲"]) == "founding.head"
    assert (
        code_of(check, Body.COMMITTEE, Leadership.COMMITTEE, {"魏丁": Post.CHAIR}, ["魏甲"])
        == "founding.post_not_elected"
    )
    both = {"陶甲": Post.AUDIT_CHAIR, "陶乙": Post.CHAIR}
    assert code_of(check, Body.AUDIT, Leadership.COMMITTEE, both, ["陶甲", "陶乙"]) == "founding.post_elsewhere"
    assert code_of(check, Body.COMMITTEE, Leadership.ORGANISER, {"魏甲": Post.ORGANISER}, ["魏甲"]) == ""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("和工组〔2026〕3号", ""), ("和工组 〔2026〕 3 号", ""), ("和工组[2026]3号", "founding.number"),
        ("和工组〔2026〕03号", "founding.number"), ("和工组〔26〕3号", "founding.number"), ("", "founding.number"),
    ],
)  # fmt: skip
def test_a_letter_has_its_number(number: str, code: str) -> None:
    assert code_of(rules.check_number, number) == code


def test_days_follow_each_other() -> None:
    today = date(2026, 6, 17)
    assert code_of(rules.check_day, date(2026, 6, 18), today, not_before=None) == "founding.day_ahead"
    assert code_of(rules.check_day, date(2026, 6, 1), today, not_before=date(2026, 6, 2)) == "founding.day_order"
    assert code_of(rules.check_day, today, today, not_before=today) == ""


def test_only_what_was_done_without_a_visit_saves_a_trip() -> None:
    steps = [
        ("open", "online"),
        ("request", "online"),
        ("approve_prep", "online"),
        ("report", "visit"),
        ("recruit", "online"),
    ]
    assert rules.saved_trips(steps) == ("request", "approve_prep")


def test_every_state_has_a_way_in_and_every_open_one_a_way_out_and_an_owner() -> None:
    assert set(rules.CASE.values()) | {State.DRAFT} == set(State)
    assert {state for state, _act in rules.CASE} == set(State) - set(rules.ENDED)
    assert {act for _state, act in rules.CASE} | {"open"} == set(rules.DOES)
    assert all(rules.turn(state) in set(Side) for state in set(State) - set(rules.ENDED))
    assert all(rules.turn(state) is None for state in rules.ENDED)


def test_a_returned_case_goes_on_where_it_was_returned() -> None:
    assert rules.next_state(State.RETURNED, "request", State.PREP_REQUESTED) is State.PREP_REQUESTED
    assert code_of(rules.next_state, State.RETURNED, "report", State.PREP_REQUESTED) == "founding.state"
    assert code_of(rules.next_state, State.RETURNED, "withdraw", State.LEGAL_PERSON_REG) == "founding.state"


@pytest.mark.parametrize(
    ("number", "year", "code"),
    [(360, 2026, ""), (0, 2026, ""), (-1, 2026, "founding.target_number"), (9, 2050, "founding.target_year")],
)
def test_a_target_is_a_number_of_a_year_near(number: int, year: int, code: str) -> None:
    assert code_of(rules.check_target, number, year, 2026) == code


def test_a_reason_comes_with_a_remedy() -> None:
    assert code_of(rules.check_reason, "name", "", "请用全称") == ""
    assert code_of(rules.check_reason, "name", "", " ") == "founding.remedy_missing"
    assert code_of(rules.check_reason, "other", "", "请打电话") == "founding.note_missing"
    assert code_of(rules.check_reason, "nothing", "", "请打电话") == "founding.reason"
