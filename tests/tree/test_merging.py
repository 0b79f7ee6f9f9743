"""Merging and splitting: what goes along, what ends, what stops it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hexian.domains.members import queries as members
from hexian.domains.members import services as member_services
from hexian.domains.members.models import Application, Gram, Membership, Resolution
from hexian.domains.members.services import flow
from hexian.domains.orgs import queries, services
from hexian.domains.orgs.models import JoinPoint, Office, Organisation, Place, Reorganisation
from hexian.domains.orgs.rules import Kind, OrgState, Reply
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.notices.models import Notice
from tests import makers
from tests.makers import SYSTEM, TODAY, as_
from tests.orgs.test_tree import assert_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

YESTERDAY = TODAY - timedelta(days=1)
REPLY = Reply("同意合并", "滨总工〔2026〕3 号", YESTERDAY)


@pytest.fixture
def street() -> Organisation:
    """A street with two unions of firms: two members and a poster in the first, one member in the second."""
    above = makers.make_org()
    for name in "甲乙":
        employer = makers.make_org(f"{name}厂（演示）", kind=Kind.EMPLOYER, parent=above)
        makers.make_org(f"{name}厂工会（演示）", kind=Kind.ENTERPRISE, parent=above, employer=employer)
    Place.objects.update(since=date(2020, 1, 1))
    Organisation.objects.update(founded_on=date(2020, 1, 1))
    makers.make_join_point(body("甲厂工会"))
    for union, name in (("甲厂工会", "沈一"), ("甲厂工会", "沈二"), ("乙厂工会", "沈三")):
        makers.make_member(body(union), name)
    return above


def body(name: str) -> Organisation:
    return Organisation.objects.get(name__startswith=name)


def merge(actor: Actor = SYSTEM, *sources: str, into: str = "乙厂工会", **facts: Any) -> Organisation:
    ids = [body(name).public_id for name in sources or ("甲厂工会",)]
    given = {"reason": "机构改革", "reply": REPLY, **facts}
    with as_(actor):
        return services.merge(ids, into=body(into).public_id, actor=actor, **given)


def test_members_go_over_with_card_and_day_of_joining_and_the_past_stays(street: Organisation) -> None:
    chair = makers.officer_of(street, *makers.CHAIR)
    flow.drain()
    card = Membership.objects.get(person__name="沈一")
    merge(chair)
    flow.drain()
    live = Membership.objects.get(person__name="沈一", state="active")
    former = Membership.objects.get(person__name="沈一", state="transferred")
    target, source = body("乙厂工会"), body("甲厂工会")
    assert (live.pk, live.org, live.code, live.card_no, live.joined_on, live.came_on) == (
        card.pk, target, target.code, card.card_no, card.joined_on, TODAY,
    )  # fmt: skip
    assert (former.org, former.card_no, former.joined_on, former.ended_on) == (
        source,
        card.card_no,
        card.joined_on,
        TODAY,
    )
    assert set(Gram.objects.filter(membership=live).values_list("code", flat=True)) == {target.code}
    assert live.person.memberships.count() == 2
    assert (source.state, source.dissolved_on) == (OrgState.DISSOLVED, TODAY)
    codes = [source.code, target.code, street.code]
    assert list(members.members_on(codes, YESTERDAY).values()) == [2, 1, 3]
    assert list(members.members_on(codes, TODAY).values()) == [0, 3, 3]
    assert list(members.members_below(codes).values()) == [0, 3, 3]
    assert flow.recount() == 0


@pytest.mark.usefixtures("street")
def test_posters_employers_and_what_stands_below_go_along() -> None:
    makers.make_org("甲厂一车间（演示）", kind=Kind.ENTERPRISE, parent=body("甲厂工会"))
    merge()
    target = body("乙厂工会")
    assert JoinPoint.objects.get().org == target
    assert queries.resolve(JoinPoint.objects.get().join_code).org_name == target.name
    open_ = target.covers.filter(until__isnull=True).order_by("pk")
    assert [row.employer.name[:1] for row in open_] == ["乙", "甲"]
    assert body("甲厂一车间").parent == target
    assert list(Reorganisation.objects.order_by("pk").values_list("kind", flat=True)) == ["moved", "merged"]
    assert [each.name for each in queries.successors(body("甲厂工会").public_id)] == [target.short_name]


def test_chosen_offices_go_on_there_and_the_others_end(street: Organisation) -> None:
    role = makers.role(street, "orgs.view", name="组织干事")
    for name in ("周留", "周去"):
        person = makers.make_person(name, org=body("甲厂工会"))
        services.appoint(
            body("甲厂工会").public_id, person_id=person.public_id, role_id=role.public_id, actor=SYSTEM,
            starts_on=date(2026, 1, 1), ends_on=date(2028, 1, 1),
        )  # fmt: skip
    kept = Office.objects.get(person__name="周留").public_id
    assert_refused("merge.no_such_office", merge, keep_offices=[uuid4()])
    merge(keep_offices=[kept])
    assert set(Office.objects.filter(org=body("甲厂工会")).values_list("ends_on", "end_reason")) == {(TODAY, "merged")}
    there = Office.objects.get(org=body("乙厂工会"))
    assert (there.person.name, there.starts_on, there.ends_on) == ("周留", TODAY, date(2028, 1, 1))
    events.drain()
    told = Notice.objects.filter(kind="orgs.merged").values_list("person_id", flat=True)
    assert set(told) == set(Office.objects.values_list("person_id", flat=True))


def test_what_is_unfinished_stops_it_until_somebody_says_it_goes_along(street: Organisation) -> None:
    chair = makers.officer_of(street, *makers.CHAIR)
    waiting, listed = (makers.make_application(body("甲厂工会"), name) for name in ("周可心", "周自在"))
    draft = makers.make_resolution(listed, officer=chair)
    number = makers.id_number()
    doubled = makers.make_application(body("甲厂工会"), "钱双", number=number, phone="13800001111")
    makers.make_application(body("乙厂工会"), "钱双", number=number, phone="13800001111")
    refusal = assert_refused("merge.unfinished", merge, chair)
    assert refusal.params["names"] == ["待办入会申请 3", "待表决的决议 1"]
    merge(chair, hand_over_unfinished=True)
    target = body("乙厂工会")
    for row in (waiting, listed):
        row.refresh_from_db()
        assert (row.org, row.code, row.resolution) == (target, target.code, None)
    doubled.refresh_from_db()
    assert doubled.state == "withdrawn"
    assert Resolution.objects.get(pk=draft.pk).state == "cancelled"
    again = makers.make_resolution(*Application.objects.filter(pk__in=[waiting.pk, listed.pk]), officer=chair)
    makers.pass_it(again, chair)
    assert Membership.objects.filter(org=target, state="active").count() == 5


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("merge.below_itself", {"into": "甲厂工会"}),
        ("merge.not_a_union", {"into": "甲厂（"}),
        ("act.reply_missing", {"reply": Reply()}),
        ("act.reason_missing", {"reason": ""}),
        ("act.ahead", {"on": TODAY + timedelta(days=1)}),
        ("move.too_early", {"on": date(2019, 1, 1)}),
    ],
)
@pytest.mark.usefixtures("street")
def test_what_cannot_be_merged_is_refused(code: str, facts: dict[str, Any]) -> None:
    assert_refused(code, merge, **facts)
    assert body("甲厂工会").state == OrgState.ACTIVE


def test_nobody_merges_what_she_does_not_manage_from_above(street: Organisation) -> None:
    own = makers.officer_of(body("甲厂工会"), *makers.CHAIR)
    with pytest.raises(Organisation.DoesNotExist):
        merge(own)
    assert_refused("merge.nobody", services.merge, [], into=street.public_id, reason="x", reply=REPLY, actor=SYSTEM)
    services.dissolve(body("乙厂工会").public_id, actor=SYSTEM)
    assert_refused("org.dissolved", merge)


def test_a_union_splits_off_with_those_chosen(street: Organisation) -> None:
    chair = makers.officer_of(street, *makers.CHAIR)
    chosen = Membership.objects.get(person__name="沈二")
    with as_(chair):
        new = services.split(
            body("甲厂工会").public_id, chosen=services.Chosen(members=(chosen.public_id,)), kind=Kind.ENTERPRISE,
            name="甲厂分厂工会（演示）", reason="企业分立", reply=REPLY, on=YESTERDAY, actor=chair,
        )  # fmt: skip
    flow.drain()
    chosen.refresh_from_db()
    assert (chosen.org, chosen.came_on, new.founded_on, new.parent) == (new, YESTERDAY, YESTERDAY, street)
    codes = [body("甲厂工会").code, new.code]
    assert list(members.members_on(codes, YESTERDAY).values()) == [1, 1]
    assert list(members.members_below(codes).values()) == [1, 1]
    [change] = queries.changes_of(new.public_id, SYSTEM)
    assert (change.kind, change.source.name[:1]) == ("split", "甲")
    assert AuditEntry.objects.filter(event="orgs.split").count() == 2


@pytest.mark.usefixtures("street")
def test_a_split_takes_somebody_and_leaves_somebody() -> None:
    given: dict[str, Any] = {
        "kind": Kind.ENTERPRISE, "name": "新（演示）", "reason": "企业分立", "reply": REPLY, "actor": SYSTEM,
    }  # fmt: skip
    union = body("甲厂工会").public_id
    ids = tuple(Membership.objects.filter(org__public_id=union).values_list("public_id", flat=True))
    assert_refused("split.nobody", services.split, union, chosen=services.Chosen(), **given)
    assert_refused("split.no_member", services.split, union, chosen=services.Chosen(stations=("没有站",)), **given)
    assert_refused("split.everybody", services.split, union, chosen=services.Chosen(members=ids), **given)


def test_a_card_of_somebody_who_went_over_is_read_as_hers(street: Organisation) -> None:
    chair = makers.officer_of(street, *makers.CHAIR)
    token = Membership.objects.get(person__name="沈一").card_token
    merge()
    with as_(chair):
        read = member_services.read_card(token, actor=chair)
    assert (read.is_valid, read.org_name) == (True, body("乙厂工会").name)
