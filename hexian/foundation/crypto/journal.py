"""What lies with the keys beside the keys: the journal of destroyed persons, and when the folder was last copied.

A backup made before an erasure still holds the salt of the person erased.  The journal outlives the database, so that
`hx restore` destroys her again.  Standard library only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from hexian.foundation.crypto.keyfiles import COPIED, DESTROYED, fingerprints, flush_folder, locked, write_file


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the key folder somebody vouched for: when, the key files it held, and whether they were compared."""

    at: datetime
    files: frozenset[str]
    compared: bool


def destroyed(folder: Path) -> dict[UUID, datetime]:
    """Every person destroyed so far, with the time (UTC). A line torn by a power cut is left out."""
    try:
        lines = (folder / DESTROYED).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    return dict(entry for line in lines if (entry := _entry(line)) is not None)


def note_destroyed(folder: Path, subjects: Mapping[UUID, datetime]) -> int:
    """Append those not yet in the journal, flushed to the disk; returns how many were new."""
    with locked(folder):
        known = destroyed(folder)
        new = {subject: at for subject, at in subjects.items() if subject not in known}
        if new:
            _append(folder / DESTROYED, "".join(f"{subject} {at.isoformat()}\n" for subject, at in new.items()))
            flush_folder(folder)
    return len(new)


def note_copied(folder: Path, *, compared: bool) -> Copy:
    """Note that the key files of this moment lie somewhere else too."""
    copy = Copy(datetime.now(UTC), frozenset(fingerprints(folder)), compared)
    content = {"at": copy.at.isoformat(), "files": sorted(copy.files), "compared": compared}
    with locked(folder):
        write_file(folder / COPIED, (json.dumps(content, indent=1) + "\n").encode())
    return copy


def last_copy(folder: Path) -> Copy | None:
    """The last copy somebody vouched for; None when there was none or the note is unreadable."""
    try:
        content = json.loads((folder / COPIED).read_bytes())
        return Copy(datetime.fromisoformat(content["at"]), frozenset(content["files"]), bool(content["compared"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _entry(line: str) -> tuple[UUID, datetime] | None:
    try:
        subject, at = line.split(" ")
        return UUID(subject), datetime.fromisoformat(at)
    except ValueError:
        return None


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # A torn last line must not swallow the first new one.
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, (("\n" if torn else "") + text).encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
