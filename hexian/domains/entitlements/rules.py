"""What a right not yet served is, how it ends, and how often somebody may be told of it; plain Python.

Worked example: a bill of 8,000 yuan whose person took no part is `unserved`, worth what the year's plan would have
paid; if she is still outside the plan today she also has a right to `join`.  Aid declined in spring and never asked for
again is `declined`.  A payment that waits because nobody knows her card is `card`.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from hexian.foundation.actor import Refused


class Kind(StrEnum):
    """Which right it is."""

    JOIN = "join"  # eligible, ill before, and not taking part today
    UNSERVED = "unserved"  # a settlement nothing was paid for, for want of taking part
    DECLINED = "declined"  # aid of some size declined and never asked for again
    CARD = "card"  # a payment that waits for a card
    STRAY = "stray"  # a settlement nobody was known for, whose person is known by now


class RightState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    TOLD = "told"
    SERVED = "served"  # she has it
    LAPSED = "lapsed"  # nothing can be done any more: the bill was taken back, the plan is over


RIGHT = {
    (RightState.OPEN, "tell"): RightState.TOLD,
    (RightState.TOLD, "tell"): RightState.TOLD,
    (RightState.OPEN, "serve"): RightState.SERVED,
    (RightState.TOLD, "serve"): RightState.SERVED,
    (RightState.OPEN, "lapse"): RightState.LAPSED,
    (RightState.TOLD, "lapse"): RightState.LAPSED,
    (RightState.SERVED, "find"): RightState.OPEN,
    (RightState.LAPSED, "find"): RightState.OPEN,
}
#: In these somebody still waits.
WAITING = (RightState.OPEN, RightState.TOLD)
#: Of these she herself can do something; the others are the union's to mend.
HERS = (Kind.JOIN, Kind.DECLINED, Kind.CARD)


def next_state(state: str, act: str) -> RightState:
    """Where an act leads a right. Raises `Refused("rights.state")`."""
    found = RIGHT.get((RightState(state), act))
    if found is None:
        raise Refused("rights.state", state=state, act=act)
    return found


def check_telling(kind: str, *, last: date | None, today: date, gap: int) -> None:
    """Whether she may be told of a right now: at most once in `gap` days, of whatever kind.

    Raises `Refused` with `rights.not_hers`, `rights.told_lately` (`last`, `next`).
    """
    if kind not in HERS:
        raise Refused("rights.not_hers")
    if last is not None and today < last + timedelta(days=gap):
        raise Refused("rights.told_lately", last=last, next=last + timedelta(days=gap))
