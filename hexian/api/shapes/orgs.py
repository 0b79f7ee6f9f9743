"""The tree of unions."""

from datetime import date

from ninja import Field, Schema

from hexian.api.shapes.base import Id, ShortText


class UnionOut(Schema):
    """An organisation in a list."""

    id: Id
    name: str
    short_name: str
    kind: str
    phone: str
    staff_total: int = Field(description="People employed there, as the union has said.")
    is_dissolved: bool
    children: int = Field(description="How many living ones stand right below.")


class NamedUnion(Schema):
    """An organisation by name."""

    id: Id
    name: str


class UnionPage(UnionOut):
    """All about one organisation."""

    category: str
    division: str = Field(description="Administrative division code (GB/T 2260 or longer).")
    uscc: str
    address: str
    employer: NamedUnion | None
    dissolved_on: date | None
    is_demo: bool
    path: list[NamedUnion] = Field(description="From the top down to itself.")
    below: list[UnionOut] = Field(description="What stands right below, living ones first.")
    members: int = Field(description="Here and in all below.")
    may_manage: bool
    may_staff: bool
    may_dissolve: bool


class UnionQuery(Schema):
    """What narrows the list of organisations."""

    text: ShortText = Field("", description="A part of the name; empty for where the asker's tree begins.")
