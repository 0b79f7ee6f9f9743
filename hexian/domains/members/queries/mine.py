"""What a worker sees of herself: her applications, her card; and a member's page as officers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise

from hexian.domains.members import access, rules, texts
from hexian.domains.members.models import Application, Membership
from hexian.domains.members.queries.lists import MemberRow, member_row
from hexian.domains.members.rules import MembershipState
from hexian.domains.orgs import queries as orgs
from hexian.domains.people import rules as people_rules
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class MyApplication:
    """An application as the applicant sees it: where it stands, until when she has an answer, what she can do."""

    public_id: UUID
    code: str
    name: str
    mobile_masked: str
    id_masked: str
    org_code: str
    org_name: str
    org_phone: str
    join_code: str
    kind_of_work: str
    platform: str
    station: str
    state: str
    applied_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    reason: str | Promise
    remedy: str
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class MyMembership:
    """A membership as the member sees it: what stands on her card, and the token her one code carries."""

    public_id: UUID
    code: str
    name: str
    card_no: str
    card_no_grouped: str
    card_token: str
    org_name: str
    org_phone: str
    kind_of_work: str
    platform: str
    station: str
    employer_name: str
    is_new_form: bool
    joined_on: date
    state: str
    is_demo: bool

    @property
    def is_valid(self) -> bool:
        """Whether she is a member today."""
        return self.state == MembershipState.ACTIVE


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A member's page for an officer; what is sealed stays masked."""

    row: MemberRow
    is_verified: bool
    verified_at: datetime | None
    verified_by_resolution: bool
    resolution_id: UUID | None
    resolution_number: str
    org_public_id: UUID
    employer_name: str
    ended_on: date | None
    may_correct: bool
    may_reveal: bool


def my_membership(actor: Actor) -> MyMembership | None:
    """The actor's own membership as it stands today, or None before she is a member."""
    rows = access.own_memberships(actor).select_related("org", "person", "employer")
    member = rows.filter(state=MembershipState.ACTIVE).first()
    return _membership(member) if member else None


def my_applications(actor: Actor, limit: int = 20) -> list[MyApplication]:
    """The actor's own applications, newest first; before a poster those of the number she has proved."""
    rows = access.own_applications(actor).select_related("org", "join_point").order_by("-pk")
    return [_application(row) for row in rows[:limit]]


def my_application(public_id: UUID, actor: Actor) -> MyApplication | None:
    """One of the actor's own applications; None for anybody else's."""
    row = access.own_applications(actor).select_related("org", "join_point").filter(public_id=public_id).first()
    return _application(row) if row else None


def _membership(member: Membership) -> MyMembership:
    number = member.card_no
    return MyMembership(
        public_id=member.public_id,
        code=member.code,
        name=member.person.name,
        card_no=number,
        card_no_grouped=" ".join((number[:6], number[6:8], number[8:12], number[12:])),
        card_token=member.card_token,
        org_name=member.org.name,
        org_phone=_phone(member.org.phone, member.code),
        kind_of_work=member.kind_of_work,
        platform=member.platform,
        station=member.station,
        employer_name=member.employer.name if member.employer else "",
        is_new_form=member.is_new_form,
        joined_on=member.joined_on,
        state=member.state,
        is_demo=member.org.is_demo,
    )


def _phone(phone: str, code: str) -> str:
    turn_to = None if phone else orgs.nearest_living(code)
    return phone or (turn_to.phone if turn_to else "")


def _application(row: Application) -> MyApplication:
    return MyApplication(
        public_id=row.public_id,
        code=row.code,
        name=row.name,
        mobile_masked=people_rules.mask_mobile(row.mobile),
        id_masked=people_rules.mask_id_tail(row.id_tail),
        org_code=row.code,
        org_name=row.org.name,
        org_phone=_phone(row.org.phone, row.code),
        join_code=row.join_point.join_code if row.join_point else "",
        kind_of_work=row.kind_of_work,
        platform=row.platform,
        station=row.station,
        state=row.state,
        applied_at=row.applied_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        reason=texts.REASONS[row.reason].title if row.reason else "",
        remedy=row.remedy,
        may_withdraw=row.state in rules.OPEN_APPLICATION,
    )


def member(public_id: UUID, actor: Actor) -> MemberPage:
    """A member's page. Raises `Membership.DoesNotExist` out of reach."""
    rows = access.members_visible(actor).select_related("person", "org", "resolution", "employer")
    row = rows.get(public_id=public_id)
    own = row.person_id == actor.person_id
    return MemberPage(
        row=member_row(row),
        is_verified=row.person.verified_at is not None,
        verified_at=row.person.verified_at,
        verified_by_resolution=row.person.verified_at is not None and row.person.verified_by_resolution,
        resolution_id=row.resolution.public_id if row.resolution else None,
        resolution_number=row.resolution.number if row.resolution else "",
        org_public_id=row.org.public_id,
        employer_name=row.employer.name if row.employer else "",
        ended_on=row.ended_on,
        may_correct=not own and row.state == MembershipState.ACTIVE and actor.may(access.CORRECT, row.code),
        may_reveal=row.person.id_sealed is not None and not own and actor.may(access.REVEAL, row.code),
    )
