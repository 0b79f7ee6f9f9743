"""Next year's table in a real browser: a gap is told the moment it is made, and a second person publishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


@contextmanager
def at_the_desk(browser: Browser, served: Served, who: str) -> Iterator[Page]:
    """Somebody at a wide window; her browser may complain of nothing but answers that are meant to be 4xx."""
    with looking.context(browser, served.url, looking.WIDE, served.story["sessions"][who]) as opened:
        page, faults = looking.listening(opened)
        yield page
        assert [fault for fault in faults if "status of 4" not in fault] == []


def test_an_officer_writes_next_years_table_and_a_second_publishes_it(browser: Browser, served: Served) -> None:
    with ExitStack() as desks:
        author = desks.enter_context(at_the_desk(browser, served, "officer"))
        author.goto(f"{served.url}/desk/tables/{served.story['desk']['table']}/")
        author.click("text=由它起草下一版")
        author.fill("[name=valid_from]", "2031-01-01")
        author.fill("[name=basis]", "〔2030〕8 号（演示）")
        author.click("text=抄一份")
        address = author.url.partition("#")[0]

        author.fill("[name='r2.c0.lo']", "5,500")
        author.keyboard.press("Tab")
        expect(author.locator("#faults")).to_contain_text("5,000 元到 5,500 元这一段没有比例。")
        expect(author.locator("#faults")).to_contain_text("例如：合规自付 5,001 元")
        author.fill("[name='r2.c0.lo']", "5,000")
        author.fill("[name='r2.o0']", "36%")
        author.keyboard.press("Tab")
        expect(author.locator("#faults")).to_contain_text("没有空缺，没有重叠")
        author.click("#last >> text=存下")
        author.click("[aria-label='第 5 行 移除']")
        expect(author.locator("#faults")).to_contain_text("3 万元以上没有比例。")
        author.click("[data-undo]")
        expect(author.locator("#faults")).to_contain_text("没有空缺，没有重叠")

        author.fill("[name=c0]", "8,000")
        author.click("text=算算看")
        expect(author.locator("#try")).to_contain_text("合计 2,580 元。")
        author.click("text=提交，请第二个人发布")
        expect(author.locator("main")).to_contain_text("这一版您自己动过手，不能由您发布")

        second = desks.enter_context(at_the_desk(browser, served, "second"))
        second.goto(address)
        second.click("text=和别的版本比")
        expect(second.locator("main")).to_contain_text(re.compile(r"第 2 行.*比例 35% 36%"))
        second.goto(address)
        second.click("button >> text=发布")
        expect(second.locator(".page-head")).to_contain_text("已发布")
