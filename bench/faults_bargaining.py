"""Kill web, worker and server while both sides bargain, at random instants, and see that nothing said is lost.

`python -m bench.faults_bargaining --kills 20 --seed 7`: a cluster of its own, the program's own web process and
worker, as `./run` starts them.  Over HTTP both chiefs propose in several rooms, two tellers count ballots, both chiefs
sign contracts.  Each writes down what she tries and afterwards what was acknowledged to her, outside the database and
flushed to the disk; who gets no answer tries the same again, as a form on a bad line does.  Then every proposal, count
and signature acknowledged must be there once, and none that nobody tried.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bench import faults
from bench.faults_moves import Program, _asked, _free_port, lines
from bench.frame import Ground
from bench.load import TOKEN
from hexian.embedded import Cluster
from hexian.embedded.roles import make_database

ROOMS = 3
PRESENT = 45
_PATIENCE = 300.0
_POLL = 0.05
#: How long everybody works undisturbed before a blow, in seconds.
_BETWEEN = (0.2, 2.5)
_ROWS = {
    "proposal": "SELECT key::text FROM bargaining_proposal",
    "count": "SELECT m.public_id::text || ' ' || c.entered_by || ' ' || c.yes FROM decisions_count c"
    " JOIN decisions_motion m ON m.id = c.motion_id",
    "signature": "SELECT c.public_id::text || ' ' || s.side FROM bargaining_signature s"
    " JOIN bargaining_case c ON c.id = s.case_id",
}
#: Each is how many rows are wrong; all must be nought.
_WRONG = {
    "versions of a clause are numbered with gaps": "SELECT count(*) FROM (SELECT 1 FROM bargaining_proposal"
    " GROUP BY item_id, side HAVING count(*) <> max(number)) AS each",
    "proposals without their one entry": "SELECT abs((SELECT count(*) FROM bargaining_proposal)"
    " - (SELECT count(*) FROM audit_entry WHERE event = 'bargaining.proposed'))",
    "counts without their one entry": "SELECT abs((SELECT count(*) FROM decisions_count)"
    " - (SELECT count(*) FROM audit_entry WHERE event = 'decisions.count_entered'))",
    "signatures without their one entry": "SELECT abs((SELECT count(*) FROM bargaining_signature)"
    " - (SELECT count(*) FROM audit_entry WHERE event = 'bargaining.signature'))",
    "motions that say another number of counts": "SELECT count(*) FROM decisions_motion m WHERE m.counted"
    " <> (SELECT count(*) FROM decisions_count c WHERE c.motion_id = m.id)",
    "contracts signed by both and not signed, or signed by one": "SELECT count(*) FROM bargaining_case c"
    " WHERE (c.state = 'signed') <> (2 = (SELECT count(*) FROM bargaining_signature s WHERE s.case_id = c.id))",
    "signed contracts without their one clock to file": "SELECT count(*) FROM bargaining_case c WHERE c.state ="
    " 'signed' AND 1 <> (SELECT count(*) FROM clock_deadline d WHERE d.subject_id = c.public_id"
    " AND d.ended_at IS NULL AND d.rule = 'bargaining.file')",
    "events nobody handled": "SELECT count(*) FROM events_outbox",
}


#: Where a page says why it did not do what was asked.
_WHY = re.compile(r'(?:role="alert"|class="lead")[^>]*>(.*?)</(?:ul|p|div)>', re.DOTALL)


@dataclass(frozen=True)
class Act:
    """One thing somebody does: by which key the database knows it, where it goes, what an answer that takes it says."""

    kind: str
    key: str
    session: str
    path: str
    form: Mapping[str, object]
    taken: str


@dataclass
class Diary:
    """What was tried and what was answered, in a file outside the database."""

    path: Path
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, act: Act, said: str, tries: int = 0) -> None:
        """One line, on the disk before the next act."""
        line = json.dumps({"kind": act.kind, "key": act.key, "said": said, "tries": tries})
        with self.lock, self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass
class Hand:
    """Somebody at a browser, who does one act after another, each until it is answered."""

    port: int
    diary: Diary
    acts: Iterator[Act]
    stop: threading.Event
    chance: Random

    def work(self) -> None:
        """Until nothing is left to do or she is told to stop."""
        for act in self.acts:
            if self.stop.is_set():
                return
            self.diary.note(act, "tried")
            said, tries = "", 0
            while not said and not self.stop.is_set():
                said, tries = self._press(act), tries + 1
                if not said:
                    time.sleep(_POLL)
            if said:
                self.diary.note(act, said if tries == 1 or said == "done" else f"{said} again", tries)
            if said == "done" and act.kind == "proposal" and self.chance.random() < 0.2:
                # The answer came and she presses once more all the same.
                self._press(act)

    def _press(self, act: Act) -> str:
        """«done», «refused 422», or nothing when nobody answered."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        head = {"Cookie": f"csrftoken={TOKEN}; sessionid={act.session}",
                "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        try:
            link.request("POST", act.path, urlencode({"csrfmiddlewaretoken": TOKEN, **act.form}), head)
            answer = link.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            link.close()
        if answer.status == http.HTTPStatus.FOUND and act.taken in answer.headers.get("Location", ""):
            return "done"
        if answer.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            return ""
        found = _WHY.search(page)
        why = re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else answer.headers.get("Location", "")
        return f"refused {answer.status} {why}"


