"""Two versions of a text beside each other: what went out, what came in. Numbers with their units stay whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from hexian.domains.bargaining.rules.clauses import Kind, codebook
from hexian.domains.bargaining.rules.standing import STANDING

_PIECE = re.compile(r"\d[\d,.]*\s*(?:%|元|万元|万|月|日|年|天|小时|人|倍)?|[A-Za-z]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went out («del») or came in («ins»)."""

    kind: str
    text: str


def difference(former: str, new: str) -> list[Piece]:
    """The new text with what was struck out and put in, in reading order."""
    before, after = _PIECE.findall(former), _PIECE.findall(new)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(after[c:d])))
            continue
        if a < b:
            found.append(Piece("del", "".join(before[a:b])))
        if c < d:
            found.append(Piece("ins", "".join(after[c:d])))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table beside the one before: stayed, went out («del») or came in («ins»), and which cells differ."""

    kind: str
    cells: Mapping[str, Any]
    changed: frozenset[str] = frozenset()


def table_difference(key: str, former: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The new rows in their order, each held against the former one `key` names alike; what was dropped comes last.

    Of several rows with one name the first is held against the first, the second against the second.
    """
    waiting: dict[Any, list[Mapping[str, Any]]] = {}
    for row in former:
        waiting.setdefault(row.get(key), []).append(row)
    found = []
    for row in new:
        before = waiting.get(row.get(key))
        if not before:
            found.append(Row("ins", row))
            continue
        beside = before.pop(0)
        found.append(Row("same", row, frozenset(name for name in row if row[name] != beside.get(name))))
    return [*found, *(Row("del", row) for rows in waiting.values() for row in rows)]


class Substance(StrEnum):
    """What makes a version of a text another agreement, not other words for it."""

    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"  # a figure, a day, a choice, a line of a table
    BINDING = "binding"  # whether something must, may or must not be
    SENTENCE = "sentence"  # one more or one less
    SCOPE = "scope"  # for whom, where or when it holds: 「全体」 is not 「部分」
    REWORDED = "reworded"  # so much was written anew that nobody can call it the same words
    TERM = "term"
    WOMENS = "womens"


@dataclass(frozen=True, slots=True)
class Change:
    """Why one article is another agreement: its clause, what it is called, and what was done to it."""

    clause: str
    title: str
    what: Substance
    words: str = ""  # which words came and went, or how many characters


#: Figures with what they count, also written out: «10日», «5.5%», «十日», «百分之五», «三分之一».
_FIGURE = re.compile(
    r"\d[\d,.]*|百分之[零〇一二三四五六七八九十百点半]+"
    r"|[零〇一二两三四五六七八九十百千万半]+(?=个?(?:工作日|[日天月年元倍次人名成]|周|小时|分之))"
)
_SENTENCE = re.compile(r"[^。；;\n]+")
#: Words by which something is owed, allowed or forbidden.
_BINDING = re.compile(
    r"不|未|无|免|除外|应当|应|必须|可以|可|均|全部|任何|或者|以及|最高|最低|至少|至多|以上|以下|以内"
)


