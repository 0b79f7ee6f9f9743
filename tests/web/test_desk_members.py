"""Members on the desk: found, looked at, a number opened, and a list taken out of the program."""

from __future__ import annotations

import html
import io
import logging
import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from hexian.config import logs
from hexian.domains.members.models import Membership
from hexian.domains.members.services import flow
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Purpose
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.work import registry, runs
from hexian.foundation.work.models import Task
from hexian.foundation.work.rules import TaskState
from tests import makers
from tests.conftest import NOW
from tests.makers import TODAY
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture
def union() -> Organisation:
    return makers.make_org()


@pytest.fixture
def officer(union: Organisation) -> Officer:
    return desk.officer_of(union)


def test_a_number_taken_back_is_said_to_be_none(union: Organisation) -> None:
    officer = desk.officer_of(union, *makers.CHAIR, "people.reveal")
    member = makers.make_member(union, "李知夏")
    Person.objects.filter(pk=member.person_id).update(verified_by_resolution=True)
    before = officer.get("members:member", member.public_id)
    assert "随入会决议认定" in before
    assert "看身份证号" in before
    people.give_consent(member.person, Purpose.IDENTITY, actor=makers.SYSTEM)
    people.withdraw_consent(member.person, Purpose.IDENTITY, actor=makers.SYSTEM)
    after = officer.get("members:member", member.public_id)
    assert "身份证号 没有留" in after
    for gone in ("已隐藏", "随入会决议认定", "已核对", "看身份证号"):
        assert gone not in after
    assert not Person.objects.get(pk=member.person_id).verified_by_resolution


@pytest.mark.parametrize("typed", ["知夏", "lizhixia", "LZX", "330108199003070025", "13900139000"])
def test_members_are_found_by_whatever_one_knows(officer: Officer, union: Organisation, typed: str) -> None:
    makers.make_member(union, "李知夏", number="330108199003070025", phone="13900139000")
    makers.make_member(union, "王小满")
    text = desk.words(officer.find("members:members", typed=typed).content.decode())
    assert "李知夏" in text
    assert "王小满" not in text
    assert "330108199003070025" not in text.replace(typed, "")


def test_what_is_not_found_says_how_to_try_again(officer: Officer, union: Organisation) -> None:
    makers.make_member(union)
    assert "换个写法试试" in officer.get("members:members", text="无此人")
    assert "没有符合条件的会员" in officer.get("members:members", kind_of_work="飞行员")
    assert "这里没有人" in officer.get("members:members", state="quit")


def test_on_a_past_day_the_members_of_that_day_are_listed(officer: Officer, union: Organisation) -> None:
    stayed, left = makers.make_member(union, "王小满"), makers.make_member(union, "周可心")
    Membership.objects.filter(pk__in=[stayed.pk, left.pk]).update(joined_on=TODAY)
    Membership.objects.filter(pk=left.pk).update(state="quit", ended_on=TODAY + timedelta(days=1))
    flow.drain()
    with pytest.MonkeyPatch.context() as later:
        later.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=2))
        then = officer.get("members:members", day=TODAY.isoformat(), union=str(union.public_id), kind_of_work="无")
        now = officer.get("members:members")
        ahead = officer.get("members:members", day="2099-01-01")
    assert "那一天 2 名" in then
    assert all(name in then for name in ("王小满", "周可心", "您看的是 2026 年 6 月 17 日的情况"))
    assert "周可心" not in now
    assert "这一天还没有到" in ahead
    assert "王小满" in ahead


def test_without_members_the_page_leads_to_the_queue(officer: Officer) -> None:
    assert "还没有会员" in officer.get("members:members")


def test_a_look_at_her_page_is_on_record(officer: Officer, union: Organisation) -> None:
    member = makers.make_member(union)
    text = officer.get("members:member", member.public_id)
    assert "本人在「谁看过我」里看得到" in text
    assert AuditEntry.objects.filter(event="person.viewed", person_id=member.person_id).count() == 1
    officer.get("members:member", member.public_id)
    assert AuditEntry.objects.filter(event="person.viewed", person_id=member.person_id).count() == 1


def test_members_of_other_unions_do_not_exist(officer: Officer) -> None:
    stranger = makers.make_member(makers.make_org("浦沿街道总工会（演示）"))
    officer.get("members:member", stranger.public_id, status=404)
    officer.post("members:reveal", stranger.public_id, status=404, reason="想看看")
    assert "李知夏" not in officer.get("members:members")


def test_a_number_is_opened_with_a_reason_and_she_can_read_who_did(officer: Officer, union: Organisation) -> None:
    number = makers.id_number()
    member = makers.make_member(union, number=number)
    refused = officer.post("members:reveal", member.public_id, status=422, reason="  ")
    assert "请写明为什么要看，本人看得到" in refused
    assert number in officer.post("members:reveal", member.public_id, status=200, reason="补办会员证")
    hers = desk.at_the_desk(makers.worker(member.person))
    looks = hers.get("me:looks")
    assert "打开了您的身份证全号" in looks
    assert "补办会员证" in looks
    assert "李敏" in looks


