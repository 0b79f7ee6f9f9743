"""Names of what happens in bodies that decide."""

from __future__ import annotations

from enum import StrEnum


class DecisionEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids only."""

    BODY_FOUND = "decisions.body_found"
    BODY_ENDED = "decisions.body_ended"
    SEATS_FIXED = "decisions.seats_fixed"
    DELEGATES_ADDED = "decisions.delegates_added"
    DELEGATE_REPLACED = "decisions.delegate_replaced"
    DELEGATE_ENDED = "decisions.delegate_ended"
    SITTING_PLANNED = "decisions.sitting_planned"
    SITTING_CHANGED = "decisions.sitting_changed"
    ROLL_SEALED = "decisions.roll_sealed"
    CHECKED_IN = "decisions.checked_in"
    CHECK_IN_UNDONE = "decisions.check_in_undone"
    ATTENDANCE_ENTERED = "decisions.attendance_entered"
    OPENED = "decisions.opened"
    NO_QUORUM = "decisions.no_quorum"
    CLOSED = "decisions.closed"
    CANCELLED = "decisions.cancelled"
    MOTION_PUT = "decisions.motion_put"
    MOTION_WITHDRAWN = "decisions.motion_withdrawn"
    COUNT_ENTERED = "decisions.count_entered"
    COUNTS_DIFFER = "decisions.counts_differ"
    RECOUNT = "decisions.recount"
    RUNOFF = "decisions.runoff"
    DECIDED = "decisions.decided"
    SCAN_KEPT = "decisions.scan_kept"
