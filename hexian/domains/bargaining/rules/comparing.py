"""Two versions of a text beside each other: what went out, what came in. Numbers with their units stay whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

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
