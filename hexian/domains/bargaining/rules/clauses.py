"""Clauses of the codebook, what somebody types into one, and what the law says at least.

Money is in fen, shares in basis points, days as ISO dates; a typed value travels as `Value` and is never a float.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from hexian.foundation.actor import Refused
from hexian.foundation.money import rules as money

CODEBOOK = Path(__file__).resolve().parents[1] / "data" / "codebook.toml"
#: A clause is a clause; who pastes a handbook is asked to attach it.
LONGEST_TEXT = 4_000
LONGEST_CELL = 200
MOST_ROWS = 300
#: Of what somebody typed, so much stands in the sentence that refuses it.
_TOLD_BACK = 40


class Kind(StrEnum):
    """What is typed into a clause."""

    PERCENT = "percent"
    YUAN = "yuan"
    DATE = "date"
    DAY_OF_MONTH = "day_of_month"
    TEXT = "text"
    TABLE = "table"
    CHOICE = "choice"
    COUNT = "count"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


#: Kinds that are one number, and so have a gap.
NUMERIC = frozenset({Kind.PERCENT, Kind.YUAN, Kind.DAY_OF_MONTH, Kind.COUNT, Kind.HOURS, Kind.DAYS, Kind.MONTHS})


class List(StrEnum):
    """Which list of the law a clause stands in."""

    GENERAL = "general"
    WAGE = "wage"
    SAFETY = "safety"
    WOMEN = "women"
    GRADE = "grade"
    PROFIT = "profit"
    PLATFORM = "platform"
    TRADE = "trade"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a clause that is a table."""

    key: str
    title: str
    kind: Kind
    unit: str = ""
    raises: bool = False  # says by how much pay rises


@dataclass(frozen=True, slots=True)
class Clause:
    """One entry of the codebook."""

    code: str
    title: str
    list: List
    chapter: str
    kind: Kind
    unit: str = ""
    articles: tuple[str, ...] = ()
    required: bool = False
    raises: bool = False  # says by how much pay rises
    floor: str = "none"
    wording: str = ""
    wording_lowered: str = ""  # for a number below nought, said without its sign
    columns: tuple[Column, ...] = ()
    choices: tuple[str, ...] = ()
    many: bool = False  # several of the choices at once
    sure: str = "V"

    @property
    def is_numeric(self) -> bool:
        """Whether both sides' values have a distance."""
        return self.kind in NUMERIC


@lru_cache(maxsize=1)
def codebook() -> Mapping[str, Clause]:
    """Every clause by its code, in the order of the book."""
    found = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    return {entry["code"]: _clause(entry) for entry in found["clause"]}


def _clause(entry: Mapping[str, Any]) -> Clause:
    return Clause(
        code=entry["code"], title=entry["title"], list=List(entry["list"]), chapter=entry["chapter"],
        kind=Kind(entry["kind"]), unit=entry.get("unit", ""), articles=tuple(entry.get("articles", ())),
        required=bool(entry.get("required", False)), raises=bool(entry.get("raises", False)),
        floor=entry.get("floor", "none"), wording=entry.get("wording", ""),
        wording_lowered=entry.get("wording_lowered", ""),
        columns=tuple(
            Column(each["key"], each["title"], Kind(each["kind"]), each.get("unit", ""), each.get("raises", False))
            for each in entry.get("columns", ())
        ),
        choices=tuple(entry.get("choices", ())), many=bool(entry.get("many", False)), sure=entry.get("sure", "V"),
    )  # fmt: skip


def clause(code: str) -> Clause:
    """The entry with a code. Raises `Refused("clause.unknown")`."""
    found = codebook().get(code)
    if found is None:
        raise Refused("clause.unknown", clause=code)
    return found


def of_lists(lists: Sequence[str]) -> list[Clause]:
    """The clauses of some lists of the law, in the order of the book."""
    return [each for each in codebook().values() if each.list in lists]


# — What is typed —


