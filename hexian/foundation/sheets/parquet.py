"""Parquet files: columns with names and types, read by a process beside this one (`parquet_child`)."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rows import Row, checked
from hexian.foundation.sheets.rules import MOST_CHARACTERS

_CHILD = Path(__file__).with_name("parquet_child.py")
#: How that process ends when it says why.
_REFUSED = 3


@dataclass(slots=True)
class Parquet:
    """A Parquet file as a book's only sheet; its heading has the number 0, its rows count from 1."""

    path: Path
    name: str = ""
    is_hidden: bool = False
    hidden_rows: int | None = 0
    most: int = field(default=0)

    def rows(self) -> Iterator[Row]:
        """Its heading, then its rows. Raises `Refused`; a file cut off is told before its first row."""
        cells = self._cells()
        try:
            yield from checked(enumerate(cells), self.most)
        finally:
            # At once, not when the last trace of a refusal is gone.
            cells.close()

    def count(self) -> int:
        """How many rows its last lines promise. Raises `Refused`."""
        with _reading("count", self.path) as child:
            told, _ = child.communicate()
            _check(child)
        return int(told or 0)

    def _cells(self) -> Generator[list[str], None, None]:
        csv.field_size_limit(MOST_CHARACTERS * 16)
        with _reading("rows", self.path) as child:
            try:
                assert child.stdout is not None  # noqa: S101 - a pipe was asked for
                yield from csv.reader(child.stdout)
                child.wait()
            finally:
                # Whoever has seen enough leaves it in the middle.
                child.kill()
            _check(child)


def _reading(what: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-I", str(_CHILD), what, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", bufsize=io.DEFAULT_BUFFER_SIZE,
    )  # fmt: skip


def _check(child: subprocess.Popen[str]) -> None:
    """How it ended. Raises `Refused` with `sheets.nested_column` (`name`) or `sheets.damaged_data`."""
    if child.returncode == 0:
        return
    said = child.stderr.read() if child.stderr and not child.stderr.closed else ""
    if child.returncode == _REFUSED and said.startswith("nested "):
        raise Refused("sheets.nested_column", name=said.removeprefix("nested ")[:64])
    raise Refused("sheets.damaged_data")
