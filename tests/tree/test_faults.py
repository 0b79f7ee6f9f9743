"""Unions moved under fire, in a short run: whoever moves them and PostgreSQL killed, every street where it was said."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bench import faults_moves

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def test_killed_at_random_every_move_is_whole_or_was_not() -> None:
    seed = int(time.time())
    told = faults_moves.run(kills=3, seed=seed)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert (told["kills"], told["moves"] > 0) == (3, True)


@pytest.mark.slow
def test_killed_twenty_times() -> None:
    seed = int(time.time())
    told = faults_moves.run(kills=20, seed=seed)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] == 20


def test_a_street_elsewhere_than_acknowledged_is_a_fault(tmp_path: Path) -> None:
    log = tmp_path / "log"
    act = {"street": "s", "from": "a", "to": "b"}
    log.write_text(
        json.dumps(act | {"done": False}) + "\n" + json.dumps(act | {"done": True}) + '\n{"street": "s', "utf-8"
    )
    assert list(faults_moves._faults_of_log(log, {"s": "b"})) == []
    assert len(list(faults_moves._faults_of_log(log, {"s": "a"}))) == 1
    log.write_text(json.dumps(act | {"done": False}), "utf-8")
    assert [list(faults_moves._faults_of_log(log, {"s": place})) for place in ("a", "b")] == [[], []]
    assert list(faults_moves._faults_of_log(tmp_path / "none", {}))
