"""Quotas with their jumps, rolls, tallies and thresholds: by the examples of the law and by property."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hexian.domains.decisions import rules
from hexian.domains.decisions.rules import (
    Base,
    BodyKind,
    Entry,
    Line,
    Makeup,
    National,
    Tally,
    Thresholds,
    Tie,
    Verdict,
)
from hexian.foundation.actor import Refused
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.lawbook.rules import Op, Ratio, bracket

TWO_THIRDS, OVER_HALF, HALF = Ratio(2, 3, Op.AT_LEAST), Ratio(1, 2, Op.MORE_THAN), Ratio(1, 2, Op.AT_LEAST)
NATIONAL = National(5, 100, 30, 100)
ZHEJIANG = ((99, 30, 0, 0, 0), (999, 40, 100, 100, 7), (4999, 100, 1000, 1000, 20), (None, 200, 0, 0, 0))
people = st.integers(0, 300)


def seats(staff: int) -> int:
    return rules.quota(staff, bracket(ZHEJIANG, staff), NATIONAL)


def code_of(act: Callable[..., object], *args: object, **more: object) -> str:
    """The code an act is refused with; empty when it is allowed."""
    try:
        act(*args, **more)
    except Refused as refusal:
        return refusal.code
    return ""


# — Seats —


@pytest.mark.parametrize(
    ("staff", "wanted"),
    [
        (1, 30), (99, 30), (100, 40), (199, 40), (200, 47), (350, 54), (600, 75), (999, 96), (1000, 100), (1999, 100),
        (2000, 120), (3000, 140), (4999, 160), (5000, 200), (40_000, 200),
    ],
)  # fmt: skip
def test_the_quota_is_the_one_of_the_regulation(staff: int, wanted: int) -> None:
    assert seats(staff) == wanted


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_more_staff_never_have_fewer_seats(fewer: int, more: int) -> None:
    assume(fewer <= more)
    assert seats(fewer) <= seats(more)


@given(st.integers(100, 899))
def test_each_whole_hundred_more_is_seven_seats_more_and_nothing_between(staff: int) -> None:
    assert seats(staff + 100) == seats(staff) + 7
    assert seats(staff) == seats(staff // 100 * 100)


@given(st.integers(1, 100_000))
def test_the_greater_of_region_and_nation_holds(staff: int) -> None:
    alone = rules.quota(staff, (30, 0, 0, 0), NATIONAL)
    assert alone == max(30, min(-(-staff * 5 // 100), 100))
    assert seats(staff) >= NATIONAL.seats(staff)


def test_the_packaged_table_is_the_one_tried_here() -> None:
    text = (Path(lawbook.__file__).parent / "data" / "congress.toml").read_text(encoding="utf-8")
    assert "[[99, 30, 0, 0, 0], [999, 40, 100, 100, 7], [4999, 100, 1000, 1000, 20], [null, 200, 0, 0, 0]]" in text


def test_an_assembly_is_for_fewer_than_a_hundred() -> None:
    assert code_of(rules.check_assembly, BodyKind.ASSEMBLY, 99, 100) == ""
    assert code_of(rules.check_assembly, BodyKind.ASSEMBLY, 100, 100) == "decisions.too_many_for_assembly"
    assert code_of(rules.check_assembly, BodyKind.CONGRESS, 5000, 100) == ""


def test_a_term_lasts_no_longer_than_a_unions() -> None:
    first = date(2026, 3, 1)
    assert code_of(rules.check_term, first, date(2031, 3, 1), 5) == ""
    assert code_of(rules.check_term, first, date(2031, 3, 2), 5) == "decisions.term_long"
    assert code_of(rules.check_term, first, first, 5) == "decisions.term_order"


def makeup(**given: int) -> Makeup:
    said = {
        "seats": 54, "least": 54, "serving": 54, "vacated": 0, "managers": 10, "women": 19, "disabled": 0,
        "staff": 350, "staff_women": 120, "staff_disabled": 0,
    }  # fmt: skip
    return Makeup(**{**said, **given})


def unmet(found: Makeup, kind: str = BodyKind.CONGRESS) -> str:
    share = Ratio(20, 100, Op.AT_MOST)
    most = found.serving * share.numerator // share.denominator
    return code_of(rules.check_makeup, rules.checks(kind, found, share, most))


def test_ten_managers_and_nineteen_women_of_fifty_four_are_lawful() -> None:
    assert unmet(makeup()) == ""
    assert unmet(makeup(managers=11)) == "decisions.too_many_managers"
    assert unmet(makeup(women=18)) == "decisions.too_few_women"
    assert unmet(makeup(serving=53)) == "decisions.not_elected"
    assert unmet(makeup(serving=53, vacated=1)) == "", "a seat that fell vacant does not stop the others"
    assert unmet(makeup(staff_disabled=35)) == "decisions.too_few_disabled"
    assert unmet(makeup(serving=0, least=0, women=0, managers=0)) == "decisions.not_elected"
    assert unmet(makeup(serving=60, staff=60), BodyKind.ASSEMBLY) == ""
    assert unmet(makeup(serving=59, staff=60), BodyKind.ASSEMBLY) == "decisions.not_everybody"


@given(st.integers(1, 500), st.data())
def test_the_share_of_women_is_never_below_theirs_of_the_staff(staff: int, data: st.DataObject) -> None:
    women, of = data.draw(st.integers(0, staff)), data.draw(st.integers(1, 200))
    need = rules.share_needed(women, staff, of)
    assert Fraction(need, of) >= Fraction(women, staff)
    assert need == 0 or Fraction(need - 1, of) < Fraction(women, staff)


# — Pasted lists —


def test_a_list_is_read_as_people_write_it() -> None:
    text = (
        "姓名 性别 选区 是否管理人员 手机\n陈小满 女 装配一车间 否 13800000001\n\n"
        "周立夏,男,质检科,是\n李 敏\t女\t一 车间\t\t138 0000 0002\n冯清明　男　仓库　13800000003"
    )
    read, faults = rules.read_lines(text)
    assert faults == []
    assert [(number, line.name, line.is_manager, line.mobile) for number, line in read] == [
        (2, "陈小满", False, "13800000001"), (4, "周立夏", True, ""), (5, "李敏", False, "13800000002"),
        (6, "冯清明", False, "13800000003"),
    ]  # fmt: skip
    assert read[2][1].department == "一 车间"


def test_every_line_at_fault_is_named_by_its_number() -> None:
    read, faults = rules.read_lines(
        "陈小满 女\n周立夏 中 质检科\n李敏 女 仓库 也许\n冯清明 男 仓库 否 123\n郑惊蛰 女 仓库"
    )
    assert [line.name for _number, line in read] == ["郑惊蛰"]
    assert [(fault.number, fault.refusal.code) for fault in faults] == [
        (1, "decisions.line_short"), (2, "decisions.line_sex"), (3, "decisions.line_manager"),
        (4, "decisions.line_mobile"),
    ]  # fmt: skip
    assert code_of(rules.read_lines, " \n ") == "decisions.nothing_pasted"
    assert code_of(rules.read_lines, "陈小满 女 仓库\n" * 2001) == "decisions.too_many_lines"


def test_two_people_of_one_name_are_told_apart_by_number_or_constituency() -> None:
    one = Line("李敏", department="仓库", mobile="13800000001")
    assert rules.same_person(one, Line("李敏", department="仓库"))
    assert rules.same_person(one, Line("李小敏", department="车间", mobile="13800000001"))
    assert not rules.same_person(one, Line("李敏", department="仓库", mobile="13800000002"))
    assert not rules.same_person(one, Line("李敏", department="车间"))


# — The roll —

entries = st.lists(
    st.builds(Entry, st.integers(1, 99), st.uuids().map(str), st.text(max_size=5), st.text(max_size=5), st.booleans()),
    min_size=1, max_size=6, unique_by=lambda entry: entry.position,
)  # fmt: skip


@given(entries, st.data())
def test_any_change_of_a_roll_changes_its_seal(roll: list[Entry], data: st.DataObject) -> None:
    sealed = rules.seal("s", roll)
    assert rules.seal("s", roll[::-1]) == sealed, "the order of asking does not matter, the order on the roll does"
    assert rules.seal("t", roll) != sealed
    assert rules.seal("s", roll[1:]) != sealed
    at = data.draw(st.integers(0, len(roll) - 1))
    old = roll[at]
    changed = Entry(old.position, old.delegate, f"{old.name}甲", old.department, old.has_vote)
    voteless = Entry(old.position, old.delegate, old.name, old.department, not old.has_vote)
    for each in (changed, voteless):
        assert rules.seal("s", [*roll[:at], each, *roll[at + 1 :]]) != sealed


def test_a_missing_quorum_is_said_in_numbers() -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_quorum(54, 35, TWO_THIRDS)
    assert refusal.value.params == {"roll": 54, "need": 36, "present": 35, "missing": 1}
    assert code_of(rules.check_quorum, 54, 36, TWO_THIRDS) == ""
    assert code_of(rules.check_quorum, 0, 0, TWO_THIRDS) == "decisions.no_quorum"


# — The count —


@given(*[st.integers(-1, 60)] * 7, st.integers(1, 60), st.data())
def test_a_tally_passes_exactly_when_its_sums_hold(  # noqa: PLR0917 - seven figures of one report
    issued: int, returned: int, valid: int, void: int, yes: int, no: int, abstain: int, roll: int, data: st.DataObject
) -> None:
    present = data.draw(st.integers(0, roll))
    tally = Tally(issued, returned, valid, void, yes, no, abstain)
    figures = (issued, returned, valid, void, yes, no, abstain)
    holds = (
        all(0 <= figure <= roll for figure in figures)
        and returned <= issued <= present
        and valid + void == returned
        and yes + no + abstain == valid
    )
    assert (code_of(rules.check_tally, tally, roll=roll, present=present) == "") is holds


@given(st.integers(1, 200), st.data())
def test_an_honest_tally_passes(roll: int, data: st.DataObject) -> None:
    draw = data.draw
    present = draw(st.integers(0, roll))
    issued = draw(st.integers(0, present))
    returned = draw(st.integers(0, issued))
    void = draw(st.integers(0, returned))
    yes = draw(st.integers(0, returned - void))
    no = draw(st.integers(0, returned - void - yes))
    tally = Tally(issued, returned, returned - void, void, yes, no, returned - void - yes - no)
    assert code_of(rules.check_tally, tally, roll=roll, present=present) == ""


def test_each_wrong_sum_is_named() -> None:
    def code(**given: int) -> str:
        said = {"issued": 50, "returned": 50, "valid": 49, "void": 1, "yes": 36, "no": 9, "abstain": 4}
        return code_of(rules.check_tally, Tally(**{**said, **given}), roll=54, present=50)

    assert code() == ""
    assert code(issued=51) == "decisions.issued_beyond_present"
    assert code(issued=55) == "decisions.beyond_roll"
    assert code(issued=49) == "decisions.returned_beyond_issued"
    assert code(void=2) == "decisions.void_sum"
    assert code(yes=37) == "decisions.votes_sum"
    assert code(no=-1) == "decisions.figure_negative"


def test_two_counts_agree_or_the_figures_are_named() -> None:
    one, other = Tally(50, 50, 49, 1, 36, 9, 4), Tally(50, 50, 49, 1, 35, 10, 4)
    assert rules.check_counts([one, one]) == one
    with pytest.raises(Refused) as refusal:
        rules.check_counts([one, other])
    assert refusal.value.params["figures"] == ("yes", "no")
    with pytest.raises(Refused) as refusal:
        rules.check_counts([one])
    assert refusal.value.params["missing"] == 1


# — The result —

bases = st.sampled_from(Base)
ops = st.sampled_from([Op.AT_LEAST, Op.MORE_THAN])


@given(st.integers(1, 300), bases, ops, st.data())
def test_a_motion_is_carried_by_its_share_of_its_base_and_by_nothing_less(
    roll: int, base: Base, op: Op, data: st.DataObject
) -> None:
    draw = data.draw
    present = draw(st.integers(-(-2 * roll // 3), roll))
    valid = draw(st.integers(0, present))
    yes = draw(st.integers(0, valid))
    no = draw(st.integers(0, valid - yes))
    tally = Tally(valid, valid, valid, 0, yes, no, valid - yes - no)
    needed = Thresholds(TWO_THIRDS, Ratio(1, 2, op), base)
    whole = {Base.ROLL: roll, Base.PRESENT: present, Base.CAST: valid}[base]
    enough = bool(whole) and (2 * yes > whole or (op is Op.AT_LEAST and 2 * yes == whole))
    found = rules.decide(tally, needed, roll=roll, present=present)
    assert found is (Verdict.CARRIED if enough else Verdict.LOST)
    # What carries by all on the roll carries by those there, and by the ballots cast.
    if base is Base.ROLL and enough:
        for other in (Base.PRESENT, Base.CAST):
            assert rules.decide(tally, Thresholds(TWO_THIRDS, Ratio(1, 2, op), other), roll=roll, present=present) is (
                Verdict.CARRIED
            )


@pytest.mark.parametrize(
    ("yes", "approval", "base", "carried"),
    [
        (28, OVER_HALF, Base.ROLL, True), (27, OVER_HALF, Base.ROLL, False), (27, HALF, Base.ROLL, True),
        (26, HALF, Base.ROLL, False), (19, OVER_HALF, Base.PRESENT, True), (18, OVER_HALF, Base.PRESENT, False),
        (18, HALF, Base.PRESENT, True), (18, HALF, Base.CAST, True), (18, OVER_HALF, Base.CAST, False),
    ],
)  # fmt: skip
def test_half_and_more_than_half_of_roll_present_and_cast(yes: int, approval: Ratio, base: Base, carried: bool) -> None:
    tally = Tally(36, 36, 36, 0, yes, 36 - yes, 0)
    found = rules.decide(tally, Thresholds(TWO_THIRDS, approval, base), roll=54, present=36)
    assert (found is Verdict.CARRIED) is carried


def test_a_tie_is_lost_or_voted_on_again_as_often_as_the_rule_says() -> None:
    tally = Tally(40, 40, 40, 0, 20, 20, 0)
    lost = Thresholds(TWO_THIRDS, OVER_HALF, Base.CAST)
    again = Thresholds(TWO_THIRDS, OVER_HALF, Base.CAST, Tie.RUNOFF, 1)
    assert rules.decide(tally, lost, roll=54, present=40) is Verdict.LOST
    assert rules.decide(tally, again, roll=54, present=40) is Verdict.RUNOFF
    assert rules.decide(tally, again, roll=54, present=40, round_=2) is Verdict.LOST
    nothing = Tally(40, 40, 0, 40, 0, 0, 0)
    assert rules.decide(nothing, again, roll=54, present=40) is Verdict.LOST, "nobody voted: that is no tie"


def test_a_result_without_a_quorum_is_refused() -> None:
    needed = Thresholds(TWO_THIRDS, OVER_HALF, Base.ROLL)
    tally = Tally(35, 35, 35, 0, 35, 0, 0)
    assert code_of(rules.decide, tally, needed, roll=54, present=35) == "decisions.no_quorum"


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_percentage_is_rounded_half_up(part: int, whole: int) -> None:
    exact = Fraction(part * 10_000, whole)
    assert exact - Fraction(1, 2) < rules.basis_points(part, whole) <= exact + Fraction(1, 2)


def test_percentages_as_reports_print_them() -> None:
    assert rules.percent(36, 54) == "66.67%"
    assert rules.percent(50, 54) == "92.59%"
    assert rules.percent(0, 0) == "0.00%"
