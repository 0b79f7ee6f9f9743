"""Write the key folder: make keys, retire them, note when the folder was last copied. Standard library only.

Every write is a new file under a temporary name, flushed to the disk and renamed, under the folder's lock: a power cut
leaves the old state or the new one, and two processes that start at once make one set of keys.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

#: What a key of each kind holds, in bytes of randomness. `fields` seals columns and makes their blind indexes,
#: `audit` chains the trail, `session` is Django's SECRET_KEY.
KINDS: dict[str, dict[str, int]] = {
    "fields": {"seal": 32, "index": 32},
    "audit": {"mac": 32},
    "session": {"secret": 48},
}
#: What people call them.
WORDS = {"fields": "加密内容", "audit": "审计链", "session": "登录会话"}
RETIRED = "retired"
#: What else lies beside the keys: the journal of destroyed persons, the note of the last copy, the trail's anchors.
DESTROYED, COPIED, TRAIL = "destroyed", "copied", "trail"
#: There while the first keys are being made, so that a power cut in the middle does not pass for keys that were lost.
_MAKING = ".making"
_NAME = re.compile(r"^([a-z]+)-(\d{4})-([0-9a-f]{8})\.json$")


class KeyFolderError(Exception):
    """The key folder cannot be read or written; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key file. `serial` grows with every key of the kind; a retired key still opens, but never seals."""

    kind: str
    serial: int
    id: str
    made_at: datetime
    retired: bool
    secrets: dict[str, bytes] = field(repr=False)

    @property
    def filename(self) -> str:
        """The name of its file, inside the key folder or its `retired` folder."""
        return f"{self.kind}-{self.serial:04d}-{self.id}.json"


def read_keys(folder: Path) -> tuple[Key, ...]:
    """Every key of the folder, retired ones too, oldest first within each kind; empty when there is no folder."""
    found = [*_read_folder(folder, retired=False), *_read_folder(folder / RETIRED, retired=True)]
    return tuple(sorted(found, key=lambda key: (key.kind, key.serial)))


def ensure_keys(folder: Path) -> tuple[Key, ...]:
    """The folder's keys; makes the first of each kind where the folder is new.

    Raises `KeyFolderError` when the folder cannot be read or written, or when it was in use and lacks a kind of key: a
    new one would open nothing, and hide that the old one is gone.
    """
    keys = read_keys(folder)
    if not missing_kinds(keys) and not (folder / _MAKING).exists():
        return keys
    with locked(folder):
        missing = missing_kinds(read_keys(folder))
        if missing and _was_in_use(folder):
            raise KeyFolderError(_lost(folder, missing))
        _make_first(folder, missing)
    return read_keys(folder)


def replace_lost(folder: Path, kind: str) -> Key:
    """Make a key of a kind the folder lacks, because nobody has a copy or because this version needs a new kind.

    Only ever on somebody's word (`./run --new-key`). Raises `KeyFolderError` when a key of the kind is in use.
    """
    with locked(folder):
        if kind not in missing_kinds(read_keys(folder)):
            message = (
                f"密钥文件夹 {folder} 里有{WORDS.get(kind, kind)}的密钥，不用另造。要换密钥，请运行 hx keys rotate。"
            )
            raise KeyFolderError(message)
        return _write_key(folder, kind)


def missing_kinds(keys: tuple[Key, ...]) -> list[str]:
    """The kinds of which no key is in use."""
    return [kind for kind in KINDS if not any(key.kind == kind and not key.retired for key in keys)]


def make_key(folder: Path, kind: str) -> Key:
    """Make the next key of a kind; from now on it is the one that seals."""
    with locked(folder):
        return _write_key(folder, kind)


def retire_key(folder: Path, key: Key) -> None:
    """Move a key to the `retired` folder: it still opens old copies, and may be deleted by hand one day."""
    with locked(folder):
        (folder / RETIRED).mkdir(mode=0o700, exist_ok=True)
        (folder / key.filename).rename(folder / RETIRED / key.filename)
        flush_folder(folder / RETIRED)
        flush_folder(folder)


def fingerprints(folder: Path) -> dict[str, str]:
    """SHA-256 of every key file by its name, retired ones too: what a copy of the folder is compared by."""
    files = [*_key_files(folder), *_key_files(folder / RETIRED)]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, making the folder (0700) first; the lock goes with the process that held it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise KeyFolderError(_cannot(folder, fault)) from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    except OSError as fault:
        raise KeyFolderError(_cannot(folder, fault)) from fault
    finally:
        os.close(handle)


def write_file(path: Path, data: bytes) -> None:
    """Put a file (0600) in place whole and flushed, or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make the folder's own entries survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_first(folder: Path, kinds: list[str]) -> None:
    if kinds:
        write_file(folder / _MAKING, b"")
    for kind in kinds:
        _write_key(folder, kind)
    (folder / _MAKING).unlink(missing_ok=True)
    flush_folder(folder)


