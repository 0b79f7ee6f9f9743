"""What the columns of a roster mean, which of its rows can be taken, and what is wrong with the others.

Worked example: in «序号 | 职工姓名 | 证件号 | 联系电话» the second column is the name by its heading, the third the
identity number by heading and contents; row 17 with a wrong last digit is refused with `id.check_digit`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
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
    plain,
)
from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rows import Row
from hexian.foundation.sheets.rules import flaw_of, is_tail, read_day, tidy

_T = TypeVar("_T")
#: What stands in a cell when there is nothing to say.
_NOTHING = frozenset({"", "/", "-", "--", "—", "——", "无", "暂无", "空", "N/A", "n/a"})
#: Put before a number so that a spreadsheet keeps it as text.
_TEXT_MARKS = "'`’‘"


class Column(StrEnum):
    """What a column of a roster may hold."""

    NAME = "name"
    ID_NUMBER = "id_number"
    ID_KIND = "id_kind"
    MOBILE = "mobile"
    SEX = "sex"
    BIRTH = "birth"
    ETHNICITY = "ethnicity"
    EDUCATION = "education"
    POLITICS = "politics"
    DEPARTMENT = "department"
    KIND_OF_WORK = "kind_of_work"
    SKILL_LEVEL = "skill_level"
    JOINED_ON = "joined_on"
    CARD_NO = "card_no"
    STAFF_NO = "staff_no"
    EMPLOYER = "employer"
    UNION = "union"
    NEW_FORM = "new_form"
    IS_MIGRANT = "is_migrant"
    HOUSEHOLD = "household"
    EMAIL = "email"
    NOTE = "note"
    SERIAL = "serial"


#: How headings are written, the most usual first (`domain/TEMPLATES.md` §1.8, §6.1, §6.2, and what HR systems export).
SYNONYMS: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        "姓名",
        "职工姓名",
        "会员姓名",
        "员工姓名",
        "人员姓名",
        "名字",
        "用户名",
        "本人姓名",
        "name",
    ),
    Column.ID_NUMBER: (
        "身份证号",
        "身份证号码",
        "身份证",
        "公民身份号码",
        "居民身份证号码",
        "证件号码",
        "证件号",
        "有效证件号码",
        "有效证件号",
        "身份证件号码",
        "idcard",
        "idnumber",
    ),
    Column.ID_KIND: ("证件类型", "证件类别", "有效证件类别", "有效证件类型", "证件种类"),
    Column.MOBILE: (
        "手机号",
        "手机号码",
        "手机",
        "移动电话",
        "联系手机",
        "本人手机",
        "联系电话",
        "联系方式",
        "电话",
        "电话号码",
        "mobile",
        "phone",
    ),
    Column.SEX: ("性别", "男/女", "sex", "gender"),
    Column.BIRTH: ("出生日期", "出生年月日", "出生年月", "生日", "出生", "出生时间"),
    Column.ETHNICITY: ("民族", "族别"),
    Column.EDUCATION: ("学历", "文化程度", "最高学历", "学历层次", "受教育程度"),
    Column.POLITICS: ("政治面貌", "政治面目", "党派"),
    Column.DEPARTMENT: ("部门", "所在部门", "部门/分会", "分会", "工会小组", "车间", "班组", "科室", "所属部门"),
    Column.KIND_OF_WORK: ("工种", "岗位", "职业", "岗位名称", "职业工种", "工种/岗位", "从事工种", "职务", "岗位/职务"),
    Column.SKILL_LEVEL: ("技能等级", "技术等级", "职业技能等级", "技能级别", "职称/技能等级"),
    Column.JOINED_ON: ("入会时间", "入会日期", "加入工会时间", "入会年月日", "会籍变化日期", "加入工会日期"),
    Column.CARD_NO: ("会员证号", "会员卡号", "工会会员号", "会员号", "工会会员证号"),
    Column.STAFF_NO: ("工号", "职工编号", "员工编号", "企业工号", "人员编号", "员工号"),
    Column.EMPLOYER: ("工作单位", "单位名称", "所在单位", "所属企业/工会", "用人单位", "单位", "公司"),
    Column.UNION: ("所属工会", "工会名称", "工会组织", "所在工会", "所属工会名称", "所属工会组织", "基层工会名称"),
    Column.NEW_FORM: ("新业态群体", "新就业形态", "新就业形态群体", "就业形态"),
    Column.IS_MIGRANT: ("是否农民工", "农民工"),
    Column.HOUSEHOLD: ("户籍类型", "户口性质", "户籍性质", "户口类别"),
    Column.EMAIL: ("邮箱", "电子邮箱", "电子邮件", "email"),
    Column.NOTE: ("备注", "说明", "备注说明"),
    Column.SERIAL: ("序号", "编号", "no", "no."),
}
_BY_WORD = {word: column for column, words in SYNONYMS.items() for word in words}
#: Longest first, so that «身份证号» is found before «身份证».
_LONGEST = sorted((word for word in _BY_WORD if len(word) > 1 and not word.isascii()), key=len, reverse=True)
#: What an error sheet adds to the columns it was sent: read by people, never by us when it comes back.
OURS = frozenset({"原行号", "问题"})
#: A heading with one of these words is about somebody else than the member, or about what a union does not ask for.
_OTHERS = re.compile(
    r"紧急|家属|配偶|父|母|子女|介绍人|推荐人|主席|负责人|领导|经办|单位电话|公司电话|座机|办公电话|传真|"
    r"工资|薪|奖金|银行|卡号|账号|社保|公积金|住址|地址|籍贯"
)
#: Columns without which nobody can be found again; a heading line has the name and one of the others.
_FINDERS = (Column.ID_NUMBER, Column.MOBILE)
#: Above it, a guess is taken unless somebody changes it; below, she is asked.
SURE = 75
#: The heading stands in the first rows or nowhere.
MOST_ROWS_ABOVE = 30
#: Rows looked at to judge a column by its contents.
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column is taken for, how sure (0–100), and why (a code of `texts.REASONS`)."""

    place: int
    heading: str
    column: Column | None
    sure: int
    reason: str

    @property
    def is_sure(self) -> bool:
        """Whether nobody needs to look."""
        return self.sure >= SURE


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the list begins: the row of its headings (0 where there is none), and what the columns are taken for."""

    row: int
    words: tuple[str, ...]
    guesses: tuple[Guess, ...]

    @property
    def places(self) -> dict[Column, int]:
        """Which column stands where."""
        return {guess.column: guess.place for guess in self.guesses if guess.column}

    @property
    def is_sure(self) -> bool:
        """Whether name and number or mobile are there beyond doubt; otherwise somebody confirms."""
        sure = {guess.column for guess in self.guesses if guess.is_sure}
        return Column.NAME in sure and bool(sure & set(_FINDERS))


def word_of(heading: str) -> str:
    """A heading without spaces, remarks in brackets, stars and colons: «身份证号（18位） *» is «身份证号»."""
    word = re.sub(r"[（(\[【].*?[）)\]】]", "", tidy(heading))
    return re.sub(r"[\s*:：＊、_\-]+", "", word).lower()


def find_heading(rows: Sequence[Row], remembered: Mapping[str, str] | None = None) -> Heading:
    """Find the row of headings under titles, or tell the columns by their contents where there is none.

    `rows` are the first ones (`MOST_ROWS_ABOVE + SAMPLE`); `remembered` what the sender confirmed before: word of a
    heading → column, «» for one that is not wanted.  Raises `Refused` with `roster.no_columns` or `roster.no_name`.
    """
    heading = read_heading(rows, remembered)
    check_usable(heading)
    return heading


def read_heading(rows: Sequence[Row], remembered: Mapping[str, str] | None = None, at: int | None = None) -> Heading:
    """The same without a check, so that somebody can point at what was not found.

    `at` is the number of the row she says the headings stand in, 0 when there are none; any other is looked for.
    """
    remembered = remembered or {}
    place = _heading_place(rows[:MOST_ROWS_ABOVE], remembered)
    if at is not None:
        place = next((spot for spot, row in enumerate(rows[:MOST_ROWS_ABOVE]) if row.number == at), place)
        place = None if at == 0 else place
    words = tuple(tidy(cell) for cell in rows[place].cells) if place is not None else ()
    below = [row.cells for row in rows[0 if place is None else place + 1 :] if not is_tail(row.cells)][:SAMPLE]
    width = max((len(cells) for cells in (words, *below)), default=0)
    words += ("",) * (width - len(words))
    return Heading(rows[place].number if place is not None else 0, words, guess(words, below, remembered))


def check_usable(heading: Heading) -> None:
    """Something was recognised, the name among it. Raises `Refused`: `roster.no_columns`, `roster.no_name`."""
    if not heading.places:
        raise Refused("roster.no_columns")
    if Column.NAME not in heading.places:
        raise Refused("roster.no_name")


#: What a column is taken for that nobody has looked at.
NO_GUESS = Guess(0, "", None, 0, "unknown")
#: So many digits in a cell that is no day may be somebody's number.
_IDENTIFYING = 9


def is_of_others(guess: Guess) -> bool:
    """Whether a column that is not read is about somebody else, or about what a union does not ask for."""
    return guess.column is None and bool(_OTHERS.search(word_of(guess.heading)))


def shown_cell(text: str, guess: Guess) -> str:
    """A cell as it may stand on a page where columns are confirmed: of a number its end, of others' data nothing."""
    if is_of_others(guess):
        return ""
    text = tidy(text)
    if sum(map(str.isdigit, text)) < _IDENTIFYING or _day_or_none(text):
        return text[:_MOST_SHOWN]
    return f"****{plain_cell(text)[-4:]}"


