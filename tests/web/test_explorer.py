"""The explorer: tree, sketch and list, today and on a past day; one page per union and its package; acts as pages."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from hexian.domains.members.models import Membership
from hexian.domains.members.services import flow
from hexian.domains.orgs import queries, services
from hexian.domains.orgs.models import Coverage, Office, Organisation, Reorganisation, Role, SavedFilter
from hexian.domains.orgs.rules import Kind, OrgState
from hexian.domains.orgs.services import reorganising
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.regions import services as regions
from hexian.foundation.work import registry, runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.conftest import NOW
from tests.makers import SYSTEM, TODAY
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

LAST_YEAR, LONG_AGO = date(2025, 6, 17), date(2020, 1, 1)
MOVED_ON = date(2026, 3, 1)
REPLY: dict[str, Any] = {"reply_number": "滨总工〔2026〕3 号", "reply_on": "2026-06-16"}


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


def found(name: str, kind: str, parent: Organisation | None, **facts: Any) -> Organisation:
    above = parent or makers.root()
    given: dict[str, Any] = {"division": "330108002", "founded_on": LONG_AGO} | facts
    return services.found(kind=kind, name=name, parent=above.public_id, actor=SYSTEM, **given)


@pytest.fixture
def district() -> Organisation:
    """滨江 with two streets; a firm's union that moved from the one to the other in March, with a member in it."""
    Organisation.objects.filter(pk=makers.root().pk).update(founded_on=LONG_AGO)
    makers.root().places.update(since=LONG_AGO)
    body = found("滨江区总工会（演示）", Kind.DISTRICT, None, division="330108")
    left, right = (
        found(f"{name}街道总工会（演示）", Kind.STREET, body, division=code)
        for name, code in (("长河", "330108002"), ("浦沿", "330108003"))
    )
    firm = found("和畅电子（演示）工会", Kind.ENTERPRISE, left)
    member = makers.make_member(firm, "王小满")
    Membership.objects.filter(pk=member.pk).update(joined_on=date(2024, 1, 5))
    flow.drain()
    services.move(firm.public_id, to=right.public_id, actor=SYSTEM, reason="厂房搬到浦沿", on=MOVED_ON)
    flow.drain()
    return body


@pytest.fixture
def officer(district: Organisation) -> Officer:
    return desk.officer_of(district)


def named(part: str) -> Organisation:
    return Organisation.objects.get(name__startswith=part)


def rows(who: Officer, **query: str) -> set[str]:
    """The first four characters of each name in the list."""
    page = who.client.get(reverse("orgs:list"), query).content.decode()
    return {part[:4] for part in page.split("data-act>")[1:]}


# — The tree —


def test_a_branch_is_fetched_when_it_is_opened_and_without_a_script_the_way_down_is(officer: Officer) -> None:
    street, firm = named("浦沿"), named("和畅")
    page = officer.get("orgs:unions")
    assert "浦沿街道总工会（演示） 乡镇（街道）工会" in page
    assert "工会 2 家 会员 1 名" in page
    assert "和畅电子" not in page
    url = reverse("orgs:branch", args=[street.public_id])
    branch = desk.words(officer.client.get(url, headers={"HX-Request": "true"}).content.decode())
    assert "和畅电子（演示）工会 企业工会 会员 1 名" in branch
    assert "<html" not in branch
    plain = officer.client.get(url)
    assert plain.headers["Location"] == f"{reverse('orgs:unions')}?open={street.public_id}"
    assert "和畅电子" in officer.get("orgs:unions", open=str(street.public_id))
    assert "和畅电子" in officer.get("orgs:unions", open=str(firm.public_id))
    officer.get("orgs:branch", makers.make_org("宁波市总工会（演示）", kind=Kind.CITY).public_id, status=404)
    outside = reverse("orgs:branch", args=[named("宁波").public_id])
    assert officer.client.get(outside, headers={"HX-Request": "true"}).status_code == 404


