"""Decision tables for tests: the published plan of RULES §8, and generated ones with cases that hit their edges."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from hexian.foundation.tables.rules import (
    ANY,
    RATE,
    Case,
    Cell,
    Input,
    IsNull,
    Kind,
    OneOf,
    Output,
    Policy,
    Range,
    Row,
    Table,
    Value,
)

DAY = date(2026, 1, 1)
#: What people type, and what breaks a statement put together by hand.
WORDS = (
    "一级",
    "二级",
    "it's",
    'a"b',
    "100%",
    "%s",
    "back\\slash",
    "a\nb",
    "$$",
    "--",
    "",
    "；DROP TABLE x;",
    ":x",
    "{y}",
)
BAND = "self_pay"


def tier(number: int, lo: int | None, hi: int | None, rate: int, **cells: Cell) -> Row:
    """A tier in fen, with other cells beside the band."""
    return Row(number, {BAND: Range(lo, hi), **cells}, {RATE: rate}, "互助计划第五条")


def plan_of(*rows: Row, more: tuple[Input, ...] = ()) -> Table:
    """A table of tiers over what is left to pay."""
    inputs = (*more, Input(BAND, Kind.FEN, "合规自付"))
    return Table("aid.tiers", inputs, (Output(RATE, Kind.BP, "比例"),), rows, Policy.MARGINAL, BAND)


#: 岳阳 2014 as published (RULES §8); the minimum of 50 and the cap of 50,000 yuan are the plan's, not the table's.
YUEYANG = plan_of(
    tier(1, 0, 500_000, 3_000),
    tier(2, 500_000, 1_000_000, 3_500),
    tier(3, 1_000_000, 2_000_000, 4_000),
    tier(4, 2_000_000, 3_000_000, 4_500),
    tier(5, 3_000_000, None, 5_000),
)

#: The few values each kind takes in generated tables: small enough to try every one of them.
VALUES: dict[Kind, tuple[Value, ...]] = {
    Kind.INT: (-2, -1, 0, 1, 2, 3),
    Kind.FEN: (-150, 0, 1, 99, 100, 101, 250),
    Kind.BP: (0, 1, 3_333, 10_000),
    Kind.DATE: tuple(DAY + timedelta(days=day) for day in range(5)),
    Kind.TEXT: WORDS,
    Kind.BOOL: (True, False),
}


@st.composite
def cells(draw: st.DrawFn, kind: Kind) -> Cell:
    """Any cell of a kind: also one nothing can hold."""
    value = st.sampled_from(VALUES[kind])
    some = st.lists(value, max_size=3, unique=True).map(lambda values: OneOf(tuple(values)))
    choices: list[st.SearchStrategy[Cell]] = [st.just(ANY), st.just(IsNull()), some]
    if kind not in {Kind.TEXT, Kind.BOOL}:
        end: Any = st.none() | value
        choices.append(st.builds(Range, end, end, st.booleans(), st.booleans()))
    return draw(st.one_of(choices))


@st.composite
def tables(draw: st.DrawFn, policy: Policy | None = None, most_rows: int = 6) -> Table:
    """Any table that can be walked, right or wrong."""
    policy = policy or draw(st.sampled_from(Policy))
    kinds = draw(st.lists(st.sampled_from(Kind), max_size=3))
    inputs = tuple(
        Input(f"in{place}", kind, f"输入{place}", nullable=draw(st.booleans())) for place, kind in enumerate(kinds)
    )
    count = draw(st.integers(0, most_rows))
    numbers = draw(st.permutations(range(1, count + 1)))
    if policy is Policy.MARGINAL:
        return plan_of(*[draw(_tiers(number, inputs)) for number in numbers], more=inputs)
    outputs = tuple(Output(f"out_{kind}", kind, kind) for kind in draw(st.sets(st.sampled_from(Kind), max_size=3)))
    return Table("t", inputs, outputs, tuple(draw(_row(number, inputs, outputs)) for number in numbers))


@st.composite
def _row(draw: st.DrawFn, number: int, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> Row:
    when = {one.name: draw(cells(one.kind)) for one in inputs if draw(st.booleans())}
    then = {one.name: draw(st.none() | st.sampled_from(VALUES[one.kind])) for one in outputs}
    return Row(number, when, then, "第一条")


@st.composite
def _tiers(draw: st.DrawFn, number: int, inputs: tuple[Input, ...]) -> Row:
    """A tier over a few sums, its ends anyhow; other cells from a few, so that groups come about."""
    sums: Any = st.none() | st.sampled_from([0, 1, 50, 100, 101, 333, 500])
    few: Any = {one.name: st.sampled_from([ANY, OneOf(VALUES[one.kind][:2]), IsNull()]) for one in inputs}
    when: dict[str, Cell] = {name: draw(cell) for name, cell in few.items()}
    return Row(number, {**when, BAND: Range(draw(sums), draw(sums))}, {RATE: draw(st.integers(0, 10_000))}, "第二条")


@st.composite
def cases(draw: st.DrawFn, table: Table) -> Case:
    """A case with every input known or not; sums of a band beyond the last tier as well."""
    band: Any = st.one_of(st.integers(-2, 600), st.integers(-(10**13), 10**13))
    return {
        one.name: draw(st.none() | (band if one.name == BAND else st.sampled_from(VALUES[one.kind])))
        for one in table.inputs
    }
