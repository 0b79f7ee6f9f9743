"""From the poster to the application."""

from typing import Annotated
from uuid import UUID

from ninja import Field, Path, Schema

from hexian.api.shapes.base import In, LongText, ShortText, Words
from hexian.api.shapes.me import OwnApplication

#: As printed or as typed: small letters, spaces and dashes do no harm.
JoinCode = Annotated[str, Path(pattern="^[0-9A-Za-z -]{8,20}$")]


class TurnTo(Schema):
    """The union to turn to instead."""

    name: str
    phone: str
    address: str


class ConsentText(Schema):
    """What has to be agreed to, in the words and version that stand today."""

    purpose: str
    version: str
    title: Words
    paragraphs: list[Words]
    is_sensitive: bool
    if_withdrawn: Words


class Poster(Schema):
    """What a poster's code leads to."""

    join_code: str
    is_open: bool = Field(description="Whether one can apply here; if not, `turn_to` says where.")
    org_id: UUID
    org_name: str
    org_phone: str
    kind: str
    employer_name: str
    platform: str = Field(description="Fixed by the poster; empty when the applicant says it.")
    station: str = Field(description="Fixed by the poster; empty when the applicant says it.")
    needs_platform: bool
    needs_station: bool
    turn_to: TurnTo | None
    consents: list[ConsentText]


class CodeWanted(In):
    """Where to send a one-time code."""

    mobile: ShortText = Field(description="A mainland mobile number.")


class CodeSent(Schema):
    """Where it went."""

    mobile_masked: str


class NewApplication(In):
    """A worker's application. Nothing in it is verified before a union has looked at it."""

    name: ShortText = Field(description="As on her document.")
    id_number: ShortText = Field(description="18 characters; kept sealed.")
    mobile: ShortText
    code: ShortText = Field(
        "", description="The one-time code sent to `mobile`; not needed when signed in with this number."
    )
    kind_of_work: ShortText
    platform: ShortText = ""
    station: ShortText = ""
    consents: dict[ShortText, LongText] = Field(description="Purpose → version agreed to, for each text of the poster.")


class Taken(OwnApplication):
    """An application that was taken, and what the applicant should look at."""

    told: list[Words] = Field(
        description="Sentences to show her, e.g. how a 15-digit number was written down; usually none."
    )
