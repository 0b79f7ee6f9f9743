"""Walked for one, compiled for a million: the same row, the same fen, in PostgreSQL and in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hexian.foundation.actor import Refused
from hexian.foundation.tables import rules
from hexian.foundation.tables.compiling import Compiled, Dialect, compiled
from hexian.foundation.tables.rules import ANY, Case, Cell, Input, IsNull, Kind, OneOf, Range, Row, Table, walk
from tests.foundation.table_makers import BAND, WORDS, YUEYANG, cases, plan_of, tables, tier

_TYPES = {Kind.INT: "bigint", Kind.FEN: "bigint", Kind.BP: "bigint", Kind.DATE: "date"} | {
    Kind.TEXT: "varchar",
    Kind.BOOL: "boolean",
}
Answer = tuple[int | None, dict[str, Any], int | None, list[int] | None]


def answers(table: Table, said: Sequence[Case], dialect: Dialect) -> list[Answer]:
    """What the compiled table answers, case by case, out of the real engine."""
    columns = {one.name: f"c.{one.name}" for one in table.inputs}
    whole = compiled(table, columns, dialect)
    wanted = [whole.row_id, *whole.outputs.values(), whole.amount or "NULL", whole.parts or "NULL"]
    names = ["at_", *(one.name for one in table.inputs)]
    types = ["bigint", *(_TYPES[one.kind] for one in table.inputs)]
    fields = ", ".join(f"{name} {kind}" for name, kind in zip(names, types, strict=True))
    rows = [[at, *(case.get(name) for name in names[1:])] for at, case in enumerate(said)]
    question = f"SELECT {', '.join(wanted)} FROM c ORDER BY at_"  # noqa: S608 - built by the library
    ask = _postgres if dialect == "postgres" else _duckdb
    return [_answer(table, row) for row in ask(fields, rows, question)]


def _answer(table: Table, row: Sequence[Any]) -> Answer:
    outputs = {one.name: value for one, value in zip(table.outputs, row[1:], strict=False)}
    return row[0], outputs, row[-2], None if row[-1] is None else list(row[-1])


def _postgres(fields: str, rows: Sequence[Sequence[Any]], question: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS c; CREATE TEMP TABLE c ({fields})")
        cursor.executemany(f"INSERT INTO c VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)  # noqa: S608
        cursor.execute(question)
        return list(cursor.fetchall())


def _duckdb(fields: str, rows: Sequence[Sequence[Any]], question: str) -> list[Any]:
    engine.execute(f"CREATE OR REPLACE TEMP TABLE c ({fields})")
    engine.executemany(f"INSERT INTO c VALUES ({', '.join(['?'] * len(rows[0]))})", rows)  # noqa: S608
    return engine.execute(question).fetchall()


engine = duckdb.connect(config={"threads": 1})


def walked(table: Table, case: Case) -> Answer:
    """The same out of Python."""
    hit = walk(table, case)
    flat = [figure for part in hit.parts for figure in (part.row_id, part.taken_fen)]
    return hit.row_id, dict(hit.outputs), hit.amount, None if hit.amount is None else flat


@pytest.mark.database
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_table_answers_any_case_alike(db: None, data: st.DataObject) -> None:
    table = data.draw(tables())
    said = data.draw(st.lists(cases(table), min_size=1, max_size=12))
    expected = [walked(table, case) for case in said]

    assert answers(table, said, "postgres") == expected
    assert answers(table, said, "duckdb") == expected


#: Paid by oneself and what the table comes to, in yuan, as published; the minimum (50) and the cap (50,000) come after.
PUBLISHED = {0: 0, -100: 0, 100: 30, 5_000: 1_500, 8_000: 2_550, 25_000: 9_500, 60_000: 26_750, 120_000: 56_750}


@pytest.mark.database
@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
def test_the_published_plan_comes_out_to_the_fen(db: None, dialect: Dialect) -> None:
    said: list[Case] = [{BAND: yuan * 100} for yuan in PUBLISHED]
    assert [walk(YUEYANG, case).amount for case in said] == [yuan * 100 for yuan in PUBLISHED.values()]
    assert [answer[2] for answer in answers(YUEYANG, said, dialect)] == [yuan * 100 for yuan in PUBLISHED.values()]


@pytest.mark.database
@pytest.mark.parametrize(
    ("cell", "held"),
    [
        (Range(2, 4), {2, 3, 4}),
        (Range(2, 4, lo_in=False), {3, 4}),
        (Range(2, 4, hi_in=False), {2, 3}),
        (Range(2, 4, lo_in=False, hi_in=False), {3}),
        (Range(None, 2, hi_in=False), {0, 1}),
        (Range(4, None, lo_in=False), {5, 6}),
        (Range(), {0, 1, 2, 3, 4, 5, 6}),
        (OneOf((2, 5)), {2, 5}),
        (OneOf(()), set()),
        (IsNull(), {None}),
        (ANY, {0, 1, 2, 3, 4, 5, 6, None}),
    ],
)
def test_an_end_belongs_to_a_range_or_not(db: None, cell: Cell, held: set[int | None]) -> None:
    table = Table("t", (Input("n", Kind.INT, "数"),), (), (Row(7, {"n": cell}, {}, "第一条"),))
    said: list[Case] = [{"n": value} for value in (None, *range(7))]
    expected = [7 if case["n"] in held else None for case in said]
    assert [walk(table, case).row_id for case in said] == expected
    for dialect in ("postgres", "duckdb"):
        assert [answer[0] for answer in answers(table, said, dialect)] == expected


def test_what_was_stored_reads_back_as_the_parts() -> None:
    hit = walk(YUEYANG, {BAND: 2_500_000})
    stored = [1, 500_000, 2, 500_000, 3, 1_000_000, 4, 500_000]
    assert rules.parts_from(YUEYANG, stored) == hit.parts
    assert rules.settle(hit.parts) == hit.amount == 950_000


def test_half_a_fen_is_rounded_once_at_the_end() -> None:
    # 0.5 and 0.5 fen are one fen together; rounded tier by tier they would be two
    table = plan_of(tier(1, 0, 1, 5_000), tier(2, 1, None, 5_000))
    assert walk(table, {BAND: 2}).amount == 1
    assert walk(table, {BAND: 1}).amount == 1


@pytest.mark.database
def test_what_people_write_stays_a_text(db: None) -> None:
    word = Input("word", Kind.TEXT, "词")
    rows = [tier(number, 0, None, number, word=OneOf((text,))) for number, text in enumerate(WORDS, 1)]
    table = plan_of(*rows, more=(word,))
    said: list[Case] = [{"word": text, BAND: 10_000} for text in WORDS]
    for dialect in ("postgres", "duckdb"):
        assert [answer[0] for answer in answers(table, said, dialect)] == list(range(1, len(WORDS) + 1))
    whole = _with_params(table)
    with connection.cursor() as cursor:
        one = "(SELECT %s::text AS word, 100::bigint AS self_pay) c"
        cursor.execute(f"SELECT {whole.row_id} FROM {one}", ["100%"])  # noqa: S608
        assert cursor.fetchone() == (WORDS.index("100%") + 1,)


def _with_params(table: Table) -> Compiled:
    return compiled(table, {one.name: f"c.{one.name}" for one in table.inputs}, "postgres").for_params()


def test_a_table_that_cannot_be_read_is_neither_walked_nor_compiled() -> None:
    table = plan_of(tier(1, 0, None, 3_000, word=Range(1, 2)), more=(Input("word", Kind.TEXT, "词"),))
    for act in (lambda: walk(table, {BAND: 1}), lambda: compiled(table, {"word": "w", BAND: "x"}, "duckdb")):
        with pytest.raises(Refused, match=r"tables\.unsound"):
            act()
