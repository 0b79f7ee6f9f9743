"""The person, offices and case parts behind one request, token or job.

An actor is built once and never changes, so that a decision, its audit row and its messages all speak of the same
person at the same moment.  Worked example: 李敏 is 工会干部 of 长河街道 (code `A000100010001`) with the duty
`members.view`; `actor.subtrees_for("members.view")` is `("A000100010001",)`, and every union below starts with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

#: Every organisation's code starts with it, so the system sees everything and an empty scope sees nothing.
ROOT_CODE = "A"


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """An office someone holds today: where, under what title, with which duties."""

    office_id: UUID
    org_id: int
    org_code: str
    org_name: str
    title: str
    duties: frozenset[str]

    def covers(self, duty: str, code: str) -> bool:
        """Whether this office carries the duty over the organisation with that code."""
        return duty in self.duties and code.startswith(self.org_code)


@dataclass(frozen=True, slots=True)
class Part:
    """A part in one case or room: a grant of its own, beside any office."""

    kind: str
    subject: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as what, and when (UTC). Only tests and demos may shift `now`; the audit row says so."""

    now: datetime
    request_id: str
    name: str
    person_id: int | None = None
    account_id: int | None = None
    offices: tuple[OfficeHeld, ...] = ()
    acting: OfficeHeld | None = None
    parts: frozenset[Part] = frozenset()
    mobile: str | None = None
    guest_code: str | None = None
    is_system: bool = False
    shifted: bool = False

    @classmethod
    def anonymous(cls, now: datetime, request_id: str = "") -> Actor:
        """Nobody in particular: sees only what is public."""
        return cls(now=now, request_id=request_id or uuid4().hex, name="")

    @classmethod
    def guest(cls, now: datetime, *, code: str, mobile: str | None = None, request_id: str = "") -> Actor:
        """Somebody before a union's poster; `mobile` only once she has proved that it is hers."""
        return cls(now=now, request_id=request_id or uuid4().hex, name="", mobile=mobile, guest_code=code)

    @classmethod
    def system(cls, name: str, now: datetime, *, shifted: bool = False) -> Actor:
        """The program itself, in a job or at the command line; `name` stands in the audit."""
        return cls(now=now, request_id=uuid4().hex, name=name, is_system=True, shifted=shifted)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.account_id is None and not self.is_system

    @property
    def held(self) -> tuple[OfficeHeld, ...]:
        """The offices that count now: the one she acts as, or all."""
        return (self.acting,) if self.acting else self.offices

    def acting_as(self, office_id: UUID) -> Actor:
        """The same person acting as one of her offices; unchanged when she does not hold it."""
        chosen = next((office for office in self.offices if office.office_id == office_id), None)
        return replace(self, acting=chosen) if chosen else self

    def limited_to(self, grants: Mapping[str, Collection[str]]) -> Actor:
        """The same person with no duty but these, by office id, and no other office: what a program's key may do."""
        kept = (
            replace(office, duties=office.duties.intersection(grants.get(str(office.office_id), ())))
            for office in self.held
        )
        return replace(self, offices=tuple(office for office in kept if office.duties), acting=None)

    def subtrees_for(self, duty: str) -> tuple[str, ...]:
        """Codes of the organisations below which she has the duty, none inside another."""
        if self.is_system:
            return (ROOT_CODE,)
        return outermost(office.org_code for office in self.held if duty in office.duties)

    def may(self, duty: str, code: str | None = None) -> bool:
        """Whether she has the duty at all, or over the organisation with that code."""
        return any(code is None or code.startswith(subtree) for subtree in self.subtrees_for(duty))

    def office_for(self, duty: str, code: str) -> OfficeHeld | None:
        """The office in which she does this, nearest to the organisation first."""
        fitting = [office for office in self.held if office.covers(duty, code)]
        return max(fitting, key=lambda office: len(office.org_code), default=None)

    def office_over(self, code: str) -> OfficeHeld | None:
        """The office nearest to the organisation, whatever its duties: as what she most likely acts there."""
        over = [office for office in self.held if code.startswith(office.org_code)]
        return max(over, key=lambda office: len(office.org_code), default=None)

    @property
    def scope(self) -> tuple[str, ...]:
        """Codes of every subtree she holds any office over: what row-level security lets through."""
        return outermost(office.org_code for office in self.held)


def outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that lie inside no other, in order."""
    kept: list[str] = []
    for code in sorted(set(codes)):
        if not kept or not code.startswith(kept[-1]):
            kept.append(code)
    return tuple(kept)
