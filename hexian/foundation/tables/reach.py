"""Which rows can hold together: exact, over what the cells can tell apart. Plain Python.

Every input falls into atoms: stretches of values, single words, unknown.  No cell tells two values of an atom apart,
so one example stands for all of them.  An atom carries the set of rows whose cell holds there, as the bits of a whole
number; the sets of several inputs are intersected, and equal ones are followed once.  A thousand tiers over one input
are a thousand steps, not a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.tables.shapes import (
    MOST,
    ORDERED,
    Anything,
    Cell,
    Input,
    IsNull,
    Kind,
    OneOf,
    Range,
    Row,
    Value,
    number,
    span,
)

#: How many intersections are looked at before a table is called too tangled to be sure of; half a second's work.
MOST_STEPS: Final = 400_000
#: How many separate gaps are told; whoever mends them sees the next.
MOST_GAPS: Final = 20

Example = dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class Atom:
    """Values no cell tells apart, one of them, and the rows whose cell holds for them."""

    example: Value | None
    rows: int


@dataclass(slots=True)
class Reached:
    """Every set of rows that holds together somewhere, with a case; and cases for which no row holds."""

    together: dict[int, Example] = field(default_factory=dict)
    gaps: list[Example] = field(default_factory=list)


def bits(rows: int) -> Iterator[int]:
    """The numbers of the rows in a set, ascending."""
    while rows:
        low = rows & -rows
        yield low.bit_length() - 1
        rows ^= low


def reach(inputs: Sequence[Input], rows: Sequence[Row]) -> Reached:
    """What rows can hold together, looking at these inputs alone. Raises `Refused` (`tables.too_tangled`)."""
    found = Reached({(1 << len(rows)) - 1: {}}) if rows else Reached(gaps=[{}])
    steps, whatever = 0, Example()
    for one in inputs:
        atoms = atoms_of(one, [row.cell(one.name) for row in rows])
        whatever[one.name] = atoms[0].example if atoms else None
        steps += len(atoms) * len(found.together)
        if steps > MOST_STEPS:
            raise Refused("tables.too_tangled", most=MOST_STEPS)
        found = _narrow(found, one.name, atoms)
    # a gap found early says nothing of later inputs: any value will do
    found.gaps[:] = [{**whatever, **gap} for gap in found.gaps]
    return found


def _narrow(found: Reached, name: str, atoms: Sequence[Atom]) -> Reached:
    """What is left of each set in each atom; an atom without any row is one gap, whatever else is the case."""
    next_found = Reached(gaps=found.gaps)
    for atom in atoms:
        for rows, example in found.together.items():
            left = rows & atom.rows
            if left:
                next_found.together.setdefault(left, {**example, name: atom.example})
                continue
            if len(next_found.gaps) < MOST_GAPS:
                next_found.gaps.append({**example, name: atom.example})
            if not atom.rows:
                break
    return next_found


def atoms_of(one: Input, cells: Sequence[Cell]) -> list[Atom]:
    """The atoms of an input, in order of its values; unknown, where it may be, comes last."""
    anywhere = _rows_of(Anything, cells)
    known = _stretches(one, cells, anywhere) if one.kind in ORDERED else _words(one, cells, anywhere)
    atoms = list(known)
    if one.nullable:
        atoms.append(Atom(None, anywhere | _rows_of(IsNull, cells)))
    return atoms


def _rows_of(sort: type[Cell], cells: Sequence[Cell]) -> int:
    return sum(1 << place for place, cell in enumerate(cells) if isinstance(cell, sort))


def _words(one: Input, cells: Sequence[Cell], anywhere: int) -> Iterator[Atom]:
    said: dict[Value, int] = {}
    for place, cell in enumerate(cells):
        for word in cell.values if isinstance(cell, OneOf) else ():
            said[word] = said.get(word, 0) | 1 << place
    for word in _possible(one, said):
        yield Atom(word, anywhere | said.get(word, 0))


def _possible(one: Input, said: Iterable[Value]) -> Sequence[Value]:
    if one.kind is Kind.BOOL:
        return (True, False)
    if one.choices:
        return one.choices
    words = [str(word) for word in said]
    other = "其他"
    while other in words:
        other += "…"
    return (*words, other)


def _stretches(one: Input, cells: Sequence[Cell], anywhere: int) -> Iterator[Atom]:
    """Sweep over the ends of all ranges: each turns its row on or off."""
    least, most = domain(one)
    turns: dict[int, int] = {least: 0}
    for place, cell in enumerate(cells):
        for lo, hi in _ranges(cell, least, most):
            turns[lo] = turns.get(lo, 0) ^ 1 << place
            turns[hi + 1] = turns.get(hi + 1, 0) ^ 1 << place
    yield from _swept(one, sorted(turns.items()), anywhere, most)


def _swept(one: Input, turns: Sequence[tuple[int, int]], anywhere: int, most: int) -> Iterator[Atom]:
    rows, since = anywhere, turns[0][0]
    for at, turn in turns:
        if turn and at > since:
            yield Atom(_example(one, since, at - 1), rows)
            since = at
        rows ^= turn
    if since <= most:
        yield Atom(_example(one, since, most), rows)


def domain(one: Input) -> tuple[int, int]:
    """The least and the most an ordered input can be, as whole numbers."""
    least, most = number(one.least), number(one.most)
    widest = (date.min.toordinal(), date.max.toordinal()) if one.kind is Kind.DATE else (-MOST, MOST)
    return widest[0] if least is None else least, widest[1] if most is None else most


def _ranges(cell: Cell, least: int, most: int) -> Iterator[tuple[int, int]]:
    """The stretches a cell holds for, with both ends, cut to the domain."""
    if isinstance(cell, OneOf):
        figures = {figure for value in cell.values if (figure := number(value)) is not None}
        yield from ((figure, figure) for figure in sorted(figures) if least <= figure <= most)
    elif isinstance(cell, Range):
        lo, hi = span(cell)
        first, last = least if lo is None else max(lo, least), most if hi is None else min(hi, most)
        if first <= last:
            yield first, last


def _example(one: Input, first: int, last: int) -> Value:
    """A value between two that people like to read: near the end that is one, whole yuan where there are any."""
    open_below = first in (-MOST, date.min.toordinal())
    figure = last if open_below else first
    if one.kind is Kind.FEN:
        rounded = figure // 100 * 100 if open_below else -(-figure // 100) * 100
        figure = rounded if first <= rounded <= last else figure
    return date.fromordinal(figure) if one.kind is Kind.DATE else figure
