"""One row of a settlement file: read into whole fen and days, or told what is wrong with it.

Worked example: 政策范围内 8,000.00, 基金合计 3,000.00 → the own share is 500,000 fen; a row whose 基金合计 is larger than what
lies within the policy's scope keeps its negative share and a flag: people look at it, nobody is paid for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntFlag
from functools import lru_cache

from hexian.domains.mutualaid.rules.columns import Column
from hexian.domains.people.rules import check_id_number
from hexian.foundation.actor import Refused
from hexian.foundation.money.rules import parse
from hexian.foundation.sheets.rules import flaw_of, read_day, tidy

#: Larger sums stand in no hospital bill: a misplaced column (a telephone, an ID number) is caught by it.
MOST_FEN = 10_000_000_00
_YUAN = {"", "CNY", "RMB", "人民币", "元", "156", "人民币元"}
_YES = {"1", "是", "Y", "YES", "TRUE", "T", "退费", "冲正"}
_NO = {"", "0", "否", "N", "NO", "FALSE", "F", "正常", "/", "-"}
_EMPTY = {"", "/", "-", "--", "—", "无", "NULL", "null"}
_MOST_TEXT = 64


class Flag(IntFlag):
    """What a row shows by itself that a person has to look at."""

    NEGATIVE = 1
    BACKWARDS = 2
    FUTURE = 4
    UNBORN = 8
    UNBALANCED = 16


@dataclass(frozen=True, slots=True)
class Record:
    """One settlement as it was sent; sums in fen, `own` may be below zero."""

    row: int
    number: str  # ID number in its 18-character form
    born: date
    settlement: str
    is_refund: bool
    care: str
    hospital: str
    admitted: date
    discharged: date
    total: int
    own: int  # within the policy's scope and not paid by any fund
    first: int  # 先行自付
    invoice: str
    flags: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be read, and why."""

    row: int
    column: str
    code: str
    params: Mapping[str, object]


