"""Applications, resolutions and members as officers see them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from hexian.api.shapes.base import Cursor, Id, In, LongText, OrgId, Pages, ShortText, Words
from hexian.domains.members.queries import Tab
from hexian.domains.members.rules import Finding, MembershipState, Reason, ResolutionState


class FindingOut(Schema):
    """What stands out about an application."""

    code: str
    title: Words
    advice: Words
    is_blocking: bool = Field(description="Whether the law forbids admitting because of it.")
    is_cleared: bool = Field(description="Whether an officer has looked into it.")


class ApplicationOut(Schema):
    """An application in the queue; numbers masked."""

    id: Id
    name: str
    mobile_masked: str
    id_masked: str
    org_name: str
    kind_of_work: str
    platform: str
    station: str
    state: str = Field(description="applied, checked, proposed, approved, refused or withdrawn.")
    applied_at: datetime
    due_at: datetime | None = Field(description="When the union has promised an answer by.")
    decided_at: datetime | None
    level: str = Field(description="How near the promise is: its colour on screens.")
    findings: list[FindingOut]


class ApplicationPage(ApplicationOut):
    """One application with what may be done to it now."""

    org_id: OrgId
    employer_name: str
    note: str = Field(description="The officers' own; the applicant does not see it.")
    reason: str = Field(description="Code of the refusal.")
    remedy: str
    resolution_id: UUID | None
    resolution_number: str
    is_own: bool = Field(description="Whether it is the asker's own: then she cannot decide it.")
    acts: list[str] = Field(description="check, propose, take_back, refuse, reopen, reveal: what is possible now.")


class Applications(Pages[ApplicationOut]):
    """A page of the queue."""


class ApplicationQuery(Schema):
    """What narrows the queue."""

    tab: Tab = Tab.WAITING
    kind_of_work: ShortText = ""
    finding: Finding | None = None
    union: UUID | None = Field(None, description="This union and all below it.")
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class Refusal(In):
    """Why not, and what she can do instead; both are told to her."""

    reason: Reason
    remedy: LongText = Field("", description="Empty: the usual words for this reason.")
    note: LongText = Field("", description="For the officers only; needed for `other`.")


class NewResolution(In):
    """A committee meeting and the names it decides on."""

    application_ids: list[UUID] = Field(min_length=1, max_length=1000)
    number: ShortText = Field(description="决议文号, once per union.")
    held_on: date = Field(description="The day of the meeting in China; membership counts from it.")
    meeting: ShortText = ""
    place: ShortText = ""
    chair: ShortText = ""


class Vote(In):
    """The committee's vote: people, not shares."""

    seats: int = Field(ge=0, le=999, description="Members the committee has.")
    present: int = Field(ge=0, le=999)
    yes: int = Field(ge=0, le=999)
    no: int = Field(ge=0, le=999)
    abstained: int = Field(ge=0, le=999)


class ResolutionOut(Schema):
    """A resolution in a list."""

    id: Id
    org_name: str
    number: str
    meeting: str
    held_on: date
    state: str = Field(description="draft, passed or cancelled.")
    names: int = Field(description="How many names are on it.")
    has_evidence: bool = Field(description="Whether a picture of the signed page is kept.")
    passed_at: datetime | None


class ParamOut(Schema):
    """A number of law the resolution stands on."""

    title: str
    text: str
    said: str = Field(description="The number with its comparison, as a sentence says it: 「超过 1/2」.")
    source: str
    sure: str


class ResolutionPage(ResolutionOut):
    """One resolution with everything on it."""

    org_id: OrgId
    place: str
    chair: str
    seats: int
    present: int
    yes: int
    no: int
    abstained: int
    applications: list[ApplicationOut]
    params: list[ParamOut]
    acts: list[str] = Field(description="pass, cancel: what is possible now.")


class Resolutions(Pages[ResolutionOut]):
    """A page of resolutions."""


class ResolutionQuery(Schema):
    """What narrows the list of resolutions."""

    state: ResolutionState | Literal["unsigned"] | None = Field(
        None, description="`unsigned`: passed, and the signed page is still to come."
    )
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class MemberOut(Schema):
    """A member in a list; numbers masked."""

    id: Id
    name: str
    mobile_masked: str
    id_masked: str
    org_name: str
    kind_of_work: str
    platform: str
    station: str
    is_new_form: bool
    joined_on: date
    card_no: str
    state: str


class MemberPage(MemberOut):
    """One member; asking for it is written down as a look."""

    is_verified: bool
    verified_at: datetime | None
    resolution_id: UUID | None
    resolution_number: str
    org_id: OrgId
    employer_name: str
    ended_on: date | None
    may_correct: bool
    may_reveal: bool


class MemberList(Pages[MemberOut]):
    """A page of members, and how many there are in all."""

    total: int
    is_more: bool = Field(description="Whether there are more than `total`.")
    unseen: int = Field(
        description="Of a past day: how many more were members, in unions that have gone elsewhere since."
    )


class MemberQuery(Schema):
    """What narrows the list of members."""

    state: MembershipState = MembershipState.ACTIVE
    kind_of_work: ShortText = ""
    union: UUID | None = Field(None, description="This union and all below it.")
    text: ShortText = Field("", description="Name, pinyin or initials; numbers are searched for by POST.")
    day: date | None = Field(
        None, description="Who was a member on that day, under the tree of that day; only `union` narrows it further."
    )
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class MemberSearch(In):
    """What narrows the list of members, in a body."""

    state: MembershipState = MembershipState.ACTIVE
    kind_of_work: ShortText = ""
    union: UUID | None = Field(None, description="This union and all below it.")
    text: ShortText = Field("", description="Name, pinyin, initials, or a whole ID, mobile or card number.")
    cursor: Cursor = ""
    size: int = Field(25, ge=1, le=100)


class ExportWanted(In):
    """Which members to take out, and how."""

    state: MembershipState = MembershipState.ACTIVE
    kind_of_work: ShortText = ""
    union: UUID | None = Field(None, description="This union and all below it.")
    whole_numbers: bool = Field(False, description="ID and mobile numbers unmasked; needs `people.reveal`.")
    layout: Literal["", "real_name"] = Field("", description="An exchange layout; empty: our own list.")
    leave_out_incomplete: bool = Field(False, description="Leave out whoever lacks what the layout requires.")


class TaskOut(Schema):
    """A long job one may leave and come back to."""

    id: Id
    title: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    done: int
    total: int | None
    percent: int | None
    seconds_left: int | None
    problem: str = Field(description="What went wrong, in words; empty otherwise.")
    file_id: UUID | None = Field(
        validation_alias="attachment_id", description="The finished file, at /desk/files/{file_id}/."
    )
    created_at: datetime
    finished_at: datetime | None


class CardShown(In):
    """What a member's code carries."""

    token: str = Field(pattern="^[0-9A-Za-z_-]{16,64}$")


class CardOut(Schema):
    """Enough to say yes or no at a window, and no more."""

    is_valid: bool
    name_masked: str
    org_name: str
    card_no: str
    joined_on: date
