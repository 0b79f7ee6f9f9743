"""Founding a union as programs ask for it: cases, what is written in them, answers, targets."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hexian.api.shapes.base import Cursor, Id, In, LongText, Pages, ShortText
from hexian.domains.founding.rules import Ban, Body, Channel, Form, Leadership, Meeting, Post, Reason
from hexian.domains.founding.services import Count, EmployerFacts, Facts, LegalFacts, Minutes, PersonFacts, Votes

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=100)]
People = Annotated[int, Field(ge=0, le=1_000_000)]
Version = Annotated[int | None, Field(description="What the sender has seen; another one is refused as stale.")]


class UpperOut(Schema):
    """A union that may agree to one being founded below it."""

    id: Id
    name: str
    kind: str
    above: str
    division: str
    phone: str


class UpperQuery(Schema):
    """Part of a union's name, or of a division's."""

    text: ShortText = ""


class ContactNumber(In):
    """The number of the contact."""

    mobile: ShortText


class ContactCode(Schema):
    """Where the code went."""

    mobile_masked: str


class FactsIn(In):
    """What is written about the union to be."""

    form: Form
    name: Name
    leadership: Leadership = Leadership.COMMITTEE
    term_years: int = 5
    address: LongText = ""
    scope: LongText = ""
    platform: ShortText = ""
    station: ShortText = ""
    staff: People = 0
    women: People = 0
    intended: People = 0
    has_consent: bool = Field(False, description="单位或党组织已同意.")

    def facts(self) -> Facts:
        """What the service takes."""
        return Facts(
            **self.model_dump(exclude={"version", "upper_id", "contact_name", "contact_mobile", "code", "channel"})
        )


class NewCase(FactsIn):
    """A case to begin: below which union, and whom to turn to; the contact's number is proved by its code."""

    upper_id: UUID
    contact_name: ShortText
    contact_mobile: ShortText
    code: ShortText = Field("", description="Not needed by whoever is signed in with this number, nor on behalf.")
    channel: Channel = Channel.ONLINE


class EditedFacts(FactsIn):
    """The facts as they should read."""

    version: Version = None


class EmployerIn(In):
    """One employer by its credit code."""

    uscc: ShortText
    name: Name
    staff: People
    women: People
    intended: People
    nature: ShortText = "enterprise"
    trade: ShortText = ""
    representative: ShortText = ""
    established_on: date | None = None
    address: LongText = ""
    business: LongText = ""

    def facts(self) -> EmployerFacts:
        """What the service takes."""
        return EmployerFacts(**self.model_dump(exclude={"version"}))


class EditedEmployer(EmployerIn):
    """An employer as it should read: what is left out is empty from now on."""

    version: Version = None


class EmployerEntry(Schema):
    """All that is written about an employer."""

    id: UUID
    uscc: str
    name: str
    nature: str
    trade: str
    representative: str
    established_on: date | None
    address: str
    business: str
    staff: int
    women: int
    intended: int


class PersonIn(In):
    """Somebody of the group or who stands."""

    name: ShortText
    sex: ShortText = ""
    nation: ShortText = ""
    born_in: ShortText = ""
    politics: ShortText = ""
    education: ShortText = ""
    post: ShortText = ""
    mobile: ShortText = ""

    def facts(self) -> PersonFacts:
        """What the service takes."""
        return PersonFacts(**self.model_dump(exclude={"is_leader", "body", "is_written_in", "version"}))


class PreparerIn(PersonIn):
    """Somebody of the preparatory group."""

    is_leader: bool = False


class CandidateIn(PersonIn):
    """Somebody who stands for a body."""

    body: Body
    is_written_in: bool = False


class EditedPreparer(PreparerIn):
    """Somebody of the group as she should read; no mobile number keeps the one there is."""

    version: Version = None


class EditedCandidate(PersonIn):
    """Somebody who stands as she should read; her body stays, and no mobile number keeps the one there is."""

    is_written_in: bool = False
    version: Version = None


class PersonEntry(Schema):
    """All that is written about somebody of the group or who stands; her number masked."""

    id: UUID
    name: str
    sex: str
    nation: str
    born_in: str
    politics: str
    education: str
    post: str
    mobile_masked: str
    is_leader: bool = False
    is_written_in: bool = False


class DeclarationIn(In):
    """What somebody declared: true means it is so, and bars her."""

    answers: dict[Ban, bool]
    declared_on: date | None = None


class StepIn(In):
    """A step with nothing but the way it came."""

    channel: Channel = Channel.ONLINE
    version: Version = None


class VotesIn(In):
    """One who stood: her votes, and her post if she was elected to one."""

    candidate_id: UUID
    votes: People
    post: Post | None = None