def proposals(room: Mapping[str, str], side: str, chance: Random) -> Iterator[Act]:
    """One version of a clause after another."""
    path = f"/bargaining/{room['case']}/room/item/{room['item']}/propose/"
    while True:
        key = str(UUID(int=chance.getrandbits(128), version=4))
        words = f"每年 {chance.randrange(1, 29)} 日前兑现。"
        form = {"text": words, "note": "", "idempotency_key": key}
        yield Act("proposal", key, room[side], path, form, f"/room/?item={room['item']}")


def counts(told: Mapping[str, Any], chance: Random) -> Iterator[Act]:
    """Two tellers count the ballots of one motion after another, each once."""
    for motion in told["motions"]:
        for teller, session in told["tellers"].items():
            yes = chance.randrange(20, PRESENT)
            form = {"issued": PRESENT, "returned": PRESENT, "valid": PRESENT, "void": 0, "yes": yes,
                    "no": PRESENT - yes, "abstain": 0}  # fmt: skip
            path = f"/desk/congress/motion/{motion}/"
            yield Act("count", f"{motion} {teller} {yes}", session, f"{path}count/", form, path)


def signatures(told: Mapping[str, Any]) -> Iterator[Act]:
    """Both chiefs sign one contract after another."""
    for each in told["contracts"]:
        path = f"/bargaining/{each['case']}/sign/"
        for side in ("worker", "employer"):
            key = f"{each['case']} {side}"
            yield Act(
                "signature",
                key,
                each[side],
                f"{path}electronically/",
                {"hash": each["hash"]},
                f"/bargaining/{each['case']}/",
            )


@dataclass
class Trial:
    """Both sides at work, and whoever strikes."""

    cluster: Cluster
    program: Program
    chance: Random
    killed: Counter[str] = field(default_factory=Counter)

    def strike(self) -> None:
        """Kill one of the three and bring it back."""
        time.sleep(self.chance.uniform(*_BETWEEN))
        name = self.chance.choice(["web", "web", "worker", "PostgreSQL"])
        self.killed[name] += 1
        if name == "PostgreSQL":
            faults.kill_server(self.cluster)
            return
        self.program.kill(name)
        self.program.start_web() if name == "web" else self.program.start_worker()
        if name == "web":
            _wait_until_it_answers(self.program.port)


def run(kills: int, seed: int, *, like: str = "") -> dict[str, Any]:
    """The whole trial; figures, and an empty list of faults when all is well. `like`: see `faults.fill`."""
    with tempfile.TemporaryDirectory(prefix="hexian-faults-") as folder, faults.cluster(Path(folder)) as cluster:
        urls = make_database(cluster.url)
        ground = Ground(urls.owner, urls.app, Path(folder))
        told = _prepared(ground, kills, like)
        program, diary = Program(ground, _free_port()), Diary(Path(folder) / "acknowledged.log")
        trial = Trial(cluster, program, Random(seed))
        try:
            _fire(trial, told, diary, kills, seed)
            _wait_for_the_worker(ground)
        finally:
            for name in ("web", "worker"):
                program.kill(name)
        there = {kind: [key for (key,) in _asked(urls.owner, query)] for kind, query in _ROWS.items()}
        found = [*faults_of(lines(diary.path), there), *_faults_of_rows(urls.owner)]
        words = (ground.home / "program.log").read_text(encoding="utf-8", errors="replace")[-3000:] if found else ""
        return {"seed": seed, "kills": trial.killed.total(), "killed": dict(trial.killed),
                **_counted(lines(diary.path)), "faults": found, "program": words}  # fmt: skip


