"""Walk a table for one case, and say of every cell whether it held. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hexian.foundation.tables import faults
from hexian.foundation.tables.shapes import (
    RATE,
    WHOLE,
    Case,
    Policy,
    Row,
    Table,
    Value,
    check_case,
    holds,
    number,
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one tier took: `taken_fen` of the sum between `lo` and `hi` (None: without end), at `rate_bp`."""

    row_id: int
    lo: int
    hi: int | None
    taken_fen: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Looked:
    """Whether one cell of a row held for the case."""

    name: str
    held: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What became of one row: its cells in the order of the table's inputs, and whether all of them held."""

    row_id: int
    cells: tuple[Looked, ...]

    @property
    def held(self) -> bool:
        """Whether the row as a whole held."""
        return all(cell.held for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Hit:
    """What the table answers a case.

    `row_id`: the row that answers; in a MARGINAL table the one whose tier the band's value lies in; None where none
    does.  `amount`: fen, in a MARGINAL table alone; None where no row holds beside the band, or the band is unknown.
    `parts`: the tiers that took something, those of a group together, the lowest first.
    """

    row_id: int | None
    outputs: Mapping[str, Value | None]
    amount: int | None = None
    parts: tuple[Part, ...] = ()
    why: tuple[Why, ...] = ()


def walk(table: Table, case: Case) -> Hit:
    """What the table answers a case; an input the case leaves out is NULL.

    Raises `Refused`: `tables.case_does_not_fit`; `tables.unsound` when a cell could not even be read.
    """
    faults.check_sound(table)
    check_case(table.inputs, case)
    why = tuple(_look(table, row, case) for row in table.rows)
    return (_tiers if table.policy is Policy.MARGINAL else _first)(table, case, why)


def _look(table: Table, row: Row, case: Case) -> Why:
    return Why(row.id, tuple(Looked(one.name, _held(table, row, one.name, case)) for one in table.inputs))


def _held(table: Table, row: Row, name: str, case: Case) -> bool:
    if name != table.band:
        return holds(row.cell(name), case.get(name))
    figure = number(case.get(name))
    lo, hi = table.tier(row)
    return figure is not None and lo < figure and (hi is None or figure <= hi)


def _first(table: Table, case: Case, why: Sequence[Why]) -> Hit:
    del case
    row = next((row for row, one in zip(table.rows, why, strict=True) if one.held), None)
    return Hit(row.id if row else None, _answers(table, row), why=tuple(why))


def _answers(table: Table, row: Row | None) -> dict[str, Value | None]:
    return {one.name: row.then.get(one.name) if row else None for one in table.outputs}


def _tiers(table: Table, case: Case, why: Sequence[Why]) -> Hit:
    figure = number(case.get(table.band or ""))
    asked = {one.row_id for one in why if all(cell.held for cell in one.cells if cell.name != table.band)}
    hit = _first(table, case, why)
    if figure is None or not asked:
        return hit
    rows = [row for group in table.groups() for row in group if row.id in asked]
    parts = tuple(part for row in rows if (part := _part(table, row, figure)).taken_fen)
    return Hit(hit.row_id, hit.outputs, settle(parts), parts, hit.why)


def _part(table: Table, row: Row, figure: int) -> Part:
    lo, hi = table.tier(row)
    top = figure if hi is None else min(figure, hi)
    return Part(row.id, lo, hi, max(top - lo, 0), _rate(row))


def _rate(row: Row) -> int:
    return number(row.then[RATE]) or 0


def settle(parts: Sequence[Part]) -> int:
    """What the parts come to in fen: added up exactly, and rounded half up once, at the end (四舍五入)."""
    exact = sum(part.taken_fen * part.rate_bp for part in parts)
    return (2 * exact + WHOLE) // (2 * WHOLE)


def parts_from(table: Table, stored: Sequence[int]) -> tuple[Part, ...]:
    """The parts again from what `Compiled.parts` stored: row id and fen taken, in turns.

    Raises `KeyError` for a row the table does not have: then it is not the version the decision was made by.
    """
    rows = {row.id: row for row in table.rows}
    pairs = zip(stored[::2], stored[1::2], strict=True)
    return tuple(Part(row_id, *table.tier(rows[row_id]), fen, _rate(rows[row_id])) for row_id, fen in pairs)
