"""Who holds which office, which roles there are, and who can see a person's rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import Office, Organisation
from hexian.domains.orgs.rules import Category
from hexian.foundation.access import within
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office in a list; `is_now` tells whether it is held today."""

    public_id: UUID
    org_public_id: UUID
    org_name: str
    person_public_id: UUID
    person_name: str
    title: str
    role_name: str
    starts_on: date
    ends_on: date | None
    is_now: bool
    is_mine: bool
    minded_from: str = ""  # 上级代管: the upper union whose officer minds it for a time
    org_code: str = ""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role one can give in an organisation."""

    public_id: UUID
    key: str
    name: str
    duties: tuple[str, ...]
    is_standard: bool
    may_give: bool


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who can see a person's rows through an office: who, as what, where, and by which duties."""

    name: str
    title: str
    org_name: str
    org_code: str
    duties: tuple[str, ...]


def offices(actor: Actor, *, org_id: UUID | None = None, ended: bool = False, limit: int = 200) -> list[OfficeRow]:
    """The offices she may fill, in one organisation and below it or in all of hers; those ended long ago on demand."""
    today = timezone.localdate(actor.now)
    rows = access.offices_managed(actor).select_related("org", "person", "role", "minded_from")
    if org_id is not None:
        org = Organisation.objects.get(public_id=org_id)
        rows = rows.filter(within("code", [org.code]))
    over = Q(ends_on__lte=today)
    rows = rows.filter(over) if ended else rows.exclude(over)
    return [shown(office, actor, today) for office in rows.order_by("code", "starts_on", "pk")[:limit]]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A union nobody leads (空缺): since when, None when nobody ever did; and who minds it until when."""

    org_public_id: UUID
    org_name: str
    code: str
    since: date | None
    minded_by: str
    minded_from: str
    minded_until: date | None
    minding_id: UUID | None = None


def vacancies(actor: Actor, *, after: str = "", size: int = 50) -> list[Vacancy]:
    """Living unions in which nobody of their own holds an office that manages them, by code; minded ones too."""
    today = timezone.localdate(actor.now)
    leading = Office.objects.filter(
        org=OuterRef("pk"), minded_from__isnull=True, role__duties__contains=[access.MANAGE]
    )
    held = leading.filter(_held(today))
    rows = access.organisations_staffed(actor).filter(
        ~Exists(held), category=rules.Category.UNION, state=rules.OrgState.ACTIVE, code__gt=after
    )
    last = leading.filter(ends_on__lte=today).order_by("-ends_on").values("ends_on")[:1]
    found = list(rows.annotate(since=Subquery(last)).order_by("code")[:size])
    minders = {
        office.org_id: office
        for office in Office.objects.filter(_held(today), org__in=found, minded_from__isnull=False)
        .select_related("person", "minded_from").order_by("-pk")
    }  # fmt: skip
    return [_vacancy(org, minders.get(org.pk)) for org in found]


def _vacancy(org: Organisation, minder: Office | None) -> Vacancy:
    return Vacancy(
        org_public_id=org.public_id,
        org_name=org.short_name,
        code=org.code,
        since=getattr(org, "since", None),
        minded_by=minder.person.name if minder else "",
        minded_from=minder.minded_from.short_name if minder and minder.minded_from else "",
        minded_until=minder.ends_on if minder else None,
        minding_id=minder.public_id if minder else None,
    )


def expiring(actor: Actor, until: date, limit: int = 200) -> list[OfficeRow]:
    """The offices she may fill that end between tomorrow and a day, the first to end first."""
    today = timezone.localdate(actor.now)
    rows = access.offices_managed(actor).filter(ends_on__gt=today, ends_on__lte=until)
    related = rows.select_related("org", "person", "role", "minded_from")
    return [shown(office, actor, today) for office in related.order_by("ends_on", "pk")[:limit]]


def count_expiring(actor: Actor, until: date) -> int:
    """How many offices `expiring` lists, without reading who holds them."""
    today = timezone.localdate(actor.now)
    return access.offices_managed(actor).filter(ends_on__gt=today, ends_on__lte=until).count()


def _held(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def my_offices(actor: Actor) -> list[OfficeRow]:
    """The offices the actor holds herself."""
    if actor.person_id is None:
        return []
    rows = Office.objects.filter(person_id=actor.person_id).select_related("org", "person", "role", "minded_from")
    return [shown(office, actor, timezone.localdate(actor.now)) for office in rows.order_by("code", "pk")]


def shown(office: Office, actor: Actor, today: date) -> OfficeRow:
    """An office as a list shows it on a day."""
    return OfficeRow(
        public_id=office.public_id,
        org_public_id=office.org.public_id,
        org_name=office.org.name,
        person_public_id=office.person.public_id,
        person_name=office.person.name,
        title=office.title,
        role_name=office.role.name,
        starts_on=office.starts_on,
        ends_on=office.ends_on,
        is_now=rules.holds_on(office.starts_on, office.ends_on, today),
        is_mine=office.person_id == actor.person_id,
        minded_from=office.minded_from.short_name if office.minded_from else "",
        org_code=office.code,
    )


def held_by(person_id: int, actor: Actor) -> list[OfficeRow]:
    """The offices of one person that she holds now or will, as far as the actor may fill them."""
    today = timezone.localdate(actor.now)
    rows = access.offices_managed(actor).filter(person_id=person_id).exclude(ends_on__lte=today)
    related = rows.select_related("org", "person", "role", "minded_from")
    return [shown(office, actor, today) for office in related.order_by("code", "pk")]


def roles_for(org_id: UUID, actor: Actor) -> list[RoleRow]:
    """The roles of an organisation, and which of them this actor may give there (`services.check_giving`)."""
    org = access.organisations_visible(actor).get(public_id=org_id)
    own = rules.may_give(access.duties_over(actor, org.code))
    if org.category == Category.EMPLOYER and access.is_other_side(actor, org):
        own = frozenset()
    return [
        RoleRow(
            row.public_id, row.key, row.name, tuple(sorted(row.duties)), row.org_id is None,
            own.issuperset(row.duties) and rules.is_held_at("" if row.org_id else row.key, org.category),
        )
        for row in access.roles_of(org.code).order_by("org__code", "pk")
    ]  # fmt: skip


def role(role_id: UUID, actor: Actor) -> RoleRow:
    """A union's own role that this actor may edit. Raises `Role.DoesNotExist` for standard ones and out of reach."""
    row = access.roles_managed(actor).select_related("org").get(public_id=role_id)
    own = access.duties_over(actor, row.org.code if row.org else "")
    return RoleRow(
        row.public_id,
        row.key,
        row.name,
        tuple(sorted(row.duties)),
        is_standard=False,
        may_give=own.issuperset(row.duties),
    )


