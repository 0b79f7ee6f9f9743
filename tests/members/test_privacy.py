"""What is held, who can see it, taking it along, and being forgotten."""

from __future__ import annotations

import pytest

from hexian.domains.members.models import Application
from hexian.domains.orgs.models import Office
from hexian.domains.people import queries as people_queries
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation import crypto
from hexian.foundation.actor import Refused
from tests import makers
from tests.makers import SYSTEM, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_she_sees_every_officer_above_and_why_and_nobody_else() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind="city")
    union, elsewhere = makers.make_org(parent=city), makers.make_org(parent=city)
    member = makers.make_member(union)
    makers.officer_of(city, "members.view", "orgs.view", name="周可心")
    makers.officer_of(union, "members.admit", name="李敏")
    makers.officer_of(elsewhere, "members.view", name="吴远")
    makers.officer_of(city, "orgs.view", name="林予安")
    actor = makers.worker(Person.objects.get(pk=member.person_id))
    with as_(actor):
        seen = people_queries.who_can_see(member.person_id, actor=actor)
        assert not Office.objects.exists()
    assert {(each.name, each.duty, each.org_name) for each in seen} == {
        ("周可心", "members.view", city.name), ("李敏", "members.admit", union.name),
    }  # fmt: skip
    assert all("可以" in str(each.why) for each in seen)


def test_an_application_elsewhere_widens_the_circle() -> None:
    one, two = makers.make_org(), makers.make_org()
    row = makers.make_application(one)
    makers.officer_of(two, "members.admit", name="周可心")
    person = Person.objects.get(pk=row.person_id)
    actor = makers.worker(person)
    with as_(actor):
        assert people_queries.who_can_see(person.pk, actor=actor) == []
    makers.make_application(two, actor=actor)
    with as_(actor):
        assert [each.name for each in people_queries.who_can_see(person.pk, actor=actor)] == ["周可心"]


def test_she_takes_along_everything_this_room_holds() -> None:
    union, number = makers.make_org(), makers.id_number()
    row = makers.make_application(union, number=number)
    officer = makers.officer_of(union, *makers.CHAIR)
    makers.pass_it(makers.make_resolution(row, officer=officer), officer)
    actor = makers.worker(Person.objects.get(pk=row.person_id))
    with as_(actor):
        held = people.export_own(actor=actor)
    text = str(held)
    assert number in text
    assert union.name in text
    assert "会员证号" in text


def test_a_member_is_not_forgotten_an_applicant_is() -> None:
    union = makers.make_org()
    member = makers.make_member(union)
    with pytest.raises(Refused, match=r"member\.still_active"):
        people.erase(member.person_id, actor=SYSTEM)
    row = makers.make_application(union)
    sealed, subject = row.id_sealed, row.subject
    people.erase(row.person_id, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.name, row.mobile, row.id_sealed, row.id_index) == ("withdrawn", "", "", None, None)
    assert sealed is not None
    with pytest.raises(Refused, match=r"crypto\.destroyed"):
        crypto.open_sealed(sealed, subject)
    assert Application.objects.filter(name="王小满").count() == 0


def test_every_sealed_column_is_declared() -> None:
    declared = {column.name for column in crypto.sealed_columns()}
    assert {
        "members_application.id_sealed", "members_change_request.before", "members_change_request.after",
    } <= declared  # fmt: skip
