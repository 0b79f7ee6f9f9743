"""Where files lie: a folder, behind an interface that an object store can fill as well."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

BLOCK = 64 * 1024


class Store(Protocol):
    """Keeps bytes under a path of its own."""

    def write(self, path: str, blocks: Iterable[bytes]) -> None:
        """Keep the bytes; when this returns they survive a power cut."""

    def read(self, path: str) -> Iterator[bytes]:
        """The bytes, block by block. Raises `FileNotFoundError`."""

    def remove(self, path: str) -> None:
        """Forget the bytes; no fault when they are gone already."""

    def paths(self, *, older_than: float) -> Iterator[str]:
        """Every path last written before a moment (seconds since 1970)."""


class Folder:
    """A store in a folder: written aside, flushed to the disk, then renamed, so that no file is ever half there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, blocks: Iterable[bytes]) -> None:
        """Keep the bytes. Raises `OSError` when the disk is full; nothing is left behind then."""
        target = self._place(path)
        # Nobody else on this machine reads along: closed at the top and file by file, whatever the umask.
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with open(aside, "xb", opener=_privately) as file:
                file.writelines(blocks)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        flush_folder(target.parent)

    def read(self, path: str) -> Iterator[bytes]:
        """The bytes, block by block; a missing file is noticed now, not at the first block."""
        return blocks_of(self._place(path).open("rb"))

    def remove(self, path: str) -> None:
        """Forget the bytes, and folders that are empty then."""
        target = self._place(path)
        target.unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            with suppress(OSError):
                folder.rmdir()

    def paths(self, *, older_than: float) -> Iterator[str]:
        """Every file last written before a moment, left-overs of a killed writer among them."""
        for folder, _, names in os.walk(self.root):
            for name in names:
                place = Path(folder) / name
                with suppress(FileNotFoundError):
                    if place.stat().st_mtime < older_than:
                        yield place.relative_to(self.root).as_posix()

    def _place(self, path: str) -> Path:
        place = self.root / path
        if not place.resolve().is_relative_to(self.root.resolve()):
            message = f"{path} lies outside the store"
            raise ValueError(message)
        return place


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """A file's bytes, and the file closed after the last."""
    with file:
        while block := file.read(BLOCK):
            yield block


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def current() -> Store:
    """The store of this installation."""
    return Folder(Path(settings.ATTACHMENTS_DIR))
