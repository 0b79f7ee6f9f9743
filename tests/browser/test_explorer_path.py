"""The tree in a real browser: a branch opened, a union moved, the tree as it was, the package taken along."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Page]:
    """李敏 at a wide window, whose browser has nothing to complain of."""
    with looking.context(browser, served.url, looking.WIDE, served.story["sessions"]["officer"]) as opened:
        page, faults = looking.listening(opened)
        yield page
        assert faults == []


def test_a_union_is_moved_seen_where_it_was_and_taken_along(desk: Page, served: Served) -> None:
    ids = served.story["desk"]
    desk.goto(f"{served.url}/desk/unions/")
    moved = desk.locator(".node-row", has_text="新天地楼宇联合")
    expect(moved).to_have_count(0)
    desk.click("summary.node-row >> text=智慧新天地")
    expect(moved).to_be_visible()
    desk.click(f"a[href='/desk/unions/{ids['moved']}/']")
    desk.click("main >> text=改到另一个上级下面")
    desk.fill("#q", "长河街道")
    desk.click("main >> text=找 >> nth=-1")
    desk.click("a.item >> text=长河街道总工会")
    desk.fill("#id_reason", "楼宇还给街道管")
    desk.click("text=先看会怎样")
    expect(desk.locator(".foreseen")).to_contain_text("改为隶属于「长河街道总工会（演示）」")
    desk.click("text=确认划转")
    expect(desk.locator("#toasts")).to_contain_text("划转好了")
    expect(desk.locator("#history")).to_contain_text("从 智慧新天地（演示）园区工会 划转到 长河街道总工会（演示）")

    yesterday = desk.evaluate("new Date(Date.now() - 864e5).toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    desk.fill("#day", yesterday)
    desk.click("#history >> text=看 >> nth=-1")
    expect(desk.locator(".tip.past")).to_contain_text("不是今天")
    expect(desk.locator("main")).to_contain_text("那一天的上级智慧新天地（演示）园区工会")
    desk.click("text=回到今天")

    desk.click("summary >> text=更多")
    desk.click("text=打包档案")
    desk.wait_for_url(re.compile(r"/desk/tasks/[0-9a-f-]{36}/$"))
    with desk.expect_download(timeout=30_000) as waiting:
        desk.click("main >> text=下载", timeout=30_000)
    path = waiting.value.path()
    book = zipfile.ZipFile(io.BytesIO(Path(path).read_bytes()))
    named = {each["path"] for each in json.loads(book.read("index.json"))["files"]}
    assert {"档案.pdf", "台账.xlsx", "台账/隶属关系.csv"} <= named
    assert "楼宇还给街道管" in book.read("台账/划转合并分立.csv").decode()
