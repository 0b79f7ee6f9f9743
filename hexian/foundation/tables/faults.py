"""What is wrong with a table: gaps, overlaps, rows nobody reaches, cells that do not fit. Exact. Plain Python.

In a FIRST table a row may be an exception to a wider one below it: that is told, and is no fault.  Rows that cross,
each holding where the other does not, and answer differently are one: whoever wrote the second did not see the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.tables.reach import Example, Reached, bits, reach
from hexian.foundation.tables.shapes import (
    MOST,
    ORDERED,
    RATE,
    WHOLE,
    Anything,
    Case,
    Cell,
    Input,
    IsNull,
    Kind,
    OneOf,
    Policy,
    Range,
    Row,
    Table,
    fits,
    span,
)

#: With one of these a table cannot even be walked: a cell means nothing.
UNSOUND: Final = frozenset(
    {
        "same_name", "same_id", "cell_kind", "unknown_input", "unknown_output", "output_kind",
        "tier_kind", "tier_below_nought", "rate_beyond", "no_band", "no_rate",
    }
)  # fmt: skip
#: With one of these there is nothing to look at together.
_HOPELESS: Final = frozenset({"no_rows", "no_band", "no_rate", "same_id", "same_name"})
#: How many pairs of rows are told of.
MOST_PAIRS: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, or worth a look (`grave` is false: it does not keep the table from being published).

    `rows` are row ids, the earlier first; `name` an input or output; `example` a case that shows it.
    """

    code: str
    rows: tuple[int, ...] = ()
    name: str = ""
    example: Case | None = None
    grave: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)


def faults_of(table: Table) -> list[Fault]:
    """Everything wrong with a table, row by row, then what rows are wrong together.

    Raises `Refused` (`tables.too_tangled`) when there are too many combinations to be sure.
    """
    found = [*_shape(table), *(fault for row in table.rows for fault in _row(table, row))]
    if any(fault.code in _HOPELESS for fault in found):
        return found
    left_out = {row for fault in found if fault.code in UNSOUND | {"empty"} for row in fault.rows}
    rows = [row for row in table.rows if row.id not in left_out]
    together = _marginal if table.policy is Policy.MARGINAL else _first
    return [*found, *together(table, rows)]


def grave(faults: Sequence[Fault]) -> list[Fault]:
    """Those that keep a table from being published."""
    return [fault for fault in faults if fault.grave]


def check_sound(table: Table) -> None:
    """Refuse a table whose cells could not be read. Raises `Refused` (`tables.unsound`)."""
    shape = (fault for fault in _shape(table) if fault.code in UNSOUND)
    for fault in (*shape, *(fault for row in table.rows for fault in _unsound(table, row))):
        raise Refused("tables.unsound", fault=fault.code, rows=fault.rows, name=fault.name)


# The shape: names, ids, the band.


def _shape(table: Table) -> Iterator[Fault]:
    names = [one.name for one in table.fields]
    yield from (Fault("same_name", name=name) for name in sorted({name for name in names if names.count(name) > 1}))
    ids = [row.id for row in table.rows]
    yield from (Fault("same_id", (one,)) for one in sorted({one for one in ids if ids.count(one) > 1 or one <= 0}))
    if not table.rows:
        yield Fault("no_rows")
    band = table.input(table.band or "")
    if (table.policy is Policy.MARGINAL) != (band is not None and band.kind is Kind.FEN):
        yield Fault("no_band")
    if table.policy is Policy.MARGINAL and not any(o.name == RATE and o.kind is Kind.BP for o in table.outputs):
        yield Fault("no_rate")


# One row by itself.


def _row(table: Table, row: Row) -> Iterator[Fault]:
    yield from _unsound(table, row)
    yield from _empty(table, row)
    if not row.basis.strip():
        yield Fault("no_basis", (row.id,))
    for one in table.outputs:
        if row.then.get(one.name) is None:
            yield Fault("no_output", (row.id,), one.name)


def _unsound(table: Table, row: Row) -> Iterator[Fault]:
    inputs, outputs = {one.name: one for one in table.inputs}, {one.name: one for one in table.outputs}
    for name, cell in row.when.items():
        if name not in inputs:
            yield Fault("unknown_input", (row.id,), name)
        elif not _cell_fits(cell, inputs[name].kind):
            yield Fault("cell_kind", (row.id,), name)
        elif name == table.band and not isinstance(cell, Anything | Range):
            yield Fault("tier_kind", (row.id,), name)
    for name, value in row.then.items():
        if name not in outputs:
            yield Fault("unknown_output", (row.id,), name)
        elif value is not None and not fits(value, outputs[name].kind):
            yield Fault("output_kind", (row.id,), name)
    yield from _unsound_tier(table, row) if table.policy is Policy.MARGINAL else ()


def _unsound_tier(table: Table, row: Row) -> Iterator[Fault]:
    """What could not be reckoned with: a tier below nought, a rate below nought or above the whole."""
    rate = row.then.get(RATE)
    if isinstance(rate, int) and not 0 <= rate <= WHOLE:
        yield Fault("rate_beyond", (row.id,), RATE)
    if table.tier(row)[0] < 0:
        yield Fault("tier_below_nought", (row.id,), table.band or "")


