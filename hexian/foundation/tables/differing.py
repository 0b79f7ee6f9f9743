"""What one version says otherwise than another: rows matched by id, cell by cell. Plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hexian.foundation.tables.shapes import Cell, Row, Table, Value


@dataclass(frozen=True, slots=True)
class CellChange:
    """One input or output of a row, or its basis (`name` empty), before and after."""

    name: str
    before: Cell | Value | None
    after: Cell | Value | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was added (no `before`), removed (no `after`), changed, or moved in a FIRST table."""

    row_id: int
    before: Row | None
    after: Row | None
    cells: tuple[CellChange, ...] = ()
    moved: bool = False


def differences(former: Table, now: Table) -> list[RowChange]:
    """What `now` says otherwise than `former`, in the order of `now`'s rows, then what is gone."""
    old, new = {row.id: row for row in former.rows}, {row.id: row for row in now.rows}
    moved = _moved([one for one in old if one in new], [one for one in new if one in old])
    changes = [_change(former, now, old.get(one), row, moved=one in moved) for one, row in new.items()]
    gone = [RowChange(one, row, None) for one, row in old.items() if one not in new]
    return [change for change in changes if change is not None] + gone


def _moved(before: list[int], after: list[int]) -> set[int]:
    """Rows that stand after one they stood before: those left out of the longest part still in order."""
    place = {one: at for at, one in enumerate(before)}
    kept: list[list[int]] = [[]]
    for one in after:
        fitting = [chain for chain in kept if not chain or place[chain[-1]] < place[one]]
        kept.append([*_longest(fitting), one])
    return set(after) - set(_longest(kept))


def _longest(chains: list[list[int]]) -> list[int]:
    return max(chains, key=len)


def _change(former: Table, now: Table, before: Row | None, after: Row, *, moved: bool) -> RowChange | None:
    if before is None:
        return RowChange(after.id, None, after)
    cells = tuple(_cells(former, now, before, after))
    return RowChange(after.id, before, after, cells, moved) if cells or moved else None


def _cells(former: Table, now: Table, before: Row, after: Row) -> Iterator[CellChange]:
    del former
    for asked in now.inputs:
        if before.cell(asked.name) != after.cell(asked.name):
            yield CellChange(asked.name, before.cell(asked.name), after.cell(asked.name))
    for one in now.outputs:
        if before.then.get(one.name) != after.then.get(one.name):
            yield CellChange(one.name, before.then.get(one.name), after.then.get(one.name))
    if before.basis != after.basis:
        yield CellChange("", before.basis, after.basis)
