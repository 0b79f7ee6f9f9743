"""What a rule's number is, where and when it applies, and how it is compared. Plain Python.

Worked example: `bargaining.reply` is 20 days in the nation and 10 working days in 浙江 (`33`).  For an employer in 滨江
(`330108`) the chain is `330108` → `3301` → `33` → nation, and the nearest row in force on the day wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final

from hexian.foundation.actor.refusals import Refused

NATION: Final = ""


#: Numbers everybody's way in hangs on: they hold for the whole country, from the least to the most. With none nobody
#: could sign in any more, not even to put it right; with many a code could be guessed.
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "join.code_minutes": (2, 30),
    "join.code_tries": (3, 10),
    "join.code_per_hour": (3, 20),
}


class ValueType(StrEnum):
    """A whole number, an exact ratio, a word, or a table of whole numbers (null for no limit)."""

    INT = "int"
    RATIO = "ratio"
    TEXT = "text"
    TABLE = "table"


class Sure(StrEnum):
    """How well it is known: read in the text itself, second hand, reported in the press, not verified (or our own)."""

    VERIFIED = "V"
    SECOND_HAND = "V2"
    REPORTED = "V报道"
    UNVERIFIED = "U"


class Op(StrEnum):
    """How a figure is held against the value: «以上» includes the number, «过» and «超过» do not (民法典 1259)."""

    AT_LEAST = "ge"
    MORE_THAN = "gt"
    AT_MOST = "le"
    NONE = ""


class Unit(StrEnum):
    """What a whole number counts."""

    NONE = ""
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERSON = "person"
    COPY = "copy"
    TIME = "time"
    FEN = "fen"
    BASIS_POINT = "bp"


class DayType(StrEnum):
    """Natural days, working days, or no days at all."""

    NONE = ""
    CAL = "cal"
    WORK = "work"


class Direction(StrEnum):
    """Counted on from the event or back from it."""

    AFTER = "after"
    BEFORE = "before"


Table = tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact ratio with its comparison; never a float, so that 2 of 3 is 2/3."""

    numerator: int
    denominator: int
    op: Op

    def met_by(self, part: int, whole: int) -> bool:
        """Whether part of the whole satisfies it; nobody out of nobody satisfies nothing."""
        if whole <= 0:
            return False
        return compare(part * self.denominator, self.op, self.numerator * whole)

    def least(self, whole: int) -> int:
        """The smallest part that satisfies «at least» or «more than» of the whole."""
        share = self.numerator * whole
        return share // self.denominator + 1 if self.op is Op.MORE_THAN else -(-share // self.denominator)


Value = int | str | Ratio | Table


@dataclass(frozen=True, slots=True)
class Param:
    """One row of the lawbook as a value that can be frozen into a case and thawed years later."""

    code: str
    region: str
    title: str
    text: str
    value_type: ValueType
    op: Op
    unit: Unit
    day_type: DayType
    direction: Direction
    pausable: bool
    pause_limit: int | None
    source: str
    article: str
    sure: Sure
    note: str
    valid_from: date
    valid_to: date | None
    row: int = 0

    @property
    def value(self) -> Value:
        """The value in its own type."""
        return read_value(self.text, self.value_type, self.op)

    @property
    def number(self) -> int:
        """The value as a whole number. Raises `Refused` (`lawbook.of_another_type`) when it is none."""
        value = self.value
        if not isinstance(value, int):
            raise Refused("lawbook.of_another_type", rule=self.code, wanted=ValueType.INT)
        return value

    @property
    def ratio(self) -> Ratio:
        """The value as a ratio. Raises `Refused` (`lawbook.of_another_type`) when it is none."""
        value = self.value
        if not isinstance(value, Ratio):
            raise Refused("lawbook.of_another_type", rule=self.code, wanted=ValueType.RATIO)
        return value

    @property
    def table(self) -> Table:
        """The value as a table. Raises `Refused` (`lawbook.of_another_type`) when it is none."""
        value = self.value
        if not isinstance(value, tuple):
            raise Refused("lawbook.of_another_type", rule=self.code, wanted=ValueType.TABLE)
        return value

    def admits(self, figure: int) -> bool:
        """Whether a figure satisfies the number's comparison: 25 members satisfy «25 人以上»."""
        return compare(figure, self.op, self.number)


def compare(left: int, op: Op, right: int) -> bool:
    """«以上» ≥, «过» >, «以下» ≤; equality where the rule names no comparison."""
    if op is Op.AT_LEAST:
        return left >= right
    if op is Op.MORE_THAN:
        return left > right
    return left <= right if op is Op.AT_MOST else left == right


