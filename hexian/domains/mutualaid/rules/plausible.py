"""Whether a portion of rows can be what its columns say; two columns exchanged show in most rows at once.

Worked example: ID number and settlement number exchanged: not one ID number in 25,000 can be read.  Sums within the
policy's scope and the funds' exchanged: nearly every own share is below zero.  Rather than laying them all before
people one by one the file stops, nothing of the portion is decided, and the columns can be confirmed anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hexian.domains.mutualaid.rules.records import Fault, Flag, Record
from hexian.foundation.actor import Refused

#: In fewer rows than these a few bad ones are just that.
LEAST = 20
#: What exchanged columns look like, and what is said of it.
_SHOWN = {
    Flag.NEGATIVE: "aid.mostly_negative",
    Flag.UNBALANCED: "aid.mostly_unbalanced",
    Flag.BACKWARDS: "aid.mostly_backwards",
    Flag.UNBORN: "aid.mostly_unborn",
    Flag.FUTURE: "aid.mostly_future",
}


def check_plausible(read: Sequence[Record | Fault]) -> None:
    """Raise `Refused` with `aid.mostly_*` (`rows`, `of`) where more than half of the rows show the same fault."""
    if len(read) < LEAST:
        return
    faults = [each for each in read if isinstance(each, Fault)]
    if len(faults) * 2 > len(read):
        column = Counter(each.column for each in faults).most_common(1)[0][0]
        said = {"column": column} if column else {}
        raise Refused(
            "aid.mostly_unreadable" if column else "aid.mostly_broken", rows=len(faults), of=len(read), **said
        )
    flags = Counter(each.flags for each in read if isinstance(each, Record) and each.flags)
    for flag, code in _SHOWN.items():
        shown = sum(count for bits, count in flags.items() if bits & flag)
        if shown * 2 > len(read):
            raise Refused(code, rows=shown, of=len(read))
