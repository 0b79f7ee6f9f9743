"""What all shapes share."""

from collections.abc import Collection
from dataclasses import fields
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, StringConstraints

T = TypeVar("T")

#: PostgreSQL keeps no NUL character.
_WITHOUT_NUL = r"^[^\x00]*$"
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ShortText = Annotated[str, StringConstraints(pattern=_WITHOUT_NUL, max_length=60)]
LongText = Annotated[str, StringConstraints(pattern=_WITHOUT_NUL, max_length=300)]
#: Where a page begins, as the page before it said.
Cursor = Annotated[str, StringConstraints(pattern=f"^((before|after):{_UUID})?$")]
#: Made once by the sender for one act; sent again, it gives the first answer again.
RequestKey = Annotated[str, StringConstraints(pattern="^[0-9A-Za-z-]{16,64}$")]
#: Chinese words that are translated only when they are shown.
Words = Annotated[str, BeforeValidator(str)]

#: A row's opaque id; the rooms call it `public_id`.
Id = Annotated[UUID, Field(validation_alias="public_id")]
OrgId = Annotated[UUID, Field(validation_alias="org_public_id")]


class In(Schema):
    """A body; a field that is not known is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """Why there is no answer: a code to compare, a sentence to show as it is, and what the sentence was made of."""

    code: str = Field(description="Stable, e.g. `application.state`; programs compare this.")
    sentence: str = Field(description="Chinese: what is wrong, where, what to do.")
    params: dict[str, Any] = Field(description="The values in the sentence.")


class Pages(Schema, Generic[T]):
    """A page by keyset: rows, and the cursors of the pages around it; empty where there is none."""

    rows: list[T]
    previous: str = Field(description="`cursor` of the page before.")
    next: str = Field(description="`cursor` of the page after.")


def answers(shape: Any, status: int = 200) -> dict[Any, Any]:
    """The `response=` of an address: its shape, and a `Problem` for everything else it may answer."""
    return {status: shape, frozenset({400, 401, 403, 404, 413, 422, 500}): Problem}


def laid_flat(row: Any, page: Any = None, *, sort: Collection[str] = (), **more: Any) -> dict[str, Any]:
    """A row and the page around it as one mapping, the row's own words first; sets named in `sort` become lists."""
    values = {field.name: getattr(each, field.name) for each in (page, row) if each for field in fields(each)}
    return values | {name: sorted(values[name]) for name in sort} | more
