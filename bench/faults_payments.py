"""The second part of `bench.faults_aid`: payment runs go to the bank and back while their officers are killed.

The bank is nobody of ours: a thread with files of its own.  It takes a run's file once, pays or returns each line,
writes that to its own book, answers in one file or two, and brings a payment back days later now and then.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench import faults
from bench.aid_file import card_of
from bench.frame import ROOT, Ground
from hexian.embedded import Cluster

#: At least so many runs, however few blows fall; half as many as blows.
RUNS = 4
_PATIENCE = 3_600.0
_POLL = 0.02
_ENDED = {"paid": "成功", "returned": "失败", "bounced": "退票"}
_HEAD = ("序号", "账号", "户名", "金额", "处理状态", "失败码", "原因", "交易日期", "流水号")


@dataclass(frozen=True)
class Line:
    """One payment as the bank was asked for it."""

    number: str
    position: int
    card: str
    fen: int


@dataclass
class Bank:
    """Takes files, pays, answers; `outcomes` is its book."""

    folder: Path
    seed: int
    taken: dict[str, list[Line]] = field(default_factory=dict)
    outcomes: dict[tuple[str, int], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seen: dict[str, bytes] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Until told to stop."""
        while not self.stop.is_set():
            for file in sorted((self.folder / "to_bank").glob("*.txt")):
                content = file.read_bytes()
                if self.seen.get(file.stem) != content:
                    self.seen[file.stem] = content
                    self._take(file.stem, content)
            time.sleep(_POLL)

    def _take(self, number: str, content: bytes) -> None:
        lines = list(read(number, content))
        if number in self.taken:
            if lines != self.taken[number]:
                self.faults.append(f"run {number} went to the bank twice and was another")
            return
        self.taken[number] = lines
        for line in lines:
            self.outcomes[number, line.position] = self._outcome(line)
        with (self.folder / "bank.log").open("a", encoding="utf-8") as book:
            book.writelines(json.dumps([number, each.position, each.card, each.fen]) + "\n" for each in lines)
            book.flush()
            os.fsync(book.fileno())
        self._answer(number, lines)

    def _outcome(self, line: Line) -> str:
        if not self.outcomes:
            # A short run of few lines would now and then see none come back, and prove nothing about it.
            return "returned"
        chance = self._chance(f"{line.number} {line.position}")
        return "returned" if chance < 8 else "bounced" if chance < 10 else "paid"

    def _chance(self, about: str) -> int:
        return int(hashlib.sha256(f"{self.seed} {about}".encode()).hexdigest()[:8], 16) % 100

    def _answer(self, number: str, lines: list[Line]) -> None:
        half = len(lines) // 2 if self._chance(number) < 40 else 0
        if half:
            self._write(number, 1, lines[:half], total=False)
        self._write(number, 2, lines[half:], total=not half)
        late = [line for line in lines if self.outcomes[number, line.position] == "bounced"]
        if late:
            self._write(number, 9, late, total=False, late=True)
        (self.folder / "from_bank" / f"{number}.done").touch()

    def _write(self, number: str, part: int, lines: list[Line], *, total: bool, late: bool = False) -> None:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([f"批次号：{number}"])
        writer.writerow(_HEAD)
        for line in lines:
            outcome = self.outcomes[number, line.position]
            said = "bounced" if late else "paid" if outcome == "bounced" else outcome
            wrong = ["", ""] if said == "paid" else ["E05", "账号户名不符"]
            writer.writerow([
                line.position, f"****{line.card[-4:]}", "演示职工", _yuan(line.fen), _ENDED[said], *wrong, "2026-11-22",
                f"LS{line.position:06}",
            ])  # fmt: skip
        if total:
            writer.writerow(["合计", f"{len(lines)}笔", "", _yuan(sum(each.fen for each in lines)), *[""] * 5])
        file = self.folder / "from_bank" / f"{number}-{part}.csv"
        file.with_suffix(".part").write_bytes(out.getvalue().encode("gb18030"))
        file.with_suffix(".part").rename(file)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def read(number: str, content: bytes) -> Iterator[Line]:
    """A file as a bank reads it: 工行's twelve columns, or five between bars; which run it is stands on its name."""
    text = content.decode("utf-8-sig") if content.startswith(b"\xef\xbb\xbf") else content.decode("gb18030")
    if "|" in text.splitlines()[0]:
        for row in (line.split("|") for line in text.splitlines()[1:]):
            yield Line(number, int(row[0]), row[2], int(row[3].replace(".", "")))
        return
    for row in list(csv.reader(io.StringIO(text)))[1:]:
        named, _, position = row[10].rpartition("-")
        yield Line(named, int(position), row[6], int(row[8].replace(".", "")))