@dataclass(frozen=True, slots=True)
class Value:
    """What a side wants a clause to say: a number in the clause's own unit, or words, a choice, rows; and from when."""

    number: int | None = None
    text: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    since: date | None = None

    def frozen(self) -> dict[str, Any]:
        """As plain JSON, kept with a proposal."""
        since = self.since.isoformat() if self.since else ""
        return {"number": self.number, "text": self.text, "rows": [dict(row) for row in self.rows], "since": since}


def thawed(kept: Mapping[str, Any]) -> Value:
    """A value as it was kept."""
    since = date.fromisoformat(kept["since"]) if kept.get("since") else None
    return Value(kept.get("number"), kept.get("text", ""), tuple(kept.get("rows", ())), since)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed for a clause, as it came."""

    value: str = ""
    text: str = ""
    rows: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    since: date | None = None
    is_meant: bool = False  # asked whether she meant it, she said so


def read(entry: Clause, typed: Typed, today: date, *, asked_above: int | None = None) -> Value:
    """The value somebody typed, checked for its kind; a lowering of pay is asked about once, a day that is over, and a
    rise of more than `asked_above` (basis points). Worked example: above 3,000, «500%» is asked about: is it 5%?

    Raises `Refused` with `clause.empty`, `clause.long` (`most`, `have`), `clause.percent_unsure` (`options`, basis
    points), in a table `clause.percent_bare`, `clause.number`, `clause.day`, `clause.day_of_month`, `clause.choice`,
    `clause.rows` (`most`), `clause.row` (`row`, `column`), `clause.number_unsaid` (`number`), `clause.past`,
    `clause.over`, `clause.bygone` (`on`), `clause.lowers` (`shares`, basis points below nought),
    `clause.leaps` (`shares` and what they may have been meant as, `instead`, basis points; `is_table`); each with
    `title`.
    """
    value = _read(entry, typed, today)
    lowered = _lowered(entry, value)
    if lowered and not typed.is_meant:
        raise Refused("clause.lowers", title=entry.title, shares=lowered)
    leaps = [share for share in _raises(entry, value) if asked_above is not None and share > asked_above]
    if leaps and not typed.is_meant:
        instead = [slipped(share, asked_above or 0) for share in leaps]
        is_table = entry.kind is Kind.TABLE
        raise Refused("clause.leaps", title=entry.title, shares=leaps, instead=instead, is_table=is_table)
    _check_day(entry, value, today, is_meant=typed.is_meant)
    return value


def _check_day(entry: Clause, value: Value, today: date, *, is_meant: bool) -> None:
    """A day that is over may be meant, pay being made up from it; as the end of a contract it binds nobody."""
    if entry.kind is not Kind.DATE or value.number is None or (on := date.fromordinal(value.number)) >= today:
        return
    if entry.code.endswith(".term_until"):
        raise Refused("clause.over", title=entry.title, on=on)
    if not is_meant:
        raise Refused("clause.bygone", title=entry.title, on=on)


def _raises(entry: Clause, value: Value) -> list[int]:
    """By how much a clause raises pay, its one share or those of its rows, in basis points."""
    raised = [value.number] if entry.raises and entry.kind is Kind.PERCENT else []
    raised += [row.get(column.key) for column in entry.columns if column.raises for row in value.rows]
    return [number for number in raised if number is not None]


def slipped(share: int, most: int) -> int:
    """The share a slip of the decimal point made of it. Worked example: 50,000 (500%), at most 3,000 → 500 (5%)."""
    while share > max(most, 1):
        share //= 10
    return share


def _lowered(entry: Clause, value: Value) -> list[int]:
    """By how much a clause about raises would lower pay instead, in basis points below nought."""
    return [number for number in _raises(entry, value) if number < 0]


def _read(entry: Clause, typed: Typed, today: date) -> Value:
    words = typed.text.strip()
    if len(words) > LONGEST_TEXT:
        raise Refused("clause.long", title=entry.title, most=LONGEST_TEXT, have=len(words))
    if typed.since is not None and typed.since < today:
        raise Refused("clause.past", title=entry.title, on=typed.since)
    if entry.kind is Kind.TABLE:
        return Value(text=words, rows=_rows(entry, typed.rows), since=typed.since)
    if entry.kind is Kind.TEXT:
        if not words:
            raise Refused("clause.empty", title=entry.title)
        return Value(text=words, since=typed.since)
    if entry.kind is Kind.CHOICE:
        return Value(text=_choice(entry, typed.value or words), since=typed.since)
    number = read_number(entry.kind, typed.value, entry.title, entry.unit)
    if words and not _says(entry.kind, number, words):
        raise Refused("clause.number_unsaid", title=entry.title, number=shown(entry.kind, number, entry.unit))
    return Value(number, words, since=typed.since)


def _says(kind: Kind, number: int, words: str) -> bool:
    """Whether a side's own words for a clause hold its number: what is agreed and held against the law is what the
    contract prints. Worked example: 290,000 fen in «每月不低于 2,900 元» and not in «每月不低于 1,000 元».
    """
    plain = unicodedata.normalize("NFKC", words).replace(",", "").replace(" ", "")
    if kind is Kind.DATE:
        day = date.fromordinal(number)
        return re.search(rf"{day.year}[-年/.]0?{day.month}[-月/.]0?{day.day}(?!\d)", plain) is not None
    told = _decimal(abs(number)) if kind in {Kind.PERCENT, Kind.YUAN} else str(number)
    wanted = {told.replace(",", "")}
    if kind is Kind.YUAN and number % 10_000 == 0:
        wanted.add(f"{_decimal(number // 10_000)}万".replace(",", ""))
    return any(f"{_plainest(whole)}{wan}" in wanted for whole, wan in re.findall(r"(\d+(?:\.\d+)?)(万?)", plain))


def _plainest(number: str) -> str:
    """A written number without idle noughts: «5.50» → «5.5», «2900.00» → «2900»."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _choice(entry: Clause, text: str) -> str:
    chosen = [each.strip() for each in re.split("[、,，;；]", text) if each.strip()]
    if not chosen or any(each not in entry.choices for each in chosen) or (len(chosen) > 1 and not entry.many):
        raise Refused("clause.choice", title=entry.title, choices=list(entry.choices))
    return "、".join(dict.fromkeys(chosen))


