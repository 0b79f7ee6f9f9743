"""Two versions of a text beside each other: what went out, what came in. Numbers with their units stay whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


class Substance(StrEnum):
    """What makes a version of a text another agreement, not other words for it."""

    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"  # a figure, a day, a choice, a line of a table
    BINDING = "binding"  # whether something must, may or must not be
    SENTENCE = "sentence"  # one more or one less
    TERM = "term"
    WOMENS = "womens"


@dataclass(frozen=True, slots=True)
class Change:
    """Why one article is another agreement: its clause, what it is called, and what was done to it."""

    clause: str
    title: str
    what: Substance


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


def substance(former: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What of a new version is another agreement than the former one, clause by clause; nothing for other words alone.

    A wage of another sum, a day, a table, a whole clause: the congress has agreed to the former and to nothing else.
    """
    before, after = _by_clause(former), _by_clause(new)
    found = [Change(code, each["title"], Substance.ADDED) for code, each in after.items() if code not in before]
    found += [Change(code, each["title"], Substance.REMOVED) for code, each in before.items() if code not in after]
    for code, each in after.items():
        what = _other(before[code], each) if code in before else None
        if what is not None:
            found.append(Change(code, each["title"], what))
    if any(former.get(name) != new.get(name) for name in ("starts_on", "ends_on")):
        found.append(Change("", "", Substance.TERM))
    if former.get("womens_content") != new.get("womens_content"):
        found.append(Change("", "", Substance.WOMENS))
    return found


def _by_clause(body: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The articles both sides agreed on; what the law itself says follows from them and from the term."""
    articles = (each for chapter in body["chapters"] for each in chapter["articles"])
    return {each["clause"]: each for each in articles if not each["clause"].startswith(STANDING)}


def _other(former: Mapping[str, Any], new: Mapping[str, Any]) -> Substance | None:
    if former["rows"] != new["rows"] or former["columns"] != new["columns"]:
        return Substance.VALUE
    if former["words"] == new["words"]:
        return None
    if _FIGURE.findall(former["words"]) != _FIGURE.findall(new["words"]) or _is_choice(new["clause"]):
        return Substance.VALUE
    if len(_SENTENCE.findall(former["words"])) != len(_SENTENCE.findall(new["words"])):
        return Substance.SENTENCE
    return Substance.BINDING if _BINDING.findall(former["words"]) != _BINDING.findall(new["words"]) else None


def _is_choice(code: str) -> bool:
    """Whether the words of a clause are one of its choices: another one is another value."""
    entry = codebook().get(code)
    return entry is not None and entry.kind is Kind.CHOICE
