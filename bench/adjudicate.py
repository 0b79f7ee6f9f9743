"""`hx bench adjudicate`: settlements from a file to decisions and payment orders, beside hand-written SQL.

One database is filled with members who all take part and kept as a template; every run gets a fresh copy.  The baseline
(`plain_four.sql`) decides the very portions of the very file in the same run: four plain tables with four indexes, rows
already read and indexed outside its time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench import settlement_files
from bench.frame import ROOT, Ground, Report, asked, run_module, say
from bench.imports import Base
from bench.loading import Link, run

#: As the worker's (`services.portions.PORTION`).
PORTION = 50_000
_PLAIN = """
    CREATE SCHEMA plain;
    CREATE SEQUENCE plain.decision_id;
    CREATE UNLOGGED TABLE plain.staging (row_no integer, flags integer, admitted date, discharged date, total bigint,
        own bigint, first bigint, is_refund boolean, is_alone boolean, idx bytea, settlement text, care text,
        hospital text, invoice text);
    CREATE TABLE plain.decision (id bigint PRIMARY KEY, person_id bigint, settlement text, hospital text, admitted date,
        discharged date, total bigint, own bigint, share bigint, tiers bigint, raw bigint, amount bigint,
        decided_at timestamptz);
    CREATE UNIQUE INDEX ON plain.decision (person_id, settlement);
    CREATE TABLE plain.payment (decision_id bigint PRIMARY KEY, person_id bigint, amount bigint,
        ordered_at timestamptz);
    CREATE TABLE plain.audit (decision_id bigint, event text, at timestamptz, facts jsonb);
    CREATE TABLE plain.year_sum (person_id bigint PRIMARY KEY, paid bigint, stays integer)
"""


@dataclass(frozen=True)
class Size:
    """How many settlements over how many members, and how often growth is measured."""

    settlements: int
    members: int
    runs: int = 0

    @property
    def steps(self) -> tuple[int, ...]:
        """A tenth, three tenths, all and three times the settlements."""
        return tuple(self.settlements * tenths // 10 for tenths in (1, 3, 10, 30))


def measure(ground: Ground, server: str, size: Size, engine: str = "postgres") -> Report:
    """Everything, in order; `server` is the owner's address of the database beside which the ground lies.

    With the engine `duckdb` the very file is decided once more there and held against what PostgreSQL decided.

    Raises `BenchError`.
    """
    report = Report("adjudicate")
    with Base(ground, server) as base:
        fill(base.ground, size.members, report)
        file = ground.home / "settlements.csv"
        settlement_files.write(file, size.settlements, size.members)
        _beside_plain(base, file, report)
        if engine == "duckdb":
            _beside_duckdb(base, file, report)
        if size.runs:
            _growth(base, size, report)
    return report


def fill(ground: Ground, members: int, report: Report) -> None:
    """Members, all of whom take part in one plan."""
    say("Making the database")
    for command in ("migrate", "seed"):
        run_module(["-m", "hexian.cli", command], ground, "owner")
    say(f"Filling it with {members:,} members who take part")
    told = asked(["-m", "bench.prepare", str(members)], ground, "owner")
    report.figure("generation", told["seconds"], "s")
    run_module(["-m", "bench.adjudicate_fill"], ground, "owner")


def _beside_plain(base: Base, file: Path, report: Report) -> None:
    say(f"Deciding {file.name}")
    with base.copied() as own:
        told = _decided(own, file)
    say("The same by hand")
    with base.copied() as own:
        rows, seconds = _by_hand(own, file)
    ours = told["rows"] / sum(told["seconds"].values())
    for stage, spent in told["seconds"].items():
        report.figure(stage, spent, "s")
    for what, count in sorted(told["counts"].items()):
        report.figure(f"rows.{what}", count, "rows")
    report.figure("rate", ours, "settlements/s")
    report.target("rate", ">=", 20_000)
    report.figure("by_hand", rows / seconds, "settlements/s")
    report.figure("ratio", ours / (rows / seconds), "x")
    report.target("ratio", ">=", 0.5)
    report.figure("peak", told["peak_mib"], "MiB")
    report.target("peak", "<", 1_000)


def _beside_duckdb(base: Base, file: Path, report: Report) -> None:
    say("The same in DuckDB")
    with base.copied() as own:
        _decided(own, file)
        lines = own.home / f"{file.stem}.lines"
        run_module(["-m", "bench.settlement_lines", str(file), str(lines)], own)
        told = asked(["-m", "bench.adjudicate_duck", str(lines)], own, "owner")
    report.figure("duckdb.decided", told["decided"], "rows")
    report.figure("duckdb.rate", told["decided"] / told["seconds"], "settlements/s")
    report.figure("duckdb.different", told["different"], "rows")
    report.target("duckdb.different", "<=", 0)


def _decided(own: Ground, file: Path) -> dict[str, Any]:
    return asked(["-m", "bench.adjudicating", str(file)], own)


def _by_hand(own: Ground, file: Path) -> tuple[int, float]:
    """Rows and the seconds COPY and statement take; reading and indexing happen outside."""
    lines = own.home / f"{file.stem}.lines"
    run_module(["-m", "bench.settlement_lines", str(file), str(lines)], own)
    statement = (ROOT / "bench" / "plain_four.sql").read_text(encoding="utf-8")
    rows, spent = 0, 0.0
    with psycopg.connect(own.owner, autocommit=True) as link:
        run(link, "SET hexian.system = 'on'")
        for command in _PLAIN.split(";"):
            run(link, command)
        for portion in _portions(lines):
            began = time.monotonic()
            _one(link, portion, statement)
            spent += time.monotonic() - began
            rows += len(portion)
    lines.unlink()
    return rows, spent


def _one(link: Link, portion: list[bytes], statement: str) -> None:
    with link.transaction(), link.cursor() as cursor:
        cursor.execute("TRUNCATE plain.staging")
        with cursor.copy("COPY plain.staging FROM STDIN") as target:
            target.write(b"".join(portion))
        cursor.execute("ANALYZE plain.staging")
        cursor.execute(statement.encode())


def _portions(lines: Path) -> Iterator[list[bytes]]:
    with lines.open("rb") as file:
        while portion := list(islice(file, PORTION)):
            yield portion


def _growth(base: Base, size: Size, report: Report) -> None:
    """Time per row at a tenth to three times of the settlements, in turns."""
    files = {rows: base.ground.home / f"settlements-{rows}.csv" for rows in size.steps}
    for rows, file in files.items():
        settlement_files.write(file, rows, size.members)
    took: dict[int, list[float]] = {rows: [] for rows in size.steps}
    for number in range(size.runs):
        say(f"Growth, run {number + 1} of {size.runs}")
        for rows, file in files.items():
            with base.copied() as own:
                told = _decided(own, file)
            took[rows].append(sum(told["seconds"].values()) / told["rows"] * 1e6)
    for rows, each in took.items():
        report.figure(f"growth.{rows}", median(each), "µs/row")
    # A small file pays for the beginning with fewer rows: what is asked is whether a row of a larger one costs more.
    medians = [median(each) for each in took.values()]
    report.figure("growth", max(later / earlier for earlier, later in combinations(medians, 2)), "x")
    report.target("growth", "<=", 1.3)
