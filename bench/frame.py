"""The frame every bench stands in: a database of its own, figures, targets, one JSON object at the end."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from hexian.embedded.roles import with_parts

ROOT = Path(__file__).resolve().parents[1]
HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": lambda value, bound: value <= bound,
    ">=": lambda value, bound: value >= bound,
    "<": lambda value, bound: value < bound,
}
PREFIX = "hexian_bench_"
#: Databases whose bench was killed: nobody is in them. A living bench keeps one session in its own throughout.
_LEFT = r"""
    SELECT d.datname FROM pg_database d
    WHERE d.datname LIKE 'hexian\_bench\_%%' AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)
"""
_END_OWN = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
#: Any number, the same in every bench: one at a time makes and sweeps databases.
LOCK = 2_026_112_102
_SECONDS_TO_LEAVE = 20.0


class BenchError(Exception):
    """A part of the bench ended with an error; its last words are the message."""


@dataclass
class Report:
    """Figures with units, and the targets they are held against."""

    bench: str
    figures: dict[str, dict[str, float | str]] = field(default_factory=dict)
    targets: dict[str, dict[str, float | str]] = field(default_factory=dict)

    def figure(self, name: str, value: float, unit: str) -> None:
        """Keep one figure and show it at once."""
        self.figures[name] = {"value": round(value, 4), "unit": unit}
        print(f"  {name:44}{value:>14,.3f} {unit}", file=sys.stderr, flush=True)

    def target(self, name: str, op: str, value: float) -> None:
        """What a figure must reach."""
        self.targets[name] = {"op": op, "value": value}

    def reached(self, name: str) -> bool:
        """Whether one target is reached; one without its figure is not."""
        target = self.targets[name]
        if name not in self.figures:
            return False
        return HOLDS[str(target["op"])](float(self.figures[name]["value"]), float(target["value"]))

    @property
    def met(self) -> bool:
        """Whether every target is reached by its figure."""
        return all(self.reached(name) for name in self.targets)

    def as_json(self) -> str:
        """The one object `--json` prints."""
        parts = {
            "bench": self.bench,
            "machine": machine(),
            "figures": self.figures,
            "targets": self.targets,
            "met": self.met,
        }
        return json.dumps(parts, ensure_ascii=False)


def machine() -> dict[str, str | int]:
    """What it ran on, for whoever compares."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "cores": os.cpu_count() or 0,
        "memory_mib": memory,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile: the smallest value that so large a share does not exceed."""
    ordered = sorted(values)
    rank = -int(-share * len(ordered) // 1)
    return ordered[min(len(ordered), max(1, rank)) - 1]


def say(words: str) -> None:
    """Tell how far it has come, where it does not disturb what `--json` prints."""
    print(words, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Ground:
    """Where a bench runs: addresses of its database as owner and app role, and its own home folder."""

    owner: str
    app: str
    home: Path

    def surroundings(self, role: str = "app") -> dict[str, str]:
        """The environment for processes that work on this ground, in production's settings."""
        left_out = {"HEXIAN_DEBUG", "HEXIAN_TESTING"}
        return {name: value for name, value in os.environ.items() if name not in left_out} | {
            "DATABASE_URL": self.owner,
            "HEXIAN_APP_DATABASE_URL": self.app,
            "HEXIAN_HOME": str(self.home),
            "HEXIAN_DB_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "hexian.config.settings",
        }


@contextmanager
def ground(owner_url: str, app_url: str) -> Iterator[Ground]:
    """A fresh, empty database beside the real one, and a folder; both are gone afterwards, whatever happened."""
    name = f"{PREFIX}{uuid4().hex[:8]}"
    own = with_parts(owner_url, dbname=name)
    with tempfile.TemporaryDirectory(prefix="hexian-bench-") as folder:
        try:
            with _made(owner_url, own, name):
                yield Ground(own, with_parts(app_url, dbname=name), Path(folder))
        finally:
            with _undisturbed():
                drop(owner_url, name)


@contextmanager
def _made(owner_url: str, own: str, name: str) -> Iterator[None]:
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        for (left,) in owner.execute(_LEFT).fetchall():
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(left)))
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # A statement whose program was ended is given up at once, not after a minute of filling tables for nobody.
        impatient = sql.SQL("ALTER DATABASE {} SET client_connection_check_interval = '500ms'")
        owner.execute(impatient.format(sql.Identifier(name)))
        keeper = psycopg.connect(own, autocommit=True)
    with keeper:
        yield


def drop(owner_url: str, name: str) -> None:
    """Drop a bench's database once its last session has ended."""
    # The owner may not end a session of the app role; those of a server that was just stopped leave by themselves.
    until = time.monotonic() + _SECONDS_TO_LEAVE
    with psycopg.connect(owner_url, autocommit=True) as owner:
        while True:
            try:
                # Her own go at once: Ctrl-C may come between a session's beginning and the block that would end it.
                owner.execute(_END_OWN, [name])
                owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            except psycopg.errors.ObjectInUse:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Somebody who presses Ctrl-C twice must not leave a database behind."""
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def stop_politely() -> None:
    """Let SIGTERM end a bench as Ctrl-C does: with everything cleared away."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def ready_for_pages(ground: Ground, frontend: Path) -> None:
    """An empty database with its tables, and the parts pages are drawn with, which set-up brings to `frontend`.

    Raises `BenchError`.
    """
    if not (frontend / "icons.svg").is_file():
        message = (
            f"界面部件不在 {frontend}：先运行 ./run --setup。 Front-end parts are not there: run ./run --setup first."
        )
        raise BenchError(message)
    shutil.copytree(frontend, ground.home / "frontend")
    say("Making the database")
    for command in ("migrate", "seed", "static"):
        run_module(["-m", "hexian.cli", command], ground, "owner")


def run_module(arguments: Sequence[str], ground: Ground, role: str = "app") -> str:
    """Run one of our own modules on a ground and return what it prints. Raises `BenchError` with its last words."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=ground.surroundings(role) | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BenchError(f"{' '.join(arguments)}:\n{done.stderr[-2000:]}")
    return done.stdout


def asked(arguments: Sequence[str], ground: Ground, role: str = "app") -> dict[str, Any]:
    """What one of our own modules tells as JSON in its last line. Raises as `run_module`."""
    answer: dict[str, Any] = json.loads(run_module(arguments, ground, role).splitlines()[-1])
    return answer


def settle() -> None:
    """Wait until what filling left behind is on disk: gigabytes on their way there hold up every commit, and no day of
    a union writes so much."""
    os.sync()
