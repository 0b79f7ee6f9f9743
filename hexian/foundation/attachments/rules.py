"""What kind of file it is, told from its content; plain Python, no Django."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

#: The largest file people may hand in, in bytes: a phone's photo of a signed page fits.
MOST_BYTES = 10 * 1024 * 1024
#: The largest photo, in pixels: 50 megapixels is more than any phone's page; a bomb has billions.
MOST_PIXELS = 50_000_000
#: How much of a file is looked at to tell its kind.
HEAD = 4096


class Kind(StrEnum):
    """The kinds of file we take, by media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLS = "application/vnd.ms-excel"
    CSV = "text/csv"
    PARQUET = "application/vnd.apache.parquet"  # settlements and tables are kept as they came, after their own check
    JSON_LINES = "application/jsonl"
    ZIP = "application/zip"  # made by the program, never taken


PHOTOS = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
ENDINGS = {
    Kind.JPEG: ".jpg",
    Kind.PNG: ".png",
    Kind.WEBP: ".webp",
    Kind.PDF: ".pdf",
    Kind.XLSX: ".xlsx",
    Kind.XLS: ".xls",
    Kind.CSV: ".csv",
    Kind.PARQUET: ".parquet",
    Kind.JSON_LINES: ".jsonl",
    Kind.ZIP: ".zip",
}


def kind_of(content: bytes) -> Kind | None:
    """The kind of a whole file, from its content alone; None for anything we do not take."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX if is_workbook(content) else None
    return Kind.CSV if is_table_of_text(content) else None


#: How a photo of an iPhone begins: a box «ftyp» with one of these brands (ISO 23008-12).
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})


def is_heif(content: bytes) -> bool:
    """Whether it is a photo as iPhones keep them (HEIC), which other machines cannot show."""
    return content[4:8] == b"ftyp" and content[8:12] in _HEIF


def is_workbook(content: bytes) -> bool:
    """Whether a ZIP archive is an Excel workbook without macros."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return {"[Content_Types].xml", "xl/workbook.xml"} <= names and "xl/vbaProject.bin" not in names


def is_table_of_text(content: bytes) -> bool:
    """Whether it is lines of text with a comma, semicolon or tab in them, in UTF-8 or in what Excel writes in China."""
    if not content or b"\x00" in content:
        return False
    text = decoded(content)
    return text is not None and "\ufffd" not in text and any(mark in text for mark in ",;\t，")


def decoded(content: bytes) -> str | None:
    """The text, read as UTF-8 or else GB18030; None when it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if text.isprintable() or all(char.isprintable() or char in "\r\n\t" for char in text) else None
    return None


def shown_name(name: str, kind: Kind) -> str:
    """The name as it is kept and shown: no folders, no control characters, an ending that fits the content."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(char for char in last if char.isprintable()).strip(" .")
    stem = plain.rpartition(".")[0] or plain or "文件"
    return stem[:80] + ENDINGS[kind]
