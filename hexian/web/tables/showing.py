"""How a version is shown: its rows in words, what is wrong with it, and why a case comes out as it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from hexian.foundation import money
from hexian.foundation.actor import Refused
from hexian.foundation.tables import rules, texts
from hexian.foundation.tables.differing import RowChange
from hexian.foundation.tables.queries import Tried
from hexian.foundation.tables.rules import WHOLE, Case, Hit, Part, Policy, Row, Table
from hexian.foundation.tables.states import VersionState

#: The colour of a state's label.
KINDS: Final[Mapping[str, str]] = {
    VersionState.DRAFT: "info", VersionState.PROPOSED: "warn", VersionState.PUBLISHED: "ok", VersionState.WITHDRAWN: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing wrong, or worth a look: its sentence, a case that shows it, the row it is about."""

    text: str
    example: str
    row_id: int | None
    is_grave: bool


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything wrong with a version; `refusal` when nobody could tell."""

    grave: tuple[FaultLine, ...]
    notes: tuple[FaultLine, ...]
    refusal: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing keeps it from being published."""
        return not self.grave and not self.refusal


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A cell in words, and whether it held for the case that is tried."""

    title: str
    words: str
    held: bool | None = None
    before: str = ""
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row in words."""

    id: int
    place: int
    cells: tuple[PlainCell, ...]
    answers: tuple[PlainCell, ...]
    basis: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum: what it is of, how it is reckoned, what it comes to."""

    label: str
    sum: str
    comes_to: str


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of a case: in one sentence, line by line, and every row with its cells."""

    case: str
    verdict: str
    is_answered: bool
    lines: tuple[Line, ...]
    rows: tuple[PlainRow, ...]


def faults(table: Table) -> Faults:
    """What is wrong with a table, in words."""
    try:
        found = rules.faults_of(table)
    except Refused as refusal:
        return Faults((), (), texts.of(refusal))
    lines = [_fault(fault, table) for fault in found]
    return Faults(
        tuple(line for line in lines if line.is_grave), tuple(line for line in lines if not line.is_grave)
    )  # fmt: skip


def _fault(fault: rules.Fault, table: Table) -> FaultLine:
    example = texts.case(table, fault.example) if fault.example is not None else ""
    return FaultLine(texts.fault(fault, table), example, fault.rows[-1] if fault.rows else None, fault.grave)


def heads(table: Table, *, is_grid: bool) -> list[str]:
    """The titles over the columns; over the grid's band also what its two inputs mean."""
    meant = _("%s（多少元以上，到多少元）")
    return [meant % one.title if is_grid and one.name == table.band else one.title for one in table.fields]


def plain(table: Table) -> list[PlainRow]:
    """The rows in words."""
    return [
        PlainRow(row.id, place, tuple(_cells(table, row)), tuple(_answers(table, row)), row.basis)
        for place, row in enumerate(table.rows, 1)
    ]


def _cells(table: Table, row: Row) -> Iterator[PlainCell]:
    for one in table.inputs:
        yield PlainCell(one.title, texts.cell_of(table, row, one.name))


def _answers(table: Table, row: Row) -> Iterator[PlainCell]:
    for one in table.outputs:
        value = row.then.get(one.name)
        yield PlainCell(one.title, _("没有填") if value is None else texts.say(value, one.kind))


# A picture.

#: Width and height of the drawing of tiers, and the room under it, in its own units.
WIDE, TALL, BELOW, ABOVE = 420, 100, 24, 20
#: Sums nearer to each other than this are not both written.
APART = 38


def bands(table: Table) -> dict[str, object] | None:
    """Tiers over one sum as blocks side by side: a gap is empty, what overlaps is darker. None for other tables."""
    if table.policy is not Policy.MARGINAL or len(table.inputs) != 1 or not table.rows:
        return None
    tiers = [(*table.tier(row), row.then.get(rules.RATE), row.id) for row in table.rows]
    ends = [end for lo, hi, _rate, _id in tiers for end in (lo, hi) if end]
    whole = max(ends, default=0) * 13 // 10 or 1
    most = max((rate for *_band, rate, _id in tiers if isinstance(rate, int)), default=0) or 1
    blocks = [_block(lo, hi, rate if isinstance(rate, int) else 0, whole, most) for lo, hi, rate, _id in tiers]
    marks = list(_marks(sorted({*ends, 0}), whole))
    return {
        "blocks": blocks, "marks": marks, "width": WIDE, "height": ABOVE + TALL + BELOW, "ground": ABOVE + TALL,
        "label_y": ABOVE + TALL + 17,
    }  # fmt: skip


def _marks(ends: Sequence[int], whole: int) -> Iterator[dict[str, object]]:
    last = -APART
    for end in ends:
        x = _across(end, whole)
        if x - last >= APART:
            yield {"x": x, "label": _short(end)}
            last = x