#: Characters of a cell that are shown as a sample.
_MOST_SHOWN = 24


def _heading_place(rows: Sequence[Row], remembered: Mapping[str, str]) -> int | None:
    """The row with the most known headings, if they are two or more; the first of equals."""
    scores = [len({_by_word(word_of(cell), remembered)[0] for cell in row.cells} - {None}) for row in rows]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else None


def guess(
    words: Sequence[str], sample: Sequence[Sequence[str]], remembered: Mapping[str, str] | None = None
) -> tuple[Guess, ...]:
    """What every column is, by its heading and by its contents; no two columns are the same."""
    guesses = [
        _guess_one(place, word, [cells[place] for cells in sample if place < len(cells)], remembered or {})
        for place, word in enumerate(words)
    ]
    return tuple(_without_twins(guesses))


def _guess_one(place: int, heading: str, texts: Sequence[str], remembered: Mapping[str, str]) -> Guess:
    word = word_of(heading)
    told, sure, reason = _by_word(word, remembered)
    filled = [text for text in texts if text and not text.isspace()]
    seen = _by_contents(filled) if filled else None
    if reason in {"remembered", "other", "ours"} or (not told and not seen):
        return Guess(place, heading, told, sure, reason)
    if told is None:
        return Guess(place, heading, seen, 60 if word else 76, "contents")
    if told in _LOOKS and filled:
        if _share(told, filled) >= 0.5:
            return Guess(place, heading, told, min(100, sure + 5), f"{reason}_and_contents")
        if seen and seen != told:
            return Guess(place, heading, seen, 45, "contents_against_heading")
        return Guess(place, heading, told, 50, "heading_against_contents")
    return Guess(place, heading, told, sure, reason)


