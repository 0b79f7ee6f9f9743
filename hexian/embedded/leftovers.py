"""Telling a living server from what a killed one left behind."""

import os
import sys
from pathlib import Path

PROC = Path("/proc")


def processes_in(data: Path) -> list[int]:
    """Ids of living processes that work in the data folder: the server and its helpers.

    A killed server stays a zombie until process 1 reaps it, and counts as alive for `kill -0`; a zombie has no
    working folder any more, so it is not counted here.
    """
    if not data.exists():
        return []
    if sys.platform != "linux":
        return [pid for pid in (recorded(data),) if pid and _answers_signals(pid)]
    there = str(data.resolve())
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit() and _working_folder(entry) == there]


def recorded(data: Path) -> int | None:
    """The id in `postmaster.pid`, if there is a readable one."""
    try:
        return int((data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def clear(data: Path, sockets: Path) -> None:
    """Remove the marks of a dead server; the caller has seen that no process works in the folder.

    A number in such a mark may by now belong to a stranger, and then PostgreSQL would refuse to start.
    """
    for mark in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        mark.unlink(missing_ok=True)


def _working_folder(process: Path) -> str | None:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return None


def _answers_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
