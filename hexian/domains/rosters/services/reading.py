"""Reading a stored roster again and again: for a look, for the check, for landing; always from the file itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from hexian.domains.rosters import rules
from hexian.domains.rosters.models import Import
from hexian.domains.rosters.rules import Checked, Checker, Column, Guess, Heading
from hexian.foundation import sheets
from hexian.foundation.actor import Refused
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.sheets import Book, Row, Sheet

T = TypeVar("T")
P = TypeVar("P")
#: Portions made ahead of the one being written.
_AHEAD = 1


@contextmanager
def opened(roster: Import) -> Iterator[Book]:
    """The stored file as a book. Raises `Refused` with `roster.file_gone` or what `sheets.open_sheet` says."""
    kept = attachments.find(roster.file_id)
    if kept is None:
        raise Refused("roster.file_gone")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster"
        with path.open("wb") as file:
            file.writelines(attachments.stream(kept))
        yield sheets.open_sheet(path, roster.file_name)


def sheet_of(book: Book, name: str) -> Sheet:
    """The sheet of that name; without a name, the first that can be seen. Raises `Refused("roster.no_sheet")`."""
    for sheet in book.sheets:
        if sheet.name == name:
            return sheet
    if name or not book.visible:
        raise Refused("roster.no_sheet", name=name)
    return book.visible[0]


def first_rows(sheet: Sheet) -> list[Row]:
    """As many rows as it takes to find the headings and judge the columns."""
    return list(islice(sheet.rows(), rules.MOST_ROWS_ABOVE + rules.SAMPLE))


def heading_of(roster: Import) -> Heading:
    """The columns as they were confirmed."""
    guesses = tuple(
        Guess(place, word, Column(column) if column else None, 100, "remembered")
        for place, (word, column) in enumerate(zip(roster.titles, roster.columns, strict=True))
    )
    return Heading(roster.header_row, tuple(roster.titles), guesses)


def checked_rows(roster: Import, sheet: Sheet, checker: Checker, summary: rules.Summary) -> Iterator[Checked]:
    """Every person's row, checked from the top."""
    return rules.check_rows(sheet.rows(), heading_of(roster), checker, summary)


def portions(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """So many at a time."""
    while portion := list(islice(rows, size)):
        yield portion


def ahead(given: Iterator[Sequence[T]], prepare: Callable[[Sequence[T]], P]) -> Iterator[P]:
    """What `prepare` makes of each portion, the next one in a thread while this one is being written.

    The thread reads and computes only; the database belongs to the caller.
    """

    def step() -> P | None:
        portion = next(given, None)
        return None if portion is None else prepare(portion)

    with ThreadPoolExecutor(_AHEAD, thread_name_prefix="roster") as pool:
        waiting = pool.submit(step)
        while (made := waiting.result()) is not None:
            waiting = pool.submit(step)
            yield made
