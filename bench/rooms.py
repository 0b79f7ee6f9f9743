"""`hx bench room`: delegates of many rooms asking every three seconds, while proposals arrive from the other side.

The program runs as `./run` starts it, in production's settings; the clients are a process of their own.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import memory
from bench.frame import Ground, Report, asked, percentile, ready_for_pages, say
from bench.pages import run_apart, serving

#: Proposals a second, as the target has it.
RATE = 20


@dataclass(frozen=True)
class Size:
    """How many rooms and clients, and for how long, in seconds."""

    rooms: int
    clients: int
    seconds: int = 60
    #: Over so many seconds the clients come, one after another as people do.
    warm: int = 40


def measure(ground: Ground, size: Size, frontend: Path) -> Report:
    """Everything, in order. Raises `BenchError`."""
    report = Report("room")
    ready_for_pages(ground, frontend)
    say(f"Filling {size.rooms:,} rooms")
    told = asked(["-m", "bench.rooms_fill", str(size.rooms)], ground, "owner")
    report.figure("generation", told["seconds"], "s")
    with serving(ground, "hexian.config.wsgi:application", role="app") as web:
        say(f"{size.clients:,} clients ask every 3 s, {RATE} proposals a second, {size.seconds} s")
        plan = {"port": web.port, "rooms": told["rooms"], "clients": size.clients, "rate": RATE,
                "seconds": size.seconds, "warm": size.warm}  # fmt: skip
        before, began = _busy(ground, web.process.pid), time.monotonic()
        found = json.loads(run_apart(["-m", "bench.rooms_load"], dict(os.environ), json.dumps(plan)))
        took, after = time.monotonic() - began, _busy(ground, web.process.pid)
        _tell(found, report)
        for name, seconds in after.items():
            report.figure(f"cores.{name}", (seconds - before[name]) / took, "cores")
        for number, mebibytes in enumerate(memory.of_workers(web.process.pid), 1):
            report.figure(f"memory.web_worker_{number}", mebibytes, "MiB")
            report.target(f"memory.web_worker_{number}", "<", 300)
    return report


def _busy(ground: Ground, server: int) -> dict[str, float]:
    """Seconds of processor time of the web workers and of the database's sessions."""
    with psycopg.connect(ground.owner) as link:
        rows = link.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    return {
        "web": memory.seconds_of(memory.children_of(server)),
        "database": memory.seconds_of(pid for (pid,) in rows),
    }


def _tell(found: dict[str, Any], report: Report) -> None:
    everything = [took for each in found["took"].values() for took in each]
    for kind, took in [*sorted(found["took"].items()), ("all", everything)]:
        report.figure(f"{kind}.count", len(took), "requests")
        report.figure(f"{kind}.p50", percentile(took, 0.5), "ms")
        report.figure(f"{kind}.p99", percentile(took, 0.99), "ms")
        report.target(f"{kind}.p99", "<", 150)
    report.figure("proposals", found["made"], "proposals")
    for trouble in sorted(set(found["failed"])):
        say(f"    {trouble}")
    for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0)):
        report.figure(f"seen_after.{name}", percentile(found["lags"], share) if found["lags"] else 0, "s")
    report.figure("missed", found["missed"], "proposals")
    report.figure("failed", found["failures"], "requests")
    report.target("missed", "<=", 0)
    report.target("failed", "<=", 0)
