"""Error sheets and exports, written row by row, in bounded memory; no cell becomes a formula where it is opened."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

#: A spreadsheet takes a text that begins so for a formula, in a CSV file at least.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is put before one that could be."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class CsvWriter:
    """A CSV file in UTF-8 with the mark by which Excel knows the encoding."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def row(self, cells: Sequence[str]) -> None:
        """Write one line."""
        self._writer.writerow([safe(cell) for cell in cells])


class WorkbookWriter:
    """An XLSX file; every cell is a text, so that 18 digits stay 18 digits."""

    def __init__(self, path: Path, sheet: str, *, heading: Sequence[str] = (), wide: Sequence[int] = ()) -> None:
        self._book: Any = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
        )
        self._text = self._book.add_format({"num_format": "@"})
        self._sheet: Any = self._book.add_worksheet(sheet)
        self._line = 0
        for column, width in enumerate(wide):
            self._sheet.set_column(column, column, width, self._text)
        if heading:
            self._sheet.freeze_panes(1, 0)
            self.row(heading)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def row(self, cells: Sequence[str]) -> None:
        """Write one line; texts are texts here, so only what might be copied on into a CSV file is guarded."""
        for column, cell in enumerate(cells):
            if cell:
                self._sheet.write_string(self._line, column, safe(cell), self._text)
        self._line += 1
