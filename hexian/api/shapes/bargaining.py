"""Collective bargaining as programs read it: cases, their dates, what both sides proposed and agreed."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hexian.api.shapes.base import Id, In, LongText, ShortText, Words

ClauseText = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=8_000)]


class CasesQuery(Schema):
    """Which cases: those that wait for her, under way, in force, late, or all; the newest first."""

    view: Literal["turn", "open", "force", "late", "all"] = "open"
    text: ShortText = Field("", description="Part of the case's title or the employer's name.")
    after: int | None = Field(None, ge=0, le=2**62, description="`next` of the page before.")


class BargainingCaseOut(Schema):
    """A case as everybody sees it who may know of it: state and days, never a figure."""

    id: Id
    title: str
    union_name: str
    employer_name: str
    contract: str = Field(description="general, special, area or trade.")
    special: str = Field(description="wage, safety, women, grade or heat; empty unless the contract is special.")
    procedure: str = Field(description="conclude, amend or end.")
    state: str = Field(description="As in docs/reference/states.md.")
    turn: str = Field(description="Whose turn it is.")
    due_at: datetime | None = Field(description="End of the earliest clock that runs.")
    ends_on: date | None = Field(description="Last day of the contract.")
    is_mine: bool = Field(description="Whether she takes part herself.")


class CasesOut(Schema):
    """A page of cases."""

    rows: list[BargainingCaseOut]
    next: int | None


class SeatOut(Schema):
    """Somebody with a part in a case."""

    id: Id
    name: str
    side: str = Field(description="worker, employer; empty for recorder and guide.")
    role: str
    origin: str
    post: str
    chosen_on: date | None


class BargainingStepOut(Schema):
    """Something that moved the case."""

    act: str
    state: str = Field(description="Where it led.")
    side: str
    at: datetime


class BargainingCasePageOut(BargainingCaseOut):
    """One case with its people and its course."""

    part: str = Field(description="What she is in it: worker, employer, recorder, guide; empty for whoever oversees.")
    acts: list[str] = Field(description="What may be done from here.")
    seats: list[SeatOut]
    steps: list[BargainingStepOut]


class DateOut(Schema):
    """A clock of a case: what began it, the rule that set it, its last moment."""

    rule: str
    title: str
    starts_at: datetime
    due_at: datetime
    ended_at: datetime | None = Field(description="When it was met or called off; it runs still without one.")
    source: str
    article: str
    sure: str = Field(description="V read in the law, V2 second hand, U not verified.")
    is_clock: bool = Field(description="Whether somebody has to act by then.")


class VersionOut(Schema):
    """What a side proposed once; a version is never edited."""

    id: Id
    side: str
    number: int
    value: str
    words: str
    note: str
    by_name: str
    at: datetime


class TopicOut(Schema):
    """A topic of the agenda with every version, the first one first."""

    id: Id
    number: int
    title: str
    clause: str = Field(description="Code of the clause codebook.")
    state: str = Field(description="open, one_side, apart, aside or agreed.")
    versions: list[VersionOut]
    agreed_id: UUID | None = Field(description="The version both sides agreed on.")


class RoomOut(Schema):
    """The room: its version goes up with every change."""

    version: int
    topics: list[TopicOut]


class ProposalIn(In):
    """A side's next version of a clause, typed as on the page: «5%», «2900», «2026-07-01»; rows for a table."""

    key: UUID = Field(description="Made once by the sender; the same key is there once.")
    value: ShortText = ""
    text: ClauseText = ""
    rows: list[dict[ShortText, LongText]] = Field(default_factory=list, max_length=400)
    since: date | None = None
    is_meant: bool = Field(False, description="True where a refusal asked whether the value is meant so.")
    note: LongText = ""


class ProposalOut(Schema):
    """The version as it stands in the room."""

    id: Id
    number: int
    side: str
    words: str
    at: datetime


class ContractOut(Schema):
    """The contract as PDF/A, as it prints or, signed with certificates, as it was signed."""

    sha256: str
    pdf: str = Field(description="The file in Base64.")


class VerdictOut(Schema):
    """What is known of a PDF that was sent."""

    verdict: str = Field(description="same for a draft as it prints today; else what its signatures say.")
    sentence: Words
    number: int | None = Field(description="Which draft it is.")
