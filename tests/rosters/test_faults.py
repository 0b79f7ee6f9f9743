"""An import under fire, in a short run: the worker and PostgreSQL killed a few times, nobody lost, nobody twice."""

from __future__ import annotations

import time

import pytest

from bench import faults_imports
from tests import environment

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def test_killed_at_random_it_lands_everybody_once() -> None:
    seed = int(time.time())
    told = faults_imports.run(kills=2, rows=4_000, seed=seed, like=environment.ready())
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] >= 1, "it was over before anything was killed: the test proved nothing"


@pytest.mark.slow
def test_killed_twenty_times() -> None:
    seed = int(time.time())
    told = faults_imports.run(kills=20, rows=20_000, seed=seed)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] == 20


def test_the_log_notices_progress_that_lies(tmp_path_factory: pytest.TempPathFactory) -> None:
    log = faults_imports.Log(tmp_path_factory.mktemp("log") / "log")
    log.note(("landing", 400, 400, 400, 1_000, 400))
    log.note(("landing", 300, 400, 400, 1_000, 390))
    found = list(faults_imports._faults_of_log(log, 1_000))
    assert len(found) == 3
