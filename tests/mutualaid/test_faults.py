"""Mutual aid under fire, in a short run: worker, officers and PostgreSQL killed, all decided once and paid once."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bench import aid_file, faults_aid, faults_payments
from bench.faults_aid import Seen
from hexian.domains.ledger.rules import files
from tests import environment

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def test_killed_at_random_everything_is_decided_once_and_paid_once() -> None:
    seed = int(time.time())
    told = faults_aid.run(kills=2, rows=3_000, members=1_000, seed=seed, like=environment.ready(), lines=40)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] >= 1, "it was over before anything was killed: the test proved nothing"
    assert told["payments"]["kills"] == 2
    assert told["payments"]["paid"] > told["payments"]["returned"] > 0


@pytest.mark.slow
def test_killed_thirty_times() -> None:
    seed = int(time.time())
    told = faults_aid.run(kills=30, rows=40_000, members=10_000, seed=seed, lines=100)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] >= 20, "the file was done before"
    assert told["payments"]["kills"] == 30


def a_moment(**given: object) -> Seen:
    """One that holds together."""
    counts = {"ordered": 300, "held": 60, "nothing": 40, "faults": 2}
    calm = Seen("running", 402, 402, counts, 400, 2, 300, 9_000, 9_000, 9_000, {"a": [2, 402, counts]})
    return replace(calm, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ({"checkpoint": 300}, "checkpoint: acknowledged 402, later 300"),
        ({"orders": 299}, "orders: acknowledged 300, later 299"),
        ({"batches": {}}, "portions acknowledged and changed or gone: ['a']"),
        ({"decisions": 401}, "at row 402 there are 401 decisions, said 400"),
        ({"payable": 9_001}, "at row 402 there are 9001 what is owed, said 9000"),
    ],
)
def test_the_log_notices_what_is_lost_or_claimed(tmp_path: Path, later: dict[str, object], words: str) -> None:
    log = faults_aid.Log(tmp_path / "log")
    log.note(a_moment())
    log.note(a_moment(**later))
    found = [*faults_aid._steps_back(*log.seen), *faults_aid._disagreements(log.seen[1])]
    assert words in found
    assert len((tmp_path / "log").read_text("utf-8").splitlines()) == 2
    assert list(faults_aid._disagreements(log.seen[0])) == []


@pytest.mark.parametrize(
    ("own", "fen"),
    [(10_000, 5_000), (500_000, 150_000), (800_000, 255_000), (2_500_000, 950_000), (6_000_000, 2_675_000),
     (12_000_000, 5_675_000), (0, 0), (-1, 0), (1, 5_000)],
)  # fmt: skip
def test_what_a_file_asks_for_is_worked_out_by_hand(own: int, fen: int) -> None:
    # As published (`domain/RULES.md` §8); the cap comes after.
    assert aid_file.aid(own) == fen


def test_every_fault_of_a_file_is_known(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    aid_file.write(path, 2_000, 1_000)
    found = aid_file.reckoned(path, 1_000)
    # Row numbers begin behind the heading: serial 27 is row 29.
    assert found.faults == {29, 31, 39, 1_029, 1_031, 1_039}
    assert found.strays == {19, 1_019}
    said = [due for due in found.due.values() if due.states == {"held"}]
    assert len(said) == 2 * 3, "each thousand: a receipt twice, a stay backwards, funds above what there was"
    assert sum(due.states == {"reversed"} for due in found.due.values()) == 1
    assert sum(due.revisions == 2 for due in found.due.values()) == 2
    assert len(list(aid_file.lines(found))) == len(found.due) + 2


@pytest.mark.parametrize(("layout", "encoding"), [("icbc", "gb18030"), ("icbc", "utf-8-sig"), ("plain", "gb18030")])
def test_the_bank_reads_both_layouts(layout: str, encoding: str) -> None:
    payment = files.Payment(3, "王小满", aid_file.card_of(7), 75_240, "互助金", "演示银行", "浙江", "杭州", "", "138")
    which = files.Layout(layout)
    cells = files.cells(which, payment, files.Payer("演示银行", "9558", "总工会"), "2026-0007")
    bar = "|" if layout == "plain" else ","
    text = "\n".join(bar.join(row) for row in (files.HEADS[which], cells))
    assert list(faults_payments.read("2026-0007", text.encode(encoding))) == [
        faults_payments.Line("2026-0007", 3, aid_file.card_of(7), 75_240)
    ]


def test_a_bank_takes_a_run_once_and_notices_another_under_its_number(tmp_path: Path) -> None:
    for each in ("to_bank", "from_bank"):
        (tmp_path / each).mkdir()
    bank = faults_payments.Bank(tmp_path, 7)
    head, rows = "序号|姓名|帐号|金额|身份证|", [f"{at}|王小满|{aid_file.card_of(at)}|52.40||" for at in range(1, 101)]
    for lines in (rows, rows, [rows[0].replace("52.40", "52.41"), *rows[1:]]):
        bank._take("2026-0001", "\r\n".join([head, *lines]).encode("gb18030"))
    assert bank.faults == ["run 2026-0001 went to the bank twice and was another"]
    assert len((tmp_path / "bank.log").read_text("utf-8").splitlines()) == 100
    assert set(bank.outcomes.values()) == {"paid", "returned", "bounced"}
    assert json.loads((tmp_path / "bank.log").read_text("utf-8").splitlines()[0])[3] == 5_240
