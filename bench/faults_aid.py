"""Kill what decides settlements and what pays them, at random instants: everything is decided once and paid once.

`python -m bench.faults_aid --kills 30 --rows 1000000 --members 200000 --seed 7`: a cluster of its own, a worker of its
own, a settlement file with every fault.  First worker and PostgreSQL are killed while the file runs; then whoever
carries payment runs from hand to hand to the bank and back (`bench.paying`), and PostgreSQL again.  Watchers and a bank
write down what was acknowledged, in files outside the database, flushed to the disk at once.  Afterwards what stands
must be what the file alone asks for (`bench.aid_file`), every line of the logs must hold, the books must balance, and
`hx doctor` must find nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench import aid_checks, aid_file, faults, faults_payments
from bench.frame import ROOT, Ground
from hexian.embedded import Cluster
from hexian.embedded.roles import make_database

#: Up to so many rows a file is short: small portions, many commits, and a dead worker is missed sooner.
SHORT = 100_000
PORTION = 400
_POLL = 0.03
_PATIENCE = 3_600.0
#: Until whoever read for a killed worker has noticed that nobody listens, in seconds.
_LONGEST_ALONE = 20.0
_SAYS = "SELECT state, checkpoint, rows, counts FROM mutualaid_file"
#: In one statement, so that all of it is of one moment.
_STANDS = """
    SELECT f.state, f.checkpoint, f.rows, f.counts, (SELECT count(*) FROM mutualaid_decision WHERE revision = 1),
        (SELECT count(*) FROM mutualaid_row_fault), (SELECT count(*) FROM ledger_order),
        (SELECT coalesce(sum(fen), 0)::bigint FROM ledger_order),
        (SELECT -balance_fen FROM ledger_account WHERE kind = 'payable'),
        (SELECT coalesce(sum(fen), 0)::bigint FROM ledger_order WHERE recalled_at IS NULL),
        (SELECT coalesce(jsonb_object_agg(id, jsonb_build_array(first, last, counts)), '{}') FROM mutualaid_batch)
    FROM mutualaid_file f
