"""A generator in a process of its own: items in order, refusals, failures, and its end with whoever asked."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from hexian.foundation.actor import Refused
from hexian.foundation.work import aside

pytestmark = pytest.mark.thorough


def counted(upto: int, then: str = "") -> Generator[tuple[int, int], None, None]:
    """What runs in the other process: its own number with each item."""
    for each in range(upto):
        yield os.getpid(), each
    if then == "refuse":
        raise Refused("aid.no_sheet", name="六月")
    if then == "fail":
        raise ValueError(then)


def told(*given: object) -> Generator[tuple[int, int], None, None]:
    """What comes back from it."""
    return aside.items(f"{__name__}:counted", *given)


def test_items_come_in_order_and_a_refusal_comes_as_itself() -> None:
    heard: list[tuple[int, int]] = []
    with pytest.raises(Refused) as refusal:
        heard.extend(told(3, "refuse"))
    assert (refusal.value.code, refusal.value.params) == ("aid.no_sheet", {"name": "六月"})
    items: Iterator[tuple[int, int]] = told(3, "fail")
    heard = [next(items), next(items), next(items)]
    assert [each for _, each in heard] == [0, 1, 2]
    assert os.getpid() not in {process for process, _ in heard}
    with pytest.raises(aside.AsideError, match="ValueError: fail"):
        next(items)


def test_the_other_process_begins_at_once_and_ends_with_whoever_asked() -> None:
    with aside.begun(f"{__name__}:counted", 1_000_000) as made:
        process, first = next(made)
        assert first == 0
        assert Path(f"/proc/{process}").exists()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < deadline, "it lives on"
        time.sleep(0.01)
