"""Vacant unions, whoever minds them for a time, and terms that near their end."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from hexian.domains.orgs import queries, services
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.orgs.rules import Kind
from hexian.domains.orgs.services import terms
from hexian.domains.people.models import Person
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.notices.models import Notice
from tests import makers
from tests.conftest import NOW
from tests.makers import SYSTEM, TODAY, as_
from tests.orgs.test_tree import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]

IN_SUMMER = TODAY + timedelta(days=60)


@pytest.fixture
def street() -> Organisation:
    """A street below a city, nobody in office; 李敏 is chair of the city."""
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    services.appoint(
        city.public_id, person_id=makers.make_person("李敏", org=city).public_id, role_id=chair_role(), actor=SYSTEM,
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    return makers.make_org(parent=city)


def chair_role() -> UUID:
    return Role.objects.get(org=None, key="chair").public_id


def mind(street: Organisation, name: str = "李敏", actor: Actor = SYSTEM) -> Office:
    person = Person.objects.get(name=name)
    return services.mind(
        street.public_id, person_id=person.public_id, role_id=chair_role(), ends_on=IN_SUMMER, actor=actor
    )


def appoint(org: Organisation, name: str, ends_on: date | None = None) -> Office:
    person = makers.make_person(name, org=org)
    return services.appoint(
        org.public_id, person_id=person.public_id, role_id=chair_role(), ends_on=ends_on, actor=SYSTEM
    )


def told(*kinds: str) -> set[str]:
    """Who got a notice of these kinds."""
    persons = Notice.objects.filter(kind__in=kinds).values_list("person_id", flat=True)
    return set(Person.objects.filter(pk__in=persons).values_list("name", flat=True))


def test_a_union_nobody_leads_is_vacant_and_shown_as_minded(street: Organisation) -> None:
    names = {row.org_name for row in queries.vacancies(SYSTEM)}
    assert names == {"全国总工会（演示）", street.short_name}
    office = mind(street)
    [row] = [row for row in queries.vacancies(SYSTEM) if row.org_public_id == street.public_id]
    assert (row.since, row.minded_by, row.minded_from, row.minded_until) == (
        None, "李敏", "杭州市总工会（演示）", IN_SUMMER,
    )  # fmt: skip
    [shown] = queries.offices(SYSTEM, org_id=street.public_id)
    assert (shown.minded_from, shown.ends_on) == ("杭州市总工会（演示）", IN_SUMMER)
    events.drain()
    notice = Notice.objects.get(person_id=office.person_id, kind="orgs.minding")
    assert notice.params["org"] == street.name


def test_minding_ends_when_somebody_is_appointed(street: Organisation) -> None:
    office = mind(street)
    first = appoint(street, "周可心")
    office.refresh_from_db()
    assert (office.ends_on, office.end_reason) == (TODAY, "no longer minded")
    assert street.public_id not in {row.org_public_id for row in queries.vacancies(SYSTEM)}
    assert_refused("mind.not_vacant", mind, street)
    services.end_office(first.public_id, actor=SYSTEM)
    [row] = [row for row in queries.vacancies(SYSTEM) if row.org_public_id == street.public_id]
    assert (row.since, row.minded_by) == (TODAY, "")


def test_minding_ends_with_the_office_it_rests_on(street: Organisation) -> None:
    minding = mind(street)
    makers.officer_of(makers.root(), *makers.CHAIR, name="周在上")
    own = Office.objects.get(person=minding.person, minded_from__isnull=True)
    services.end_office(own.public_id, actor=SYSTEM)
    minding.refresh_from_db()
    assert minding.ends_on == TODAY


def test_only_an_officer_from_above_minds(street: Organisation) -> None:
    makers.make_person("周旁人", org=street)
    assert_refused("mind.not_from_above", mind, street, "周旁人")
    herself = makers.officer_of(street, *Role.objects.get(org=None, key="chair").duties, name="周自荐")
    with as_(herself):
        assert_refused("office.oneself", mind, street, "周自荐", herself)


def test_a_term_handed_over_ends_when_it_would_have(street: Organisation) -> None:
    former = appoint(street, "周前任", date(2028, 1, 1))
    successor = makers.make_person("周后任", org=street)
    office = services.hand_over(former.public_id, to_person=successor.public_id, actor=SYSTEM)
    assert (office.starts_on, office.ends_on) == (TODAY, date(2028, 1, 1))
    events.drain()
    assert {"周前任", "周后任"} <= told("orgs.appointed", "orgs.relieved")


def test_a_nearing_end_is_announced_once_to_her_and_to_who_can_appoint(street: Organisation) -> None:
    """The lawbook says 180 days."""
    near = appoint(street, "周将满", TODAY + timedelta(days=180))
    appoint(makers.make_org("浦沿街道总工会（演示）"), "周还早", TODAY + timedelta(days=181))
    assert terms.announce_expiring(SYSTEM) == 1
    events.drain()
    assert told("orgs.office_expiring") == {"周将满", "李敏"}
    assert terms.announce_expiring(SYSTEM) == 0
    assert terms.announce_expiring(Actor.system("tests", NOW + timedelta(days=1))) == 1
    shown = queries.expiring(SYSTEM, TODAY + timedelta(days=200))
    assert [row.person_name for row in shown] == [near.person.name, "周还早"]
