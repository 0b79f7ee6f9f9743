"""A row, and the limits every format keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS


class Row(NamedTuple):
    """A row of texts under the number it has in the sender's file, counted from 1; a heading without a line is 0.

    `flaw` says why a row by itself cannot be relied on while the rest of the file can: a broken line of JSON, a last
    line that was cut off.  Its cells may be short then.
    """

    number: int
    cells: list[str]
    flaw: Refused | None = None


def checked(rows: Iterable[tuple[int, list[str]] | Row], most: int = 0) -> Iterator[Row]:
    """The rows that hold anything. Raises `Refused` at the first that breaks a limit, with `row`."""
    most = most or MOST_ROWS
    for each in rows:
        number, cells = each[0], each[1]
        flaw = each.flaw if isinstance(each, Row) else None
        if flaw is None and not any(cells):
            continue
        if number > most:
            raise Refused("sheets.too_many_rows", most=most)
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise Refused("sheets.too_many_columns", row=number, most=MOST_COLUMNS)
        if cells and len(max(cells, key=len)) > MOST_CHARACTERS:
            raise Refused("sheets.cell_too_long", row=number, most=MOST_CHARACTERS)
        yield Row(number, cells, flaw)