#: Words that say for whom, where or when something holds; the longer first: 「非全日制」 is no 「全日制」.  The program
#: does not understand a sentence: one of these more or less is what it takes for another agreement, and says so.
SCOPE_WORDS = (
    "全体", "全员", "所有", "全部", "每名", "每位", "各", "部分", "个别", "少数", "多数", "一线", "在岗", "在册",
    "在职", "在编", "正式", "离岗", "待岗", "退休", "试用期", "实习", "学徒", "新入职", "劳务派遣", "派遣", "外包",
    "外包工", "临时", "季节", "非全日制", "全日制", "兼职", "女职工", "女", "男", "孕期", "产期", "哺乳期",
    "未成年工", "残疾", "农民工", "管理人员", "中层", "高级", "技能人才", "技术工人", "工人", "职工", "员工",
    "劳动者", "班组", "车间", "部门", "岗位", "工龄", "满勤", "全勤", "出勤", "考核", "合格", "优秀", "因公",
    "因病", "工伤", "法定", "企业", "工会", "税前", "税后", "含", "另行", "基本工资", "工资总额", "平均工资",
    "最低工资", "计件", "计时", "加班", "奖金", "津贴", "补贴", "每月", "每季", "每年", "当月", "次月", "年底",
    "年度", "之前", "之后", "以前", "以后", "同时", "一次性", "分期", "连续", "累计", "协商", "同意", "书面",
    "优先", "暂停", "停止", "取消", "撤销", "降低", "减少", "提高", "增加", "上浮", "下浮", "根据效益", "视效益",
    "效益",
)  # fmt: skip
_SCOPE = re.compile("|".join(sorted(SCOPE_WORDS, key=len, reverse=True)))
#: From how many characters more a clause counts as written anew where a case keeps no number of its own.
REWORDED = 10
_MARK = re.compile(r"[\W_]")


def substance(former: Mapping[str, Any], new: Mapping[str, Any], *, reworded: int = REWORDED) -> list[Change]:
    """What of a new version is another agreement than the former one, clause by clause; nothing for other words alone.

    A wage of another sum, a day, a table, a whole clause: the congress has agreed to the former and to nothing else.
    So it is with for whom it holds, and with a clause in which more than `reworded` characters came or went.
    """
    before, after = _by_clause(former), _by_clause(new)
    found = [Change(code, each["title"], Substance.ADDED) for code, each in after.items() if code not in before]
    found += [Change(code, each["title"], Substance.REMOVED) for code, each in before.items() if code not in after]
    for code, each in after.items():
        what = _other(before[code], each, reworded) if code in before else None
        if what is not None:
            found.append(Change(code, each["title"], *what))
    if any(former.get(name) != new.get(name) for name in ("starts_on", "ends_on")):
        found.append(Change("", "", Substance.TERM))
    if former.get("womens_content") != new.get("womens_content"):
        found.append(Change("", "", Substance.WOMENS))
    return found


def _by_clause(body: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The articles both sides agreed on; what the law itself says follows from them and from the term."""
    articles = (each for chapter in body["chapters"] for each in chapter["articles"])
    return {each["clause"]: each for each in articles if not each["clause"].startswith(STANDING)}


def _other(former: Mapping[str, Any], new: Mapping[str, Any], reworded: int) -> tuple[Substance, str] | None:
    if former["rows"] != new["rows"] or former["columns"] != new["columns"]:
        return Substance.VALUE, ""
    before, after = former["words"], new["words"]
    if before == after:
        return None
    if _FIGURE.findall(before) != _FIGURE.findall(after) or _is_choice(new["clause"]):
        return Substance.VALUE, ""
    if len(_SENTENCE.findall(before)) != len(_SENTENCE.findall(after)):
        return Substance.SENTENCE, ""
    if _BINDING.findall(before) != _BINDING.findall(after):
        return Substance.BINDING, ""
    return _scope(before, after) or _reworded(before, after, reworded)


def _scope(before: str, after: str) -> tuple[Substance, str] | None:
    """Which words of scope came («＋部分») and went («－全体»)."""
    had, has = Counter(_SCOPE.findall(before)), Counter(_SCOPE.findall(after))
    told = [*(f"－{word}" for word in had - has), *(f"＋{word}" for word in has - had)]
    return (Substance.SCOPE, "、".join(told)) if told else None


def _reworded(before: str, after: str, most: int) -> tuple[Substance, str] | None:
    """How many characters came and went; marks and spaces are none."""
    pieces = (_MARK.sub("", each.text) for each in difference(before, after) if each.kind != "same")
    count = sum(len(each) for each in pieces)
    return (Substance.REWORDED, str(count)) if count > most else None


def _is_choice(code: str) -> bool:
    """Whether the words of a clause are one of its choices: another one is another value."""
    entry = codebook().get(code)
    return entry is not None and entry.kind is Kind.CHOICE
