"""What reports about money need; sums are already words («752.40»), exact to the fen."""

# no deferred annotations here: `__required_keys__` must see Required and NotRequired
from typing import NotRequired

from hexian.foundation.documents.shapes import Common


class MoneyReportData(Common):
    """A report about money: facts above, one table, notes below."""

    union: str
    title: str
    #: 「2026年1月至6月」.
    period: str
    #: Pairs of label and value.
    facts: NotRequired[list[list[str]]]
    head: list[str]
    #: Columns of sums, from 0: they stand at the right.
    sums: NotRequired[list[int]]
    rows: list[list[str]]
    #: The last line, as many cells as the head.
    total: NotRequired[list[str]]
    notes: NotRequired[list[str]]
    #: Who signs: 「制表」「复核」.
    signs: NotRequired[list[str]]
    #: Across the page.
    wide: NotRequired[bool]
    printed_on: str


#: Template → the keys it cannot do without.
LEDGER: dict[str, frozenset[str]] = {"money-report": MoneyReportData.__required_keys__}
