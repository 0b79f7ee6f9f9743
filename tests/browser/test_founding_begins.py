"""A union begins on a phone: from the street's page to the page of the case, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import looking
from tests.browser.conftest import Served
from tests.browser.test_worker_join import code_in_tray, prove

pytestmark = pytest.mark.browser


def fill_in(page: Page, served: Served, mobile: str, name: str) -> None:
    """Everything but the code, on the page of the street's union as somebody finds it."""
    page.goto(f"{served.url}/found/?q=长河")
    page.get_by_role("link", name="长河街道").first.click()
    page.get_by_role("radio", name="单独建会").check()
    page.get_by_label("工会名称").fill(name)
    page.get_by_label("您的姓名").fill("周立夏")
    page.get_by_label("手机号").fill(mobile)


def test_somebody_begins_on_a_phone_and_comes_to_the_page_of_the_case(phone: BrowserContext, served: Served) -> None:
    page = phone.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    fill_in(page, served, "13700800001", "新芽电子（演示）有限公司工会委员会")
    prove(page, "13700800001")
    page.get_by_role("button", name="下一步").click()

    page.wait_for_url("**/found/case/**")
    expect(page.get_by_role("heading", name="新芽电子（演示）有限公司工会委员会", exact=True)).to_be_visible()
    expect(page.get_by_text("还不能提交")).to_be_visible()
    assert not looking.of(page)
    assert broken == []


def test_it_begins_without_javascript(browser: Browser, served: Served) -> None:
    with looking.context(browser, served.url) as other:
        tray = other.new_page()
        plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = plain.new_page()
        fill_in(page, served, "13700800002", "新叶电子（演示）有限公司工会委员会")
        page.get_by_role("button", name="获取验证码").click()
        tray.goto(served.url)
        page.get_by_label("短信验证码").fill(code_in_tray(tray, "13700800002"))
        page.get_by_role("button", name="下一步").click()

        expect(page.get_by_text("还不能提交")).to_be_visible()
        plain.close()