"""
_OPEN = "SELECT (SELECT count(*) FROM events_outbox) + (SELECT count(*) FROM work_task WHERE finished_at IS NULL)"


@dataclass(frozen=True)
class Seen:
    """One moment of the database, as it was acknowledged."""

    state: str
    checkpoint: int
    rows: int
    counts: dict[str, int]
    decisions: int
    faults: int
    orders: int
    fen: int
    payable: int
    owed: int
    batches: dict[str, Any]

    def count(self, *names: str) -> int:
        """How many rows became one of these, as the file says."""
        return sum(self.counts.get(name, 0) for name in names)


@dataclass
class Log:
    """What was acknowledged, in order, kept outside the database."""

    path: Path
    seen: list[Seen] = field(default_factory=list)

    def note(self, seen: Seen) -> None:
        """Write one moment down."""
        self.seen.append(seen)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(vars(seen)) + "\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass
class Trial:
    """One file under fire."""

    cluster: Cluster
    ground: Ground
    rows: int
    chance: Random
    log: Log
    killed: Counter[str] = field(default_factory=Counter)
    worker: subprocess.Popen[bytes] | None = None

    def start_worker(self) -> None:
        """A worker as `hx worker` runs it."""
        short = ["--short"] if self.rows <= SHORT else []
        with (self.ground.home / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "bench.faults_aid", "--be-the-worker", *short], cwd=ROOT, stdout=log,
                stderr=log, env=self.ground.surroundings() | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def end_worker(self) -> None:
        """Kill the worker, if there is one."""
        if self.worker:
            self.worker.kill()
            self.worker.wait()

    def strike(self) -> None:
        """Kill the worker or every process of PostgreSQL, and bring it back."""
        name = faults.next_of(("worker", "PostgreSQL"), self.killed, self.chance)
        if name == "PostgreSQL":
            faults.kill_server(self.cluster)
        else:
            self.end_worker()
            self.start_worker()

    def look(self) -> str:
        """The state of the file, noted with all it says when it has moved; «» while the database does not answer."""
        last = self.log.seen[-1] if self.log.seen else None
        try:
            with psycopg.connect(self.ground.owner, options="-c hexian.system=on", connect_timeout=2) as link:
                [says] = link.execute(_SAYS).fetchall()
                if last is None or says != (last.state, last.checkpoint, last.rows, last.counts):
                    [row] = link.execute(_STANDS).fetchall()
                    self.log.note(Seen(*row))
        except psycopg.Error:
            return ""
        return str(says[0])

    def reached(self) -> int:
        """How far it is known to have come."""
        return self.log.seen[-1].checkpoint if self.log.seen else 0


def run(kills: int, rows: int, members: int, seed: int, *, like: str = "", lines: int = 100) -> dict[str, Any]:
    """The whole trial; figures, and an empty list of faults when all is well. `like`: see `faults.fill`.

    `kills` fall in each of its two parts; `lines` is how many payments one run takes at most.
    """
    with tempfile.TemporaryDirectory(prefix="hexian-faults-") as folder, faults.cluster(Path(folder)) as cluster:
        urls = make_database(cluster.url)
        ground, took = Ground(urls.owner, urls.app, Path(folder)), _Watch()
        told = _prepared(ground, rows, members, like)
        took.note("prepared")
        trial = Trial(cluster, ground, rows, Random(seed), Log(Path(folder) / "acknowledged.log"))
        try:
            _fire(trial, kills)
            took.note("decided")
            _until_quiet(trial)
            found = [*_faults_of_log(trial), *aid_checks.faults(ground.owner)]
            found += aid_checks.faults_of_file(ground.owner, ground.home / "settlements.csv", members)
            took.note("checked")
            # The worker stays, as in life: it tells payees, and loses PostgreSQL with everybody else.
            payments = faults_payments.under_fire(cluster, ground, told | {"lines": lines}, kills, Random(seed + 1))
            took.note("paid")
            _until_quiet(trial)
        finally:
            trial.end_worker()
        found += [*payments.pop("faults"), *_left_behind(ground), *aid_checks.faults(ground.owner), *_doctor(ground)]
        took.note("examined")
        logs = "".join(_tail(ground.home / name) for name in ("worker.log", "paying.log")) if found else ""
    return {
        "seed": seed, "rows": rows, "members": members, "kills": trial.killed.total(), "killed": dict(trial.killed),
        "seen": len(trial.log.seen), "counts": trial.log.seen[-1].counts, "payments": payments,
        "seconds": took.seconds, "faults": found, "worker": logs,
    }  # fmt: skip


@dataclass
class _Watch:
    """How long each part took, in seconds."""

    since: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    def note(self, part: str) -> None:
        now = time.monotonic()
        self.seconds[part], self.since = round(now - self.since, 1), now


def _prepared(ground: Ground, rows: int, members: int, like: str) -> dict[str, Any]:
    """A union whose members take part, its officers, and a file that waits for a worker."""
    faults.fill(ground, like)
    file = ground.home / "settlements.csv"
    aid_file.write(file, rows, members)
    told = faults.module(["-m", "bench.aid_ground", str(members), str(file)], ground.surroundings("owner"))
    return dict(json.loads(told.splitlines()[-1]))


def _fire(trial: Trial, kills: int) -> None:
    """Kill at random instants while it runs; then leave it in peace until it is done."""
    trial.start_worker()
    until, mark = time.monotonic() + _PATIENCE, 0
    while time.monotonic() < until:
        # A short file is over before long: the fewer rows, the sooner the next blow.
        following = time.monotonic() + trial.chance.uniform(0.05, min(6.0, trial.rows / 20_000))
        while time.monotonic() < following:
            if trial.look() == "done":
                return
            time.sleep(_POLL)
        # Mostly once it has moved on: a task that takes its worker down again and again is given up, and rightly.
        moved = trial.reached() > mark
        if trial.killed.total() < kills and trial.reached() and (moved or trial.chance.random() < 0.05):
            mark = trial.reached()
            trial.strike()


def _until_quiet(trial: Trial) -> None:
    """Wait until everybody has been told and nothing is open any more."""
    until = time.monotonic() + _PATIENCE
    with psycopg.connect(trial.ground.owner, options="-c hexian.system=on", autocommit=True) as link:
        while time.monotonic() < until and link.execute(_OPEN).fetchall() != [(0,)]:
            time.sleep(0.1)


def _faults_of_log(trial: Trial) -> Iterator[str]:
    """Progress only goes on, claims nothing that is not there, and nothing acknowledged is ever missing."""
    before: Seen | None = None
    for seen in trial.log.seen:
        if before is not None:
            yield from _steps_back(before, seen)
        yield from _disagreements(seen)
        before = seen
    if before is None or before.state != "done":
        yield f"it was not done: {before}"


def _steps_back(before: Seen, now: Seen) -> Iterator[str]:
    for name in ("checkpoint", "rows", "decisions", "faults", "orders", "fen"):
        if getattr(now, name) < getattr(before, name):
            yield f"{name}: acknowledged {getattr(before, name)}, later {getattr(now, name)}"
    lost = [each for each, said in before.batches.items() if now.batches.get(each) != said]
    if lost:
        yield f"portions acknowledged and changed or gone: {lost[:3]}"


def _disagreements(seen: Seen) -> Iterator[str]:
    pairs = {
        "decisions": (seen.decisions, seen.count("ordered", "held", "nothing")),
        "rows to be corrected": (seen.faults, seen.count("faults")),
        "orders": (seen.orders, seen.count("ordered")), "what is owed": (seen.payable, seen.owed),
    }  # fmt: skip
    for name, (there, said) in pairs.items():
        if there != said:
            yield f"at row {seen.checkpoint} there are {there} {name}, said {said}"


def _left_behind(ground: Ground) -> Iterator[str]:
    """Processes of this trial that outlive whoever started them: one that reads for a dead worker above all."""
    until = time.monotonic() + _LONGEST_ALONE
    while left := _processes(ground):
        if time.monotonic() > until:
            yield from (f"process {pid} was left behind: {words}" for pid, words in left.items())
            return
        time.sleep(0.1)


def _processes(ground: Ground) -> dict[int, str]:
    mark, found = f"HEXIAN_HOME={ground.home}".encode(), {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def _doctor(ground: Ground) -> Iterator[str]:
    """What `hx doctor` finds wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "hexian.cli", "doctor", "--json"], cwd=ROOT, capture_output=True, text=True, check=False,
        env=ground.surroundings("owner") | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode == 0:
        return
    try:
        checks = json.loads(done.stdout)["checks"]
    except (ValueError, KeyError):
        yield f"hx doctor: {done.stderr[-1000:]}"
        return
    yield from (f"hx doctor: {each['said']}" for each in checks if each["level"] == "bad")


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-2000:] if path.exists() else ""


