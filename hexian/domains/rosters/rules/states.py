"""Where a roster stands on its way into the union, and what may be done from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from hexian.foundation.actor import Refused


class ImportState(StrEnum):
    """Where a roster stands on its way into the union."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    LANDING = "landing"
    LANDED = "landed"
    FAILED = "failed"  # stopped on the way in: to be gone on with, or undone
    UNDOING = "undoing"
    UNDONE = "undone"
    CANCELLED = "cancelled"  # given up before anybody was landed


#: Nothing of a roster is half done: whatever stops on the way in can be gone on with or taken back whole.
IMPORT: Mapping[tuple[ImportState, str], ImportState] = {
    (ImportState.UPLOADED, "map"): ImportState.MAPPED,
    (ImportState.MAPPED, "map"): ImportState.MAPPED,
    (ImportState.MAPPED, "check"): ImportState.CHECKING,
    (ImportState.CHECKING, "checked"): ImportState.CHECKED,
    (ImportState.CHECKING, "stop"): ImportState.MAPPED,
    (ImportState.CHECKED, "map"): ImportState.MAPPED,
    (ImportState.CHECKED, "check"): ImportState.CHECKING,
    (ImportState.CHECKED, "land"): ImportState.LANDING,
    (ImportState.LANDING, "landed"): ImportState.LANDED,
    (ImportState.LANDING, "stop"): ImportState.FAILED,
    (ImportState.FAILED, "land"): ImportState.LANDING,
    (ImportState.FAILED, "undo"): ImportState.UNDOING,
    (ImportState.LANDED, "undo"): ImportState.UNDOING,
    (ImportState.UNDOING, "undo"): ImportState.UNDOING,
    (ImportState.UNDOING, "undone"): ImportState.UNDONE,
    (ImportState.UPLOADED, "cancel"): ImportState.CANCELLED,
    (ImportState.MAPPED, "cancel"): ImportState.CANCELLED,
    (ImportState.CHECKING, "cancel"): ImportState.CANCELLED,
    (ImportState.CHECKED, "cancel"): ImportState.CANCELLED,
}
#: Something is being done, by a worker.
BUSY = frozenset({ImportState.CHECKING, ImportState.LANDING, ImportState.UNDOING})
#: Whoever sends the same file to the same union again is told who is at it, or has landed it.
AT_IT = (
    ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKING, ImportState.CHECKED, ImportState.LANDING,
    ImportState.LANDED, ImportState.FAILED, ImportState.UNDOING,
)  # fmt: skip


def next_state(state: str, act: str) -> ImportState:
    """The state an act leads to; raises `Refused("roster.state")` when it cannot be done from here."""
    try:
        return IMPORT[ImportState(state), act]
    except KeyError:
        raise Refused("roster.state", state=state, act=act) from None
