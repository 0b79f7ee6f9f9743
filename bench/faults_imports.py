"""Kill what carries an import, at random instants, and see that nobody is lost and nobody is there twice.

`python -m bench.faults_imports --kills 20 --rows 20000 --seed 7`: a cluster of its own, a worker of its own.  A
watcher writes down what the database has acknowledged, in a file outside it, flushed to the disk at once; afterwards
every line of that log must hold, and the members must be the rows of the roster to the person.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench import faults, roster_files
from bench.frame import ROOT, Ground
from hexian.embedded import Cluster
from hexian.embedded.roles import make_database

#: Small portions: many commits, so that a kill meets every part of one.
PORTION = 400
_POLL = 0.03
_PATIENCE = 600.0
_PROGRESS = """
    SELECT r.state, r.checkpoint, r.landed, t.done, t.total,
        (SELECT count(*) FROM members_membership m WHERE m.org_id = r.org_id)
    FROM rosters_import r LEFT JOIN work_task t ON t.public_id = r.task_id
"""


@dataclass
class Log:
    """What was acknowledged, in order, kept outside the database."""

    path: Path
    lines: list[tuple[str, int, int, int, int, int]] = field(default_factory=list)

    def note(self, seen: tuple[Any, ...]) -> None:
        """Write one observation down, if it says something new."""
        line = (str(seen[0]), *(int(each or 0) for each in seen[1:]))
        if self.lines and self.lines[-1] == line:
            return
        self.lines.append(line)  # type: ignore[arg-type]
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass
class Trial:
    """One import under fire."""

    cluster: Cluster
    ground: Ground
    rows: int
    chance: Random
    kill_server: bool
    log: Log
    kills: int = 0
    worker: subprocess.Popen[bytes] | None = None

    def start_worker(self) -> None:
        """A worker as `hx worker` runs it, with small portions."""
        with (self.ground.home / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "bench.faults_imports", "--be-the-worker"], cwd=ROOT, stdout=log, stderr=log,
                env=self.ground.surroundings() | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def kill_something(self) -> str:
        """The worker or, in turn, every process of PostgreSQL; and bring it back."""
        self.kills += 1
        if self.kill_server and self.chance.random() < 0.4:
            faults.kill_server(self.cluster)
            return "PostgreSQL"
        self.end_worker()
        self.start_worker()
        return "worker"

    def end_worker(self) -> None:
        """Kill the worker, if there is one."""
        if self.worker:
            self.worker.kill()
            self.worker.wait()

    def look(self) -> str:
        """What the database says now, noted; «» while it does not answer."""
        try:
            with psycopg.connect(self.ground.owner, connect_timeout=2) as link:
                link.execute("SET hexian.system = 'on'")
                seen = link.execute(_PROGRESS).fetchone()
        except psycopg.Error:
            return ""
        if seen is None:
            return ""
        self.log.note(tuple(seen))
        return str(seen[0])


def run(kills: int, rows: int, seed: int, *, kill_server: bool = True, like: str = "") -> dict[str, Any]:
    """The whole trial; figures, and an empty list of faults when all is well. `like`: see `faults.fill`."""
    with tempfile.TemporaryDirectory(prefix="hexian-faults-") as folder, faults.cluster(Path(folder)) as cluster:
        urls = make_database(cluster.url)
        ground = Ground(urls.owner, urls.app, Path(folder))
        _prepare(ground, rows, like)
        trial = Trial(cluster, ground, rows, Random(seed), kill_server, Log(Path(folder) / "acknowledged.log"))
        try:
            killed = _fire(trial, kills)
        finally:
            trial.end_worker()
        with psycopg.connect(urls.owner) as link:
            found = [*_faults_of_log(trial.log, rows), *_faults_of_rows(link, ground.home / "roster.csv")]
        words = (ground.home / "worker.log").read_text(encoding="utf-8", errors="replace")[-3000:] if found else ""
    return {
        "seed": seed, "rows": rows, "kills": trial.kills, "killed": killed, "seen": len(trial.log.lines),
        "faults": found, "worker": words,
    }  # fmt: skip


def _prepare(ground: Ground, rows: int, like: str) -> None:
    """An empty database with a union, its officer, and a roster checked and queued for landing."""
    faults.fill(ground, like)
    roster_files.write_csv(ground.home / "roster.csv", rows, 0)
    faults.module(["-m", "bench.faults_imports", "--queue", str(ground.home / "roster.csv")], ground.surroundings())


def _fire(trial: Trial, kills: int) -> dict[str, int]:
    """Kill at random instants while it lands; then leave it in peace until it has."""
    killed = {"worker": 0, "PostgreSQL": 0}
    trial.start_worker()
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        # A short roster is over before long: the fewer rows, the sooner the next kill.
        following = time.monotonic() + trial.chance.uniform(0.05, min(4.0, trial.rows / 8_000))
        while time.monotonic() < following:
            if trial.look() == "landed":
                return killed
            time.sleep(_POLL)
        if trial.kills < kills and _is_under_way(trial):
            killed[trial.kill_something()] += 1
    return killed


def _is_under_way(trial: Trial) -> bool:
    """Once the first portion is in; a kill of an idle worker would prove little."""
    return any(line[1] for line in trial.log.lines)


def _faults_of_log(log: Log, rows: int) -> Iterator[str]:
    """Progress only goes on, and never claims more than is there."""
    before: tuple[int, ...] = (0, 0, 0)
    for state, checkpoint, landed, done, total, members in log.lines:
        now = (checkpoint, landed, members)
        if any(new < old for new, old in zip(now, before, strict=True)):
            yield f"acknowledged {before}, later {now}"
        if landed != members:
            yield f"progress says {landed} landed, there are {members} members ({state})"
        if done > max(total, rows):
            yield f"{done} done of {total}"
        before = now
    if not log.lines or log.lines[-1][0] != "landed":
        yield f"it has not landed: {log.lines[-1:]}"


def _faults_of_rows(link: psycopg.Connection[tuple[Any, ...]], file: Path) -> Iterator[str]:
    """The members are the rows of the roster, each once, with everything that belongs to them."""
    link.execute("SET hexian.system = 'on'")
    good = {cells[3] for cells in roster_files.rows(_lines(file), 0) if len(cells[2]) == 18}
    found = [row[0] for row in link.execute("SELECT mobile FROM people_person WHERE origin = 'employer'").fetchall()]
    if len(found) != len(set(found)):
        yield f"{len(found) - len(set(found))} twice"
    if set(found) != good:
        yield f"{len(good - set(found))} lost, {len(set(found) - good)} nobody sent"
    for words, query in _AGREE.items():
        row = link.execute(query).fetchone()
        if row is None or row[0] != row[1]:
            yield f"{words}: {row}"


def _lines(file: Path) -> int:
    with file.open(encoding="utf-8-sig") as lines:
        return sum(1 for _ in lines) - 1


_MEMBERS = "(SELECT count(*) FROM members_membership)"
_AGREE = {
    "memberships and persons": f"SELECT {_MEMBERS}, (SELECT count(*) FROM people_person WHERE origin = 'employer')",
    "memberships and tally": f"SELECT {_MEMBERS}, (SELECT sum(members) FROM members_tally)",
    "memberships and rows landed": f"SELECT {_MEMBERS}, (SELECT count(*) FROM rosters_landed)",
    "memberships and portions": f"SELECT {_MEMBERS}, (SELECT sum(landed) FROM rosters_portion)",
    "memberships and the trail": f"SELECT {_MEMBERS}, (SELECT sum((facts->>'count')::int) FROM audit_entry"
    " WHERE event = 'members.landed')",
    "members with search pieces": f"SELECT {_MEMBERS}, (SELECT count(DISTINCT membership_id) FROM members_gram)",
    "persons with salts": "SELECT 0, count(*) FROM people_person p WHERE NOT EXISTS"
    " (SELECT FROM crypto_subject s WHERE s.id = p.subject AND s.salt IS NOT NULL)",
    "portions that overlap": "SELECT 0, count(*) FROM rosters_portion a JOIN rosters_portion b"
    " ON a.batch < b.batch AND a.first <= b.last AND b.first <= a.last",
}


def _be_the_worker() -> None:
    import django  # noqa: PLC0415

    django.setup()
    from hexian.domains.rosters.services import landing  # noqa: PLC0415
    from hexian.foundation import work  # noqa: PLC0415

    landing.PORTION = PORTION
    work.serve(1)


def _queue(file: Path) -> None:
    from bench import importing  # noqa: PLC0415

    importing.queue(file)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--be-the-worker", action="store_true")
    parser.add_argument("--queue", type=Path)
    asked = parser.parse_args()
    if asked.be_the_worker:
        _be_the_worker()
    elif asked.queue:
        _queue(asked.queue)
    else:
        print(f"seed {asked.seed}", file=sys.stderr)
        told = run(asked.kills, asked.rows, asked.seed)
        print(json.dumps(told, ensure_ascii=False))
        raise SystemExit(1 if told["faults"] else 0)


if __name__ == "__main__":
    main()