class _Wrong(Exception):  # noqa: N818 - carries the column a refusal came from
    def __init__(self, column: Column, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.column, self.refusal = column, refusal


class Reader:
    """Reads rows of one file whose columns were confirmed; `today` is Shanghai's day."""

    def __init__(self, columns: Sequence[str], today: date) -> None:
        self._today = today
        self._width = len(columns)
        self._place = {Column(column): place for place, column in enumerate(columns) if column}

    def read(self, row: int, cells: Sequence[str]) -> Record | Fault:
        """The row's record, or its first fault from the left of what is needed."""
        try:
            return self._record(row, cells)
        except _Wrong as wrong:
            params = {key: value for key, value in wrong.refusal.params.items() if isinstance(value, int | float)}
            return Fault(row, str(wrong.column), wrong.refusal.code, params)

    def _record(self, row: int, cells: Sequence[str]) -> Record:
        get = self._getter(cells)
        number, born = _of(Column.ID_NUMBER, _identity, get(Column.ID_NUMBER), self._today)
        settlement = _of(Column.SETTLEMENT, _name_of, get(Column.SETTLEMENT))
        is_refund = _of(Column.IS_REFUND, _yes, get(Column.IS_REFUND))
        _of(Column.CURRENCY, _yuan, get(Column.CURRENCY))
        discharged = _of(Column.DISCHARGED, _day, get(Column.DISCHARGED))
        came = get(Column.ADMITTED)
        admitted = _of(Column.ADMITTED, _day, came) if came not in _EMPTY else discharged
        total = _of(Column.TOTAL, fen, get(Column.TOTAL))
        scope = _of(Column.IN_SCOPE, fen, get(Column.IN_SCOPE))
        funds = _of(Column.FUNDS, fen, get(Column.FUNDS))
        first = _of(Column.FIRST_SHARE, _fen_or_none, get(Column.FIRST_SHARE))
        # A refund repeats the sums with a minus: what it takes back is found by its number, not by them.
        is_refund = is_refund or (total < 0 and scope <= 0)
        own = scope - funds
        flags = 0 if is_refund else self._flags(own, total, scope, first, admitted, discharged, born)
        invoice = _invoice(get(Column.INVOICE_CODE), get(Column.INVOICE_NUMBER))
        return Record(
            row, number, born, settlement, is_refund, get(Column.CARE)[:_MOST_TEXT],
            (get(Column.HOSPITAL) or get(Column.HOSPITAL_NAME))[:_MOST_TEXT], admitted, discharged, total, own, first,
            invoice, flags,
        )  # fmt: skip

    def _getter(self, cells: Sequence[str]) -> _Getter:
        if len(cells) > self._width and any(cells[self._width :]):
            raise _Wrong(Column.SETTLEMENT, Refused("aid.row_too_wide", have=len(cells), want=self._width))
        return _Getter(self._place, cells)

    def _flags(self, own: int, total: int, scope: int, first: int, came: date, left: date, born: date) -> int:
        flags = 0
        if own < 0 or total < 0 or first < 0:
            flags |= Flag.NEGATIVE
        if scope > total >= 0:
            flags |= Flag.UNBALANCED
        if left < came:
            flags |= Flag.BACKWARDS
        if left > self._today:
            flags |= Flag.FUTURE
        if came < born:
            flags |= Flag.UNBORN
        return int(flags)


class _Getter:
    """The tidy text of a column in one row; «» where the file has no such column."""

    __slots__ = ("_cells", "_place")

    def __init__(self, place: Mapping[Column, int], cells: Sequence[str]) -> None:
        self._place, self._cells = place, cells

    def __call__(self, column: Column) -> str:
        place = self._place.get(column)
        if place is None or place >= len(self._cells):
            return ""
        text = self._cells[place].strip()
        if not text or (text.isascii() and text.isalnum()):
            return text
        if code := flaw_of(text):
            raise _Wrong(column, Refused(code))
        return tidy(text)


def _of(column, read, *given):  # type: ignore[no-untyped-def]
    """What `read` makes of a cell; its refusal carries the column's name."""
    try:
        return read(*given)
    except Refused as refusal:
        raise _Wrong(column, refusal) from None


def _identity(text: str, today: date) -> tuple[str, date]:
    known = check_id_number(text, today)
    return known.number, known.birth


def _name_of(text: str) -> str:
    if text in _EMPTY:
        raise Refused("aid.no_settlement_number")
    if len(text) > _MOST_TEXT:
        raise Refused("aid.settlement_number_long", have=len(text), most=_MOST_TEXT)
    return text


def _yes(text: str) -> bool:
    word = text.upper()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Refused("aid.not_yes_or_no")


def _yuan(text: str) -> None:
    if text.upper() not in _YUAN:
        raise Refused("aid.currency")


@lru_cache(maxsize=8_192)
def _day(text: str) -> date:
    if text in _EMPTY:
        raise Refused("aid.no_day")
    return read_day(text)


def fen(text: str) -> int:
    """Fen from a cell, below zero allowed: a refund repeats its bill with a minus.

    Raises `Refused` with `aid.no_sum`, `aid.sum_too_large` and what `money.parse` says.
    """
    whole, point, part = text.partition(".")
    if whole.isascii() and whole.isdigit() and (not point or (len(part) == 2 and part.isascii() and part.isdigit())):
        found = int(whole) * 100 + int(part or 0)
    elif text in _EMPTY:
        raise Refused("aid.no_sum")
    elif text[0] in "-−(":
        found = -parse(text.strip("-−() "))
    else:
        found = parse(text)
    if abs(found) > MOST_FEN:
        raise Refused("aid.sum_too_large")
    return found


def _fen_or_none(text: str) -> int:
    return 0 if text in _EMPTY else fen(text)


def _invoice(code: str, number: str) -> str:
    """A receipt is one by its code and number together; without a number there is none."""
    return f"{code} {number}"[:_MOST_TEXT] if number not in _EMPTY else ""
