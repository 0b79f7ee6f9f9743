"""What stands in one cell: nothing, a number kept as text, a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hexian.domains.people.rules import plain
from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import read_day

#: What stands in a cell when there is nothing to say.
NOTHING = frozenset({"", "/", "-", "--", "—", "——", "无", "暂无", "空", "N/A", "n/a"})
#: Put before a number so that a spreadsheet keeps it as text.
TEXT_MARKS = "'`’‘"
_cached_day = lru_cache(maxsize=50_000)(read_day)


def plain_cell(text: str) -> str:
    """A cell's text for looking at digits: half-width, without spaces and the apostrophe that keeps numbers texts."""
    return plain(text.lstrip(TEXT_MARKS))


def day_of(text: str) -> date:
    """The day a cell says; the same days come thousands of times. Raises `Refused` as `read_day` does."""
    return _cached_day(text)


def day_or_none(text: str) -> date | None:
    """The day a cell says, where it says one."""
    try:
        return _cached_day(text) if text else None
    except Refused:
        return None
