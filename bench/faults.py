"""What trials under fire have in common: a server of their own, and ways to kill what runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from bench.frame import ROOT, Ground
from hexian.embedded import Cluster, bundled, leftovers
from hexian.embedded.clusters import SUPERUSER
from hexian.embedded.roles import with_parts


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A server whose acknowledged commits survive `kill -9`; it and its rows are gone afterwards."""
    made = Cluster(folder / "postgres", bundled(), lasting=False, settings={"synchronous_commit": "on"})
    made.start()
    try:
        yield made
    finally:
        made.wipe()


def fill(ground: Ground, like: str = "") -> None:
    """Bring an empty database to where set-up leaves it: by set-up's own commands, or as a copy of one that is there.

    `like` is that one's address, as superuser. The same rows come of it in one second instead of fifteen.
    """
    if not like:
        for command in ("migrate", "seed"):
            module(["-m", "hexian.cli", command], ground.surroundings("owner"))
        return
    dump, mine = ground.home / "ready.sql", with_parts(ground.owner, user=SUPERUSER)
    for program, arguments in (("pg_dump", ["-f", str(dump), like]), ("psql", ["-qf", str(dump), mine])):
        careful = ["-v", "ON_ERROR_STOP=1"] if program == "psql" else []
        _done([str(bundled().program(program)), *careful, *arguments], dict(os.environ))
    dump.unlink()


def kill_server(made: Cluster) -> None:
    """Every process of PostgreSQL at once, and bring it back."""
    for pid in leftovers.processes_in(made.data):
        kill(pid)
    made.start()


def next_of(names: Sequence[str], killed: Counter[str], chance: Random) -> str:
    """Who is hit next, counted at once: any of them, whoever was spared so far more likely."""
    fewest = min(killed[name] for name in names)
    spared = [name for name in names if killed[name] == fewest]
    name = chance.choice(spared if chance.random() < 0.5 else names)
    killed[name] += 1
    return name


def kill(pid: int) -> None:
    """SIGKILL; nothing happens to what has ended by itself."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def module(arguments: Sequence[str], env: dict[str, str]) -> str:
    """Run a part of a trial in a process of its own, as nobody kills it; what it printed. Raises `SystemExit`."""
    return _done([sys.executable, *arguments], env | {"PYTHONPATH": str(ROOT)})


def _done(command: Sequence[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])}:\n{done.stderr[-3000:]}")
    return done.stdout
