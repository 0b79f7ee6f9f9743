"""`hx demo roster`: a list as HR would send it, with every fault there is, and beside it what was put in.

Nobody on it exists: names are solar terms and weather, numbers well-formed and of nobody, mobiles count up from
19900000000.  The same seed makes the same file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Protocol

import click
import xlsxwriter

from hexian.cli.demo_people import NAMES, number_of_nobody
from hexian.domains.rosters.rules import SYNONYMS, Column

#: The day on which the invented people are counted as workers; nobody joins later.
_TODAY = date(2026, 6, 17)
_ZERO = date(1899, 12, 30)
_WORK = ("装配工", "检验员", "仓储管理", "设备维修", "质量管理", "外卖配送员", "网约车司机", "快递员", "保洁员", "厨师")
_DEPARTMENTS = ("一车间（演示）", "二车间（演示）", "总计划科（演示）", "后勤部（演示）")
_WORDS: dict[Column, tuple[str, ...]] = {
    Column.ETHNICITY: ("汉族", "畲族", "回族", "汉"),
    Column.EDUCATION: ("大专", "本科", "高中", "5", "硕士研究生", "初中"),
    Column.POLITICS: ("群众", "中共党员", "团员", "4"),
    Column.SKILL_LEVEL: ("三级", "高级工", "4", "无", "二级（技师）"),
}
#: Columns that come always, and those that come by chance.
_ALWAYS = (Column.NAME, Column.ID_NUMBER, Column.MOBILE, Column.KIND_OF_WORK, Column.JOINED_ON)
_SOMETIMES = (
    Column.SERIAL, Column.SEX, Column.ETHNICITY, Column.EDUCATION, Column.POLITICS, Column.DEPARTMENT,
    Column.SKILL_LEVEL, Column.NOTE,
)  # fmt: skip
#: Headings a sender may add that are nobody's business, or about somebody else.
_STRANGE = ("基本工资", "紧急联系人电话", "家庭住址", "银行卡号")
#: Synonyms that mean something else where they stand alone.
_MISLEADING = {
    "说明",
    "单位",
    "公司",
    "编号",
    "no",
    "no.",
    "name",
    "sex",
    "gender",
    "idcard",
    "idnumber",
    "mobile",
    "phone",
}

_Person = dict[Column, Any]


@dataclass(frozen=True)
class Serial:
    """A day kept as a spreadsheet keeps it: a number."""

    day: date

    @property
    def number(self) -> int:
        """Days since 1899-12-30."""
        return (self.day - _ZERO).days


_FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
#: Days as people write them.
_DAYS: tuple[Callable[[date], Any], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    Serial,
)


def _narrow(number: str) -> str:
    """The first-generation form of a number of somebody born before 2000."""
    return number[:6] + number[8:17]


def _spaced(number: str) -> str:
    return f"\u2009{number[:6]}\u00a0{number[6:14]}\u3000{number[14:]} "


def _wrong_check(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def _turned(person: _Person, column: Column, change: Callable[[str], Any]) -> None:
    person[column] = change(str(person[column]))


#: What a row may have without being wrong.
QUIRKS: dict[str, Callable[[_Person], None]] = {
    "full_width_id": lambda person: _turned(person, Column.ID_NUMBER, lambda text: text.translate(_FULL)),
    "full_width_mobile": lambda person: _turned(person, Column.MOBILE, lambda text: text.translate(_FULL)),
    "thin_spaces": lambda person: _turned(person, Column.ID_NUMBER, _spaced),
    "old_id": lambda person: _turned(person, Column.ID_NUMBER, _narrow),
    "small_x": lambda person: _turned(person, Column.ID_NUMBER, str.lower),
    "apostrophe": lambda person: _turned(person, Column.ID_NUMBER, lambda text: f"'{text}"),
    "mobile_as_number": lambda person: _turned(person, Column.MOBILE, int),
    "country_code": lambda person: _turned(
        person, Column.MOBILE, lambda text: f"+86 {text[:3]}-{text[3:7]}-{text[7:]}"
    ),
    "spaced_name": lambda person: _turned(person, Column.NAME, "\u3000".join),
}
#: What makes a row wrong, by the code it is refused with.
FAULTS: dict[str, Callable[[_Person], None]] = {
    "id.check_digit": lambda person: _turned(person, Column.ID_NUMBER, _wrong_check),
    "id.length": lambda person: _turned(person, Column.ID_NUMBER, lambda text: text[:-2]),
    "id.characters": lambda person: _turned(person, Column.ID_NUMBER, lambda text: "O" + text[1:]),
    "id.date": lambda person: _turned(person, Column.ID_NUMBER, lambda text: text[:10] + "1340" + text[14:]),
    "id.future": lambda person: _turned(person, Column.ID_NUMBER, lambda text: text[:6] + "20980101" + text[14:]),
    "sheets.cell_digits": lambda person: _turned(person, Column.ID_NUMBER, lambda text: f"{int(text[:17]) * 10:.5E}"),
    "sheets.cell_error": lambda person: person.update({Column.MOBILE: "#N/A"}),
    "mobile.length": lambda person: _turned(person, Column.MOBILE, lambda text: text[:-1]),
    "mobile.form": lambda person: person.update({Column.MOBILE: "00000000000"}),
    "name.missing": lambda person: person.update({Column.NAME: ""}),
    "name.character": lambda person: _turned(person, Column.NAME, lambda text: text + "😀"),
    "sheets.day": lambda person: person.update({Column.JOINED_ON: "去年春天"}),
    "roster.joined_later": lambda person: person.update({Column.JOINED_ON: "2098-01-01"}),
    "roster.nobody_to_find": lambda person: person.update({Column.ID_NUMBER: "", Column.MOBILE: ""}),
}
#: Faults that need an earlier person.
TWINS = ("roster.same_id", "roster.same_caller")


@dataclass
class Plan:
    """A roster as it will be written, and the record of what is in it."""

    rows: int
    percent: float
    seed: int
    columns: list[Column | str] = field(init=False)
    headings: list[str] = field(init=False)
    above: int = field(init=False)
    faults: dict[int, str] = field(default_factory=dict)
    quirks: dict[int, str] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    tails: int = 0

    def __post_init__(self) -> None:
        chance = self.chance = Random(self.seed)  # noqa: S311 - invented lists need no secrecy
        self.columns = [*_ALWAYS, *(each for each in _SOMETIMES if chance.random() < 0.7), chance.choice(_STRANGE)]
        chance.shuffle(self.columns)
        self.headings = [self._heading(each) for each in self.columns]
        self.above = chance.randint(0, 4)

    @property
    def heading_row(self) -> int:
        """Where the headings stand, counted from 1."""
        return self.above + 1

    def _heading(self, column: Column | str) -> str:
        if not isinstance(column, Column):
            return column
        word = self.chance.choice([each for each in SYNONYMS[column] if each not in _MISLEADING])
        return self.chance.choice((word, word, f" {word} ", f"{word}（必填）", f"*{word}"))

    def titles(self) -> list[str]:
        """What stands over the headings, each merged over the whole width."""
        lines = [
            "和畅电子（演示）工会会员花名册",
            "填报单位：和畅电子（演示）有限公司",
            "单位：人",
            "本表由演示程序生成",
        ]
        return lines[: self.above]

    def lines(self, *, may_hide: bool) -> Iterator[tuple[int, list[Any], bool]]:
        """Row number, cells, whether it is hidden; then the sum and who made the list."""
        former: list[_Person] = []
        number = self.heading_row
        for serial in range(self.rows):
            number += 1
            person, hides = self._person(serial, number), may_hide and self.chance.random() < self.percent / 400
            if hides:
                self.hidden.append(number)
            elif self.chance.random() < self.percent / 100:
                self._spoil(person, former, number)
            elif self.chance.random() < self.percent / 50:
                self._vary(person, number)
            elif len(former) < 1_000:
                former.append(person)
            yield number, [self._said(person, each) for each in self.columns], hides
        yield from self._tail(number)

    def _said(self, person: _Person, column: Column | str) -> Any:
        return person[column] if isinstance(column, Column) else ""

    def _person(self, serial: int, number: int) -> _Person:
        chance, id_number = self.chance, number_of_nobody(serial)
        person: _Person = {column: chance.choice(words) for column, words in _WORDS.items()}
        person |= {
            Column.SERIAL: number - self.heading_row,
            Column.NAME: NAMES[serial % len(NAMES)],
            Column.ID_NUMBER: id_number,
            Column.MOBILE: str(19_900_000_000 + serial),
            Column.SEX: "女" if int(id_number[16]) % 2 == 0 else "男",
            Column.DEPARTMENT: chance.choice(_DEPARTMENTS),
            Column.KIND_OF_WORK: chance.choice(_WORK),
            Column.JOINED_ON: chance.choice(_DAYS)(_TODAY - timedelta(days=chance.randrange(1, 3_000))),
            Column.NOTE: "演示",
        }
        return person

    def _spoil(self, person: _Person, former: list[_Person], number: int) -> None:
        code = self.chance.choice((*FAULTS, *TWINS) if former else tuple(FAULTS))
        self.faults[number] = code
        if code == "roster.same_id":
            earlier = str(self.chance.choice(former)[Column.ID_NUMBER])
            person[Column.ID_NUMBER] = self.chance.choice(
                (earlier, _narrow(earlier) if earlier[6:8] == "19" else earlier)
            )
        elif code == "roster.same_caller":
            earlier_one = self.chance.choice(former)
            same = {Column.NAME: earlier_one[Column.NAME], Column.MOBILE: earlier_one[Column.MOBILE]}
            person |= {**same, Column.ID_NUMBER: ""}
        else:
            FAULTS[code](person)

    def _vary(self, person: _Person, number: int) -> None:
        kind = self.chance.choice(tuple(QUIRKS))
        if kind == "old_id" and person[Column.ID_NUMBER][6:8] != "19":
            kind = "small_x"
        self.quirks[number] = kind
        QUIRKS[kind](person)

    def _tail(self, number: int) -> Iterator[tuple[int, list[Any], bool]]:
        blank = [""] * (len(self.columns) - 2)
        self.tails = 2
        yield number + 1, ["合 计", f"{self.rows} 人", *blank], False
        yield number + 2, ["制表人：李敏（演示）", "", *blank], False

    def record(self) -> dict[str, Any]:
        """What was put in, for tests: by row number as the spreadsheet shows it."""
        return {
            "seed": self.seed, "rows": self.rows, "heading_row": self.heading_row, "headings": self.headings,
            "columns": [str(each) if isinstance(each, Column) else "" for each in self.columns],
            "tails": self.tails, "hidden": self.hidden, "faults": self.faults, "quirks": self.quirks,
        }  # fmt: skip


class _Out(Protocol):
    def title(self, text: str, width: int) -> None: ...
    def line(self, cells: list[Any], *, hidden: bool = False) -> None: ...
    def close(self) -> None: ...


class _Csv:
    """A text table; what a spreadsheet keeps as a number stands as digits."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file)

    def title(self, text: str, width: int) -> None:
        self._writer.writerow([text, *[""] * (width - 1)])

    def line(self, cells: list[Any], *, hidden: bool = False) -> None:
        self._writer.writerow([each.number if isinstance(each, Serial) else each for each in cells])

    def close(self) -> None:
        self._file.close()