def test_last_years_tree_is_seen_and_said_to_be_last_years(officer: Officer) -> None:
    left, right = str(named("长河街").public_id), str(named("浦沿").public_id)
    then = officer.get("orgs:unions", day=LAST_YEAR.isoformat(), open=left)
    assert "您看的是 2025 年 6 月 17 日的情况，不是今天" in then
    assert "长河街道总工会（演示） 乡镇（街道）工会 工会 2 家 会员 1 名" in then
    assert "和畅电子" in then
    assert "和畅电子" not in officer.get("orgs:unions", day=LAST_YEAR.isoformat(), open=right)
    assert "您看的是" not in officer.get("orgs:unions", open=left)
    assert "和畅电子" not in officer.get("orgs:unions", open=left)
    assert "这一天还没有到" in officer.get("orgs:unions", day="2031-01-01")
    assert "日期写成 2026-07-01 这样" in officer.get("orgs:unions", day="去年")
    assert "那一天还没有" in officer.get("orgs:unions", day="1999-01-01")


def test_a_long_branch_goes_on_where_it_stopped(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.branch_on, "__kwdefaults__", {"after": "", "size": 1})
    url = reverse("orgs:branch", args=[named("滨江").public_id])
    answer = officer.client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "长河" in answer
    assert "浦沿" not in answer
    onward = answer.split('hx-get="')[-1].split('"')[0]
    assert "after=" in onward
    rest = officer.client.get(onward, headers={"HX-Request": "true"}).content.decode()
    assert "浦沿" in rest
    assert "接着看" not in rest


# — The list —


def test_filters_narrow_alone_and_together(officer: Officer, district: Organisation) -> None:
    works = found("锦程机械（演示）", Kind.EMPLOYER, named("长河街"), nature="enterprise", staff_total=200)
    joint = found("长河联合（演示）工会", Kind.JOINT, named("长河街"))
    services.cover(joint.public_id, works.public_id, actor=SYSTEM)
    found("无会重工（演示）", Kind.EMPLOYER, named("浦沿"), staff_total=90, division="330108003")
    park = services.make_group(district.public_id, kind="park", name="智慧新天地（演示）", actor=SYSTEM)
    services.join_group(park.public_id, org=joint.public_id, actor=SYSTEM)
    cases: list[tuple[dict[str, str], set[str]]] = [
        ({"kind": "joint"}, {"长河联合"}),
        ({"place": "330108003"}, {"浦沿街道", "无会重工"}),
        ({"nature": "enterprise"}, {"锦程机械", "长河联合"}),
        ({"group": str(park.public_id)}, {"长河联合"}),
        ({"only": "uncovered"}, {"无会重工"}),
        ({"under": str(named("浦沿").public_id), "kind": "enterprise"}, {"和畅电子"}),
        ({"text": "机械", "nature": "enterprise"}, {"锦程机械"}),
        ({"kind": "joint", "place": "330108003"}, set()),
        ({"group": "x"}, set()),
    ]
    for query, wanted in cases:
        assert rows(officer, **query) == wanted, query
    then = {"under": str(named("长河街").public_id), "kind": "enterprise", "day": LAST_YEAR.isoformat()}
    assert rows(officer, **then) == {"和畅电子"}


def test_vacancies_and_ends_of_terms_are_for_whoever_fills_offices(officer: Officer) -> None:
    chair = Role.objects.get(org=None, key="chair")
    somebody = makers.make_person("周明礼", org=named("长河街"))
    soon = TODAY + timedelta(days=40)
    services.appoint(
        named("长河街").public_id, person_id=somebody.public_id, role_id=chair.public_id, ends_on=soon, actor=SYSTEM
    )
    assert "7 月 27 日" in officer.get("orgs:list", only="ending")
    assert rows(officer, only="ending") == {"长河街道"}
    assert rows(officer, only="vacant") == {"浦沿街道", "和畅电子"}
    viewer = desk.officer_of(named("滨江"), "orgs.view", name="周自在")
    assert "主席空缺" not in viewer.get("orgs:list")
    assert rows(viewer, only="vacant") == rows(viewer, only="ending") == set()


