"""What trials under fire have in common: a server of their own, and ways to kill what runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.frame import ROOT
from hexian.embedded import Cluster, bundled, leftovers


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A server whose acknowledged commits survive `kill -9`; it and its rows are gone afterwards."""
    made = Cluster(folder / "postgres", bundled(), lasting=False, settings={"synchronous_commit": "on"})
    made.start()
    try:
        yield made
    finally:
        made.wipe()


def kill_server(made: Cluster) -> None:
    """Every process of PostgreSQL at once, and bring it back."""
    for pid in leftovers.processes_in(made.data):
        kill(pid)
    made.start()


def kill(pid: int) -> None:
    """SIGKILL; nothing happens to what has ended by itself."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def module(arguments: Sequence[str], env: dict[str, str]) -> str:
    """Run a part of a trial in a process of its own, as nobody kills it; what it printed. Raises `SystemExit`."""
    done = subprocess.run(
        [sys.executable, *arguments], env=env | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}:\n{done.stderr[-3000:]}")
    return done.stdout
