"""Names of what happens to organisations and their offices."""

from __future__ import annotations

from enum import StrEnum


class OrgEvent(StrEnum):
    """What is written to the audit trail and told to other rooms."""

    FOUNDED = "orgs.founded"
    EDITED = "orgs.edited"
    MOVED = "orgs.moved"
    MERGED = "orgs.merged"
    SPLIT = "orgs.split"
    DISSOLVED = "orgs.dissolved"
    JOIN_POINT_OPENED = "orgs.join_point_opened"
    JOIN_POINT_CLOSED = "orgs.join_point_closed"
    JOIN_CODE_RENEWED = "orgs.join_code_renewed"
    ROLE_MADE = "orgs.role_made"
    ROLE_EDITED = "orgs.role_edited"
    ROLE_RETIRED = "orgs.role_retired"
    OFFICE_BEGAN = "orgs.office_began"
    OFFICE_EXPIRING = "orgs.office_expiring"
    GROUP_MADE = "orgs.group_made"
    GROUP_CLOSED = "orgs.group_closed"
    GROUP_JOINED = "orgs.group_joined"
    GROUP_LEFT = "orgs.group_left"
    OFFICE_ENDED = "orgs.office_ended"
    OFFICE_QUESTIONED = "orgs.office_questioned"
    OFFICE_RETURNED = "orgs.office_returned"
    FEATURE_SWITCHED = "orgs.feature_switched"
    FILTER_KEPT = "orgs.filter_kept"
    FILTER_DROPPED = "orgs.filter_dropped"
    COVERED = "orgs.covered"
    UNCOVERED = "orgs.uncovered"
    ARCHIVE_STARTED = "orgs.archive_started"
    ARCHIVED = "orgs.archived"