def _rows(entry: Clause, rows: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, Any], ...]:
    filled = [row for row in rows if any(str(cell).strip() for cell in row.values())]
    if not filled or len(filled) > MOST_ROWS:
        raise Refused("clause.rows", title=entry.title, most=MOST_ROWS, have=len(filled))
    return tuple(_row(entry, number, row) for number, row in enumerate(filled, 1))


def _row(entry: Clause, number: int, row: Mapping[str, str]) -> Mapping[str, Any]:
    return {column.key: _cell(entry, column, number, str(row.get(column.key, "")).strip()) for column in entry.columns}


def _cell(entry: Clause, column: Column, number: int, text: str) -> Any:
    if column.kind in {Kind.TEXT, Kind.CHOICE}:
        if len(text) > LONGEST_CELL:
            reason = Refused("clause.long", title=column.title, most=LONGEST_CELL, have=len(text))
            raise Refused("clause.row", title=entry.title, row=number, column=column.title, reason=reason)
        return text
    if not text:
        return None
    try:
        return read_number(column.kind, text, column.title, column.unit)
    except Refused as refusal:
        raise Refused("clause.row", title=entry.title, row=number, column=column.title, reason=_bare(refusal)) from None


def _bare(refusal: Refused) -> Refused:
    """What is wrong in a cell, where nothing is there to be pressed."""
    if refusal.code != "clause.percent_unsure":
        return refusal
    told = refusal.params
    return Refused("clause.percent_bare", title=told["title"], text=told["text"], options=told["options"])