class _Xlsx:
    """A workbook with a sheet of remarks before, a hidden one behind, titles merged over the headings."""

    def __init__(self, path: Path) -> None:
        self._book: Any = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
        self._title = self._book.add_format({"bold": True, "align": "center"})
        self._day = self._book.add_format({"num_format": "yyyy/m/d"})
        remarks = self._book.add_worksheet("填表说明")
        remarks.write_string(0, 0, "填表说明（演示）：请在「会员名单」里填写。")
        self._sheet: Any = self._book.add_worksheet("会员名单")
        self._row = 0

    def title(self, text: str, width: int) -> None:
        self._sheet.merge_range(self._row, 0, self._row, width - 1, text, self._title)
        self._row += 1

    def line(self, cells: list[Any], *, hidden: bool = False) -> None:
        if hidden:
            self._sheet.set_row(self._row, None, None, {"hidden": True})
        for place, each in enumerate(cells):
            self._cell(place, each)
        self._row += 1

    def _cell(self, place: int, each: Any) -> None:
        if isinstance(each, Serial):
            self._sheet.write_number(self._row, place, each.number, self._day)
        elif isinstance(each, int):
            self._sheet.write_number(self._row, place, each)
        elif each == "#N/A":
            self._sheet.write_formula(self._row, place, "=NA()", None, "#N/A")
        elif "E+" in each and each.replace("E+", "").replace(".", "").isdigit():
            self._sheet.write_number(self._row, place, float(each))
        elif each:
            self._sheet.write_string(self._row, place, each)

    def close(self) -> None:
        hidden = self._book.add_worksheet("旧名单")
        hidden.write_row(0, 0, ["姓名", "身份证号", "手机"])
        hidden.write_row(1, 0, ["王旧表（演示）", "", ""])
        hidden.hide()
        self._book.close()


