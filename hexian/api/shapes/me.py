"""Who asks, what is held about her, who looked."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from hexian.api.shapes.base import Id, Words


class HeldOffice(Schema):
    """An office held today, with the duties this request may use."""

    id: UUID
    org_name: str
    title: str
    duties: list[str] = Field(description="Sorted, e.g. `members.view`.")
    is_acting: bool = Field(description="Whether she acts as this one now; false for all means as every one.")


class Me(Schema):
    """Who asks."""

    name: str
    offices: list[HeldOffice]
    unread_notices: int = Field(description="Counted up to 100.")


class PersonOut(Schema):
    """A person; numbers masked."""

    id: Id
    name: str
    mobile_masked: str
    id_masked: str = Field(description="The last four characters of her ID number; empty when none is held.")
    is_verified: bool
    verified_at: datetime | None


class AccountOut(Schema):
    """What she signs in with."""

    id: Id
    mobile_masked: str
    has_password: bool
    last_login: datetime | None


class MembershipOut(Schema):
    """Her membership as it stands today."""

    id: Id
    org_name: str
    org_phone: str
    card_no: str
    kind_of_work: str
    platform: str
    station: str
    employer_name: str
    is_new_form: bool
    joined_on: date
    state: str


class OwnApplication(Schema):
    """An application as the applicant sees it."""

    id: Id
    org_name: str
    org_phone: str
    kind_of_work: str
    platform: str
    station: str
    state: str = Field(description="applied, checked, proposed, approved, refused or withdrawn.")
    applied_at: datetime
    due_at: datetime | None = Field(description="When the union has promised an answer by.")
    decided_at: datetime | None
    reason: Words = Field(description="Why it was refused, in words; empty otherwise.")
    remedy: str = Field(description="What she can do instead; empty unless refused.")
    may_withdraw: bool


class ChangeOut(Schema):
    """A wish for correction, hers or one the union proposed; numbers masked."""

    id: Id
    field: str
    before: str
    after: str
    why: str
    is_proposed: bool = Field(description="Proposed by the union; while `asked` it waits for her yes or an officer's.")
    state: str
    answer: str
    asked_at: datetime
    decided_at: datetime | None


class ConsentOut(Schema):
    """One purpose and whether her yes to it stands today."""

    purpose: str
    title: Words
    version: str = Field(description="The version she agreed to; empty when no yes stands.")
    given_at: datetime | None


class MyData(Schema):
    """What is held about her, numbers masked."""

    person: PersonOut | None
    account: AccountOut | None
    membership: MembershipOut | None
    applications: list[OwnApplication]
    changes: list[ChangeOut]
    consents: list[ConsentOut]


class LookOut(Schema):
    """One look at her data, or one change of them, by somebody else."""

    at: datetime
    event: str = Field(description="What was done, e.g. `person.viewed`.")
    who: str = Field(description="The officer's name as it was then; empty for the program itself.")
    office: str = Field(description="Her union and title as they were then.")
