"""Whether a table of posts agrees with itself, and posts times people with the total both sides agreed on.

Averages are written as round as people say them, so a figure may lie half of its own last place from what others make
it, and a share is written with two places only.  Worked example: 210 people at 88,620, 40 at 111,300, 40 at 94,500 and
60 at 152,880 make 36,015,000 a year, 102,900 each of 350.  Last year's total is not asked about: who worked there then
is not who the table counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hexian.domains.bargaining.rules.delegates import Finding, Weight
from hexian.foundation.money.rules import apply_rate

#: The table with people and averages, and what both sides agreed on besides.
POSTS, TOTAL, AVERAGE = "wage.post_levels", "wage.total_this_year", "wage.average_this_year"
#: Nobody rounds an average coarser than to a hundred yuan, a total than to ten thousand (fen).
ROUND_AVERAGE, ROUND_TOTAL = 10_000, 1_000_000
#: So many rows are named, the dearest first.
NAMED = 3

Rows = Sequence[Mapping[str, Any]]


def raised(amount: int, rise: int) -> int:
    """An amount (fen) raised by so many basis points, half up. Worked example: 8,000.00 by 550 → 8,440.00."""
    return amount + apply_rate(amount, rise)


def place(number: int, most: int) -> int:
    """The last place a figure is written to, in fen: 88,620.00 to ten yuan; at most `most`."""
    found = 1
    while found < most and number % (found * 10) == 0:
        found *= 10
    return found


def rows_differ(title: str, rows: Rows) -> Iterable[Finding]:
    """Rows whose average of this year is not last year's with its rise."""
    for number, row in enumerate(rows, 1):
        last, rise, now = row.get("last_year"), row.get("increase"), row.get("this_year")
        if last is None or rise is None or now is None:
            continue
        expected = raised(last, rise)
        if abs(expected - now) > last // 20_000 + place(now, ROUND_AVERAGE) // 2 + 1:
            yield Finding("draft.row_differs", Weight.BLOCKS, {
                "title": title, "row": number, "post": row.get("post") or "", "last": last, "rise": rise, "now": now,
                "expected": expected,
            })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paid:
    """What the rows make together: people, fen a year, and how far rounding may have taken it."""

    people: int
    total: int
    within: int


def paid(rows: Rows) -> Paid | None:
    """Posts times people; None where a row says one of them not."""
    found = [(row.get("count"), row.get("this_year")) for row in rows]
    known = [(count, now) for count, now in found if count is not None and now is not None]
    if len(known) < len(found) or not known:
        return None
    return Paid(
        sum(count for count, _now in known), sum(count * now for count, now in known),
        sum(count * place(now, ROUND_AVERAGE) for count, now in known) // 2,
    )  # fmt: skip


def sums_differ(title: str, rows: Rows, known: Mapping[str, tuple[str, int]], staff: int | None) -> Iterable[Finding]:
    """Posts times people against total and average; `known` has the title and figure (fen) of what was agreed on.

    A table that counts fewer people than work there may come to less than the total, never to more; one that counts
    them all comes to the very total and average.
    """
    made = paid(rows)
    if made is None or not made.people:
        return
    counts_all, dearest = made.people == staff, _dearest(rows)
    if TOTAL in known:
        name, have = known[TOTAL]
        within = made.within + place(have, ROUND_TOTAL) // 2
        if made.total - have > within or (counts_all and have - made.total > within):
            yield Finding("draft.posts_sum", Weight.BLOCKS, {
                "title": title, "people": made.people, "sum": made.total, "have": have, "total": name, "rows": dearest,
            })  # fmt: skip
    if AVERAGE in known and counts_all:
        name, have = known[AVERAGE]
        expected = (2 * made.total + made.people) // (2 * made.people)
        if abs(expected - have) > made.within // made.people + place(have, ROUND_AVERAGE) // 2 + 1:
            yield Finding("draft.posts_average", Weight.BLOCKS, {
                "title": title, "people": made.people, "sum": made.total, "expected": expected, "have": have,
                "total": name, "rows": dearest,
            })  # fmt: skip


def _dearest(rows: Rows) -> list[tuple[int, str, int, int]]:
    """The rows that weigh most: number, post, people, average (fen)."""
    found = [(number, row.get("post") or "", row["count"], row["this_year"]) for number, row in enumerate(rows, 1)]
    return sorted(found, key=lambda each: -each[2] * each[3])[:NAMED]