def _by_word(word: str, remembered: Mapping[str, str]) -> tuple[Column | None, int, str]:
    if word in remembered:
        chosen = remembered[word]
        return (Column(chosen) if chosen else None), 100, "remembered"
    if word in OURS:
        return None, 95, "ours"
    if column := _BY_WORD.get(word):
        return column, 95, "heading"
    if not word or len(word) > 20:
        return None, 0, "unknown"
    if _OTHERS.search(word):
        return None, 90, "other"
    part = next((known for known in _LONGEST if known in word), "")
    return (_BY_WORD[part], 75, "part_of_heading") if part else (None, 0, "unknown")


_LOOKS: dict[Column, re.Pattern[str]] = {
    Column.ID_NUMBER: re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]|[0-9](\.[0-9]+)?E\+1[4-7]"),
    Column.MOBILE: re.compile(r"(\+?86)?1[3-9][0-9]{9}"),
    Column.SEX: re.compile(r"[男女](性)?"),
    Column.ETHNICITY: re.compile(r"[\u4e00-\u9fff]{1,5}族|汉|回|满|壮|苗|藏"),
}
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_LIKE_NAME = re.compile(rf"[{_FAMILY}][\u3400-\u9fff\U00020000-\U0003ffff]{{1,2}}")


def _by_contents(filled: Sequence[str]) -> Column | None:
    """What most of a column's cells look like."""
    best = max(_LOOKS, key=lambda column: _share(column, filled))
    if _share(best, filled) >= 0.6:
        return best
    likely = sum(bool(_LIKE_NAME.fullmatch(tidy(text))) for text in filled)
    return Column.NAME if likely >= 0.6 * len(filled) and len(set(filled)) > len(filled) // 3 else None


