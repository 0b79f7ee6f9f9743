"""A union is dissolved only when everybody who applied there has an answer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve

from hexian.domains.members import services
from hexian.domains.members.models import Application
from hexian.domains.members.rules import OPEN_APPLICATION, Reason
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import services as org_services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import MATTERS, Kind, OrgState, matter
from hexian.foundation.actor import Actor
from tests import makers
from tests.makers import as_
from tests.members.test_checking import assert_refused
from tests.web import desk

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def city() -> Organisation:
    return makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)


@pytest.fixture
def union(city: Organisation) -> Organisation:
    return makers.make_org(parent=city)


@pytest.fixture
def chair(city: Organisation) -> Actor:
    return makers.officer_of(city, *makers.CHAIR)


def test_what_stands_open_is_named_with_its_number(union: Organisation, chair: Actor) -> None:
    rows = [makers.make_application(union, name) for name in ("王小满", "赵一舟", "周可心")]
    makers.make_resolution(rows[0], officer=chair)
    refusal = assert_refused("org.open_matters", chair, org_services.dissolve, union.public_id)
    assert refusal.params["matters"] == ["2 份入会申请", "1 份决议草稿"]
    assert "2 份入会申请、1 份决议草稿" in org_texts.of(refusal)
    union.refresh_from_db()
    assert union.state == OrgState.ACTIVE
    assert Application.objects.filter(state__in=OPEN_APPLICATION).count() == 3


def test_an_empty_draft_alone_stands_in_the_way(union: Organisation, chair: Actor) -> None:
    row = makers.make_application(union)
    draft = makers.make_resolution(row, officer=chair)
    with as_(chair):
        services.take_back(row.public_id, actor=chair)
        services.refuse(row.public_id, reason="identity", remedy="请带证件来", actor=chair)
    refusal = assert_refused("org.open_matters", chair, org_services.dissolve, union.public_id)
    assert refusal.params["matters"] == ["1 份决议草稿"]
    with as_(chair):
        services.cancel_resolution(draft.public_id, actor=chair)
        assert org_services.dissolve(union.public_id, actor=chair).state == OrgState.DISSOLVED


def test_with_every_answer_given_it_is_dissolved_and_no_answer_is_taken_back(union: Organisation, chair: Actor) -> None:
    row = makers.make_application(union)
    with as_(chair):
        services.refuse(row.public_id, reason=Reason.UNION_DISSOLVED, remedy="请向市总工会申请", actor=chair)
        org_services.dissolve(union.public_id, actor=chair)
    assert_refused("org.dissolved", chair, services.reopen, row.public_id)


def test_what_is_open_next_door_does_not_matter(city: Organisation, union: Organisation, chair: Actor) -> None:
    makers.make_application(makers.make_org("浦沿街道总工会（演示）", parent=city))
    with as_(chair):
        assert orgs.open_matters(union.public_id, union.code) == []
        org_services.dissolve(union.public_id, actor=chair)


def test_the_unions_page_says_what_is_left_and_leads_there(union: Organisation, chair: Actor) -> None:
    makers.make_resolution(makers.make_application(union), officer=chair)
    makers.make_application(union, "赵一舟")
    browser = desk.at_the_desk(chair)
    page = browser.client.get(f"/desk/unions/{union.public_id}/").content.decode()
    assert "撤销前要办完" in page
    for each in orgs.open_matters(union.public_id, union.code):
        assert each.words in page
        assert browser.client.get(each.url).status_code == 200
        assert each.url in page
    said = browser.post("orgs:dissolve", union.public_id, typed=union.short_name)
    assert "还有没办完的事，现在不能撤销：1 份入会申请、1 份决议草稿" in said


def test_who_may_not_do_it_herself_is_told_whom_to_ask(city: Organisation, union: Organisation) -> None:
    makers.make_application(union)
    said = desk.officer_of(city, "orgs.view", "orgs.manage").get("orgs:union", union.public_id)
    assert "1 份入会申请" in said
    assert "请找这个工会或上级办理入会的同事" in said


def test_every_matter_leads_to_a_page_of_this_program(union: Organisation, client: Client) -> None:
    assert set(MATTERS) >= {"members.applications", "members.resolutions"}
    for each in MATTERS.values():
        room = each.name.partition(".")[0]
        assert resolve(each.address.format(org=union.public_id).partition("?")[0]).view_name.startswith(f"{room}:")


def test_a_matter_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        matter("members.applications", "{count}", duty="members.admit", address="/")(len)
