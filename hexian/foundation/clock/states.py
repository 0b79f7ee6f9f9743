"""The states of a deadline and what may happen in each. Plain Python.

Two clocks run on one case: the `promise` made to a person, which nothing resets, and the `desk` clock, which says in
whose hands the case lies and starts anew when it is handed over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hexian.foundation.actor.refusals import Refused


class State(StrEnum):
    """Where a deadline stands; `late` stays late, also when what it asked for is done at last."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """A promise to a person, or a desk's own time."""

    PROMISE = "promise"
    DESK = "desk"


class Verb(StrEnum):
    """What may happen to a deadline."""

    MEET = "meet"
    MEET_LATE = "meet_late"
    OVERRUN = "overrun"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    MOVE = "move"


class Level(StrEnum):
    """How pressing it is on a screen."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    PAUSED = "paused"
    DONE = "done"


TRANSITIONS: Final = {
    (State.RUNNING, Verb.MEET): State.MET,
    (State.RUNNING, Verb.MEET_LATE): State.LATE,
    (State.RUNNING, Verb.OVERRUN): State.LATE,
    (State.RUNNING, Verb.PAUSE): State.PAUSED,
    (State.RUNNING, Verb.CANCEL): State.CANCELLED,
    (State.RUNNING, Verb.MOVE): State.RUNNING,
    (State.PAUSED, Verb.MEET): State.MET,
    (State.PAUSED, Verb.RESUME): State.RUNNING,
    (State.PAUSED, Verb.CANCEL): State.CANCELLED,
    (State.PAUSED, Verb.MOVE): State.PAUSED,
    (State.LATE, Verb.MEET_LATE): State.LATE,
    (State.LATE, Verb.CANCEL): State.LATE,
    (State.LATE, Verb.MOVE): State.RUNNING,
}

_WARN_FROM: Final = timedelta(hours=24)
_BAD_FROM: Final = timedelta(hours=2)


def next_state(state: State, verb: Verb) -> State:
    """The state after the verb. Raises `Refused` (`clock.not_possible`) when it cannot happen in this one."""
    try:
        return TRANSITIONS[state, verb]
    except KeyError:
        raise Refused("clock.not_possible", state=state, verb=verb) from None


def meeting(due_at: datetime, at: datetime, state: State) -> Verb:
    """In time up to and including 24:00 of the last day (民法典 1259: «届满» includes it); always so while paused."""
    in_time = state is State.PAUSED or (state is State.RUNNING and at <= due_at)
    return Verb.MEET if in_time else Verb.MEET_LATE


def level(state: State, due_at: datetime, ended: bool, now: datetime) -> Level:
    """How pressing: more than 24 hours, up to 24, up to 2 or over; paused and ended stand apart."""
    if ended:
        return Level.DONE
    if state is State.PAUSED:
        return Level.PAUSED
    left = due_at - now
    if left <= _BAD_FROM:
        return Level.BAD
    return Level.WARN if left <= _WARN_FROM else Level.OK