def _share(column: Column, filled: Sequence[str]) -> float:
    look = _LOOKS[column]
    return sum(bool(look.fullmatch(plain_cell(text))) for text in filled) / len(filled)


def plain_cell(text: str) -> str:
    """A cell's text for looking at digits: half-width, without spaces and the apostrophe that keeps numbers texts."""
    return plain(text.lstrip(_TEXT_MARKS))


def _without_twins(guesses: Sequence[Guess]) -> Iterator[Guess]:
    """Of two columns taken for the same, the surer stays, then the one with the more usual heading, then the first."""
    best: dict[Column, Guess] = {}
    for each in guesses:
        if each.column and (each.column not in best or _weight(each) > _weight(best[each.column])):
            best[each.column] = each
    for each in guesses:
        if each.column is None or best[each.column] is each:
            yield each
        else:
            yield Guess(each.place, each.heading, None, 0, "twin")


def _weight(each: Guess) -> tuple[int, int]:
    words = SYNONYMS[each.column] if each.column else ()
    word = word_of(each.heading)
    return each.sure, -words.index(word) if word in words else -len(words)


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
        day = _day(text)
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
        if (birth := _day_or_none(cells.text(Column.BIRTH))) and birth != identity.birth:
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
        if text in _NOTHING:
            if missing:
                self.fault(column, Refused(missing))
            return None
        # Flaws have signs in them, and most cells have none.
        if not text.isalnum() and (code := flaw_of(text)):
            self.fault(column, Refused(code, text=text))
            return None
        try:
            return check(text if text[0] not in _TEXT_MARKS else text.lstrip(_TEXT_MARKS))
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
    text = tidy(text).lstrip(_TEXT_MARKS)
    if text in _NOTHING:
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


_cached_day = lru_cache(maxsize=50_000)(read_day)


def _day(text: str) -> date:
    return _cached_day(text)


def _day_or_none(text: str) -> date | None:
    try:
        return _cached_day(text) if text else None
    except Refused:
        return None


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
    finders = [heading.places[column] for column in _FINDERS if column in heading.places]
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


