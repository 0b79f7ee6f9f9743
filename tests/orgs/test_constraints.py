"""Every constraint of the room, broken once by name: bad rows cannot be stored whoever writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from hexian.domains.orgs.models import FeatureSwitch, JoinPoint, Office, Organisation, Part, Role
from hexian.domains.orgs.rules import Kind
from tests import makers
from tests.makers import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def org(**columns: object) -> Callable[[], object]:
    """Write columns of a union past every rule."""
    return lambda: Organisation.objects.filter(pk=makers.make_org().pk).update(**columns)


def same_credit_code() -> None:
    for _ in range(2):
        Organisation.objects.filter(pk=makers.make_org().pk).update(uscc="91350100M000100Y43")


def office(**columns: object) -> Callable[[], object]:
    def write() -> object:
        makers.officer_of(makers.make_org(), "orgs.view")
        return Office.objects.update(**columns)

    return write


def twice_in_one_office() -> None:
    makers.officer_of(makers.make_org(), "orgs.view")
    row = Office.objects.get()
    Office.objects.create(
        org=row.org, code=row.code, person=row.person, role=row.role, title=row.title, starts_on=row.starts_on
    )


def two_roles_of_one_key() -> None:
    for _ in range(2):
        Role.objects.create(org=None, key="twin", name="双", duties=[])


def two_switches() -> None:
    union = makers.make_org()
    for is_on in (True, False):
        FeatureSwitch.objects.create(org=union, feature="join.scan", is_on=is_on)


def two_parts() -> None:
    person, subject = makers.make_person(), makers.make_org(kind=Kind.CITY).public_id
    for _ in range(2):
        Part.objects.create(person=person, kind="case", subject=subject, role="mediator", granted_at=NOW)


def bad_join_code() -> None:
    JoinPoint.objects.filter(pk=makers.make_join_point(makers.make_org()).pk).update(join_code="OOOO1111")


BROKEN: dict[str, Callable[[], object]] = {
    "orgs_category_is_known": org(category="club"),
    "orgs_kind_is_known": org(kind="village"),
    "orgs_state_is_known": org(state="asleep"),
    "orgs_code_is_four_characters_a_level": org(code="A001"),
    "orgs_staff_is_not_negative": org(staff_total=-1),
    "orgs_one_body_per_credit_code": same_credit_code,
    "orgs_a_dissolved_body_has_its_date": org(state="dissolved"),
    "orgs_join_code_is_well_formed": bad_join_code,
    "orgs_one_role_per_key_and_body": two_roles_of_one_key,
    "orgs_an_office_ends_after_it_starts": office(ends_on=date(2025, 1, 1)),
    "orgs_one_open_office_each": twice_in_one_office,
    "orgs_one_switch_per_feature": two_switches,
    "orgs_one_part_each": two_parts,
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_row_that_breaks_it_is_not_stored(name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name]()


def test_every_constraint_of_the_room_is_broken_here() -> None:
    declared = {each.name for model in apps.get_app_config("orgs").get_models() for each in model._meta.constraints}
    assert declared == set(BROKEN)
