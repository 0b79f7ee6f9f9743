"""Rosters as officers' programs see them: figures and reasons, never what stands in a row."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from hexian.api.shapes.base import Cursor, Id, OrgId, Pages
from hexian.domains.rosters.rules import Verdict


class RosterOut(Schema):
    """One roster on its way in."""

    id: Id
    org_id: OrgId
    org_name: str
    sender: str = Field(description="Whose system wrote it, as the officer calls it.")
    file_name: str
    state: str = Field(
        description="uploaded, mapped, checking, checked, landing, landed, failed, undoing, undone or cancelled."
    )
    rows: int = Field(description="Rows of persons, once checked.")
    landable: int = Field(description="How many become members when it lands now.")
    landed: int
    counts: dict[str, int] = Field(description="Rows by what becomes of them: `faults`, `fate.…`, `landed.…`.")
    warnings: list[str] = Field(description="Codes of what is odd about the roster as a whole.")
    problem: str = Field(description="Chinese: why it has stopped.")
    resolution_id: UUID | None
    created_name: str
    created_at: datetime
    landed_at: datetime | None
    undo_until: datetime | None
    acts: list[str] = Field(description="map, check, land, stop, undo, cancel: what is possible now.")


class Rosters(Pages[RosterOut]):
    """A page of rosters."""


class RosterQuery(Schema):
    """What narrows the list."""

    tab: Literal["open", "landed", "ended"] | None = None
    union: UUID | None = None
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class RemarkOut(Schema):
    """What is said of one row."""

    number: int = Field(description="The row as the sender's spreadsheet counts it.")
    verdict: str = Field(description="fault, held or skipped.")
    text: str = Field(description="Chinese: what is wrong and what to do.")
    go: bool = Field(description="Whether an officer has let a held row in.")
    at_landing: bool = Field(description="Whether it was found only when it was to land.")


class RemarkQuery(Schema):
    """Which rows, from which number on."""

    verdict: Verdict | None = None
    after: int = Field(0, ge=0, le=1_048_576)
    size: int = Field(50, ge=1, le=500)