def _cell_fits(cell: Cell, kind: Kind) -> bool:
    if isinstance(cell, OneOf):
        return all(fits(value, kind) for value in cell.values)
    if isinstance(cell, Range):
        return kind in ORDERED and all(end is None or fits(end, kind) for end in (cell.lo, cell.hi))
    return isinstance(cell, Anything | IsNull)


def _empty(table: Table, row: Row) -> Iterator[Fault]:
    for one in table.inputs:
        cell = row.cell(one.name)
        if isinstance(cell, OneOf) and not cell.values:
            yield Fault("empty", (row.id,), one.name)
        if isinstance(cell, Range) and _crossed(
            *(table.tier(row) if one.name == table.band else span(cell)), one, table
        ):
            yield Fault("empty", (row.id,), one.name)


def _crossed(lo: int | None, hi: int | None, one: Input, table: Table) -> bool:
    """Nothing lies between: a tier needs something above its lower end, any other range at least one value."""
    if lo is None or hi is None:
        return False
    return hi <= lo if one.name == table.band else hi < lo


# Rows together: the first that holds.


def _first(table: Table, rows: Sequence[Row]) -> Iterator[Fault]:
    found = reach(table.inputs, rows)
    yield from (Fault("gap", example=gap) for gap in found.gaps)
    unreached = set(range(len(rows))) - {next(bits(together)) for together in found.together}
    for place in sorted(unreached):
        yield _unreached(rows, place, found)
    always = _always(found, len(rows))
    for (one, other), example in _pairs(found).items():
        if other not in unreached:
            yield _overlap(rows[one], rows[other], example, contained=bool(always[one] >> other & 1))


def _unreached(rows: Sequence[Row], place: int, found: Reached) -> Fault:
    """Why a row is never the first: nothing it could hold for, another with the same cells, or all is said before."""
    where = {together: example for together, example in found.together.items() if together >> place & 1}
    if not where:
        return Fault("never", (rows[place].id,))
    before = sorted({next(bits(together)) for together in where})
    example = next(iter(where.values()))
    same = before[0]
    twin = all(bool(together >> same & 1) == bool(together >> place & 1) for together in found.together)
    code = "contradiction" if twin and rows[same].then != rows[place].then else "unreachable"
    return Fault(code, (*(rows[one].id for one in before), rows[place].id), example=example)


def _always(found: Reached, count: int) -> list[int]:
    """For each row, those that hold wherever it does."""
    always = [-1] * count
    for together in found.together:
        for place in bits(together):
            always[place] &= together
    return always


def _pairs(found: Reached) -> dict[tuple[int, int], Example]:
    pairs: dict[tuple[int, int], Example] = {}
    for together, example in found.together.items():
        for pair in combinations(bits(together), 2):
            pairs.setdefault(pair, example)
            if len(pairs) >= MOST_PAIRS:
                return pairs
    return pairs


def _overlap(one: Row, other: Row, example: Example, *, contained: bool) -> Fault:
    return Fault(
        "exception" if contained else "overlap",
        (one.id, other.id),
        example=example,
        grave=not contained and one.then != other.then,
    )


# Rows together: tier upon tier.


def _marginal(table: Table, rows: Sequence[Row]) -> Iterator[Fault]:
    band = table.band or ""
    found = reach(table.plain_inputs, rows)
    yield from (Fault("gap", example={**gap, band: 100}) for gap in found.gaps)
    held = {place for together in found.together for place in bits(together)}
    yield from (Fault("never", (row.id,)) for place, row in enumerate(rows) if place not in held)
    told: dict[tuple[str, tuple[int, ...]], Fault] = {}
    for together, example in found.together.items():
        for fault in _tiers(table, [rows[place] for place in bits(together)], example):
            told.setdefault((fault.code, fault.rows), fault)
    yield from told.values()


def _tiers(table: Table, rows: Sequence[Row], example: Example) -> Iterator[Fault]:
    """Whether the tiers lie end to end, from nought up without end."""
    band = table.band or ""
    reached: int | None = 0
    last: Row | None = None
    for row in sorted(rows, key=lambda row: table.tier(row)[0]):
        lo, hi = table.tier(row)
        near = (row.id,) if last is None else (last.id, row.id)
        if reached is None or lo < reached:
            most = min(reached or MOST, hi or MOST)
            yield Fault("tier_overlap", near, band, {**example, band: _above(lo, most)})
        elif lo > reached:
            yield Fault("tier_gap", near, band, {**example, band: _above(reached, lo)}, facts={"lo": reached, "hi": lo})
        if reached is not None and (hi is None or hi >= reached):
            reached, last = hi, row
    if reached is not None and last is not None:
        over = {**example, band: _above(reached)}
        yield Fault("tier_gap", (last.id,), band, over, facts={"lo": reached, "hi": None})


def _above(fen: int, most: int = MOST) -> int:
    """A sum just above: whole yuan if one lies there."""
    return min((fen // 100 + 1) * 100, most) if fen < most else most
