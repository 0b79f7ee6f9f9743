"""The tree, posters, offices and roles on the desk: every act, every refusal in a sentence, nothing out of reach."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from hexian.domains.orgs import services
from hexian.domains.orgs.models import JoinPoint, Office, Organisation, Role
from hexian.domains.orgs.rules import OrgState
from tests import makers
from tests.conftest import NOW
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture
def street() -> Organisation:
    return makers.make_org()


@pytest.fixture
def firm(street: Organisation) -> Organisation:
    return makers.make_org("和畅电子（演示）工会", kind="enterprise", parent=street)


@pytest.fixture
def officer(street: Organisation) -> Officer:
    return desk.officer_of(street)


# — The tree —


def test_the_tree_begins_where_one_holds_an_office(officer: Officer, firm: Organisation) -> None:
    makers.make_org("浦沿街道总工会（演示）")
    text = officer.get("orgs:unions")
    assert "长河街道总工会（演示）" in text
    assert "和畅电子（演示）工会 企业工会" in text
    assert "浦沿" not in text
    assert "只查得到您任职的工会" in officer.get("orgs:unions", q="浦沿")
    assert "和畅电子" in officer.get("orgs:unions", q="和畅")


def test_a_union_shows_where_it_stands(officer: Officer, street: Organisation, firm: Organisation) -> None:
    text = officer.get("orgs:union", firm.public_id)
    assert "企业工会" in text
    assert "浙江省杭州市滨江区" in text
    assert "还没有海报" in text
    assert "下面还没有组织" in text
    assert street.short_name in text


def test_what_lies_outside_does_not_exist(officer: Officer) -> None:
    other = makers.make_org("浦沿街道总工会（演示）")
    point = makers.make_join_point(other)
    for name in ("union", "edit", "found", "roles", "new_role"):
        officer.get(f"orgs:{name}", other.public_id, status=404)
    for name in ("dissolve", "switch", "open_poster"):
        officer.post(f"orgs:{name}", other.public_id, status=404)
    for name in ("close_poster", "renew_poster"):
        officer.post(f"orgs:{name}", point.public_id, status=404)
    officer.get("orgs:poster", point.public_id, status=404)
    officer.get("orgs:union", uuid4(), status=404)


def test_a_reader_changes_nothing(street: Organisation) -> None:
    reader = desk.officer_of(street, "orgs.view")
    text = reader.get("orgs:union", street.public_id)
    assert "设立下级" not in text
    assert "任命" not in text
    for name in ("dissolve", "switch", "open_poster"):
        reader.post(f"orgs:{name}", street.public_id, status=403)
    reader.get("orgs:edit", street.public_id, status=403)
    reader.get("orgs:offices", status=404)


NEW = {"kind": "enterprise", "name": "新港机械（演示）工会", "short_name": "新港机械工会", "division": "330108002"}


def test_a_union_is_founded_below_and_found_again(officer: Officer, street: Organisation) -> None:
    text = officer.post("orgs:found", street.public_id, **NEW)
    assert "「新港机械工会」设立好了" in text
    assert Organisation.objects.get(name=NEW["name"]).parent_id == street.pk


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "这一项要填。"),
        ({"phone": "打给我"}, "电话号码里只能有数字"),
        ({"division": "33010"}, "行政区划编号要填"),
        ({"uscc": "123"}, "统一社会信用代码应有 18 位，现在是 3 位"),
        ({"kind": "province"}, "这里没有这个选项"),
        ({"staff_total": "-1"}, "职工人数"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    officer: Officer, street: Organisation, wrong: dict[str, str], words: str
) -> None:
    text = officer.post("orgs:found", street.public_id, status=422, **NEW | {"address": "滨盛路 1 号（演示）"} | wrong)
    assert words in text
    assert "滨盛路 1 号（演示）" in text
    assert not Organisation.objects.filter(short_name=NEW["short_name"]).exists()


def test_particulars_are_changed(officer: Officer, firm: Organisation) -> None:
    known = {"name": firm.name, "short_name": firm.short_name, "phone": "0571-8700 0009"}
    assert "0571-8700 0009" in officer.post("orgs:edit", firm.public_id, **known)
    text = officer.post("orgs:edit", firm.public_id, status=422, **known | {"name": "字" * 81})
    assert "名称有 81 个字，最多 80 个字" in text


def test_of_an_employer_it_is_asked_whether_it_is_a_large_one(officer: Officer, street: Organisation) -> None:
    employer = makers.make_org("新港机械有限公司（演示）", kind="employer", parent=street)
    known = {"name": employer.name, "short_name": employer.short_name}
    assert "规上企业" in officer.get("orgs:edit", employer.public_id)
    assert "规上企业" not in officer.get("orgs:edit", street.public_id)
    assert "规上企业" not in officer.get("orgs:union", employer.public_id), "unknown is not «no»"
    assert "规上企业 是 " in officer.post("orgs:edit", employer.public_id, **known, is_scaled="yes")
    assert "规上企业 不是 " in officer.post("orgs:edit", employer.public_id, **known, is_scaled="no")
    officer.post("orgs:edit", employer.public_id, **known, is_scaled="")
    employer.refresh_from_db()
    assert employer.is_scaled is None


def test_dissolving_asks_for_the_name(officer: Officer, firm: Organisation) -> None:
    point = makers.make_join_point(firm)
    assert "没有撤销" in officer.post("orgs:dissolve", firm.public_id, typed="和畅")
    firm.refresh_from_db()
    assert firm.state == OrgState.ACTIVE
    assert "已撤销" in officer.post("orgs:dissolve", firm.public_id, typed=firm.short_name, reason="合并")
    point.refresh_from_db()
    assert point.closed_at is not None
    assert "已经撤销" in officer.post("orgs:dissolve", firm.public_id, status=422, typed=firm.short_name)


def test_one_with_bodies_below_and_ones_own_are_not_dissolved(officer: Officer, street: Organisation) -> None:
    park = makers.make_org("产业园工会联合会（演示）", kind="park", parent=street)
    makers.make_org("和畅电子（演示）工会", kind="enterprise", parent=park)
    text = officer.post("orgs:dissolve", park.public_id, status=422, typed=park.short_name)
    assert "下面还有 1 个组织：和畅电子（演示）工会" in text
    text = officer.post("orgs:dissolve", street.public_id, status=422, typed=street.short_name)
    assert "要由上级" in text


# — Posters and switches —


def test_a_poster_is_made_printed_renewed_and_closed(officer: Officer, firm: Organisation) -> None:
    text = officer.post("orgs:open_poster", firm.public_id, label="一号门")
    point = JoinPoint.objects.get(org=firm)
    assert point.join_code in text
    assert "一号门" in text
    answer = officer.client.get(reverse("orgs:poster", args=[point.public_id]))
    assert answer.content.startswith(b"%PDF-")
    assert "旧海报不能用了" in officer.post("orgs:renew_poster", point.public_id)
    fresh = JoinPoint.objects.get(org=firm, closed_at=None)
    assert fresh.join_code != point.join_code
    assert "入会码停用了" in officer.post("orgs:close_poster", fresh.public_id)
    assert "已经停用" in officer.post("orgs:close_poster", fresh.public_id, status=422)
    assert "每一项最多 40 个字" in officer.post("orgs:open_poster", firm.public_id, label="门" * 41)


def test_a_feature_is_switched_for_all_below(officer: Officer, street: Organisation, firm: Organisation) -> None:
    assert "本级自己定的" in officer.post("orgs:switch", street.public_id, feature="join.scan", is_on="off")
    below = officer.get("orgs:union", firm.public_id)
    assert "跟随上级" in below
    assert "打开" in below
    assert "跟随上级" in officer.post("orgs:switch", street.public_id, feature="join.scan", is_on="")
    assert "没有「x」这个功能开关" in officer.post("orgs:switch", street.public_id, status=422, feature="x")


# — Offices —


def role_named(name: str) -> Role:
    return Role.objects.get(org=None, name=name)


def appoint(officer: Officer, org: Organisation, person: object, status: int = 302, **facts: object) -> str:
    url = reverse("orgs:appoint") + f"?org={org.public_id}&person={person}"
    data = {"person": str(person), "role": str(role_named("组织干事").public_id), **facts}
    answer = officer.client.post(url, data)
    assert answer.status_code == status
    followed = officer.client.get(answer.headers["Location"]) if status == 302 else answer
    return desk.words(followed.content.decode())


def test_somebody_is_found_and_appointed(officer: Officer, street: Organisation) -> None:
    member = makers.make_member(street, "王小满")
    page = officer.get("orgs:appoint", org=str(street.public_id), q="小满")
    assert "选这位" in page
    chosen = officer.get("orgs:appoint", org=str(street.public_id), q="小满", person=str(member.person.public_id))
    assert "组织干事" in chosen
    assert "系统管理员" not in chosen.split("什么角色")[1]
    assert "王小满" in appoint(officer, street, member.person.public_id, title="组织委员")
    assert "已经在这里担任" in appoint(officer, street, member.person.public_id, 422)


def test_who_is_not_found_cannot_be_appointed(officer: Officer, street: Organisation) -> None:
    assert "没有找到会员" in officer.get("orgs:appoint", org=str(street.public_id), q="无此人")
    assert "没有找到这个人" in appoint(officer, street, uuid4(), 422)
    officer.get("orgs:appoint", org="x", status=404)
    officer.get("orgs:appoint", org=str(makers.make_org("浦沿街道总工会（演示）").public_id), status=404)


def test_nobody_appoints_herself_or_beyond_her_own_duties(officer: Officer, street: Organisation) -> None:
    own = Office.objects.get(public_id=officer.actor.offices[0].office_id).person
    assert "不能给自己任职" in appoint(officer, street, own.public_id, 422)
    member = makers.make_member(street, "王小满")
    admin = str(role_named("系统管理员").public_id)
    assert "这里没有这个选项" in appoint(officer, street, member.person.public_id, 422, role=admin)


def test_the_head_of_an_employer_is_appointed_from_its_own_page(officer: Officer, street: Organisation) -> None:
    employer = makers.make_org("和畅电子有限公司（演示）", kind="employer", parent=street)
    own = officer.client.get(reverse("orgs:union", args=[employer.public_id])).content.decode()
    assert f"{reverse('orgs:appoint')}?org={employer.public_id}" in own
    assert "和畅电子有限公司（演示）" in officer.get("orgs:appoint", org=str(employer.public_id))
    assert "企业负责人" not in officer.get("orgs:appoint_newcomer", employer.public_id).split("角色")[1]
    chair = desk.officer_of(street, *Role.objects.get(org=None, key="chair").duties, name="周岚")
    page = chair.get("orgs:appoint_newcomer", employer.public_id)
    assert ("企业负责人" in page, "组织干事" in page, "没有您能给出的角色" in page) == (True, False, False)
    head = {"name": "孙海", "mobile": makers.mobile(), "role": str(role_named("企业负责人").public_id)}
    assert "孙海" in chair.post("orgs:appoint_newcomer", employer.public_id, **head)
    services.cover(street.public_id, employer.public_id, actor=makers.SYSTEM)
    assert "没有您能给出的角色" in chair.get("orgs:appoint_newcomer", employer.public_id)
    assert "这里没有这个选项" in chair.post("orgs:appoint_newcomer", street.public_id, status=422, **head)


def test_days_that_do_not_fit_are_explained_and_kept(officer: Officer, street: Organisation) -> None:
    person = makers.make_member(street, "王小满").person.public_id
    text = appoint(officer, street, person, 422, starts_on="2026-07-01", ends_on="2026-06-01", title="组织委员")
    assert "早于开始日期" in text
    assert "组织委员" in text
    assert "日期写成 2026-07-01 这样" in appoint(officer, street, person, 422, starts_on="七月一日")


def test_an_office_ends_and_its_duties_with_it(officer: Officer, street: Organisation) -> None:
    colleague = desk.officer_of(street, name="何清明")
    office = colleague.actor.offices[0].office_id
    assert "权限也收回了" in officer.post("orgs:end_office", office, reason="退休")
    colleague.get("members:applications", status=404)
    assert "何清明" in officer.get("orgs:offices", ended="1")
    assert "不用再办" in officer.post("orgs:end_office", office, status=422)


def test_the_last_one_who_appoints_cannot_just_leave_but_hand_over(officer: Officer, street: Organisation) -> None:
    office = officer.actor.offices[0].office_id
    text = officer.post("orgs:end_office", office, status=422)
    assert "最后一位能任职的人" in text
    successor = makers.make_member(street, "王小满").person
    assert "选这位" in officer.get("orgs:hand_over", office, q="小满")
    assert "请先在上面找人" in officer.post("orgs:hand_over", office, status=422)
    answer = officer.client.post(reverse("orgs:hand_over", args=[office]), {"person": str(successor.public_id)})
    assert answer.status_code == 302
    assert Office.objects.filter(person=successor, ends_on=None).exists()
    officer.get("orgs:offices", status=404)


def test_offices_of_others_do_not_exist(officer: Officer) -> None:
    stranger = makers.officer_of(makers.make_org("浦沿街道总工会（演示）"), "orgs.view")
    officer.post("orgs:end_office", stranger.offices[0].office_id, status=404)
    officer.get("orgs:hand_over", stranger.offices[0].office_id, status=404)


# — Roles —


def test_a_role_of_ones_own_is_made_given_edited_and_retired(officer: Officer, street: Organisation) -> None:
    text = officer.post("orgs:new_role", street.public_id, name="宣传干事", duties=["orgs.view", "members.view"])
    assert "宣传干事" in text
    role = Role.objects.get(name="宣传干事")
    person = makers.make_member(street, "王小满").person
    appoint(officer, street, person.public_id, role=str(role.public_id))
    assert "还有 1 人担任「宣传干事」" in officer.post("orgs:retire_role", role.public_id, status=422)
    officer.post("orgs:edit_role", role.public_id, name="宣传委员", duties=["orgs.view"])
    role.refresh_from_db()
    assert (role.name, role.duties) == ("宣传委员", ["orgs.view"])
    Office.objects.filter(role=role).update(ends_on=makers.TODAY)
    assert "任命时不再出现" in officer.post("orgs:retire_role", role.public_id)
    assert "宣传委员" not in officer.get("orgs:roles", street.public_id)


def test_a_role_holds_duties_and_none_beyond_ones_own(officer: Officer, street: Organisation) -> None:
    text = officer.post("orgs:new_role", street.public_id, status=422, name="宣传干事")
    assert "至少选一项" in text
    assert "宣传干事" in text
    beyond = {"name": "管理", "duties": ["lawbook.change"]}
    assert "这里没有这个选项" in officer.post("orgs:new_role", street.public_id, status=422, **beyond)


def test_standard_roles_are_edited_by_nobody(officer: Officer) -> None:
    standard = role_named("工会主席")
    officer.get("orgs:edit_role", standard.public_id, status=404)
    officer.post("orgs:retire_role", standard.public_id, status=404)
