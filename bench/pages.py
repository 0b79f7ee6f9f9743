"""`hx bench pages`: the pages officers and workers open most, at a million members, beside a bare Django view.

The program runs as `./run` starts it, in production's settings, on a database filled for it; a process of its own sends
the requests.  Figures: milliseconds in an open loop, requests a second in a closed one, memory, statements a page.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import memory
from bench.frame import ROOT, BenchError, Ground, Report, percentile, ready_for_pages, say, settle
from bench.load import Ask
from bench.loading import unforced
from hexian.setup.serving import web_command

#: Requests a second in the open loop, as the target has it.
RATE = 20
CONNECTIONS = 16
ROUNDS = 3
SECONDS_UNTIL_READY = 60.0
SECONDS_TO_STOP = 15.0
#: Tables whose row security the bare view is spared.
SPARED = ("people_person", "members_membership")
_PLANS = Path(__file__).parent / "plans"


@dataclass(frozen=True)
class Size:
    """How many members, and for how long each part is measured, in seconds."""

    members: int
    open_seconds: float
    closed_seconds: float
    warm_seconds: float

    @classmethod
    def of(cls, members: int, seconds: int) -> Size:
        """So many seconds of open loop; each round of the closed loop takes a twelfth of that."""
        return cls(members, seconds, closed_seconds=max(1, seconds / 12), warm_seconds=max(2, seconds / 24))


def measure(ground: Ground, size: Size, frontend: Path, *, plans: bool = False) -> Report:
    """Everything, in order. Raises `BenchError`."""
    report = Report("pages")
    told = _prepared(ground, size.members, frontend, report)
    asks = _asks(told)
    _count_statements(ground, told, asks, report, plans=plans)
    with serving(ground, "hexian.config.wsgi:application", role="app") as web:
        _latencies(web, asks, size, report)
        _throughput(ground, web, told, size, report)
        _memory(web, report)
    return report


# — Preparing —


def _prepared(ground: Ground, members: int, frontend: Path, report: Report) -> dict[str, Any]:
    ready_for_pages(ground, frontend)
    say(f"Filling it with {members:,} members")
    told: dict[str, Any] = json.loads(run_apart(["-m", "bench.prepare", str(members)], ground.surroundings("owner")))
    report.figure("generation", told["seconds"], "s")
    for name, place in told["places"].items():
        report.figure(f"members.{name}", place["members"], "members")
        report.figure(f"far_page.{name}", place["far"]["page"], "page")
    settle()
    return told


def _asks(told: dict[str, Any]) -> list[Ask]:
    """One request of each kind after another, in an order that mixes them."""
    mixed = random.Random(7)
    kinds = [_lists(told), _searches(told), _opened(told)]
    rounds = [asks for kind in kinds for asks in kind]
    longest = max(len(asks) for asks in rounds)
    mix = []
    for number in range(longest):
        one_each = [asks[number % len(asks)] for asks in rounds]
        mixed.shuffle(one_each)
        mix += one_each
    return mix


def _lists(told: dict[str, Any]) -> Iterator[list[Ask]]:
    for name, place in told["places"].items():
        cursor = urlencode({"cursor": place["far"]["cursor"]})
        yield [Ask(f"list.{name}.first", "/desk/members/", place["session"])]
        yield [Ask(f"list.{name}.far", f"/desk/members/?{cursor}", place["session"])]


def _searches(told: dict[str, Any]) -> Iterator[list[Ask]]:
    """Each search by each of the officers in turn."""
    sessions = [place["session"] for place in told["places"].values()]
    for kind, texts in told["texts"].items():
        yield [_search(kind, urlencode({"text": text}), sessions[n % len(sessions)]) for n, text in enumerate(texts)]


def _search(kind: str, form: str, session: str) -> Ask:
    """A name stands in the address; a number never does, it is posted."""
    if kind == "id_number":
        return Ask(f"search.{kind}", "/desk/members/", session, form)
    return Ask(f"search.{kind}", f"/desk/members/?{form}", session)


def _opened(told: dict[str, Any]) -> Iterator[list[Ask]]:
    places = told["places"].values()
    yield [
        Ask("member", f"/desk/members/{each}/", place["session"])
        for ids in zip(*(place["ids"] for place in places), strict=True)
        for each, place in zip(ids, places, strict=True)
    ]
    yield [Ask("desk", "/desk/", place["session"]) for place in places]
    yield [Ask("worker_home", "/me/", session) for session in told["workers"]]


def _count_statements(
    ground: Ground, told: dict[str, Any], asks: Sequence[Ask], report: Report, *, plans: bool
) -> None:
    first = {ask.kind: ask for ask in reversed(asks)}
    wanted = {
        "asks": [_row(ask) for ask in first.values()],
        "plans": plans,
        "bare": told["places"]["street"]["session"],
    }
    heard = json.loads(run_apart(["-m", "bench.statements"], ground.surroundings(), json.dumps(wanted)))
    (ground.home / "statements.json").write_text(json.dumps(heard["bare"]), encoding="utf-8")
    for kind in ("list.city.first", "search.pair", "member", "worker_home"):
        report.figure(f"statements.{kind}", heard["counts"][kind], "statements")
    if plans:
        _PLANS.mkdir(exist_ok=True)
        for kind, text in heard["plans"].items():
            (_PLANS / f"{kind}.txt").write_text(text, encoding="utf-8")


def _row(ask: Ask) -> list[str]:
    return [ask.kind, ask.path, ask.session, ask.form]


# — Serving —


@dataclass(frozen=True)
class Web:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def serving(ground: Ground, application: str, *, role: str) -> Iterator[Web]:
    """The server as set-up starts it, on a free port of loopback; asked to stop at the end, and only then made to."""
    port = _free_port()
    command = web_command(Path(sys.executable), "127.0.0.1", port, application)
    heard = {"BENCH_STATEMENTS": str(ground.home / "statements.json")}
    env = ground.surroundings(role) | heard | {"PYTHONPATH": str(ROOT)}
    log = ground.home / f"{application.partition(':')[0]}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=file, stderr=file, start_new_session=True)
    try:
        _wait_until_ready(port, process, log)
        yield Web(port, process)
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_UNTIL_READY
    while time.monotonic() < until and process.poll() is None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            link.request("GET", "/healthz")
            if link.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            link.close()
    raise BenchError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


# — Measuring —


def _latencies(web: Web, asks: Sequence[Ask], size: Size, report: Report) -> None:
    """Milliseconds from the moment a request was due, by kind, at twenty a second."""
    say(f"Open loop, {RATE} requests a second, {size.open_seconds:.0f} s")
    _load(web.port, asks, size.warm_seconds, rate=RATE)
    found = _load(web.port, asks, size.open_seconds, rate=RATE)
    everything = [took for each in found["took"].values() for took in each]
    for kind, took in [*sorted(found["took"].items()), ("all", everything)]:
        report.figure(f"{kind}.p50", percentile(took, 0.5), "ms")
        report.figure(f"{kind}.p99", percentile(took, 0.99), "ms")
        report.target(f"{kind}.p99", "<", 100)
    report.figure("failed", len(found["failed"]), "requests")
    for trouble in found["failed"]:
        say(f"    {trouble}")
    report.target("failed", "<=", 0)
    for name in ("district", "city"):
        far, first = (median(found["took"][f"list.{name}.{page}"]) for page in ("far", "first"))
        report.figure(f"far_page_ratio.{name}", far / first, "x")
        report.target(f"far_page_ratio.{name}", "<=", 1.5)


def _throughput(ground: Ground, web: Web, told: dict[str, Any], size: Size, report: Report) -> None:
    """Requests a second of the member list and of a bare view with its SQL and template, in turns; medians."""
    say(f"Closed loop, {CONNECTIONS} connections, {ROUNDS} × 2 × {size.closed_seconds:.0f} s")
    session = told["places"]["street"]["session"]
    ours, bare = [Ask("list", "/desk/members/", session)], [Ask("bare", "/bare/", "")]
    with _spared(ground), serving(ground, "bench.bare:application", role="owner") as other:
        runs: dict[str, list[float]] = {"list": [], "bare": []}
        _load(other.port, bare, size.warm_seconds, connections=CONNECTIONS)
        _load(web.port, ours, size.warm_seconds, connections=CONNECTIONS)
        for _ in range(ROUNDS):
            runs["list"].append(_rate(web.port, ours, size))
            runs["bare"].append(_rate(other.port, bare, size))
    report.figure("throughput.list", median(runs["list"]), "requests/s")
    report.figure("throughput.bare", median(runs["bare"]), "requests/s")
    report.figure("throughput.ratio", median(runs["list"]) / median(runs["bare"]), "x")
    report.target("throughput.ratio", ">=", 0.4)


@contextmanager
def _spared(ground: Ground) -> Iterator[None]:
    """Let the owner, and with her the bare view, past row security; the program stays bound."""
    with psycopg.connect(ground.owner, autocommit=True) as link, unforced(link, SPARED):
        yield


def _rate(port: int, asks: Sequence[Ask], size: Size) -> float:
    found = _load(port, asks, size.closed_seconds, connections=CONNECTIONS)
    if found["failed"]:
        message = "\n".join(found["failed"][:20])
        raise BenchError(message)
    return sum(len(took) for took in found["took"].values()) / float(found["seconds"])


def _memory(web: Web, report: Report) -> None:
    for number, mebibytes in enumerate(memory.of_workers(web.process.pid), 1):
        report.figure(f"memory.web_worker_{number}", mebibytes, "MiB")
        report.target(f"memory.web_worker_{number}", "<", 250)


def _load(port: int, asks: Sequence[Ask], seconds: float, **how: float) -> dict[str, Any]:
    plan = {"port": port, "asks": [_row(ask) for ask in asks], "seconds": seconds, **how}
    found: dict[str, Any] = json.loads(run_apart(["-m", "bench.load"], dict(os.environ), json.dumps(plan)))
    return found


def run_apart(arguments: Sequence[str], env: dict[str, str], said: str = "") -> str:
    """Run one of our own modules; its progress is shown, its last line returned. Raises `BenchError`."""
    done = subprocess.run(
        [sys.executable, *arguments], env=env | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, input=said, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BenchError(f"{' '.join(arguments)}:\n{done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