def test_a_filter_is_kept_for_its_owner_alone(officer: Officer, district: Organisation) -> None:
    assert "存好了" in officer.post("orgs:keep_filter", name="联合的", params="kind=joint&place=330108002")
    kept = SavedFilter.objects.get()
    assert kept.params == {"kind": "joint", "place": "330108002"}
    assert "联合的" in officer.get("orgs:list")
    assert "已经有一个筛选叫「联合的」" in officer.post("orgs:keep_filter", name="联合的", params="kind=joint")
    assert "没有可保存的" in officer.post("orgs:keep_filter", name="空的", params="")
    assert "最多 20 个字" in officer.post("orgs:keep_filter", name="字" * 21, params="kind=joint")
    other = desk.officer_of(district, name="何清明")
    assert "联合的" not in other.get("orgs:list")
    other.post("orgs:drop_filter", kept.public_id, status=404)
    officer.post("orgs:drop_filter", kept.public_id)
    assert not SavedFilter.objects.exists()


def test_a_list_is_paged_by_code(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.listed, "__kwdefaults__", {"after": "", "size": 2})
    seen, url = [], reverse("orgs:list")
    while url:
        page = officer.client.get(url).content.decode()
        seen += [part.split("<")[0] for part in page.split("data-act>")[1:]]
        before, _, rest = page.partition('" rel="next"')
        url = reverse("orgs:list") + before.rsplit('"', 1)[1] if rest else ""
    assert [name[:2] for name in seen] == ["滨江", "长河", "浦沿", "和畅"]


# — The sketch —


def test_tiles_and_table_say_the_same_numbers(officer: Officer) -> None:
    regions.load()
    services.cover(
        named("和畅").public_id,
        found("和畅电子（演示）", Kind.EMPLOYER, named("浦沿"), division="330108003").public_id,
        actor=SYSTEM,
    )
    now = officer.get("orgs:map")
    assert "长河街道：工会 2 家，会员 1 名" in now  # the firm's own division has not been changed
    assert "浦沿街道：工会 1 家，会员 0 名，用人单位 1 家，建会率 100%" in now
    assert "西兴街道：工会 0 家" in now
    assert "没有填到这一级" in now
    assert "示意图" in now
    assert "100%" in officer.get("orgs:map", show="coverage")
    assert "用人单位 0 家" in officer.get("orgs:map", day=LAST_YEAR.isoformat())
    then = officer.get("orgs:map", at="330108", day=LAST_YEAR.isoformat(), show="members")
    assert "长河街道：工会 2 家，会员 1 名" in then
    assert "您看的是 2025 年" in then
    assert "长河街道" in officer.get("orgs:map", at="330108002")


def test_todays_sums_are_those_the_places_of_the_day_give(monkeypatch: pytest.MonkeyPatch, officer: Officer) -> None:
    """Today is read without its history; what was dissolved, moved or is covered twice must not make a difference."""
    street, firm = named("长河街"), named("和畅")
    works = [found(f"{name}厂（演示）", Kind.EMPLOYER, street, staff_total=60) for name in "甲乙丙"]
    joint = found("长河联合（演示）工会", Kind.JOINT, street)
    gone = found("撤掉的（演示）工会", Kind.JOINT, street, division="330108")
    for union, employer in ((firm, works[0]), (joint, works[0]), (gone, works[1])):
        services.cover(union.public_id, employer.public_id, since=LAST_YEAR, actor=SYSTEM)
    services.dissolve(gone.public_id, on=TODAY, actor=SYSTEM)
    services.move(joint.public_id, to=named("浦沿").public_id, on=TODAY, reason="区划调整", actor=SYSTEM)

    def sums(digits: int) -> dict[str, queries.DivisionSum]:
        return queries.division_sums(SYSTEM, TODAY, inside="33", digits=digits)

    today = [sums(digits) for digits in (2, 6, 9)]
    assert today[2]["330108002"].covered == 1
    assert today[2]["330108002"].employers == 3
    explorer = import_module("hexian.domains.orgs.queries.explorer")
    monkeypatch.setattr(explorer, "_SUMS_TODAY", explorer._SUMS)
    assert [sums(digits) for digits in (2, 6, 9)] == today


# — One union —


