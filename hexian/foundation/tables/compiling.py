"""A table as SQL expressions, for a million rows in one statement. Plain Python.

The expressions answer exactly what `rules.walk` answers: by the same cells, in whole numbers, rounded half up once, in
PostgreSQL and in DuckDB alike.  They are built as trees by sqlglot and rendered by it; no text of a table is ever put
into SQL by hand.  The library is loaded by whoever compiles and by nobody else (0.1 s, 19 MB).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Final, Literal

from hexian.foundation.tables import faults
from hexian.foundation.tables.shapes import (
    RATE,
    WHOLE,
    Anything,
    Cell,
    IsNull,
    Kind,
    OneOf,
    Policy,
    Range,
    Row,
    Table,
    Value,
    number,
)

if TYPE_CHECKING:
    from sqlglot import exp

Dialect = Literal["postgres", "duckdb"]

_SQL_TYPES: Final[Mapping[Kind, str]] = {
    Kind.INT: "bigint", Kind.FEN: "bigint", Kind.BP: "bigint",
    Kind.DATE: "date", Kind.TEXT: "text", Kind.BOOL: "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """A table's answers as SQL expressions over the caller's columns; each stands in brackets of its own.

    `row_id`: bigint, NULL where no row holds.  `outputs`: by name, of their kinds' types.  In a MARGINAL table also
    `amount`: bigint fen, NULL where no row holds beside the band or the band is NULL; and `parts`: bigint[], row id and
    fen taken in turns for every tier that took something (`rules.parts_from` reads it), NULL where `amount` is.

    Sums must stay within `rules.MOST_FEN`.  A text may hold a per cent sign: execute without parameters, or use
    `for_params` so that the driver does not take it for one of its own.
    """

    row_id: str
    outputs: Mapping[str, str]
    amount: str | None = None
    parts: str | None = None

    def for_params(self) -> Compiled:
        """The same for a statement the driver fills parameters into: per cent signs are doubled."""
        return Compiled(
            _doubled(self.row_id),
            {name: _doubled(text) for name, text in self.outputs.items()},
            self.amount and _doubled(self.amount),
            self.parts and _doubled(self.parts),
        )


def _doubled(text: str) -> str:
    return text.replace("%", "%%")


def compiled(table: Table, columns: Mapping[str, str], dialect: Dialect) -> Compiled:
    """The table's answers over `columns`: an SQL expression for each input's name, of its kind's type, in the dialect.

    The expressions repeat their columns, so hand in columns rather than costly expressions.  Faults other than
    unreadable cells are compiled as they are walked, so that a draft can be compared.  Raises `Refused`
    (`tables.unsound`) and `KeyError` for an input without a column.
    """
    faults.check_sound(table)
    return _Compiler(table, columns, dialect).whole()


class _Compiler:
    """Builds and renders one table's expressions."""

    def __init__(self, table: Table, columns: Mapping[str, str], dialect: Dialect) -> None:
        from sqlglot import exp, parse_one  # noqa: PLC0415 - only who compiles pays for it

        self.exp = exp
        self.table = table
        self.dialect: Dialect = dialect
        self.kinds = {one.name: one.kind for one in table.fields}
        self.columns = {one.name: exp.paren(parse_one(columns[one.name], dialect=dialect)) for one in table.inputs}
        self.marginal = table.policy is Policy.MARGINAL

    def whole(self) -> Compiled:
        """Everything the table answers."""
        outputs = {one.name: self._output(one.name) for one in self.table.outputs}
        row_id = self._choose(lambda row: self._number(row.id), "bigint")
        if not self.marginal:
            return Compiled(row_id, outputs)
        return Compiled(row_id, outputs, self._amount(), self._parts())

    def _render(self, expression: exp.Expr) -> str:
        return f"({expression.sql(dialect=self.dialect)})"

    # The row that answers.

    def _output(self, name: str) -> str:
        kind = self.kinds[name]
        return self._choose(lambda row: self._value(row.then.get(name), kind), _SQL_TYPES[kind])

    def _choose(self, answer: Callable[[Row], exp.Expr], sql_type: str) -> str:
        chosen = self._case([(self._row_holds(row), answer(row)) for row in self.table.rows])
        return self._render(self.exp.cast(chosen, sql_type, copy=False, dialect=self.dialect))

    def _row_holds(self, row: Row) -> exp.Expr:
        cells = [self._cell(one.name, row.cell(one.name)) for one in self.table.plain_inputs]
        return self._all([*cells, self._in_tier(row) if self.marginal else None])

    def _group_holds(self, row: Row) -> exp.Expr:
        return self._all([self._cell(one.name, row.cell(one.name)) for one in self.table.plain_inputs])

    def _all(self, conditions: Sequence[exp.Expr | None]) -> exp.Expr:
        said = [one for one in conditions if one is not None]
        return self.exp.and_(*said, copy=False) if said else self.exp.true()

    def _cell(self, name: str, cell: Cell) -> exp.Expr | None:
        """The condition of a cell; None where it says nothing. A comparison with NULL is unknown: it does not hold."""
        column, kind = self.columns[name], self.kinds[name]
        if isinstance(cell, Anything):
            return None
        if isinstance(cell, IsNull):
            return self.exp.Is(this=column.copy(), expression=self.exp.null())
        if isinstance(cell, OneOf):
            return self._one_of(column, cell, kind)
        return self._between(column, cell, kind)

    def _one_of(self, column: exp.Expr, cell: OneOf, kind: Kind) -> exp.Expr:
        values = [self._value(value, kind) for value in cell.values]
        return self.exp.In(this=column.copy(), expressions=values) if values else self.exp.false()

    def _between(self, column: exp.Expr, cell: Range, kind: Kind) -> exp.Expr:
        ends: list[exp.Expr] = []
        if cell.lo is not None:
            above = self.exp.GTE if cell.lo_in else self.exp.GT
            ends.append(above(this=column.copy(), expression=self._value(cell.lo, kind)))
        if cell.hi is not None:
            below = self.exp.LTE if cell.hi_in else self.exp.LT
            ends.append(below(this=column.copy(), expression=self._value(cell.hi, kind)))
        return (
            self.exp.and_(*ends, copy=False)
            if ends
            else self.exp.Not(this=self.exp.Is(this=column.copy(), expression=self.exp.null()))
        )

    # Tier upon tier.

    def _band(self) -> exp.Expr:
        return self.columns[self.table.band or ""].copy()

    def _in_tier(self, row: Row) -> exp.Expr:
        lo, hi = self.table.tier(row)
        above = self.exp.GT(this=self._band(), expression=self._number(lo))
        return (
            above if hi is None else self.exp.and_(above, self.exp.LTE(this=self._band(), expression=self._number(hi)))
        )

    def _taken(self, row: Row) -> exp.Expr:
        """What lies in a tier, in fen; nothing when the sum ends below it."""
        lo, hi = self.table.tier(row)
        top = self._band() if hi is None else self._pick(self.exp.Least, self._band(), hi)
        width = top if lo == 0 else self.exp.Paren(this=self.exp.Sub(this=top, expression=self._number(lo)))
        return self._pick(self.exp.Greatest, width, 0)

    def _pick(self, which: type[exp.Greatest | exp.Least], one: exp.Expr, figure: int) -> exp.Expr:
        # neither is ever NULL here, so it does not matter what the engine does about it: say it is all the same
        return which(this=one, expressions=[self._number(figure)], ignore_nulls=True)

    def _amount(self) -> str:
        """Exact products of all tiers that hold, added up, then rounded half up once; never below nought."""
        exp = self.exp
        groups = [self._when(group, self._product(group), self._number(0)) for group in self.table.groups()]
        twice = exp.Mul(this=self._number(2), expression=exp.Paren(this=self._sum(groups)))
        doubled = exp.Paren(this=self._sum([twice, self._number(WHOLE)]))
        return self._where_known(self._whole_part(doubled, 2 * WHOLE), "bigint")

    def _whole_part(self, one: exp.Expr, other: int) -> exp.Expr:
        """Division without a remainder; `typed` keeps PostgreSQL's from becoming a float."""
        if self.dialect == "duckdb":
            return self.exp.IntDiv(this=one, expression=self._number(other))
        return self.exp.Div(this=one, expression=self._number(other), typed=True)

    def _product(self, group: Sequence[Row]) -> exp.Expr:
        rates = ((row, number(row.then.get(RATE)) or 0) for row in group)
        return self._sum([self.exp.Mul(this=self._taken(row), expression=self._number(rate)) for row, rate in rates])

    def _when(self, group: Sequence[Row], answer: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
        """The answer where the group holds; the answer itself where it always does."""
        holds = self._group_holds(group[0])
        if holds == self.exp.true():
            return answer
        return self._case([(holds, answer)], otherwise)

    def _where_known(self, answer: exp.Expr, sql_type: str) -> str:
        exp = self.exp
        known = exp.Not(this=exp.Is(this=self._band(), expression=exp.null()))
        somewhere = [self._group_holds(group[0]) for group in self.table.groups()]
        if exp.true() not in somewhere:
            known = exp.and_(known, exp.or_(*somewhere)) if somewhere else exp.false()
        return self._render(exp.cast(self._case([(known, answer)]), sql_type, copy=False, dialect=self.dialect))

    def _parts(self) -> str:
        exp = self.exp
        groups = [self._when(group, self._pairs(group), self._array([])) for group in self.table.groups()]
        joined = reduce(lambda one, other: exp.DPipe(this=one, expression=other), groups) if groups else self._array([])
        return self._where_known(joined, "bigint[]")

    def _pairs(self, group: Sequence[Row]) -> exp.Expr:
        """Row id and fen, cut where tiers begin to take nothing: the lowest stand first, so those are the last."""
        tiers = [row for row in group if not self._is_empty(row)]
        pairs = [one for row in tiers for one in (self._number(row.id), self._taken(row))]
        starts = [self._at_most(self.table.tier(row)[0]) for row in tiers]
        lengths = [(start, self._number(2 * place)) for place, start in enumerate(starts)]
        bounds = self.exp.Slice(this=self._number(1), expression=self._case(lengths, self._number(2 * len(tiers))))
        return self.exp.Bracket(this=self.exp.Paren(this=self._array(pairs)), expressions=[bounds], offset=1)

    def _at_most(self, figure: int) -> exp.Expr:
        return self.exp.LTE(this=self._band(), expression=self._number(figure))

    def _is_empty(self, row: Row) -> bool:
        lo, hi = self.table.tier(row)
        return hi is not None and hi <= lo

    # Pieces.

    def _case(self, branches: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None) -> exp.Expr:
        """The answer of the first condition that is true."""
        if not branches:
            return otherwise or self.exp.null()
        whens = [self.exp.If(this=condition, true=answer) for condition, answer in branches]
        return self.exp.Case(ifs=whens, default=otherwise)

    def _array(self, values: Sequence[exp.Expr]) -> exp.Expr:
        return self.exp.cast(self.exp.Array(expressions=list(values)), "bigint[]", copy=False, dialect=self.dialect)

    def _sum(self, terms: Sequence[exp.Expr]) -> exp.Expr:
        return reduce(lambda one, other: self.exp.Add(this=one, expression=other), terms) if terms else self._number(0)

    def _number(self, figure: int) -> exp.Expr:
        return self.exp.convert(figure)

    def _value(self, value: Value | None, kind: Kind) -> exp.Expr:
        """A literal of the kind; the library quotes what people wrote."""
        if value is None:
            return self.exp.null()
        if isinstance(value, date):
            return self.exp.cast(self.exp.Literal.string(value.isoformat()), "date")
        if isinstance(value, str):
            return self.exp.Literal.string(value)
        return self.exp.convert(bool(value) if kind is Kind.BOOL else value)
