"""Names of what happens to rights not yet served."""

from __future__ import annotations

from enum import StrEnum


class RightEvent(StrEnum):
    """What is written to the audit trail and told to other rooms; payloads hold ids and counts only."""

    WORKED_OUT = "rights.worked_out"
    TOLD = "rights.told"
