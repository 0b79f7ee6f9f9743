"""What `looking` looks for is found where it is wrong, and only there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looking

pytestmark = pytest.mark.browser

RIGHT = """<!doctype html><html lang="zh-CN"><title>入会</title><meta name="viewport" content="width=device-width">
<style>a {{ display: inline-block; min-width: 60px; min-height: 60px }}</style><main><h1>入会</h1>{}</main></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone with a blank page."""
    opened = browser.new_page(viewport={"width": 320, "height": 640})
    yield opened
    opened.close()


def test_a_page_without_fault_has_no_problem(page: Page) -> None:
    page.set_content(RIGHT.format('<p>今天 18:00 前回复，您可以放心。</p><a href="/">首页</a>'))
    assert looking.of(page, least=looking.ELDER_THUMB) == []


def test_a_picture_nobody_can_hear_is_found(page: Page) -> None:
    page.set_content(RIGHT.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    assert any("image-alt" in problem for problem in looking.axe(page))


def test_a_page_wider_than_the_phone_is_found(page: Page) -> None:
    page.set_content(RIGHT.format('<div style="width: 400px">宽</div>'))
    assert any("scrolls sideways" in problem for problem in looking.sideways(page))


def test_a_button_too_small_for_a_thumb_is_found(page: Page) -> None:
    page.set_content(RIGHT.format('<button style="width: 30px; height: 30px; padding: 0">删</button>'))
    assert len(looking.small_targets(page)) == 1


def test_a_tick_inside_its_label_counts_with_it(page: Page) -> None:
    page.set_content(RIGHT.format('<label style="display: block; height: 44px"><input type="checkbox"> 同意</label>'))
    assert looking.small_targets(page) == []
    assert len(looking.small_targets(page, looking.ELDER_THUMB)) == 1


@pytest.mark.parametrize("words", ["已收到,请等", "好(演示)工会", "怎么办?", "已办结.", '说"好"'])
def test_half_width_punctuation_beside_chinese_is_found(page: Page, words: str) -> None:
    page.set_content(RIGHT.format(f"<p>{words}</p>"))
    assert len(looking.western_marks(page)) == 1
    page.set_content(RIGHT.format(f"<button aria-label='{words.replace(chr(34), '&quot;')}'>x</button>"))
    assert len(looking.western_marks(page)) == 1
