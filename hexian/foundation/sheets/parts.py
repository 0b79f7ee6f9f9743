"""The ZIP archive of a workbook, opened with suspicion: by its directory first, and again while it unpacks."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import (
    MEGABYTE,
    MOST_PARTS,
    MOST_RATIO,
    MOST_SMALL_PART,
    MOST_UNPACKED,
    SMALL,
)

#: Bytes unpacked at a time.
BLOCK = MEGABYTE
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Parts:
    """The parts of one workbook, read in blocks, counted while they unpack."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._archive() as archive:
            self._infos = {info.filename.lstrip("/").lower(): info for info in archive.infolist()}
        self._check_directory()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    def small(self, name: str) -> bytes:
        """A part that is never large. Raises `Refused`."""
        if self._infos[name.lower()].file_size > MOST_SMALL_PART:
            raise _bomb()
        return b"".join(self.blocks(name))

    def tree(self, name: str) -> ElementTree.Element:
        """A small part as a tree. Raises `Refused`."""
        if name not in self:
            raise Refused("sheets.damaged")
        try:
            # Declarations of entities were refused on the way: what is left cannot grow.
            return ElementTree.fromstring(self.small(name))  # noqa: S314
        except ElementTree.ParseError:
            raise Refused("sheets.damaged") from None

    def blocks(self, name: str) -> Iterator[bytes]:
        """A part's bytes, block by block. Raises `Refused` with `sheets.bomb`, `.entities`, `.damaged`."""
        info, unpacked, tail = self._infos[name.lower()], 0, b""
        try:
            with self._archive() as archive, archive.open(info) as stream:
                while block := stream.read(BLOCK):
                    unpacked += len(block)
                    _check_growth(unpacked, info.compress_size)
                    _check_plain(tail + block, is_first=unpacked == len(block))
                    tail = block[-1:]
                    yield block
        except _BROKEN as trouble:
            raise Refused("sheets.damaged") from trouble

    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._path)
        except _BROKEN as trouble:
            raise Refused("sheets.damaged") from trouble

    def _check_directory(self) -> None:
        infos = self._infos.values()
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise _bomb()
        for info in infos:
            _check_growth(info.file_size, info.compress_size)


def _check_growth(unpacked: int, packed: int) -> None:
    """Whether a part grows beyond what sheets do, as far as it has been unpacked or claims to be."""
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)):
        raise _bomb()


def _check_plain(block: bytes, *, is_first: bool) -> None:
    """No declarations: spreadsheet programs write none, and entities declared there can grow without end."""
    if b"<!" in block:
        raise Refused("sheets.entities")
    if is_first and b"\x00" in block[:64]:
        raise Refused("sheets.entities")


def _bomb() -> Refused:
    return Refused("sheets.bomb", megabytes=MOST_UNPACKED // MEGABYTE)