def test_one_page_shows_where_it_stands_stood_and_what_is_kept_about_it(officer: Officer) -> None:
    firm = named("和畅")
    makers.make_application(firm, "赵一舟")
    text = officer.get("orgs:union", firm.public_id)
    assert "从 长河街道总工会（演示） 划转到 浦沿街道总工会（演示）" in text
    assert "厂房搬到浦沿" in text
    assert "隶属于 浦沿街道总工会（演示） 3 月 1 日 周日 至 今天" in text
    kept = officer.get("orgs:records", firm.public_id)
    assert "在办的入会申请 1" in kept
    assert "两年来的会员数：从 1 名到 1 名" in kept
    then = officer.get("orgs:union", firm.public_id, day=LAST_YEAR.isoformat())
    assert "您看的是 2025 年" in then
    assert "那一天的上级 长河街道总工会（演示）" in then
    assert "1 名 那一天，本级和以下" in then
    assert "那一天它还没有设立" in officer.get("orgs:union", firm.public_id, day="2019-01-01")
    viewer = desk.officer_of(named("滨江"), "orgs.view", name="周自在")
    assert "入会申请" not in viewer.get("orgs:records", firm.public_id)
    assert "划转 改到另一个上级" not in viewer.get("orgs:union", firm.public_id)


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def pack(who: Officer, org: Organisation) -> zipfile.ZipFile:
        who.post("orgs:archive", org.public_id)
        monkeypatch.setattr(registry, "_builder", [lambda _starter, now: replace(who.actor, now=now)])
        task = Task.objects.get(started_by=who.actor.person_id)
        runs.run_task(str(task.public_id))
        task.refresh_from_db()
        assert (task.state, task.error) == ("done", "")
        answer = who.client.get(reverse("system:file", args=[task.attachment_id]))
        assert answer.headers["Content-Type"] == "application/zip"
        return zipfile.ZipFile(io.BytesIO(desk.streamed(answer)))

    return pack


def test_the_package_holds_what_its_maker_may_see_and_nothing_else(officer: Officer, packed: Any) -> None:
    firm = named("和畅")
    services.appoint(
        firm.public_id, person_id=makers.make_person("周明礼", org=firm).public_id,
        role_id=Role.objects.get(org=None, key="chair").public_id, title="=工会主席", actor=SYSTEM,
    )  # fmt: skip
    applied = makers.make_application(firm, "赵一舟")
    draft = makers.make_resolution(applied, officer=makers.officer_of(firm, *makers.CHAIR, name="何清明"))
    officer.client.post(
        reverse("members:attach_evidence", args=[draft.public_id]), {"page": io.BytesIO(b"%PDF-1.4\n%%EOF\n")}
    )
    book = packed(officer, firm)
    index = json.loads(book.read("index.json"))
    listed = {each["path"]: each for each in index["files"]}
    assert set(listed) == set(book.namelist()) - {"index.json"}
    assert all(sha256(book.read(path)).hexdigest() == each["sha256"] for path, each in listed.items())
    assert book.read("档案.pdf").startswith(b"%PDF-")
    assert [path for path in listed if path.startswith("附件/")] != []
    held = list(csv.reader(io.StringIO(book.read("台账/任职.csv").decode("utf-8-sig"))))
    assert ["周明礼", "'=工会主席"] in [line[:2] for line in held]
    assert "厂房搬到浦沿" in book.read("台账/划转合并分立.csv").decode()
    assert load_workbook(io.BytesIO(book.read("台账.xlsx")))["会员数"].max_row > 20
    assert "赵一舟" not in "".join(book.read(path).decode() for path in listed if path.endswith(".csv"))
    assert set(AuditEntry.objects.filter(subject_id=str(firm.public_id)).values_list("event", flat=True)) >= {
        "orgs.archive_started", "orgs.archived",
    }  # fmt: skip
    viewer = desk.officer_of(named("滨江"), "orgs.view", name="周自在")
    names = packed(viewer, firm).namelist()
    assert "台账/隶属关系.csv" in names
    assert not [name for name in names if "任职" in name or "决议" in name or name.startswith("附件/")]
    kept = Attachment.objects.filter(owner_type="orgs.archive")
    services.drop_old_archives(actor=replace(SYSTEM, now=NOW + timedelta(days=2)))
    assert kept.count() == 2
    services.drop_old_archives(actor=replace(SYSTEM, now=NOW + timedelta(days=4)))
    assert not kept.exists()
    assert attachments.of("orgs.archive", firm.public_id) == []


