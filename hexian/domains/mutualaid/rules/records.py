"""One row of a settlement file: read into whole fen and days, or told what is wrong with it.

Worked example: 政策范围内 8,000.00, 基金合计 3,000.00 → the own share is 500,000 fen; a row whose 基金合计 is
larger than what lies within the policy's scope keeps its negative share and a flag: people look, nobody is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntFlag
from operator import itemgetter
from typing import NamedTuple, ParamSpec, TypeVar

from hexian.domains.mutualaid.rules.columns import Column
from hexian.domains.people.rules import check_id_number
from hexian.foundation.actor import Refused
from hexian.foundation.money.rules import parse
from hexian.foundation.sheets.rules import flaw_of, read_day, tidy

_P = ParamSpec("_P")
_T = TypeVar("_T")
#: Larger sums stand in no hospital bill: a misplaced column (a telephone, an ID number) is caught by it.
MOST_FEN = 10_000_000_00
_YUAN = {"", "CNY", "RMB", "人民币", "元", "156", "人民币元"}
_YES = {"1", "是", "Y", "YES", "TRUE", "T", "退费", "冲正"}
_NO = {"", "0", "否", "N", "NO", "FALSE", "F", "正常", "/", "-"}
_EMPTY = {"", "/", "-", "--", "—", "无", "NULL", "null"}
_MOST_TEXT = 64
#: Days of a file differ by some thousands; more than that is no file of settlements.
_MOST_DAYS = 20_000
#: Digits before the point that stay far below the largest sum.
_SHORT_SUM = 10
#: What is read of a row, in the order `Reader` takes it apart.
_READ = (
    Column.ID_NUMBER, Column.SETTLEMENT, Column.IS_REFUND, Column.CURRENCY, Column.DISCHARGED, Column.ADMITTED,
    Column.TOTAL, Column.IN_SCOPE, Column.FUNDS, Column.FIRST_SHARE, Column.CARE, Column.HOSPITAL, Column.HOSPITAL_NAME,
    Column.INVOICE_CODE, Column.INVOICE_NUMBER,
)  # fmt: skip


class Flag(IntFlag):
    """What a row shows by itself that a person has to look at."""

    NEGATIVE = 1
    BACKWARDS = 2
    FUTURE = 4
    UNBORN = 8
    UNBALANCED = 16


class Record(NamedTuple):
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


#: Plain numbers: members of an enum cost a microsecond each.
_NEGATIVE, _BACKWARDS, _FUTURE, _UNBORN, _UNBALANCED = (int(flag) for flag in Flag)


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
    """Reads rows of one file whose columns were confirmed; `today` is Shanghai's day.

    A million rows pass here: a cell in the form nearly all have is read at once, any other by the patient way.
    """

    def __init__(self, columns: Sequence[str], today: date) -> None:
        self._today = today
        self._width = len(columns)
        place = {Column(column): place for place, column in enumerate(columns) if column}
        # One place beyond the row's own stands for a column the file does not have.
        self._pick = itemgetter(*(place.get(column, self._width) for column in _READ))
        self._days: dict[str, date] = {}

    def read(self, row: int, cells: Sequence[str]) -> Record | Fault:
        """The row's record, or its first fault from the left of what is needed."""
        try:
            return self._record(row, cells)
        except _Wrong as wrong:
            params = {key: value for key, value in wrong.refusal.params.items() if isinstance(value, int | float)}
            return Fault(row, str(wrong.column), wrong.refusal.code, params)

    def _record(self, row: int, cells: Sequence[str]) -> Record:
        (number, settlement, refund, currency, left, came, total, scope, funds, first, care, hospital, name, code,
         invoice) = self._pick(self._squared(cells))  # fmt: skip
        number, born = _of(Column.ID_NUMBER, _identity, number, self._today)
        settlement = _of(Column.SETTLEMENT, _name_of, settlement)
        is_refund = refund == "1" or (refund != "0" and _of(Column.IS_REFUND, _yes, refund))
        if currency:
            _of(Column.CURRENCY, _yuan, currency)
        discharged = self._days.get(left) or self._day(Column.DISCHARGED, left)
        admitted = self._days.get(came) or (self._day(Column.ADMITTED, came) if _said(came) else discharged)
        total_fen, scope_fen = _sum(Column.TOTAL, total), _sum(Column.IN_SCOPE, scope)
        own = scope_fen - _sum(Column.FUNDS, funds)
        first_fen = _sum(Column.FIRST_SHARE, first) if _said(first) else 0
        # A refund repeats the sums with a minus: what it takes back is found by its number, not by them.
        is_refund = is_refund or (total_fen < 0 and scope_fen <= 0)
        read = Record(
            row, number, born, settlement, is_refund, _short(care), _short(hospital) or _short(name), admitted,
            discharged, total_fen, own, first_fen, _invoice(_short(code), _short(invoice)), 0,
        )  # fmt: skip
        flags = 0 if is_refund else self._flags(read, scope_fen)
        return read._replace(flags=flags) if flags else read

    def _squared(self, cells: Sequence[str]) -> Sequence[str]:
        """The row with exactly one empty cell behind its columns."""
        lacking = self._width - len(cells)
        if lacking < 0:
            if any(cells[self._width :]):
                raise _Wrong(Column.SETTLEMENT, Refused("aid.row_too_wide", have=len(cells), want=self._width))
            return [*cells[: self._width], ""]
        return [*cells, *[""] * (lacking + 1)]

    def _day(self, column: Column, text: str) -> date:
        day = _of(column, _day, _plain(column, text))
        if len(self._days) < _MOST_DAYS:
            self._days[text] = day
        return day

    def _flags(self, read: Record, scope: int) -> int:
        flags = 0
        if read.own < 0 or read.total < 0 or read.first < 0:
            flags |= _NEGATIVE
        if scope > read.total >= 0:
            flags |= _UNBALANCED
        if read.discharged < read.admitted:
            flags |= _BACKWARDS
        if read.discharged > self._today:
            flags |= _FUTURE
        if read.admitted < read.born:
            flags |= _UNBORN
        return flags


