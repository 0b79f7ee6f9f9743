"""上级代管: an officer of an upper union acts for a vacant one, for a time, and is shown as such."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.orgs.services.offices import begin_office, check_giving
from hexian.domains.orgs.services.tree import actor_day
from hexian.domains.people.models import Person
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def mind(
    org_id: UUID,
    *,
    person_id: UUID,
    role_id: UUID,
    ends_on: date,
    actor: Actor,
    title: str = "",
    starts_on: date | None = None,
) -> Office:
    """Let an officer of a union above mind a vacant office until a day; it ends by itself once somebody is appointed.

    Raises `Refused` with `mind.not_vacant` (`name`), `mind.not_from_above` (`name`), and like `appoint`.
    """
    org = access.organisations_staffed(actor).select_for_update(of=("self",)).get(public_id=org_id)
    role = access.roles_of(org.code).get(public_id=role_id)
    begin = starts_on or actor_day(actor)
    person = check_giving(org, role, person_id, begin=begin, end=ends_on, actor=actor)
    _check_vacant(org, role, begin)
    above = _office_above(person, org, begin)
    return begin_office(
        org, person, role, title=title or role.name, begin=begin, end=ends_on, actor=actor, minded_from=above
    )


def _check_vacant(org: Organisation, role: Role, day: date) -> None:
    held = Office.objects.filter(_held_on(day), org=org, role=role, minded_from__isnull=True)
    holder = held.select_related("person").first()
    if holder is not None:
        raise Refused("mind.not_vacant", org=org.name, title=holder.title, name=holder.person.name)


def _office_above(person: Person, org: Organisation, day: date) -> Organisation:
    """The nearest union above in which she holds an office of her own."""
    above = Office.objects.filter(
        _held_on(day), person=person, minded_from__isnull=True, code__in=rules.ancestors(org.code)[:-1]
    )
    office = above.select_related("org").order_by("-code").first()
    if office is None:
        raise Refused("mind.not_from_above", name=person.name, org=org.name)
    return office.org


def _held_on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
