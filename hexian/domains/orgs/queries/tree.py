"""The tree: lists, one organisation's page, employers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import Coverage, Organisation
from hexian.foundation.access import AFTER_ALL, HowMany, counted
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import queries as lawbook

#: How many members a workplace needs for a union of its own (UNION_REQ).
REQUIRED = "union.required_members"

#: Lists ask it on every page, for their filter by union.
_CHOICES = """
    SELECT o.public_id, o.short_name
    FROM unnest(%s::text[]) AS top JOIN orgs_organisation o ON o.code >= top AND o.code < top || '~'
    WHERE o.category = 'union' AND o.state = 'active' ORDER BY o.code LIMIT %s
"""


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
    is_scaled: bool | None  # an employer's; None where nobody said
    address: str
    employer: OrgChoice | None
    dissolved_on: date | None
    is_demo: bool
    path: tuple[OrgChoice, ...]
    may_manage: bool
    may_staff: bool
    may_dissolve: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """How many work somewhere: as the body itself has said, or of how many employers it is the sum."""

    total: int
    employers: int = 0


def top(actor: Actor) -> list[OrgRow]:
    """The organisations an officer's tree begins with: where she holds offices."""
    return rows_of(Organisation.objects.filter(code__in=actor.subtrees_for(access.VIEW)))


def children(org_id: UUID, actor: Actor) -> list[OrgRow]:
    """The organisations right below one, living ones first."""
    rows = rows_of(access.organisations_visible(actor).filter(parent__public_id=org_id))
    return sorted(rows, key=lambda row: (row.is_dissolved, row.code))


def below(
    org_id: UUID, actor: Actor, *, after: str = "", size: int = 50, text: str = "", **chosen: str
) -> list[OrgRow]:
    """A page of the living bodies anywhere below one, by code; `after` is the code the last page ended with.

    `chosen` narrows by `category`, `kind`, `division`, `nature`, `trade` or `ownership`; empty values narrow nothing.
    """
    top_ = access.organisations_visible(actor).only("code").get(public_id=org_id).code
    rows = Organisation.objects.filter(
        code__gt=max(top_, after), code__lt=top_ + AFTER_ALL, state=rules.OrgState.ACTIVE
    )
    rows = rows.filter(**{field: value for field, value in chosen.items() if value})
    rows = rows.filter(name__icontains=text.strip()) if text.strip() else rows
    # The page is found first: counting children of all of them to show fifty would read the whole subtree.
    page = list(rows.order_by("code").values_list("pk", flat=True)[:size])
    return rows_of(Organisation.objects.filter(pk__in=page))


def unions_below(codes: Iterable[str]) -> dict[str, int]:
    """How many living unions each body has at or below it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c, (SELECT count(*) FROM orgs_organisation o WHERE o.code >= c AND o.code < c || '~'"
            " AND o.category = 'union' AND o.state = 'active') FROM unnest(%s::text[]) AS c",
            [list(codes)],
        )
        return dict(cursor.fetchall())


def without_union(actor: Actor, *, after: tuple[int, int] | None = None, size: int = 50) -> list[OrgRow]:
    """应建未建: employers with as many staff as the law asks for and no union for them, the largest first (工会法 11).

    How many that is stands in the lawbook, by the employer's division; `after` is staff and id of the last row seen.
    """
    uncovered = ~Exists(
        Coverage.objects.filter(employer=OuterRef("pk"), until__isnull=True, union__state=rules.OrgState.ACTIVE)
    )
    rows = access.organisations_visible(actor).filter(
        uncovered, category=rules.Category.EMPLOYER, state=rules.OrgState.ACTIVE
    )
    rows = rows.filter(enough_staff(timezone.localdate(actor.now)))
    if after is not None:
        rows = rows.filter(Q(staff_total__lt=after[0]) | Q(staff_total=after[0], pk__gt=after[1]))
    page = list(rows.order_by("-staff_total", "pk").values_list("pk", flat=True)[:size])
    found = {row.pk: row for row in _counted(Organisation.objects.filter(pk__in=page))}
    return [_row(found[pk]) for pk in page]


def enough_staff(day: date, body: str = "") -> Q:
    """Enough for a union, by the number that holds on a day where each employer is (UNION_REQ); nobody where none does.

    `body` leads from the rows asked to the employers, with its underscores.  One statement reads the numbers of all
    places: asking for each division by itself would ask hundreds of times for a city.
    """
    enough = nearer = Q(pk__in=[])
    for param in lawbook.everywhere(REQUIRED, day):
        here = Q(**{f"{body}division__startswith": param.region}) if param.region else Q()
        enough |= here & ~nearer & Q(**{f"{body}staff_total__gte": param.number})
        nearer |= here
    return enough


def search(actor: Actor, text: str, limit: int = 50) -> list[OrgRow]:
    """Organisations an officer works with whose name holds the text; the table is small and public: a scan will do."""
    return rows_of(access.organisations_visible(actor).filter(name__icontains=text.strip()), limit)


def unions(actor: Actor, limit: int = 500) -> list[OrgChoice]:
    """Living unions below the actor's offices, for filters and choices."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, [list(actor.subtrees_for(access.VIEW)), limit])
        return [OrgChoice(*row) for row in cursor.fetchall()]


