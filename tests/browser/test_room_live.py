"""A room open in two browsers: what one side says or proposes stands before the other within a few seconds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
#: A poll every three seconds, and a machine that does other things as well.
SOON = 15_000


def test_what_is_said_on_the_phone_appears_at_the_desk_and_a_draft_there_stays(
    browser: Browser, served: Served
) -> None:
    story = served.story
    address = f"{served.url}/bargaining/{story['desk']['room_case_id']}/room/?item={story['desk']['room_item_id']}"
    with (
        looking.context(browser, served.url, looking.WIDE, story["sessions"]["negotiator"]) as desk,
        looking.context(browser, served.url, looking.NORMAL, story["sessions"]["delegate"]) as phone,
    ):
        watching, faults = looking.listening(desk)
        watching.goto(address)
        watching.locator("input[name=words]").fill("写到一半的话")
        _say(phone.new_page(), address, "手机上说的一句")
        expect(watching.locator("#feed")).to_contain_text("手机上说的一句", timeout=SOON)
        expect(watching.locator("input[name=words]")).to_have_value("写到一半的话")
        # Once more: the part that asks has been exchanged with the rest, and goes on asking.
        _say(phone.new_page(), address, "手机上说的第二句")
        expect(watching.locator("#feed")).to_contain_text("手机上说的第二句", timeout=SOON)
        assert any(cookie.get("name") == "room" and cookie.get("httpOnly") for cookie in desk.cookies())
        assert faults == []


def _say(page: Page, address: str, words: str) -> None:
    page.goto(address)
    page.locator("input[name=words]").fill(words)
    page.locator("form.say .btn-primary").click()
    expect(page.locator("#feed")).to_contain_text(words)
    page.close()
