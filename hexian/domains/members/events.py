"""Names of what happens to applications, resolutions and memberships."""

from __future__ import annotations

from enum import StrEnum


class MemberEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids only."""

    APPLIED = "members.applied"
    CHECKED = "members.checked"
    FINDING_CLEARED = "members.finding_cleared"
    REFUSED = "members.refused"
    REOPENED = "members.reopened"
    WITHDRAWN = "members.withdrawn"
    PROPOSED = "members.proposed"
    TAKEN_BACK = "members.taken_back"
    RESOLUTION_EDITED = "members.resolution_edited"
    RESOLUTION_CANCELLED = "members.resolution_cancelled"
    EVIDENCE_ATTACHED = "members.evidence_attached"
    RESOLUTION_PASSED = "members.resolution_passed"
    ADMITTED = "members.admitted"
    LANDED = "members.landed"
    TAKEN_BACK_MANY = "members.taken_back_many"
    SETTLED = "members.settled"
    RIVALLED = "members.rivalled"
    PERSON_LINKED = "members.person_linked"
    CARD_READ = "members.card_read"
    CHANGE_ASKED = "members.change_asked"
    CHANGE_PROPOSED = "members.change_proposed"
    CHANGE_ACCEPTED = "members.change_accepted"
    CHANGE_REFUSED = "members.change_refused"
    CHANGE_WITHDRAWN = "members.change_withdrawn"
    REVEALED = "person.revealed"
    EXPORT_STARTED = "members.export_started"
    EXPORT_PORTION = "members.export_portion"
    EXPORTED = "members.exported"