# — Acts —


def test_a_move_is_foreseen_then_done_and_a_wrong_one_is_a_sentence(officer: Officer) -> None:
    firm, back = named("和畅"), named("长河街")
    assert "长河街道" in officer.get("orgs:move", firm.public_id)
    url = reverse("orgs:move", args=[firm.public_id]) + f"?to={back.public_id}"

    def post(step: str, status: int = 200, **said: Any) -> str:
        answer = officer.client.post(url, {"reason": "搬回长河", "step": step, **said}, follow=step == "do")
        assert answer.status_code == status
        return desk.words(answer.content.decode())

    assert "这一项要填" in post("preview", 422, reason="")
    assert "日期 2026 年 1 月 1 日 太早" in post("preview", 422, on="2026-01-01")
    assert "批复的文号和日期要一起填" in post("preview", 422, reply_number="1 号")
    foreseen = post("preview")
    assert "不再隶属于「浦沿街道总工会（演示）」，改为隶属于「长河街道总工会（演示）」" in foreseen
    assert "会员 1 名跟着过去" in foreseen
    assert named("和畅").parent_id != back.pk
    assert "搬回长河" in post("edit")
    assert "划转好了" in post("do")
    assert named("和畅").parent_id == back.pk
    below = makers.make_org("产业园工会联合会（演示）", kind=Kind.PARK, parent=back)
    url = reverse("orgs:move", args=[back.public_id]) + f"?to={below.public_id}"
    assert "不能把一个组织划到它自己或它的下级下面" in post("preview", 422)
    own = desk.officer_of(firm, name="李小")
    assert "要由现在的上级" in desk.words(own.client.post(
        reverse("orgs:move", args=[firm.public_id]) + f"?to={firm.public_id}", {"reason": "x", "step": "do"}
    ).content.decode())  # fmt: skip


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Everything is large from now on; does the task that waits and gives its page's words."""
    monkeypatch.setattr(reorganising, "MOST_AT_ONCE", 1)

    def work_off(who: Officer) -> str:
        monkeypatch.setattr(registry, "_builder", [lambda _starter, now: replace(who.actor, now=now)])
        mine = Task.objects.filter(started_by=who.actor.person_id)
        task = mine.filter(state="queued").first() or mine.get()
        assert "在后台做" in who.get("system:tasks")
        runs.run_task(str(task.public_id))
        return who.get("system:task", task.public_id)

    return work_off


def test_a_move_of_many_rows_is_a_task_that_is_done_whole_and_once(officer: Officer, worked: Any) -> None:
    firm, back = named("和畅"), named("长河街")
    url = reverse("orgs:move", args=[firm.public_id]) + f"?to={back.public_id}"
    posted = {"reason": "搬回长河", "step": "do"} | REPLY
    page = desk.words(officer.client.post(url, posted, follow=True).content.decode())
    assert "开始办了" in page
    assert "办完之前，大家看到的还是原来的样子" in page
    assert named("和畅").parent_id != back.pk
    page = worked(officer)
    assert "做完了。它和下级、会员都到了新上级下面" in page
    assert named("和畅").parent_id == back.pk
    task = Task.objects.get(name="orgs.reorganise")
    assert (task.done, task.title) == (task.total, "划转和畅电子（演示）工会")
    assert Reorganisation.objects.get(act=task.public_id).reply_number == REPLY["reply_number"]
    assert "做完了" in worked(officer)
    assert Reorganisation.objects.filter(act=task.public_id).count() == 1


def test_what_is_no_longer_allowed_when_its_turn_comes_is_a_sentence_and_changes_nothing(
    officer: Officer, worked: Any
) -> None:
    firm, back, park = named("和畅"), named("长河街"), named("浦沿")
    url = reverse("orgs:move", args=[firm.public_id]) + f"?to={back.public_id}"
    officer.client.post(url, {"reason": "搬回长河", "step": "do"})
    services.dissolve(back.public_id, actor=SYSTEM, on=TODAY)
    page = worked(officer)
    assert "没有做成。「长河街道总工会（演示）」已经撤销，不能再改。" in page
    assert "什么都没有改动" in page
    assert named("和畅").parent_id == park.pk


