"""Rows as a grid of inputs, and what was typed into it as rows again. It works without JavaScript.

Every row has inputs named after its id: `r3.c0.how`, `r3.c0.lo`, `r3.c0.hi` for the first condition, `r3.o0` for the
first result, `r3.basis`.  A cell nobody could read keeps what was typed, with a sentence beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.tables import texts
from hexian.foundation.tables.rules import (
    ANY,
    RATE,
    WHOLE,
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
from hexian.foundation.tables.shapes import number
from hexian.web.tables import typed
from hexian.web.tables.typed import Misread

#: So many rows stand on one page of the grid at most, and so many inputs: a form may send a thousand.
MOST_ROWS: Final = 40
MOST_INPUTS: Final = 900

#: How a range's ends are meant: its word, with the lower, with the upper end.
_RANGES: Final[Mapping[str, tuple[Promise, bool, bool]]] = {
    "ii": (_("从…到…"), True, True),
    "io": (_("从…到不满…"), True, False),
    "oi": (_("超过…到…"), False, True),
    "oo": (_("超过…到不满…"), False, False),
}
_ANY, _OF, _NULL, _YES, _NO = _("不限"), _("是其中之一"), _("不知道"), _("是"), _("否")
_KNOWN, _NONE = _("是或否都行"), _("没有选")
#: What a cell over yes and no asks for.
_BOOLS: Final[Mapping[str, tuple[bool, ...]]] = {"yes": (True,), "no": (False,), "known": (True, False), "none": ()}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select or one box to tick."""

    value: str
    label: str | Promise
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One input of the grid."""

    name: str
    label: str
    value: str = ""
    sort: str = "text"
    choices: tuple[Choice, ...] = ()
    error: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell: its title and inputs."""

    title: str
    controls: tuple[Control, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it needs room for more than one input."""
        return len(self.controls) > 1


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the grid; `place` as people count."""

    id: int
    place: int
    cells: tuple[CellView, ...]
    basis: Control
    is_first: bool
    is_last: bool


@dataclass(slots=True)
class Typed:
    """What stands in the inputs, by name, and what could not be read."""

    values: dict[str, list[str]]
    errors: dict[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The input's text."""
        return (self.values.get(name) or [""])[-1]

    def many(self, name: str) -> list[str]:
        """All texts of that name."""
        return self.values.get(name, [])

    def value(self, name: str, kind: Kind) -> Value | None:
        """The value typed there; what cannot be read is remembered and counts as nothing."""
        try:
            return typed.read(self.one(name), kind)
        except Misread as misread:
            self.errors[name] = misread.sentence
            return None

    def values_of(self, name: str, kind: Kind) -> tuple[Value, ...]:
        """The values typed there, likewise."""
        try:
            return typed.read_many(self.one(name), kind)
        except Misread as misread:
            self.errors[name] = misread.sentence
            return ()


def page_size(table: Table) -> int:
    """How many rows stand on one page."""
    inputs = sum(2 if one.name == table.band else 4 + len(one.choices) for one in table.inputs)
    return max(1, min(MOST_ROWS, MOST_INPUTS // (inputs + len(table.outputs) + 2)))


def sent(post: QueryDict) -> Typed:
    """What a browser sent."""
    return Typed({name: [str(text) for text in texts_] for name, texts_ in post.lists()})


def standing(table: Table, rows: Sequence[Row]) -> Typed:
    """The inputs as the stored rows fill them."""
    values: dict[str, list[str]] = {}
    for row in rows:
        for name, text in _fill(table, row):
            values.setdefault(name, []).append(text)
    return Typed(values)


def _fill(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    for at, one in enumerate(table.inputs):
        yield from ((f"r{row.id}.c{at}.{part}", text) for part, text in _parts(table, one, row.cell(one.name)))
    for at, output in enumerate(table.outputs):
        yield f"r{row.id}.o{at}", typed.written(row.then.get(output.name), output.kind)
    yield f"r{row.id}.basis", row.basis


def _parts(table: Table, one: Input, cell: Cell) -> Iterator[tuple[str, str]]:
    """How a cell fills its inputs: `how`, `lo`, `hi`, `in`."""
    if isinstance(cell, IsNull):
        yield "how", "null"
    elif isinstance(cell, OneOf):
        yield "how", "of" if one.kind is not Kind.BOOL else _which(cell)
        if one.choices:
            yield from (("in", str(value)) for value in cell.values)
        else:
            yield "in", "、".join(typed.written(value, one.kind) for value in cell.values)
    elif isinstance(cell, Range):
        yield "how", ("i" if cell.lo_in else "o") + ("i" if cell.hi_in else "o")
        yield "lo", typed.written(cell.lo, one.kind) or ("0" if one.name == table.band else "")
        yield "hi", typed.written(cell.hi, one.kind)
    else:
        yield "how", "any"


def _which(cell: OneOf) -> str:
    """A cell over yes and no in one word: a yes, a no, either, or neither."""
    both = {True: "yes", False: "no"}
    said = {both[bool(value)] for value in cell.values}
    return said.pop() if len(said) == 1 else "known" if said else "none"


# Inputs for people.


def views(table: Table, rows: Sequence[Row], given: Typed, first: int = 1) -> list[RowView]:
    """The grid: every row with its inputs, filled with what was typed."""
    last = len(table.rows)
    return [
        RowView(
            row.id, place, tuple(_cells(table, row, given)), _control(f"r{row.id}.basis", str(texts.BASIS), given),
            is_first=place == 1, is_last=place == last,
        )
        for place, row in enumerate(rows, first)
    ]  # fmt: skip


def _cells(table: Table, row: Row, given: Typed) -> Iterator[CellView]:
    for at, one in enumerate(table.inputs):
        name = f"r{row.id}.c{at}"
        yield CellView(one.title, tuple(_tier(name, given) if one.name == table.band else _condition(name, one, given)))
    for at, output in enumerate(table.outputs):
        yield CellView(output.title, (_answer(f"r{row.id}.o{at}", output, given),))


def _control(name: str, label: str, given: Typed, **more: Any) -> Control:
    return Control(name, label, given.one(name), error=given.errors.get(name, ""), **more)


def _answer(name: str, output: Output, given: Typed) -> Control:
    if output.kind is Kind.BOOL:
        pairs = [("", _("没有填")), ("yes", _YES), ("no", _NO)]
        return _control(name, output.title, given, sort="select", choices=_choices(pairs, given.one(name)))
    return _control(name, output.title, given, sort="date" if output.kind is Kind.DATE else "text")


def _choices(pairs: Sequence[tuple[str, str | Promise]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == chosen) for value, label in pairs)


def _tier(name: str, given: Typed) -> Iterator[Control]:
    yield _control(f"{name}.lo", str(_("多少元以上")), given, part="lo")
    yield _control(f"{name}.hi", str(_("到多少元（空着就是没有上限）")), given, part="hi")


def _condition(name: str, one: Input, given: Typed) -> Iterator[Control]:
    how = given.one(f"{name}.how") or "any"
    pairs = list(_ways(one, how))
    yield _control(f"{name}.how", str(_("怎么比")), given, sort="select", choices=_choices(pairs, how), part="how")
    if one.kind is Kind.BOOL:
        return
    sort = "date" if one.kind is Kind.DATE else "text"
    if any(way in _RANGES for way, _label in pairs):
        yield _control(f"{name}.lo", str(_("从多少")), given, sort=sort, part="lo")
        yield _control(f"{name}.hi", str(_("到多少")), given, sort=sort, part="hi")
    if one.choices:
        ticked = given.many(f"{name}.in")
        boxes = tuple(Choice(word, word, word in ticked) for word in one.choices)
        yield _control(f"{name}.in", one.title, given, sort="boxes", choices=boxes, part="in")
    else:
        yield _control(f"{name}.in", str(_("哪些（用顿号隔开）")), given, part="in")


def _ways(one: Input, how: str) -> Iterator[tuple[str, str | Promise]]:
    """What can be asked of an input: kept to what it can be, and what the cell says now."""
    yield "any", _ANY
    if one.kind is Kind.BOOL:
        yield from (("yes", _YES), ("no", _NO))
        yield from ((way, words) for way, words in (("known", _KNOWN), ("none", _NONE)) if way == how)
    elif one.kind is Kind.TEXT:
        yield "of", _OF
    else:
        yield from ((way, words) for way, (words, _lo, _hi) in _RANGES.items())
        yield "of", _OF
    if one.nullable or how == "null":
        yield "null", _NULL


# Rows again.


def read(table: Table, ids: Sequence[int], given: Typed) -> list[Row]:
    """The rows as typed; what could not be read stands in `given.errors`."""
    return [_row(table, ident, given) for ident in ids]


def _row(table: Table, ident: int, given: Typed) -> Row:
    when = {one.name: _read_cell(table, one, f"r{ident}.c{at}", given) for at, one in enumerate(table.inputs)}
    then = {one.name: given.value(f"r{ident}.o{at}", one.kind) for at, one in enumerate(table.outputs)}
    kept = {name: cell for name, cell in when.items() if cell != ANY}
    if table.policy is Policy.MARGINAL:
        _check_tier(table, ident, kept, then, given)
    return Row(ident, kept, then, given.one(f"r{ident}.basis").strip())


def _check_tier(
    table: Table, ident: int, when: Mapping[str, Cell], then: Mapping[str, Value | None], given: Typed
) -> None:
    """What no sum could be reckoned with is told beside its input."""
    begins = table.tier(Row(ident, when))[0]
    rate = number(then.get(RATE))
    if begins < 0:
        at = [one.name for one in table.inputs].index(table.band or "")
        given.errors[f"r{ident}.c{at}.lo"] = str(_("分段从 0 元开始，不能是负数。"))
    if rate is not None and not 0 <= rate <= WHOLE:
        at = [one.name for one in table.outputs].index(RATE)
        given.errors[f"r{ident}.o{at}"] = str(_("比例要在 0 到 100% 之间。"))


def _read_cell(table: Table, one: Input, name: str, given: Typed) -> Cell:
    how = given.one(f"{name}.how")
    if one.name == table.band:
        return _read_range(one, name, given, is_tier=True)
    if how == "null":
        return IsNull()
    if one.kind is Kind.BOOL:
        return OneOf(_BOOLS[how]) if how in _BOOLS else ANY
    if how == "of":
        return _read_values(one, name, given)
    if how in _RANGES and one.kind is not Kind.TEXT:
        _words, lo_in, hi_in = _RANGES[how]
        return _read_range(one, name, given, lo_in=lo_in, hi_in=hi_in)
    return ANY


def _read_values(one: Input, name: str, given: Typed) -> OneOf:
    if one.choices:
        ticked = given.many(f"{name}.in")
        return OneOf(tuple(word for word in one.choices if word in ticked))
    return OneOf(given.values_of(f"{name}.in", one.kind))


def _read_range(
    one: Input, name: str, given: Typed, *, lo_in: bool = True, hi_in: bool = True, is_tier: bool = False
) -> Range:
    lo, hi = (given.value(f"{name}.{end}", one.kind) for end in ("lo", "hi"))
    if isinstance(lo, str) or isinstance(hi, str):
        return Range()
    first, last = number(lo), number(hi)
    meets = lo_in and hi_in and not is_tier
    if first is not None and last is not None and (last < first or (last == first and not meets)):
        given.errors[f"{name}.hi"] = str(_("终点要比起点大。"))
    return Range(lo, hi, lo_in, hi_in)
