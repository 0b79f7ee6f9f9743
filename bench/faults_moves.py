"""Kill web, worker and server while unions are moved about, at random instants, and see that tree and members hold.

`python -m bench.faults_moves --kills 20 --seed 7`: a cluster of its own, the program's own web process and worker, as
`./run` starts them.  An officer presses «确认划转» over HTTP: a union with few rows moves in the request, a district
with many in the worker.  Before each act she writes down what she tries and afterwards what was acknowledged to her
(the page's answer, or the task's end), outside the database and flushed to the disk; then every body must stand where
that log says.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import faults
from bench.frame import ROOT, Ground
from bench.load import TOKEN
from hexian.embedded import Cluster
from hexian.embedded.roles import make_database
from hexian.setup.serving import web_command

#: Enough members that a district goes to the worker (`orgs.services.reorganising.MOST_AT_ONCE`).
UNIONS, MEMBERS = 400, 40_000
_PATIENCE = 600.0
_POLL = 0.05
#: How long after an act began the blow falls, at most; a small one is over in a few hundredths of a second.
_WITHIN = {"large": 1.5, "small": 0.12}
_MEMBERS_OF = "SELECT org_id, count(*) FROM members_membership GROUP BY org_id ORDER BY org_id"
_STANDS = """
    SELECT o.public_id::text, p.public_id::text FROM orgs_organisation o JOIN orgs_organisation p ON p.id = o.parent_id
"""
_STATE = "SELECT state FROM work_task WHERE public_id = %s"
_OPEN = "SELECT count(*)::text FROM work_task WHERE finished_at IS NULL"
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
    "tasks that say something else than the tree": "SELECT count(*) FROM work_task t WHERE t.name = 'orgs.reorganise'"
    " AND (SELECT count(*) FROM orgs_mapping m WHERE m.act = t.public_id) <> (t.state = 'done')::int",
    "tasks never ended": "SELECT count(*) FROM work_task WHERE finished_at IS NULL",
}


@dataclass
class Program:
    """The program's own processes, as `./run` starts them."""

    ground: Ground
    port: int
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    def start_web(self) -> None:
        """The pages; a family of processes of its own."""
        self.web = self._start(web_command(Path(sys.executable), "127.0.0.1", self.port))

    def start_worker(self) -> None:
        """`hx worker`."""
        self.worker = self._start([sys.executable, "-m", "hexian.cli", "worker", "--concurrency", "1"])

    def kill(self, name: str) -> None:
        """SIGKILL for a whole family."""
        process: subprocess.Popen[bytes] | None = getattr(self, name)
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.ground.home / "program.log").open("ab") as words:
            return subprocess.Popen(
                command, cwd=ROOT, stdout=words, stderr=words, start_new_session=True,
                env=self.ground.surroundings() | {"PYTHONPATH": str(ROOT), "HEXIAN_WEB_WORKERS": "1"},
            )  # fmt: skip


