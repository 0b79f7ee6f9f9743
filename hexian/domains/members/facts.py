"""Exchange layouts: which columns another system wants, in which order, out of which of our fields, by which codes.

A layout is written as text one can read and edit.  A column is a line `heading | field | 码表：name | 必填`, the last
two where needed; a field is one of `Field`, or a fixed value after `=`.  A code table is `[name]` and lines
`our word = their code`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from hexian.foundation.actor import Refused


class Field(StrEnum):
    """What we can put into a column, by the word a layout uses for it."""

    NAME = "姓名"
    GENDER = "性别"
    BIRTH = "出生日期"
    MOBILE = "手机号"
    ID_NUMBER = "身份证号"
    UNION = "工会"
    UNION_USCC = "工会信用代码"
    EMPLOYER = "单位"
    CARD = "会员证号"
    WORK = "工种"
    PLATFORM = "平台"
    STATION = "站点"
    NEW_FORM = "新就业形态"
    JOINED = "入会日期"
    STATE = "会籍状态"
    CHANGE = "会籍变动"
    CHANGED_ON = "变动日期"
    WHY = "变动原因"
    BLANK = "留空"


class DayForm(StrEnum):
    """How days are written."""

    DASHES = "yyyy-mm-dd"
    DIGITS = "yyyymmdd"
    SLASHES = "yyyy/mm/dd"


_DAYS: Mapping[DayForm, str] = {
    DayForm.DASHES: "%Y-%m-%d", DayForm.DIGITS: "%Y%m%d", DayForm.SLASHES: "%Y/%m/%d",
}  # fmt: skip
#: The layouts that come with the program, by key.
PACKAGED = ("real_name",)
_DATA = Path(__file__).parent / "data"
MOST_COLUMNS, MOST_CHARACTERS = 100, 60
_REQUIRED, _TABLE = "必填", "码表"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, our field or a fixed value, its code table, whether it must be filled."""

    heading: str
    field: Field
    fixed: str = ""
    table: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet as another system wants it, with the texts it was read from."""

    name: str
    note: str
    day: DayForm
    columns_text: str
    tables_text: str
    columns: tuple[Column, ...]
    tables: Mapping[str, Mapping[str, str]]

    def written(self, day: date) -> str:
        """A day in this layout's form."""
        return day.strftime(_DAYS[self.day])


@cache
def packaged(key: str) -> Layout:
    """The layout that comes with the program. Raises `Refused("layout.unknown")`."""
    if key not in PACKAGED:
        raise Refused("layout.unknown")
    facts = tomllib.loads((_DATA / f"{key}.toml").read_text(encoding="utf-8"))
    return read(facts["name"], facts["note"], facts["day"], facts["columns"], facts["tables"])


def read(name: str, note: str, day: str, columns_text: str, tables_text: str) -> Layout:
    """A layout out of its texts.

    Raises `Refused`: `layout.name`, `layout.day`, `layout.no_columns`, `layout.too_many` (`most`), and with the line
    (`line`) `layout.column`, `layout.field` (`word`), `layout.mark` (`word`), `layout.table` (`word`),
    `layout.twice` (`word`), `layout.code`.
    """
    if not name.strip():
        raise Refused("layout.name")
    if day not in list(DayForm):
        raise Refused("layout.day")
    tables = _read_tables(tables_text)
    columns = _read_columns(columns_text, tables)
    return Layout(name.strip(), note.strip(), DayForm(day), columns_text.strip(), tables_text.strip(), columns, tables)


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.strip().splitlines(), 1) if line.strip()]


def _read_columns(text: str, tables: Mapping[str, Mapping[str, str]]) -> tuple[Column, ...]:
    columns = [_read_column(number, line, tables) for number, line in _lines(text)]
    if not columns:
        raise Refused("layout.no_columns")
    if len(columns) > MOST_COLUMNS:
        raise Refused("layout.too_many", most=MOST_COLUMNS)
    seen: set[str] = set()
    for number, column in enumerate(columns, 1):
        if column.heading in seen:
            raise Refused("layout.twice", line=number, word=column.heading)
        seen.add(column.heading)
    return tuple(columns)


def _read_column(number: int, line: str, tables: Mapping[str, Mapping[str, str]]) -> Column:
    heading, *parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if not heading or not parts or len(heading) > MOST_CHARACTERS:
        raise Refused("layout.column", line=number)
    field, *marks = parts
    table, is_required = "", False
    for mark in marks:
        if mark == _REQUIRED:
            is_required = True
        elif mark.startswith(_TABLE):
            table = mark.removeprefix(_TABLE).lstrip("：: ")
        elif mark:
            raise Refused("layout.mark", line=number, word=mark)
    if table and table not in tables:
        raise Refused("layout.table", line=number, word=table)
    return Column(heading, *_field(number, field), table, is_required)


def _field(number: int, word: str) -> tuple[Field, str]:
    if word.startswith("="):
        return Field.BLANK, word[1:].strip()[:MOST_CHARACTERS]
    if word not in list(Field):
        raise Refused("layout.field", line=number, word=word)
    return Field(word), ""


def _read_tables(text: str) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    current: dict[str, str] | None = None
    for number, line in _lines(text):
        if line.startswith("[") and line.endswith("]"):
            current = tables.setdefault(line[1:-1].strip(), {})
            continue
        word, equals, code = line.partition("=")
        if current is None or not equals or not word.strip() or not code.strip():
            raise Refused("layout.code", line=number)
        current[word.strip()] = code.strip()
    return tables


def coded(layout: Layout, column: Column, word: str) -> str | None:
    """Their code for our word; None where the table has none. An empty word stays empty."""
    if not column.table or not word:
        return word
    return layout.tables[column.table].get(word)
