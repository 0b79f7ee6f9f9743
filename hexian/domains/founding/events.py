"""Names of what happens while a union is being founded."""

from __future__ import annotations

from enum import StrEnum


class FoundingEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids only."""

    OPENED = "founding.opened"
    EDITED = "founding.edited"
    REQUESTED = "founding.requested"
    PREP_APPROVED = "founding.prep_approved"
    RETURNED = "founding.returned"
    RECRUITING = "founding.recruiting"
    INTENT_SIGNED = "founding.intent_signed"
    INTENT_DROPPED = "founding.intent_dropped"
    DECLARED = "founding.declared"
    CONGRESS_HELD = "founding.congress_held"
    REPORTED = "founding.reported"
    APPROVED = "founding.approved"
    LEGAL_ASKED = "founding.legal_asked"
    CERTIFIED = "founding.certified"
    ACTIVATED = "founding.activated"
    DUE = "founding.due"
    WITHDRAWN = "founding.withdrawn"
    SCAN_KEPT = "founding.scan_kept"
    INTENTS_PASSED_ON = "founding.intents_passed_on"
    TARGET_SET = "founding.target_set"
