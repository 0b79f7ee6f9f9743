"""How much memory the web workers of a server hold, and how busy processes were."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")
_RSS = re.compile(r"VmRSS:\s+(\d+) kB")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def of_workers(server: int) -> list[float]:
    """The resident memory of each worker below the server's process, in MiB, the largest first."""
    found = _from_proc(server) if _PROC.joinpath("self", "status").exists() else _from_ps(server)
    return sorted((kibibytes / 1024 for kibibytes in found), reverse=True)


def peak() -> float:
    """The most this process has ever held, in MiB.

    On Linux not by `getrusage`: a process that was started inherits there what its starter held at that moment.
    """
    status = _PROC.joinpath("self", "status")
    if status.exists() and (found := _PEAK.search(status.read_text(encoding="utf-8"))):
        return int(found[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform != "darwin" else most / 2**20


def seconds_of(processes: Iterable[int]) -> float:
    """The processor time these have used so far; what cannot be looked at counts as nothing."""
    ticks = 0
    for pid in processes:
        try:
            stat = _PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8")
        except OSError:
            continue
        ticks += sum(int(field) for field in stat.rpartition(")")[2].split()[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


def children_of(server: int) -> list[int]:
    """The processes a server has started, its workers among them."""
    return _children(server) if _PROC.joinpath("self", "status").exists() else []


def _from_proc(server: int) -> list[int]:
    held = []
    for child in _children(server):
        folder = _PROC / str(child)
        # Python's own book-keeper of shared memory is a child too, and serves no page.
        if b"resource_tracker" in folder.joinpath("cmdline").read_bytes():
            continue
        resident = _RSS.search(folder.joinpath("status").read_text(encoding="utf-8"))
        held += [int(resident[1])] if resident else []
    return held


def _children(parent: int) -> list[int]:
    found = []
    for status in _PROC.glob("[0-9]*/status"):
        try:
            text = status.read_text(encoding="utf-8")
        except OSError:
            continue
        if f"\nPPid:\t{parent}\n" in text:
            found.append(int(status.parent.name))
    return found


def _from_ps(server: int) -> list[int]:
    """Where there is no /proc: what `ps` says."""
    listed = subprocess.run(["ps", "-axo", "ppid=,rss=,command="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(rss) for parent, rss, command in rows if int(parent) == server and "resource_tracker" not in command]