def employers(actor: Actor, text: str = "", limit: int = 50) -> list[OrgRow]:
    """Employers below the actor's offices."""
    rows = access.organisations_visible(actor).filter(category=rules.Category.EMPLOYER)
    return rows_of(rows.filter(name__icontains=text.strip()) if text.strip() else rows, limit)


def organisation(org_id: UUID, actor: Actor) -> OrgPage:
    """One organisation's page. Raises `Organisation.DoesNotExist` out of reach."""
    org = _counted(access.organisations_visible(actor)).select_related("employer").get(public_id=org_id)
    above = Organisation.objects.filter(code__in=rules.ancestors(org.code)).order_by("code")
    return OrgPage(
        row=_row(org),
        category=org.category,
        division=org.division,
        uscc=org.uscc,
        is_scaled=org.is_scaled,
        address=org.address,
        employer=OrgChoice(org.employer.public_id, org.employer.name) if org.employer else None,
        dissolved_on=org.dissolved_on,
        is_demo=org.is_demo,
        path=tuple(OrgChoice(body.public_id, body.short_name) for body in above),
        may_manage=actor.may(access.MANAGE, org.code),
        may_staff=actor.may(access.OFFICES, org.code),
        may_dissolve=len(org.code) > 1 and actor.may(access.MANAGE, org.code[:-4]),
    )


def staff_of(page: OrgPage) -> Staff | None:
    """A body's own figure; for a union without one, what the employers below it and covered by it have said together.

    None when nobody has said anything: that is not the same as nobody working there.
    """
    if page.row.staff_total:
        return Staff(page.row.staff_total)
    said = Organisation.objects.filter(
        category=rules.Category.EMPLOYER, state=rules.OrgState.ACTIVE, staff_total__gt=0
    ).order_by()
    below = Q(code__gt=page.row.code, code__lt=page.row.code + AFTER_ALL)
    covered = Coverage.objects.filter(union__public_id=page.row.public_id, until__isnull=True).values("employer")
    # Two statements: each is answered by an index of its own.
    parts = [_summed(said.filter(below)), _summed(said.filter(~below, pk__in=covered))]
    employers = sum(part.employers for part in parts)
    return Staff(sum(part.total for part in parts), employers) if employers else None


def _summed(rows: QuerySet[Organisation]) -> Staff:
    found = rows.aggregate(total=Coalesce(Sum("staff_total"), 0), employers=Count("code"))
    return Staff(found["total"], found["employers"])


def has_demo_data() -> bool:
    """Whether this installation holds demonstration data: then every page says so."""
    return counted(demo_data())[0] > 0


def demo_data() -> HowMany:
    """The question behind `has_demo_data`, for a page that asks it together with others: 1 or 0."""
    # Every page asks: an index of its own keeps it from reading the whole tree where there is none.
    return HowMany("SELECT CASE WHEN EXISTS (SELECT FROM orgs_organisation WHERE is_demo) THEN 1 ELSE 0 END")


def is_only_demo() -> bool:
    """Whether every body here is invented: only then may its clock be put forward."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM orgs_organisation WHERE is_demo)"
            " AND NOT EXISTS (SELECT FROM orgs_organisation WHERE NOT is_demo)"
        )
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def names_by_code(codes: Iterable[str]) -> dict[str, str]:
    """The names of the organisations with these codes, for lists that carry only the code."""
    return dict(Organisation.objects.filter(code__in=set(codes)).values_list("code", "short_name"))


def _counted(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """With how many living ones stand right below: looked up for each, for a join would read the whole tree."""
    below_it = Organisation.objects.filter(parent=OuterRef("pk"), state=rules.OrgState.ACTIVE).order_by()
    counted = below_it.values("parent").annotate(living=Count("pk")).values("living")
    return rows.annotate(living=Coalesce(Subquery(counted), 0))


def rows_of(rows: QuerySet[Organisation], limit: int = 1000) -> list[OrgRow]:
    """These organisations as a list shows them, by code."""
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


def employer_named(name: str) -> UUID | None:
    """The public id of a living employer with exactly this name."""
    rows = Organisation.objects.filter(category=rules.Category.EMPLOYER, name=name, state=rules.OrgState.ACTIVE)
    return rows.values_list("public_id", flat=True).first()


def partner_of(partner: str, region: str) -> UUID | None:
    """The partner body of a sort that is responsible where a division lies: the nearest one."""
    rows = Organisation.objects.filter(category=rules.Category.PARTNER, partner=partner, state=rules.OrgState.ACTIVE)
    near = [row for row in rows.only("public_id", "division") if region.startswith(row.division)]
    return max(near, key=lambda row: len(row.division)).public_id if near else None
