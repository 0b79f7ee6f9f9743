"""The components at work in a real browser: layers, toasts, keys, choices, drafts, bad lines, countdowns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect

from hexian.web.gallery import samples
from hexian.web.templatetags import wording
from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser

SETTLED = """Promise.allSettled(document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity)
  .map(a => a.finished))"""
SENT = '<main id="main"><p>已收到</p><div data-draft-done="gallery"></div></main>'
REFUSAL = """<div id="toasts" hx-swap-oob="beforeend" data-refused>
  <div class="toast bad" data-toast><span>决议已经通过，不能再改。</span></div></div>"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Page]:
    """A wide window that knows no page yet."""
    with looking.context(browser, served.url, looking.WIDE) as opened:
        page, faults = looking.listening(opened)
        yield page
        assert not [fault for fault in faults if "script error" in fault or "Content Security Policy" in fault]


@pytest.fixture
def thumb(browser: Browser, served: Served) -> Iterator[Page]:
    """A phone with its clock in our hands."""
    with looking.context(browser, served.url, looking.NORMAL) as opened:
        page = opened.new_page()
        page.clock.install()
        yield page


# — Layers —


def test_a_dialogue_gives_the_focus_back(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/")
    desk.click("[data-open=sample-dialog]")
    expect(desk.locator("#sample-dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#sample-dialog")).to_be_hidden()
    expect(desk.locator("[data-open=sample-dialog]")).to_be_focused()


def test_what_cannot_be_undone_asks_for_its_number(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/")
    desk.click("[data-open=sample-confirm]")
    desk.fill("#typed", "RZ-0041")
    expect(desk.locator("[data-confirmed]")).to_be_disabled()
    desk.fill("#typed", "RZ-0042")
    expect(desk.locator("[data-confirmed]")).to_be_enabled()


def test_open_layers_have_no_accessibility_faults(desk: Page, served: Served) -> None:
    for name in ("sample-dialog", "sample-sheet", "sample-drawer", "sample-confirm"):
        desk.goto(f"{served.url}/gallery/")
        desk.click(f"[data-open={name}]")
        # The entrance is over when nothing moves any more: half-faded words have half their contrast.
        desk.evaluate(SETTLED)
        assert looking.axe(desk) == []


def test_the_side_hides_on_a_narrow_window_and_opens_by_its_button(desk: Page, served: Served) -> None:
    desk.set_viewport_size({"width": 900, "height": 800})
    desk.goto(f"{served.url}/gallery/desk/")
    expect(desk.locator("#side")).to_be_hidden()
    desk.click(".side-open")
    expect(desk.locator("#side")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#side")).to_be_hidden()


# — Display —


def test_the_choice_of_large_and_dark_is_kept(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/")
    for name in ("theme", "elder"):
        desk.click(f"main [data-toggle={name}]")
    desk.reload()
    assert desk.evaluate("[document.documentElement.dataset.theme, 'elder' in document.documentElement.dataset]") == [
        "dark",
        True,
    ]
    expect(desk.locator("main [data-toggle=elder]")).to_have_attribute("aria-pressed", "true")


def test_dark_follows_the_system_until_light_is_chosen(desk: Page, served: Served) -> None:
    desk.emulate_media(color_scheme="dark")
    desk.goto(f"{served.url}/gallery/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert desk.evaluate(ground) == "rgb(17, 20, 24)"
    assert looking.axe(desk) == []
    desk.click("main [data-toggle=theme]")
    assert desk.evaluate(ground) == "rgb(245, 246, 248)"


# — Tables —


def test_keys_move_choose_and_act(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/desk/")
    titles = desk.locator(".table .title")
    desk.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    desk.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    desk.keyboard.press("x")
    expect(desk.locator("[data-pick]").nth(1)).not_to_be_checked()
    desk.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    desk.keyboard.press("Control+k")
    expect(desk.locator("[data-find]")).to_be_focused()
    desk.keyboard.type("xj")
    expect(desk.locator("[data-find]")).to_have_value("xj")


def test_the_bulk_bar_counts_what_is_chosen_and_leaves_when_nothing_is(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/desk/")
    expect(desk.locator("[data-picked]")).to_have_text("3")
    desk.click("[data-pick-none]")
    expect(desk.locator("[data-bulk]")).to_be_hidden()
    desk.locator("[data-pick]").nth(1).click()
    desk.locator("[data-pick]").nth(5).click(modifiers=["Shift"])
    expect(desk.locator("[data-picked]")).to_have_text("5")
    desk.check("[data-pick-all]")
    expect(desk.locator("[data-picked]")).to_have_text(str(len(samples.CASES)))


def test_a_row_on_a_phone_is_a_card_that_still_reads_as_a_row(thumb: Page, served: Served) -> None:
    thumb.goto(f"{served.url}/gallery/desk/")
    row = thumb.locator(".table tbody tr").first
    assert row.evaluate("e => getComputedStyle(e).display") == "block"
    assert row.get_attribute("role") == "row"
    assert row.locator("[data-label=类型]").evaluate("e => getComputedStyle(e, '::before').content") == '"类型"'


# — Toasts and trouble —


def test_an_undo_waits_eight_seconds_and_while_one_reaches_for_it(thumb: Page, served: Served) -> None:
    thumb.goto(f"{served.url}/gallery/phone/")
    thumb.evaluate("hx.toast('已分派', {undo: '/undo/'})")
    toast = thumb.locator("#toasts .toast")
    thumb.clock.run_for(6000)
    expect(toast).to_contain_text("撤销 (2)")
    toast.hover()
    thumb.clock.run_for(20000)
    expect(toast).to_be_visible()
    thumb.mouse.move(1, 1)
    thumb.clock.run_for(3000)
    expect(toast).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "words"), [(404, "不在这里了"), (403, "没有办成"), (429, "停一停"), (500, "没有办一半")]
)
def test_a_failed_request_says_so_and_keeps_the_list(desk: Page, served: Served, status: int, words: str) -> None:
    desk.goto(f"{served.url}/gallery/desk/")
    desk.route("**/fails/", lambda route: route.fulfill(status=status, body="<p>no</p>"))
    desk.evaluate("htmx.ajax('GET', '/fails/', '.table-wrap')")
    expect(desk.locator("#toasts")).to_contain_text(words)
    assert desk.locator(".table tbody tr").count() == len(samples.CASES)


def test_a_refusal_is_a_toast_and_the_page_stays(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/desk/")
    desk.route("**/refuses/", lambda route: route.fulfill(status=422, body=REFUSAL))
    desk.evaluate("htmx.ajax('POST', '/refuses/', '.table-wrap')")
    expect(desk.locator("#toasts")).to_contain_text("不能再改")
    assert desk.locator(".table tbody tr").count() == len(samples.CASES)


def test_a_broken_line_is_said_at_once(desk: Page, served: Served) -> None:
    desk.goto(f"{served.url}/gallery/desk/")
    expect(desk.locator("[data-offline]")).to_be_hidden()
    desk.context.set_offline(True)
    expect(desk.locator("[data-offline]")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.locator("[data-offline]")).to_be_hidden()


# — Drafts —


def blank(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/gallery/phone/form/?blank")


def test_a_draft_comes_back_without_its_code(thumb: Page, served: Served) -> None:
    blank(thumb, served)
    thumb.fill("#id_name", "王小满")
    thumb.fill("#id_code", "482913")
    thumb.clock.run_for(1000)
    expect(thumb.locator("[data-draft-status]")).to_contain_text("已存在这台手机上")
    assert "482913" not in thumb.evaluate("JSON.stringify({...localStorage})")
    key = thumb.input_value("[name=idempotency_key]")
    blank(thumb, served)
    expect(thumb.locator("#id_name")).to_have_value("王小满")
    expect(thumb.locator("#id_code")).to_have_value("")
    assert thumb.input_value("[name=idempotency_key]") == key


def test_a_draft_can_be_cleared_by_hand(thumb: Page, served: Served) -> None:
    blank(thumb, served)
    thumb.fill("#id_name", "王小满")
    thumb.clock.run_for(1000)
    thumb.click("[data-draft-clear]")
    blank(thumb, served)
    expect(thumb.locator("#id_name")).to_have_value("")


def test_a_form_pressed_twice_is_sent_once_and_its_draft_is_forgotten(thumb: Page, served: Served) -> None:
    seen: list[Request] = []

    def answer(route: Route, request: Request) -> None:
        seen.append(request)
        route.fulfill(status=200, content_type="text/html", body=SENT)

    blank(thumb, served)
    thumb.route("**/phone/form/", answer)
    thumb.fill("#id_name", "王小满")
    thumb.clock.run_for(1000)
    thumb.evaluate("for (const n of [1, 2, 3]) document.querySelector('form[data-draft]').requestSubmit()")
    expect(thumb.locator("#main")).to_contain_text("已收到")
    assert len(seen) == 1
    # htmx settles what it swapped in a moment later, and only then is the draft forgotten.
    thumb.clock.run_for(1000)
    assert "gallery" not in thumb.evaluate("JSON.stringify({...localStorage})")


def test_a_form_lost_on_a_bad_line_goes_again_with_the_same_key(thumb: Page, served: Served) -> None:
    bodies: list[str] = []

    def answer(route: Route, request: Request) -> None:
        bodies.append(request.post_data or "")
        if len(bodies) < 3:
            route.abort("internetdisconnected")
        else:
            route.fulfill(status=200, content_type="text/html", body=SENT)

    blank(thumb, served)
    thumb.route("**/phone/form/", answer)
    thumb.fill("#id_name", "王小满")
    key = thumb.input_value("[name=idempotency_key]")
    thumb.click(".foot-act button")
    expect(thumb.locator("[data-draft-status]")).to_contain_text("信号不好")
    expect(thumb.locator("#toasts .toast")).to_have_count(0)
    thumb.clock.run_for(2500)
    expect(thumb.locator("form[data-draft]")).to_have_attribute("data-tries", "2")
    thumb.clock.run_for(4500)
    expect(thumb.locator("#main")).to_contain_text("已收到")
    assert len(bodies) == 3
    assert all(key in body for body in bodies)


def test_a_photo_is_shown_before_it_is_sent(thumb: Page, served: Served) -> None:
    blank(thumb, served)
    thumb.set_input_files("#id_photo", {"name": "工牌.png", "mimeType": "image/png", "buffer": PNG})
    expect(thumb.locator("[data-file] img")).to_be_visible()
    expect(thumb.locator("[data-file-name]")).to_have_text("工牌.png")
    thumb.set_input_files("#id_photo", [])
    expect(thumb.locator("[data-file] img")).to_have_count(0)


def test_a_photo_larger_than_is_taken_is_made_smaller_and_another_file_is_not_chosen(
    thumb: Page, served: Served, tmp_path: Path
) -> None:
    blank(thumb, served)
    photo, chosen = tmp_path / "合同.png", "document.querySelector('#id_photo').files"
    Image.effect_noise((4600, 2600), 90).save(photo)
    assert photo.stat().st_size > 10 * 1024 * 1024
    thumb.set_input_files("#id_photo", photo)
    expect(thumb.locator("[data-file-note]")).to_contain_text("照片太大，已经缩小")
    expect(thumb.locator("[data-file-name]")).to_have_text("合同.jpg")
    assert thumb.evaluate(f"{chosen}[0].size") < 10 * 1024 * 1024
    assert thumb.evaluate(f"createImageBitmap({chosen}[0]).then(each => [each.width, each.height])") == [4000, 2261]
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.7" + bytes(11 * 1024 * 1024))
    thumb.set_input_files("#id_photo", paper)
    expect(thumb.locator("[data-file-note]")).to_contain_text("超过 10 MB，没有选上")
    assert thumb.evaluate(f"{chosen}.length") == 0


def test_the_error_summary_is_read_first(thumb: Page, served: Served) -> None:
    thumb.goto(f"{served.url}/gallery/phone/form/")
    expect(thumb.locator(".summary")).to_be_focused()
    assert thumb.evaluate("scrollY") == 0


# — Countdowns —

SPANS = [timedelta(minutes=m) for m in (1, 59, 60, 119, 121, 310, 1439, 1440, 1441, 2820, 2880, 14400, -5, -1680)]


def test_script_and_server_say_time_left_alike(thumb: Page, served: Served) -> None:
    thumb.goto(f"{served.url}/gallery/desk/")
    for left in SPANS:
        now = int(thumb.evaluate("hx.serverNow()"))
        # Half a minute past, so that the moments it takes to get here cannot turn the minute.
        due = now + int(left.total_seconds() * 1000) + (45_000 if left > timedelta(0) else -15_000)
        thumb.evaluate("due => { document.querySelector('[data-due]').dataset.due = due }", due)
        thumb.clock.run_for(31_000)
        shown = thumb.locator("[data-left]").first
        at = datetime.fromtimestamp(thumb.evaluate("hx.serverNow()") / 1000, tz=UTC)
        moment = datetime.fromtimestamp(due / 1000, tz=UTC)
        expect(shown, str(left)).to_have_text(wording.left_words(moment, at))
        assert wording.urgency(moment, at) in (thumb.locator(".sla").first.get_attribute("class") or "").split(), left
