"""The list of members and the queue: who is on a page, forwards and back, and how each search finds her."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from hexian.domains.members import queries, services
from hexian.domains.members.models import Application, Gram, Membership
from hexian.domains.members.queries import ApplicationFilter, MemberFilter, Tab
from hexian.domains.members.services import upkeep
from hexian.foundation.access import counted
from hexian.foundation.actor import Actor
from tests import makers
from tests.makers import NOW, as_

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def names(actor: Actor, **chosen: object) -> list[str]:
    with as_(actor):
        return [row.name for row in queries.members(actor, MemberFilter.from_params(chosen)).page.rows]


def test_pages_forwards_and_back_show_everybody_once() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind="city")
    unions = [makers.make_org(parent=city), makers.make_org(parent=city)]
    for index in range(11):
        makers.make_member(unions[index % 2], f"王{chr(0x4E00 + index)}")
    viewer = makers.officer_of(city, "members.view")
    with as_(viewer):
        pages, cursor = [], ""
        while True:
            found = queries.members(viewer, MemberFilter(), cursor, size=4)
            pages.append([row.public_id for row in found.page.rows])
            cursor = found.page.next
            if not cursor:
                break
        assert [len(page) for page in pages] == [4, 4, 3]
        assert len({each for page in pages for each in page}) == 11
        assert found.total == 11
        back = queries.members(viewer, MemberFilter(), found.page.previous, size=4)
        assert [row.public_id for row in back.page.rows] == pages[1]
        first = queries.members(viewer, MemberFilter(), back.page.previous, size=4).page
        assert ([row.public_id for row in first.rows], first.previous) == (pages[0], "")


def test_a_cursor_that_is_none_or_of_a_row_out_of_sight_begins_at_the_beginning() -> None:
    union = makers.make_org()
    makers.make_member(union)
    viewer = makers.officer_of(union, "members.view")
    hidden = makers.make_member(makers.make_org())
    with as_(viewer):
        for cursor in ("nonsense", "after:x", f"after:{hidden.public_id}"):
            assert len(queries.members(viewer, MemberFilter(), cursor).page.rows) == 1


def test_filters_narrow() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind="city")
    one, two = makers.make_org(parent=city), makers.make_org(parent=city)
    makers.make_member(one, "王小满", kind_of_work="快递员")
    gone = makers.make_member(two, "周可心", kind_of_work="货车司机")
    Membership.objects.filter(pk=gone.pk).update(state="quit", ended_on=makers.TODAY)
    viewer = makers.officer_of(city, "members.view")
    assert names(viewer) == ["王小满"]
    assert names(viewer, state="quit") == ["周可心"]
    assert names(viewer, kind_of_work="货车司机") == []
    assert names(viewer, union=str(two.public_id), state="quit") == ["周可心"]
    assert names(viewer, union=str(one.public_id), text="小满") == ["王小满"]
    assert names(viewer, union=str(two.public_id), text="小满") == []
    below = makers.officer_of(one, "members.view")
    assert names(below, union=str(city.public_id), text="小满") == ["王小满"]


@pytest.mark.parametrize("text", ["小满", "王小满", "王", "wang", "wxm", "WXM", "wangxiaoman", "王 小满"])
def test_a_name_is_found_by_two_characters_pinyin_and_initials(text: str) -> None:
    union = makers.make_org()
    makers.make_member(union, "王小满")
    makers.make_member(union, "周可心")
    assert names(makers.officer_of(union, "members.view"), text=text) == ["王小满"]


def test_initials_with_a_vowel_are_tried_after_pinyin() -> None:
    union = makers.make_org()
    makers.make_member(union, "欧阳海")
    assert names(makers.officer_of(union, "members.view"), text="oyh") == ["欧阳海"]


def test_numbers_find_one_person() -> None:
    union, number, phone = makers.make_org(), makers.id_number(), makers.mobile()
    member = makers.make_member(union, "王小满", number=number, phone=phone)
    makers.make_member(union, "周可心")
    viewer = makers.officer_of(union, "members.view")
    for text in (number, phone, member.card_no):
        assert names(viewer, text=text) == ["王小满"]
    assert names(viewer, text="13800000000") == []
    assert names(viewer, text="%%") == []


def test_nobody_finds_whom_she_may_not_see() -> None:
    union, number = makers.make_org(), makers.id_number()
    makers.make_member(union, "王小满", number=number)
    stranger = makers.officer_of(makers.make_org(), "members.view")
    no_duty = makers.officer_of(union, "orgs.view")
    for actor in (stranger, no_duty):
        for text in ("", "小满", "王", "wang", number):
            assert names(actor, text=text) == []


def test_search_pages_go_on_where_they_stopped() -> None:
    union = makers.make_org()
    for index in range(7):
        makers.make_member(union, f"王小{chr(0x4E00 + index)}")
    viewer = makers.officer_of(union, "members.view")
    for text in ("王小", "wang", "王"):
        seen: list[str] = []
        cursor = "start"
        with as_(viewer):
            while cursor:
                page = queries.members(viewer, MemberFilter(text=text), cursor, size=3).page
                seen += [row.name for row in page.rows]
                cursor = page.next
        assert len(seen) == len(set(seen)) == 7, text
    assert len(queries.search(viewer, "王小", limit=2)) == 2
    assert queries.search(viewer, " ") == []


def test_the_queue_has_its_tabs_filters_and_figures() -> None:
    union = makers.make_org()
    officer = makers.officer_of(union, *makers.CHAIR)
    late, today, plain = (makers.make_application(union, name) for name in ("吴远", "陈一诺", "王小满"))
    Application.objects.filter(pk=late.pk).update(due_at=NOW - timedelta(hours=1))
    Application.objects.filter(pk=today.pk).update(due_at=NOW + timedelta(hours=2), findings=["same_mobile"])
    listed, out = makers.make_application(union, "周可心"), makers.make_application(union, "林予安")
    makers.make_resolution(listed, officer=officer)
    with as_(officer):
        services.refuse(out.public_id, reason="not_reached", remedy="请回电话", actor=officer)

        def tab(name: Tab, **chosen: str) -> list[str]:
            found = queries.queue(officer, ApplicationFilter.from_params({"tab": name, **chosen}))
            return [row.name for row in found.rows]

        assert tab(Tab.WAITING) == ["吴远", "陈一诺", "王小满"]
        assert tab(Tab.TODAY) == ["陈一诺"]
        assert tab(Tab.OVERDUE) == ["吴远"]
        assert tab(Tab.FINDINGS) == ["陈一诺"]
        assert tab(Tab.PROPOSED) == ["周可心"]
        assert tab(Tab.REFUSED) == ["林予安"]
        assert tab(Tab.APPROVED) == tab(Tab.WITHDRAWN) == []
        assert tab(Tab.WAITING, finding="same_mobile", union=str(union.public_id)) == ["陈一诺"]
        assert tab(Tab.WAITING, kind_of_work="焊工") == []
        figures = queries.queue_figures(officer)
        assert (figures.waiting, figures.due_today, figures.overdue, figures.with_findings, figures.proposed) == (
            3, 1, 1, 1, 1,
        )  # fmt: skip
        assert [row.level for row in queries.next_due(officer, limit=2)] == ["bad", "bad"]
        assert counted(queries.applications_waiting(officer)) == (3,)
        page = queries.queue(officer, ApplicationFilter(), size=2)
        rest = queries.queue(officer, ApplicationFilter(), page.next, size=2)
        assert [row.name for row in rest.rows] == ["王小满"]
        assert queries.application(plain.public_id, officer).acts == {"check", "propose", "refuse", "reveal"}
    stranger = makers.officer_of(makers.make_org(), *makers.CHAIR)
    with as_(stranger):
        assert queries.queue(stranger, ApplicationFilter()).rows == ()
        assert queries.queue_figures(stranger).waiting == 0


def test_pieces_of_a_membership_that_is_gone_are_swept_at_night_and_no_others() -> None:
    org = makers.make_org()
    stays, goes = makers.make_member(org, "李知夏"), makers.make_member(org, "王小满")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_membership WHERE id = %s", [goes.pk])
    assert upkeep.sweep_pieces() > 0
    assert upkeep.sweep_pieces() == 0
    assert set(Gram.objects.values_list("membership_id", flat=True)) == {stays.pk}


def test_tallies_add_up_over_a_subtree_and_are_put_right_at_night() -> None:
    city = makers.make_org("杭州市总工会（演示）", kind="city")
    one, two = makers.make_org(parent=city), makers.make_org(parent=city)
    for union in (one, one, two):
        makers.make_member(union)
    assert queries.members_below([city.code, one.code]) == {city.code: 3, one.code: 2}
    assert queries.member_total(two.code) == 1
    Membership.objects.filter(org=one).update(state="quit", ended_on=makers.TODAY)
    assert services.recount_tallies() >= 1
    assert queries.member_total(city.code) == 1
    assert services.recount_tallies() == 0
    viewer = makers.officer_of(city, *makers.CHAIR)
    with as_(viewer):
        assert (queries.desk_figures(viewer).members, queries.desk_figures(viewer).changes) == (1, 0)


def test_a_members_page() -> None:
    union = makers.make_org()
    member = makers.make_member(union, "王小满")
    chair = makers.officer_of(union, *makers.CHAIR)
    with as_(chair):
        page = queries.member(member.public_id, chair)
    assert (page.row.name, page.is_verified, page.may_reveal, page.may_correct) == ("王小满", True, True, True)
    assert page.row.id_masked.startswith("**************")
    stranger = makers.officer_of(makers.make_org(), *makers.CHAIR)
    with as_(stranger), pytest.raises(Membership.DoesNotExist):
        queries.member(member.public_id, stranger)
