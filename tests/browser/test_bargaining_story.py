"""From the offer to the published contract, as two new users: the union's chair on a phone, the employer at a desk.

Through real pages only, on the demo clock, axe on every page reached; in the middle the line is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser import looking
from tests.browser.conftest import Served, serving
from tests.browser.seats import Seat

pytestmark = pytest.mark.browser
#: The page asks every three seconds; on a machine that does other things too, answer and drawing take their time.
FOLLOWS = 8_000
RESENT = 10_000


@pytest.fixture(scope="module")
def stage() -> Iterator[Served]:
    """A demonstration of its own: its clock is put forward, which nobody else would like."""
    with serving("walk", "tests.browser.walk_story") as found:
        yield found


class Person(Seat):
    """Somebody at a browser, with the ways of these pages."""

    def press(self, words: str, *, kind: str = "button") -> None:
        """Press what says so, and look at where it leads."""
        here = self.page.get_by_role(kind, name=words).first  # type: ignore[arg-type]
        here.click()
        self.page.wait_for_load_state()
        self.look()

    def follow(self, words: str) -> None:
        """Follow the link that says so."""
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        self.look()


@pytest.fixture
def two(browser: Browser, stage: Served) -> Iterator[tuple[Person, Person]]:
    """The chair on her phone, the head of the employer at a desk."""
    sessions = stage.story["sessions"]
    with (
        looking.context(browser, stage.url, looking.NORMAL, sessions["chair"]) as small,
        looking.context(browser, stage.url, looking.WIDE, sessions["head"]) as wide,
    ):
        both = []
        for opened in (small, wide):
            opened.add_init_script(looking.axe_script())
            page, faults = looking.listening(opened)
            page.set_default_timeout(8_000)
            both.append(Person(page, stage.url, faults))
        yield both[0], both[1]
        told = [fault for each in both for fault in each.faults]
        # While the line is cut the browser and htmx say so.
        assert [
            fault for fault in told if "ERR_INTERNET_DISCONNECTED" not in fault and "console: htmx:" not in fault
        ] == []


def test_from_the_offer_to_publication(
    two: tuple[Person, Person], browser: Browser, stage: Served, tmp_path: Path
) -> None:
    chair, head = two
    case = offer(chair)
    answer(head)
    prepare(chair, head, case)
    settle(chair, head, case)
    adopt(head, case)
    vote(chair, browser, stage, case, tmp_path)
    sign(chair, head, case)
    file_and_wait(head, case)
    head.go(case)
    head.follow("向全体职工公布")
    head.press("确定")
    expect(head.page.locator("main")).to_contain_text("公布")
    chair.go(case)
    chair.follow("报上一级工会")
    chair.press("确定")
    chair.go(case)
    expect(chair.page.locator("main")).to_contain_text("履行中")


def offer(chair: Person) -> str:
    """The chair writes an offer, names four, sends it; returns the case's address."""
    chair.go("/desk/")
    chair.go("/bargaining/")
    chair.follow("发起协商")
    # What is typed before another kind of contract is chosen stays.
    chair.fill(place="三楼会议室")
    chair.page.locator("main [name=scale]").select_option(label="不是")
    chair.press("能级工资专项集体合同")
    expect(chair.page.locator("main [name=place]")).to_have_value("三楼会议室")
    # Of the eighteen topics two are enough for a walk.
    chair.page.evaluate(
        """() => document.querySelectorAll("[name=topics]").forEach((box) => {
          box.checked = ["grade.pay_from", "grade.notice_days"].includes(box.value); })"""
    )
    meets = timezone.localtime() + timedelta(days=10)
    chair.fill(meet_at=meets.strftime("%Y-%m-%dT09:00"), wanted_each="3")
    box = chair.page.locator("main [name=meet_at]").bounding_box()
    assert box is not None
    assert box["width"] > 240, "a day with its hour is cut off in half a phone"
    chair.press("存成草稿，接着定代表")
    chair.press("加入名单")
    for name in ("陈白露", "赵霜降"):
        chair.fill(name=name, chosen_on=timezone.localdate().isoformat(), votes="49", voters="54")
        chair.press("加入名单")
    chair.follow("回到协商")
    case = chair.page.url
    chair.follow("发出要约")
    chair.press("发出要约")
    expect(chair.page.locator("main")).to_contain_text("现在轮到企业方")
    return case


def answer(head: Person) -> None:
    """The employer finds it on its front page, signs for it, answers, names three."""
    head.go("/desk/")
    head.follow("能级工资集体协商")
    head.follow("办理这件协商")
    head.press("由我经办")
    expect(head.page.locator("main")).to_contain_text("请先签收")
    head.follow("签收要约书")
    head.press("签收")
    head.follow("书面答复")
    head.press("答复：同意协商")
    head.follow("双方代表")
    head.press("加入名单")
    for name in ("吴处暑", "郑秋分"):
        head.fill(name=name)
        head.press("加入名单")
    expect(head.page.locator("main")).to_contain_text("都符合条例")


def prepare(chair: Person, head: Person, case: str) -> None:
    """Publicised, promised, materials given, the room opened; the other side's page follows by itself."""
    head.go(case)
    chair.go(case)
    chair.follow("公示代表")
    chair.press("从今天起公示")
    expect(head.page.locator("main")).to_contain_text("保密承诺", timeout=FOLLOWS)
    for who in (chair, head):
        who.go(case)
        who.follow("保密承诺")
        who.press("我承诺保密")
    # What an offer of wages usually asks for stands in it already: the employer gives it.
    head.go(case)
    head.follow("交换资料")
    for box in head.page.get_by_role("checkbox").all():
        box.check()
    head.press("议题、名单、资料都给了对方")
    for who in (head, chair):
        who.go(case)
        who.follow("开始协商")
    chair.press("开始协商")
    expect(head.page.locator(".room-state")).to_contain_text("协商中", timeout=FOLLOWS)


