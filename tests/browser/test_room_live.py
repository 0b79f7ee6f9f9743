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


#: A table of seven columns, as the codebook has them, in either side's version.
WIDE_TABLE = """() => {
  const titles = ["工种", "等级", "标准（元/月）", "认定依据", "有效期（个月）", "续期条件", "是否叠加"];
  const cells = ["数控车工", "高级工", "300", "职业技能等级证书", "36", "复评合格", "不叠加"];
  const row = (all, tag) => `<tr>${all.map((each) => `<${tag}>${each}</${tag}>`).join("")}</tr>`;
  for (const prop of document.querySelectorAll(".prop")) {
    prop.insertAdjacentHTML("beforeend", `<div class="table-wrap"><table class="table compact"><thead>${
      row(titles, "th")}</thead><tbody>${row(cells, "td")}</tbody></table></div>`);
  }
  return [...document.querySelectorAll(".prop .table-wrap")].map((wrap) => ({
    cut: wrap.scrollWidth > wrap.clientWidth + 1,
    reachable: getComputedStyle(wrap).overflowX === "auto",
  }));
}"""


def test_no_column_of_a_table_is_cut_off_in_the_room(browser: Browser, served: Served) -> None:
    """What a side offers stands in the last column as well: on a desk it is seen whole, elsewhere it can be reached."""
    desk = served.story["desk"]
    address = f"{served.url}/bargaining/{desk['room_case_id']}/room/?item={desk['room_item_id']}"
    with looking.context(browser, served.url, looking.WIDE, served.story["sessions"]["negotiator"]) as opened:
        page = opened.new_page()
        for width in (1440, 1024, 768):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            found = page.evaluate(WIDE_TABLE)
            assert len(found) == 2
            assert [each for each in found if each["cut"] and not each["reachable"]] == [], width
            assert width != 1440 or not any(each["cut"] for each in found)
            assert looking.sideways(page) == []
