"""An officer's day in a real browser: keys, drawer, picked names made members, a refusal undone, a list exported."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
SETTLED = """Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity)
  .map((a) => a.finished))"""


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Page]:
    """李敏 at a wide window; her browser may complain of nothing but answers that are meant to be 4xx."""
    with looking.context(browser, served.url, looking.WIDE, served.story["sessions"]["officer"]) as opened:
        page, faults = looking.listening(opened)
        yield page
        assert [fault for fault in faults if "status of 4" not in fault] == []


def open_page(page: Page, served: Served, path: str) -> None:
    answer = page.goto(served.url + path)
    assert answer is not None
    assert answer.status == 200


# — The queue with mouse and keys —


def test_j_k_x_and_e_move_choose_and_act(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/applications/")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.locator(".bulk")).to_contain_text("已选 1 条")
    desk.keyboard.press("x")
    expect(desk.locator(".bulk")).to_be_hidden()
    desk.keyboard.press("k")
    desk.keyboard.press("e")
    desk.wait_for_url(re.compile(r"/desk/applications/[0-9a-f-]{36}/$"))


def test_choosing_all_brings_the_bar_and_letting_go_hides_it(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/applications/")
    desk.check("[data-pick-all]")
    count = desk.locator("input[data-pick]").count()
    expect(desk.locator("[data-picked]")).to_have_text(str(count))
    desk.click("[data-pick-none]")
    expect(desk.locator(".bulk")).to_be_hidden()
    expect(desk.locator("[data-pick-all]")).not_to_be_checked()


def test_details_open_in_a_drawer_where_there_is_room_and_as_a_page_elsewhere(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/applications/?tab=findings")
    desk.click("a.title >> text=孙远行")
    drawer = desk.locator("#drawer")
    expect(drawer).to_contain_text("这个身份证号已经是本工会会员")
    expect(drawer).to_contain_text("打开整页")
    desk.evaluate(SETTLED)
    assert looking.axe(desk) == []
    desk.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    desk.set_viewport_size({"width": 1024, "height": 800})
    desk.click("a.title >> text=孙远行")
    desk.wait_for_url(re.compile(r"/desk/applications/[0-9a-f-]{36}/$"))


def test_a_skeleton_stands_for_details_on_their_way_and_nothing_for_those_that_do_not_come(
    browser: Browser, served: Served
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with looking.context(browser, served.url, looking.WIDE, served.story["sessions"]["officer"]) as opened:
        page = opened.new_page()
        open_page(page, served, "/desk/applications/?tab=findings")
        page.route(re.compile(r"/desk/applications/[0-9a-f-]{36}/$"), hold)
        page.click("a.title >> text=孙远行")
        expect(page.locator("#drawer-body")).to_have_attribute("data-loading", "")
        held[0].abort()
        expect(page.locator("#drawer")).to_be_hidden()
        expect(page.locator("#toasts")).to_contain_text("网络断了")


def test_checked_in_the_drawer_she_is_back_at_her_list(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/applications/?tab=waiting")
    desk.click("a.title >> text=赵一舟")
    desk.click("#drawer >> text=核对无误")
    expect(desk.locator("#toasts")).to_contain_text("赵一舟核对好了")
    assert desk.url.endswith("/desk/applications/?tab=waiting")


def test_a_filter_is_a_chip_that_can_be_taken_off(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/applications/")
    desk.click("summary.chip >> text=工会")
    desk.click(".menu-body a >> text=长河骑手")
    chip = desk.locator(".chip.on")
    expect(chip).to_contain_text("工会：长河骑手（演示）工会")
    expect(desk.locator("tbody")).not_to_contain_text("周一帆")
    chip.click()
    expect(desk.locator("tbody")).to_contain_text("周一帆")


def test_a_refusal_can_be_undone_from_its_toast(desk: Page, served: Served) -> None:
    open_page(desk, served, f"/desk/applications/{served.story['desk']['application']}/")
    desk.click("main >> text=不能通过")
    desk.select_option("#id_reason", "identity")
    desk.click("text=告诉本人没有通过")
    expect(desk.locator("#toasts")).to_contain_text("已告诉周一帆没有通过")
    expect(desk.locator("tbody")).not_to_contain_text("周一帆")
    desk.click("[data-undo]")
    expect(desk.locator("#toasts")).to_contain_text("这份申请重新待办")
    expect(desk.locator("tbody")).to_contain_text("周一帆")


# — From picked names to members —


def test_from_picked_names_to_members(desk: Page, served: Served, tmp_path: Path) -> None:
    open_page(desk, served, "/desk/applications/")
    for name in ("吴晓岚", "郑明轩"):
        desk.check(f"input[aria-label='选择 {name}']")
    desk.click(".bulk >> text=提交委员会")
    expect(desk.locator("h1")).to_have_text("把 2 个人提交委员会")
    desk.click("main .btn-primary")
    expect(desk.locator(".summary")).to_contain_text("请填决议编号")
    desk.fill("#id_number", "〔2026〕2 号")
    desk.evaluate("document.querySelector('#id_held_on').value = new Date().toLocaleDateString('sv')")
    desk.fill("#id_chair", "李敏")
    desk.click("main .btn-primary")
    expect(desk.locator("h1")).to_contain_text("〔2026〕2 号")
    _prints(desk, served)
    _uploads(desk, tmp_path)
    _votes(desk)
    open_page(desk, served, "/desk/members/?text=晓岚")
    expect(desk.locator("tbody")).to_contain_text("吴晓岚")


def _prints(desk: Page, served: Served) -> None:
    link = desk.locator("a >> text=打印决议").get_attribute("href")
    answer = desk.request.get(f"{served.url}{link}")
    assert answer.body().startswith(b"%PDF-")


def _uploads(desk: Page, folder: Path) -> None:
    """Everything somebody may pick by mistake, then a photo as phones take them."""
    wrong = {
        "空.jpg": b"",
        "其实是字.jpg": "今天开会。".encode(),
        "太大.jpg": b"\xff\xd8\xff" + bytes(11 * 1024 * 1024),
    }
    words = {"空.jpg": "这个文件是空的", "其实是字.jpg": "这种文件收不了", "太大.jpg": "文件超过 10 MB"}
    for name, content in wrong.items():
        (folder / name).write_bytes(content)
        desk.set_input_files("input[type=file]", folder / name)
        desk.click("text=存签字页")
        expect(desk.locator(".summary")).to_contain_text(words[name])
    Image.new("RGB", (3000, 2000), "beige").save(folder / "签字页.jpg", "JPEG")
    desk.set_input_files("input[type=file]", folder / "签字页.jpg")
    expect(desk.locator("[data-file] img")).to_be_visible()
    desk.click("text=存签字页")
    expect(desk.locator("#toasts")).to_contain_text("签字页存好了")
    link = desk.locator("a >> text=看已存的签字页").get_attribute("href")
    kept = desk.request.get(desk.url.split("/desk/")[0] + str(link)).body()
    assert Image.open(io.BytesIO(kept)).size == (3000, 2000)


def _votes(desk: Page) -> None:
    def vote(seats: int, present: int, yes: int, no: int, abstained: int) -> None:
        for name, number in {"seats": seats, "present": present, "yes": yes, "no": no, "abstained": abstained}.items():
            desk.fill(f"#id_{name}", str(number))
        desk.click("text=记录表决，2 人入会")

    vote(5, 4, 3, 0, 0)
    expect(desk.locator(".summary")).to_contain_text("票数对不上")
    expect(desk.locator("#id_yes")).to_have_value("3")
    vote(5, 2, 2, 0, 0)
    expect(desk.locator(".summary")).to_contain_text("至少要到 3 人，现在是 2 人")
    vote(5, 4, 4, 0, 0)
    expect(desk.locator("#toasts")).to_contain_text("名单上的人现在都是会员")


# — Exporting —


def test_an_export_is_left_and_come_back_to(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/members/")
    desk.click("main >> text=导出")
    desk.click("#export >> .layer-foot >> text=/^ *导出 *$/")
    desk.wait_for_url(re.compile(r"/desk/tasks/[0-9a-f-]{36}/$"))
    place = desk.url
    open_page(desk, served, "/desk/")
    expect(desk.locator("main")).to_contain_text("导出会员名单")
    desk.goto(place)
    expect(desk.locator("#task")).to_contain_text("做完了", timeout=30_000)
    with desk.expect_download() as waiting:
        desk.click("text=下载")
    sheet = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert re.match(r"由 李敏 于 \d{4}-\d\d-\d\d \d\d:\d\d 导出", rows[0][0])
    assert all(re.fullmatch(r"\*{14}[0-9X]{4}", row[1]) for row in rows[2:-1])
    assert not re.search(r"\d{15}", " ".join(row[1] + row[2] for row in rows))


# — A number opened, and who is told —


def test_an_opened_number_stands_on_her_own_page(desk: Page, browser: Browser, served: Served) -> None:
    open_page(desk, served, f"/desk/members/{served.story['desk']['member']}/")
    desk.click("main >> text=看身份证号")
    desk.fill("#reveal input[name=reason]", "补办会员证，对照身份证")
    desk.click("#reveal >> text=看一次")
    expect(desk.locator(".secret")).to_have_text("330108199003070025")
    with looking.context(browser, served.url, looking.NORMAL, served.story["sessions"]["member"]) as phone:
        page = phone.new_page()
        page.goto(served.url + "/me/data/looks/")
        expect(page.locator("main")).to_contain_text("补办会员证，对照身份证")


def test_a_wish_is_granted(desk: Page, served: Served) -> None:
    open_page(desk, served, "/desk/changes/")
    expect(desk.locator("main")).to_contain_text("要改工种")
    desk.click("text=不改")
    expect(desk.locator(".summary")).to_contain_text("请写明为什么没有更正")
    desk.click("text=看过证件，改")
    expect(desk.locator("#toasts")).to_contain_text("改好了")


# — What cannot be undone —


def test_a_union_is_dissolved_only_after_its_name_is_typed(desk: Page, served: Served) -> None:
    open_page(desk, served, f"/desk/unions/{served.story['desk']['street']}/")
    desk.click("main >> text=设立下级")
    desk.select_option("#id_kind", "enterprise")
    desk.fill("#id_name", "要撤销（演示）工会")
    desk.fill("#id_short_name", "要撤销（演示）工会")
    desk.click("main .btn-primary")
    expect(desk.locator("h1")).to_have_text("要撤销（演示）工会")
    desk.click("main >> text=新做一张")
    desk.fill("#poster input[name=label]", "一号门")
    desk.click("#poster >> text=做海报")
    expect(desk.locator("#posters")).to_contain_text("一号门")
    desk.click("main button[data-open=dissolve]")
    expect(desk.locator("[data-confirmed]")).to_be_disabled()
    desk.fill("[data-confirm]", "要撤销（演示）工会")
    desk.click("[data-confirmed]")
    expect(desk.locator("#toasts")).to_contain_text("已撤销")
    expect(desk.locator("#posters")).to_contain_text("已停用")
