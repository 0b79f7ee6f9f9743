"""The keys in use, read again whenever the key folder changes. Standard library only.

Settings ask for `secret_key` before Django is set up, so nothing here may import Django.  Every call looks at the
folder's modification time (a microsecond), so a key made by `hx keys rotate` is used by running web processes at once.
"""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from pathlib import Path

from hexian.foundation.crypto.keyfiles import Key, KeyFolderError, ensure_keys, missing_kinds, read_keys

#: A folder changed so recently may change again within the same tick of the file system's clock: read it again.
_UNSETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one folder at one moment, oldest first within each kind."""

    folder: Path
    keys: tuple[Key, ...]

    def active(self, kind: str) -> tuple[Key, ...]:
        """The keys of a kind that are not retired, oldest first."""
        return tuple(key for key in self.keys if key.kind == kind and not key.retired)

    def current(self, kind: str) -> Key:
        """The key that seals."""
        return self.active(kind)[-1]

    def named(self, kind: str, key_id: str) -> Key | None:
        """The key with this id, retired or not."""
        return next((key for key in self.keys if key.kind == kind and key.id == key_id), None)

    def ids(self, kind: str) -> frozenset[str]:
        """The ids of every key of a kind, retired ones too."""
        return frozenset(key.id for key in self.keys if key.kind == kind)


@dataclass(slots=True)
class _Held:
    """What this process holds: the folder, its modification time when it was read, the keys."""

    folder: Path | None = None
    stamp: int = 0
    ring: Ring | None = None


_held = _Held()


def use(folder: Path) -> None:
    """Take the keys from this folder from now on."""
    _held.folder, _held.stamp, _held.ring = folder, 0, None


def ring() -> Ring:
    """The keys as they lie in the folder now; makes the first ones.

    Raises `KeyFolderError`.  When the folder disappears, is emptied or loses a kind of key while the process runs, the
    keys already read stay in use.
    """
    if _held.folder is None:
        message = "no key folder was named: settings call secret_key(path) first"
        raise KeyFolderError(message)
    stamp = _stamp(_held.folder)
    held = _held.ring
    if held is not None and (stamp is None or (stamp == _held.stamp and _settled(stamp))):
        return held
    if held is not None and missing_kinds(read_keys(_held.folder)):
        # A mount gone missing must not stop people in the middle of their work, nor make new keys.
        return held
    fresh = Ring(_held.folder, ensure_keys(_held.folder))
    _held.stamp, _held.ring = stamp or 0, fresh
    return fresh


def secret_key(folder: Path) -> str:
    """Django's SECRET_KEY from this folder, which becomes the one in use; made at first use.

    Ends the program with one sentence when the folder cannot be read or written.
    """
    use(folder)
    try:
        secret = ring().current("session").secrets["secret"]
    except KeyFolderError as fault:
        raise SystemExit(str(fault)) from None
    return base64.urlsafe_b64encode(secret).decode()


def audit_key() -> tuple[str, bytes]:
    """The id and the bytes of the key that chains the audit trail."""
    key = ring().current("audit")
    return key.id, key.secrets["mac"]


def audit_key_named(key_id: str) -> bytes | None:
    """An older (or the present) audit key by its id; None when it is not in the folder."""
    key = ring().named("audit", key_id)
    return key.secrets["mac"] if key else None


def _stamp(folder: Path) -> int | None:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return None


def _settled(stamp: int) -> bool:
    return time.time_ns() - stamp > _UNSETTLED_NS