def _across(fen: int, whole: int) -> int:
    return min(WIDE, max(0, fen) * WIDE // whole)


def _short(fen: int) -> str:
    return f"{fen // 1_000_000} 万" if fen and fen % 1_000_000 == 0 else f"{fen // 100:,}"


def _block(lo: int, hi: int | None, rate: int, whole: int, most: int) -> dict[str, object]:
    x, end, tall = _across(lo, whole), _across(whole if hi is None else hi, whole), rate * TALL // most
    y = ABOVE + TALL - tall
    return {
        "x": x, "wide": max(0, end - x), "y": y, "tall": tall, "middle": (x + end) // 2, "said_y": y - 5,
        "rate": texts.rate(rate), "words": f"{_short(lo)} — {_('以上') if hi is None else _short(hi)}",
    }  # fmt: skip


# Why.


def walked(table: Table, case: Case) -> Walked:
    """A case walked through the table. Raises `Refused` when the table cannot be read."""
    hit = rules.walk(table, case)
    rows = tuple(_walked_row(table, row, hit, place) for place, row in enumerate(table.rows, 1))
    places = {row.id: at for at, row in enumerate(table.rows, 1)}
    return Walked(
        texts.case(table, case),
        _verdict(table, hit, places),
        hit.amount is not None if table.policy is Policy.MARGINAL else hit.row_id is not None,
        tuple(_lines(hit, places)),
        rows,
    )


def _walked_row(table: Table, row: Row, hit: Hit, place: int) -> PlainRow:
    why = hit.why[place - 1]
    cells = tuple(
        PlainCell(one.title, texts.cell_of(table, row, one.name), looked.held)
        for one, looked in zip(table.inputs, why.cells, strict=True)
    )
    return PlainRow(row.id, place, cells, tuple(_answers(table, row)), row.basis, held=row.id == hit.row_id)


def _verdict(table: Table, hit: Hit, places: Mapping[int, int]) -> str:
    if table.policy is Policy.MARGINAL:
        if hit.amount is None:
            return _("没有一行说到这种情形，算不出金额。")
        return _("合计 %(sum)s。") % {"sum": money.say(hit.amount)}
    if hit.row_id is None:
        return _("没有一行说到这种情形。")
    row = next(row for row in table.rows if row.id == hit.row_id)
    said = "，".join(f"{cell.title} {cell.words}" for cell in _answers(table, row))
    return _("按第 %(place)s 行：%(said)s。") % {"place": places[hit.row_id], "said": said}


def _lines(hit: Hit, places: Mapping[int, int]) -> Iterator[Line]:
    for part in hit.parts:
        label = _("第 %s 行") % places[part.row_id]
        yield Line(label, f"{money.say(part.taken_fen)} × {texts.rate(part.rate_bp)}", exact(part))


def exact(part: Part) -> str:
    """What a tier comes to before rounding, in yuan, with every digit there is: 「1,500 元」「0.125 元」."""
    yuan = Decimal(part.taken_fen * part.rate_bp).scaleb(-6).normalize()
    places = max(-int(yuan.as_tuple().exponent), 0)
    return _("%s 元") % f"{yuan:,.{places}f}"


# What differs.


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A row that differs: added, gone, or changed cell by cell."""

    label: str
    kind: str
    cells: tuple[PlainCell, ...]
    moved: bool


def changes(table: Table, found: Sequence[RowChange]) -> list[ChangeView]:
    """Differences in words, rows by where they stand now."""
    places = {row.id: at for at, row in enumerate(table.rows, 1)}
    return [_change(table, change, places) for change in found]


def _change(table: Table, change: RowChange, places: Mapping[int, int]) -> ChangeView:
    if change.after is None or change.before is None:
        row = change.after or change.before
        assert row is not None  # noqa: S101 - one of them is
        cells = (*_cells(table, row), *_answers(table, row), PlainCell(str(texts.BASIS), row.basis))
        gone = change.after is None
        label = _("移除的一行") if gone else _("第 %s 行（新加）") % places[row.id]
        return ChangeView(label, "gone" if gone else "new", cells, moved=False)
    told = {cell.name for cell in change.cells}
    both = zip(_whole(table, change.before), _whole(table, change.after), strict=True)
    cells = tuple(
        PlainCell(now.title, now.words, before=old.words, is_changed=True)
        for (name, old), (_name, now) in both
        if name in told
    )
    return ChangeView(_("第 %s 行") % places[change.row_id], "changed", cells, moved=change.moved)


def _whole(table: Table, row: Row) -> Iterator[tuple[str, PlainCell]]:
    yield from zip((one.name for one in table.inputs), _cells(table, row), strict=True)
    yield from zip((one.name for one in table.outputs), _answers(table, row), strict=True)
    yield "", PlainCell(str(texts.BASIS), row.basis)


def verdict(trial: Tried) -> str:
    """What the new version would have cost, in one sentence."""
    before, after = trial.answer.before_fen, trial.answer.after_fen
    if after == before:
        return _("和原来一分不差。")
    share = texts.rate(abs(after - before) * WHOLE // before) if before > 0 else ""
    more = _("比原来多付 %(sum)s") if after > before else _("比原来少付 %(sum)s")
    said = more % {"sum": money.say(abs(after - before))}
    return _("%(said)s，约 %(share)s。") % {"said": said, "share": share} if share else f"{said}。"
