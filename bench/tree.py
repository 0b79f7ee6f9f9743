"""`hx bench tree`: lists and counts of a large tree today and a year ago, and a district that moves under readers.

Everything runs as `hexian_app` under row security, through the program's own queries and services.  Figures:
milliseconds for all a page asks, seconds for the move, and what those who read meanwhile noticed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.frame import ROOT, Ground, Report, asked, percentile, run_module, say

READERS = 2
#: A page on a machine that does other things as well.
SECONDS_TO_STOP = 300.0


@dataclass(frozen=True)
class Size:
    """How many unions and members, and how often each page is read."""

    unions: int
    members: int
    rounds: int = 100


def measure(ground: Ground, size: Size) -> Report:
    """Everything, in order. Raises `BenchError`."""
    report = Report("tree")
    told = _prepared(ground, size, report)
    _reads(ground, told | {"rounds": size.rounds}, report)
    _move(ground, told, report)
    report.target("today.p99", "<", 50)
    report.target("as_of.p99", "<", 100)
    report.target("move.seconds", "<=", 30)
    for name in ("move.torn", "move.failed", "move.lost", "move.mended"):
        report.target(name, "<=", 0)
    return report


def _prepared(ground: Ground, size: Size, report: Report) -> dict[str, Any]:
    say("Making the database")
    for command in ("migrate", "seed"):
        run_module(["-m", "hexian.cli", command], ground, "owner")
    say(f"Filling it with {size.unions:,} unions and {size.members:,} members")
    told = asked(["-m", "bench.wide", str(size.unions), str(size.members)], ground, "owner")
    report.figure("generation", told["seconds"], "s")
    report.figure("generation.flow", told["drain"], "s")
    return {"ids": told["ids"]}


def _reads(ground: Ground, told: dict[str, Any], report: Report) -> None:
    waits = asked(["-m", "bench.tree_reads", json.dumps(told)], ground, "app")
    for kind in ("today", "as_of"):
        of_kind = {name: values for name, values in waits.items() if name.startswith(kind)}
        for name, values in of_kind.items():
            report.figure(f"{name}.p50", percentile(values, 0.5), "ms")
            report.figure(f"{name}.p99", percentile(values, 0.99), "ms")
        report.figure(f"{kind}.p99", max(percentile(values, 0.99) for values in of_kind.values()), "ms")


def _move(ground: Ground, told: dict[str, Any], report: Report) -> None:
    say("Moving a district while others read it")
    stop = ground.home / "moved"
    watching = ["-m", "bench.tree_reads", json.dumps(told | {"until": str(stop)})]
    with _readers(watching, ground) as readers:
        moved = asked(["-m", "bench.tree_move", json.dumps(told)], ground, "app")
        stop.touch()
        seen = [json.loads(reader.communicate(timeout=SECONDS_TO_STOP)[0].splitlines()[-1]) for reader in readers]
    for name, unit in (("bodies", "bodies"), ("members", "members"), ("seconds", "s"), ("recount", "s"),
                       ("mended", "sums"), ("lost", "trees")):  # fmt: skip
        report.figure(f"move.{name}", moved[name], unit)
    waits = [wait for reader in seen for wait in reader["waits"]]
    report.figure("move.readers.pages", len(waits), "pages")
    report.figure("move.readers.p50", percentile(waits, 0.5), "ms")
    report.figure("move.readers.p99", percentile(waits, 0.99), "ms")
    report.figure("move.readers.longest", max(waits), "ms")
    report.figure("move.torn", sum(reader["torn"] for reader in seen), "trees")
    report.figure("move.failed", sum(reader["failed"] for reader in seen), "pages")


@contextmanager
def _readers(command: list[str], ground: Ground) -> Iterator[list[subprocess.Popen[str]]]:
    """Some processes that read all the while; ended with the block whatever happened."""
    readers = [
        subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=ground.surroundings("app"), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(READERS)
    ]  # fmt: skip
    try:
        for reader in readers:
            assert reader.stderr is not None
            while (line := reader.stderr.readline()) and line.strip() != "ready":
                pass
        yield readers
    finally:
        for reader in readers:
            if reader.poll() is None:
                reader.terminate()
