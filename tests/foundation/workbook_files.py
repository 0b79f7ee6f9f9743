"""Workbooks and tables made for the tests, good and bad, by several programs' hands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
import xlsxwriter

HEAD = ["姓名", "身份证号", "手机号"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(path: Path, *sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook as xlsxwriter writes it: texts shared between cells."""
    with xlsxwriter.Workbook(str(path)) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for line, cells in enumerate(rows):
                sheet.write_row(line, 0, cells)
    return path


def by_openpyxl(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook as openpyxl writes it: formulas without values."""
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    book.save(path)
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> Path:
    """The same archive with its parts changed; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (more or {})).items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)
    return path


def only_sheet(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    """A change of the first sheet's XML alone."""
    return lambda name, content: change(content) if name == "xl/worksheets/sheet1.xml" else content


def locked(path: Path, password: str = "hexian-demo") -> Path:  # noqa: S107 - of a test file
    """The workbook under a password, as Excel does it."""
    sealed = io.BytesIO()
    with path.open("rb") as file:
        msoffcrypto.OfficeFile(file).encrypt(password, sealed)
    path.write_bytes(sealed.getvalue())
    return path
