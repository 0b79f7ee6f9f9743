"""Workbooks of Excel 97 to 2003, read whole: they hold 65,536 rows at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rows import Row, checked
from hexian.foundation.sheets.rules import as_text


@dataclass(slots=True)
class OldSheet:
    """One sheet; which rows are hidden the reader does not tell."""

    path: Path
    name: str
    is_hidden: bool
    hidden_rows: int | None = field(default=None, init=False)

    def rows(self) -> Iterator[Row]:
        """Its rows. Raises `Refused`."""
        sheet = _opened(self.path).get_sheet_by_name(self.name)
        above, left = sheet.start or (0, 0)
        pad = [""] * left
        cells = (pad + [as_text(value) for value in values] for values in sheet.to_python(skip_empty_area=True))
        return checked(enumerate(cells, start=above + 1))

    def count(self) -> int:
        """Down to the last row with anything in it."""
        last = _opened(self.path).get_sheet_by_name(self.name).end
        return last[0] + 1 if last else 0


def sheets_of(path: Path) -> Iterator[OldSheet]:
    """The worksheets in the order of their tabs. Raises `Refused("sheets.password")` or `("sheets.damaged")`."""
    for meta in _opened(path).sheets_metadata:
        if meta.typ == SheetTypeEnum.WorkSheet:
            yield OldSheet(path, meta.name, is_hidden=meta.visible != SheetVisibleEnum.Visible)


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise Refused("sheets.password") from None
    except (CalamineError, OSError) as trouble:
        raise Refused("sheets.password" if "assword" in str(trouble) else "sheets.damaged") from None
