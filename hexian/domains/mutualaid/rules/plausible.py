"""Whether a portion of rows can be what its columns say; two columns exchanged show in most rows at once.

Worked example: ID number and settlement number exchanged: not one ID number in 25,000 can be read.  Sums within the
policy's scope and the funds' exchanged: nearly every own share is below zero.  Rather than laying them all before
people one by one the file stops, nothing of the portion is decided, and the columns can be confirmed anew.  A whole
file of a few rows is held to a stricter measure: two bad ones of four are just that, nine of ten are an exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hexian.domains.mutualaid.rules.records import Fault, Flag, Record
from hexian.foundation.actor import Refused

#: From these rows on more than half with the same fault are no accident.
LEAST = 20
#: A whole file shorter than that, of at least so many rows: three in four of them.
FEWEST = 3
#: What exchanged columns look like, and what is said of it.
_SHOWN = {
    Flag.NEGATIVE: "aid.mostly_negative",
    Flag.UNBALANCED: "aid.mostly_unbalanced",
    Flag.BACKWARDS: "aid.mostly_backwards",
    Flag.UNBORN: "aid.mostly_unborn",
    Flag.FUTURE: "aid.mostly_future",
}
_UNREADABLE = ("aid.mostly_unreadable", "aid.mostly_broken")


def looks_exchanged(problem: str) -> bool:
    """Whether a file stands still because its columns look taken for others."""
    return problem in {*_SHOWN.values(), *_UNREADABLE}


def check_plausible(read: Sequence[Record | Fault], *, is_whole: bool = False) -> None:
    """Raise `Refused` with `aid.mostly_*` (`rows`, `of`) where too many rows show the same fault.

    `is_whole` when the rows are all a file has: the last rows of a long one say nothing about its columns.
    """
    if len(read) < (FEWEST if is_whole else LEAST):
        return
    _check_readable(read)
    flags = Counter(each.flags for each in read if isinstance(each, Record) and each.flags)
    for flag, code in _SHOWN.items():
        shown = sum(count for bits, count in flags.items() if bits & flag)
        if _is_too_many(shown, len(read)):
            raise Refused(code, rows=shown, of=len(read))


def _check_readable(read: Sequence[Record | Fault]) -> None:
    columns = Counter(each.column for each in read if isinstance(each, Fault))
    column, alike = columns.most_common(1)[0] if columns else ("", 0)
    # Of a few rows each with a fault of its own nobody could say which column was taken for another.
    if not _is_too_many(columns.total() if len(read) >= LEAST else alike, len(read)):
        return
    said = {"column": column} if column else {}
    raise Refused(_UNREADABLE[0 if column else 1], rows=columns.total(), of=len(read), **said)


def _is_too_many(count: int, of: int) -> bool:
    return count * 2 > of if of >= LEAST else count * 4 >= of * 3
