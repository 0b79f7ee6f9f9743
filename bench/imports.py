"""`hx bench import`: a roster from the file to stored members, beside a raw COPY of the very rows it made.

One database is filled with as many members as there are already and kept as a template; every run gets a fresh copy of
it, so that none is measured on what another left.  The baseline is the owner's COPY of the rows the import has made,
into twins without row security and foreign keys but with the same indexes, filled with the same million before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from bench import roster_files
from bench.frame import LOCK, PREFIX, Ground, Report, asked, drop, run_module, say
from bench.loading import Link, run
from hexian.embedded.roles import with_parts

#: What a member is made of, in the order in which an import writes it.
TABLES = ("crypto_subject", "people_person", "members_membership", "members_gram")
#: By which the rows of an import are told from those before it; salts have no serial, they go by their persons.
RUNS = 5
_NEW = {
    "crypto_subject": "SELECT s.* FROM crypto_subject s JOIN people_person p ON p.subject = s.id WHERE p.id > {person}",
    "people_person": "SELECT * FROM people_person WHERE id > {person} ORDER BY id",
    "members_membership": "SELECT * FROM members_membership WHERE id > {membership} ORDER BY id",
    "members_gram": "SELECT * FROM members_gram WHERE membership_id > {membership} ORDER BY ctid",
}


_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"


@dataclass(frozen=True)
class Size:
    """How many rows a roster has, how many members are there already, and how often growth is measured."""

    rows: int
    existing: int
    runs: int = 0

    @property
    def steps(self) -> tuple[int, int, int]:
        """A tenth, three tenths, all."""
        return self.rows // 10, self.rows * 3 // 10, self.rows


def measure(ground: Ground, server: str, size: Size) -> Report:
    """Everything, in order; `server` is the owner's address of the database beside which the ground lies.

    Raises `BenchError`.
    """
    report = Report("import")
    with Base(ground, server) as base:
        _fill(base.ground, size, report)
        files = _files(ground, size)
        _twins(base.ground)
        for kind, least in (("csv", 0.25), ("xlsx", 0.15)):
            _beside_copy(base, kind, files[kind], least, report)
        if size.runs:
            _growth(base, size, report)
    return report


class Base:
    """A filled database that is copied for each run. One session stays in it, so that no other bench sweeps it away."""

    def __init__(self, ground: Ground, server: str) -> None:
        self._server = server
        self._name = f"{PREFIX}{uuid4().hex[:8]}"
        self.ground = _named(ground, self._name)
        self._keeper: Link | None = None

    def __enter__(self) -> Base:
        with self._alone() as owner:
            owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._name)))
        return self

    def __exit__(self, *_fault: object) -> None:
        if self._keeper:
            self._keeper.close()
        with psycopg.connect(self._server, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(self._name)))

    @contextmanager
    def copied(self) -> Iterator[Ground]:
        """The filled database once more, for one run."""
        name = f"{PREFIX}{uuid4().hex[:8]}"
        both = map(sql.Identifier, (name, self._name))
        with self._alone() as owner:
            owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*both))
            own = _named(self.ground, name)
            keeper = psycopg.connect(own.owner, autocommit=True)
        try:
            with keeper:
                yield own
        finally:
            drop(self._server, name)

    @contextmanager
    def _alone(self) -> Iterator[Link]:
        """A database is copied only while nobody is in it, and meanwhile no other bench may sweep."""
        with psycopg.connect(self._server, autocommit=True) as owner:
            owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            if self._keeper:
                self._keeper.close()
            yield owner
            self._keeper = psycopg.connect(self.ground.owner, autocommit=True)


def _named(ground: Ground, name: str) -> Ground:
    return Ground(with_parts(ground.owner, dbname=name), with_parts(ground.app, dbname=name), ground.home)


def _fill(ground: Ground, size: Size, report: Report) -> None:
    say("Making the database")
    for command in (["migrate"], ["seed"]):
        run_module(["-m", "hexian.cli", *command], ground, "owner")
    say(f"Filling it with {size.existing:,} members")
    told = asked(["-m", "bench.prepare", str(size.existing)], ground, "owner")
    report.figure("generation", told["seconds"], "s")


def _files(ground: Ground, size: Size) -> dict[str, Path]:
    say(f"Writing rosters of {size.rows:,} rows")
    files = {kind: ground.home / f"roster.{kind}" for kind in ("csv", "xlsx")}
    roster_files.write_csv(files["csv"], size.rows, size.existing)
    roster_files.write_xlsx(files["xlsx"], size.rows, size.existing)
    return files


def _twins(ground: Ground) -> None:
    """Tables like ours in a schema beside, filled the same, then indexed: by the template's copy, in every run."""
    with psycopg.connect(ground.owner, autocommit=True) as link:
        run(link, "SET hexian.system = 'on'")
        run(link, "SET maintenance_work_mem = '256MB'")
        run(link, "CREATE SCHEMA raw")
        for table in TABLES:
            run(link, f"CREATE TABLE raw.{table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
            run(link, f"INSERT INTO raw.{table} SELECT * FROM public.{table}")
            for (definition,) in link.execute(_INDEXES, [table]).fetchall():
                run(link, definition.replace(f" ON public.{table} ", f" ON raw.{table} "))
        run(link, "VACUUM (ANALYZE)")


# — One import beside one COPY —


def _beside_copy(base: Base, kind: str, file: Path, least: float, report: Report) -> None:
    say(f"Importing {file.name}")
    with base.copied() as own:
        before = _marks(own)
        told = _imported(own, file)
        copied = _copied(own, before)
    took = sum(told["seconds"].values())
    for stage, seconds in told["seconds"].items():
        report.figure(f"{kind}.{stage}", seconds, "s")
    report.figure(f"{kind}.rows", told["landed"] / took, "members/s")
    report.figure(f"{kind}.copy", told["landed"] / copied, "members/s")
    report.figure(f"{kind}.ratio", copied / took, "x")
    report.target(f"{kind}.ratio", ">=", least)
    report.figure(f"{kind}.peak", told["peak_mib"], "MiB")
    report.target(f"{kind}.peak", "<", 1_200)


def _imported(own: Ground, file: Path) -> dict[str, Any]:
    return asked(["-m", "bench.importing", str(file)], own)


def _marks(own: Ground) -> dict[str, int]:
    with psycopg.connect(own.owner) as link:
        run(link, "SET hexian.system = 'on'")
        names = {"person": "people_person", "membership": "members_membership"}
        rows = {
            key: link.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone() for key, table in names.items()
        }
    return {key: int(row[0]) if row else 0 for key, row in rows.items()}


def _copied(own: Ground, before: dict[str, int]) -> float:
    """Seconds the owner's COPY takes for the rows that came, out of files, one table after another."""
    with psycopg.connect(own.owner, autocommit=True) as link:
        run(link, "SET hexian.system = 'on'")
        spent = 0.0
        for table in TABLES:
            file = own.home / f"{table}.copy"
            _copy_out(link, _NEW[table].format(**before), file)
            began = time.monotonic()
            _copy_in(link, table, file)
            spent += time.monotonic() - began
            file.unlink()
    return spent


def _copy_out(link: Link, query: str, file: Path) -> None:
    with file.open("wb") as target, link.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as source:
        for block in source:
            target.write(block)


def _copy_in(link: Link, table: str, file: Path) -> None:
    with file.open("rb") as source, link.cursor() as cursor, cursor.copy(f"COPY raw.{table} FROM STDIN") as target:
        while block := source.read(256 * 1024):
            target.write(block)


# — Growth —


def _growth(base: Base, size: Size, report: Report) -> None:
    """Time per row at a tenth, three tenths and all of the rows, in turns."""
    files = {rows: base.ground.home / f"roster-{rows}.csv" for rows in size.steps}
    for rows, file in files.items():
        roster_files.write_csv(file, rows, size.existing)
    took: dict[int, list[float]] = {rows: [] for rows in size.steps}
    for number in range(size.runs):
        say(f"Growth, run {number + 1} of {size.runs}")
        for rows, file in files.items():
            with base.copied() as own:
                told = _imported(own, file)
            took[rows].append(sum(told["seconds"].values()) / told["rows"] * 1e6)
    for rows, each in took.items():
        report.figure(f"growth.{rows}", median(each), "µs/row")
    smallest = min(median(each) for each in took.values())
    report.figure("growth", median(took[size.rows]) / smallest, "x")
    report.target("growth", "<=", 1.3)
