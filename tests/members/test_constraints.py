"""Every constraint of the room, broken once by name: bad rows cannot be stored whoever writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from hexian.domains.members.models import (
    Application,
    ChangeRequest,
    ExchangeLayout,
    Flow,
    Membership,
    Participation,
    Passage,
    Resolution,
    Tally,
)
from tests import makers
from tests.makers import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def draft(**columns: object) -> Callable[[], object]:
    def write() -> object:
        union = makers.make_org()
        return Resolution.objects.create(
            org=union, code=union.code, number="2026-1", held_on=TODAY, created_at=NOW, **columns
        )

    return write


def one_number_twice() -> None:
    union = makers.make_org()
    for _ in range(2):
        Resolution.objects.create(org=union, code=union.code, number="2026-1", held_on=TODAY, created_at=NOW)


def application(**columns: object) -> Callable[[], object]:
    def write() -> object:
        makers.make_application(makers.make_org())
        return Application.objects.update(**columns)

    return write


def two_open_applications() -> None:
    row = makers.make_application(makers.make_org())
    row.pk = None
    row.public_id = makers.make_org().public_id
    row.save(force_insert=True)


def two_unions_at_once() -> None:
    member = makers.make_member(makers.make_org())
    other = makers.make_org()
    Membership.objects.create(
        person=member.person, org=other, code=other.code, card_no="1", card_token="1", joined_on=TODAY
    )


def member_state() -> None:
    makers.make_member(makers.make_org())
    Membership.objects.update(state="asleep")


def member(**columns: object) -> Callable[[], object]:
    """Write columns of a member who joined on 5 January 2026 past every rule."""

    def write() -> object:
        makers.make_member(makers.make_org())
        return Membership.objects.update(**columns)

    return write


def two_members_with(column: str) -> Callable[[], object]:
    def write() -> object:
        union = makers.make_org()
        first, second = makers.make_member(union), makers.make_member(union)
        return Membership.objects.filter(pk=second.pk).update(**{column: getattr(first, column)})

    return write


def flow_twice() -> None:
    for _ in range(2):
        Flow.objects.create(code="A", day=TODAY, delta=1)


def tally_below_nothing() -> None:
    union = makers.make_org()
    Tally.objects.create(org=union, code=union.code, members=-1)


def change(**columns: object) -> Callable[[], object]:
    def write() -> object:
        values: dict[str, object] = {"field": "name", "before": b"x", "after": b"x", "asked_at": NOW, **columns}
        return ChangeRequest.objects.create(person=makers.make_person(), code="A", **values)

    return write


def two_open_changes() -> None:
    person = makers.make_person()
    for _ in range(2):
        ChangeRequest.objects.create(person=person, code="A", field="name", before=b"x", after=b"x", asked_at=NOW)


def passage(**columns: object) -> Callable[[], object]:
    """Write a member's wish to be retained past every rule."""

    def write() -> object:
        row = makers.make_member(makers.make_org())
        values: dict[str, object] = {
            "kind": "retain", "state": "asked", "waits_for": "source", "origin": "self", "reason": "leave",
            "asked_at": NOW, **columns,
        }  # fmt: skip
        return Passage.objects.create(
            membership=row, person_id=row.person_id, source_id=row.org_id, code=row.code, **values
        )

    return write


def two_open_passages() -> None:
    row = passage()()
    assert isinstance(row, Passage)
    row.pk, row.public_id = None, makers.make_org().public_id
    row.save(force_insert=True)


def part(kind: str, times: int = 1) -> Callable[[], None]:
    def write() -> None:
        row = makers.make_member(makers.make_org())
        for _ in range(times):
            Participation.objects.create(membership=row, person_id=row.person_id, code=row.code, kind=kind, on=TODAY)

    return write


def layout(*versions: int) -> Callable[[], None]:
    def write() -> None:
        union = makers.make_org()
        for version in versions:
            ExchangeLayout.objects.create(
                org=union, code=union.code, key="real_name", version=version, name="x", day="yyyymmdd",
                columns_text="姓名 | 姓名", created_at=NOW,
            )  # fmt: skip

    return write


BROKEN: dict[str, Callable[[], object]] = {
    "members_resolution_state_is_known": draft(state="asleep"),
    "members_votes_add_up_to_those_present": draft(seats=5, present=5, yes=3),
    "members_present_at_most_all_seats": draft(seats=4, present=5, yes=5),
    "members_one_resolution_per_number": one_number_twice,
    "members_a_passed_resolution_has_its_time": draft(state="passed"),
    "members_application_state_is_known": application(state="asleep"),
    "members_one_open_application_per_number_and_mobile": two_open_applications,
    "members_a_refusal_has_reason_and_remedy": application(state="refused", reason="other"),
    "members_membership_state_is_known": member_state,
    "members_member_of_one_union_at_a_time": two_unions_at_once,
    "members_one_card_number_each": two_members_with("card_no"),
    "members_one_card_each": two_members_with("card_token"),
    "members_who_left_did_so_on_a_day": member(state="quit"),
    "members_a_membership_ends_after_it_began": member(state="quit", ended_on=date(2026, 1, 4)),
    "members_nobody_comes_before_she_joined": member(came_on=date(2026, 1, 4)),
    "members_passage_kind_is_known": passage(kind="elope"),
    "members_passage_state_is_known": passage(state="asleep"),
    "members_passage_turn_is_known": passage(waits_for="godot"),
    "members_a_transfer_and_nothing_else_has_a_target": passage(kind="transfer"),
    "members_a_refused_passage_has_reason_and_remedy": passage(state="refused", refusal="other"),
    "members_a_passage_that_is_done_has_its_day": passage(state="done"),
    "members_one_open_passage_each": two_open_passages,
    "members_part_is_known": part("song"),
    "members_last_part_of_each_kind": part("dues", 2),
    "members_one_layout_of_each_version": layout(1, 1),
    "members_layout_versions_begin_at_one": layout(0),
    "members_one_flow_a_day": flow_twice,
    "members_tally_is_not_negative": tally_below_nothing,
    "members_change_state_is_known": change(state="asleep"),
    "members_change_field_is_known": change(field="shoe_size"),
    "members_one_open_change_per_field": two_open_changes,
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_row_that_breaks_it_is_not_stored(name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name]()


def test_every_constraint_of_the_room_is_broken_here() -> None:
    declared = {each.name for model in apps.get_app_config("members").get_models() for each in model._meta.constraints}
    assert declared == set(BROKEN)
