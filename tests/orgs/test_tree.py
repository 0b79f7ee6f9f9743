"""Founding, editing and dissolving bodies; posters and switches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hexian.domains.orgs import documents, queries, services
from hexian.domains.orgs.models import JoinPoint, Office, Organisation, Place
from hexian.domains.orgs.rules import JOIN_ALPHABET, Kind, OrgState
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit.models import AuditEntry
from tests import makers
from tests.conftest import NOW
from tests.makers import SYSTEM, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def assert_refused(code: str, verb: object, *args: object, **kwargs: object) -> Refused:
    """The refusal a verb answers with; the code says which."""
    assert callable(verb)
    with pytest.raises(Refused) as caught:
        verb(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def test_children_get_codes_of_their_own_under_their_parent() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    first = makers.make_org(parent=city)
    second = makers.make_org(parent=city)
    assert first.code == f"{city.code}0001"
    assert second.code == f"{city.code}0002"


def test_an_officer_founds_below_her_union_and_nowhere_else() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    chair = makers.officer_of(city, *makers.CHAIR)
    with as_(chair):
        street = services.found(kind=Kind.STREET, name="  浦沿街道  总工会 ", parent=city.public_id, actor=chair)
    assert (street.name, street.short_name) == ("浦沿街道 总工会", "浦沿街道 总工会")
    assert AuditEntry.objects.get(event="orgs.founded", code=street.code).actor_name == "李敏"
    elsewhere = makers.make_org("宁波市总工会（演示）", kind=Kind.CITY)
    with as_(chair), pytest.raises(Organisation.DoesNotExist):
        services.found(kind=Kind.STREET, name="外地", parent=elsewhere.public_id, actor=chair)


def test_the_root_is_founded_once_and_never_dissolved() -> None:
    top = makers.root()
    assert_refused("org.root", services.found, kind=Kind.NATION, name="又一个", parent=None, actor=SYSTEM)
    assert_refused("org.root", services.dissolve, top.public_id, actor=SYSTEM)
    officer = makers.officer_of(top, *makers.CHAIR)
    assert_refused("org.root", services.found, kind=Kind.NATION, name="又一个", parent=None, actor=officer)


def test_nothing_is_founded_out_of_place_or_under_what_is_gone() -> None:
    street = makers.make_org()
    assert_refused("org.place", services.found, kind=Kind.CITY, name="市", parent=street.public_id, actor=SYSTEM)
    services.dissolve(street.public_id, actor=SYSTEM, on=makers.TODAY)
    assert_refused(
        "org.dissolved", services.found, kind=Kind.ENTERPRISE, name="厂", parent=street.public_id, actor=SYSTEM
    )
    assert_refused("org.dissolved", services.edit, street.public_id, name="别名", actor=SYSTEM)


def test_a_credit_code_belongs_to_one_body() -> None:
    first = makers.make_org()
    services.edit(first.public_id, uscc="91350100M000100Y43", actor=SYSTEM)
    second = makers.make_org()
    assert_refused("org.uscc_taken", services.edit, second.public_id, uscc="91350100M000100Y43", actor=SYSTEM)


def test_editing_takes_only_what_may_be_edited() -> None:
    org = makers.make_org()
    edited = services.edit(org.public_id, phone="0571-5550 0002", staff_total=350, actor=SYSTEM)
    assert (edited.phone, edited.staff_total) == ("0571-5550 0002", 350)
    with pytest.raises(TypeError):
        services.edit(org.public_id, code="A9999", actor=SYSTEM)
    assert_refused("org.no_such_employer", services.edit, org.public_id, employer=org.public_id, actor=SYSTEM)
    employer = makers.make_org("和畅电子（演示）", kind=Kind.EMPLOYER)
    assert services.edit(org.public_id, employer=employer.public_id, actor=SYSTEM).employer == employer


def test_an_employer_is_known_by_its_particulars() -> None:
    given: dict[str, Any] = {
        "nature": "enterprise",
        "ownership": "173",
        "trade": "i",
        "is_scaled": True,
        "staff_total": 350,
    }
    employer = services.found(
        kind=Kind.EMPLOYER, name="和畅电子（演示）", parent=makers.root().public_id, actor=SYSTEM,
        founded_on=date(2011, 5, 1), **given,
    )  # fmt: skip
    assert (employer.nature, employer.ownership, employer.trade, employer.is_scaled) == ("enterprise", "173", "I", True)
    for field, value in {"nature": "club", "ownership": "1", "trade": "X", "partner": "club"}.items():
        refusal = assert_refused("org.not_listed", services.edit, employer.public_id, actor=SYSTEM, **{field: value})
        assert refusal.params == {"field": field, "value": value}
    tomorrow = makers.TODAY + timedelta(days=1)
    assert_refused(
        "org.founded_ahead", services.found, kind=Kind.CITY, name="市", parent=makers.root().public_id,
        founded_on=tomorrow, actor=SYSTEM,
    )  # fmt: skip


def test_a_body_stands_where_it_was_founded_but_not_before_its_parent_did() -> None:
    city = services.found(
        kind=Kind.CITY, name="杭州市总工会（演示）", parent=makers.root().public_id, founded_on=date(1950, 2, 1),
        actor=SYSTEM,
    )  # fmt: skip
    assert list(city.places.values_list("code", "parent_id", "since", "until")) == [
        (city.code, city.parent_id, makers.TODAY, None)
    ]
    Place.objects.update(since=date(1949, 5, 3))
    street = services.found(
        kind=Kind.STREET,
        name="长河街道总工会（演示）",
        parent=city.public_id,
        founded_on=date(1990, 1, 1),
        actor=SYSTEM,
    )
    assert street.places.get().since == date(1990, 1, 1)


def test_a_union_is_there_for_its_employer_since_it_was_founded_and_no_longer_than_it_lives() -> None:
    one, two = (makers.make_org(f"{name}（演示）", kind=Kind.EMPLOYER) for name in ("和畅电子", "和润食品"))
    union = makers.make_org("和畅电子（演示）工会", kind=Kind.ENTERPRISE, employer=one)
    assert list(union.covers.values_list("employer", "until")) == [(one.pk, None)]
    services.edit(union.public_id, employer=two.public_id, actor=SYSTEM)
    assert list(union.covers.values_list("employer", "until")) == [(two.pk, None)]
    later = Actor.system("tests", NOW + timedelta(days=3))
    services.dissolve(union.public_id, actor=later)
    assert list(union.covers.values_list("employer", "until")) == [(two.pk, makers.TODAY + timedelta(days=3))]


def test_dissolving_closes_posters_and_ends_offices() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    street = makers.make_org(parent=city)
    makers.make_join_point(street)
    makers.officer_of(street, "orgs.view")
    ahead = Office.objects.create(
        org=street, code=street.code, person=makers.make_person(), role=makers.role(street, "orgs.view"),
        title="干事", starts_on=makers.TODAY + timedelta(days=30),
    )  # fmt: skip
    chair = makers.officer_of(city, *makers.CHAIR)
    with as_(chair):
        services.dissolve(street.public_id, actor=chair, reason="并入浦沿街道")
    street.refresh_from_db()
    assert (street.state, street.dissolved_on) == (OrgState.DISSOLVED, makers.TODAY)
    assert not JoinPoint.objects.filter(org=street, closed_at__isnull=True).exists()
    assert not Office.objects.filter(org=street, ends_on__isnull=True).exists()
    ahead.refresh_from_db()
    assert ahead.ends_on == ahead.starts_on


def test_a_union_is_dissolved_from_above_in_order_and_on_a_possible_day() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    street = makers.make_org(parent=city)
    own = makers.officer_of(street, *makers.CHAIR)
    with as_(own):
        assert_refused("org.only_from_above", services.dissolve, street.public_id, actor=own)
    refusal = assert_refused("org.has_children", services.dissolve, city.public_id, actor=SYSTEM)
    assert refusal.params["count"] == 1
    tomorrow, before = makers.TODAY + timedelta(days=1), date(2020, 1, 1)
    assert_refused("org.dissolved_ahead", services.dissolve, street.public_id, on=tomorrow, actor=SYSTEM)
    assert_refused("org.dissolved_early", services.dissolve, street.public_id, on=before, actor=SYSTEM)
    services.dissolve(street.public_id, actor=SYSTEM)
    assert_refused("org.dissolved", services.dissolve, street.public_id, actor=SYSTEM)


def test_a_poster_leads_to_its_union_and_says_what_to_ask() -> None:
    riders = makers.make_org("滨江区骑手工会（演示）", kind=Kind.NEW_FORM)
    info = queries.resolve(makers.make_join_point(riders).join_code.lower())
    assert (info.org_name, info.needs_platform, info.needs_station) == (riders.name, True, True)
    assert (info.is_closed, info.is_dissolved, info.turn_to) == (False, False, None)
    known = queries.resolve(makers.make_join_point(riders, platform="蓝骑（演示）", station="江陵站").join_code)
    assert (known.needs_platform, known.needs_station) == (False, False)
    assert_refused("join.code_unknown", queries.resolve, "22222222")
    assert_refused("join.code_form", queries.resolve, "2222")


def test_a_dead_poster_names_the_nearest_living_union_with_a_telephone() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY, phone="0571-5550 0000")
    district = makers.make_org("滨江区总工会（演示）", kind=Kind.DISTRICT, parent=city, phone="")
    street = makers.make_org(parent=district)
    code = makers.make_join_point(street).join_code
    services.dissolve(street.public_id, actor=SYSTEM)
    info = queries.resolve(code)
    assert info.is_dissolved
    assert info.turn_to == queries.TurnTo(district.name, "0571-5550 0000", "")


def test_a_code_is_renewed_closed_and_never_opened_for_what_is_no_union() -> None:
    org = makers.make_org()
    first = makers.make_join_point(org, platform="蓝骑（演示）")
    second = services.renew_join_code(first.public_id, actor=SYSTEM)
    assert second.join_code != first.join_code
    assert second.platform == first.platform
    assert set(second.join_code) <= set(JOIN_ALPHABET)
    assert_refused("join.closed_already", services.close_join_point, first.public_id, actor=SYSTEM)
    assert_refused("join.closed_already", documents.poster, first.public_id, actor=SYSTEM)
    employer = makers.make_org("和畅电子（演示）", kind=Kind.EMPLOYER)
    assert_refused("join.not_a_union", services.open_join_point, employer.public_id, actor=SYSTEM)
    services.dissolve(org.public_id, actor=SYSTEM)
    assert_refused("org.dissolved", services.open_join_point, org.public_id, actor=SYSTEM)
    assert [row.closed_at is None for row in queries.join_points(org.public_id, SYSTEM)] == [False, False]


def test_a_poster_prints_with_the_promise_of_the_lawbook() -> None:
    point = makers.make_join_point(makers.make_org("滨江区骑手工会（演示）", kind=Kind.NEW_FORM))
    data = documents.poster_data(point, SYSTEM)
    assert data["qr_url"].endswith(f"/j/{point.join_code}")
    assert "3 个工作日" in data["promise"]
    assert data["also_asked"] == ["平台", "站点"]
    half = makers.make_join_point(point.org, platform="蓝骑（演示）")
    assert documents.poster_data(half, SYSTEM)["also_asked"] == ["站点"]
    plant = makers.make_join_point(makers.make_org("和畅电子工会（演示）"))
    assert documents.poster_data(plant, SYSTEM)["also_asked"] == []
    assert documents.poster(point.public_id, actor=SYSTEM).startswith(b"%PDF")


def test_features_are_switched_for_a_union_and_all_below() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    street = makers.make_org(parent=city)
    assert queries.is_on("join.scan", street.code)
    services.switch_feature(city.public_id, feature="join.scan", is_on=False, actor=SYSTEM)
    assert not queries.is_on("join.scan", street.code)
    services.switch_feature(street.public_id, feature="join.scan", is_on=True, actor=SYSTEM)
    assert queries.is_on("join.scan", street.code)
    assert [switch.own for switch in queries.switches(street.code) if switch.feature == "join.scan"] == [True]
    services.switch_feature(street.public_id, feature="join.scan", is_on=None, actor=SYSTEM)
    assert not queries.is_on("join.scan", street.code)
    assert_refused(
        "feature.unknown", services.switch_feature, street.public_id, feature="fly", is_on=True, actor=SYSTEM
    )


def test_lists_show_what_lies_below_an_officer() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    street = makers.make_org(parent=city)
    gone = makers.make_org("旧街道总工会（演示）", parent=city)
    services.dissolve(gone.public_id, actor=SYSTEM, on=makers.TODAY)
    employer = makers.make_org("和畅电子（演示）", kind=Kind.EMPLOYER, parent=street)
    stranger = makers.make_org("宁波市总工会（演示）", kind=Kind.CITY)
    viewer = makers.officer_of(city, "orgs.view")
    with as_(viewer):
        assert [row.name for row in queries.top(viewer)] == [city.name]
        assert [row.name for row in queries.children(city.public_id, viewer)] == [street.name, gone.name]
        assert [row.name for row in queries.search(viewer, "电子")] == [employer.name]
        assert [row.name for row in queries.employers(viewer)] == [employer.name]
        assert [choice.name for choice in queries.unions(viewer)] == [city.name, street.name]
        page = queries.organisation(street.public_id, viewer)
        assert [choice.name for choice in page.path][-2:] == [city.name, street.name]
        assert (page.may_manage, page.may_staff, page.may_dissolve, page.row.children) == (False, False, False, 1)
        with pytest.raises(Organisation.DoesNotExist):
            queries.organisation(stranger.public_id, viewer)
    assert queries.names_by_code([city.code]) == {city.code: city.name}


def test_demo_data_are_noticed() -> None:
    assert not queries.has_demo_data()
    services.found(kind=Kind.CITY, name="演示市", parent=makers.root().public_id, is_demo=True, actor=SYSTEM)
    assert queries.has_demo_data()
    assert Organisation.objects.get(is_demo=True).created_at == NOW
