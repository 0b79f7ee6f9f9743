"""Bodies that decide as programs ask for them: seats, delegates, sittings, rolls, motions, counts."""

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from hexian.api.shapes.base import Id, In, LongText, ShortText
from hexian.domains.decisions.rules import BodyKind, Line, Measure, Standing, Tally
from hexian.domains.decisions.services import Plan, Staff

People = Annotated[int, Field(ge=0, le=1_000_000)]
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
#: Some day people now living may sit on; no calendar goes on for ever.
Moment = Annotated[AwareDatetime, Field(ge=_FIRST, lt=_LAST)]
Numbers = Annotated[int, Field(ge=1, le=99)]
ManyWords = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200_000)]


class BodyOut(Schema):
    """A congress or an assembly in its term."""

    id: Id
    union_id: UUID
    union_name: str
    name: str
    kind: str
    term_number: int
    begins_on: date
    ends_on: date
    seats: int
    serving: int = Field(description="Delegates with a vote.")
    state: str
    next_at: datetime | None


class CheckOut(Schema):
    """What the law asks of a body: how much there is and how much is needed; `stops` a roll from being sealed."""

    name: str
    have: int
    need: int
    of: int
    is_met: bool
    stops: bool


class DelegateOut(Schema):
    """Somebody with a seat, or attending without a vote."""

    id: Id
    name: str
    sex: str
    department: str
    mobile: str = Field(description="Masked.")
    standing: str
    is_manager: bool
    elected_on: date | None
    votes: int | None
    since: date
    ended_on: date | None


class SittingOut(Schema):
    """A sitting; `roll` and `present` count people with a vote."""

    id: Id
    number: int
    term_number: int
    held_at: datetime
    place: str
    chair: str
    state: str
    roll: int
    present: int


class BodyPageOut(BodyOut):
    """One body with everything of it."""

    staff: int
    women: int
    least: int = Field(description="The seats the law gives.")
    is_ready: bool
    checks: list[CheckOut]
    delegates: list[DelegateOut]
    sittings: list[SittingOut]


class MotionOut(Schema):
    """What a sitting votes on; figures are nought until it is decided."""

    id: Id
    title: str
    state: str
    round: int
    counted: int = Field(description="Counts entered in this attempt, of two.")
    roll: int
    present: int
    yes: int
    no: int
    abstain: int
    void: int
    share: str = Field(description="Yes of all on the roll.")
    text_sha256: str


class RollOut(Schema):
    """A line of the sealed roll."""

    id: Id
    position: int
    name: str
    department: str
    has_vote: bool
    came_at: datetime | None


class SittingPageOut(SittingOut):
    """One sitting with its motions; `need` must be there, nought before the roll is sealed."""

    body_id: UUID
    need: int
    missing: int
    seal: str = Field(description="SHA-256 over the sealed roll.")
    is_intact: bool
    agenda: str
    acts: list[str]
    motions: list[MotionOut]


class MotionPageOut(MotionOut):
    """One motion; who counted, and whether both counts agree once both are in."""

    sitting_id: UUID
    base: str = Field(description="Of whom the share is taken: roll, present or cast.")
    needed: int = Field(description="Yes votes that carry it.")
    differing: list[str]
    foreseen: str = Field(description="What closing would give: carried, lost, runoff; empty before both counts agree.")


class BodyQuery(Schema):
    """Narrow by a part of a name or by the union."""

    text: ShortText = ""
    ended: bool = False
    union: UUID | None = None


class StaffIn(In):
    """How many staff, women and disabled; more seats than the law gives, when wanted."""

    staff: People
    women: People
    disabled: People = 0
    seats: People | None = None

    def given(self) -> Staff:
        """What the service takes."""
        return Staff(self.staff, self.women, self.disabled)


class NewBody(StaffIn):
    """A body to set up at a union."""

    union_id: UUID
    kind: BodyKind
    term_number: Numbers
    begins_on: date
    ends_on: date


class DelegateIn(In):
    """One delegate."""

    name: ShortText
    sex: ShortText
    department: ShortText
    post: ShortText = ""
    mobile: ShortText = ""
    is_manager: bool = False
    is_disabled: bool = False
    standing: Standing = Standing.DELEGATE
    elected_on: date | None = None
    votes: People | None = None


class DelegatesIn(In):
    """Delegates one by one, all of them or none; or `text`: 姓名 性别 选区 是否管理人员 手机, one a line."""

    delegates: Annotated[list[DelegateIn], Field(max_length=2_000)] = []
    text: ManyWords = ""
    elected_on: date | None = None

    def lines(self) -> list[Line]:
        """What the service takes."""
        return [Line(**each.model_dump()) for each in self.delegates]


class PlanIn(In):
    """A sitting to plan."""

    held_at: Moment
    place: ShortText
    chair: ShortText
    agenda: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=2000)] = ""
    number: Numbers | None = None

    def plan(self) -> Plan:
        """What the service takes."""
        return Plan(self.held_at, self.place, self.chair, self.agenda)


class CameIn(In):
    """Somebody at the door; `undo` takes a mistaken entry back."""

    entry_id: UUID
    undo: bool = False


class ReasonIn(In):
    """Why."""

    reason: LongText


class MotionIn(In):
    """A matter of the body's own."""

    title: LongText
    text_sha256: Annotated[str, StringConstraints(pattern="^([0-9a-f]{64})?$")] = ""
    measure: Measure = Measure.CONGRESS


class CountIn(In):
    """The ballots as one teller counted them (发票、收票、有效、废票、同意、反对、弃权)."""

    issued: People
    returned: People
    valid: People
    void: People
    yes: People
    no: People
    abstain: People

    def tally(self) -> Tally:
        """What the service takes."""
        return Tally(**self.model_dump())
