"""What changed between two wordings of a clause: pieces kept, gone and new, for the comparison and for screens.

Worked example: «增长5%» against «增长6.5%» keeps 「增长」, loses 「5%」 and gains 「6.5%」: figures change whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from hexian.foundation.documents.shapes_contract import Compared, Segment

#: Figures with their sign, words in Latin letters, then one character each.
_PIECE = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。；！？\n]*(?:[。；！？\n]|$)")
#: Above so many pieces a clause is compared sentence by sentence: matching takes time with the square of the length.
MOST_PIECES = 1_000


def compared(clause: str, former: str, new: str) -> Compared:
    """A row for the table of comparison: both wordings with what changed marked."""
    before, after = segments(former, new)
    return Compared(clause=clause, former=before, new=after)


def segments(former: str, new: str) -> tuple[list[Segment], list[Segment]]:
    """Both texts cut into pieces marked same, gone or new; joined they are the texts again."""
    one, other, long = pieces(former, new)
    before: list[Segment] = []
    after: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=long).get_opcodes():
        before += marked("same" if kind == "equal" else "gone", one[a:b])
        after += marked("same" if kind == "equal" else "new", other[c:d])
    return before, after


def pieces(former: str, new: str) -> tuple[list[str], list[str], bool]:
    """Both texts in pieces: fine ones, or sentences where the texts are long; and whether they are."""
    one, other = list(cut(_PIECE, former)), list(cut(_PIECE, new))
    if max(len(one), len(other)) <= MOST_PIECES:
        return one, other, False
    return list(cut(_SENTENCE, former)), list(cut(_SENTENCE, new)), True


def cut(by: re.Pattern[str], text: str) -> Iterator[str]:
    """The text in pieces, none of them empty."""
    return (found for found in by.findall(text) if found)


def marked(mark: str, parts: Sequence[str]) -> list[Segment]:
    """One segment, or none where there is nothing."""
    text = "".join(parts)
    return [Segment(text=text, mark=mark)] if text else []
