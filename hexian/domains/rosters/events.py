"""Names of what happens to rosters."""

from __future__ import annotations

from enum import StrEnum


class RosterEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids only."""

    UPLOADED = "rosters.uploaded"
    MAPPED = "rosters.mapped"
    CHECKING = "rosters.checking"
    CHECKED = "rosters.checked"
    GO_GIVEN = "rosters.go_given"
    LANDING = "rosters.landing"
    LANDED = "rosters.landed"
    STOPPED = "rosters.stopped"
    CANCELLED = "rosters.cancelled"
    UNDOING = "rosters.undoing"
    UNDONE = "rosters.undone"
    ERROR_SHEET = "rosters.error_sheet"
    FILE_DROPPED = "rosters.file_dropped"
