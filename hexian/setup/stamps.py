"""Which steps are done: a step is done when the hash of all it read is the one noted down after it last ended."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def digest(*parts: str | bytes | Path) -> str:
    """The hash of texts and files; a file counts with its name, a folder with all in it, a missing one as missing."""
    total = hashlib.sha256()
    for part in parts:
        for piece in _pieces(part):
            total.update(len(piece).to_bytes(8, "big") + piece)
    return total.hexdigest()


def done(folder: Path, step: str, stamp: str) -> bool:
    """Whether `step` was done on just this."""
    return note_of(folder, step) == stamp


def note_of(folder: Path, step: str) -> str | None:
    """What was noted when `step` last ended."""
    try:
        noted = json.loads((folder / f"{step}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(noted["on"]) if isinstance(noted, dict) and "on" in noted else None


def mark(folder: Path, step: str, stamp: str) -> None:
    """Note that `step` is done; written beside and renamed, so a cut leaves the old note or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{step}.half"
    half.write_text(json.dumps({"on": stamp}), encoding="utf-8")
    half.rename(folder / f"{step}.json")


def forget(folder: Path, *steps: str) -> None:
    """Let these steps be done again."""
    for step in steps:
        (folder / f"{step}.json").unlink(missing_ok=True)


def _pieces(part: str | bytes | Path) -> Iterable[bytes]:
    if isinstance(part, bytes):
        return [part]
    if isinstance(part, str):
        return [part.encode()]
    return _file_pieces(part)


def _file_pieces(path: Path) -> Iterable[bytes]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        return [piece for file in files for piece in (str(file.relative_to(path)).encode(), file.read_bytes())]
    return [path.name.encode(), path.read_bytes() if path.exists() else b"-"]
