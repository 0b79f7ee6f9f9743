"""Values as an officer types them into a cell, and back: «5,000», «30%», «2027-01-01», «甲、乙»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from hexian.foundation import money
from hexian.foundation.actor import Refused
from hexian.foundation.money import texts as money_texts
from hexian.foundation.tables.rules import Kind, Value, fits

#: What stands between several values of one cell.
_BETWEEN: Final = re.compile(r"[、，,；;\n]")
_WHOLE: Final = re.compile(r"[-−]?\d{1,18}", re.ASCII)
_RATE: Final = re.compile(r"(\d{1,9})(?:\.(\d{1,2})0*)?%?", re.ASCII)


class Misread(Exception):  # noqa: N818 - it is an answer, not an error
    """What was typed is no value of the kind; the sentence says what to type."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def written(value: Value | None, kind: Kind) -> str:
    """A value as it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if kind is Kind.FEN:
        return f"{Decimal(int(value)) / 100:,f}"
    if kind is Kind.BP:
        return f"{Decimal(int(value)) / 100:f}%"
    return "yes" if value is True else "no" if value is False else str(value)


def read(text: str, kind: Kind) -> Value | None:
    """The value of what was typed; nothing typed is nothing known. Raises `Misread`."""
    plain = unicodedata.normalize("NFKC", text).strip() if kind is not Kind.TEXT else text.strip()
    if not plain:
        return None
    value = _READ[kind](plain)
    if not fits(value, kind):
        raise Misread(_("这个数太大了。请检查是不是多打了数字。"))
    return value


def read_many(text: str, kind: Kind) -> tuple[Value, ...]:
    """Several values of one cell. Raises `Misread`."""
    if kind is Kind.FEN:
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    values = [value for one in _BETWEEN.split(text) if (value := read(one, kind)) is not None]
    return tuple(dict.fromkeys(values))


def _fen(plain: str) -> int:
    sign = -1 if plain[0] in "-−" else 1
    try:
        return sign * money.parse(plain.lstrip("-−"))
    except Refused as refusal:
        raise Misread(money_texts.of(refusal)) from refusal


def _whole(plain: str) -> int:
    digits = plain.replace(",", "")
    if not _WHOLE.fullmatch(digits):
        raise Misread(_("「%(text)s」不是整数。请填整数，例如 60。") % {"text": plain[:20]})
    return int(digits.replace("−", "-"))


def _rate(plain: str) -> int:
    found = _RATE.fullmatch(plain.replace(" ", ""))
    if not found:
        raise Misread(_("「%(text)s」看不出是多少比例。请填百分数，例如 30%% 或 37.5%%。") % {"text": plain[:20]})
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _day(plain: str) -> date:
    try:
        return date.fromisoformat(plain)
    except ValueError as fault:
        raise Misread(_("日期写成 2027-01-01 这样。")) from fault


def _yes_or_no(plain: str) -> bool:
    if plain not in {"yes", "no"}:
        raise Misread(_("请选「是」或「否」。"))
    return plain == "yes"


_READ: Final[Mapping[Kind, Callable[[str], Value]]] = {
    Kind.INT: _whole, Kind.FEN: _fen, Kind.BP: _rate, Kind.DATE: _day, Kind.TEXT: str, Kind.BOOL: _yes_or_no,
}  # fmt: skip