@dataclass
class Officer:
    """Whoever moves the bodies, and writes down what she tries and what she was told."""

    program: Program
    told: dict[str, Any]
    chance: Random
    log: Path
    size: str = ""  # of the act under way
    acts: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Move one body after another, few and many members in turn, until told to stop."""
        while not self.stop.is_set():
            _wait_until_ready(self.program.port)
            size = "large" if self.acts % 2 else "small"
            body = self.chance.choice(self.told[size]["bodies"])
            former = dict(self.ask(_STANDS))[body]
            place = self.chance.choice([each for each in self.told[size]["places"] if each != former])
            act = {"body": body, "from": former, "to": place, "size": size}
            self._note(act | {"done": False})
            self.size, self.acts = size, self.acts + 1
            acknowledged = self._move(body, place)
            self.size = ""
            if acknowledged:
                self._note(act | acknowledged)
            self._wait_for_the_worker()

    def ask(self, query: str, facts: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        """What the database says; waits while there is none."""
        while True:
            try:
                return _asked(self.program.ground.owner, query, facts)
            except psycopg.Error:
                time.sleep(_POLL)

    def _move(self, body: str, place: str) -> dict[str, Any] | None:
        """What was acknowledged; None when nobody said anything."""
        try:
            status, location = self._press(f"/desk/unions/{body}/move/?to={place}")
        except (OSError, http.client.HTTPException):
            return None
        if status != http.HTTPStatus.FOUND:
            return None if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR else {"done": False, "refused": status}
        if "/tasks/" not in location:
            return {"done": True, "by": "web"}
        ended = self._end_of(location.rstrip("/").rpartition("/")[2])
        return {"done": ended == "done", "by": "worker", "ended": ended}

    def _press(self, path: str) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.program.port, timeout=30)
        form = urlencode({"csrfmiddlewaretoken": TOKEN, "step": "do", "reason": "区划调整"})
        head = {
            "Cookie": f"csrftoken={TOKEN}; sessionid={self.told['session']}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            link.request("POST", path, form, head)
            answer = link.getresponse()
            return answer.status, answer.headers.get("Location", "")
        finally:
            link.close()

    def _end_of(self, task: str) -> str:
        while not (found := [state for (state,) in self.ask(_STATE, (task,)) if state not in {"queued", "running"}]):
            time.sleep(_POLL)
        return str(found[0])

    def _wait_for_the_worker(self) -> None:
        """An act whose answer was cut off may be under way still: what comes next must not overtake it."""
        while self.ask(_OPEN) != [("0",)]:
            time.sleep(_POLL)

    def _note(self, line: dict[str, Any]) -> None:
        with self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass
class Trial:
    """Bodies moved under fire."""

    cluster: Cluster
    program: Program
    officer: Officer
    chance: Random
    killed: dict[str, int] = field(default_factory=lambda: {"web": 0, "worker": 0, "PostgreSQL": 0})

    @property
    def kills(self) -> int:
        """How many blows fell."""
        return sum(self.killed.values())

    def strike(self, size: str) -> None:
        """Kill whatever carries the act, or PostgreSQL; and bring it back."""
        time.sleep(self.chance.uniform(0.0, _WITHIN[size]))
        name = "PostgreSQL" if self.chance.random() < 0.3 else {"large": "worker", "small": "web"}[size]
        self.killed[name] += 1
        if name == "PostgreSQL":
            faults.kill_server(self.cluster)
        elif name == "web":
            self.program.kill("web")
            self.program.start_web()
        else:
            self.program.kill("worker")
            self.program.start_worker()


def lines(log: Path) -> list[dict[str, Any]]:
    """The log."""
    return [json.loads(text) for text in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def run(kills: int, seed: int, *, like: str = "") -> dict[str, Any]:
    """The whole trial; figures, and an empty list of faults when all is well. `like`: see `faults.fill`."""
    with tempfile.TemporaryDirectory(prefix="hexian-faults-") as folder, faults.cluster(Path(folder)) as cluster:
        urls = make_database(cluster.url)
        ground = Ground(urls.owner, urls.app, Path(folder))
        told = _prepared(ground, like)
        before = _asked(urls.owner, _MEMBERS_OF)
        program, log = Program(ground, _free_port()), Path(folder) / "acknowledged.log"
        officer = Officer(program, told, Random(seed), log)
        trial = Trial(cluster, program, officer, Random(seed + 1))
        try:
            _fire(trial, kills)
        finally:
            for name in ("web", "worker"):
                program.kill(name)
        found = [*_faults_of_log(log, dict(_asked(urls.owner, _STANDS))), *_faults_of_rows(urls.owner, before)]
        mended = int(faults.module(["-m", "bench.faults_moves", "--recount"], ground.surroundings()).split()[-1])
        found += [f"{mended} sums did not agree with the members"] if mended else []
        words = (ground.home / "program.log").read_text(encoding="utf-8", errors="replace")[-3000:] if found else ""
        return {"seed": seed, "kills": trial.kills, "killed": trial.killed, **_counted(log), "faults": found,
                "program": words}  # fmt: skip


def _prepared(ground: Ground, like: str) -> dict[str, Any]:
    faults.fill(ground, like)
    faults.module(["-m", "bench.wide", str(UNIONS), str(MEMBERS)], ground.surroundings("owner"))
    told = faults.module(["-m", "bench.faults_moves", "--ground"], ground.surroundings("owner"))
    return dict(json.loads(told.splitlines()[-1]))


def _fire(trial: Trial, kills: int) -> None:
    """Kill at random instants, each time during another act; then go on until some act has been acknowledged."""
    trial.program.start_web()
    trial.program.start_worker()
    _wait_until_ready(trial.program.port)
    pressing = threading.Thread(target=trial.officer.work, daemon=True)
    pressing.start()
    until, seen = time.monotonic() + _PATIENCE, 0
    while trial.kills < kills and pressing.is_alive() and time.monotonic() < until:
        time.sleep(0.005)
        size, acts = trial.officer.size, trial.officer.acts
        if size and acts > seen and trial.chance.random() < 0.7:
            trial.strike(size)
        seen = acts
    while (
        pressing.is_alive() and time.monotonic() < until and not any(line["done"] for line in lines(trial.officer.log))
    ):
        time.sleep(_POLL)
    trial.officer.stop.set()
    pressing.join(max(1.0, until - time.monotonic()))


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(_POLL)
        else:
            return
    raise SystemExit("the web process never answered")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _asked(url: str, query: str, facts: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, options="-c hexian.system=on", connect_timeout=2) as link:
        return link.execute(query, facts or None).fetchall()


def _counted(log: Path) -> dict[str, int]:
    """Acts by who acknowledged them, and how many nobody did."""
    told = lines(log)
    by = {name: sum(line.get("by") == name and line["done"] for line in told) for name in ("web", "worker")}
    tried = sum("by" not in line and "refused" not in line for line in told)
    return {"tried": tried, "by_web": by["web"], "by_worker": by["worker"]}


def _faults_of_log(log: Path, stands: dict[str, str]) -> Iterator[str]:
    """Every body stands where it was last acknowledged to be, or where an act nobody answered would have put it."""
    allowed: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for line in lines(log):
        body = line["body"]
        if line["done"]:
            allowed[body] = {line["to"]}
        elif "ended" in line or "refused" in line:
            allowed[body] = before[body]
        else:
            before[body] = allowed.get(body, {line["from"]})
            allowed[body] = before[body] | {line["to"]}
    for body, places in allowed.items():
        if stands[body] not in places:
            yield f"{body} stands below {stands[body]}, acknowledged {places}"
    if not any(line["done"] for line in lines(log)):
        yield "nothing was moved: the trial proved nothing"


def _faults_of_rows(url: str, before: list[tuple[Any, ...]]) -> Iterator[str]:
    if _asked(url, _MEMBERS_OF) != before:
        yield "unions have other numbers of members than before"
    for words, query in _WRONG.items():
        [(wrong,)] = _asked(url, query)
        if wrong:
            yield f"{wrong} {words}"


def _told(part: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from bench import moving  # noqa: PLC0415

    print(json.dumps(moving.ground() if part == "ground" else moving.recount()))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--ground", action="store_const", const="ground", dest="part")
    parser.add_argument("--recount", action="store_const", const="recount", dest="part")
    asked = parser.parse_args()
    if asked.part:
        _told(asked.part)
        return
    print(f"seed {asked.seed}", file=sys.stderr)
    told = run(asked.kills, asked.seed)
    print(json.dumps(told, ensure_ascii=False))
    raise SystemExit(1 if told["faults"] else 0)


if __name__ == "__main__":
    main()