@dataclass
class Trial:
    """Payments under fire."""

    cluster: Cluster
    ground: Ground
    told: str
    folder: Path
    chance: Random
    killed: Counter[str] = field(default_factory=Counter)
    office: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """The officers' process."""
        with (self.ground.home / "paying.log").open("ab") as log:
            self.office = subprocess.Popen(
                [sys.executable, "-m", "bench.paying", self.told], cwd=ROOT, stdout=log, stderr=log,
                env=self.ground.surroundings() | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def end(self) -> None:
        """Kill it, if there is one."""
        if self.office:
            self.office.kill()
            self.office.wait()

    def strike(self) -> None:
        """Kill the officers' process or every process of PostgreSQL; and bring it back."""
        name = faults.next_of(("officers", "PostgreSQL"), self.killed, self.chance)
        if name == "PostgreSQL":
            faults.kill_server(self.cluster)
        else:
            self.end()
            self.start()

    def acts(self) -> list[dict[str, str]]:
        """What was tried and acknowledged; the last line may have been cut off."""
        log = self.folder / "acts.log"
        text = log.read_text(encoding="utf-8") if log.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.endswith("}")]

    @property
    def is_over(self) -> bool:
        """Whether the officers went home."""
        return self.office is not None and self.office.poll() is not None


def under_fire(cluster: Cluster, ground: Ground, told: dict[str, Any], kills: int, chance: Random) -> dict[str, Any]:
    """The whole part; figures, and what does not hold. `told` is the office's book, officers, lines of a run."""
    folder = ground.home / "bank"
    for each in ("to_bank", "from_bank"):
        (folder / each).mkdir(parents=True)
    plan = json.dumps(told | {"folder": str(folder)})
    bank, trial = Bank(folder, chance.randrange(10**6)), Trial(cluster, ground, plan, folder, chance)
    counter = threading.Thread(target=bank.work, daemon=True)
    counter.start()
    try:
        ended = _fire(trial, bank, kills)
    finally:
        trial.end()
        bank.stop.set()
        counter.join()
    found = [*bank.faults, *ended, *_faults_of_log(trial), *_faults_of_rows(ground.owner, bank)]
    paid = sum(outcome == "paid" for outcome in bank.outcomes.values())
    return {
        "kills": trial.killed.total(), "killed": dict(trial.killed), "runs": len(bank.taken),
        "lines": len(bank.outcomes), "paid": paid, "returned": len(bank.outcomes) - paid, "acts": len(trial.acts()),
        "faults": found,
    }  # fmt: skip


