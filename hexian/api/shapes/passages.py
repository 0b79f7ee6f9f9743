"""What becomes of memberships, as the member and as officers of either side see it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from hexian.api.shapes.base import Cursor, Id, In, LongText, Pages
from hexian.api.shapes.members import ParamOut
from hexian.domains.members.queries import PassageTab
from hexian.domains.members.rules import Part, PassageKind, PassageReason, PassageRefusal


class PassageWish(In):
    """What she asks for about her membership."""

    kind: Literal["transfer", "retain", "resume", "retire", "quit"]
    reason: PassageReason | Literal[""] = Field("", description="One that fits the kind; empty: its usual one.")
    note: LongText = Field("", description="For her present union only.")
    target_id: UUID | None = Field(None, description="Of a transfer: the union she wants to go to.")
    on: date | None = Field(None, description="From when on; empty: the day it is confirmed.")


class MyPassage(Schema):
    """A passage as the member sees it."""

    id: Id
    kind: PassageKind
    state: str = Field(
        description="asked, proposed, released, warned, objected, done, refused, dropped, withdrawn or undone."
    )
    waits_for: str = Field(description="Who is to act next: source, target, her or nobody.")
    origin: str = Field(description="self, officer or program.")
    reason: str
    note: str
    source_name: str
    target_name: str
    on: date | None
    asked_at: datetime
    due_at: datetime | None = Field(
        description="When whose turn it is has promised to answer by. Silence changes nothing."
    )
    decided_at: datetime | None
    refusal: str = Field(description="Code of the refusal.")
    answer: str = Field(description="What she can do instead, or why it was dropped or undone.")
    may_withdraw: bool
    may_agree: bool
    may_object: bool


class PassageOut(Schema):
    """A passage in the queue; numbers masked."""

    id: Id
    member_id: UUID | None = Field(description="The member's page, where it is the reader's to open.")
    name: str
    mobile_masked: str
    id_masked: str
    kind: PassageKind
    state: str
    waits_for: str
    origin: str
    reason: str
    source_name: str
    target_name: str
    asked_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    level: str = Field(description="How near the promise is: its colour on screens.")
    on: date | None
    is_arriving: bool = Field(description="Whether the reader is on the receiving side alone.")


class PassagePage(PassageOut):
    """One passage with what may be done to it now."""

    card_no: str
    kind_of_work: str
    joined_on: date
    note: str = Field(description="Empty for the receiving side.")
    warning: str
    objection: str
    refusal: str
    answer: str
    resolution_id: UUID | None
    resolution_number: str
    needs_yes: bool = Field(description="Whether an officer began it and nobody else has said yes.")
    params: list[ParamOut]
    acts: list[str] = Field(
        description="release, recall, accept, confirm, refuse, withdraw, undo, …: what is possible."
    )


class Passages(Pages[PassageOut]):
    """A page of the queue."""


class PassageQuery(Schema):
    """What narrows the queue."""

    tab: PassageTab = PassageTab.OURS
    kind: PassageKind | None = None
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class PassageNo(In):
    """Why not, and what she can do instead; both are told to her."""

    reason: PassageRefusal
    remedy: LongText = Field("", description="Empty: the usual words for this reason.")


class Parts(In):
    """Members who paid dues, or took part, on a day."""

    member_ids: list[UUID] = Field(min_length=1, max_length=1000)
    kind: Part
    on: date = Field(description="The day in China; not ahead. The latest of each kind is kept.")


class PartsNoted(Schema):
    """How many were noted."""

    noted: int
