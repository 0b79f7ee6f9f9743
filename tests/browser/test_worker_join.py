"""The first scan, by a person with a phone: from poster to receipt, on a good line, a bad one, without JavaScript."""

from __future__ import annotations

import http.client
import logging
import re
import time
from contextlib import closing
from itertools import count
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
log = logging.getLogger(__name__)

_CODE = re.compile(r"验证码 (\d{6})")
_numbers = count(13700000001)


def fresh_mobile() -> str:
    """A number no other test of this process has used."""
    return str(next(_numbers))


def open_poster(phone: BrowserContext, served: Served, poster: str = "firm") -> Page:
    """The page behind a poster's code."""
    page = phone.new_page()
    page.goto(f"{served.url}/j/{served.story['posters'][poster]}/")
    return page


def code_in_tray(page: Page, mobile: str) -> str:
    """The code in the demo's tray of messages, read as a person trying the demo reads it."""
    tray = page.locator("#sms-list li", has_text=mobile).first
    for _ in range(50):
        page.get_by_role("button", name="演示短信").first.click()
        page.wait_for_timeout(200)
        if tray.count():
            break
        page.locator("#sms-tray [data-close]").first.click()
    found = _CODE.search(tray.inner_text())
    page.locator("#sms-tray [data-close]").first.click()
    assert found is not None
    return found.group(1)


def fill_in(page: Page, mobile: str, name: str = "李知夏", id_number: str = "330108199506010120") -> None:
    """Everything but the code."""
    page.get_by_label("姓名").fill(name)
    page.get_by_label("身份证号", exact=True).fill(id_number)
    page.get_by_label("手机号").fill(mobile)
    page.get_by_label("工种").select_option(index=1)
    page.get_by_label("同意工会用我填的信息办理入会").check()
    page.get_by_label("单独同意：工会核对我的身份证号").check()


def prove(page: Page, mobile: str) -> None:
    """Ask for a code and fill it in."""
    page.get_by_role("button", name="获取验证码").click()
    field = page.get_by_label("短信验证码")
    expect(field).to_be_visible()
    field.fill(code_in_tray(page, mobile))


def send(url: str, request: Request) -> int:
    """Send a request of the browser's for it, so that it never sees the answer; returns the status."""
    with closing(http.client.HTTPConnection(url.removeprefix("http://"))) as link:
        link.request("POST", urlsplit(request.url).path, request.post_data_buffer, request.all_headers())
        return link.getresponse().status


def test_a_worker_applies_and_sees_what_happens_next(phone: BrowserContext, served: Served) -> None:
    mobile, began = fresh_mobile(), time.monotonic()
    page = open_poster(phone, served)
    fill_in(page, mobile)
    prove(page, mobile)
    page.get_by_role("button", name="交申请").click()

    page.wait_for_url("**/j/receipt/**")
    log.info("from the scan to the receipt in %.1f s, as fast as a machine types", time.monotonic() - began)
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text(re.compile(r"和畅电子（演示）工会，\d+ 月 \d+ 日 周. \d\d:\d\d 前回复"))).to_be_visible()
    expect(page.locator(".steps .now")).to_have_text("工会核对")
    assert not looking.of(page)

    # She is signed in, and her draft is gone from the phone.
    page.goto(served.url + "/me/")
    expect(page.get_by_role("heading", name=re.compile("李知夏，.+好"))).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('hx-draft')).length") == 0


def test_wrong_things_are_said_beside_their_fields_and_nothing_is_lost(phone: BrowserContext, served: Served) -> None:
    page = open_poster(phone, served)
    page.get_by_label("姓名").fill("李知夏")
    page.get_by_label("身份证号", exact=True).fill("330108199506010121")
    page.get_by_role("button", name="交申请").click()

    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator("#id_id_number_error")).to_contain_text("最后一位对不上")
    expect(page.get_by_label("姓名")).to_have_value("李知夏")
    expect(page.get_by_label("身份证号", exact=True)).to_have_attribute("aria-invalid", "true")
    assert not looking.of(page)


def test_the_draft_comes_back_without_number_and_code(phone: BrowserContext, served: Served) -> None:
    page = open_poster(phone, served)
    fill_in(page, "13711112222")
    expect(page.get_by_text("已存在这台手机上", exact=True)).to_be_visible()
    page.wait_for_function("() => Object.values(localStorage).some((draft) => draft.includes('agree_identity'))")
    assert "330108199506010120" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()

    expect(page.get_by_label("姓名")).to_have_value("李知夏")
    expect(page.get_by_label("手机号")).to_have_value("13711112222")
    expect(page.get_by_label("身份证号", exact=True)).to_have_value("")


def test_a_form_sent_again_on_a_bad_line_is_one_application(phone: BrowserContext, served: Served) -> None:
    mobile = fresh_mobile()
    page = open_poster(phone, served)
    fill_in(page, mobile, name="何平川", id_number="330108198808080031")
    prove(page, mobile)
    # The first sending arrives, but its answer is lost on the way; the phone sends the same form again by itself.
    lost: list[int] = []

    def lose_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(send(served.url, route.request))
        route.abort()

    page.route("**/j/*/", lose_first)
    page.get_by_role("button", name="交申请").click()

    page.wait_for_url("**/j/receipt/**", timeout=20_000)
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    assert lost == [200]


def test_it_works_without_javascript(browser: Browser, served: Served) -> None:
    mobile = fresh_mobile()
    with looking.context(browser, served.url) as other:
        tray = other.new_page()
        plain = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = open_poster(plain, served)
        fill_in(page, mobile, name="吴小川", id_number="330108199202290047")
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_text("验证码已发到")).to_be_visible()
        expect(page.get_by_label("身份证号", exact=True)).to_have_value("330108199202290047")
        tray.goto(served.url)
        page.get_by_label("短信验证码").fill(code_in_tray(tray, mobile))
        page.get_by_role("button", name="交申请").click()

        expect(page.get_by_role("heading", name="已收到")).to_be_visible()
        plain.close()


def test_a_worker_without_employer_says_platform_and_station(phone: BrowserContext, served: Served) -> None:
    page = open_poster(phone, served, "riders")
    expect(page.get_by_label("接单的平台")).to_be_visible()
    expect(page.get_by_label("您做什么工作")).to_be_hidden()
    page.get_by_label("工种").select_option(label="其他")
    expect(page.get_by_label("您做什么工作")).to_be_visible()
    page.get_by_role("button", name="交申请").click()
    expect(page.locator("#id_platform_error")).to_contain_text("平台")
    expect(page.locator("#id_station_error")).to_contain_text("站点")


def test_she_takes_her_application_back(phone: BrowserContext, served: Served) -> None:
    mobile = fresh_mobile()
    page = open_poster(phone, served)
    fill_in(page, mobile, name="郑小舟", id_number="330108198606060067")
    prove(page, mobile)
    page.get_by_role("button", name="交申请").click()
    page.wait_for_url("**/j/receipt/**")
    page.get_by_role("button", name="撤回申请").click()
    sheet = page.get_by_role("dialog", name="撤回入会申请")
    expect(sheet).to_be_visible()
    sheet.get_by_role("button", name="撤回申请").click()

    expect(page.get_by_text("已撤回")).to_be_visible()
    expect(page.get_by_role("link", name="重新申请")).to_be_visible()
