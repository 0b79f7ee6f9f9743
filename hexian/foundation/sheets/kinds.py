"""What a file is, told from its content; its name only says whether the ending is wrong."""

from __future__ import annotations

import mmap
import zipfile
from enum import StrEnum
from pathlib import Path, PurePath

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import MEGABYTE, MOST_BYTES, MOST_OLD_BYTES


class Kind(StrEnum):
    """The kinds of file we open."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "csv"
    PARQUET = "parquet"
    JSON_LINES = "jsonl"


_ENDINGS = {
    Kind.XLSX: {".xlsx"}, Kind.XLS: {".xls"}, Kind.TEXT: {".csv", ".txt", ".tsv", ""}, Kind.PARQUET: {".parquet"},
    Kind.JSON_LINES: {".jsonl", ".ndjson", ".json"},
}  # fmt: skip
#: What people keep lists in; settlements come from programs too.
SPREADSHEETS = frozenset({Kind.XLSX, Kind.XLS, Kind.TEXT})
_PARQUET, _LOCKED_PARQUET = b"PAR1", b"PARE"
#: Endings of the WPS suite's own formats, whatever is inside.
_WPS = {".et", ".ett", ".wps", ".wpt", ".dps"}
_MACRO_ENDINGS = {".xlsm", ".xltm", ".xlam", ".xla"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How kinds we do not open begin: PDF, pictures, RAR, 7z, gzip, RTF.
_FOREIGN = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"BM")
_HEAD = 4096
#: Control signs that stand in no text, whatever its encoding; NUL is half a letter in UTF-16.
_NO_SIGNS = frozenset(range(1, 32)) - set(b"\t\n\x0b\x0c\r\x1a\x1b")


def kind_of(path: Path, name: str, taking: frozenset[Kind] = SPREADSHEETS, most_bytes: int = MOST_BYTES) -> Kind:
    """The kind of a file, one of those taken. Raises `Refused`; see `open_sheet`."""
    ending = PurePath(name.strip()).suffix.lower()
    size = path.stat().st_size
    if not size:
        raise Refused("sheets.empty")
    if size > most_bytes:
        raise Refused("sheets.too_large", megabytes=most_bytes // MEGABYTE)
    if ending in _WPS:
        raise Refused("sheets.wps", ending=ending)
    named = "、".join(f".{each}" for each in Kind if each in taking)
    kind = _told(path, ending, named)
    if kind not in taking:
        raise Refused("sheets.not_taken", kinds=named)
    if ending not in _ENDINGS[kind]:
        if kind is Kind.TEXT and _is_no_text(path):
            raise Refused("sheets.damaged_data" if ending in _ENDINGS[Kind.PARQUET] else "sheets.damaged")
        raise Refused("sheets.wrong_ending", ending=ending, kind=kind)
    return kind


def _is_no_text(path: Path) -> bool:
    """Whether signs stand in its beginning that no table of text has: renaming such a file would help nobody."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return not head.startswith((b"\xff\xfe", b"\xfe\xff")) and any(sign in _NO_SIGNS for sign in head)


def _told(path: Path, ending: str, named: str) -> Kind:
    """The kind by the file's first bytes; whoever is refused hears which kinds are taken."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        return _packed(path, ending, named)
    if head.startswith(_OLE):
        return _compound(path, named)
    if head.startswith(_PARQUET):
        return Kind.PARQUET
    if head.startswith(_LOCKED_PARQUET):
        raise Refused("sheets.password")
    if head.startswith(_FOREIGN):
        raise Refused("sheets.unknown_kind", kinds=named)
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head", b"mime-version")):
        raise Refused("sheets.html")
    return _of_text(start, ending)


def _of_text(start: bytes, ending: str) -> Kind:
    """A table of text, or JSON lines: an object stands at the beginning, or the name says so."""
    if ending in _ENDINGS[Kind.JSON_LINES] or (start[:1] == b"{" and start[1:].lstrip()[:1] == b'"'):
        if start.startswith(b"["):
            raise Refused("sheets.json_list")
        return Kind.JSON_LINES
    return Kind.TEXT


def _packed(path: Path, ending: str, named: str) -> Kind:
    """A ZIP archive: a workbook, one with macros, one of another program, or something else."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename.lstrip("/").lower() for info in archive.infolist()}
            locked = any(info.flag_bits & 1 for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise Refused("sheets.damaged") from None
    if locked:
        raise Refused("sheets.password")
    if ending in _MACRO_ENDINGS or any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("sheets.macros")
    if "xl/workbook.bin" in names:
        raise Refused("sheets.binary_workbook")
    if not {"[content_types].xml", "xl/workbook.xml"} <= names:
        raise Refused("sheets.not_a_workbook", kinds=named)
    return Kind.XLSX


def _compound(path: Path, named: str) -> Kind:
    """Microsoft's older container: an old workbook, a new one under a password, or a text document."""
    if path.stat().st_size > MOST_OLD_BYTES:
        raise Refused("sheets.too_large", megabytes=MOST_OLD_BYTES // MEGABYTE)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _names(content, "EncryptedPackage"):
            raise Refused("sheets.password")
        if _names(content, "_VBA_PROJECT_CUR"):
            raise Refused("sheets.macros")
        if not (_names(content, "Workbook") or _names(content, "Book")):
            raise Refused("sheets.not_a_workbook", kinds=named)
    return Kind.XLS


def _names(content: mmap.mmap, stream: str) -> bool:
    """Whether the container's directory names a stream; names there are UTF-16 and end in a zero."""
    return content.find(f"{stream}\0".encode("utf-16-le")) >= 0
