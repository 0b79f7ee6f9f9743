"""A file opened: what it is, which sheets it has, and their rows one after another.

Nothing is believed of the name but its ending, and that only to tell somebody that it is wrong.  Rows come in bounded
memory however many there are, with the numbers the sender sees beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from hexian.foundation.actor import Refused
from hexian.foundation.sheets import delimited, json_lines, kinds, old_workbooks, parquet, workbooks
from hexian.foundation.sheets.kinds import Kind
from hexian.foundation.sheets.rows import Row
from hexian.foundation.sheets.rules import MOST_BYTES


class Sheet(Protocol):
    """One sheet of a book."""

    @property
    def name(self) -> str:
        """As on its tab."""

    @property
    def is_hidden(self) -> bool:
        """Whether its tab is hidden."""

    @property
    def hidden_rows(self) -> int | None:
        """How many rows were passed over because they are hidden; None where the format does not tell."""

    def rows(self) -> Iterator[Row]:
        """Its rows from the top, without empty and hidden ones; may be called again. Raises `Refused`."""

    def count(self) -> int:
        """How many rows there are about, found without reading them: to show how far a reading is. Raises `Refused`."""


class Shown(NamedTuple):
    """What an opened file is told as: its kind and how its text is written."""

    kind: Kind
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """An opened file with its sheets, hidden ones included."""

    shown: Shown
    sheets: tuple[Sheet, ...]

    @property
    def visible(self) -> tuple[Sheet, ...]:
        """The sheets whose tabs can be seen."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)


def open_sheet(
    path: Path,
    name: str,
    *,
    taking: frozenset[Kind] = kinds.SPREADSHEETS,
    most_rows: int = 0,
    most_bytes: int = MOST_BYTES,
    encoding: str = "",
) -> Book:
    """Open a stored file; `name` is what its sender called it.

    `taking` are the kinds the caller knows what to do with; `most_rows` is for kinds that are no spreadsheets' (which
    have 1,048,576), `most_bytes` for all; `encoding` is what a text was told as when it was opened before, which spares
    reading all of it.

    Raises `Refused` with one of `sheets.empty`, `.too_large`, `.wrong_ending`, `.wps`, `.macros`, `.password`,
    `.binary_workbook`, `.not_a_workbook`, `.html`, `.unknown_kind`, `.damaged`, `.bomb`, `.entities`, `.encoding`,
    `.too_many_rows`, `.too_many_columns`, `.cell_too_long`, `.open_quote`, `.not_taken`, `.json_list`,
    `.no_json_lines`, `.nested_column`; some may come while rows are read.
    """
    kind = kinds.kind_of(path, name, taking, most_bytes)
    if kind is Kind.XLSX:
        book = Book(Shown(kind), tuple(workbooks.sheets_of(path)))
    elif kind is Kind.XLS:
        book = Book(Shown(kind), tuple(old_workbooks.sheets_of(path)))
    elif kind is Kind.PARQUET:
        book = Book(Shown(kind), (parquet.Parquet(path, most=most_rows),))
    elif kind is Kind.JSON_LINES:
        lines = json_lines.JsonLines(path, most=most_rows, encoding=encoding)
        book = Book(Shown(kind, lines.encoding), (lines,))
    else:
        table = delimited.Table(path, most=most_rows, encoding=encoding)
        book = Book(Shown(kind, table.encoding, table.delimiter), (table,))
    _check_not_empty(book)
    return book


def _check_not_empty(book: Book) -> None:
    if not any(next(sheet.rows(), None) for sheet in book.sheets):
        raise Refused("sheets.empty")