def read_number(kind: Kind, text: str, title: str, unit: str = "") -> int:
    """A typed number in the kind's unit: basis points, fen, a day of the month, whole numbers; dates as ordinals.

    Raises like `read`.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").strip()
    if kind is not Kind.PERCENT:
        plain = plain.removesuffix(unit)  # as a page shows it: «40 小时/周»
    if not plain:
        raise Refused("clause.empty", title=title)
    if kind is Kind.PERCENT:
        return _percent(plain, title)
    if kind is Kind.YUAN:
        return _yuan(plain, title)
    if kind is Kind.DATE:
        return _day(plain, title).toordinal()
    found = re.fullmatch(r"(\d{1,6})(?:日|号|天|个月|月|小时|人|次|名|件)?", plain)
    if not found:
        raise Refused("clause.number", title=title, text=text[:_TOLD_BACK])
    number = int(found[1])
    if kind is Kind.DAY_OF_MONTH and not 1 <= number <= 31:
        raise Refused("clause.day_of_month", title=title, number=number)
    return number


def _percent(plain: str, title: str) -> int:
    """`5%` and `百分之5` are sure; a bare `5` or `0.05` is asked about: nobody's wages hang on a guess."""
    found = re.fullmatch(r"(?:百分之)?(-?\d{1,5}(?:\.\d{1,4})?)(%?)", plain)
    if not found:
        raise Refused("clause.number", title=title, text=plain[:_TOLD_BACK])
    points = hundredths(found[1])
    # As a part of one: 0.05 is five per cent, 0.055 five and a half. The pattern has four places at most.
    part = hundredths(found[1], places=4) or 0
    is_sure, is_part = found[2] or plain.startswith("百分之"), abs(part) < 10_000
    if points is None and (is_sure or not is_part):
        raise Refused("clause.percent_fine", title=title, text=plain)
    if points is not None and is_sure:
        return points
    options = [each for each in (part if is_part else None, points) if each is not None]
    raise Refused("clause.percent_unsure", title=title, text=plain, options=options)


def hundredths(text: str, places: int = 2) -> int | None:
    """A decimal text as a whole number of its last place; None when it is finer."""
    whole, _, fraction = text.partition(".")
    rest = fraction.rstrip("0")
    if len(rest) > places:
        return None
    number = int((whole.lstrip("-") or "0") + rest.ljust(places, "0"))
    return -number if whole.startswith("-") else number


#: What is written behind a sum: «/月», «每小时»; the clause's own unit says it already.
_PER = re.compile(r"(?:/?每?(?:月|小时|年|天|次|人|件))+$")


def _yuan(plain: str, title: str) -> int:
    try:
        return money.parse(_PER.sub("", plain))
    except Refused as refusal:
        code = "clause.fen" if refusal.code == "money.finer_than_fen" else "clause.number"
        raise Refused(code, title=title, text=plain[:_TOLD_BACK]) from None


