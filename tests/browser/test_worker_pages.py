"""Every page of the worker, in every way it is seen: no fault of axe, nothing sideways, no target under a thumb."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

OWN = [
    ("/me/", "member"), ("/me/", "applicant"), ("/me/", "nobody"),
    ("/me/matters/", "applicant"), ("/me/matters/", "nobody"),
    ("/me/say/", "member"), ("/me/say/", "nobody"), ("/me/services/", "member"), ("/me/join/", "nobody"),
    ("/me/data/", "member"), ("/me/data/", "applicant"), ("/me/data/correct/name/", "member"),
    ("/me/data/visible/", "member"), ("/me/data/looks/", "member"), ("/me/data/looks/", "nobody"),
    ("/me/data/export/", "member"), ("/me/card/", "member"), ("/me/card/", "applicant"),
    ("/me/notices/", "member"), ("/me/notices/", "nobody"),
]  # fmt: skip
POSTERS = [("firm", 200), ("riders", 200), ("closed", 410), ("gone", 410)]


@pytest.mark.parametrize(("path", "who"), OWN)
def test_her_pages_can_be_used_by_everybody(browser: Browser, served: Served, path: str, who: str) -> None:
    assert looking.problems(browser, served.url, path, session=served.story["sessions"][who]) == []


@pytest.mark.parametrize(("poster", "status"), POSTERS)
def test_the_pages_behind_posters_can_be_used_by_everybody(
    browser: Browser, served: Served, poster: str, status: int
) -> None:
    path = f"/j/{served.story['posters'][poster]}/"
    assert looking.problems(browser, served.url, path, status=status) == []


def test_what_a_member_sees_behind_a_poster_can_be_used_by_everybody(browser: Browser, served: Served) -> None:
    path = f"/j/{served.story['posters']['riders']}/"
    assert looking.problems(browser, served.url, path, session=served.story["sessions"]["member"]) == []


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/j/ZZZZZZZZ/", 404), ("/j/%E6%B5%B7%E6%8A%A5/", 404)])
def test_the_front_door_can_be_used_by_everybody(browser: Browser, served: Served, path: str, status: int) -> None:
    assert looking.problems(browser, served.url, path, status=status) == []


def test_every_first_load_is_light_enough_for_a_poor_line(browser: Browser, served: Served) -> None:
    story = served.story
    pages = {path: story["sessions"][who] for path, who in reversed(OWN)} | {f"/j/{story['posters']['riders']}/": ""}
    sizes = {path: looking.weight(browser, served.url, path, key) for path, key in pages.items()}
    assert {path: size for path, size in sizes.items() if size > looking.MOST_BYTES} == {}


def test_the_card_opens_without_a_line_until_she_signs_out(browser: Browser, served: Served) -> None:
    with looking.context(browser, served.url, session=served.story["sessions"]["leaver"]) as phone:
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
