"""Which rows of a roster can be taken, and what is wrong with the others, cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar

from hexian.domains.people.rules import (
    IdNumber,
    age_on,
    check_id_number,
    check_mobile,
    check_name,
    check_working_age,
    is_of_a_province,
)
from hexian.domains.rosters.rules.cells import NOTHING, TEXT_MARKS, day_of, day_or_none
from hexian.domains.rosters.rules.columns import FINDERS, Column, Heading
from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rows import Row
from hexian.foundation.sheets.rules import flaw_of, is_tail, tidy

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be taken: one person, in typed values."""

    row: int
    name: str
    identity: IdNumber | None
    mobile: str
    joined_on: date | None
    facts: Mapping[Column, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, or worth a look, in one cell of one row."""

    row: int
    column: Column | None
    refusal: Refused


@dataclass(frozen=True, slots=True)
class Checked:
    """One row's outcome: an entry or faults, and warnings with either."""

    row: int
    entry: Entry | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def held(self) -> Fault | None:
        """The warning that keeps a row, good in itself, out until an officer has looked."""
        if not self.warnings or self.entry is None:
            return None
        return next((each for each in self.warnings if each.refusal.code == SHARED_CALLER), None)


#: Which other papers a person may show; the number of one is not checked and not taken.
_OTHER_PAPERS = re.compile(r"护照|军官|士兵|警官|港澳|台胞|台湾|通行证|外国人|居留|passport", re.IGNORECASE)
_SEX = {"男": False, "男性": False, "M": False, "1": False, "女": True, "女性": True, "F": True, "2": True}
#: Codes and words other systems write, and the words we keep (`domain/TEMPLATES.md` §6.2; level one is the highest).
WORDS: dict[Column, dict[str, str]] = {
    Column.EDUCATION: {
        "1": "小学及以下", "2": "初中", "3": "中专", "4": "高中", "5": "大专", "6": "大学", "7": "研究生",
        "小学": "小学及以下", "文盲": "小学及以下", "小学及以下": "小学及以下", "初中": "初中", "初级中学": "初中",
        "中专": "中专", "中技": "中专", "技校": "中专", "职高": "中专", "中等专科": "中专", "高中": "高中",
        "普通高中": "高中", "大专": "大专", "专科": "大专", "大学专科": "大专", "高职": "大专", "大学": "大学",
        "本科": "大学", "大学本科": "大学", "学士": "大学", "研究生": "研究生", "硕士": "研究生", "博士": "研究生",
        "硕士研究生": "研究生", "博士研究生": "研究生",
    },
    Column.POLITICS: {
        "1": "中共党员", "2": "民主党派", "3": "共青团员", "4": "群众", "中共党员": "中共党员", "党员": "中共党员",
        "预备党员": "中共党员", "中共预备党员": "中共党员", "民主党派": "民主党派", "共青团员": "共青团员",
        "团员": "共青团员", "群众": "群众", "无党派": "群众", "无党派人士": "群众",
    },
    Column.SKILL_LEVEL: {
        "1": "一级／高级技师", "2": "二级／技师", "3": "三级／高级工", "4": "四级／中级工", "5": "五级／初级工",
        "一级": "一级／高级技师", "高级技师": "一级／高级技师", "二级": "二级／技师", "技师": "二级／技师",
        "三级": "三级／高级工", "高级": "三级／高级工", "高级工": "三级／高级工", "四级": "四级／中级工",
        "中级": "四级／中级工", "中级工": "四级／中级工", "五级": "五级／初级工", "初级": "五级／初级工",
        "初级工": "五级／初级工", "无": "", "无等级": "",
    },
}  # fmt: skip
#: Columns that are not kept as words: typed, or of no use.
_TYPED = frozenset({Column.NAME, Column.ID_NUMBER, Column.MOBILE, Column.JOINED_ON, Column.SERIAL})
#: Held until somebody has looked: two ID numbers under one name and one mobile number.
SHARED_CALLER = "roster.shared_caller"
_checked_name = lru_cache(maxsize=50_000)(check_name)


@dataclass(slots=True)
class Checker:
    """Checks the rows of one roster from the top; it remembers whom it has seen.

    `today` is the day of the check; `divisions` the division codes known, if they are to be looked at.
    """

    places: Mapping[Column, int]
    today: date
    divisions: Container[str] | None = None
    _ids: dict[int, int] = field(default_factory=dict)
    _callers: dict[str, tuple[int, int]] = field(default_factory=dict)  # row and number
    _kept: tuple[tuple[Column, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        self._kept = tuple((column, place) for column, place in self.places.items() if column not in _TYPED)

    def check(self, row: Row) -> Checked:
        """One row's typed values, or what is wrong with it; everything at once, so that it is corrected once."""
        cells = _Cells(row, self.places)
        name = cells.read(Column.NAME, _checked_name, missing="name.missing")
        identity = self._identity(cells)
        mobile = cells.read(Column.MOBILE, check_mobile) or ""
        joined_on = cells.read(Column.JOINED_ON, self._joined)
        facts = self._facts(cells)
        if not cells.faults and identity is None and not mobile:
            cells.fault(None, Refused("roster.nobody_to_find"))
        if not cells.faults:
            self._compare(cells, identity)
            self._refuse_twice(cells, name or "", identity, mobile)
        entry = None if cells.faults else Entry(row.number, name or "", identity, mobile, joined_on, facts)
        return Checked(row.number, entry, tuple(cells.faults), tuple(cells.warnings))

    def _facts(self, cells: _Cells) -> dict[Column, str]:
        """What else is said of her, in our words where there is a list of them; what cannot be read is left out."""
        facts, texts = {}, cells.row.cells
        for column, place in self._kept:
            if place < len(texts) and (raw := texts[place]):
                text, refusal = _fact(column, raw)
                if refusal:
                    cells.warn(column, refusal)
                if text:
                    facts[column] = text
        return facts

    def _identity(self, cells: _Cells) -> IdNumber | None:
        if (paper := cells.text(Column.ID_KIND)) and _OTHER_PAPERS.search(paper):
            cells.warn(Column.ID_KIND, Refused("roster.other_paper"))
            return None
        identity = cells.read(Column.ID_NUMBER, lambda text: check_id_number(text, self.today))
        if identity:
            cells.attempt(Column.ID_NUMBER, lambda: check_working_age(identity.birth, self.today))
            self._look_at_division(cells, identity)
        elif Column.ID_NUMBER in self.places and not cells.faults:
            cells.warn(Column.ID_NUMBER, Refused("roster.no_id"))
        return identity

    def _look_at_division(self, cells: _Cells, identity: IdNumber) -> None:
        """A division younger than the person, or long gone, is on real cards: never more than a warning."""
        known = self.divisions is None or identity.division in self.divisions
        if not known or not is_of_a_province(identity.division):
            cells.warn(Column.ID_NUMBER, Refused("roster.division", division=identity.division))

    def _joined(self, text: str) -> date:
        day = day_of(text)
        if day > self.today:
            raise Refused("roster.joined_later", day=day)
        return day

    def _compare(self, cells: _Cells, identity: IdNumber | None) -> None:
        """What the number says of its holder against what the other columns say."""
        if identity is None:
            return
        sex = _SEX.get(cells.text(Column.SEX).upper())
        if sex is not None and sex != identity.is_female:
            cells.warn(Column.SEX, Refused("roster.sex"))
        if (birth := day_or_none(cells.text(Column.BIRTH))) and birth != identity.birth:
            cells.warn(Column.BIRTH, Refused("roster.birth", day=birth))
        if age_on(identity.birth, self.today) > 100:
            cells.warn(Column.ID_NUMBER, Refused("roster.very_old", age=age_on(identity.birth, self.today)))

    def _refuse_twice(self, cells: _Cells, name: str, identity: IdNumber | None, mobile: str) -> None:
        """The same number, or the same mobile under the same name, stands in an earlier row that was taken."""
        row = cells.row.number
        number = int(identity.number[:17]) if identity else 0
        caller = f"{mobile}{name}" if mobile else ""
        if identity and number in self._ids:
            cells.fault(Column.ID_NUMBER, Refused("roster.same_id", first=self._ids[number]))
            return
        first, other = self._callers.get(caller, (0, 0)) if caller else (0, 0)
        if first and number and other and number != other:
            # Two papers are two persons, be the telephone one: nobody is struck off a list for it.
            cells.warn(Column.MOBILE, Refused(SHARED_CALLER, first=first))
        elif first:
            cells.fault(Column.MOBILE, Refused("roster.same_caller", first=first))
            return
        if identity:
            self._ids[number] = row
        if caller:
            self._callers.setdefault(caller, (row, number))


class _Cells:
    """One row while it is checked: its texts by column, and what was found."""

    __slots__ = ("_places", "faults", "row", "warnings")

    def __init__(self, row: Row, places: Mapping[Column, int]) -> None:
        self.row, self._places = row, places
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def text(self, column: Column) -> str:
        """The cell as it stands, without spaces around; «» where there is none."""
        place = self._places.get(column)
        if place is None or place >= len(self.row.cells):
            return ""
        return self.row.cells[place].strip()

    def read(self, column: Column, check: Callable[[str], _T], *, missing: str = "") -> _T | None:
        """A typed value; None where the cell is empty, and with a fault noted where the check says no."""
        text = self.text(column)
        if text in NOTHING:
            if missing:
                self.fault(column, Refused(missing))
            return None
        # Flaws have signs in them, and most cells have none.
        if not text.isalnum() and (code := flaw_of(text)):
            self.fault(column, Refused(code, text=text))
            return None
        try:
            return check(text if text[0] not in TEXT_MARKS else text.lstrip(TEXT_MARKS))
        except Refused as refusal:
            # Nothing but marks and spaces is an empty cell.
            if missing or not refusal.code.endswith(".missing"):
                self.fault(column, refusal)
            return None

    def attempt(self, column: Column, check: Callable[[], None]) -> None:
        """Note a fault if a check says no."""
        try:
            check()
        except Refused as refusal:
            self.fault(column, refusal)

    def fault(self, column: Column | None, refusal: Refused) -> None:
        """The row cannot be taken."""
        self.faults.append(Fault(self.row.number, column, refusal))

    def warn(self, column: Column | None, refusal: Refused) -> None:
        """The row can be taken; somebody may want to look."""
        self.warnings.append(Fault(self.row.number, column, refusal))


@lru_cache(maxsize=50_000)
def _fact(column: Column, text: str) -> tuple[str, Refused | None]:
    """A fact as we keep it, with what is to be said if it is left out; the same words come thousands of times."""
    text = tidy(text).lstrip(TEXT_MARKS)
    if text in NOTHING:
        return "", None
    if code := flaw_of(text):
        return "", Refused(code, text=text)
    words = WORDS.get(column)
    if words is None:
        return text, None
    word = words.get(_bare(text))
    return (word, None) if word is not None else ("", Refused("roster.word", text=text, example=words["3"]))


def _bare(text: str) -> str:
    """A word of a list as other systems write it: without code, dash and brackets («3 三级（高级工）» is «三级»)."""
    word = re.sub(r"[（(].*?[）)]|[\s、./／]", "", text)
    return re.sub(r"^[0-9]+[-—]?(?=[^0-9])|(?<=[\u4e00-\u9fff])(毕业|学历|及以上)$", "", word)


@dataclass(slots=True)
class Summary:
    """The whole file in figures: what an officer sees before anything lands."""

    rows: int = 0
    good: int = 0
    tails: int = 0
    titles: list[str] = field(default_factory=list)  # what stands above the headings
    faults: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> int:
        """Rows that cannot be taken; a row with two faults counts once."""
        return self.rows - self.good

    def add(self, checked: Checked) -> None:
        """Count one row."""
        self.rows += 1
        self.good += checked.entry is not None
        for fault in checked.faults:
            self.faults[fault.refusal.code] += 1
        for warning in checked.warnings:
            self.warnings[warning.refusal.code] += 1


def check_rows(rows: Iterable[Row], heading: Heading, checker: Checker, summary: Summary) -> Iterator[Checked]:
    """Every person's row below the headings, checked; sums and signatures are counted in `summary.tails`.

    A line is a sum or a signature only if it names nobody: seven digits or more where number or mobile stand.
    """
    finders = [heading.places[column] for column in FINDERS if column in heading.places]
    for row in rows:
        if row.number <= heading.row:
            summary.titles += row.cells if row.number < heading.row else []
            continue
        if (is_tail(row.cells) and not _names_somebody(row.cells, finders)) or _repeats(row.cells, heading):
            summary.tails += 1
            continue
        checked = checker.check(row)
        summary.add(checked)
        yield checked


def _names_somebody(cells: Sequence[str], finders: Sequence[int]) -> bool:
    return any(sum(map(str.isdigit, cells[place])) >= 7 for place in finders if place < len(cells))


def _repeats(cells: Sequence[str], heading: Heading) -> bool:
    """The headings once more, as printed lists have them on every page."""
    place = heading.places[Column.NAME]
    return place < len(cells) and cells[place].strip() == heading.words[place] != ""