class ImportState(StrEnum):
    """Where a roster stands on its way into the union."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    LANDING = "landing"
    LANDED = "landed"
    FAILED = "failed"  # stopped on the way in: to be gone on with, or undone
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"  # given up before anybody was landed


#: Nothing of a roster is half done: whatever stops on the way in can be gone on with or taken back whole.
IMPORT: Mapping[tuple[ImportState, str], ImportState] = {
    (ImportState.UPLOADED, "map"): ImportState.MAPPED,
    (ImportState.MAPPED, "map"): ImportState.MAPPED,
    (ImportState.MAPPED, "check"): ImportState.CHECKING,
    (ImportState.CHECKING, "checked"): ImportState.CHECKED,
    (ImportState.CHECKING, "stop"): ImportState.MAPPED,
    (ImportState.CHECKED, "map"): ImportState.MAPPED,
    (ImportState.CHECKED, "check"): ImportState.CHECKING,
    (ImportState.CHECKED, "land"): ImportState.LANDING,
    (ImportState.LANDING, "landed"): ImportState.LANDED,
    (ImportState.LANDING, "stop"): ImportState.FAILED,
    (ImportState.FAILED, "land"): ImportState.LANDING,
    (ImportState.FAILED, "undo"): ImportState.UNDOING,
    (ImportState.LANDED, "undo"): ImportState.UNDOING,
    (ImportState.UNDOING, "undo"): ImportState.UNDOING,
    (ImportState.UNDOING, "undone"): ImportState.UNDONE,
    (ImportState.UPLOADED, "cancel"): ImportState.CANCELLED,
    (ImportState.MAPPED, "cancel"): ImportState.CANCELLED,
    (ImportState.CHECKING, "cancel"): ImportState.CANCELLED,
    (ImportState.CHECKED, "cancel"): ImportState.CANCELLED,
}
#: Something is being done, by a worker.
BUSY = frozenset({ImportState.CHECKING, ImportState.LANDING, ImportState.UNDOING})
#: Whoever sends the same file to the same union again is told who is at it, or has landed it.
AT_IT = (
    ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKING, ImportState.CHECKED, ImportState.LANDING,
    ImportState.LANDED, ImportState.FAILED, ImportState.UNDOING,
)  # fmt: skip


def next_state(state: str, act: str) -> ImportState:
    """The state an act leads to; raises `Refused("roster.state")` when it cannot be done from here."""
    try:
        return IMPORT[ImportState(state), act]
    except KeyError:
        raise Refused("roster.state", state=state, act=act) from None


class Verdict(StrEnum):
    """What the officer is told of a row that is not simply landed."""

    FAULT = "fault"  # to be corrected and sent again
    HELD = "held"  # lands only when an officer says so
    SKIPPED = "skipped"  # nothing to do: she is a member here already


class Oddity(StrEnum):
    """What is odd about a roster as a whole; an officer says that she has seen it before it lands."""

    MOSTLY_ELSEWHERE = "mostly_elsewhere"  # more than half are members of other unions
    MOSTLY_FAULTY = "mostly_faulty"  # more than half have faults: perhaps the columns are mapped wrongly
    OTHER_UNION = "other_union"  # more than half name another union as theirs
    OTHER_TITLE = "other_title"  # the title above the list names another union


#: A union's name inside a title; what stands before 「工会」 has to name somebody.
_UNION_NAME = re.compile(r"[^\s:：，,。、；;《》]{2,60}工会(?:委员会|联合会)?")
#: Forms are headed so without naming a union.
_NO_UNION = re.compile(
    r"(?:全国|中国|所属|所在|基层|单位|企业|本|上级|填报|加入|建立|各级|各|职工|机关|会员|[省市区县]|街道)+"
    r"工会(?:委员会|联合会)?"
)
_BRACKETED = re.compile(r"[（(\[【].*?[）)\]】]")


def unions_titled(cells: Iterable[str]) -> list[str]:
    """The unions that titles above a list name: 「长河骑手联合工会 会员花名册」 names one, 「工会会员花名册」 none."""
    found = [match.group() for cell in cells for match in _UNION_NAME.finditer(cell)]
    return [name for name in found if not _NO_UNION.fullmatch(name)]


def is_same_union(written: str, name: str) -> bool:
    """Whether a union was meant by what somebody wrote: shorter, longer, with or without 「委员会」 and brackets."""
    marks = [set(map(_union_core, _BRACKETED.findall(each))) for each in (written, name)]
    if not all(marks) or marks[0] == marks[1]:
        written, name = _BRACKETED.sub("", written), _BRACKETED.sub("", name)
    one, other = _union_core(written), _union_core(name)
    return bool(one) and bool(other) and (one in other or one.endswith(other))


def _union_core(name: str) -> str:
    core = re.sub(r"[（）()\[\]【】\s]", "", tidy(name))
    return re.sub(r"(?:工会)?(?:委员会|联合会)?$", "", core) or core


def is_titled_otherwise(cells: Iterable[str], names: Collection[str]) -> bool:
    """Whether titles name unions and none of them is one of `names`: the roster's own and those above it."""
    titled = unions_titled(cells)
    return bool(titled) and not any(is_same_union(each, name) for each in titled for name in names)