def write_roster(path: Path, *, rows: int, faults: float, kind: str, seed: int) -> dict[str, Any]:
    """Write a roster and, beside it as .json, the record of what is in it; returns the record."""
    plan = Plan(rows, faults, seed)
    out: _Out = _Xlsx(path) if kind == "xlsx" else _Csv(path, "gb18030" if kind == "csv-gb18030" else "utf-8-sig")
    with closing(out):
        for title in plan.titles():
            out.title(title, len(plan.columns))
        out.line([*plan.headings])
        for _number, cells, hidden in plan.lines(may_hide=kind == "xlsx"):
            out.line(cells, hidden=hidden)
    record = plan.record()
    path.with_suffix(path.suffix + ".json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return record


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rows", type=click.IntRange(1, 1_000_000), default=1_000, show_default=True, help="多少人")
@click.option("--faults", type=click.FloatRange(0, 100), default=3.0, show_default=True, help="每百行里有几行是错的")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "csv-gb18030"]), help="不写就看 OUT 的结尾")
@click.option("--seed", type=int, default=1, show_default=True, help="同一个数做出同一份名单")
def roster(out: Path, *, rows: int, faults: float, kind: str | None, seed: int) -> None:
    """做一份带错的演示花名册，旁边的 .json 写明放了哪些错。名单上的人都是编的。"""
    record = write_roster(out, rows=rows, faults=faults, kind=kind or out.suffix.lstrip(".") or "xlsx", seed=seed)
    click.echo(f"{out}：{rows:,} 人，其中 {len(record['faults']):,} 行有错，{len(record['hidden']):,} 行隐藏")
