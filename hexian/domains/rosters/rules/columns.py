"""What the columns of a roster mean: by their headings, by what stands in them, and what is asked of the officer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hexian.domains.rosters.rules.cells import day_or_none, plain_cell
from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rows import Row
from hexian.foundation.sheets.rules import is_tail, tidy


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
FINDERS = (Column.ID_NUMBER, Column.MOBILE)
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
        return Column.NAME in sure and bool(sure & set(FINDERS))


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
    if not set(FINDERS) & set(named):
        raise Refused("roster.no_finder")


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
    if sum(map(str.isdigit, text)) < _IDENTIFYING or day_or_none(text):
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