def _fire(trial: Trial, bank: Bank, kills: int) -> Iterator[str]:
    """Kill at random instants while they act; then let them end what is open."""
    trial.start()
    until, before = time.monotonic() + _PATIENCE, 0
    while trial.killed.total() < kills and time.monotonic() < until:
        if trial.is_over:
            return iter(["the officers' process ended before it was told to"])
        if len(trial.acts()) <= before:
            time.sleep(_POLL)
            continue
        time.sleep(trial.chance.uniform(0.0, 1.0))
        before = len(trial.acts())
        trial.strike()
    while len(bank.taken) < max(RUNS, kills // 2) and not trial.is_over and time.monotonic() < until:
        time.sleep(_POLL)
    (trial.folder / "enough").touch()
    while not trial.is_over and time.monotonic() < until:
        time.sleep(_POLL)
    if trial.office is None or trial.office.poll() != 0:
        return iter(["the officers' process did not come to its end"])
    return iter([])


#: By act, the event of the trail that stands for it; by number of the run, or by order.
_EVENTS = {
    "drafted": "ledger.run_drafted", "proposed": "ledger.run_proposed", "reviewed": "ledger.run_reviewed",
    "seconded": "ledger.run_seconded", "approved": "ledger.run_approved", "released": "ledger.run_released",
    "sent_back": "ledger.run_sent_back", "closed": "ledger.run_closed", "file_made": "ledger.file_made",
    "reply_read": "ledger.reply_read", "reply_applied": "ledger.reply_applied",
}  # fmt: skip
_TRAIL = "SELECT event, facts->>'number', count(*) FROM audit_entry WHERE event LIKE 'ledger.%' GROUP BY 1, 2"
_REOPENED = "SELECT source_id::text, max(attempt) - 1 FROM ledger_order GROUP BY 1 HAVING max(attempt) > 1"


def _faults_of_log(trial: Trial) -> Iterator[str]:
    """What was acknowledged is in the trail, and nothing is that nobody tried."""
    done, tried = (Counter((each["act"], each["about"]) for each in trial.acts() if each["said"] == said)
                   for said in ("done", "tried"))  # fmt: skip
    with psycopg.connect(trial.ground.owner, options="-c hexian.system=on") as link:
        trail = {(event, number): count for event, number, count in link.execute(_TRAIL).fetchall()}
        again: dict[str, int] = dict(link.execute(_REOPENED).fetchall())
    drafts = sum(count for (act, _), count in tried.items() if act == "drafted")
    for act, event in _EVENTS.items():
        there = {number: count for (name, number), count in trail.items() if name == event}
        for number in {*there, *(about for each, about in done if each == act and about)}:
            least, count = done[act, number], there.get(number, 0)
            most = 1 if act == "drafted" else tried[act, number]
            if not least <= count <= most:
                yield f"{act} {number}: {count} in the trail, {least} acknowledged, {most} tried"
        if act == "drafted" and len(there) > drafts:
            yield f"{len(there)} runs, {drafts} tried"
    for order in {*again, *(about for act, about in done if act == "reopened")}:
        least, count, most = done["reopened", order], again.get(order, 0), tried["reopened", order]
        if not least <= count <= most:
            yield f"order {order} was re-opened {count} times, {least} acknowledged, {most} tried"
    if not any(act == "released" for act, _ in done):
        yield "nothing was released: the trial proved nothing"


_SENT = """
    SELECT r.number, o.position, o.id, o.source_id, o.payee_id, o.fen, o.state, a.tail FROM ledger_order o
    JOIN ledger_run r ON r.id = o.run_id LEFT JOIN ledger_payee_account a ON a.id = o.account_id
    WHERE o.state IN ('released', 'paid', 'returned')
"""
_MONEY = """
    SELECT (SELECT sum(balance_fen) FROM ledger_account WHERE kind = 'money'),
        (SELECT sum(p.fen) FROM ledger_posting p WHERE p.source = 'ledger.gift')
"""
#: Each is how many rows are wrong; all must be nought.
_WRONG = {
    "runs not closed": "SELECT count(*) FROM ledger_run WHERE state NOT IN ('closed', 'cancelled')",
    "runs released not once": "SELECT count(*) FROM ledger_run r WHERE r.released_at IS NOT NULL AND 1 <> (SELECT"
    " count(*) FROM audit_entry e WHERE e.event = 'ledger.run_released' AND e.facts->>'number' = r.number)",
    "runs without different hands": "SELECT count(*) FROM ledger_run r WHERE r.state = 'closed' AND (SELECT count(*)"
    " <> count(DISTINCT who) OR count(who) < 3 FROM unnest(ARRAY[proposed_by, reviewed_by, seconded_by, approved_by,"
    " released_by]) AS who WHERE who IS NOT NULL)",
    "orders paid in the book not once": "SELECT count(*) FROM ledger_order o WHERE (o.state = 'paid')::int <> (SELECT"
    " count(*) FILTER (WHERE p.source = 'ledger.paid') - count(*) FILTER (WHERE p.source = 'ledger.bounced')"
    " FROM ledger_posting p WHERE p.order_id = o.id)",
    "causes paid twice": "SELECT count(*) FROM (SELECT 1 FROM ledger_order WHERE state = 'paid'"
    " GROUP BY source, source_id HAVING count(*) > 1) AS each",
    "attempts with gaps or of two living ones": "SELECT count(*) FROM (SELECT 1 FROM ledger_order"
    " GROUP BY source, source_id HAVING count(*) <> max(attempt) OR count(*) FILTER (WHERE state <> 'returned') > 1)"
    " AS each",
    "returned and not re-opened": "SELECT count(*) FROM ledger_order o WHERE o.state = 'returned' AND NOT EXISTS ("
    "SELECT FROM ledger_order n WHERE n.source_id = o.source_id AND n.attempt = o.attempt + 1)",
    "runs with another sum than their lines": "SELECT count(*) FROM ledger_run r LEFT JOIN (SELECT run_id, count(*),"
    " sum(fen) AS fen FROM ledger_order GROUP BY run_id) o ON o.run_id = r.id WHERE r.state = 'closed'"
    " AND (r.count, r.fen) IS DISTINCT FROM (o.count, o.fen)",
}


def _faults_of_rows(url: str, bank: Bank) -> Iterator[str]:
    """The bank's book and ours are one: line by line, cause by cause, fen by fen."""
    with psycopg.connect(url, options="-c hexian.system=on") as link:
        ours = {(number, position): rest for number, position, *rest in link.execute(_SENT).fetchall()}
        [(money, given)] = link.execute(_MONEY).fetchall()
        for words, query in _WRONG.items():
            [(wrong,)] = link.execute(query.encode()).fetchall()
            if wrong:
                yield f"{wrong} {words}"
    lines = {(each.number, each.position): each for sent in bank.taken.values() for each in sent}
    if set(lines) != set(ours):
        yield f"the bank has {len(lines)} lines, the book {len(ours)}: {sorted(set(lines) ^ set(ours))[:3]}"
        return
    for at, line in lines.items():
        yield from _differences(at, line, bank.outcomes[at], ours[at])
    paid = [at for at in lines if bank.outcomes[at] == "paid"]
    twice = sum(count > 1 for count in Counter(ours[at][1] for at in paid).values())
    if twice:
        yield f"{twice} were paid twice by the bank"
    left = given - sum(lines[at].fen for at in paid)
    if money != left:
        yield f"money is {money} fen, gifts less what the bank paid are {left}"


def _differences(at: tuple[str, int], line: Line, outcome: str, ours: list[Any]) -> Iterator[str]:
    _, _, payee, fen, state, tail = ours
    if (line.fen, line.card[-4:], state) != (fen, tail, "paid" if outcome == "paid" else "returned"):
        yield f"{at}: the bank has {line.fen} {outcome}, the book {fen} {state}"
    if line.card not in {card_of(payee, turn) for turn in range(9)}:
        yield f"{at} went to the card of somebody else"