def officers_over(codes: Iterable[str], now: datetime) -> list[Seer]:
    """Every officer whose office today lies at or above one of the codes, with all duties of that office.

    The asker is the person whose codes they are: she may know who can see her, so an owner function answers.
    """
    wanted = sorted({ancestor for code in codes for ancestor in rules.ancestors(code)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT orgs_officers_over(%s, %s)::text", [wanted, timezone.localdate(now)])
        (text,) = cursor.fetchone() or (None,)
    found: list[dict[str, Any]] = json.loads(text or "[]")
    return [Seer(row["name"], row["title"], row["org_name"], row["code"], tuple(row["duties"])) for row in found]


def holders(code: str, duty: str, actor: Actor, *, besides: Collection[int] = ()) -> list[int]:
    """Who holds an office with a duty today at the body with a code, or at the nearest above that has somebody.

    `besides` are left out first: where only they could, whoever stands above is asked.
    """
    today = timezone.localdate(actor.now)
    rows = Office.objects.filter(code__in=rules.ancestors(code), role__duties__contains=[duty], starts_on__lte=today)
    held = rows.exclude(ends_on__lte=today).exclude(person_id__in=besides).order_by("person_id")
    found = list(held.values_list("code", "person_id").distinct())
    nearest = max((place for place, _person in found), key=len, default="")
    return [person for place, person in found if place == nearest]