def test_a_task_of_somebody_who_lost_her_office_changes_nothing(officer: Officer, worked: Any) -> None:
    firm, back = named("和畅"), named("长河街")
    url = reverse("orgs:move", args=[firm.public_id]) + f"?to={back.public_id}"
    officer.client.post(url, {"reason": "搬回长河", "step": "do"})
    bare = Officer(officer.client, replace(officer.actor, offices=()))
    assert "您现在管不到要调整的工会" in worked(bare)
    assert named("和畅").parent_id != back.pk


def test_a_merger_and_a_split_of_many_rows_are_tasks_too(officer: Officer, worked: Any) -> None:
    firm, other = named("和畅"), found("新港机械（演示）工会", Kind.ENTERPRISE, named("浦沿"))
    keeper = makers.make_person("周明礼", org=other)
    chair = Role.objects.get(org=None, key="organiser").public_id
    office = services.appoint(other.public_id, person_id=keeper.public_id, role_id=chair, actor=SYSTEM)
    url = reverse("orgs:merge", args=[firm.public_id]) + f"?from={other.public_id}"
    officer.client.post(url, {"reason": "两厂合并", "step": "do", "keep": str(office.public_id)} | REPLY)
    assert Organisation.objects.get(pk=other.pk).state == OrgState.ACTIVE
    assert "会员、海报和用人单位都转了过来" in worked(officer)
    assert Organisation.objects.get(pk=other.pk).state == OrgState.DISSOLVED
    assert Office.objects.filter(org=firm, person=keeper, ends_on=None).exists()
    second = makers.make_member(firm, "周可心")
    said = {"reason": "二厂另立", "kind": "enterprise", "name": "和畅二厂（演示）工会", "cards": second.card_no}
    officer.client.post(reverse("orgs:split", args=[firm.public_id]), said | REPLY | {"step": "do"})
    assert "新工会的档案已经建好" in worked(officer)
    second.refresh_from_db()
    assert second.org_id == named("和畅二厂（演示）工会").pk
    task = Task.objects.get(title__startswith="分立")
    answer = officer.client.get(reverse("system:task", args=[task.public_id])).content.decode()
    assert reverse("orgs:union", args=[named("和畅二厂（演示）工会").public_id]) in answer


def test_a_merger_waits_for_what_is_open_unless_it_is_handed_over(officer: Officer) -> None:
    firm, other = named("和畅"), found("新港机械（演示）工会", Kind.ENTERPRISE, named("浦沿"))
    makers.make_application(other, "赵一舟")
    keeper = makers.make_person("周明礼", org=other)
    chair = Role.objects.get(org=None, key="organiser").public_id
    office = services.appoint(other.public_id, person_id=keeper.public_id, role_id=chair, actor=SYSTEM)
    assert "新港机械" in officer.get("orgs:merge", firm.public_id)
    url = reverse("orgs:merge", args=[firm.public_id]) + f"?from={other.public_id}"

    def post(step: str, status: int = 200, **said: Any) -> str:
        answer = officer.client.post(url, {"reason": "两厂合并", "step": step, **said}, follow=step == "do")
        assert answer.status_code == status, desk.words(answer.content.decode())[-500:]
        return desk.words(answer.content.decode())

    assert "还没有填上级工会的批复文号和日期" in post("preview", 422)
    assert "还有没办完的事：待办入会申请 1" in post("preview", 422, **REPLY)
    agreed: dict[str, Any] = REPLY | {"hand_over_unfinished": "on", "keep": str(office.public_id)}
    assert "任职接着干的 1 个，结束的 0 个" in post("preview", **agreed)
    assert Organisation.objects.get(pk=other.pk).state == OrgState.ACTIVE
    assert "合并好了" in post("do", **agreed)
    assert Organisation.objects.get(pk=other.pk).state == OrgState.DISSOLVED
    assert Office.objects.filter(org=firm, person=keeper, ends_on=None).exists()
    assert "新港机械（演示）工会 并入 和畅电子（演示）工会" in officer.get("orgs:union", firm.public_id)


