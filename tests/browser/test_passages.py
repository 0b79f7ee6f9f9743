"""A member goes over: she asks on her phone, the one union lets go, the other takes her, and her card goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser


def test_a_transfer_through_both_unions(browser: Browser, served: Served) -> None:
    sessions = served.story["sessions"]
    with looking.context(browser, served.url, session=sessions["mover"]) as hers:
        phone = hers.new_page()
        phone.goto(served.url + "/me/card/")
        number = re.search(r"\d{6} \d{2} \d{4} \d+", phone.inner_text("main"))
        assert number is not None
        phone.goto(served.url + "/me/membership/")
        phone.click("text=换了单位、平台或者住处")
        phone.fill("#q", "骑手")
        phone.press("#q", "Enter")
        phone.click("text=长河骑手（演示）工会")
        phone.select_option("[name=reason]", label="换了单位或平台")
        phone.fill("[name=note]", "厂里结清了，去跑外卖")
        phone.click("text=提出转会")
        expect(phone.locator("main")).to_contain_text("转会到长河骑手（演示）工会")
        expect(phone.locator("main")).to_contain_text("现在由和畅电子（演示）工会答复")

        with looking.context(browser, served.url, looking.WIDE, session=sessions["officer"]) as firms:
            desk = firms.new_page()
            desk.goto(served.url + "/desk/passages/?kind=transfer")
            desk.click("text=韩立冬")
            expect(desk.locator("main")).to_contain_text("厂里结清了，去跑外卖")
            desk.click("button:has-text('同意转出')")
            expect(desk.locator("h1")).to_contain_text("已同意转出，等接收")

        with looking.context(browser, served.url, looking.WIDE, session=sessions["riders"]) as riders:
            desk = riders.new_page()
            desk.goto(served.url + "/desk/passages/")
            desk.click("text=韩立冬")
            expect(desk.locator("main")).not_to_contain_text("厂里结清了")
            desk.click("button:has-text('接收')")
            expect(desk.locator("h1")).to_contain_text("已办结")
            desk.click("text=韩立冬的会员资料")
            expect(desk.locator("main")).to_contain_text(number.group().replace(" ", ""))

        phone.goto(served.url + "/me/card/")
        expect(phone.locator("main")).to_contain_text("长河骑手（演示）工会")
        expect(phone.locator("main")).to_contain_text(number.group())
