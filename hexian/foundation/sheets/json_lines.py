"""JSON lines: one object a line, its keys the heading; numbers kept as they are written, never as floats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.delimited import encoding_of, lines_in
from hexian.foundation.sheets.rows import Row, checked
from hexian.foundation.sheets.rules import MEGABYTE

#: So many lines are looked through for keys before the heading is made; a key that comes later is told at its line.
FIRST = 200
#: Characters of a line: two hundred cells of moderate length.
_LONGEST = MEGABYTE // 2
_POWER = re.compile("[eE]")
#: From here on a power of ten is more likely a number that has lost its last digits.
_MOST_PLAIN = Decimal(10) ** 15

_Pairs = list[tuple[str, object]]


class _TwiceError(ValueError):
    """A key stands twice in an object."""


@dataclass(slots=True)
class JsonLines:
    """A file of JSON lines as a book's only sheet; its heading has the number 0, rows have those of their lines."""

    path: Path
    name: str = ""
    is_hidden: bool = False
    hidden_rows: int | None = 0
    most: int = field(default=0)
    encoding: str = ""  # when it is known already

    def __post_init__(self) -> None:
        self.encoding = self.encoding or encoding_of(self.path)

    def rows(self) -> Iterator[Row]:
        """Its heading, then its lines; one that cannot be read comes with its flaw. Raises `Refused`."""
        return checked(self._numbered(), self.most)

    def count(self) -> int:
        """How many lines there are."""
        return lines_in(self.path)

    def _numbered(self) -> Iterator[Row]:
        heading = self._heading()
        if not heading:
            # Not one line of the first is an object: it is another kind of file.
            raise Refused("sheets.no_json_lines", lines=FIRST)
        yield Row(0, heading)
        place = {key: at for at, key in enumerate(heading)}
        for number, line in self._lines():
            if line.strip():
                yield _row(number, line, place)

    def _heading(self) -> list[str]:
        """The keys of the first lines in the order in which they are met."""
        keys: dict[str, None] = {}
        for _, line in islice(self._lines(), FIRST):
            pairs = _read(line)
            if not isinstance(pairs, str):
                keys |= dict.fromkeys(key for key, _ in pairs)
        return list(keys)

    def _lines(self) -> Iterator[tuple[int, str]]:
        with self.path.open(encoding=self.encoding, errors="replace", newline="\n") as file:
            number = 0
            while line := file.readline(_LONGEST):
                number += 1
                # The rest of a line that is too long belongs to it.
                while not line.endswith("\n") and (rest := file.readline(_LONGEST)):
                    line = "\x00" if not rest.endswith("\n") else "\x00\n"
                yield number, line


def _row(number: int, line: str, place: dict[str, int]) -> Row:
    pairs = _read(line)
    if isinstance(pairs, str):
        return Row(number, [], Refused(pairs))
    cells = [""] * len(place)
    for key, value in pairs:
        at = place.get(key)
        if at is None:
            # Left out it could have been the mark of a refund.
            return Row(number, cells, Refused("sheets.late_key", lines=FIRST))
        if isinstance(value, str):
            cells[at] = value
        elif isinstance(value, list | dict | tuple):
            return Row(number, cells, Refused("sheets.nested"))
        elif value is not None:
            cells[at] = "TRUE" if value else "FALSE"
    return Row(number, cells)


def _read(line: str) -> _Pairs | str:
    """The pairs of a line, numbers as texts; or the code of what is wrong with it."""
    try:
        found = _DECODER.decode(line.strip())
    except _TwiceError:
        return "sheets.key_twice"
    except (ValueError, RecursionError):
        return "sheets.broken_line"
    return list(found.items()) if isinstance(found, dict) else "sheets.no_object"


def _once(pairs: _Pairs) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError
    return found


def _number(text: str) -> str:
    """A number as it is written; a small power of ten in full, «3.3E+17» as the sign of digits that were lost."""
    if not _POWER.search(text):
        return text
    exact = Decimal(text)
    small = abs(exact.adjusted()) < 30 and abs(exact) < _MOST_PLAIN
    return format(exact, "f") if small else f"{exact:.14E}"


def _no_number(name: str) -> str:
    raise ValueError(name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_number, parse_int=str, parse_constant=_no_number, strict=False
)