def warnings_of(
    *, rows: int, elsewhere: int, faults: int, other_unions: int, is_titled_otherwise: bool = False
) -> list[Oddity]:
    """The warnings over a checked roster."""
    found = [
        (Oddity.MOSTLY_ELSEWHERE, elsewhere), (Oddity.MOSTLY_FAULTY, faults), (Oddity.OTHER_UNION, other_unions),
    ]  # fmt: skip
    titled = [Oddity.OTHER_TITLE] if is_titled_otherwise else []
    return [warning for warning, count in found if rows and count * 2 > rows] + titled


#: Fates that need nothing done, or a look; whoever has another fate is told that she cannot be taken.
_HERE, _LOOKALIKE = "fate.here", "fate.lookalike"


@dataclass(frozen=True, slots=True)
class Totals:
    """A checked roster in the figures an officer decides by; every row of a person is in exactly one."""

    landable: int  # become members as things stand
    here: int  # are members already
    held: int  # look like somebody: an officer looks first
    elsewhere: int  # are members of another union
    faulty: int  # to be corrected, or to be settled with the person


def totals(counts: Mapping[str, int], admitting: Collection[str]) -> Totals:
    """The figures out of what the check counted; `admitting` are the fates that make a member."""
    fates = {key: count for key, count in counts.items() if key.startswith("fate.")}
    landable = sum(fates.pop(f"fate.{fate}", 0) for fate in admitting)
    here, held = fates.pop(_HERE, 0), fates.pop(_LOOKALIKE, 0)
    elsewhere = fates.pop("fate.elsewhere", 0)
    return Totals(landable, here, held, elsewhere, counts.get("faults", 0) + sum(fates.values()))


#: What becomes of a row whose person is known in some way (`members.rules.Fate`), where it is no fault.
_VERDICTS = {"here": Verdict.SKIPPED, "lookalike": Verdict.HELD}


def verdict_of(fate: str) -> Verdict:
    """How a row that made nobody a member is shown."""
    return _VERDICTS.get(fate, Verdict.FAULT)


def check_columns(titles: Sequence[str], columns: Sequence[str]) -> None:
    """Every column named once at most, the name and a number or mobile among them.

    Raises `Refused` with `roster.columns_uneven`, `roster.column_unknown`, `roster.column_twice` (`column`),
    `roster.no_name`, `roster.no_finder`.
    """
    if len(titles) != len(columns):
        raise Refused("roster.columns_uneven")
    named = [column for column in columns if column]
    if not set(named) <= set(Column):
        raise Refused("roster.column_unknown")
    twice = [column for column, count in Counter(named).items() if count > 1]
    if twice:
        raise Refused("roster.column_twice", column=Column(twice[0]))
    if Column.NAME not in named:
        raise Refused("roster.no_name")
    if not set(_FINDERS) & set(named):
        raise Refused("roster.no_finder")


def check_may_land(*, landable: int, warnings: Collection[str], seen: Collection[str]) -> None:
    """There is somebody to land, and every warning was seen. Raises `Refused`: `roster.nobody`, `roster.warning`."""
    if not landable:
        raise Refused("roster.nobody")
    unseen = sorted(set(warnings) - set(seen))
    if unseen:
        raise Refused("roster.warning", warnings=unseen)


def check_number(said: int | None, wanted: int) -> None:
    """Whoever lands many says how many. Raises `Refused("roster.number_unlike")` (`wanted`)."""
    if said != wanted:
        raise Refused("roster.number_unlike", wanted=wanted)


def check_may_undo(until: datetime | None, now: datetime) -> None:
    """A roster is taken back within its time. Raises `Refused("roster.too_late")` (`until`)."""
    if until is not None and now >= until:
        raise Refused("roster.too_late", until=until)