def _day(plain: str, title: str) -> date:
    found = re.fullmatch(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?", plain)
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day(title, plain)
    except ValueError:
        return _no_day(title, plain)


def _no_day(title: str, plain: str) -> date:
    raise Refused("clause.day", title=title, text=plain[:_TOLD_BACK])


# — The law's least —


@dataclass(frozen=True, slots=True)
class Floors:
    """Numbers a clause is held against, frozen on the case: money in fen, shares in basis points, None if unknown."""

    minimum_wage: int | None = None
    minimum_hourly: int | None = None
    minimum_strict: bool = True
    piecework: int = 9_000
    overtime: Mapping[str, int] = field(default_factory=lambda: {"150": 15_000, "200": 20_000, "300": 30_000})
    probation: int = 8_000
    hours_week: int = 40
    publish: int | None = None  # within so many days of taking effect staff have the text
    reports: int = 1  # so often a year the congress hears how it is kept
    copies: int = 1
    #: By clause code, what a trade's or area's contract above grants at least (杭州 35).
    above: Mapping[str, int] = field(default_factory=dict)


def check_floor(entry: Clause, value: Value, floors: Floors) -> None:
    """Refuse what lies below the law, naming clause, rule and remedy.

    «应当高于» is more than, not at least (浙江 5, 杭州 11).  Raises `Refused` with `floor.minimum_wage`,
    `floor.overtime`, `floor.probation`, `floor.piecework`, `floor.hours`, `floor.publish`, `floor.report`,
    `floor.copies`, `floor.above`.
    """
    for number, where, unit in _numbers(entry, value):
        _check_wage(entry, number, where, unit, floors)
    if value.number is None:
        return
    if entry.floor.startswith("overtime_"):
        least = floors.overtime[entry.floor.removeprefix("overtime_")]
        _at_least("floor.overtime", entry, value.number, least)
    elif entry.floor == "probation_80":
        _at_least("floor.probation", entry, value.number, floors.probation)
    elif entry.floor == "piecework":
        _at_least("floor.piecework", entry, value.number, floors.piecework)
    elif entry.floor == "hours_week" and value.number > floors.hours_week:
        raise Refused("floor.hours", title=entry.title, have=value.number, most=floors.hours_week)
    _check_papers(entry, value.number, floors)
    if entry.code in floors.above:
        _at_least("floor.above", entry, value.number, floors.above[entry.code])


def _check_papers(entry: Clause, number: int, floors: Floors) -> None:
    """How soon staff have the text, how often it is reported on, in how many copies it is made (浙江 34, 35, 37)."""
    if entry.floor == "publish" and floors.publish is not None and number > floors.publish:
        raise Refused("floor.publish", title=entry.title, have=number, most=floors.publish)
    if entry.floor == "report":
        _at_least("floor.report", entry, number, floors.reports)
    if entry.floor == "copies":
        _at_least("floor.copies", entry, number, floors.copies)


#: What is told of the year before is agreed by nobody.
_FORMER = "last_year"
_MONTHS_A_YEAR = 12


def _numbers(entry: Clause, value: Value) -> list[tuple[int, str, str]]:
    """Wages a clause agrees on, by the hour, month or year: its one number, or those in the rows of a table."""
    if entry.floor != "minimum_wage":
        return []
    if entry.kind is not Kind.TABLE:
        return [(value.number, "", entry.unit)] if value.number is not None else []
    columns = [column for column in entry.columns if column.kind is Kind.YUAN and column.key != _FORMER]
    return [
        (int(row[column.key]), str(number), column.unit or entry.unit)
        for number, row in enumerate(value.rows, 1)
        for column in columns
        if row.get(column.key) is not None
    ]


def _check_wage(entry: Clause, number: int, where: str, unit: str, floors: Floors) -> None:
    least = floors.minimum_hourly if "小时" in unit else floors.minimum_wage
    if least is None:
        return
    per = "year" if "年" in unit else ""
    least *= _MONTHS_A_YEAR if per else 1
    if number < least or (floors.minimum_strict and number == least):
        raise Refused("floor.minimum_wage", title=entry.title, have=number, least=least, row=where, per=per)


def _at_least(code: str, entry: Clause, have: int, least: int) -> None:
    if have < least:
        raise Refused(code, title=entry.title, have=have, least=least)


# — The gap —


@dataclass(frozen=True, slots=True)
class Mark:
    """A line on the gap bar beside both sides' values."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Both sides' latest numbers on one axis; places are in ten-thousandths of its length."""

    worker: int | None
    employer: int | None
    low: int
    high: int
    marks: tuple[tuple[str, int, int], ...] = ()

    def place(self, number: int | None) -> int | None:
        """Where a number stands on the axis, 0 to 10,000."""
        if number is None:
            return None
        return min(10_000, max(0, (number - self.low) * 10_000 // max(1, self.high - self.low)))

    @property
    def distance(self) -> int | None:
        """How far apart the sides are, in the clause's unit."""
        return None if self.worker is None or self.employer is None else abs(self.worker - self.employer)


def gap(worker: int | None, employer: int | None, marks: Sequence[Mark] = ()) -> Gap | None:
    """The bar of a clause; None while nobody has named a number."""
    known = [each for each in (worker, employer, *(mark.number for mark in marks)) if each is not None]
    if worker is None and employer is None:
        return None
    low, high = min(known), max(known)
    room = max(1, (high - low) // 2, abs(high) // 20)
    axis = Gap(worker, employer, low - room, high + room)
    placed = tuple((mark.label, mark.number, axis.place(mark.number) or 0) for mark in marks)
    return Gap(worker, employer, axis.low, axis.high, placed)


# — In words —


def shown(kind: Kind, number: int | None, unit: str = "") -> str:
    """A number as people read it: 550 basis points → «5.5%», 290000 fen → «2,900 元/月», a day as «2026年7月1日»."""
    if number is None:
        return ""
    if kind is Kind.PERCENT:
        return f"{_decimal(number)}%"
    if kind is Kind.YUAN:
        return f"{_decimal(number)} {unit or '元'}"
    if kind is Kind.DATE:
        day = date.fromordinal(number)
        return f"{day.year}年{day.month}月{day.day}日"
    units = {Kind.DAY_OF_MONTH: "日", Kind.HOURS: "小时", Kind.DAYS: "天", Kind.MONTHS: "个月"}
    return f"{number} {unit or units.get(kind, '')}".strip()


def distance(entry: Clause, number: int) -> str:
    """How far two numbers of a clause lie apart: per cents in points."""
    if entry.kind is Kind.PERCENT:
        return f"{_decimal(number)} 个百分点"
    return shown(entry.kind, number, entry.unit)


def _decimal(hundredths_of: int) -> str:
    sign, whole, rest = "-" if hundredths_of < 0 else "", *divmod(abs(hundredths_of), 100)
    fraction = f"{rest:02d}".rstrip("0")
    return f"{sign}{whole:,}.{fraction}" if fraction else f"{sign}{whole:,}"


def words_of(entry: Clause, value: Value) -> str:
    """The article a value makes: the codebook's wording filled in; for a number, what its side wrote instead.

    A place nobody has filled prints as a blank to write on.
    """
    if value.text and (entry.is_numeric or entry.kind is Kind.DATE):
        return value.text
    words = entry.wording or "{title}：{value}。"
    if entry.wording_lowered and value.number is not None and value.number < 0:
        words, value = entry.wording_lowered, replace(value, number=-value.number)
    since = f"{value.since.year}年{value.since.month}月{value.since.day}日" if value.since else ""
    known = {"value": _told(entry, value), "from": since, "scope": "本企业全体职工", "title": entry.title}
    if entry.kind is Kind.YUAN and value.number is not None:
        known["capitals"] = money.capitals(value.number)
    if not since:
        words = re.sub(r"[，,]?自\s*\{from\}\s*起(?:执行)?", "", words)
    if entry.kind is Kind.TABLE and "{value}" not in words:
        words += value.text  # what a side wrote beside its table
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], BLANK), words).replace("。。", "。")


#: A place to write on, as the templates draw it.
BLANK = "______"


def pointed(entry: Clause, words: str, annex: int | None) -> str:
    """An article that points to its table: «见附件2», and «见附件» while nobody knows how many come before it."""
    return words.replace(BLANK, str(annex or "")) if entry.kind is Kind.TABLE else words


def _told(entry: Clause, value: Value) -> str:
    if entry.kind is Kind.TABLE:
        return value.text or "见附表"
    if entry.kind in {Kind.TEXT, Kind.CHOICE}:
        return value.text
    # The wording itself says the unit, but for per cent.
    plain = entry.kind in {Kind.YUAN, Kind.COUNT, Kind.HOURS, Kind.DAYS, Kind.MONTHS, Kind.DAY_OF_MONTH}
    return bare(entry.kind, value.number) if plain else shown(entry.kind, value.number, entry.unit)


def in_cell(kind: Kind, value: Any) -> str:
    """A value of a table as people read and may type it: «4,200», «5.5%», «2026年4月14日»; nothing for none."""
    if not isinstance(value, int):
        return "" if value is None else str(value)
    if kind in {Kind.PERCENT, Kind.DATE}:
        return shown(kind, value)
    return bare(kind, value) if kind in NUMERIC else str(value)


def bare(kind: Kind, number: int | None) -> str:
    """A number without its unit: 290000 fen → «2,900»."""
    if number is None:
        return ""
    return _decimal(number) if kind is Kind.YUAN else str(number)