def test_whoever_may_only_look_opens_nothing_and_exports_nothing(union: Organisation) -> None:
    viewer = desk.officer_of(union, "members.view")
    member = makers.make_member(union)
    viewer.post("members:reveal", member.public_id, status=403, reason="想看看")
    viewer.post("members:export", status=403)
    assert "导出" not in viewer.get("members:members").split("会员证号")[0]


def test_an_export_starts_a_task_one_may_leave(officer: Officer, union: Organisation) -> None:
    makers.make_member(union)
    text = officer.post("members:export", filter="state=active")
    task = Task.objects.get()
    assert "正在排队" in text
    assert "可以去做别的" in text
    assert "导出会员名单" in officer.get("system:tasks")
    assert "停下" in officer.get("system:task", task.public_id)
    fragment = officer.client.get(reverse("system:task", args=[task.public_id]), headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in fragment.content.decode()


def test_an_export_can_be_stopped(officer: Officer, union: Organisation) -> None:
    makers.make_member(union)
    officer.post("members:export")
    task = Task.objects.get()
    assert "按您说的停下了" in officer.post("system:cancel_task", task.public_id)
    task.refresh_from_db()
    assert task.state == TaskState.CANCELLED
    assert "已经结束" in officer.post("system:cancel_task", task.public_id, status=422)


def test_a_task_and_its_file_are_its_starters_alone(officer: Officer, union: Organisation) -> None:
    makers.make_member(union)
    officer.post("members:export")
    task = Task.objects.get()
    colleague = desk.officer_of(union, name="何清明")
    colleague.get("system:task", task.public_id, status=404)
    colleague.post("system:cancel_task", task.public_id, status=404)
    assert "还没有任务" in colleague.get("system:tasks")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"filter": "text=李知夏"}, "按姓名或号码搜索的结果不能导出"),
        ({"filter": "state=quit"}, "没有什么可导出"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence(
    officer: Officer, union: Organisation, data: dict[str, str], words: str
) -> None:
    makers.make_member(union)
    assert words in officer.post("members:export", status=422, **data)
    assert not Task.objects.exists()


def test_whole_numbers_need_their_duty(union: Organisation) -> None:
    exporter = desk.officer_of(union, "members.view", "members.export")
    makers.make_member(union)
    assert "不打码" not in exporter.get("members:members")
    assert "您的职务不能导出完整的证件号" in exporter.post("members:export", status=422, whole="1")


def test_the_file_is_read_by_its_starter_alone(
    officer: Officer, union: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, phone = makers.id_number(), makers.mobile()
    makers.make_member(union, "王小满", number=number, phone=phone)
    officer.post("members:export")
    monkeypatch.setattr(registry, "_builder", [lambda starter, now: replace(officer.actor, now=now)])
    runs.run_task(str(Task.objects.get().public_id))
    task = Task.objects.get()
    assert "做完了" in officer.get("system:task", task.public_id)
    url = reverse("system:file", args=[task.attachment_id])
    answer = officer.client.get(url)
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(desk.streamed(answer))).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert "李敏" in rows[0][0]
    assert "2026-06-17" in rows[0][0]
    assert rows[2][:3] == ["王小满", f"**************{number[-4:]}", f"{phone[:3]}****{phone[-4:]}"]
    colleague, auditor = desk.officer_of(union, name="何清明"), desk.officer_of(union, "orgs.view", "audit.view")
    assert [other.client.get(url).status_code for other in (colleague, auditor)] == [404, 404]


def test_a_file_past_its_time_is_said_to_be_gone(officer: Officer, union: Organisation) -> None:
    makers.make_member(union)
    officer.post("members:export")
    Task.objects.update(state=TaskState.DONE, attachment_id=uuid4(), finished_at=NOW)
    text = officer.get("system:task", Task.objects.get().public_id)
    assert "文件过了保留期，已经自动删除" in text
    assert "下载" not in text


def test_an_address_behind_a_button_leads_to_the_page_it_is_on(officer: Officer, union: Organisation) -> None:
    """After a refusal the address in the bar is the button's: reloading it, or opening it later, shows the page."""
    row = makers.make_application(union, "王小满")
    page = reverse("members:application", args=[row.public_id])
    for name, above in (("members:check", page), ("members:propose", reverse("members:applications"))):
        address = reverse(name, args=[row.public_id] if name == "members:check" else [])
        answer = officer.client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, above)
    assert officer.client.get(page).status_code == 200
    other = officer.client.put(reverse("members:propose"))
    assert (other.status_code, other["Allow"]) == (405, "POST")
    assert "这个网址不能直接打开" in desk.words(other.content.decode())


def test_a_signed_page_is_read_by_those_who_admit(officer: Officer, union: Organisation) -> None:
    row = makers.make_application(union, "王小满")
    resolution = makers.make_resolution(row, officer=officer.actor)
    page = SimpleUploadedFile("决议.pdf", b"%PDF-1.7 signed", "application/pdf")
    officer.post("members:attach_evidence", resolution.public_id, page=page)
    resolution.refresh_from_db()
    url = reverse("system:file", args=[resolution.evidence_id])
    colleague, auditor = desk.officer_of(union, name="何清明"), desk.officer_of(union, "orgs.view", "audit.view")
    for reader in (officer, colleague):
        assert desk.streamed(reader.client.get(url)) == b"%PDF-1.7 signed"
    assert auditor.client.get(url).status_code == 404


