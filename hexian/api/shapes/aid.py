"""Mutual aid as programs see it: settlement files on their way, and her own settlements with the reckoning."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hexian.api.shapes.base import Id, In, LongText, ShortText, Words

#: Records of one body: what fits into two megabytes; more come as a file.
MOST_RECORDS = 2_000
MOST_CELLS = 40
Cell = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)] | bool | int | float | None
Heading = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", min_length=1, max_length=60)]
Record = Annotated[dict[Heading, Cell], Field(min_length=1, max_length=MOST_CELLS)]
FileName = Annotated[str, StringConstraints(pattern=r"^[^\x00/\\]*$", max_length=80)]


class AidFileOut(Schema):
    """One settlement file."""

    id: Id
    name: str
    sender: str
    union: str
    state: str = Field(description="received, running, done, stopped or cancelled.")
    state_words: str
    rows: int = Field(description="Rows read so far.")
    ordered: int = Field(description="Settlements for which a payment is ordered.")
    held: int = Field(description="Settlements a person looks at.")
    nothing: int = Field(description="Settlements without an own share.")
    faults: int = Field(description="Rows that could not be read; see `/faults`.")
    strays: int = Field(description="Rows of people nobody here knows; tried again once she is known.")
    reversed: int = Field(description="Refunds.")
    corrected: int = Field(description="Settlements that came again with other figures.")
    created_at: datetime
    finished_at: datetime | None
    problem: str = Field(description="Code of what stops it, e.g. `aid.columns_missing`; empty where nothing does.")
    problem_words: str = Field(description="Chinese: what is wrong and what to do.")
    titles: list[str] = Field(description="The headings of the file.")
    columns: list[str] = Field(description="What each of them holds, by its national name; empty where not read.")


class AidFiles(Schema):
    """A page of files, the newest first."""

    rows: list[AidFileOut]
    next: int | None = Field(description="`after` of the next page; null where there is none.")


class FilesQuery(Schema):
    """Where the page begins."""

    after: int = Field(0, ge=0, le=2**62)


class AidFaultOut(Schema):
    """A row that could not be read; never what stands in it."""

    row: int = Field(description="The row as the sender counts it.")
    column: str = Field(description="Chinese; empty where it is about the row as a whole.")
    code: str
    sentence: str = Field(description="Chinese: what is wrong and what to do.")


class FaultsQuery(Schema):
    """Behind which row the page begins."""

    after: int = Field(0, ge=0, le=2**31 - 1)
    size: int = Field(100, ge=1, le=1_000)


class FileIn(In):
    """What is said of a file."""

    union_id: UUID = Field(description="The union it is for.")
    sender: ShortText = Field("", description="Who sends; confirmed columns are kept per sender.")
    start: bool = Field(True, description="Decide at once where every column is known.")


class RecordsIn(FileIn):
    """Settlements as records instead of a file."""

    name: FileName = Field("", description="What the list calls it.")
    records: list[Record] = Field(
        min_length=1, max_length=MOST_RECORDS,
        description="Headings and cells as in a file; sums are safest as texts, «8000.10».",
    )  # fmt: skip


class StepOut(Schema):
    """One step of the reckoning."""

    what: Words
    sum: str
    why: Words


class PaidOut(Schema):
    """Where the money is."""

    state: str = Field(description="ordered, batched, released, paid, returned or cancelled.")
    fen: int
    rest_fen: int = Field(description="Ordered for this revision: less than its sum where she had some of it before.")
    owed_fen: int = Field(description="What she has beyond what is hers, and has not given back.")
    on: date | None
    needs_card: bool = Field(description="It waits for a card of hers.")


class ContestOut(Schema):
    """What she contested, and what was answered."""

    id: Id
    state: str = Field(description="filed, decided, appealed or closed.")
    reason: str
    due_at: datetime | None = Field(description="Until when an answer is promised.")
    outcome: str
    answer: str
    appeal: str
    appeal_answer: str
    filed_at: datetime
    decided_at: datetime | None
    may_appeal: bool


class MyDecisionOut(Schema):
    """One line of her history."""

    id: Id
    discharged: date
    hospital: str
    state: str = Field(description="ordered, nothing, held, refused, declined, reversed or replaced.")
    state_words: str
    amount_fen: int


class MyPlanOut(Schema):
    """A plan she takes part in, and what she had of it."""

    name: str
    since: date
    until: date
    covered_from: date
    waits: bool = Field(description="Her waiting days are not over.")
    paid_fen: int
    is_unverified: bool = Field(description="The plan's figures are not verified.")


class MyAidOut(Schema):
    """Everything about herself."""

    has_consented: bool = Field(description="Whether she has agreed to the use of her settlements.")
    plans: list[MyPlanOut]
    decisions: list[MyDecisionOut]


class WhyOut(MyDecisionOut):
    """One settlement of hers line by line, and what she can do."""

    settlement: str
    care: str
    admitted: date
    plan: str
    is_unverified: bool
    lines: list[StepOut]
    basis: list[str] = Field(description="Rows of the table and the articles they rest on.")
    version: str = Field(description="The table's version it was decided by.")
    decided_at: datetime
    reason: str
    looked_at: list[str] = Field(description="Chinese: why a person looks at it.")
    paid: PaidOut | None
    contests: list[ContestOut]
    may_decline: bool
    may_take_back: bool
    may_contest: bool


class SaidIn(In):
    """What she says is wrong."""

    reason: LongText
