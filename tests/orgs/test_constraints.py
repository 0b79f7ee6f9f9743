"""Every constraint of the room, broken once by name: bad rows cannot be stored whoever writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from hexian.domains.orgs.models import (
    Coverage,
    FeatureSwitch,
    Group,
    GroupMember,
    JoinPoint,
    Office,
    Organisation,
    Part,
    Place,
    Reorganisation,
    Role,
    SavedFilter,
)
from hexian.domains.orgs.rules import Kind
from tests import makers
from tests.makers import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.database]


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


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


def place(**columns: object) -> Callable[[], object]:
    """Another place of a body that stands somewhere since today."""

    def write() -> object:
        body = makers.make_org()
        return Place.objects.create(**{"org": body, "code": "A9999", "since": TODAY, **columns})

    return write


def second_open_place() -> None:
    body = makers.make_org()
    Place.objects.filter(org=body).update(since=date(2020, 1, 1), until=TODAY)
    for day in (TODAY, TOMORROW):
        Place.objects.create(org=body, code=f"A{day:%m%d}", since=day)


def mapping(**columns: object) -> Callable[[], object]:
    def write() -> object:
        body = makers.make_org()
        facts = {"kind": "moved", "source": body, "target": body, "reason": "区划调整", **columns}
        return Reorganisation.objects.create(act=uuid4(), on=TODAY, recorded_at=NOW, **facts)

    return write


def coverage(*days: tuple[date, date | None]) -> Callable[[], object]:
    def write() -> None:
        union, employer = makers.make_org(), makers.make_org(kind=Kind.EMPLOYER)
        for since, until in days:
            Coverage.objects.create(union=union, employer=employer, since=since, until=until)

    return write


def group(kind: str = "park", names: tuple[str, ...] = ("和弦产业园（演示）",)) -> Callable[[], object]:
    def write() -> None:
        keeper = makers.make_org()
        for name in names:
            Group.objects.create(kind=kind, name=name, keeper=keeper, created_at=NOW)

    return write


def in_a_group(*days: tuple[date, date | None]) -> Callable[[], object]:
    def write() -> None:
        group()()
        body = makers.make_org()
        for since, until in days:
            GroupMember.objects.create(group=Group.objects.get(), org=body, since=since, until=until)

    return write


def ended_and_still_held() -> None:
    makers.officer_of(makers.make_org(), "orgs.view")
    Office.objects.update(ended_because=uuid4())


def minding_for_ever() -> None:
    makers.officer_of(makers.make_org(), "orgs.view")
    Office.objects.update(minded_from=makers.root())


def two_filters_of_one_name() -> None:
    person = makers.make_person()
    for _time in range(2):
        SavedFilter.objects.create(person=person, name="企业的", created_at=NOW)


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
    "orgs_dissolved_after_it_was_founded": org(state="dissolved", dissolved_on=YESTERDAY),
    "orgs_nature_is_known": org(nature="club"),
    "orgs_partner_is_known": org(partner="club"),
    "orgs_trade_is_a_letter": org(trade="X"),
    "orgs_a_place_has_its_days": place(until=TODAY),
    "orgs_one_open_place_each": second_open_place,
    "orgs_one_place_at_a_time": place(until=TOMORROW),
    "orgs_mapping_kind_is_known": mapping(kind="lost"),
    "orgs_mapping_has_a_reason": mapping(reason=""),
    "orgs_only_a_move_stays_itself": mapping(kind="merged"),
    "orgs_a_coverage_has_its_days": coverage((TODAY, TODAY)),
    "orgs_one_coverage_at_a_time": coverage((YESTERDAY, TOMORROW), (TODAY, None)),
    "orgs_group_kind_is_known": group("club"),
    "orgs_one_group_per_name": group(names=("和弦产业园（演示）",) * 2),
    "orgs_group_membership_has_its_days": in_a_group((TODAY, TODAY)),
    "orgs_in_a_group_once_at_a_time": in_a_group((YESTERDAY, TOMORROW), (TODAY, None)),
    "orgs_minding_a_union_is_for_a_time": minding_for_ever,
    "orgs_only_what_was_ended_can_be_given_back": ended_and_still_held,
    "orgs_one_saved_filter_per_name": two_filters_of_one_name,
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_row_that_breaks_it_is_not_stored(name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name]()


def test_every_constraint_of_the_room_is_broken_here() -> None:
    declared = {each.name for model in apps.get_app_config("orgs").get_models() for each in model._meta.constraints}
    assert declared == set(BROKEN)
