"""Room for the frames of a call: nothing asks the system for memory again and again at the edge of a piece."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable

import pytest

from hexian.web.frames import with_room


def at_depth(depth: int, then: Callable[[], int]) -> int:
    return then() if depth == 0 else at_depth(depth - 1, then)


def faults() -> int:
    """Page faults of three hundred calls, at the depth where there are most."""

    def nothing() -> None:
        """Only a frame."""

    def calls() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(300):
            nothing()
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    return max(at_depth(depth, calls) for depth in range(400))


def test_a_call_with_room_is_the_same_call() -> None:
    def divided(a: int, *, by: int) -> float:
        return a / by

    assert with_room(divided)(6, by=4) == 1.5
    with pytest.raises(ZeroDivisionError):
        with_room(divided)(6, by=0)


@pytest.mark.skipif(sys.platform != "linux", reason="counts page faults as Linux does")
def test_no_depth_asks_for_memory_at_every_call() -> None:
    assert with_room(faults)() < 150