def _plain(column: Column, text: str) -> str:
    """The cell tidied. Raises `_Wrong` where a spreadsheet has spoilt it."""
    text = text.strip()
    if code := flaw_of(text):
        raise _Wrong(column, Refused(code))
    return tidy(text)


def _said(text: str) -> bool:
    return text not in _EMPTY and text.strip() not in _EMPTY


def _short(text: str) -> str:
    return text[:_MOST_TEXT] if text.isascii() and text.isalnum() else tidy(text)[:_MOST_TEXT]


def _sum(column: Column, text: str) -> int:
    """Fen of a cell; «1234.50» at once."""
    whole, point, part = text.partition(".")
    if point and len(part) == 2 and len(whole) < _SHORT_SUM and (whole + part).isdecimal() and text.isascii():
        return int(whole + part)
    return _of(column, fen, _plain(column, text))


def _of(column: Column, read: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
    """What `read` makes of a cell; its refusal carries the column's name."""
    try:
        return read(*given, **named)
    except Refused as refusal:
        raise _Wrong(column, refusal) from None


def _identity(text: str, today: date) -> tuple[str, date]:
    if code := flaw_of(text):
        raise Refused(code)
    known = check_id_number(text, today)
    return known.number, known.birth


def _name_of(text: str) -> str:
    if text.isascii() and text.isalnum() and len(text) <= _MOST_TEXT:
        return text
    text = tidy(text.strip())
    if code := flaw_of(text):
        raise Refused(code)
    if text in _EMPTY:
        raise Refused("aid.no_settlement_number")
    if len(text) > _MOST_TEXT:
        raise Refused("aid.settlement_number_long", have=len(text), most=_MOST_TEXT)
    return text


def _yes(text: str) -> bool:
    word = tidy(text.strip()).upper()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Refused("aid.not_yes_or_no")


def _yuan(text: str) -> None:
    if tidy(text.strip()).upper() not in _YUAN:
        raise Refused("aid.currency")


def _day(text: str) -> date:
    if text in _EMPTY:
        raise Refused("aid.no_day")
    return read_day(text)


def fen(text: str) -> int:
    """Fen from a cell, below zero allowed: a refund repeats its bill with a minus.

    Raises `Refused` with `aid.no_sum`, `aid.sum_too_large` and what `money.parse` says.
    """
    if text in _EMPTY:
        raise Refused("aid.no_sum")
    found = -parse(text.strip("-−() ")) if text[0] in "-−(" else parse(text)
    if abs(found) > MOST_FEN:
        raise Refused("aid.sum_too_large")
    return found


def _invoice(code: str, number: str) -> str:
    """A receipt is one by its code and number together; without a number there is none."""
    return f"{code} {number}"[:_MOST_TEXT] if number not in _EMPTY else ""
