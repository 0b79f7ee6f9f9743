"""Tables as text: encoding, separator and quotes found out, then read row by row."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rows import Row, checked
from hexian.foundation.sheets.rules import MEGABYTE, MOST_CHARACTERS

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",\t;"
_SAMPLE_LINES = 60
_CUT = "\ufffd"
#: Of a million characters so many may be broken before the encoding must be another one.
_MOST_BROKEN = 500
#: Control characters no table has, and characters for private use, which a wrong encoding produces in numbers.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
_ODD = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


@dataclass(slots=True)
class Table:
    """A text file as a book's only sheet."""

    path: Path
    name: str = ""
    is_hidden: bool = False
    hidden_rows: int | None = 0
    most: int = 0
    encoding: str = ""  # when it is known already
    delimiter: str = field(default="", init=False)
    _forms: frozenset[str] = field(default=frozenset(), init=False)

    def __post_init__(self) -> None:
        self.encoding = self.encoding or encoding_of(self.path)
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as lines:
            sample = [line for line, _ in zip(lines, range(_SAMPLE_LINES), strict=False)]
        self.delimiter = delimiter_of(sample)
        if not is_ended(self.path):
            self._forms = _forms_of(csv.reader(sample[:-1], delimiter=self.delimiter))

    def rows(self) -> Iterator[Row]:
        """Its rows from the top; a last line that may have been cut off comes with that flaw. Raises `Refused`."""
        return checked(self._watched() if self._forms else self._numbered(), self.most)

    def count(self) -> int:
        """How many lines there are; a line break inside quotes makes one too many."""
        return lines_in(self.path)

    def _watched(self) -> Iterator[tuple[int, list[str]] | Row]:
        """The rows of a file without a line break at its end: half a file looks like this, and so do some whole ones.

        The last line is believed where its last cell has a form that cannot be half of it; «3000» for «3000.00» would
        be paid as if a fund had paid less.
        """
        last: tuple[int, list[str]] | None = None
        for each in self._numbered():
            if last is not None:
                yield last
            last = each
        if last is not None:
            is_whole = bool(last[1]) and _form(last[1][-1]) in self._forms
            yield last if is_whole else Row(*last, Refused("sheets.cut_line"))

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(MOST_CHARACTERS * 16)
        number = 0
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as lines:
            try:
                for number, cells in enumerate(csv.reader(lines, delimiter=self.delimiter), start=1):
                    yield number, [cell.strip() if cell[-1:] in " \t" or cell[:1] in " \t" else cell for cell in cells]
            except csv.Error:
                # A quote that is never closed swallows line after line until the field is too long.
                raise Refused("sheets.open_quote", row=number + 1) from None


def lines_in(path: Path) -> int:
    """How many lines a file of text has."""
    ended, last = 0, b""
    with path.open("rb") as file:
        while block := file.read(MEGABYTE):
            ended, last = ended + block.count(b"\n"), block
    return ended + (not last.rstrip(b"\x00").endswith(b"\n"))


def is_ended(path: Path) -> bool:
    """Whether the last line is closed by a line break, whatever the encoding."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        return file.read().rstrip(b"\x00 ").endswith((b"\n", b"\r", b"\n\x1a"))


def _forms_of(rows: Iterator[list[str]]) -> frozenset[str]:
    """The forms of last cells below the heading; where digits come in several lengths none of them tells anything.

    «?» stands for none at all, so that such a file is watched all the same.
    """
    forms = {_form(cells[-1]) for cells in list(rows)[1:] if cells}
    digits = {form for form in forms if form.isdigit()}
    return frozenset((forms - digits if len(digits) > 1 else forms) | {"?"})


def _form(cell: str) -> str:
    """A cell with its digits made nines, a sum by its decimals alone."""
    nines = re.sub("[0-9]", "9", cell.strip())
    return re.sub(r"^-?9+(?=\.9+$)", "", nines)


def encoding_of(path: Path) -> str:
    """The encoding of a text file, by which the fewest characters are broken. Raises `Refused("sheets.encoding")`.

    One broken byte in a million rows does not make it another encoding: that row is told, the others are read.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in _BOMS.items():
        if head.startswith(mark):
            return encoding
    if b"\x00" in head:
        return _checked(path, "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be")
    if _is_utf8(path):
        return "utf-8"
    broken: dict[str, float] = {}
    for encoding in ("utf-8", "gb18030"):
        broken[encoding] = _broken(path, encoding)
        if not broken[encoding]:
            return encoding
    best = min(broken, key=broken.__getitem__)
    if broken[best] > _MOST_BROKEN:
        raise Refused("sheets.encoding")
    return best


def _is_utf8(path: Path) -> bool:
    """Whether every byte belongs to a character and the first million to such as tables have: so nearly all files."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            if not _is_clean(decoder.decode(file.read(MEGABYTE).translate(None, b"\r\n\t"))):
                return False
            while block := file.read(MEGABYTE):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _checked(path: Path, encoding: str) -> str:
    if _broken(path, encoding) > _MOST_BROKEN:
        raise Refused("sheets.encoding")
    return encoding


def _broken(path: Path, encoding: str) -> float:
    """Broken, odd and control characters in a million, reading all of the file."""
    decoder, wide = codecs.getincrementaldecoder(encoding)("replace"), encoding.startswith("utf-16")
    bad = total = 0
    with path.open("rb") as file:
        while block := file.read(MEGABYTE):
            # In UTF-8 and GB 18030 neither a line break nor a tab is part of another character.
            text = decoder.decode(block if wide else block.translate(None, b"\r\n\t"), final=len(block) < MEGABYTE)
            total += len(text)
            bad += 0 if _is_clean(text) else _bad(text)
            if bad > 100_000:
                return 1_000_000.0
    return bad * 1_000_000 / max(total, 1)


def _is_clean(text: str) -> bool:
    """Whether a text has nothing at all to count, as nearly every block has: asked faster than it is counted."""
    return _CUT not in text and text.isprintable()


def _bad(text: str) -> int:
    bad = 1_000 * len(_NO_TEXT.findall(text))
    return bad if text.isascii() else bad + text.count(_CUT) + len(_ODD.findall(text))


def delimiter_of(lines: list[str]) -> str:
    """The separator that stands in most lines equally often; a comma where there is none."""

    def weight(mark: str) -> float:
        counts = [_outside_quotes(line).count(mark) for line in lines if line.strip()]
        return median(counts) if counts else 0

    return max(_DELIMITERS, key=weight)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)
