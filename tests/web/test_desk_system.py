"""What waits, search, notices, the trail, the numbers of law, the calendar: read and changed on the desk."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from hexian.domains.members.models import Application
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation import audit
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock.models import CalendarYear
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.notices import services as notices
from hexian.foundation.notices.models import Notice
from tests import makers
from tests.conftest import NOW
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]
ADMIN = ("orgs.view", "orgs.manage", "orgs.offices", "audit.view", "lawbook.change", "clock.enter_calendar")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture
def union() -> Organisation:
    return makers.make_org()


@pytest.fixture
def officer(union: Organisation) -> Officer:
    return desk.officer_of(union, *makers.CHAIR, "audit.view")


@pytest.fixture
def admin() -> Officer:
    return desk.officer_of(makers.root(), *ADMIN, name="周立春")


# — What waits —


def test_the_first_page_lists_what_is_due_first(officer: Officer, union: Organisation) -> None:
    late = makers.make_application(union, "王小满")
    makers.make_application(union, "赵一舟")
    Application.objects.filter(pk=late.pk).update(due_at=NOW - timedelta(days=1))
    text = officer.get("system:home")
    assert "2 份入会申请在等" in text
    assert text.index("王小满") < text.index("赵一舟")
    assert "已超期 1 天" in text


def test_figures_she_may_not_open_are_left_out(admin: Officer) -> None:
    text = admin.get("system:home")
    assert "待办申请" not in text
    assert "全部申请" not in text
    assert "没有在做的任务" in text


@pytest.mark.parametrize(
    ("duties", "place"),
    [
        (("orgs.view", "members.view"), "「会员」"),
        (("orgs.view", "orgs.manage", "audit.view"), "「基层工会」、「操作记录」"),
    ],
)
def test_an_empty_desk_promises_no_applications_to_whom_none_come(
    union: Organisation, duties: tuple[str, ...], place: str
) -> None:
    text = desk.officer_of(union, *duties).get("system:home")
    assert "今天的都办完了" not in text
    assert "新申请来了" not in text
    assert place in text
    assert "新申请来了会在这里提醒您" in desk.officer_of(union, name="王主席").get("system:home")


def test_who_may_not_make_a_poster_is_not_told_to(union: Organisation) -> None:
    viewer, chair = desk.officer_of(union, "orgs.view"), desk.officer_of(union, name="王主席")
    assert "做一张，职工" not in viewer.get("orgs:union", union.public_id)
    assert "做一张，职工" in chair.get("orgs:union", union.public_id)


def test_a_worker_without_office_goes_home(union: Organisation) -> None:
    worker = desk.at_the_desk(makers.worker(makers.make_member(union).person))
    assert worker.client.get(reverse("system:home")).headers["Location"] == reverse("me:home")
    worker.get("system:search", status=404)


# — Search —


def test_search_finds_people_and_unions_of_hers_only(officer: Officer, union: Organisation) -> None:
    makers.make_member(union, "王小满")
    makers.make_member(makers.make_org("浦沿街道总工会（演示）"), "孙小满")
    text = officer.get("system:search", q="小满")
    assert "王小满" in text
    assert "孙小满" not in text
    assert union.name in officer.get("system:search", q="长河")
    assert "换个写法试试" in officer.get("system:search", q="浦沿")
    assert "想找谁" in officer.get("system:search")


# — Notices —


def test_notices_are_read_one_by_one_or_all(officer: Officer) -> None:
    person = officer.actor.person_id or 0
    for _ in range(2):
        notices.tell(person, "members.change_accepted", url="/me/matters/", actor=makers.SYSTEM)
    assert "2 条未读" in officer.get("system:notices")
    first = Notice.objects.filter(person_id=person).order_by("created_at").first()
    assert first is not None
    answer = officer.client.post(reverse("system:open_notice", args=[first.public_id]), {"url": "/me/matters/"})
    assert answer.headers["Location"] == "/me/matters/"
    away = officer.client.post(reverse("system:open_notice", args=[first.public_id]), {"url": "//example.org"})
    assert away.headers["Location"] == reverse("system:notices")
    assert "1 条未读" in officer.get("system:notices")
    assert "都看过了" in officer.post("system:read_notices")
    officer.post("system:open_notice", uuid4(), status=404)


def test_older_notices_are_a_page_further(officer: Officer) -> None:
    person = officer.actor.person_id or 0
    for _ in range(31):
        notices.tell(person, "members.change_accepted", actor=makers.SYSTEM)
    page = officer.client.get(reverse("system:notices")).content.decode()
    (older,) = re.findall(r'href="(\?at=[^"]+)"', page)
    second = desk.words(officer.client.get(reverse("system:notices") + older.replace("&amp;", "&")).content.decode())
    assert second.count("您申请更正的资料已经改好了") == 1
    assert "回到最新" in second
    officer.get("system:notices", at="x", id="x", status=400)


# — The trail —


def test_the_trail_says_who_did_what_in_words(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    officer.post("members:refuse", row.public_id, reason="identity")
    text = officer.get("system:audit")
    assert "没有通过入会申请" in text
    assert "李敏 · 长河街道总工会（演示） · 工会主席" in text
    assert "原因：身份没有核对上" in text
    assert "答复时限" not in text
    everything = officer.get("system:audit", by="all")
    assert "答复时限开始计算" in everything
    for page in (text, everything):
        assert not UUID.search(page)
        assert not re.search(r"\b(members|orgs|clock|work)\.[a-z]", page)


def test_one_subject_has_a_trail_of_its_own(officer: Officer, union: Organisation) -> None:
    first, second = (makers.make_application(union, name) for name in ("王小满", "赵一舟"))
    officer.post("members:check", first.public_id)
    officer.post("members:refuse", second.public_id, reason="identity")
    text = officer.get("system:audit", subject=str(first.public_id))
    assert "核对了入会申请" in text
    assert "没有通过" not in text
    assert "还没有记录" in officer.get("system:audit", subject="x")


def test_no_entry_is_lost_between_two_pages_of_one_moment(officer: Officer, union: Organisation) -> None:
    for number in range(130):
        audit.record("members.checked", f"case-{number}", actor=officer.actor, code=union.code)
    seen: set[str] = set()
    address = "?by=all"
    for _ in range(9):
        page = officer.client.get(reverse("system:audit") + address)
        rows = page.context["entries"]
        seen.update(line.subject for line in rows if line.subject)
        address = page.context["older"]
        if not address:
            break
    assert not address
    counted = AuditEntry.objects.filter(code__startswith=union.code).count()
    assert counted >= 130


def test_the_trail_of_others_stays_theirs(officer: Officer) -> None:
    other = makers.make_org("浦沿街道总工会（演示）")
    stranger = desk.officer_of(other, name="陈不识")
    stranger.post("orgs:open_poster", other.public_id, label="北门")
    assert "陈不识" not in officer.get("system:audit")
    officer.get("system:audit", before="x", status=400)


def test_what_runs_by_itself_can_be_read(officer: Officer) -> None:
    assert "后台还没有报到" in officer.get("system:schedule")


# — The numbers of law —


def test_the_lawbook_is_read_in_words(admin: Officer) -> None:
    text = admin.get("system:law")
    assert "收到入会申请后答复 全国 3 个工作日" in text
    assert "未核实，请所在工会确认" in text
    assert "超过 1/2" in admin.get("system:law", area="1")
    assert "收到入会申请后答复" in admin.get("system:law", area="x")


def law(admin: Officer, status: int = 302, code: str = "join.reply", region: str = "", **data: str) -> str:
    known = {"value": "5", "valid_from": "2026-06-17", "source": "本会章程第 3 条", "sure": "V"}
    answer = admin.client.post(f"{reverse('system:change_law')}?code={code}&region={region}", known | data)
    assert answer.status_code == status, desk.words(answer.content.decode())[:900]
    return desk.words(answer.content.decode())


def test_a_changed_number_holds_for_what_begins_afterwards(admin: Officer, union: Organisation) -> None:
    before = makers.make_application(union, "王小满")
    law(admin)
    after = makers.make_application(union, "赵一舟")
    before.refresh_from_db()
    assert (before.due_at, after.due_at) == (
        NOW.replace(hour=16, minute=0, day=23),
        NOW.replace(hour=16, minute=0, day=25),
    )
    assert lawbook.look_up("join.reply", "330108", date(2026, 6, 17)).number == 5
    assert "5 个工作日" in admin.get("system:change_law", code="join.reply")
    assert "修改了法定参数" in admin.get("system:audit")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "五天"}, "「五天」读不成这类数值"),
        ({"value": ""}, "请填新的值"),
        ({"source": ""}, "请写明依据"),
        ({"sure": ""}, "请选核实到什么程度"),
        ({"valid_from": ""}, "请填从哪天起"),
        ({"valid_from": "2019-01-01"}, "请选更晚的生效日期"),
    ],
)
def test_a_number_that_cannot_be_read_is_explained_and_kept(admin: Officer, wrong: dict[str, str], words: str) -> None:
    text = law(admin, 422, **({"value": "5"} | wrong))
    assert words in text
    assert "本会章程第 3 条" in text or "source" in wrong


def test_a_number_everybodys_way_in_hangs_on_is_changed_within_its_bounds(admin: Officer) -> None:
    assert "程序还没有用到" not in (page := admin.get("system:change_law", code="join.code_tries"))
    assert "只能填 3 到 10" in page
    assert "这个数只能填 3 到 10" in law(admin, 422, "join.code_tries", value="0")
    assert "改「全国」的那一行" in law(admin, 422, "join.code_tries", "330108", value="4")
    law(admin, code="join.code_tries", value="4")
    assert lawbook.look_up("join.code_tries", "", date(2026, 6, 17)).number == 4


def test_how_far_a_number_is_verified_is_never_chosen_beforehand(admin: Officer) -> None:
    """Every row, verified or not: a new value has a new source."""
    for code in ("join.reply", "union.required_members"):
        page = admin.client.get(f"{reverse('system:change_law')}?code={code}&region=").content.decode()
        chosen = re.findall(r'<option value="([^"]*)"[^>]*selected', page)
        assert chosen in ([], [""]), code
        assert '<option value=""' in page


def test_a_number_nothing_reads_yet_says_so(admin: Officer) -> None:
    assert "等经费和会费的功能" in admin.get("system:law", area="1")
    assert "等经费和会费的功能" in admin.get("system:change_law", code="union.fee_rate")
    assert "程序还没有用到" not in admin.get("system:change_law", code="join.reply")


def test_there_is_no_page_for_a_rule_that_does_not_exist(admin: Officer) -> None:
    admin.get("system:change_law", code="x", status=404)
    admin.get("system:change_law", code="join.reply", region="x", status=404)


def test_only_who_looks_after_the_program_changes_its_rules(officer: Officer) -> None:
    for name in ("law", "change_law", "calendar", "enter_calendar"):
        officer.get(f"system:{name}", status=404)


# — The calendar —

OFF = """2027-01-01 元旦
2027-02-05 春节
2027-02-06 春节
2027-02-07 春节
2027-02-08 春节
2027-02-09 春节
2027-04-05 清明节
2027-05-01 劳动节
2027-05-02 劳动节
2027-06-09 端午节
2027-09-15 中秋节
2027-10-01 国庆节
2027-10-02 国庆节
2027-10-03 国庆节"""
NOTICE = {"year": "2027", "off": OFF, "worked": "2027-02-20 春节", "source": "国办发明电〔2026〕7 号"}


def test_the_notice_of_a_year_is_entered(admin: Officer) -> None:
    assert "2027–" in admin.get("system:calendar")
    text = admin.post("system:enter_calendar", **NOTICE)
    assert "录入了，0 个时限改了日期" in text
    assert not CalendarYear.objects.get(year=2027).provisional


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"off": "2027-01-01 元旦\n二月五日 春节"}, "第 2 行「二月五日 春节」看不懂"),
        ({"off": "2027-02-30 春节"}, "第 1 行「2027-02-30 春节」看不懂"),
        ({"off": f"{OFF}\n2028-01-01 元旦"}, "不在 2027 年的放假安排里"),
        ({"off": OFF.replace("2027-10-01 国庆节\n", "")}, "2027 年 10 月 1 日（国庆节）是法定节假日"),
        ({"worked": "2027-02-22 春节"}, "不是周末，不用写成调休上班"),
        ({"worked": "2027-02-06 春节"}, "既写了放假又写了上班"),
        ({"year": "27"}, "年份从 2020 起"),
        ({"year": "明年"}, "年份写四位数字"),
        ({"source": ""}, "请写通知的名称和文号"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(admin: Officer, wrong: dict[str, str], words: str) -> None:
    text = admin.post("system:enter_calendar", status=422, **NOTICE | wrong)
    assert words in text
    assert "2027" in text


# — Acting as another office —


def test_she_acts_as_one_of_her_offices_only(union: Organisation) -> None:
    other = makers.make_org("和畅电子（演示）工会", kind="enterprise", parent=union)
    first = makers.officer_of(union, "orgs.view", "members.view")
    second = makers.officer_of(other, "orgs.view", person=Person.objects.get(pk=first.person_id or 0))
    both = desk.at_the_desk(second)
    assert "会员" in both.post("system:act_as", office=str(first.offices[0].office_id))
    both.post("system:act_as", office=str(second.offices[0].office_id))
    both.get("members:members", status=404)
    both.post("system:act_as", status=404, office=str(uuid4()))
