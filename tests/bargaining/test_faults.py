"""Bargaining under fire, in a short run: web, worker and PostgreSQL killed, nothing acknowledged lost or doubled."""

from __future__ import annotations

import time

import pytest

from bench import faults_bargaining
from tests import environment

pytestmark = [pytest.mark.database, pytest.mark.thorough]


def test_killed_at_random_every_proposal_count_and_signature_is_there_once() -> None:
    seed = int(time.time())
    told = faults_bargaining.run(kills=3, seed=seed, like=environment.ready())
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] == 3


@pytest.mark.slow
def test_killed_twenty_times() -> None:
    seed = int(time.time())
    told = faults_bargaining.run(kills=20, seed=seed)
    assert told["faults"] == [], f"seed {seed}: {told}"
    assert told["kills"] == 20


def line(kind: str, key: str, said: str) -> dict[str, str]:
    """A line of the diary."""
    return {"kind": kind, "key": key, "said": said}


def test_what_is_gone_doubled_or_came_from_nowhere_is_a_fault() -> None:
    diary = [line("count", key, said) for key in ("a", "b") for said in ("tried", "done")]
    find = faults_bargaining.faults_of
    assert list(find(diary, {"count": ["a", "b"]})) == []
    assert list(find(diary, {"count": ["a"]})) == ["count b was acknowledged and is gone"]
    assert list(find(diary, {"count": ["a", "b", "b"]})) == ["count b is there 2 times"]
    assert list(find(diary, {"count": ["a", "b", "c"]})) == ["count c is there and nobody tried it"]


def test_a_second_try_may_be_told_that_it_is_there_and_a_first_may_not() -> None:
    find = faults_bargaining.faults_of
    again = [line("signature", "a", "tried"), line("signature", "a", "refused 422 again")]
    assert list(find(again, {"signature": ["a"]})) == []
    assert list(find(again, {"signature": []})) == ["signature a was acknowledged and is gone"]
    once = [line("signature", "a", "tried"), line("signature", "a", "refused 422")]
    assert any("refused 422" in words for words in find(once, {"signature": ["a"]}))
    assert list(find([], {"count": []})) == ["no count was acknowledged: the trial proved nothing"]
