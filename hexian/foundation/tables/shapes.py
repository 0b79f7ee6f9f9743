"""What a decision table is made of: inputs, outputs, cells, rows. Plain Python.

Sums are whole fen, rates basis points, dates natural days; nothing is ever a float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from hexian.foundation.actor.refusals import Refused

Value = int | str | date

#: The output a MARGINAL table multiplies with: basis points of what lies in a tier.
RATE: Final = "rate"

#: The whole of a sum, in basis points.
WHOLE: Final = 10_000

#: Sums a table reckons with: beyond it, fen times basis points would leave what a BIGINT holds. A hundred thousand
#: million yuan; whoever hands sums in refuses larger ones first.
MOST_FEN: Final = 10**13

#: Whole numbers of a cell stay within this either way, so that one above and one below are still BIGINT.
MOST: Final = 10**18


class Kind(StrEnum):
    """What a value is: a whole number, fen, basis points, a day, a word, yes or no."""

    INT = "int"
    FEN = "fen"
    BP = "bp"
    DATE = "date"
    TEXT = "text"
    BOOL = "bool"


class Policy(StrEnum):
    """How rows answer: the first that holds, or tier upon tier over the band."""

    FIRST = "first"
    MARGINAL = "marginal"


#: Kinds that have a before and an after, so that a range can be said of them.
ORDERED: Final = frozenset({Kind.INT, Kind.FEN, Kind.BP, Kind.DATE})

_TYPES: Final[Mapping[Kind, type]] = {
    Kind.INT: int, Kind.FEN: int, Kind.BP: int, Kind.DATE: date, Kind.TEXT: str, Kind.BOOL: bool,
}  # fmt: skip


def fits(value: object, kind: Kind) -> bool:
    """Whether a value is of the kind; a bool is no number, a moment is no day, and numbers stay within `MOST`."""
    if type(value) is not _TYPES[kind]:
        return False
    return not isinstance(value, int) or abs(value) <= MOST


@dataclass(frozen=True, slots=True)
class Input:
    """What a case says. What it can be at all narrows the search for gaps, and nothing else.

    `nullable`: it may be unknown.  `choices`: the only words there are.  `least`, `most`: the only figures or days.
    """

    name: str
    kind: Kind
    title: str
    nullable: bool = False
    choices: tuple[str, ...] = ()
    least: int | date | None = None
    most: int | date | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What a row answers."""

    name: str
    kind: Kind
    title: str


@dataclass(frozen=True, slots=True)
class Anything:
    """Holds for every value and for none."""


@dataclass(frozen=True, slots=True)
class IsNull:
    """Holds where nothing is known."""


@dataclass(frozen=True, slots=True)
class Range:
    """Holds from `lo` to `hi`, each end with or without itself; None is without end. Never for NULL.

    In the band of a MARGINAL table it is a tier, and always means above `lo` (or above nought) up to and with `hi`.
    """

    lo: int | date | None = None
    hi: int | date | None = None
    lo_in: bool = True
    hi_in: bool = True


@dataclass(frozen=True, slots=True)
class OneOf:
    """Holds for any of the values; never for NULL."""

    values: tuple[Value, ...]


Cell = Anything | IsNull | Range | OneOf
ANY: Final = Anything()

Case = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Row:
    """When the cells hold, then these are the outputs, because of `basis` (the article or decision it rests on).

    An input `when` does not name is `ANY`.  The id stays with the row whatever is added or moved around it.
    """

    id: int
    when: Mapping[str, Cell] = field(default_factory=dict)
    then: Mapping[str, Value | None] = field(default_factory=dict)
    basis: str = ""

    def cell(self, name: str) -> Cell:
        """Its cell for an input."""
        return self.when.get(name, ANY)


@dataclass(frozen=True, slots=True)
class Table:
    """A whole decision table. `band` names the input tiers run over, in a MARGINAL table and only there."""

    code: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    policy: Policy = Policy.FIRST
    band: str | None = None

    def input(self, name: str) -> Input | None:
        """The input of that name, if there is one."""
        return next((one for one in self.inputs if one.name == name), None)

    @property
    def fields(self) -> tuple[Input | Output, ...]:
        """Everything that has a kind: the inputs, then the outputs."""
        return (*self.inputs, *self.outputs)

    @property
    def plain_inputs(self) -> tuple[Input, ...]:
        """The inputs besides the band."""
        return tuple(one for one in self.inputs if one.name != self.band)

    def groups(self) -> list[list[Row]]:
        """A MARGINAL table's rows, together where they ask the same beside the band; the lowest tier first.

        Groups stand in the order of their first rows.
        """
        found: dict[tuple[Cell, ...], list[Row]] = {}
        for row in self.rows:
            found.setdefault(tuple(row.cell(one.name) for one in self.plain_inputs), []).append(row)
        return [sorted(rows, key=lambda row: self.tier(row)[0]) for rows in found.values()]

    def tier(self, row: Row) -> tuple[int, int | None]:
        """From where to where a MARGINAL row's tier goes: above the first, up to and with the second (None: no end)."""
        cell = row.cell(self.band or "")
        if not isinstance(cell, Range):
            return 0, None
        return number(cell.lo) or 0, number(cell.hi)


def number(value: Value | None) -> int | None:
    """A figure or a day as a whole number; None where it is neither."""
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, int) else None


def span(cell: Range) -> tuple[int | None, int | None]:
    """A range with both its ends in it, as whole numbers: «above 3» begins with 4. Empty when they cross."""
    lo, hi = number(cell.lo), number(cell.hi)
    return (
        lo if lo is None or cell.lo_in else lo + 1,
        hi if hi is None or cell.hi_in else hi - 1,
    )


def holds(cell: Cell, value: Value | None) -> bool:
    """Whether a cell holds for a value of its input's kind. Only `ANY` and `IsNull` hold for NULL."""
    if isinstance(cell, Anything):
        return True
    if isinstance(cell, IsNull) or value is None:
        return isinstance(cell, IsNull) and value is None
    if isinstance(cell, OneOf):
        return value in cell.values
    return _within(cell, number(value))


def _within(cell: Range, figure: int | None) -> bool:
    lo, hi = span(cell)
    return figure is not None and (lo is None or figure >= lo) and (hi is None or figure <= hi)


def check_case(inputs: Sequence[Input], case: Case) -> None:
    """Refuse a case whose values are not of their inputs' kinds. Raises `Refused` (`tables.case_does_not_fit`)."""
    for one in inputs:
        value = case.get(one.name)
        if value is not None and not fits(value, one.kind):
            raise Refused("tables.case_does_not_fit", title=one.title, kind=one.kind)