def small(source: Any) -> Iterator[Any]:
    """The portions of a short file, in the process aside: all of them small."""
    from hexian.domains.mutualaid.services import portions  # noqa: PLC0415

    portions.PORTION = portions.FIRST = PORTION
    return portions.read(source)


def _be_the_worker(*, short: bool) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from hexian.domains.mutualaid.services import running  # noqa: PLC0415
    from hexian.foundation import work  # noqa: PLC0415
    from hexian.foundation.work import aside, queue  # noqa: PLC0415

    if short:
        # A short file too is read aside, so that a blow meets that process; whoever is dead is missed at once.
        read: Callable[[Any], Iterator[Any]] = lambda source: aside.items("bench.faults_aid:small", source)  # noqa: E731
        setattr(running, "portions", read)  # noqa: B010
        queue.BEAT_SECONDS, queue.DEAD_AFTER_SECONDS = 0.3, 1.5
    work.serve(1)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--be-the-worker", action="store_true")
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    if asked.be_the_worker:
        _be_the_worker(short=asked.short)
        return
    print(f"seed {asked.seed}", file=sys.stderr)
    told = run(asked.kills, asked.rows, asked.members, asked.seed, lines=asked.lines)
    print(json.dumps(told, ensure_ascii=False))
    raise SystemExit(1 if told["faults"] else 0)


if __name__ == "__main__":
    main()
