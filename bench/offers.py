"""`hx bench offers`: an action of offers for thousands of unions, from the preview to the notices of the employers.

Everything runs as `hexian_app` under row security, through the program's own services and the worker's own runner.
"""

from __future__ import annotations

import json
from typing import Any

from bench.frame import Ground, Report, asked, percentile, run_module, say


def measure(ground: Ground, unions: int) -> Report:
    """Everything, in order. Raises `BenchError`."""
    report = Report("offers")
    say("Making the database")
    for command in ("migrate", "seed"):
        run_module(["-m", "hexian.cli", command], ground, "owner")
    say(f"Filling it with {unions:,} unions and their employers")
    told = asked(["-m", "bench.offers_fill", str(unions)], ground, "owner")
    report.figure("generation", told["seconds"], "s")
    say("Preparing and sending their offers")
    _tell(asked(["-m", "bench.offers_act", json.dumps(told)], ground, "app"), unions, report)
    return report


def _tell(found: dict[str, Any], unions: int, report: Report) -> None:
    report.figure("preview.p50", percentile(found["previews"], 0.5), "ms")
    report.figure("preview.longest", max(found["previews"]), "ms")
    report.figure("preview.new", found["new"], "unions")
    report.figure("preview.left_out", found["missing"], "unions")
    for name, seconds in found["seconds"].items():
        report.figure(f"seconds.{name}", seconds, "s")
    report.figure("stored", sum(found["seconds"].values()), "s")
    for name, count in found["counts"].items():
        report.figure(f"there.{name}", count, "rows")
    report.figure("document_data", found["data"], "ms each")
    report.figure("memory.worker", found["peak"], "MiB")
    report.target("preview.longest", "<", 1_000)
    report.target("stored", "<", 60)
    for name in ("cases", "deadlines", "deliveries", "notices", "prepared_notices"):
        report.target(f"there.{name}", ">=", unions)
