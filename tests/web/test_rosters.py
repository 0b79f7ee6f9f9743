"""Rosters on the desk: real files through the forms, in a browser without JavaScript, and the worker's part."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from hexian.cli.demo_roster import write_roster
from hexian.domains.members import services as members
from hexian.domains.members.models import Membership, Resolution
from hexian.domains.orgs.models import Organisation
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.rosters import texts
from hexian.domains.rosters.models import Import
from hexian.domains.rosters.rules import Column
from hexian.foundation import sheets
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.sheets import texts as sheet_texts
from hexian.foundation.work import registry, runs
from hexian.foundation.work import services as tasks
from hexian.foundation.work.models import Task
from tests import makers
from tests.conftest import NOW
from tests.foundation import workbook_files
from tests.rosters.makers import HEAD, person, table
from tests.web import desk
from tests.web.desk import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

VOTE: dict[str, Any] = {
    "number": "和畅工〔2026〕8 号",
    "held_on": "2026-06-17",
    "seats": 5,
    "present": 5,
    "yes": 5,
    "no": 0,
}


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=5))


@dataclass
class Hand:
    """An officer with rosters: she uploads, confirms, waits for the worker, reads the page."""

    officer: Officer
    union: Organisation
    seen: list[str] = field(default_factory=list)

    def send(self, content: bytes, name: str = "名册.csv", status: int = 302, **more: object) -> Any:
        """Hand a file in; the answer."""
        sent = {"union": str(self.union.public_id), "sender": "锦程（演示）", "file": SimpleUploadedFile(name, content)}
        answer = self.officer.client.post(reverse("rosters:upload"), sent | more)
        assert answer.status_code == status, desk.words(answer.content.decode())[:1500]
        return answer

    def sent(self, content: bytes, name: str = "名册.csv", **more: Any) -> UUID:
        """Hand a file in that is taken; its id."""
        location = self.send(content, name, **more).headers["Location"]
        return UUID(location.split("/")[-3])

    def look(self, roster: UUID, route: str = "rosters:roster", **query: Any) -> str:
        """What a page of it says; kept, to see that no number ever stood on one."""
        self.seen.append(self.officer.get(route, roster, **query))
        return self.seen[-1]

    def confirm(self, roster: UUID, *, status: int = 302, sheet: str = "", **changes: str) -> str:
        """Confirm the columns as the page shows them, some of them changed: heading → column."""
        page = self.officer.client.get(reverse("rosters:columns", args=[roster]), {"sheet": sheet} if sheet else {})
        self.seen.append(desk.words(page.content.decode()))
        said = form_of(page.content.decode(), changes)
        return self.officer.post("rosters:columns", roster, status=status, **said)

    def check(self, roster: UUID) -> Import:
        """Press the button and let the worker do it."""
        self.officer.post("rosters:check", roster)
        return self.work(roster)

    def checked(self, rows: list[list[str]]) -> UUID:
        """A roster of these rows, up to the figures."""
        roster = self.sent(table(rows))
        self.confirm(roster)
        self.check(roster)
        return roster

    def land(self, roster: UUID, said: int, **more: object) -> Import:
        """Record a vote with it and let the worker do the rest."""
        self.officer.post("rosters:land", roster, resolution="new", said=said, **{**VOTE, "abstained": 0, **more})
        return self.work(roster)

    def work(self, roster: UUID) -> Import:
        """Do what is queued, as a worker would."""
        runs.run_task(str(Import.objects.get(public_id=roster).task_id))
        return Import.objects.get(public_id=roster)


def form_of(page: str, changes: dict[str, str]) -> dict[str, Any]:
    """What a browser would post of the form of columns."""
    form = page[page.index('name="csrfmiddlewaretoken"', page.index('class="stack"')) :]
    titles = [html.unescape(each) for each in re.findall(r'name="title" value="([^"]*)"', form)]
    chosen = []
    for title, select in zip(
        titles, re.findall(r'<select [^>]*name="column".*?</select>', form, re.DOTALL), strict=True
    ):
        picked = re.search(r'value="([^"]*)" selected', select)
        chosen.append(changes.get(title, picked[1] if picked else ""))
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form) for name in ("sheet", "header_row")}
    return {name: html.unescape(found[1]) if found else "" for name, found in hidden.items()} | {
        "title": titles, "column": chosen,
    }  # fmt: skip


@pytest.fixture
def union() -> Organisation:
    return makers.make_org("和畅电子（演示）工会")


@pytest.fixture
def hand(union: Organisation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    officer = desk.officer_of(union)
    monkeypatch.setattr(registry, "_builder", [lambda starter, now: replace(officer.actor, now=now)])
    made = Hand(officer, union)
    yield made
    assert not re.search(r"\d{15}", " ".join(made.seen)), "a whole number stood on a page"


# — The whole way —


def test_a_faulty_roster_goes_in_is_corrected_once_lands_and_is_taken_back(hand: Hand, tmp_path: Path) -> None:
    record = write_roster(tmp_path / "list.xlsx", rows=60, faults=15, kind="xlsx", seed=6)
    faults, hidden = len(record["faults"]), len(record["hidden"])
    good = 60 - faults - hidden
    assert min(faults, hidden) > 0, "the seed makes too good a roster"

    roster = hand.sent((tmp_path / "list.xlsx").read_bytes(), "花名册.xlsx")
    columns = hand.look(roster, "rosters:columns")
    for words in ("填表说明", "会员名单", "旧名单", "各列都认出来了", "不导入，也不显示"):
        assert words in columns
    assert f"第 {record['heading_row']} 行：" in columns
    hand.confirm(roster)
    assert "先看前 20 行" in hand.look(roster)
    row = hand.check(roster)
    assert (row.state, row.rows, row.counts["hidden"]) == ("checked", 60 - hidden, hidden)

    page = hand.look(roster)
    for words in (f"可以接收 {good} ", f"要改正 {faults} ", f"隐藏的 {hidden} 行没有读", f"表决后接收 {good} 人"):
        assert words in page, words
    assert all(re.search(rf"\b{number}\b", page) for number in record["faults"])

    assert hand.land(roster, good).landed == good
    landed = hand.look(roster)
    assert f"接收了 {good} 人" in landed
    assert VOTE["number"] in landed
    basis = hand.officer.get("members:resolution", Resolution.objects.get(number=VOTE["number"]).public_id)
    assert f"花名册.xlsx 已接收 · {good} 人" in basis
    assert "名单空了" not in basis
    assert Membership.objects.filter(org=hand.union, state="active").count() == good

    corrected = hand.sent(corrected_sheet(hand, roster, tmp_path), "改正表.xlsx", corrects=str(roster))
    hand.confirm(corrected)
    assert hand.check(corrected).counts["faults"] == 0
    assert "改正自上一份" in hand.look(corrected)
    hand.land(corrected, faults, number="和畅工〔2026〕9 号")
    assert Membership.objects.filter(org=hand.union, state="active").count() == good + faults

    hand.officer.post("rosters:undo", corrected, reason="人事部发错了（演示）")
    assert hand.work(corrected).state == "undone"
    assert "人事部发错了" in hand.look(corrected)
    assert f"撤回了 {faults} 人" in hand.look(corrected)
    assert Membership.objects.filter(org=hand.union, state="active").count() == good


def corrected_sheet(hand: Hand, roster: UUID, folder: Path) -> bytes:
    """The error sheet, fetched from its task, with every row made right."""
    assert "下载改正表" in hand.look(roster)
    hand.officer.post("rosters:error_sheet", roster)
    task = Task.objects.get(name="rosters.error_sheet")
    runs.run_task(str(task.public_id))
    task.refresh_from_db()
    shown = hand.officer.get("system:task", task.public_id)
    assert all(words in shown for words in ("下载", "传改正后的", "回到这份名册"))
    answer = hand.officer.client.get(reverse("system:file", args=[task.attachment_id]))
    path = folder / "faults.xlsx"
    path.write_bytes(desk.streamed(answer))
    [head, *rows] = [each.cells for each in sheets.open_sheet(path, path.name).sheets[0].rows()]
    assert head[-1] == str(texts.FAULT_TITLE)
    assert all(row[-1] for row in rows)
    kinds = Import.objects.get(public_id=roster).columns
    right: dict[str, Callable[[], str]] = {
        Column.NAME: lambda: "王立春", Column.ID_NUMBER: makers.id_number, Column.MOBILE: makers.mobile,
        Column.JOINED_ON: lambda: "2024-03-01",
    }  # fmt: skip
    for row in rows:
        for place, kind in enumerate(kinds):
            if kind in right:
                row[place + 1] = right[kind]()  # behind the number of the row
    return workbook_files.xlsx(folder / "corrected.xlsx", [head, *rows]).read_bytes()


def test_a_list_in_gb18030_under_titles_is_read_and_its_sender_remembered(hand: Hand) -> None:
    rows = [["王立春", makers.id_number(), makers.mobile(), "装配工"], ["李雨水", makers.id_number(), "", "检验员"]]
    content = table(rows, ("员工", "证件号码", "手机", "干什么"), [["和畅电子（演示）花名册", "", "", ""]])
    first = hand.sent(content.decode().encode("gb18030"))
    page = hand.look(first, "rosters:columns")
    assert "王立春、李雨水" in page
    assert "看内容像" in page
    hand.confirm(first, 干什么="kind_of_work")
    assert hand.check(first).counts["fate.new"] == 2
    again = hand.sent(
        table([["陈惊蛰", makers.id_number(), makers.mobile(), "厨师"]], ("员工", "证件号码", "手机", "干什么"))
    )
    assert hand.look(again, "rosters:columns").count("这个发送方上次就是这样确认的") == 4
    assert "锦程（演示）" in hand.officer.client.get(reverse("rosters:upload")).content.decode()


def test_the_row_of_headings_can_be_pointed_at(hand: Hand) -> None:
    rows = [["王立春", makers.id_number(), makers.mobile()]]
    roster = hand.sent(table(rows, ("甲", "乙", "丙"), [["姓名", "性别", "都在下面"]]))
    assert "第 1 行：姓名、性别、都在下面" in hand.look(roster, "rosters:columns")
    page = hand.officer.client.get(reverse("rosters:columns", args=[roster]), {"header_row": "2"}).content.decode()
    said = form_of(page, {"甲": "name", "乙": "id_number", "丙": "mobile"})
    assert said["header_row"] == "2"
    hand.officer.post("rosters:columns", roster, **said)
    assert hand.check(roster).rows == 1


def test_columns_that_do_not_do_are_told_and_stay_as_they_were_chosen(hand: Hand) -> None:
    roster = hand.sent(table([person(), person("李雨水")]))
    assert "有两列都指成了「姓名」" in hand.confirm(roster, status=422, 工种="name")
    answer = hand.confirm(roster, status=422, 身份证号="", 手机号="")
    assert "身份证号和手机号至少要有一列" in answer
    assert "没有找到写姓名的那一列" in hand.confirm(roster, status=422, 姓名="")
    nameless = hand.sent(table([["x", "y"]], ("甲", "乙")))
    assert "没有认出表头" in hand.look(nameless, "rosters:columns")


def test_of_a_file_that_breaks_off_nothing_counts_and_it_says_where(hand: Hand) -> None:
    content = table([person("王立春") for _ in range(300)]) + b'"' + b"x" * 2_000_000
    roster = hand.sent(content)
    hand.confirm(roster)
    assert (hand.check(roster).state, Membership.objects.filter(org=hand.union).exists()) == ("mapped", False)
    assert "有一个英文双引号没有成对" in hand.look(roster)


# — Files that are not taken —


def _bad(make: Callable[[Path], Path]) -> Callable[[Path], bytes]:
    return lambda folder: make(workbook_files.xlsx(folder / "list.xlsx", [list(HEAD), person()])).read_bytes()


def _with_macros(path: Path) -> Path:
    return workbook_files.rewritten(path, lambda _name, content: content, {"xl/vbaProject.bin": b"x"})


def _bomb(path: Path) -> Path:
    return workbook_files.rewritten(path, lambda _name, content: content, {"xl/media/bomb.xml": b"\0" * 20_000_000})


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("空.xlsx", lambda _: b"", "empty"),
        ("名册.pdf", lambda _: b"%PDF-1.7 x", "unknown_kind"),
        ("其实是文档.xlsx", lambda _: b"%PDF-1.7 x", "unknown_kind"),
        ("名册.xlsx", lambda _: "姓名,手机\n王小满,1".encode(), "wrong_ending"),
        ("网页.xls", lambda _: b"<html><table></table></html>", "html"),
        ("名册.et", lambda _: b"anything", "wps"),
        ("半份.xlsx", lambda _: b"PK\x03\x04 and nothing else", "damaged"),
        ("密码.xlsx", _bad(workbook_files.locked), "password"),
        ("宏.xlsx", _bad(_with_macros), "macros"),
        ("宏.xlsm", _bad(lambda path: path), "macros"),
        ("炸弹.xlsx", _bad(_bomb), "bomb"),
        ("乱码.csv", lambda _: bytes(range(256)) * 40, "encoding"),
    ],
)
def test_a_bad_file_is_a_sentence_on_the_form_and_nothing_else(
    hand: Hand, tmp_path: Path, name: str, make: Callable[[Path], bytes], code: str
) -> None:
    page = desk.words(hand.send(make(tmp_path), name, status=422).content.decode())
    assert str(sheet_texts.SENTENCES[f"sheets.{code}"]).split("%")[0].split("（")[0] in page
    assert "锦程（演示）" in page, "what was filled in is still there"
    assert not Import.objects.exists()
    assert not Attachment.objects.exists()


def test_no_file_and_no_union_are_told_beside_their_fields(hand: Hand) -> None:
    page = hand.officer.post("rosters:upload", status=422, sender="锦程（演示）")
    assert "请选名册文件" in page
    assert "请选一个工会" in page


def test_the_second_officer_with_the_same_file_is_told_of_the_first_and_led_there(hand: Hand) -> None:
    content = table([person()])
    first = hand.sent(content)
    other = Hand(desk.officer_of(hand.union, name="吴远"), hand.union)
    page = other.send(content, "另一个名字.csv", status=422).content.decode()
    assert "李敏 已在" in desk.words(page)
    assert reverse("rosters:roster", args=[first]) in page
    again = hand.send(content, status=422).content.decode()
    assert "这份文件您已在" in desk.words(again)
    assert Import.objects.count() == 1


def test_a_large_file_is_taken_from_an_officer_and_from_nobody_else(hand: Hand, client: Client) -> None:
    row = ",".join(person()) + ",演示" * 400 + "\n"
    content = (",".join(HEAD) + "\n" + row * 4_500).encode()
    assert len(content) > 12 * 1024 * 1024
    hand.sent(content)
    anonymous = client.post(reverse("rosters:upload"), {"file": SimpleUploadedFile("名册.csv", content)})
    assert anonymous.status_code == 413
    body = encode_multipart(BOUNDARY, {"union": "", "file": SimpleUploadedFile("名册.csv", content)})
    in_pieces = hand.officer.client.generic(
        "POST", reverse("rosters:upload"), body, MULTIPART_CONTENT,
        **{"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True},  # type: ignore[arg-type]
    )  # fmt: skip
    assert "请选一个工会" in in_pieces.content.decode(), "without its length it was read, too"
    assert "请选名册文件" not in in_pieces.content.decode()


# — The check —


def test_progress_can_be_left_and_come_back_to_by_anybody_who_may(hand: Hand) -> None:
    roster = hand.sent(table([person(), person("李雨水")]))
    hand.confirm(roster)
    hand.officer.post("rosters:check", roster)
    colleague = desk.officer_of(hand.union, name="吴远")
    for officer in (hand.officer, colleague):
        assert "正在排队" in officer.get("rosters:roster", roster)
    url = reverse("rosters:roster", args=[roster])
    part = hand.officer.client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    hand.work(roster)
    assert hand.officer.client.get(url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    task = Import.objects.get(public_id=roster).task_id
    assert "去看这份名册" in hand.officer.get("system:task", task)


def test_stopped_it_is_as_before_and_the_old_work_does_nothing(hand: Hand) -> None:
    roster = hand.sent(table([person(), person("李雨水")]))
    hand.confirm(roster)
    hand.officer.post("rosters:check", roster)
    old = str(Import.objects.get(public_id=roster).task_id)
    assert "核对中途停下了，还没有接收任何人" in hand.officer.post("rosters:stop", roster)
    hand.officer.post("rosters:check", roster)
    runs.run_task(old)
    assert Import.objects.get(public_id=roster).state == "checking"
    assert hand.work(roster).state == "checked"
    assert Task.objects.get(public_id=old).state == "cancelled"


def test_work_that_ended_without_an_end_leads_on(hand: Hand) -> None:
    roster = hand.sent(table([person()]))
    hand.confirm(roster)
    hand.officer.post("rosters:check", roster)
    with makers.as_(hand.officer.actor):
        tasks.cancel(Import.objects.get(public_id=roster).task_id or UUID(int=0), actor=hand.officer.actor)
    page = hand.look(roster)
    assert "后台中途停下了" in page
    assert "every 2s" not in page
    hand.officer.post("rosters:stop", roster)
    assert hand.check(roster).state == "checked"


def test_given_up_its_file_is_gone(hand: Hand) -> None:
    roster = hand.sent(table([person()]))
    assert "这份名册放弃了" in hand.officer.post("rosters:cancel", roster)
    assert not Attachment.objects.exists()
    assert "已放弃" in hand.look(roster)


def test_rows_are_told_page_by_page_and_by_what_to_do(hand: Hand) -> None:
    here = makers.id_number()
    makers.make_member(hand.union, "孙小暑", number=here)
    bad = [person(f"王{place}", number="330108199001010011") for place in range(120)]
    roster = hand.checked([*bad, person("孙小暑", number=here), person("李雨水")])
    first = hand.officer.client.get(reverse("rosters:roster", args=[roster])).content.decode()
    assert "一半以上的行有问题，可能有哪一列认错了" in first
    onward = html.unescape(re.findall(r'href="([^"]*)" rel="next"', first)[0])
    second = hand.officer.client.get(f"{reverse('rosters:roster', args=[roster])}{onward}").content.decode()
    back = html.unescape(re.findall(r'href="([^"]*)" rel="prev"', second)[0])
    again = hand.officer.client.get(f"{reverse('rosters:roster', args=[roster])}{back}").content.decode()
    cells = [re.findall(r'data-label="行"><span class="num">(\d+)<', page) for page in (first, second, again)]
    assert cells[0] == cells[2] == [str(number) for number in range(2, 52)]
    assert cells[1] == [str(number) for number in range(52, 102)]
    assert "已经是本工会会员，不用再办" in hand.look(roster, verdict="skipped")
    assert "王" not in re.sub(r"王小满", "", hand.look(roster, verdict="fault")), "no name of a refused row is kept"


def test_a_lookalike_waits_for_a_look(hand: Hand) -> None:
    mobile = makers.mobile()
    makers.make_person("王立春", number=mobile)
    roster = hand.checked([person("王立春", mobile=mobile), person("李雨水")])
    assert "同名同手机号" in hand.look(roster, verdict="held")
    assert "还没有选行" in hand.officer.post("rosters:let_in", roster, status=422)
    assert "放行了 1 行" in hand.officer.post("rosters:let_in", roster, row=["2"])
    assert "表决后接收 2 人" in hand.look(roster)
    assert hand.land(roster, 2).landed == 2


# — Landing —


def test_it_lands_only_with_the_number_the_warnings_seen_and_a_vote_that_stands(hand: Hand) -> None:
    numbers = [makers.id_number() for _ in range(3)]
    elsewhere = makers.make_org("宁波市总工会（演示）")
    for number in numbers:
        makers.make_member(elsewhere, "赵立冬", number=number)
    roster = hand.checked([*(person("赵立冬", number=number) for number in numbers), person("王立春")])
    facts: dict[str, Any] = {"resolution": "new", "said": 1, "seen": ["mostly_elsewhere"], "abstained": 0, **VOTE}
    for change, words in (
        ({"said": 4}, "要接收的是 1 人，和填的不一样"),
        ({"said": ""}, "请填要接收的人数"),
        ({"seen": []}, "接收前请先看过这些提醒"),
        ({"present": 2, "yes": 2}, "至少要到 3 人"),
        ({"number": ""}, "请填决议编号"),
        ({"held_on": "2027-01-01"}, "还没有到"),
    ):
        page = hand.officer.post("rosters:land", roster, status=422, **{**facts, **change})
        assert words in page, f"{change}: {page[:1500]}"
        assert not Resolution.objects.filter(org=hand.union).exists(), "no vote is left of an act that was refused"
    hand.officer.post("rosters:land", roster, **facts)
    assert hand.work(roster).landed == 1


def test_it_may_hang_on_a_resolution_that_was_recorded_before(hand: Hand) -> None:
    with makers.as_(hand.officer.actor):
        kept = members.record_resolution(
            hand.union.public_id, number="和畅工〔2026〕7 号", held_on=makers.TODAY, seats=5, present=5, yes=5, no=0,
            abstained=0, actor=hand.officer.actor,
        )  # fmt: skip
    roster = hand.checked([person()])
    assert "和畅工〔2026〕7 号（2026 年 6 月 17 日）" in hand.look(roster, "rosters:land")
    hand.officer.post("rosters:land", roster, resolution=str(kept.public_id), said=1)
    assert hand.work(roster).resolution_id == kept.pk
    assert Resolution.objects.filter(org=hand.union).count() == 1


def test_a_page_that_lay_open_too_long_is_told_what_became_of_it(hand: Hand) -> None:
    roster = hand.checked([person()])
    columns = hand.officer.client.get(reverse("rosters:columns", args=[roster])).content.decode()
    hand.land(roster, 1)
    for route, said in (
        ("rosters:columns", form_of(columns, {})),
        ("rosters:land", {"resolution": "new", "said": 1, "abstained": 0, **VOTE}),
        ("rosters:check", {}), ("rosters:cancel", {}), ("rosters:stop", {}), ("rosters:let_in", {"all": "1"}),
        ("rosters:go_on", {}),
    ):  # fmt: skip
        page = hand.officer.post(route, roster, status=422, **said)
        assert "这份名册现在是「已接收」" in page, route
    assert hand.officer.client.get(reverse("rosters:land", args=[roster])).status_code == 302
    assert Membership.objects.filter(org=hand.union, state="active").count() == 1


def test_stopped_in_the_middle_it_is_gone_on_with(hand: Hand) -> None:
    roster = hand.checked([person(), person("李雨水")])
    hand.officer.post("rosters:land", roster, resolution="new", said=2, abstained=0, **VOTE)
    assert "中途停下了。已接收的都在" in hand.officer.post("rosters:stop", roster)
    assert "接着接收" in hand.look(roster)
    hand.officer.post("rosters:go_on", roster)
    assert hand.work(roster).landed == 2


# — Taking it back —


def test_who_would_stay_is_told_before_and_who_stayed_after(hand: Hand) -> None:
    roster = hand.checked([person("王立春"), person("李雨水")])
    hand.land(roster, 2)
    touched = Person.objects.get(name="李雨水")
    people.open_account(touched.mobile, touched, actor=makers.SYSTEM)
    before = hand.look(roster, "rosters:undo")
    assert "撤不掉的人（1 人）" in before
    assert "李雨水" in before
    assert "后来办过别的事" in before
    assert "请写明为什么撤销" in hand.officer.post("rosters:undo", roster, status=422, reason="")
    hand.officer.post("rosters:undo", roster, reason="发错了")
    hand.work(roster)
    after = hand.look(roster)
    assert "有 1 人留下" in after
    assert "李雨水" in after
    assert hand.officer.client.get(reverse("rosters:undo", args=[roster])).status_code == 302


def test_after_a_day_it_is_told_that_it_is_too_late(hand: Hand) -> None:
    roster = hand.checked([person()])
    hand.land(roster, 1)
    Import.objects.update(undo_until=NOW)
    assert "整份撤销" not in hand.look(roster)
    assert "整份撤销的期限到" in hand.officer.get("rosters:undo", roster, status=422)


# — The list —


def test_the_list_says_where_each_stands_and_what_to_do_when_there_is_none(hand: Hand) -> None:
    assert "原样上传就行" in hand.officer.get("rosters:rosters")
    waiting, landed = hand.sent(table([person()]), "等着.csv"), hand.checked([person("李雨水")])
    hand.land(landed, 1)
    page = hand.officer.get("rosters:rosters")
    for words in (
        "1 份在等您接着办",
        "等着.csv",
        "已上传，待确认各列",
        "已接收",
        "1 行，接收 1 人",
        "李敏",
        "锦程（演示）发来",
    ):
        assert words in page, words
    assert "等着.csv" not in hand.officer.get("rosters:rosters", tab="landed")
    assert "没有符合条件的名册" in hand.officer.get("rosters:rosters", tab="ended")
    hand.officer.post("rosters:cancel", waiting)
    assert "等着.csv" in hand.officer.get("rosters:rosters", tab="ended")


def test_a_stranger_and_one_who_does_not_admit_find_nothing(hand: Hand) -> None:
    roster = hand.sent(table([person()]))
    stranger = desk.officer_of(makers.make_org("宁波市总工会（演示）"))
    reader = desk.officer_of(hand.union, "members.view")
    for officer in (stranger, reader):
        for route in ("roster", "columns", "land", "undo"):
            officer.get(f"rosters:{route}", roster, status=404)
        for route in ("check", "cancel", "let_in", "error_sheet", "stop", "go_on"):
            officer.post(f"rosters:{route}", roster, status=404, all="1")
    reader.get("rosters:rosters", status=404)
    assert "名册.csv" not in stranger.get("rosters:rosters")
    assert Hand(stranger, hand.union).send(table([person()]), status=404)


def test_the_figure_of_those_elsewhere_leads_to_just_those(hand: Hand) -> None:
    number = makers.id_number()
    makers.make_member(makers.make_org("宁波市总工会（演示）"), "赵立冬", number=number)
    roster = hand.checked([person("王立春"), person("李雨水", number="1"), person("赵立冬", number=number)])
    page = hand.officer.client.get(reverse("rosters:roster", args=[roster])).content.decode()
    assert "?verdict=elsewhere#rows" in page
    shown = hand.look(roster, verdict="elsewhere")
    assert "已是会员" in shown
    assert "身份证号应有 18 位" not in shown