def settle(chair: Person, head: Person, case: str) -> None:
    """Two clauses: one over a line that is cut, one as usual."""
    phone = chair.page
    phone.context.set_offline(True)
    phone.locator("form[action*=propose] [name=value]").fill("7")
    phone.get_by_role("button", name="以本方名义提交这一稿").click()
    expect(phone.locator("form[action*=propose] [data-draft-status]")).to_contain_text("信号不好")
    expect(phone.locator("[data-offline]")).to_be_visible()
    expect(phone.locator("form[action*=propose] [name=value]")).to_have_value("7")
    phone.context.set_offline(False)
    expect(phone.locator(".prop.worker")).to_contain_text("第 1 稿", timeout=RESENT)
    expect(phone.locator(".prop.worker")).not_to_contain_text("第 2 稿")
    head.page.get_by_role("button", name="同意这一稿").click(timeout=FOLLOWS)
    for words in ("同意，先把这一项定下来。", "下一项看公示天数。"):
        head.page.fill(".say [name=words]", words)
        head.page.get_by_role("button", name="发送").click()
        expect(head.page.locator(".bubble", has_text=words)).to_have_count(1)
    expect(phone.locator(".bubble")).to_have_count(2, timeout=FOLLOWS)
    chair.go(f"{case}room/")
    chair.look()
    phone.locator("form[action*=propose] textarea").first.fill("认定次月起按新标准发放，每月 10 日前发。")
    phone.get_by_role("button", name="以本方名义提交这一稿").click()
    expect(phone.locator(".prop.worker")).to_contain_text("第 1 稿")
    head.page.get_by_role("button", name="同意这一稿").click(timeout=FOLLOWS)
    expect(head.page.locator("#item")).to_contain_text("都谈定了")


def adopt(head: Person, case: str) -> None:
    """The employer sets the term, reads the text, adopts it."""
    head.go(case)
    head.follow("形成草案")
    begins = timezone.localdate() + timedelta(days=40)
    head.fill(starts_on=begins.isoformat(), ends_on=(begins + timedelta(days=364)).isoformat())
    head.press("保存")
    expect(head.page.locator("[name=starts_on]")).to_have_value(begins.isoformat())
    head.press("企业方采用这个文本")


def vote(chair: Person, browser: Browser, stage: Served, case: str, folder: Path) -> None:
    """Submitted, put to the congress, six days later opened; two count, the result is announced."""
    chair.go(f"{case}congress/")
    chair.press("提交职代会")
    chair.press("在这次会上表决")
    chair.page.locator("main .item").first.click()
    chair.page.wait_for_load_state()
    chair.look()
    sitting = chair.page.url
    chair.press("封存名单")
    chair.page.locator("dialog[open] button").last.click()
    put_forward(chair, "7 天")
    chair.follow("照纸质签到册录入")
    page = folder / "page.jpg"
    Image.new("RGB", (60, 80), "white").save(page)
    chair.page.set_input_files("main [type=file]", page)
    chair.page.check("[data-pick-all]")
    chair.press("录入到会")
    chair.press("宣布开会")
    chair.follow("去计票")
    motion = chair.page.url
    count(chair, motion)
    with looking.context(browser, stage.url, looking.WIDE, stage.story["sessions"]["teller"]) as opened:
        other = Person(opened.new_page(), stage.url, [])
        count(other, motion)
        other.press("公布结果")
        expect(other.page.locator("main")).to_contain_text("通过")
    chair.go(sitting)


def count(who: Person, motion: str) -> None:
    """One teller's own count."""
    who.go(motion)
    who.follow("录入我的计票")
    who.fill(issued="54", returned="54", valid="53", void="1", yes="45", no="5", abstain="3")
    who.press("录入")


def put_forward(who: Person, words: str) -> None:
    """The demo clock, from wherever one is."""
    who.page.locator("[data-open=demo-clock]").first.click()
    who.page.locator("#demo-clock-body button").first.wait_for()
    who.look()
    who.page.locator("#demo-clock-body").get_by_role("button", name=words).first.click()
    who.page.wait_for_load_state()
    expect(who.page.locator("#toasts")).to_contain_text("演示时钟现在是")


def sign(chair: Person, head: Person, case: str) -> None:
    """Both agree to sign on screen, both sign."""
    for who in (chair, head):
        who.go(f"{case}sign/")
        who.press("同意使用电子签名")
    for who in (head, chair):
        who.go(f"{case}sign/")
        who.page.get_by_role("button", name="电子签名", exact=True).click()
        who.page.wait_for_load_state()
    expect(chair.page.locator("main")).to_contain_text("已签字")


def file_and_wait(head: Person, case: str) -> None:
    """Filed at a window, received; fifteen days of silence make it effective."""
    head.go(case)
    head.follow("报送和审查")
    head.press("登记报送")
    head.press("登记收到")
    head.go(case)
    put_forward(head, "提出异议")
    # The worker looks at clocks in its own time; every step of the way stands on the page from the start.
    publish = head.page.locator("main").get_by_role("link", name="向全体职工公布")
    head.go(case)
    for _look in range(60):
        if publish.count():
            break
        head.page.wait_for_timeout(500)
        head.page.reload()