def _was_in_use(folder: Path) -> bool:
    """Whether anything says that there were keys here before; the database's password may come first."""
    if (folder / _MAKING).exists():
        return False
    traces = [*_key_files(folder), *(folder / name for name in (RETIRED, DESTROYED, COPIED, TRAIL))]
    return any(path.exists() for path in traces)


def _lost(folder: Path, kinds: list[str]) -> str:
    what = "、".join(WORDS.get(kind, kind) for kind in kinds)
    files = "、".join(name for kind in kinds for name in _names_once(folder, kind))
    return (
        f"密钥文件夹 {folder} 里少了{what}的密钥（{files}）。这个文件夹用过，所以没有另造：新密钥打不开旧内容。"
        f"请从密钥副本里把 {files} 放回来，再运行一次。"
        f"确实哪里都没有了，再运行 ./run --setup --new-key {kinds[0]} 另造一把。"
    )


def _names_once(folder: Path, kind: str) -> list[str]:
    """The files a copy of the folder must have, as far as the note of the last copy tells."""
    try:
        noted = [str(name) for name in json.loads((folder / COPIED).read_bytes())["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        noted = []
    retired = {path.name for path in _key_files(folder / RETIRED)}
    return [name for name in noted if name.startswith(f"{kind}-") and name not in retired] or [f"{kind}-….json"]


def _write_key(folder: Path, kind: str) -> Key:
    serial = 1 + max((key.serial for key in read_keys(folder) if key.kind == kind), default=0)
    parts = {name: secrets.token_bytes(size) for name, size in KINDS[kind].items()}
    key = Key(kind, serial, secrets.token_hex(4), datetime.now(UTC), retired=False, secrets=parts)
    encoded = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    content = {"kind": kind, "id": key.id, "made_at": key.made_at.isoformat(), "secrets": encoded}
    write_file(folder / key.filename, (json.dumps(content, indent=1) + "\n").encode())
    return key


def _key_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if (name := _NAME.match(path.name)) and name[1] in KINDS)


def _read_folder(folder: Path, *, retired: bool) -> list[Key]:
    try:
        return [_read_key(path, retired=retired) for path in _key_files(folder)]
    except OSError as fault:
        raise KeyFolderError(_cannot(folder, fault)) from fault


def _read_key(path: Path, *, retired: bool) -> Key:
    try:
        content = json.loads(path.read_bytes())
        parts = {name: base64.b64decode(content["secrets"][name], validate=True) for name in KINDS[content["kind"]]}
        made_at = datetime.fromisoformat(content["made_at"])
        serial = int(path.name.split("-")[1])
        key = Key(content["kind"], serial, content["id"], made_at, retired=retired, secrets=parts)
    except (ValueError, KeyError, TypeError) as fault:
        message = f"密钥文件 {path} 的内容已损坏。请用密钥副本中的同名文件替换它；不要删除它，也不要让程序另造一把。"
        raise KeyFolderError(message) from fault
    if key.filename != path.name:
        message = f"密钥文件 {path} 的名字和内容对不上，它原来叫 {key.filename}。请把名字改回去。"
        raise KeyFolderError(message)
    return key


def _cannot(folder: Path, fault: OSError) -> str:
    reason = fault.strerror or type(fault).__name__
    return f"密钥文件夹 {folder} 不能读写（{reason}）。请确认磁盘没有写满，并且运行程序的账户对它有读写权限。"