def _prepared(ground: Ground, kills: int, like: str) -> dict[str, Any]:
    # Pages name the sprite, which set-up builds; what is on it does not matter here.
    (ground.home / "frontend").mkdir()
    (ground.home / "frontend" / "icons.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    faults.fill(ground, like)
    faults.module(["-m", "hexian.cli", "static"], ground.surroundings("owner"))
    size = str(10 + 4 * kills)
    told = faults.module(["-m", "bench.faults_bargaining", "--ground", size], ground.surroundings("owner"))
    return dict(json.loads(told.splitlines()[-1]))


def _fire(trial: Trial, told: Mapping[str, Any], diary: Diary, kills: int, seed: int) -> None:
    """Everybody works while the blows fall; then they stop, each with her last act answered or given up."""
    trial.program.start_web()
    trial.program.start_worker()
    _wait_until_it_answers(trial.program.port)
    stop, port = threading.Event(), trial.program.port
    hands = [
        *(proposals(room, side, Random(f"{seed}{n}{side}"))
          for n, room in enumerate(told["rooms"]) for side in ("worker", "employer")),
        counts(told, Random(f"{seed}counts")), signatures(told),
    ]  # fmt: skip
    working = [
        threading.Thread(target=Hand(port, diary, acts, stop, Random(f"{seed}{n}")).work, daemon=True)
        for n, acts in enumerate(hands)
    ]
    for each in working:
        each.start()
    until = time.monotonic() + _PATIENCE
    while trial.killed.total() < kills and time.monotonic() < until:
        trial.strike()
    _wait_until_it_answers(port)
    time.sleep(2.0)
    stop.set()
    for each in working:
        each.join(30.0)


def _wait_until_it_answers(port: int) -> None:
    """Until a page comes: the port is open long before the program behind it is there."""
    until = time.monotonic() + 60.0
    while time.monotonic() < until:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            link.request("GET", "/healthz")
            if link.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(_POLL)
        finally:
            link.close()
    raise SystemExit("the web process never answered")


def _wait_for_the_worker(ground: Ground) -> None:
    """Until what followed from every act has happened."""
    until = time.monotonic() + 60.0
    while time.monotonic() < until and _asked(ground.owner, "SELECT count(*) FROM events_outbox") != [(0,)]:
        time.sleep(_POLL)


def faults_of(said: list[dict[str, Any]], there: Mapping[str, list[str]]) -> Iterator[str]:
    """What the diary and the rows disagree about."""
    for kind, keys in there.items():
        acts = [line for line in said if line["kind"] == kind]
        tried = {line["key"] for line in acts}
        # Who tries again and is told that it is there already has been answered too; a proposal is simply taken again.
        again = {line["key"] for line in acts if line["said"].endswith(" again")} if kind != "proposal" else set()
        taken = {line["key"] for line in acts if line["said"] == "done"} | again
        yield from (f"{kind} {key} is there {n} times" for key, n in Counter(keys).items() if n > 1)
        yield from (f"{kind} {key} was acknowledged and is gone" for key in sorted(taken - set(keys)))
        yield from (f"{kind} {key} is there and nobody tried it" for key in sorted(set(keys) - tried))
        refused = [f"{line['key']} {line['said']}" for line in acts if line["said"].startswith("refused")]
        yield from (f"{kind} {words}" for words in refused if kind == "proposal" or not words.endswith(" again"))
        if not taken:
            yield f"no {kind} was acknowledged: the trial proved nothing"


def _faults_of_rows(url: str) -> Iterator[str]:
    for words, query in _WRONG.items():
        [(wrong,)] = _asked(url, query)
        if wrong:
            yield f"{wrong} {words}"


def _counted(said: list[dict[str, Any]]) -> dict[str, int]:
    """Acts acknowledged by kind, and how many only when tried again."""
    done: Callable[[str], int] = lambda kind: sum(  # noqa: E731
        line["kind"] == kind and line["said"] == "done" for line in said
    )
    return {**{f"{kind}s": done(kind) for kind in _ROWS},
            "sent_again": sum(line["tries"] > 1 for line in said),
            "already_there": sum(line["said"].endswith(" again") for line in said)}  # fmt: skip


def _told(size: int) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from bench import at_the_table  # noqa: PLC0415

    print(json.dumps(at_the_table.ground(ROOMS, size, size)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--ground", type=int, default=0)
    asked = parser.parse_args()
    if asked.ground:
        _told(asked.ground)
        return
    print(f"seed {asked.seed}", file=sys.stderr)
    told = run(asked.kills, asked.seed)
    print(json.dumps(told, ensure_ascii=False))
    raise SystemExit(1 if told["faults"] else 0)


if __name__ == "__main__":
    main()
