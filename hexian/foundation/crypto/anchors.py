"""How far the audit trail of each database was sealed: a small file beside the keys, one for each database.

Whoever owns a database can cut the end off its trail, and what is left is a perfect, shorter chain.  She cannot reach
these files.  A database is known by its server's identifier and its own (`HOME`), which its owner cannot choose: a
database begun anew or restored beside the live one is another, and leaves the live one's file alone.  Standard library
only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from hexian.foundation.crypto.keyfiles import TRAIL, KeyFolderError, locked, write_file

#: Asks PostgreSQL which database this is; the same after a restart or a new name, another after beginning anew.
HOME = (
    "SELECT (pg_catalog.pg_control_system()).system_identifier || '-' || oid FROM pg_catalog.pg_database"
    " WHERE datname = pg_catalog.current_database()"
)
#: How often and how long (seconds) to wait for another process that is writing a note.
_TRIES, _PAUSE = 40, 0.05
_NAME = re.compile(r"^\d+-\d+$")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A sealed block: its number (0 before the first), when it was sealed, its MAC, and the first block's, in hex."""

    number: int
    sealed_at: str
    mac: str
    first: str


def anchor_of(folder: Path, home: str) -> Anchor | None:
    """The anchor of one database; None when it has none yet. Raises `KeyFolderError` when it cannot be read."""
    path = _path(folder, home)
    return _read(path) if path.exists() else None


def of_one_beginning(folder: Path, first: str) -> list[Anchor]:
    """The anchors of every database whose trail began with this block: copies of one another."""
    return [anchor for anchor in _all(folder) if first and anchor.first == first]


def move_forward(folder: Path, home: str, anchor: Anchor) -> None:
    """Note a later block; one sealed before the block noted already, by a process that was slower, is let go.

    So is one while another process holds the lock for long (it may be asleep): the next block is noted again.
    """
    if not folder.is_dir():
        # A mount gone missing: a folder made here would look like a key folder without keys.
        return
    with _alone(folder) as is_alone:
        former = anchor_of(folder, home)
        if is_alone and (former is None or former.number < anchor.number):
            _write(folder, home, anchor)


def put(folder: Path, home: str, anchor: Anchor) -> None:
    """Note this block, whatever was noted before."""
    with locked(folder), _alone(folder):
        _write(folder, home, anchor)


def forget(folder: Path, home: str) -> None:
    """Forget a database that is emptied on purpose."""
    _path(folder, home).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold the lock of the notes, or say that it could not be had in time: sealing must not hang on a sleeper."""
    (folder / TRAIL).mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder / TRAIL / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield any(_try_lock(handle) for _ in range(_TRIES))
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(_PAUSE)
        return False
    return True


def _path(folder: Path, home: str) -> Path:
    return folder / TRAIL / f"{home}.json"


def _all(folder: Path) -> Iterator[Anchor]:
    for path in sorted((folder / TRAIL).glob("*.json")):
        if _NAME.match(path.stem):
            yield _read(path)


def _read(path: Path) -> Anchor:
    try:
        content = json.loads(path.read_bytes())
        bytes.fromhex(content["mac"])
        return Anchor(int(content["number"]), str(content["sealed_at"]), content["mac"], str(content["first"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        message = (
            f"审计链的末段记录 {path} 读不出来。请用密钥副本中的同名文件替换它；"
            "没有副本，就先确认审计记录没有少，再运行 hx keys anchor --reset。"
        )
        raise KeyFolderError(message) from fault


def _write(folder: Path, home: str, anchor: Anchor) -> None:
    # Not in the key folder itself: every process reads its keys again when that changes.
    write_file(_path(folder, home), (json.dumps(asdict(anchor), indent=1) + "\n").encode())
