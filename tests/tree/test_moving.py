"""Moving a body by an officer: what she needs, what is refused, who follows, who is told, who sees it afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from hexian.domains.members import queries as members
from hexian.domains.members.models import Gram, Membership
from hexian.domains.members.services import flow
from hexian.domains.orgs import queries, services
from hexian.domains.orgs.models import Office, Organisation, Place, Reorganisation
from hexian.domains.orgs.rules import Kind, Reply
from hexian.domains.orgs.services import places
from hexian.domains.people.models import Person
from hexian.foundation import events
from hexian.foundation.access import recode
from hexian.foundation.actor import Actor
from hexian.foundation.audit import queries as trail
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.lawbook.queries import look_up
from hexian.foundation.lawbook.rules import Sure
from hexian.foundation.notices.models import Notice
from tests import makers
from tests.makers import SYSTEM, TODAY, as_
from tests.orgs.test_tree import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

LONG_AGO = date(2020, 1, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def city() -> Organisation:
    """A city with two districts, a street with a member and an applicant in the first, standing since long ago."""
    top = makers.make_org("杭州市总工会（演示）", kind=Kind.CITY)
    left, _right = (makers.make_org(f"{name}区总工会（演示）", kind=Kind.DISTRICT, parent=top) for name in "左右")
    street = makers.make_org(parent=left)
    makers.make_member(street)
    makers.make_application(street)
    Place.objects.update(since=LONG_AGO)
    return top


def body(name: str) -> Organisation:
    return Organisation.objects.get(name__startswith=name)


def move(actor: Actor, what: str = "长河", to: str = "右", **facts: Any) -> Organisation:
    given = {"reason": "区划调整", **facts}
    with as_(actor):
        return services.move(body(what).public_id, to=body(to).public_id, actor=actor, **given)


def test_everything_below_follows_in_the_same_act_and_nothing_of_others(city: Organisation) -> None:
    chair = makers.officer_of(city, *makers.CHAIR)
    other = makers.make_member(body("左"), "周可心")
    old = body("长河").code
    move(chair, reply=Reply("同意", "杭总工〔2026〕7 号", YESTERDAY), on=YESTERDAY)
    street = body("长河")
    assert street.code.startswith(body("右").code)
    assert not Membership.objects.filter(code__startswith=old).exists()
    assert Membership.objects.get(org=street).code == street.code
    assert set(Gram.objects.filter(membership__org=street).values_list("code", flat=True)) == {street.code}
    assert Person.objects.filter(code=street.code).count() == 2
    other.refresh_from_db()
    assert other.code == body("左").code
    [row] = Reorganisation.objects.all()
    assert (row.kind, row.on, row.reply_number, row.from_parent, row.to_parent) == (
        "moved", YESTERDAY, "杭总工〔2026〕7 号", body("左"), body("右"),
    )  # fmt: skip
    assert set(AuditEntry.objects.filter(event="orgs.moved").values_list("code", flat=True)) == {old, street.code}


def test_last_years_tree_is_seen_after_it(city: Organisation) -> None:
    flow.drain()
    move(SYSTEM)
    flow.drain()
    left, right = body("左").public_id, body("右").public_id
    for day, under in ((YESTERDAY, left), (TODAY, right)):
        for district in (left, right):
            names = [row.name for row in queries.children_on(district, day, SYSTEM)]
            assert names == (["长河街道总工会（演示）"] if district == under else [])
            code = queries.code_on(district, day, SYSTEM) or ""
            assert members.members_on([code], day) == {code: int(district == under)}
    street = body("长河").public_id
    assert [row.short_name[:1] for row in queries.path_on(street, YESTERDAY, SYSTEM)] == ["全", "杭", "左", "长"]
    assert [row.short_name[:1] for row in queries.path_on(street, TODAY, SYSTEM)] == ["全", "杭", "右", "长"]
    assert queries.code_on(street, LONG_AGO - timedelta(days=1), SYSTEM) is None
    [change] = queries.changes_of(street, SYSTEM)
    assert (change.kind, change.from_parent and change.from_parent.public_id) == ("moved", left)


def test_both_unions_above_must_be_hers(city: Organisation) -> None:
    left, right = (makers.officer_of(body(name), *makers.CHAIR, name=f"李{name}") for name in "左右")
    own = makers.officer_of(body("长河"), *makers.CHAIR, name="李长")
    for chair in (left, right):
        with pytest.raises(Organisation.DoesNotExist):
            move(chair)
    with as_(own):
        street = body("长河")
        park = makers.make_org("园区（演示）", kind=Kind.PARK, parent=street)
        assert_refused(
            "move.only_from_above", services.move, street.public_id, to=park.public_id, reason="x", actor=own
        )
    viewer = makers.officer_of(city, "orgs.view", name="周自在")
    with pytest.raises(Organisation.DoesNotExist):
        move(viewer)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("move.there_already", {"to": "左"}),
        ("move.below_itself", {"what": "左", "to": "长河"}),
        ("move.below_itself", {"what": "左", "to": "左"}),
        ("move.root", {"what": "全国", "to": "左"}),
        ("org.place", {"what": "左", "to": "右"}),
        ("move.too_early", {"on": LONG_AGO - timedelta(days=1)}),
        ("act.ahead", {"on": TOMORROW}),
        ("act.reason_missing", {"reason": "  "}),
        ("act.reply_incomplete", {"reply": Reply("同意", "7 号")}),
        ("act.reply_ahead", {"reply": Reply("同意", "7 号", TOMORROW)}),
    ],
)
@pytest.mark.usefixtures("city")
def test_what_cannot_be_is_refused_and_changes_nothing(code: str, facts: dict[str, Any]) -> None:
    before = list(Organisation.objects.order_by("pk").values())
    assert_refused(code, move, SYSTEM, **facts)
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("city")
def test_nothing_moves_below_what_is_dissolved() -> None:
    services.dissolve(body("右").public_id, actor=SYSTEM)
    assert_refused("org.dissolved", move, SYSTEM)


@pytest.mark.usefixtures("city")
def test_officers_keep_their_offices_and_a_borrowed_role_becomes_their_own() -> None:
    left = body("左")
    role = makers.role(left, "orgs.view", "members.view", name="网格员")
    officer = makers.make_person("周可心", org=body("长河"))
    services.appoint(body("长河").public_id, person_id=officer.public_id, role_id=role.public_id, actor=SYSTEM)
    move(SYSTEM)
    office = Office.objects.select_related("role", "org").get(person=officer)
    assert (office.code, office.role.org, office.role.name) == (office.org.code, office.org, "网格员")
    assert set(office.role.duties) == {"orgs.view", "members.view"}


def test_the_officers_concerned_are_told(city: Organisation) -> None:
    bodies = [body(name) for name in ("左", "右", "长河")]
    told = {makers.officer_of(each, "orgs.view").person_id for each in bodies}
    makers.officer_of(city, "orgs.view", name="李市")
    move(SYSTEM)
    events.drain()
    assert set(Notice.objects.filter(kind="orgs.moved").values_list("person_id", flat=True)) == told


@pytest.mark.usefixtures("city")
def test_a_row_written_late_under_the_old_code_follows() -> None:
    """Somebody had read the code before the move and wrote after it."""
    street = body("长河")
    move(SYSTEM)
    late = makers.make_person("晚来", org=None)
    Person.objects.filter(pk=late.pk).update(code=street.code)
    assert queries.names_by_code([street.code]) == {}
    events.drain()
    late.refresh_from_db()
    assert late.code == body("长河").code
    Person.objects.filter(pk=late.pk).update(code=street.code)
    assert places.follow_late() == 1
    late.refresh_from_db()
    assert late.code == body("长河").code
    assert places.follow_late() == 0
    assert recode(street.code, body("长河").code) == {}


@pytest.mark.usefixtures("city")
def test_row_security_follows_the_move() -> None:
    left, right = (makers.officer_of(body(name), *makers.CHAIR, name=f"李{name}") for name in "左右")
    move(SYSTEM)
    for officer, sees in ((left, 0), (right, 1)):
        with as_(officer):
            assert Membership.objects.count() == sees
            assert Gram.objects.values("membership").distinct().count() == sees


@pytest.mark.usefixtures("city")
@pytest.mark.usefixtures("city")
def test_the_trail_written_under_the_old_code_is_read_in_the_new_place() -> None:
    right, street = makers.officer_of(body("右"), *makers.CHAIR, "audit.view"), body("长河")
    services.edit(street.public_id, phone="0571-5550 0009", actor=SYSTEM)

    def seen() -> set[str]:
        with as_(right):
            rows = trail.entries_for(right, "audit.view", queries.former_codes(right, "audit.view"))
            return set(rows.filter(subject_id=str(street.public_id)).values_list("event", flat=True))

    assert seen() == set()
    move(SYSTEM)
    assert {"orgs.founded", "orgs.edited", "orgs.moved"} <= seen()
    with as_(right):
        assert not AuditEntry.objects.filter(code=body("左").code).exists()


def test_offices_of_a_past_day(city: Organisation) -> None:
    chair = makers.officer_of(city, *makers.CHAIR, name="李市")
    makers.officer_of(body("长河"), "orgs.view", name="周前任")
    services.end_office(Office.objects.get(person__name="周前任").public_id, actor=SYSTEM)
    street = body("长河").public_id
    with as_(chair):
        assert [row.person_name for row in queries.offices_on(street, YESTERDAY, chair)] == ["周前任"]
        assert queries.offices_on(street, TODAY, chair) == []


def test_a_list_below_a_body_is_read_page_by_page(city: Organisation) -> None:
    first = queries.below(city.public_id, SYSTEM, size=2)
    assert [row.short_name[:1] for row in first] == ["左", "长"]
    assert [row.short_name[:1] for row in queries.below(city.public_id, SYSTEM, after=first[-1].code)] == ["右"]
    assert [row.short_name[:1] for row in queries.below(city.public_id, SYSTEM, kind=Kind.STREET)] == ["长"]
    assert queries.unions_below([city.code, body("左").code]) == {city.code: 4, body("左").code: 2}


def test_an_employer_without_union_is_known(city: Organisation) -> None:
    chair = makers.officer_of(city, *makers.CHAIR)
    for name, staff in (("大厂", 300), ("小店", 24), ("刚好", 25), ("有会", 80)):
        services.found(
            kind=Kind.EMPLOYER, name=f"{name}（演示）", parent=city.public_id, staff_total=staff, actor=SYSTEM
        )
    union = makers.make_org("有会（演示）工会", kind=Kind.ENTERPRISE, parent=city, employer=body("有会"))
    with as_(chair):
        assert [row.short_name[:2] for row in queries.without_union(chair)] == ["大厂", "刚好"]
        assert [row.short_name[:2] for row in queries.without_union(chair, after=(300, body("大厂").pk))] == ["刚好"]
    services.dissolve(union.public_id, actor=SYSTEM)
    assert [row.short_name[:2] for row in queries.without_union(SYSTEM)] == ["大厂", "有会", "刚好"]


def test_how_many_staff_need_a_union_is_read_from_the_place_nearest_to_them(city: Organisation) -> None:
    """As `look_up` says for each of them, in two statements however many divisions there are."""
    numbers = {"33": "100", "3301": "60", "330108": "10", "330108002": "200"}
    for region, number in numbers.items():
        lawbook.change(
            "union.required_members", region, value=number, valid_from=YESTERDAY, source="试点",
            sure=Sure.UNVERIFIED, actor=SYSTEM,
        )  # fmt: skip
    for index, division in enumerate(("", "11", "3302", "330106", "330108", "330108002", "330108003")):
        for staff in (9, 10, 24, 25, 60, 99, 100, 199, 200):
            services.found(
                kind=Kind.EMPLOYER, name=f"{index}厂 {staff}（演示）", parent=city.public_id, staff_total=staff,
                division=division, actor=SYSTEM,
            )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        found = {row.name for row in queries.without_union(SYSTEM, size=1_000)}
    should = {
        body_.name
        for body_ in Organisation.objects.filter(category="employer")
        if body_.staff_total >= look_up("union.required_members", body_.division, TODAY).number
    }
    assert found == should
    assert len(asked) == 3
    listed = queries.listed(queries.OrgFilter(only="uncovered"), SYSTEM, TODAY, size=1_000)
    assert {row.name for row in listed.rows} == should
    assert queries.listed(queries.OrgFilter(only="uncovered"), SYSTEM, date(1900, 1, 1)).rows == ()


def test_groups_cross_the_tree(city: Organisation) -> None:
    chair = makers.officer_of(city, *makers.CHAIR)
    with as_(chair):
        group = services.make_group(city.public_id, kind="park", name="智慧产业园（演示）", actor=chair)
        for name in ("左", "长河"):
            services.join_group(group.public_id, org=body(name).public_id, actor=chair, since=YESTERDAY)
        again: dict[str, Any] = {"org": body("左").public_id, "actor": chair}
        assert_refused("group.in_already", services.join_group, group.public_id, **again)
        services.leave_group(group.public_id, **again)
        assert_refused("group.not_in", services.leave_group, group.public_id, **again)
        taken: dict[str, Any] = {"kind": "park", "name": "智慧产业园（演示）", "actor": chair}
        assert_refused("group.name_taken", services.make_group, city.public_id, **taken)
        assert_refused("org.not_listed", services.make_group, city.public_id, **{**taken, "kind": "club"})
        assert [each.name[:1] for each in queries.group_members(group.public_id, YESTERDAY, chair)] == ["左", "长"]
        assert [each.name[:1] for each in queries.group_members(group.public_id, TODAY, chair)] == ["长"]
        assert [row.name for row in queries.groups_of(body("长河").public_id, TODAY)] == ["智慧产业园（演示）"]
        services.close_group(group.public_id, actor=chair)
        assert_refused("group.closed", services.close_group, group.public_id, actor=chair)
        assert queries.groups(chair) == []
    stranger = makers.officer_of(makers.make_org("宁波市总工会（演示）", kind=Kind.CITY), *makers.CHAIR, name="吴远")
    assert queries.groups(stranger, closed=True) == []


def test_only_a_body_that_is_known_is_asked_for() -> None:
    with pytest.raises(Organisation.DoesNotExist):
        queries.code_on(uuid4(), TODAY, SYSTEM)
    assert Organisation.objects.filter(Q(pk=None)).count() == 0
