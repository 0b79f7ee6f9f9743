"""Groups across the tree, and the employers unions are there for."""

from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from hexian.api.shapes.base import Id, In, ShortText
from hexian.api.shapes.orgs import NamedUnion
from hexian.domains.orgs.facts import GroupKind


class GroupOut(Schema):
    """A group in a list."""

    id: Id
    kind: str = Field(description="park, trade, company or other.")
    name: str
    trade: str = Field(description="Section of GB/T 4754, a letter; empty where it does not matter.")
    keeper: NamedUnion = Field(description="The union that keeps it.")
    is_closed: bool


class GroupQuery(Schema):
    """What narrows the list of groups."""

    kind: GroupKind | None = None
    state: Literal["open", "closed"] = "open"


class NewGroup(In):
    """A group: which union keeps it, its kind and name."""

    keeper_id: UUID
    kind: GroupKind
    name: ShortText
    trade: ShortText = Field("", description="Section of GB/T 4754, a letter.")


class DayQuery(Schema):
    """On which day."""

    day: date | None = None


class GroupMemberQuery(Schema):
    """On which day, and from where on."""

    day: date | None = Field(None, description="Empty: today.")
    after: UUID | None = Field(None, description="The last body the page before named.")
    size: int = Field(50, ge=1, le=100)


class Joining(In):
    """Whom to let into a group."""

    org_id: UUID
    since: date | None = Field(None, description="Empty: today.")


class Leaving(In):
    """Who belongs to a group no longer."""

    org_id: UUID
    on: date | None = Field(None, description="The first day it does not; empty: today.")


class CoverOut(Schema):
    """An employer a union is or was there for; asked of an employer, the union."""

    body: NamedUnion
    kind: str
    staff_total: int
    since: date
    until: date | None = Field(description="The first day on which it was so no longer.")


class Covering(In):
    """For whose staff a union is there."""

    employer_id: UUID
    since: date | None = Field(None, description="Empty: today.")


class Uncovering(In):
    """For whose staff a union is there no longer."""

    employer_id: UUID
    on: date | None = Field(None, description="The first day it is not; empty: today.")


__all__ = [
    "CoverOut", "Covering", "DayQuery", "GroupMemberQuery", "GroupOut", "GroupQuery", "Joining", "Leaving",
    "NamedUnion", "NewGroup", "Uncovering",
]  # fmt: skip
