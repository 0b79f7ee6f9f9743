"""`hx bench explain`: one decision's page, line by line, among ten million, at twenty requests a second.

Workers open «为什么是 … 元» of their own on the phone, an officer opens anybody's, which is noted in the trail; the
program runs as `./run` starts it, in production's settings, under row security.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench import memory, pages
from bench.frame import Ground, Report, asked, percentile, ready_for_pages, say, settle
from bench.load import Ask

#: Decisions of one person in all: two a year in ten years.
EACH = 20
FEWEST = 5_000


@dataclass(frozen=True)
class Size:
    """How many decisions, and for how long pages are opened, in seconds."""

    decisions: int
    seconds: int = 120

    @property
    def members(self) -> int:
        """Over how many people they lie."""
        return max(FEWEST, self.decisions // EACH)


def measure(ground: Ground, size: Size, frontend: Path) -> Report:
    """Everything, in order. Raises `BenchError`."""
    report = Report("explain")
    ready_for_pages(ground, frontend)
    say(f"Filling it with {size.decisions:,} decisions of {size.members:,} members")
    told = asked(["-m", "bench.explain_fill", str(size.decisions), str(size.members)], ground, "owner")
    report.figure("generation", told["seconds"], "s")
    report.figure("decisions", told["decisions"], "decisions")
    settle()
    with pages.serving(ground, "hexian.config.wsgi:application", role="app") as web:
        say(f"Open loop, {pages.RATE} requests a second, {size.seconds} s")
        asks = list(_asks(told))
        pages._load(web.port, asks[::-1], max(2, size.seconds / 12), rate=pages.RATE)
        _tell(pages._load(web.port, asks, size.seconds, rate=pages.RATE), report)
        for number, mebibytes in enumerate(memory.of_workers(web.process.pid), 1):
            report.figure(f"memory.web_worker_{number}", mebibytes, "MiB")
            report.target(f"memory.web_worker_{number}", "<", 250)
    return report


def _asks(told: dict[str, Any]) -> Iterator[Ask]:
    """Hers and the officer's in turn, in an order nobody's cache expects."""
    chance = Random(7)
    hers = [Ask("hers", f"/me/aid/{each}/", session) for session, listed in told["hers"] for each in listed]
    seen = [Ask("officer", f"/desk/aid/decisions/{each}/", told["officer"]) for each in told["seen"]]
    for listed in (hers, seen):
        chance.shuffle(listed)
    for at in range(max(len(hers), len(seen))):
        yield hers[at % len(hers)]
        yield seen[at % len(seen)]


def _tell(found: dict[str, Any], report: Report) -> None:
    everything = [took for each in found["took"].values() for took in each]
    for kind, took in [*sorted(found["took"].items()), ("all", everything)]:
        report.figure(f"{kind}.p50", percentile(took, 0.5), "ms")
        report.figure(f"{kind}.p99", percentile(took, 0.99), "ms")
        report.target(f"{kind}.p99", "<", 50)
    report.figure("failed", len(found["failed"]), "requests")
    for trouble in sorted(set(found["failed"])):
        say(f"    {trouble}")
    report.target("failed", "<=", 0)