_RATIO: Final = re.compile(r"([1-9]\d*)/([1-9]\d*)")
_INT: Final = re.compile(r"0|[1-9]\d*", re.ASCII)


def read_value(text: str, value_type: ValueType, op: Op = Op.NONE) -> Value:
    """The stored text in its own type. Raises `Refused` (`lawbook.unreadable`)."""
    if value_type is ValueType.TEXT and text:
        return text
    if value_type is ValueType.INT and _INT.fullmatch(text):
        return int(text)
    ratio = _RATIO.fullmatch(text)
    if value_type is ValueType.RATIO and ratio and op is not Op.NONE:
        return Ratio(int(ratio[1]), int(ratio[2]), op)
    if value_type is ValueType.TABLE:
        return _read_table(text)
    raise Refused("lawbook.unreadable", text=text, value_type=value_type)


def _read_table(text: str) -> Table:
    try:
        lines = json.loads(text)
    except ValueError:
        lines = None
    if not isinstance(lines, list) or not lines or not all(_is_line(line) for line in lines):
        raise Refused("lawbook.unreadable", text=text, value_type=ValueType.TABLE)
    return tuple(tuple(line) for line in lines)


def _is_line(line: object) -> bool:
    return isinstance(line, list) and bool(line) and all(cell is None or type(cell) is int for cell in line)


def bracket(table: Table, figure: int) -> tuple[int | None, ...]:
    """The first line whose first cell is at least the figure (null is without limit); its other cells.

    Raises `Refused` (`lawbook.beyond_the_table`) when the table ends before.
    """
    for limit, *cells in table:
        if limit is None or figure <= limit:
            return tuple(cells)
    raise Refused("lawbook.beyond_the_table", figure=figure)


def chain(region: str) -> tuple[str, ...]:
    """Where to look, nearest first: `330108003` → itself, `330108`, `3301`, `33`, the nation.

    Raises `Refused` (`lawbook.no_such_region`) for anything that is not a division's code.
    """
    if region and not (region.isascii() and region.isdigit() and len(region) in (2, 4, 6, 9, 12)):
        raise Refused("lawbook.no_such_region", region=region)
    return (*(region[:length] for length in (12, 9, 6, 4, 2) if length <= len(region)), NATION)


def check(param: Param) -> None:
    """Refuse a row that could not be read, counted or placed. Raises `Refused` with the code of what is wrong."""
    read_value(param.text, param.value_type, param.op)
    chain(param.region)
    if not param.source.strip():
        raise Refused("lawbook.no_source", rule=param.code)
    if param.day_type is not DayType.NONE and param.unit is not Unit.DAY:
        raise Refused("lawbook.only_days_have_a_type", rule=param.code)
    if param.unit is Unit.DAY and param.day_type is DayType.NONE:
        raise Refused("lawbook.which_days", rule=param.code)
    if param.valid_to is not None and param.valid_to <= param.valid_from:
        raise Refused("lawbook.ends_before_it_begins", rule=param.code)
    _check_bounds(param)


def _check_bounds(param: Param) -> None:
    if param.code not in BOUNDS:
        return
    if param.region != NATION:
        raise Refused("lawbook.nation_only", rule=param.code)
    least, most = BOUNDS[param.code]
    if not least <= param.number <= most:
        raise Refused("lawbook.out_of_bounds", rule=param.code, least=least, most=most)


def freeze(param: Param) -> dict[str, Any]:
    """The row as plain JSON, to be kept on a case."""
    frozen = asdict(param)
    frozen["valid_from"] = param.valid_from.isoformat()
    frozen["valid_to"] = param.valid_to.isoformat() if param.valid_to else None
    return frozen


def thaw(frozen: Mapping[str, Any]) -> Param:
    """The row again, as it was on the day it was frozen; what a case keeps beside it is left out."""
    own = {field.name: frozen[field.name] for field in fields(Param)}
    return Param(
        **{
            **own,
            "value_type": ValueType(frozen["value_type"]),
            "op": Op(frozen["op"]),
            "unit": Unit(frozen["unit"]),
            "day_type": DayType(frozen["day_type"]),
            "direction": Direction(frozen["direction"]),
            "sure": Sure(frozen["sure"]),
            "valid_from": date.fromisoformat(frozen["valid_from"]),
            "valid_to": date.fromisoformat(frozen["valid_to"]) if frozen["valid_to"] else None,
        }
    )
