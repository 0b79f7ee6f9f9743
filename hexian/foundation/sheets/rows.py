"""A row, and the limits every format keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS


class Row(NamedTuple):
    """A row of texts under the number it has in the sender's spreadsheet, counted from 1."""

    number: int
    cells: list[str]


def checked(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    """The rows that hold anything. Raises `Refused` at the first that breaks a limit, with `row`."""
    for number, cells in rows:
        if not any(cells):
            continue
        if number > MOST_ROWS:
            raise Refused("sheets.too_many_rows", most=MOST_ROWS)
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise Refused("sheets.too_many_columns", row=number, most=MOST_COLUMNS)
        if len(max(cells, key=len)) > MOST_CHARACTERS:
            raise Refused("sheets.cell_too_long", row=number, most=MOST_CHARACTERS)
        yield Row(number, cells)
