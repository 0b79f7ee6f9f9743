"""A backup as one file: a zip that holds the dump, the attachments and, last, the manifest that vouches for both.

A file without its manifest is a backup cut short and is refused.  The file is readable by its owner only, because names
and mobile numbers in it are not sealed.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from hexian.cli.answers import Stop

FORMAT = 1
_MANIFEST = "manifest.json"
_DUMP = "database.dump"
_ATTACHMENTS = "attachments"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the attachment store, as its row describes it."""

    path: str
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a backup holds, and which keys it needs to be of use (ids only, never the keys)."""

    made_at: str
    server: str
    database: str
    tables: dict[str, int]
    migrations: list[str]
    keys: dict[str, list[str]]
    attachments: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    dump_bytes: int = 0
    dump_sha256: str = ""
    format: int = FORMAT

    def stored(self) -> list[Stored]:
        """The attachments in the backup."""
        return [Stored(**entry) for entry in self.attachments]


class Draft:
    """A backup being written; it takes its name only when it is whole."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.archive = archive
        self.manifest = manifest

    def add_dump(self, dump: IO[bytes]) -> None:
        """Take in the dump, as it comes."""
        digest = sha256()
        with self.archive.open(_DUMP, "w", force_zip64=True) as member:
            while piece := dump.read(_PIECE):
                digest.update(piece)
                member.write(piece)
                self.manifest.dump_bytes += len(piece)
        self.manifest.dump_sha256 = digest.hexdigest()

    def add_attachments(self, folder: Path, files: Iterable[Stored]) -> None:
        """Take in the files of the store; one that is gone or altered is named in the manifest."""
        for stored in files:
            if self._add_attachment(folder / stored.path, stored):
                self.manifest.attachments.append(asdict(stored))
            else:
                self.manifest.missing.append(stored.path)

    def _add_attachment(self, path: Path, stored: Stored) -> bool:
        try:
            if digest_of(path) != stored.sha256:
                return False
            self.archive.write(path, f"{_ATTACHMENTS}/{stored.path}")
        except FileNotFoundError:
            return False
        return True


@contextmanager
def draft(path: Path, manifest: Manifest) -> Iterator[Draft]:
    """Write a backup beside its final name; what was not finished is taken away again."""
    half = path.with_name(f".{path.name}.part")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                yield Draft(archive, manifest)
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A finished backup and its manifest. Raises `Stop` when it is none, cut short, damaged, or of a later format."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _manifest_of(archive, path)
    except zipfile.BadZipFile as fault:
        raise Stop(f"{path} 不是完整的备份：可能没有拷完，或者磁盘出了错。请换一份，或者重新拷贝。") from fault


@contextmanager
def dump_in(archive: zipfile.ZipFile) -> Iterator[IO[bytes]]:
    """The dump inside a backup, as a stream that checks itself."""
    with archive.open(_DUMP) as member:
        yield member


def unpack_attachments(archive: zipfile.ZipFile, files: Iterable[Stored], folder: Path) -> int:
    """Put back the files that are not there; returns how many. Raises `Stop` when another file has one's place."""
    put_back = 0
    for stored in files:
        target = folder / _safe(stored.path)
        if target.exists():
            if digest_of(target) != stored.sha256:
                raise Stop(f"{target} 已存在，但和备份里的不是同一个文件。请把它移开，再运行一次。")
            continue
        _unpack(archive, stored, target)
        put_back += 1
    return put_back


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as stream:
        return _digest(stream)


def _manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    if _MANIFEST not in archive.namelist():
        raise Stop(f"{path} 不是和弦的备份，或者没有写完：里面没有 {_MANIFEST}。请换一份备份。")
    content = json.loads(archive.read(_MANIFEST))
    if content.get("format") != FORMAT:
        raise Stop(f"{path} 是较新的和弦做的备份。请先升级和弦，再恢复。")
    return Manifest(**content)


def _safe(name: str) -> Path:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise Stop(f"备份里的附件路径「{name}」指到了附件文件夹之外，已停止。这份备份不可信。")
    return Path(*parts.parts)


def _unpack(archive: zipfile.ZipFile, stored: Stored, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.part")
    with archive.open(f"{_ATTACHMENTS}/{stored.path}") as member, half.open("wb") as stream:
        shutil.copyfileobj(member, stream, _PIECE)
        stream.flush()
        os.fsync(stream.fileno())
    half.rename(target)


def _digest(stream: IO[bytes]) -> str:
    digest = sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
