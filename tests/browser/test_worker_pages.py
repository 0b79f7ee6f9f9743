"""What a worker does with her own pages in a real browser; how they look to everybody is in `test_every_page`."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def test_the_card_opens_without_a_line_until_she_signs_out(browser: Browser, served: Served) -> None:
    with looking.context(browser, served.url, session=served.story["sessions"]["signing_out"]) as phone:
        page = phone.new_page()
        page.goto(served.url + "/me/")
        page.get_by_role("link", name="会员卡", exact=True).click()
        expect(page.locator(".qr svg")).to_be_visible()
        page.goto(served.url + "/me/services/")
        phone.set_offline(True)
        page.goto(served.url + "/me/card/")
        expect(page.locator(".qr svg")).to_be_visible()
        expect(page.get_by_text("孙远行").first).to_be_visible()

        phone.set_offline(False)
        page.goto(served.url + "/me/data/")
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url(re.compile(r"/(accounts/.*)?$"))
        page.goto(served.url + "/me/card/")
        expect(page.locator(".qr svg")).to_have_count(0)


def test_she_sees_her_own_number_only_when_she_asks(browser: Browser, served: Served) -> None:
    with looking.context(browser, served.url, session=served.story["sessions"]["member"]) as phone:
        page = phone.new_page()
        page.goto(served.url + "/me/data/")
        assert "330108199003070025" not in page.content()
        page.get_by_role("button", name="看全号").click()
        expect(page.get_by_text("330108199003070025")).to_be_visible()


def test_elder_and_dark_stay_as_she_chose_them(browser: Browser, served: Served) -> None:
    with looking.context(browser, served.url, session=served.story["sessions"]["member"]) as phone:
        page = phone.new_page()
        page.goto(served.url + "/me/data/")
        page.get_by_role("button", name=re.compile("长辈版")).click()
        page.get_by_role("button", name=re.compile("深色")).click()
        page.goto(served.url + "/me/")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.locator("html")).to_have_attribute("data-elder", "")
