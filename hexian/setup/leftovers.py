"""What a killed ./run or ./test left running: found by the mark that everything we start carries, and ended."""

import os
import signal
import sys
import time
from pathlib import Path

# In the environment of every process we start, with the folder it works for.
MARK = "HEXIAN_WORKS_FOR"
SECONDS_TO_END = 5.0


def end(folder: Path) -> None:
    """End what still works for `folder`, where the system tells (Linux); elsewhere nothing is touched."""
    living = working_for(folder)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in living:
            _send(pid, sign)
        until = time.monotonic() + SECONDS_TO_END
        while (living := working_for(folder)) and time.monotonic() < until:
            time.sleep(0.05)
        if not living:
            return


def working_for(folder: Path) -> list[int]:
    """Ids of the processes that carry the mark of `folder`, ourselves left out."""
    if sys.platform != "linux":
        return []
    mark = f"{MARK}={folder}".encode()
    others = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid())
    return [int(entry.name) for entry in others if mark in _environment(entry)]


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _send(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        # It ended by itself, which is what we want.
        return
