"""The tree: lists, one organisation's page, employers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class OrgRow:
    """An organisation in a list."""

    public_id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    phone: str
    staff_total: int
    is_dissolved: bool
    children: int


@dataclass(frozen=True, slots=True)
class OrgChoice:
    """An organisation in a choice: its public id and its name with the one above."""

    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class OrgPage:
    """All about one organisation; `path` leads down to it from the root."""

    row: OrgRow
    category: str
    division: str
    uscc: str
    address: str
    employer: OrgChoice | None
    dissolved_on: date | None
    is_demo: bool
    path: tuple[OrgChoice, ...]
    may_manage: bool
    may_staff: bool
    may_dissolve: bool


def top(actor: Actor) -> list[OrgRow]:
    """The organisations an officer's tree begins with: where she holds offices."""
    return _rows(Organisation.objects.filter(code__in=actor.subtrees_for(access.VIEW)))


def children(org_id: UUID, actor: Actor) -> list[OrgRow]:
    """The organisations right below one, living ones first."""
    rows = _rows(access.organisations_visible(actor).filter(parent__public_id=org_id))
    return sorted(rows, key=lambda row: (row.is_dissolved, row.code))


def search(actor: Actor, text: str, limit: int = 50) -> list[OrgRow]:
    """Organisations an officer works with whose name holds the text; the table is small and public: a scan will do."""
    return _rows(access.organisations_visible(actor).filter(name__icontains=text.strip()), limit)


def unions(actor: Actor, limit: int = 500) -> list[OrgChoice]:
    """Living unions below the actor's offices, for filters and choices."""
    rows = access.organisations_visible(actor).filter(category=rules.Category.UNION, state=rules.OrgState.ACTIVE)
    return [OrgChoice(*row) for row in rows.order_by("code").values_list("public_id", "short_name")[:limit]]


def employers(actor: Actor, text: str = "", limit: int = 50) -> list[OrgRow]:
    """Employers below the actor's offices."""
    rows = access.organisations_visible(actor).filter(category=rules.Category.EMPLOYER)
    return _rows(rows.filter(name__icontains=text.strip()) if text.strip() else rows, limit)


def organisation(org_id: UUID, actor: Actor) -> OrgPage:
    """One organisation's page. Raises `Organisation.DoesNotExist` out of reach."""
    org = _counted(access.organisations_visible(actor)).select_related("employer").get(public_id=org_id)
    above = Organisation.objects.filter(code__in=rules.ancestors(org.code)).order_by("code")
    return OrgPage(
        row=_row(org),
        category=org.category,
        division=org.division,
        uscc=org.uscc,
        address=org.address,
        employer=OrgChoice(org.employer.public_id, org.employer.name) if org.employer else None,
        dissolved_on=org.dissolved_on,
        is_demo=org.is_demo,
        path=tuple(OrgChoice(body.public_id, body.short_name) for body in above),
        may_manage=actor.may(access.MANAGE, org.code),
        may_staff=actor.may(access.OFFICES, org.code),
        may_dissolve=len(org.code) > 1 and actor.may(access.MANAGE, org.code[:-4]),
    )


def has_demo_data() -> bool:
    """Whether this installation holds demonstration data: then every page says so."""
    with connection.cursor() as cursor:
        # Every page asks: an index of its own keeps it from reading the whole tree where there is none.
        cursor.execute("SELECT EXISTS (SELECT FROM orgs_organisation WHERE is_demo)")
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def names_by_code(codes: Iterable[str]) -> dict[str, str]:
    """The names of the organisations with these codes, for lists that carry only the code."""
    return dict(Organisation.objects.filter(code__in=set(codes)).values_list("code", "short_name"))


def _counted(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return rows.annotate(living=Count("children", filter=Q(children__state=rules.OrgState.ACTIVE)))


def _rows(rows: QuerySet[Organisation], limit: int = 1000) -> list[OrgRow]:
    return [_row(org) for org in _counted(rows).order_by("code")[:limit]]


def _row(org: Organisation) -> OrgRow:
    return OrgRow(
        public_id=org.public_id,
        code=org.code,
        name=org.name,
        short_name=org.short_name,
        kind=org.kind,
        phone=org.phone,
        staff_total=org.staff_total,
        is_dissolved=org.state == rules.OrgState.DISSOLVED,
        children=getattr(org, "living", 0),
    )
