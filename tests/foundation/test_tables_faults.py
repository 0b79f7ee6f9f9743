"""Gaps, overlaps and rows nobody reaches: what is told agrees with trying every case there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexian.foundation.actor import Refused
from hexian.foundation.tables import rules
from hexian.foundation.tables.bodies import digest
from hexian.foundation.tables.rules import (
    ANY,
    Case,
    Fault,
    Input,
    IsNull,
    Kind,
    OneOf,
    Output,
    Policy,
    Range,
    Row,
    Table,
    faults_of,
    walk,
)
from tests.foundation.table_makers import BAND, YUEYANG, plan_of, tables, tier

pytestmark = pytest.mark.thorough

#: Every whole number and day a generated cell could tell apart, with one below and one above.
EVERY: dict[Kind, tuple[Any, ...]] = {
    Kind.INT: tuple(range(-4, 6)),
    Kind.FEN: (-151, -150, -149, -1, 0, 1, 2, 98, 99, 100, 101, 102, 249, 250, 251),
    Kind.BP: (-1, 0, 1, 2, 3_332, 3_333, 3_334, 9_999, 10_000, 10_001),
    Kind.DATE: tuple(date.fromordinal(date(2026, 1, 1).toordinal() + day) for day in range(-2, 7)),
    Kind.BOOL: (True, False),
}


def every_case(table: Table) -> Iterator[Case]:
    """Brute force: the whole product of small domains."""
    names = [one.name for one in table.inputs]
    for values in product(*(_every(table, one) for one in table.inputs)):
        yield dict(zip(names, values, strict=True))


def _every(table: Table, one: Input) -> tuple[Any, ...]:
    said = {word for row in table.rows if isinstance(cell := row.cell(one.name), OneOf) for word in cell.values}
    known = (*sorted(map(str, said)), "nobody says this") if one.kind is Kind.TEXT else EVERY[one.kind]
    return (*known, None) if one.nullable else known


def small(table: Table) -> Table:
    """The same with few enough inputs to try everything."""
    kept = {one.name for one in table.inputs[:2]} | {table.band}
    rows = [replace(row, when={name: cell for name, cell in row.when.items() if name in kept}) for row in table.rows]
    return replace(table, inputs=tuple(one for one in table.inputs if one.name in kept), rows=tuple(rows))


def rows_of(faults: list[Fault], *codes: str) -> set[tuple[int, ...]]:
    return {fault.rows for fault in faults if fault.code in codes}


@settings(max_examples=120)
@given(table=tables(Policy.FIRST, most_rows=5).map(small).filter(lambda table: table.rows))
def test_a_first_table_is_told_what_trying_everything_finds(table: Table) -> None:
    faults = faults_of(table)
    held = [[row.row_id for row in walk(table, case).why if row.held] for case in every_case(table)]
    ids = [row.id for row in table.rows]
    first = {rows[0] for rows in held if rows}
    anywhere = {row for rows in held for row in rows}
    empty = {row for (row,) in rows_of(faults, "empty")}

    assert any(fault.code == "gap" for fault in faults) == any(not rows for rows in held)
    assert {rows[-1] for rows in rows_of(faults, "unreachable", "contradiction")} == anywhere - first
    assert {row for (row,) in rows_of(faults, "never")} == set(ids) - anywhere - empty
    assert rows_of(faults, "overlap", "exception") == {
        (one, other)
        for rows in held
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if other in first
    }  # fmt: skip
    _examples_show_it(table, faults)


def _examples_show_it(table: Table, faults: list[Fault]) -> None:
    for fault in faults:
        if fault.example is None:
            continue
        held = {why.row_id for why in walk(table, fault.example).why if why.held}
        assert held == set() if fault.code == "gap" else set(fault.rows[-1:]) <= held
        if fault.code in {"overlap", "exception"}:
            assert set(fault.rows) <= held


@settings(max_examples=120)
@given(table=tables(Policy.FIRST, most_rows=5).map(small).filter(lambda table: table.rows))
def test_a_row_that_only_widens_an_earlier_one_is_no_fault(table: Table) -> None:
    faults = faults_of(table)
    held = [{row.row_id for row in walk(table, case).why if row.held} for case in every_case(table)]
    answers = {row.id: dict(row.then) for row in table.rows}
    for fault in faults:
        if fault.code in {"overlap", "exception"}:
            one, other = fault.rows
            widened = all(other in rows for rows in held if one in rows)
            assert (fault.code == "exception") == widened
            assert fault.grave == (not widened and answers[one] != answers[other])


@settings(max_examples=150)
@given(table=tables(Policy.MARGINAL, most_rows=5).map(small).filter(lambda table: table.rows))
def test_tiers_are_told_what_trying_everything_finds(table: Table) -> None:
    faults = faults_of(table)
    gap = overlap = False
    for case in every_case(replace(table, inputs=table.plain_inputs)):
        for fen in (1, 2, 50, 51, 99, 100, 101, 102, 333, 334, 499, 500, 501, 10**12):
            held = [why for why in walk(table, {**case, BAND: fen}).why if why.held]
            gap, overlap = gap or not held, overlap or len(held) > 1
    assert gap == any(fault.code in {"gap", "tier_gap"} for fault in faults)
    assert overlap == any(fault.code == "tier_overlap" for fault in faults)
    for fault in faults:
        if fault.example is not None:
            held_rows = {why.row_id for why in walk(table, fault.example).why if why.held}
            assert (
                set(fault.rows) <= held_rows and len(held_rows) > 1 if fault.code == "tier_overlap" else not held_rows
            )


@given(table=tables())
def test_a_table_is_the_same_after_storing(table: Table) -> None:
    body = rules.to_json(table)
    again = rules.from_json(body)
    assert rules.to_json(again) == body
    assert digest(rules.to_json(again)) == digest(body)
    assert faults_of(again) == faults_of(table)


def first(*rows: Row, **kinds: Kind) -> Table:
    inputs = tuple(Input(name, kind, name) for name, kind in kinds.items())
    return Table("t", inputs, (Output("pay", Kind.FEN, "金额"),), rows)


def row(number: int, pay: int, **cells: Any) -> Row:
    return Row(number, cells, {"pay": pay}, "第一条")


def test_the_published_plan_has_no_fault() -> None:
    assert faults_of(YUEYANG) == []


def test_a_missing_sum_between_two_tiers_is_shown_by_a_case() -> None:
    (fault,) = faults_of(plan_of(tier(1, 0, 500_000, 3_000), tier(2, 500_100, None, 3_500)))
    assert (fault.code, fault.rows, fault.facts) == ("tier_gap", (1, 2), {"lo": 500_000, "hi": 500_100})
    assert fault.example == {BAND: 500_100}


def test_overlapping_tiers_and_no_end_are_both_told() -> None:
    faults = faults_of(plan_of(tier(1, 0, 500_000, 3_000), tier(2, 400_000, 900_000, 3_500)))
    assert [(fault.code, fault.rows) for fault in faults] == [("tier_overlap", (1, 2)), ("tier_gap", (2,))]
    assert faults[0].example == {BAND: 400_100}
    assert rules.grave(faults) == faults


@pytest.mark.parametrize(("lo", "hi"), [(500, 500), (600, 500)])
def test_a_range_that_ends_before_it_begins_is_empty(lo: int, hi: int) -> None:
    found = faults_of(plan_of(tier(1, 0, None, 3_000), tier(2, lo, hi, 3_000)))
    assert [(fault.code, fault.rows, fault.name) for fault in found] == [("empty", (2,), BAND)]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (first(row(1, 1, age="abc"), age=Kind.INT), "cell_kind"),
        (first(row(1, 1, age=Range(date(2026, 1, 1))), age=Kind.INT), "cell_kind"),
        (first(row(1, 1, age=OneOf((True,))), age=Kind.INT), "cell_kind"),
        (first(row(1, 1, other=ANY)), "unknown_input"),
        (first(row(1, 1), row(1, 2)), "same_id"),
        (first(Row(1, {}, {"pay": "ten"}, "法")), "output_kind"),
        (first(Row(1, {}, {"pay": 1, "more": 2}, "法")), "unknown_output"),
        (plan_of(tier(1, -100, None, 3_000)), "tier_below_nought"),
        (plan_of(tier(1, 0, None, 10_001)), "rate_beyond"),
        (plan_of(Row(1, {BAND: IsNull()}, {"rate": 1}, "法")), "tier_kind"),
        (replace(YUEYANG, band=None), "no_band"),
        (replace(YUEYANG, outputs=()), "no_rate"),
        (first(row(1, 1), pay=Kind.INT), "same_name"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_not_walked(table: Table, code: str) -> None:
    assert code in {fault.code for fault in rules.grave(faults_of(table))}
    with pytest.raises(Refused, match=r"tables\.unsound"):
        walk(table, {})


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (first(), "no_rows"),
        (first(replace(row(1, 1), basis=" ")), "no_basis"),
        (first(Row(1, {}, {}, "法")), "no_output"),
        (
            first(row(1, 1, word=OneOf(("甲",))), row(2, 2, word=OneOf(("甲",))), row(3, 3), word=Kind.TEXT),
            "contradiction",
        ),
        (
            first(row(1, 1, word=OneOf(("甲",))), row(2, 1, word=OneOf(("甲",))), row(3, 3), word=Kind.TEXT),
            "unreachable",
        ),
        (first(row(1, 1), row(2, 1, n=IsNull()), n=Kind.INT), "never"),
    ],
)
def test_what_can_be_kept_but_not_published(table: Table, code: str) -> None:
    assert [fault.code for fault in rules.grave(faults_of(table))] == [code] if table.rows else True
    assert code in {fault.code for fault in rules.grave(faults_of(table))}


def test_rows_that_cross_are_a_fault_when_they_answer_differently() -> None:
    def crossing(pay: int) -> Table:
        return first(row(1, 1, n=Range(None, 10)), row(2, pay, n=Range(5, None)), n=Kind.INT)

    differing, alike = faults_of(crossing(2)), faults_of(crossing(1))
    assert [(fault.code, fault.rows, fault.grave) for fault in differing] == [("overlap", (1, 2), True)]
    assert [(fault.code, fault.rows, fault.grave) for fault in alike] == [("overlap", (1, 2), False)]
    assert differing[0].example is not None
    assert differing[0].example["n"] in range(5, 11)


def test_what_an_input_can_be_narrows_the_search() -> None:
    word = Input("word", Kind.TEXT, "类别", choices=("甲", "乙"))
    age = Input("age", Kind.INT, "年龄", least=0, most=120)
    known = Input("day", Kind.DATE, "日期", nullable=True)
    rows = (
        row(1, 1, word=OneOf(("甲",)), age=Range(0, 59)), row(2, 2, word=OneOf(("甲",)), age=Range(60, 120)),
        row(3, 3, word=OneOf(("乙",)), day=IsNull()), row(4, 4, word=OneOf(("乙",)), day=Range()),
    )  # fmt: skip
    table = replace(first(*rows), inputs=(word, age, known))
    assert faults_of(table) == []
    (gap,) = faults_of(replace(table, rows=rows[:3]))
    assert (gap.code, gap.example and gap.example["word"]) == ("gap", "乙")


def test_hundreds_of_rows_are_looked_through_exactly() -> None:
    rows = [row(number, number, n=Range(number, number)) for number in range(1, 500)]
    rows += [row(500, 0, n=Range(None, 0)), row(501, 0, n=Range(500, None))]
    assert faults_of(first(*rows, n=Kind.INT)) == []
    del rows[250]
    assert [fault.example for fault in faults_of(first(*rows, n=Kind.INT))] == [{"n": 251}]


def test_too_many_combinations_are_refused_and_not_guessed() -> None:
    names, chance = [f"n{at}" for at in range(12)], Random(5)  # noqa: S311
    wide = [{name: Range(chance.randrange(50), chance.randrange(50, 99)) for name in names} for _ in range(80)]
    rows = [row(at, at, **cells) for at, cells in enumerate(wide, 1)]
    with pytest.raises(Refused, match=r"tables\.too_tangled"):
        faults_of(first(*rows, **dict.fromkeys(names, Kind.INT)))


@given(st.data())
def test_a_case_of_the_wrong_kind_is_refused(data: st.DataObject) -> None:
    wrong: Any = data.draw(st.sampled_from(["5000", True, date(2026, 1, 1), 10**19]))
    with pytest.raises(Refused, match=r"tables\.case_does_not_fit"):
        walk(YUEYANG, {BAND: wrong})