def test_a_split_takes_along_the_chosen(officer: Officer) -> None:
    firm = named("和畅")
    works = found("和畅二厂（演示）", Kind.EMPLOYER, named("浦沿"))
    services.cover(firm.public_id, works.public_id, actor=SYSTEM, since=MOVED_ON)
    second = makers.make_member(firm, "周可心")
    Membership.objects.filter(pk=second.pk).update(employer=works)
    third = makers.make_member(firm, "郑可为")

    def post(step: str, status: int = 200, **said: Any) -> str:
        given = {"reason": "二厂另立", "kind": "enterprise", "name": "和畅二厂（演示）工会", "step": step} | REPLY
        answer = officer.client.post(reverse("orgs:split", args=[firm.public_id]), given | said, follow=step == "do")
        assert answer.status_code == status, desk.words(answer.content.decode())[-900:]
        return desk.words(answer.content.decode())

    assert "还没有选谁分出去" in post("preview", 422)
    assert "没有这些会员证号：123" in post("preview", 422, cards="123")
    chosen: dict[str, Any] = {"employers": str(works.public_id), "cards": third.card_no}
    assert "会员 2 名转到新工会，会员证号和入会日期不变；留下 1 名" in post("preview", **chosen)
    assert "分立好了" in post("do", **chosen)
    made = named("和畅二厂（演示）工会")
    assert set(Membership.objects.filter(org=made, state="active").values_list("pk", flat=True)) == {
        second.pk, third.pk,
    }  # fmt: skip
    assert Coverage.objects.get(employer=works, until=None).union_id == made.pk


# — Groups, employers, vacancies —


def test_a_group_is_made_filled_left_and_closed(officer: Officer, district: Organisation) -> None:
    given = {"kind": "park", "name": "智慧新天地（演示）", "keeper": str(district.public_id)}
    assert "建好了" in officer.post("orgs:new_group", **given)
    assert "已经有一个同类的分组" in officer.post("orgs:new_group", status=422, **given)
    [group] = queries.groups(officer.actor)
    firm = named("和畅")
    assert "加进来" in officer.get("orgs:group", group.public_id, q="和畅")
    assert "和畅电子" in officer.post("orgs:join_group", group.public_id, org=str(firm.public_id), on="2026-06-01")
    assert "已经在" in officer.post("orgs:join_group", group.public_id, org=str(firm.public_id))
    assert "里面还没有组织" in officer.get("orgs:group", group.public_id, day="2026-05-01")
    assert "智慧新天地" in officer.get("orgs:records", firm.public_id)
    assert "移出去了" in officer.post("orgs:leave_group", group.public_id, org=str(firm.public_id))
    assert "现在不在" in officer.post("orgs:leave_group", group.public_id, org=str(firm.public_id))
    assert "停用了" in officer.post("orgs:close_group", group.public_id)
    assert "智慧新天地" in officer.get("orgs:groups", closed="1")
    other = desk.officer_of(makers.make_org("宁波市总工会（演示）", kind=Kind.CITY))
    other.get("orgs:group", group.public_id, status=404)


def test_a_union_shows_the_staff_of_its_employers_and_no_nought_where_nobody_knows(officer: Officer) -> None:
    street, joint = named("长河街"), found("长河联合（演示）工会", Kind.JOINT, named("长河街"))

    def staff(body: Organisation) -> queries.Staff | None:
        return queries.staff_of(queries.organisation(body.public_id, SYSTEM))

    assert "没有登记" in officer.get("orgs:union", street.public_id)
    assert staff(street) is staff(joint) is None
    found("锦程机械（演示）", Kind.EMPLOYER, street, staff_total=1_200)
    found("没填人数（演示）", Kind.EMPLOYER, street)
    elsewhere = found("无会重工（演示）", Kind.EMPLOYER, named("浦沿"), staff_total=30)
    services.cover(joint.public_id, elsewhere.public_id, actor=SYSTEM)
    page = officer.get("orgs:union", street.public_id)
    assert "职工 1,200 人" in page
    assert "1 家单位合计" in page
    assert staff(street) == queries.Staff(1_200, 1)
    assert staff(joint) == queries.Staff(30, 1)
    services.cover(joint.public_id, named("锦程").public_id, actor=SYSTEM)
    assert staff(joint) == queries.Staff(1_230, 2)
    services.dissolve(elsewhere.public_id, on=TODAY, actor=SYSTEM)
    assert staff(joint) == queries.Staff(1_200, 1)
    services.edit(joint.public_id, staff_total=500, actor=SYSTEM)
    assert staff(joint) == queries.Staff(500), "its own figure comes first"