# — A number looked for stays out of addresses and logs —


@pytest.mark.parametrize("name", ["members:members", "system:search"])
@pytest.mark.parametrize("typed", ["330108199003070025", "3301081990030700", "139 0013 9000", "１３９００１３９０００"])
def test_a_number_looked_for_is_answered_without_an_address(
    officer: Officer, union: Organisation, name: str, typed: str
) -> None:
    makers.make_member(union, "李知夏", number="330108199003070025", phone="13900139000")
    answer = officer.find(name, field=FIELD[name], typed=typed)
    assert answer.redirect_chain == []
    assert answer.status_code == 200
    links = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode()))
    assert typed.replace(" ", "") not in links
    assert ("李知夏" in answer.content.decode()) is (len(typed) != 16)


FIELD = {"members:members": "text", "system:search": "q"}


@pytest.mark.parametrize("name", ["members:members", "system:search"])
def test_a_name_looked_for_goes_to_an_address_that_can_be_kept(
    officer: Officer, union: Organisation, name: str
) -> None:
    makers.make_member(union, "李知夏")
    answer = officer.find(name, field=FIELD[name], typed="知夏")
    assert [status for _url, status in answer.redirect_chain] == [302]
    assert f"{FIELD[name]}=%E7%9F%A5%E5%A4%8F" in answer.redirect_chain[0][0]
    assert "李知夏" in answer.content.decode()


@pytest.mark.parametrize("name", ["members:members", "system:search", "orgs:appoint"])
def test_a_number_in_an_address_is_taken_out_of_it(officer: Officer, union: Organisation, name: str) -> None:
    field = FIELD.get(name, "q")
    answer = officer.client.get(reverse(name), {field: "330108199003070025", "state": "quit"}, follow=True)
    assert [url for url, _status in answer.redirect_chain] == [f"{reverse(name)}?state=quit"]
    assert "不能写在网址里" in answer.content.decode()


def test_a_search_keeps_the_filter_and_a_name_its_pages(officer: Officer, union: Organisation) -> None:
    for _ in range(60):
        makers.make_member(union, "李知夏", kind_of_work="快递员")
    url = f"{reverse('members:members')}?kind_of_work=&union={union.public_id}"
    answer = officer.client.post(url, {"text": "知夏"}, follow=True)
    assert f"union={union.public_id}" in answer.redirect_chain[0][0]
    onward = re.search(r'href="(\?[^"]*cursor=[^"]*)" rel="next"', answer.content.decode())
    assert onward is not None
    second = officer.client.get(reverse("members:members") + html.unescape(onward[1]))
    assert "李知夏" in second.content.decode()


def test_a_number_finds_whom_to_appoint_without_an_address(officer: Officer, union: Organisation) -> None:
    member = makers.make_member(union, "李知夏", number="330108199003070025")
    url = f"{reverse('orgs:appoint')}?org={union.public_id}"
    answer = officer.client.post(url, {"q": "330108199003070025", "find": "1"})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "李知夏" in said
    links = re.findall(r'(?:href|action)="([^"]*)"', said)
    assert not [link for link in links if "330108199003070025" in link]
    picked = next(link for link in links if str(member.person.public_id) in link)
    chosen = officer.client.get(reverse("orgs:appoint") + html.unescape(picked)).content.decode()
    assert f'name="person" value="{member.person.public_id}"' in chosen


def test_a_number_looked_for_reaches_neither_log_nor_figures(officer: Officer) -> None:
    stream = io.StringIO()
    logs.configure(debug=True)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    officer.find("members:members", typed="330108199003070025")
    officer.client.get(reverse("members:members"), {"text": "330108199003070025"})
    officer.client.get("/nowhere/", {"text": "330108199003070025"})
    logs.configure(debug=False)
    assert "members:members" in stream.getvalue()
    assert "330108199003070025" not in stream.getvalue()
    assert "330108199003070025" not in officer.client.get("/metrics").content.decode()


def test_a_reader_who_admits_nobody_is_not_led_to_a_page_closed_to_her(union: Organisation) -> None:
    chair, reader = desk.officer_of(union), desk.officer_of(union, "members.view", name="沈雨水")
    applied = makers.make_application(union, "李知夏")
    draft = makers.make_resolution(applied, officer=chair.actor, number="〔2026〕6 号")
    makers.pass_it(draft, chair.actor)
    admitted = Membership.objects.get(person__name="李知夏")
    address = reverse("members:resolution", args=[draft.public_id])
    page = reverse("members:member", args=[admitted.public_id])
    assert address in chair.client.get(page).content.decode()
    assert address not in reader.client.get(page).content.decode()
    assert "〔2026〕6 号" in reader.get("members:member", admitted.public_id)
