"""Codes, places, credit codes, roles and switches: pure rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.domains.orgs import facts, rules
from hexian.domains.orgs.rules import Kind
from hexian.foundation.actor import Refused

_CODES = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@given(st.integers(1, rules.MOST_CHILDREN), st.integers(1, rules.MOST_CHILDREN))
def test_codes_of_children_sort_as_they_were_given(one: int, other: int) -> None:
    first, second = rules.child_code("A", one), rules.child_code("A", other)
    assert len(first) == len(second) == 5
    assert (first < second) == (one < other)


def test_a_body_can_have_only_so_many_children() -> None:
    assert rules.child_code("A", rules.MOST_CHILDREN) == "AZZZZ"
    with pytest.raises(Refused, match=r"org\.too_many_children"):
        rules.child_code("A", rules.MOST_CHILDREN + 1)


def test_ancestors_lead_from_the_root_down() -> None:
    assert rules.ancestors("A00010002") == ["A", "A0001", "A00010002"]


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.CITY, Kind.DISTRICT),
        (Kind.CITY, Kind.CITY),
        (Kind.ENTERPRISE, Kind.EMPLOYER),
        (Kind.STREET, Kind.JOINT),
        # Those who have no employer do not stand below an employer's union.
        (Kind.NEW_FORM, Kind.ENTERPRISE),
        (Kind.NEW_FORM, Kind.GOVERNMENT),
        (Kind.NEW_FORM, Kind.INSTITUTION),
        (Kind.NEW_FORM, Kind.DIRECT),
    ],
)
def test_some_places_are_refused(kind: Kind, parent: Kind) -> None:
    with pytest.raises(Refused, match=r"org\.place"):
        rules.check_place(kind, parent)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.CITY, Kind.PROVINCE),
        (Kind.NEW_FORM, Kind.DISTRICT),
        (Kind.NEW_FORM, Kind.JOINT),
        (Kind.NEW_FORM, Kind.TRADE),
        (Kind.NEW_FORM, Kind.AREA),
        (Kind.ENTERPRISE, Kind.PARK),
        (Kind.EMPLOYER, Kind.CITY),
    ],
)
def test_others_are_fine(kind: Kind, parent: Kind) -> None:
    rules.check_place(kind, parent)


def test_every_kind_has_its_place_and_no_kind_stands_above_itself_in_a_ring() -> None:
    assert set(facts.MAY_STAND_BELOW) == set(Kind)
    territory = [Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY]
    for number, upper in enumerate(territory):
        assert all(upper in facts.MAY_STAND_BELOW[lower] for lower in territory[number + 1 :])
        assert not any(lower in facts.MAY_STAND_BELOW[upper] for lower in territory[number:])


def test_two_different_five_levels() -> None:
    unions = [kind for kind in Kind if kind not in facts.CATEGORY_OF]
    assert [kind for kind in unions if facts.union_level(kind) is None] == [Kind.INDUSTRIAL]
    assert facts.union_level(Kind.EMPLOYER) is None
    assert (facts.union_level(Kind.COMMUNITY), facts.creation_level(Kind.COMMUNITY)) == (
        facts.UnionLevel.GRASSROOTS,
        facts.CreationLevel.VILLAGE,
    )
    assert facts.creation_level(Kind.PROVINCE) is None
    assert {facts.creation_level(kind) for kind in Kind} - {None} == set(facts.CreationLevel)


def test_the_lists_are_packaged() -> None:
    assert "".join(facts.trades()) == "ABCDEFGHIJKLMNOPQRST"
    assert facts.ownerships()["173"] == "私营有限责任公司"


@given(st.text(alphabet=_CODES, min_size=17, max_size=17))
def test_a_credit_code_with_its_check_digit_is_taken_and_with_another_refused(body: str) -> None:
    total = sum(_CODES.index(each) * weight for each, weight in zip(body, _WEIGHTS, strict=True))
    check = _CODES[(31 - total % 31) % 31]
    assert rules.check_uscc(f" {body}{check} ".lower()) == body + check
    wrong = _CODES[(_CODES.index(check) + 1) % 31]
    with pytest.raises(Refused, match=r"uscc\.check_digit"):
        rules.check_uscc(body + wrong)


def test_credit_codes_that_cannot_be() -> None:
    with pytest.raises(Refused, match=r"uscc\.length"):
        rules.check_uscc("9133")
    with pytest.raises(Refused, match=r"uscc\.characters"):
        rules.check_uscc("91330108MA27Y5YHIO")


def test_a_join_code_is_read_as_people_write_it() -> None:
    assert rules.check_join_code(" k7q2-md9x ") == "K7Q2MD9X"
    for text in ("", "K7Q2MD9", "K7Q2MD90", "K7Q2MDIX"):
        with pytest.raises(Refused, match=r"join\.code_form"):
            rules.check_join_code(text)


def test_nobody_grants_what_she_lacks() -> None:
    known = {"members.view", "members.admit", "orgs.offices"}
    assert rules.check_grant(["members.view"], known, {"members.view", "orgs.offices"}) == ("members.view",)
    for duties, own, code in (
        ([], known, "role.no_duty"),
        (["members.fly"], known, "role.unknown_duty"),
        (["members.admit"], {"members.view"}, "role.beyond_own"),
    ):
        with pytest.raises(Refused) as refusal:
            rules.check_grant(duties, known, own)
        assert refusal.value.code == code


def test_an_office_is_held_until_the_day_it_ends() -> None:
    begin, end = date(2026, 1, 1), date(2026, 6, 17)
    assert rules.holds_on(begin, end, date(2026, 6, 16))
    assert not rules.holds_on(begin, end, end)
    assert not rules.holds_on(begin, None, date(2025, 12, 31))
    assert rules.holds_on(begin, None, date(2099, 1, 1))


def test_the_nearest_switch_wins() -> None:
    switches = {"A": False, "A0001": True}
    assert rules.nearest(switches, "A00010002", default=False)
    assert not rules.nearest(switches, "A0002", default=True)
    assert rules.nearest({}, "A0002", default=True)


def test_a_feature_is_declared_once() -> None:
    rules.feature("join.scan", "扫码入会", default=True)
    with pytest.raises(ValueError, match="declared twice"):
        rules.feature("join.scan", "扫码入会", default=False)


@pytest.mark.parametrize(("text", "code"), [("  ", "org.name_missing"), ("长" * 81, "org.name_long")])
def test_names_that_are_none(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_org_name(text)
    assert refusal.value.code == code


def test_telephones_divisions_and_staff() -> None:
    assert rules.check_phone(" 0571-8712 0001 转 3 ") == "0571-8712 0001 转 3"
    assert rules.check_division("330108") == "330108"
    for check, text, code in (
        (rules.check_phone, "call me", "org.phone"),
        (rules.check_division, "33010", "org.division"),
        (rules.check_division, "三三", "org.division"),
    ):
        with pytest.raises(Refused) as refusal:
            check(text)
        assert refusal.value.code == code
    assert rules.check_staff_total(0) == 0
    for value in (-1, "many"):
        with pytest.raises(Refused, match=r"org\.staff_total"):
            rules.check_staff_total(value)


def test_every_standard_role_has_duties_a_name_and_a_key_of_its_own() -> None:
    keys = [role.key for role in rules.STANDARD_ROLES]
    assert len(set(keys)) == len(keys)
    assert all(role.duties and role.name for role in rules.STANDARD_ROLES)
    admin = next(role for role in rules.STANDARD_ROLES if role.key == "admin")
    assert not any(duty.startswith(("members.", "people.")) for duty in admin.duties)
