"""Unions moved under fire, in a short run: web, worker and PostgreSQL killed, every body where it was said."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bench import faults_moves
from tests import environment

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def test_killed_at_random_every_move_is_whole_or_was_not() -> None:
    seed = int(time.time())
    told = faults_moves.run(kills=2, seed=seed, like=environment.ready())
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert (told["kills"], told["by_web"] + told["by_worker"] > 0) == (2, True)


@pytest.mark.slow
def test_killed_twenty_times() -> None:
    seed = int(time.time())
    told = faults_moves.run(kills=20, seed=seed)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] == 20


def test_a_body_elsewhere_than_acknowledged_is_a_fault(tmp_path: Path) -> None:
    log = tmp_path / "log"
    act = {"body": "s", "from": "a", "to": "b"}
    log.write_text(json.dumps(act | {"done": False}) + "\n" + json.dumps(act | {"done": True}) + "\n", "utf-8")
    assert list(faults_moves._faults_of_log(log, {"s": "b"})) == []
    assert len(list(faults_moves._faults_of_log(log, {"s": "a"}))) == 1
    done = {"body": "t", "from": "a", "to": "b", "done": True}
    tried = "\n".join(json.dumps(line) for line in (done, act | {"done": False})) + "\n"
    log.write_text(tried, "utf-8")
    assert [list(faults_moves._faults_of_log(log, {"t": "b", "s": place})) for place in ("a", "b")] == [[], []]
    log.write_text(tried + json.dumps(act | {"done": False, "ended": "failed"}), "utf-8")
    assert [len(list(faults_moves._faults_of_log(log, {"t": "b", "s": place}))) for place in ("a", "b")] == [0, 1]
    assert list(faults_moves._faults_of_log(tmp_path / "none", {}))