class BallotIn(In):
    """One body's count."""

    body: Body
    seats: Annotated[int, Field(ge=1, le=99)]
    issued: People
    returned: People
    valid: People
    invalid: People
    standing: Annotated[list[VotesIn], Field(max_length=200)]

    def count(self) -> Count:
        """What the service takes."""
        votes = Votes(self.issued, self.returned, self.valid, self.invalid)
        tally = {each.candidate_id: each.votes for each in self.standing}
        return Count(self.seats, votes, tally, {each.candidate_id: each.post for each in self.standing if each.post})


class CongressIn(In):
    """The result of a congress as its minutes say."""

    held_on: date
    place: ShortText
    kind: Meeting
    members: People
    women_members: People
    due: People
    present: People
    heads_by: Annotated[str, StringConstraints(pattern="^(committee|congress)$")] = "committee"
    ballots: Annotated[list[BallotIn], Field(min_length=1, max_length=3)]
    version: Version = None

    def minutes(self) -> Minutes:
        """What the service takes."""
        said = self.model_dump(exclude={"ballots", "version"})
        return Minutes(**said, counts={each.body: each.count() for each in self.ballots})


class LegalIn(In):
    """The form for registration as a legal person; sums in fen."""

    residence: LongText
    phone: ShortText
    business: LongText
    liability: LongText
    handler: ShortText
    handler_mobile: ShortText
    office_address: LongText = ""
    email: ShortText = ""
    dues_fen: Annotated[int, Field(ge=0, le=10**12)] = 0
    allocation_fen: Annotated[int, Field(ge=0, le=10**12)] = 0
    other_fen: Annotated[int, Field(ge=0, le=10**12)] = 0
    funds_fen: Annotated[int, Field(ge=0, le=10**12)] = 0
    office_area: People = 0
    activity_area: People = 0
    is_full_time: bool = False
    version: Version = None

    def facts(self) -> LegalFacts:
        """What the service takes."""
        return LegalFacts(**self.model_dump(exclude={"version"}))


class ReplyIn(In):
    """The number of a reply."""

    number: ShortText = Field(description="代字〔年〕号, e.g. `长工组〔2026〕3号`.")
    version: Version = None


class ReturnIn(In):
    """Why it comes back, and what to do; both are told to the founders."""

    reason: Reason
    remedy: LongText
    note: LongText = ""
    version: Version = None


class CertificateIn(In):
    """A legal person's certificate."""

    certificate: ShortText
    uscc: ShortText
    version: Version = None


class CaseOut(Schema):
    """A case in a list; the contact's number masked."""

    id: Id
    name: str
    form: str
    upper_name: str
    contact_name: str
    contact_mobile: str
    intended: int
    state: str
    turn: str = Field(description="applicant, upper or nobody's.")
    due_at: datetime | None
    approved_on: date | None
    union_id: UUID | None
    version: int


class FounderOut(Schema):
    """Somebody of the group or who stands."""

    id: Id
    name: str
    post: str
    body: str
    is_leader: bool
    is_elected: bool
    office: str
    votes: int | None
    barred: list[str] = Field(description="Bans she said yes to.")
    is_silent: bool = Field(description="Whether her declaration is missing.")
    has_died: bool = Field(description="Whether a union has recorded her death while the case is open.")


class CasePageOut(CaseOut):
    """One case with what may be done now."""

    employers: list[dict[str, object]]
    group: list[FounderOut]
    candidates: list[FounderOut]
    ballots: list[dict[str, object]]
    signed_up: int
    reason: str
    remedy: str
    note: str
    acts: list[str]
    obstacle: str = Field(description="Why the request cannot be handed in yet: a sentence, or nothing.")
    saved_trips: list[str] = Field(description="Steps that once took a trip and were done without one.")


class Cases(Pages[CaseOut]):
    """A page of the queue."""


class CaseQuery(Schema):
    """What narrows the queue."""

    tab: Annotated[str, StringConstraints(pattern="^(waiting|running|returned|founded|withdrawn)$")] = "waiting"
    form: Form | None = None
    year: Annotated[int, Field(ge=1949, le=2999)] | None = None
    union: UUID | None = None
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class TargetIn(In):
    """A target for a union, year and kind; nought means none."""

    org_id: UUID
    year: int
    kind: ShortText = Field(description="`all` or a form.")
    number: People


class TargetQuery(Schema):
    """Which year, from which union down."""

    year: Annotated[int, Field(ge=1949, le=2999)]
    org: UUID | None = None


class FigureOut(Schema):
    """Done of a target; completion in basis points, half up, none without a target."""

    kind: str
    done: int
    target: int
    completion: int | None


class TargetLine(Schema):
    """One union's figures over everything below it."""

    org_id: UUID
    name: str
    cells: list[FigureOut]


class TargetsOut(Schema):
    """A union and those right below it."""

    year: int
    rows: list[TargetLine]
