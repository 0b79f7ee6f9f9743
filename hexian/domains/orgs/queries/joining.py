"""What a poster leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import JoinPoint, Organisation
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class TurnTo:
    """The union to turn to instead: the nearest living one above."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class JoinInfo:
    """What a joiner's page needs to know of the poster she scanned."""

    join_code: str
    point_id: int
    org_id: int
    org_public_id: UUID
    org_code: str
    org_name: str
    org_short_name: str
    org_phone: str
    kind: str
    division: str
    employer_id: int | None
    employer_name: str
    platform: str
    station: str
    needs_platform: bool
    needs_station: bool
    is_dissolved: bool
    is_closed: bool
    is_demo: bool
    turn_to: TurnTo | None

    @property
    def is_new_form(self) -> bool:
        """Whether it is a union of workers without employer."""
        return self.kind == rules.Kind.NEW_FORM


@dataclass(frozen=True, slots=True)
class JoinPointRow:
    """A poster in a union's list."""

    public_id: UUID
    join_code: str
    label: str
    platform: str
    station: str
    created_at: datetime
    closed_at: datetime | None


def resolve(join_code: str) -> JoinInfo:
    """What a code leads to; a closed one and that of a dissolved union still resolve, with whom to turn to.

    Raises `Refused` with `join.code_form`, `join.code_unknown`.
    """
    code = rules.check_join_code(join_code)
    point = JoinPoint.objects.select_related("org", "org__employer").filter(join_code=code).first()
    if point is None:
        raise Refused("join.code_unknown", join_code=code)
    return _info(point)


def _info(point: JoinPoint) -> JoinInfo:
    org = point.org
    dissolved, closed = org.state == rules.OrgState.DISSOLVED, point.closed_at is not None
    needs_platform, needs_station = rules.needs_place(org.kind, point.platform, point.station)
    return JoinInfo(
        join_code=point.join_code,
        point_id=point.pk,
        org_id=org.pk,
        org_public_id=org.public_id,
        org_code=org.code,
        org_name=org.name,
        org_short_name=org.short_name,
        org_phone=org.phone,
        kind=org.kind,
        division=org.division,
        employer_id=org.employer_id,
        employer_name=org.employer.name if org.employer else "",
        platform=point.platform,
        station=point.station,
        needs_platform=needs_platform,
        needs_station=needs_station,
        is_dissolved=dissolved,
        is_closed=closed,
        is_demo=org.is_demo,
        turn_to=nearest_living(org.code) if dissolved or closed else None,
    )


def nearest_living(code: str) -> TurnTo | None:
    """The union that lives still and is nearest: itself, else the first above; None when there is none."""
    above = Organisation.objects.filter(
        code__in=rules.ancestors(code), state=rules.OrgState.ACTIVE, category=rules.Category.UNION
    )
    org = above.order_by("-code").first()
    return TurnTo(org.name, org.phone or _phone_above(org.code), org.address) if org else None


def _phone_above(code: str) -> str:
    """The telephone of the nearest union above that has one: nobody is left without a number to call."""
    above = Organisation.objects.filter(code__in=rules.ancestors(code), state=rules.OrgState.ACTIVE).exclude(phone="")
    return above.order_by("-code").values_list("phone", flat=True).first() or ""


def join_points(org_id: UUID, actor: Actor) -> list[JoinPointRow]:
    """A union's posters, open ones first, newest first."""
    points = access.join_points_visible(actor).filter(org__public_id=org_id).order_by("-pk")
    rows = [
        JoinPointRow(p.public_id, p.join_code, p.label, p.platform, p.station, p.created_at, p.closed_at)
        for p in points
    ]
    return sorted(rows, key=lambda row: row.closed_at is not None)
