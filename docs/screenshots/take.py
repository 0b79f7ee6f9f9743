"""Take the pictures of README and tutorial from a running demo: `python docs/screenshots/take.py http://127.0.0.1:8000`.

Plays the first scan once more with an invented worker, so the demo has one member more afterwards.  With the word
«aid» after the address it takes the pictures of mutual aid alone, from a demo in which `hx demo mutualaid` was told.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from hexian.setup import chromium

FOLDER = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OFFICER, STREET, PASSWORD = "13800000004", "13800000003", "hexian-demo-2026"
#: Of `hx demo mutualaid`: chair and auditor of the district, and a member who has contested.
AID_CHAIR, AID_AUDITOR, AID_MEMBER = "13800000101", "13800000105", "19960000000"
WORKER = {"name": "郑小暑", "id_number": "330108199003070025", "mobile": "13800039999"}


def main(base: str, only: str = "") -> None:
    """Everything, in the order of the tutorial; or mutual aid alone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        if only == "aid":
            aid(browser, base)
            return
        street = signed_in(browser, base, STREET, "")
        organisation(street, base)
        desk = signed_in(browser, base)
        bargaining(desk, base)
        code = poster_code(desk, base)
        phone = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2).new_page()
        join(phone, base, code)
        admit(desk, base)
        phone.goto(f"{base}/me/card/")
        shoot(phone, "card")
        desk.goto(f"{base}/desk/members/")
        desk.click(f"a.title:has-text('{WORKER['name']}')")
        shoot(desk, "member")
        phone.goto(f"{base}/me/data/looks/")
        shoot(phone, "looks")
        phone.goto(f"{base}/me/")
        shoot(phone, "home")
        browser.close()


def shoot(page: Page, name: str) -> None:
    """One picture of the first screen, small enough for a repository."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", scale="css")


def tray(page: Page, base: str, pattern: str) -> str:
    """The newest digits in the demo's tray that fit."""
    text = page.request.get(f"{base}/desk/messages/").text()
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise SystemExit(f"nothing like {pattern} in the tray: is the worker running?")
    return found.group(1)


def signed_in(browser: Browser, base: str, mobile: str = OFFICER, name: str = "desk") -> Page:
    """An officer with her second factor, the chair of the demo firm's union; her first page, where it has a name."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", mobile)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    page.fill("input[name=code]", tray(page, base, r"(\d{6})（每"))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(f"{base}/desk/**")
    if name:
        shoot(page, name)
    return page


def bargaining(page: Page, base: str) -> None:
    """The case the demo left in the middle: its room, why each date is what it is, the draft so far."""
    page.goto(f"{base}/bargaining/")
    page.locator("a.title").first.click()
    page.wait_for_load_state()
    case = page.url
    for name in ("room", "dates", "draft"):
        page.goto(f"{case}{name}/")
        shoot(page, name)


def aid(browser: Browser, base: str) -> None:
    """Why it is so much on her phone; a file taken in, the board, a run with its hands, one yuan followed."""
    phone = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2).new_page()
    phone.goto(f"{base}/accounts/login/code/?next=/me/aid/")
    phone.fill("input[name=mobile]", AID_MEMBER)
    phone.click("button:has-text('验证码')")
    phone.wait_for_timeout(3000)
    phone.fill("input[name=code]", tray(phone, base, AID_MEMBER + r".*?(\d{6})"))
    phone.click("button:has-text('登录')")
    phone.click("main a.item:has-text('已办好')")
    shoot(phone, "aid-why")
    desk = signed_in(browser, base, AID_CHAIR, "")
    for path, row, name in (("aid/files/", "a.title", "aid-intake"), ("ledger/runs/", "a.title", "aid-batch")):
        desk.goto(f"{base}/desk/{path}")
        desk.click(f"main {row}")
        shoot(desk, name)
    desk.goto(f"{base}/desk/aid/")
    shoot(desk, "aid-board")
    auditor = signed_in(browser, base, AID_AUDITOR, "")
    auditor.goto(f"{base}/desk/ledger/")
    auditor.click("main td a.title")
    auditor.click("main a:has-text('跟着一元钱走')")
    auditor.click("main a:has-text('随便抽一元')")
    shoot(auditor, "aid-yuan")


def organisation(page: Page, base: str) -> None:
    """The tree, a roster that was checked, a union being founded: what the street's chair sees."""
    page.goto(f"{base}/desk/unions/")
    shoot(page, "tree")
    page.goto(f"{base}/desk/rosters/")
    page.click("main a:has-text('会员花名册')")
    shoot(page, "roster")
    page.goto(f"{base}/desk/founding/")
    page.click("main a.title")
    shoot(page, "founding")


def poster_code(page: Page, base: str) -> str:
    """The code on the firm's poster."""
    page.goto(f"{base}/desk/unions/list/?q=和畅电子")
    page.click("a[href*='/desk/unions/']:has-text('和畅电子（演示）工会')")
    page.wait_for_load_state()
    shoot(page, "union")
    return page.locator("#posters b.num").first.inner_text().strip()


def join(page: Page, base: str, code: str) -> None:
    """A worker scans the poster and fills five fields."""
    page.goto(f"{base}/j/{code}/")
    shoot(page, "join")
    page.fill("input[name=name]", WORKER["name"])
    page.fill("input[name=id_number]", WORKER["id_number"])
    page.fill("input[name=mobile]", WORKER["mobile"])
    page.click("button:has-text('获取验证码')")
    page.wait_for_timeout(3000)
    page.fill("input[autocomplete='one-time-code']", tray(page, base, WORKER["mobile"] + r".*?(\d{6})"))
    page.select_option("select[name=kind_of_work]", index=1)
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    page.click("button:has-text('交申请')")
    page.wait_for_url("**/receipt/**")
    shoot(page, "receipt")


def admit(page: Page, base: str) -> None:
    """The officer looks into it, puts it before the committee, and records the vote."""
    page.goto(f"{base}/desk/applications/")
    page.check(f"input[aria-label='选择 {WORKER['name']}']")
    shoot(page, "applications")
    page.click(".bulk button:has-text('提交委员会')")
    page.fill("input[name=number]", "和畅工〔2026〕12 号")
    page.fill("input[name=held_on]", page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})"))
    page.click("button:has-text('生成决议')")
    page.wait_for_url("**/resolutions/**")
    for name, number in {"seats": 5, "present": 4, "yes": 4, "no": 0, "abstained": 0}.items():
        page.fill(f"input[name={name}]", str(number))
    shoot(page, "resolution")
    page.click("button:has-text('人入会')")
    page.wait_for_load_state()
    shoot(page, "passed")


if __name__ == "__main__":
    main(*(sys.argv[1:3] or ["http://127.0.0.1:8000"]))