def test_an_employer_is_attached_and_detached_with_days(officer: Officer) -> None:
    firm, works = named("和畅"), found("锦程机械（演示）", Kind.EMPLOYER, named("长河街"), staff_total=60)
    assert "锦程机械" in officer.get("orgs:covers", firm.public_id, q="锦程")
    attach = {"org": str(works.public_id), "on": "2026-05-01"}
    assert "挂好了" in officer.post("orgs:cover", firm.public_id, **attach)
    assert "已经挂在" in officer.post("orgs:cover", firm.public_id, **attach)
    assert rows(officer, only="uncovered") == set()
    assert "早于挂上的日期" in officer.post("orgs:cover", firm.public_id, **attach | {"on": "2026-04-01", "act": "end"})
    assert "还没有到" in officer.post("orgs:cover", firm.public_id, **attach | {"on": "2027-01-01", "act": "end"})
    assert "解除了" in officer.post("orgs:cover", firm.public_id, org=str(works.public_id), act="end")
    row = Coverage.objects.get()
    assert (row.since, row.until) == (date(2026, 5, 1), TODAY)
    assert rows(officer, only="uncovered") == {"锦程机械"}
    assert "锦程机械" in officer.get("orgs:union", firm.public_id, day="2026-05-20")
    assert "没有挂在" in officer.post("orgs:cover", firm.public_id, org=str(works.public_id), act="end")
    assert "不是用人单位" in officer.post("orgs:cover", firm.public_id, org=str(named("长河街").public_id))
    officer.post("orgs:cover", firm.public_id, status=404, org=str(uuid4()))
    events = AuditEntry.objects.filter(event__in=["orgs.covered", "orgs.uncovered"]).count()
    assert events == 2


def test_a_vacancy_is_minded_from_above_for_a_time(officer: Officer, district: Organisation) -> None:
    deputy = makers.officer_of(district, *makers.CHAIR, name="何清明")
    street = named("长河街")
    assert "长河街道总工会（演示） 空缺" in officer.get("orgs:vacancies")
    chair = Role.objects.get(org=None, key="organiser")
    person = Office.objects.get(public_id=deputy.offices[0].office_id).person.public_id
    given = {"person": str(person), "role": str(chair.public_id)}
    assert "请填日期" in officer.post("orgs:mind", street.public_id, status=422, **given)
    assert "安排好了" in officer.post("orgs:mind", street.public_id, ends_on="2026-09-01", **given)
    text = officer.get("orgs:vacancies")
    assert "何清明 代管" in text
    assert "何清明" in officer.get("orgs:expiring")
    assert "快届满的任职 1" in officer.get("system:home")
    office = Office.objects.get(org=street)
    assert "任职结束了" in officer.post("orgs:end_office", office.public_id, reason="no longer minded")
    assert "何清明 代管" not in officer.get("orgs:vacancies")


def test_an_office_with_a_term_can_be_ended_before_it(officer: Officer, district: Organisation) -> None:
    street = named("长河街")
    office = services.appoint(
        street.public_id, person_id=makers.make_person("周明礼", org=street).public_id, actor=SYSTEM,
        role_id=Role.objects.get(org=None, key="organiser").public_id, ends_on=date(2029, 6, 17),
    )  # fmt: skip
    assert "结束任职 ：周明礼" in officer.get("orgs:offices")
    officer.post("orgs:end_office", office.public_id, reason="换届")
    assert "结束任职 ：周明礼" not in officer.get("orgs:offices")
    assert "周明礼" in officer.get("orgs:offices", ended="1")
