"""Room for the frames of a call, taken once.

CPython keeps the frames of Python functions in pieces of 16 KB and gives a piece back to the system the moment its last
frame ends.  Where a loop happens to run at the edge of a piece, every call in it asks the system for memory and returns
it: four thousand times a second on our pages, a third of all their page faults.  A frame that needs more than half of a
megabyte is given a whole one, and all frames below it lie in the rest of that.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

#: In slots of eight bytes: a little over half of a megabyte, so that nearly as much again is left.
SLOTS = 66_000


def with_room(call: Callable[P, R]) -> Callable[P, R]:
    """The same call, with room for everything it calls. Memory is taken by the system's pages as they are touched."""

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    made = cast("FunctionType", roomy)
    made.__code__ = made.__code__.replace(co_stacksize=SLOTS)
    return roomy
