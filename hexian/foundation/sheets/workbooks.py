"""Workbooks of any length in bounded memory.

Calamine reads a sheet fast but whole: a million rows of ten columns took 1.0 GB, of twenty twice that.  So a sheet's
XML is cut behind a row about every megabyte, and each portion is handed to calamine as a small workbook of its own,
with the styles of the whole, which tell dates from numbers.  Shared texts are read the same way, once, into one block
of bytes with offsets: 130 MB in all.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from python_calamine import CalamineError, CalamineWorkbook

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.parts import BLOCK, Parts
from hexian.foundation.sheets.rows import Row, checked
from hexian.foundation.sheets.rules import MOST_COLUMNS, MOST_ROWS, UNCOMPUTED, as_text

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
#: A row that has not ended after so many blocks is no row of a roster.
_LONGEST_ROW = 8
#: Stands before the number of a shared text, in characters nobody types.
_SHARED = "\uf8f0\uf8f1"
_MARK = _SHARED[0]
#: Portions whose rows lie far apart are taken row by row: calamine fills the gaps.
_MOST_GAP = 5_000

_ROW = re.compile(rb"<row(?:\s[^>]*)?>")
_NUMBER = re.compile(rb"""\sr=["'](\d{1,9})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_EMPTY_CELL = re.compile(rb"<c(?:\s[^>]*)?/>")
_QUOTED_SINGLY = re.compile(rb"<(?:c|row)\s[^>]*'[^>]*>")
_SHARED_CELL = re.compile(rb' t="s"([^>]*>\s*<v(?:\s[^>]*)?>)')
_UNCOMPUTED = re.compile(rb"<c(\s[^>]*?)?>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_TYPE = re.compile(rb' t="\w*"')
#: Columns beyond the two-hundredth, GR.
_FAR_COLUMN = re.compile(rb'r="(?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3})')
_PREFIX = re.compile(rb"<(?:(\w+):)?(?:worksheet|sst)[\s>]")
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>|<phoneticPr[^>]*/>", re.DOTALL)


@dataclass(slots=True)
class WorkbookSheet:
    """One worksheet of an open workbook."""

    workbook: Workbook
    name: str
    part: str
    is_hidden: bool
    hidden_rows: int | None = field(default=0, init=False)

    def rows(self) -> Iterator[Row]:
        """Its rows from the top. Raises `Refused`."""
        self.hidden_rows = 0
        return checked(self._numbered())

    def count(self) -> int:
        """How many rows end in the part; what a workbook says of its own size is often wrong. Raises `Refused`."""
        blocks = self.workbook.parts.blocks(self.part)
        first = next(blocks, b"")
        root = _PREFIX.search(first)
        closing = b"</%b:row>" % root[1] if root and root[1] else b"</row>"
        return first.count(closing) + sum(block.count(closing) for block in blocks)

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        above = 0
        for portion in _portions(self.workbook.parts.blocks(self.part), b"row"):
            numbers, hidden = _numbers(portion, above)
            if not numbers:
                continue
            self.hidden_rows = (self.hidden_rows or 0) + len(hidden)
            for number, cells in self._cells(portion, numbers):
                if number not in hidden:
                    yield number, cells
            above = numbers[-1]

    def _cells(self, portion: bytes, numbers: list[int]) -> Iterator[tuple[int, list[str]]]:
        """The rows of a portion; one by one where large gaps lie between them."""
        if numbers[-1] - numbers[0] - len(numbers) <= _MOST_GAP:
            yield from self.workbook.read(portion, numbers)
            return
        starts = [match.start() for match in _ROW.finditer(portion)]
        for place, (start, end) in enumerate(pairwise([*starts, len(portion)])):
            yield from self.workbook.read(portion[start:end], numbers[place : place + 1])


class Workbook:
    """What the sheets of one file share: its parts, styles, the first day of its calendar, its texts."""

    def __init__(self, path: Path) -> None:
        self.parts = Parts(path)
        self.tree = self.parts.tree(_WORKBOOK)
        self._styles = self.parts.small(_STYLES) if _STYLES in self.parts else b""
        self._fixed = _fixed_parts(_counts_from_1904(self.tree))

    @cached_property
    def targets(self) -> dict[str, str]:
        """Relationship id → part, of worksheets; and «texts» → the shared texts."""
        found = {}
        for each in self.parts.tree(_RELATIONS):
            kind = each.get("Type", "").rpartition("/")[2]
            part = posixpath.normpath(posixpath.join("/xl", each.get("Target", ""))).lstrip("/")
            if kind in {"worksheet", "sharedStrings"} and part in self.parts:
                found["texts" if kind == "sharedStrings" else each.get("Id", "")] = part
        return found

    @cached_property
    def texts(self) -> Texts:
        """The shared texts, read as far as the cells ask for them."""
        part = self.targets.get("texts")
        return Texts(self, _portions(self.parts.blocks(part), b"si") if part else iter(()))

    def read(self, portion: bytes, numbers: list[int]) -> Iterator[tuple[int, list[str]]]:
        """The cells of a portion of rows, every row with its number."""
        above, left, grid = self.grid(_readable(portion))
        pad = [""] * left
        # Rows without numbers are counted from the portion's start; with them, from the sheet's.
        shift = 1 if _NUMBER.search(_ROW.search(portion)[0]) else numbers[0]  # type: ignore[index]
        for number, values in enumerate(grid, start=above + shift):
            yield (
                number,
                pad + [value if type(value) is str and value[:1] != _MARK else self._text(value) for value in values],
            )

    def grid(self, rows: bytes) -> tuple[int, int, list[list[object]]]:
        """Typed cells of some rows, with how many rows and columns above and left of them are empty."""
        try:
            sheet = CalamineWorkbook.from_filelike(self._packed(rows)).get_sheet_by_index(0)
            above, left = sheet.start or (0, 0)
            return above, left, list(sheet.to_python(skip_empty_area=True))  # type: ignore[arg-type]
        except (CalamineError, ValueError, OSError) as trouble:
            raise Refused("sheets.damaged") from trouble

    def _packed(self, rows: bytes) -> io.BytesIO:
        """A workbook with one sheet of these rows."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in self._fixed.items():
                archive.writestr(name, content)
            if self._styles:
                archive.writestr(_STYLES, self._styles)
            archive.writestr(
                "xl/worksheets/sheet1.xml",
                b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (_MAIN.encode(), rows),
            )
        file.seek(0)
        return file

    def _text(self, value: object) -> str:
        if not isinstance(value, str):
            return as_text(value)
        return self.texts[value] if value.startswith(_SHARED) else value


class Texts:
    """Millions of texts in one block of bytes: a tenth of what as many strings would take.

    Programs number them in the order in which the cells name them first, so that a look at the first rows reads the
    first portion only.
    """

    def __init__(self, workbook: Workbook, portions: Iterator[bytes]) -> None:
        self._workbook, self._portions = workbook, portions
        self._block = bytearray()
        self._ends = array("Q", [0])

    def __getitem__(self, mark: str) -> str:
        try:
            place = int(mark[len(_SHARED) :])
            self._read_to(place)
            return self._block[self._ends[place] : self._ends[place + 1]].decode()
        except (ValueError, IndexError):
            raise Refused("sheets.damaged") from None

    def _read_to(self, place: int) -> None:
        while place + 1 >= len(self._ends) and (portion := next(self._portions, None)) is not None:
            self._take(self._workbook, portion)

    def _take(self, workbook: Workbook, portion: bytes) -> None:
        """Add the texts of a portion, read as a sheet of one column: a text is written the same way in a cell."""
        portion = _PHONETIC.sub(b"", portion) if b"<rPh" in portion or b"<phonetic" in portion else portion
        portion = portion.replace(b"<si/>", b"<si></si>")
        count = portion.count(b"<si>")
        rows = portion.replace(b"<si>", b'<row><c t="inlineStr"><is>').replace(b"</si>", b"</is></c></row>")
        above, _left, grid = workbook.grid(rows)
        below = count - above - len(grid)
        for text in [*[""] * above, *(str(cells[0]) for cells in grid), *[""] * below]:
            self._block += text.encode()
            self._ends.append(len(self._block))


def sheets_of(path: Path) -> Iterator[WorkbookSheet]:
    """The worksheets in the order of their tabs. Raises `Refused`."""
    workbook = Workbook(path)
    for each in workbook.tree.iter():
        if _local(each) == "sheet":
            relation = next((value for key, value in each.items() if key.endswith("}id")), "")
            if part := workbook.targets.get(relation):
                hidden = each.get("state", "visible") != "visible"
                yield WorkbookSheet(workbook, each.get("name", ""), part, is_hidden=hidden)


def _portions(blocks: Iterator[bytes], tag: bytes) -> Iterator[bytes]:
    """A part cut behind an element about every megabyte; what stands before the first and behind the last is left."""
    opening, closing = re.compile(b"<%b[\\s/>]" % tag), b"</%b>" % tag
    rest, prefix = b"", None
    for block in blocks:
        rest += block
        if prefix is None and (root := _PREFIX.search(rest)):
            prefix = root[1] or b""
        cut = rest.rfind(b"</%b:%b>" % (prefix, tag) if prefix else closing)
        if cut >= 0:
            end = rest.find(b">", cut) + 1
            whole = _without(prefix, rest[:end])
            rest = rest[end:]
            if start := opening.search(whole):
                yield whole[start.start() :]
        elif len(rest) > _LONGEST_ROW * BLOCK:
            raise Refused("sheets.too_many_columns", row=0, most=MOST_COLUMNS)


def _without(prefix: bytes | None, xml: bytes) -> bytes:
    """Some programs write a prefix before every element."""
    return xml.replace(b"<%b:" % prefix, b"<").replace(b"</%b:" % prefix, b"</") if prefix else xml


def _numbers(portion: bytes, above: int) -> tuple[list[int], set[int]]:
    """The number of every row of a portion, and which of them are hidden. Raises `Refused`."""
    numbers, hidden = [], set()
    for head in _ROW.findall(portion):
        match = _NUMBER.search(head)
        number = int(match[1]) if match else above + 1
        if number <= above:
            raise Refused("sheets.damaged")
        if number > MOST_ROWS:
            raise Refused("sheets.too_many_rows", most=MOST_ROWS)
        numbers.append(number)
        if b"hidden" in head and _HIDDEN.search(head):
            hidden.add(number)
        above = number
    return numbers, hidden


def _readable(portion: bytes) -> bytes:
    """The rows as calamine is to read them: no empty cells, shared texts and errors as texts, no missing values."""
    if b"/>" in portion:
        portion = _EMPTY_CELL.sub(b"", portion)
    if b"='" in portion:
        portion = _QUOTED_SINGLY.sub(lambda tag: tag[0].replace(b"'", b'"'), portion)
    if _FAR_COLUMN.search(portion):
        # Calamine would lay out every column up to it.
        raise Refused("sheets.too_many_columns", row=0, most=MOST_COLUMNS)
    portion = portion.replace(b' t="s"><v>', b' t="str"><v>' + _SHARED.encode())
    if b' t="s"' in portion:
        portion = _SHARED_CELL.sub(b' t="str"\\1' + _SHARED.encode(), portion)
    portion = portion.replace(b' t="e"', b' t="str"')
    return _UNCOMPUTED.sub(_uncomputed, portion) if b"<f" in portion else portion


def _uncomputed(cell: re.Match[bytes]) -> bytes:
    return b'<c%b t="str"><v>%b</v></c>' % (_TYPE.sub(b"", cell[1] or b""), UNCOMPUTED.encode())


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _counts_from_1904(tree: Element) -> bool:
    return any(_local(each) == "workbookPr" and each.get("date1904") in {"1", "true"} for each in tree)


def _fixed_parts(from_1904: bool) -> dict[str, str]:
    """The parts of a workbook with one sheet, all but the sheet and the styles."""
    setting = '<workbookPr date1904="1"/>' if from_1904 else ""
    return {
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}">{setting}'
            '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
    }


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_KINDS}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{relation}</Relationships>'
