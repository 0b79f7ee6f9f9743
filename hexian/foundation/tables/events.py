"""Names of what happens to decision tables."""

from __future__ import annotations

from enum import StrEnum


class TableEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids only."""

    DRAFTED = "tables.drafted"
    DESCRIBED = "tables.described"
    ROW_PUT = "tables.row_put"
    ROW_REMOVED = "tables.row_removed"
    ROW_RESTORED = "tables.row_restored"
    ROW_MOVED = "tables.row_moved"
    PROPOSED = "tables.proposed"
    SENT_BACK = "tables.sent_back"
    PUBLISHED = "tables.published"
    WITHDRAWN = "tables.withdrawn"
    COMPARED = "tables.compared"
