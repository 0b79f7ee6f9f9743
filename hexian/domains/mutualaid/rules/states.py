"""What becomes of a settlement file, of a decision and of a contest: who may do what when."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from hexian.foundation.actor import Refused

_State = TypeVar("_State")


class FileState(StrEnum):
    """Of one settlement file."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


FILE_MOVES = {
    (FileState.RECEIVED, "map"): FileState.RECEIVED,
    (FileState.RECEIVED, "run"): FileState.RUNNING,
    (FileState.STOPPED, "run"): FileState.RUNNING,
    (FileState.STOPPED, "map"): FileState.RECEIVED,
    (FileState.RUNNING, "finish"): FileState.DONE,
    (FileState.RUNNING, "stop"): FileState.STOPPED,
    (FileState.RECEIVED, "cancel"): FileState.CANCELLED,
    (FileState.STOPPED, "cancel"): FileState.CANCELLED,
}
#: A file in these states keeps another with the same content out.
AT_IT = (FileState.RECEIVED, FileState.RUNNING, FileState.DONE, FileState.STOPPED)


class DecisionState(StrEnum):
    """Of one settlement's decision."""

    ORDERED = "ordered"  # a payment order exists
    NOTHING = "nothing"  # no own share: nothing to pay and nothing refused
    HELD = "held"  # a person decides
    REFUSED = "refused"  # a person has decided that nothing is paid
    DECLINED = "declined"  # she does not want it
    REVERSED = "reversed"  # the bill was taken back
    REPLACED = "replaced"  # a later revision stands for it


#: Whoever decides otherwise than what stands writes a revision with its own figures; what stood is replaced by it.
DECISION_MOVES = {
    (DecisionState.HELD, "pay"): DecisionState.REPLACED,
    (DecisionState.HELD, "replace"): DecisionState.REPLACED,
    (DecisionState.HELD, "refuse"): DecisionState.REFUSED,
    (DecisionState.HELD, "reverse"): DecisionState.REVERSED,
    (DecisionState.ORDERED, "decline"): DecisionState.DECLINED,
    (DecisionState.ORDERED, "reverse"): DecisionState.REVERSED,
    (DecisionState.ORDERED, "replace"): DecisionState.REPLACED,
    (DecisionState.NOTHING, "reverse"): DecisionState.REVERSED,
    (DecisionState.NOTHING, "replace"): DecisionState.REPLACED,
    (DecisionState.REFUSED, "replace"): DecisionState.REPLACED,
    (DecisionState.REFUSED, "reverse"): DecisionState.REVERSED,
    (DecisionState.DECLINED, "take_back"): DecisionState.REPLACED,
    (DecisionState.DECLINED, "reverse"): DecisionState.REVERSED,
}


class ContestState(StrEnum):
    """Of one contest."""

    FILED = "filed"
    DECIDED = "decided"
    APPEALED = "appealed"
    CLOSED = "closed"


#: Of these she can say that they are wrong: somebody or something has decided.
CONTESTABLE = (DecisionState.ORDERED, DecisionState.NOTHING, DecisionState.REFUSED)


CONTEST_MOVES = {
    (ContestState.FILED, "decide"): ContestState.DECIDED,
    (ContestState.DECIDED, "appeal"): ContestState.APPEALED,
    (ContestState.DECIDED, "accept"): ContestState.CLOSED,
    (ContestState.APPEALED, "decide"): ContestState.CLOSED,
}


def next_file_state(state: str, act: str) -> FileState:
    """Where an act leads a file. Raises `Refused("aid.file_state")`."""
    return _next(FILE_MOVES, FileState(state), act, "aid.file_state")


def next_decision_state(state: str, act: str) -> DecisionState:
    """Where an act leads a decision. Raises `Refused("aid.decision_state")`."""
    return _next(DECISION_MOVES, DecisionState(state), act, "aid.decision_state")


def next_contest_state(state: str, act: str) -> ContestState:
    """Where an act leads a contest. Raises `Refused("aid.contest_state")`."""
    return _next(CONTEST_MOVES, ContestState(state), act, "aid.contest_state")


def _next(moves: dict[tuple[_State, str], _State], state: _State, act: str, code: str) -> _State:
    found = moves.get((state, act))
    if found is None:
        raise Refused(code, state=str(state), act=act)
    return found
