"""The ledger as programs read it; sums in fen, debits less credits."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from hexian.api.shapes.base import Id, In, ShortText


class BookOut(Schema):
    """A book with what lies in the bank and what is owed."""

    id: Id
    name: str
    org_id: UUID
    org_name: str
    opened_on: date
    closed_through: date | None = Field(description="Nothing is posted on or before this day any more.")
    money_fen: int
    payable_fen: int
    receivable_fen: int


class TrialQuery(Schema):
    """Whole months, from the first of one to the end of another; without them this year up to now."""

    since: date | None = None
    until: date | None = None


class TrialLineOut(Schema):
    """A line of the trial balance."""

    id: Id
    number: str
    name: str
    kind: str = Field(description="money, receivable, payable, fund, income or expense.")
    opening_fen: int
    debit_fen: int
    credit_fen: int
    closing_fen: int


class TrialOut(Schema):
    """A trial balance; both sides have the same sums."""

    book_id: UUID
    since: date
    until: date
    rows: list[TrialLineOut]
    debit_fen: int
    credit_fen: int


class RunsQuery(Schema):
    """Runs under way or over, the newest first."""

    done: bool = False
    before: int = Field(0, ge=0, le=2**62)


class RunOut(Schema):
    """A payment run."""

    id: Id
    number: str
    title: str
    state: str = Field(description="drafted, proposed, reviewed, approved, released, answered, closed or cancelled.")
    count: int = Field(description="Payments when it was proposed; what went since stands in a run's `going`.")
    fen: int
    book_name: str
    org_name: str
    drafted_at: datetime


class RunsOut(Schema):
    """A page of runs."""

    rows: list[RunOut]
    next: int = Field(description="`before` of the next page; 0 where there is none.")


class HandOut(Schema):
    """One hand of a run: whose, and when."""

    hand: str = Field(description="propose, review, second, approve or release.")
    name: str
    at: datetime | None
    needed: bool


class PaymentOut(Schema):
    """A payment of a run."""

    id: Id
    position: int | None
    name: str
    fen: int
    purpose: str
    state: str = Field(description="ordered, batched, released, paid, returned or cancelled.")
    attempt: int
    tail: str = Field(description="The last digits of the card.")
    bank_on: date | None
    bank_reason: str


class RunQuery(Schema):
    """Behind which position the lines begin."""

    after: int = Field(0, ge=0, le=2**31 - 1)


class RunPageOut(RunOut):
    """One run with its hands and its lines."""

    needs_review: bool
    needs_second: bool
    hands: list[HandOut]
    lines: list[PaymentOut]
    next: int = Field(description="`after` of the next lines; 0 where there are none.")
    counts: dict[str, int] = Field(description="Payments by state.")
    going: tuple[int, int] = Field(description="Payments that go to the bank, and their sum: none that left since.")
    released_at: datetime | None


class CardIn(In):
    """Where somebody is paid to, as a union's list has it."""

    name: ShortText
    id_number: ShortText = Field(description="Hers, in 18 or 15 characters; whom it means below your unions.")
    bank_name: ShortText
    number: ShortText = Field(description="Digits, in groups or not; sealed, never given back.")
    holder: ShortText = Field("", description="Her name at the bank; without it her name. Nobody else's.")
    province: ShortText = ""
    city: ShortText = ""


class CardsIn(In):
    """A list of cards: everybody's, or nobody's."""

    cards: list[CardIn] = Field(min_length=1, max_length=1_000)
    only_good: bool = Field(False, description="Keep those of the lines nothing is wrong with.")
    dry_run: bool = Field(False, description="Only look the list through.")


class CardLineOut(Schema):
    """What became of a line, or would."""

    row: int = Field(description="From 1.")
    state: str = Field(description="new, other (in place of a former card), same or fault.")
    tail: str = Field(description="The last digits of the card.")
    fault: str = Field(description="Code, e.g. `ledger.payee_unknown`; empty where nothing is wrong.")
    sentence: str


class CardsOut(Schema):
    """A list of cards, line by line."""

    kept: int
    lines: list[CardLineOut]
