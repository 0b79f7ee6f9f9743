"""Kill whoever moves unions about, and the server, at random instants, and see that the tree and its members hold.

`python -m bench.faults_moves --kills 20 --seed 7`: a cluster of its own, a process that moves one street after another
as a web process does, in one act each.  It writes down beforehand what it tries and afterwards what the database has
acknowledged, outside the database and flushed to the disk; then every street must stand where that log says.
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
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench import faults
from bench.frame import ROOT, Ground
from hexian.embedded import Cluster
from hexian.embedded.roles import make_database

UNIONS, MEMBERS = 400, 4_000
_PATIENCE = 300.0
_MEMBERS_OF = "SELECT org_id, count(*) FROM members_membership GROUP BY org_id ORDER BY org_id"
_STANDS = """
    SELECT o.public_id::text, p.public_id::text FROM orgs_organisation o JOIN orgs_organisation p ON p.id = o.parent_id
    WHERE o.kind = 'street'
"""
#: Each is how many rows are wrong; all must be nought.
_WRONG = {
    "codes not below their parent's": "SELECT count(*) FROM orgs_organisation o JOIN orgs_organisation p"
    " ON p.id = o.parent_id WHERE left(o.code, -4) <> p.code",
    "bodies without exactly one place of today": "SELECT count(*) FROM orgs_organisation o WHERE 1 <> (SELECT count(*)"
    " FROM orgs_place p WHERE p.org_id = o.id AND p.until IS NULL AND p.code = o.code)",
    "memberships under another code": "SELECT count(*) FROM members_membership m JOIN orgs_organisation o"
    " ON o.id = m.org_id WHERE m.code <> o.code",
    "search pieces under another code": "SELECT count(*) FROM members_gram g JOIN members_membership m"
    " ON m.id = g.membership_id WHERE g.code <> m.code",
    "persons whom their union does not see": "SELECT count(*) FROM members_membership m JOIN people_person p"
    " ON p.id = m.person_id WHERE p.code <> m.code",
    "acts without their two entries": "SELECT abs(2 * (SELECT count(*) FROM orgs_mapping)"
    " - (SELECT count(*) FROM audit_entry WHERE event = 'orgs.moved'))",
}


@dataclass
class Trial:
    """Streets moved under fire."""

    cluster: Cluster
    ground: Ground
    chance: Random
    log: Path
    kills: int = 0
    mover: subprocess.Popen[bytes] | None = None

    def start_mover(self) -> None:
        """Somebody who moves streets until she is killed."""
        with (self.ground.home / "mover.log").open("ab") as words:
            self.mover = subprocess.Popen(
                [sys.executable, "-m", "bench.faults_moves", "--be-the-mover", str(self.log)], cwd=ROOT, stdout=words,
                stderr=words, env=self.ground.surroundings() | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def end_mover(self) -> None:
        """Kill her."""
        if self.mover:
            self.mover.kill()
            self.mover.wait()

    def kill_something(self) -> str:
        """The mover alone, or PostgreSQL too; and bring both back."""
        self.kills += 1
        name = "PostgreSQL" if self.chance.random() < 0.4 else "mover"
        if name == "PostgreSQL":
            faults.kill_server(self.cluster)
        self.end_mover()
        self.start_mover()
        return name

    def acknowledged(self) -> int:
        """How many moves the log holds so far."""
        return sum(line["done"] for line in lines(self.log))


def lines(log: Path) -> list[dict[str, Any]]:
    """The log; its last line may have been cut short with its writer."""
    found = []
    for text in log.read_text(encoding="utf-8").splitlines() if log.exists() else []:
        try:
            found.append(json.loads(text))
        except ValueError:
            continue
    return found


def run(kills: int, seed: int) -> dict[str, Any]:
    """The whole trial; figures, and an empty list of faults when all is well."""
    with tempfile.TemporaryDirectory(prefix="hexian-faults-") as folder, faults.cluster(Path(folder)) as cluster:
        urls = make_database(cluster.url)
        ground = Ground(urls.owner, urls.app, Path(folder))
        for command in (["migrate"], ["seed"]):
            faults.module(["-m", "hexian.cli", *command], ground.surroundings("owner"))
        faults.module(["-m", "bench.wide", str(UNIONS), str(MEMBERS)], ground.surroundings("owner"))
        before = _asked(urls.owner, _MEMBERS_OF)
        trial = Trial(cluster, ground, Random(seed), Path(folder) / "acknowledged.log")
        try:
            killed = _fire(trial, kills)
        finally:
            trial.end_mover()
        found = [*_faults_of_log(trial.log, dict(_asked(urls.owner, _STANDS))), *_faults_of_rows(urls.owner, before)]
        mended = int(faults.module(["-m", "bench.faults_moves", "--recount"], ground.surroundings()).split()[-1])
        found += [f"{mended} sums did not agree with the members"] if mended else []
        words = (ground.home / "mover.log").read_text(encoding="utf-8", errors="replace")[-3000:] if found else ""
        return {
            "seed": seed, "kills": trial.kills, "killed": killed, "moves": trial.acknowledged(), "faults": found,
            "mover": words,
        }  # fmt: skip


def _fire(trial: Trial, kills: int) -> dict[str, int]:
    """Kill at random instants, never before a move of the newest mover was acknowledged."""
    killed = {"mover": 0, "PostgreSQL": 0}
    trial.start_mover()
    until, seen = time.monotonic() + _PATIENCE, 0
    while trial.kills < kills and time.monotonic() < until:
        time.sleep(0.05)
        if (now := trial.acknowledged()) > seen:
            time.sleep(trial.chance.uniform(0.0, 0.6))
            killed[trial.kill_something()] += 1
            seen = max(now, trial.acknowledged())
    return killed


def _asked(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, options="-c hexian.system=on") as link:
        return link.execute(query).fetchall()


def _faults_of_log(log: Path, stands: dict[str, str]) -> Iterator[str]:
    """Every street stands where it was last acknowledged to be, or where the one act cut short would have put it."""
    allowed: dict[str, set[str]] = {}
    for line in lines(log):
        if line["done"]:
            allowed[line["street"]] = {line["to"]}
        else:
            allowed.setdefault(line["street"], {line["from"]}).add(line["to"])
    for street, places in allowed.items():
        if stands[street] not in places:
            yield f"street {street} stands below {stands[street]}, acknowledged {places}"
    if not allowed:
        yield "nothing was moved: the trial proved nothing"


def _faults_of_rows(url: str, before: list[tuple[Any, ...]]) -> Iterator[str]:
    if _asked(url, _MEMBERS_OF) != before:
        yield "unions have other numbers of members than before"
    for words, query in _WRONG.items():
        [(wrong,)] = _asked(url, query)
        if wrong:
            yield f"{wrong} {words}"


def _be_the_mover(log: Path) -> None:
    """Move street after street below another district, each in one act, noting what is tried and what was done."""
    import django  # noqa: PLC0415

    django.setup()
    from bench.moving import move_on  # noqa: PLC0415

    with log.open("a", encoding="utf-8") as file:
        # A line cut short by the last kill must not swallow this one.
        file.write("\n")
        for line in move_on(Random(os.getpid())):
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _recount() -> None:
    import django  # noqa: PLC0415

    django.setup()
    from bench.moving import recount  # noqa: PLC0415

    print(recount())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--be-the-mover", type=Path)
    parser.add_argument("--recount", action="store_true")
    asked = parser.parse_args()
    if asked.be_the_mover:
        _be_the_mover(asked.be_the_mover)
    elif asked.recount:
        _recount()
    else:
        print(f"seed {asked.seed}", file=sys.stderr)
        told = run(asked.kills, asked.seed)
        print(json.dumps(told, ensure_ascii=False))
        raise SystemExit(1 if told["faults"] else 0)


if __name__ == "__main__":
    main()
