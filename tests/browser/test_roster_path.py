"""A roster in a real browser with a worker behind it: sent, looked at, corrected once, landed, counted, taken back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from hexian.cli.demo_people import number_of_nobody
from hexian.cli.demo_roster import write_roster
from hexian.domains.rosters.rules import Column, word_of
from tests.browser import looking
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
SETTLED = """Promise.all(document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity)
  .map((a) => a.finished))"""
#: The worker looks for work all the time; a machine under load may take long.
SOON = 30_000


@pytest.fixture
def desk(browser: Browser, served: Served) -> Iterator[Page]:
    """李敏 at a wide window; her browser may complain of nothing but answers that are meant to be 4xx."""
    with looking.context(browser, served.url, looking.WIDE, served.story["sessions"]["officer"]) as opened:
        page, faults = looking.listening(opened)
        yield page
        assert [fault for fault in faults if "status of 4" not in fault] == []


def test_a_roster_goes_in_is_corrected_once_and_is_taken_back(desk: Page, served: Served, tmp_path: Path) -> None:
    record = write_roster(tmp_path / "花名册（演示）.xlsx", rows=40, faults=15, kind="xlsx", seed=6)
    faults = len(record["faults"])
    good = 40 - faults - len(record["hidden"])
    before = members_of(desk, served)

    send(desk, served, tmp_path / "花名册（演示）.xlsx")
    check(desk)
    expect(desk.locator("#rows .views [aria-current]")).to_contain_text(f"要改正 {faults}")
    desk.evaluate(SETTLED)
    assert looking.axe(desk) == []
    land(desk, good, f"骑工〔2026〕{before}-1")
    assert members_of(desk, served) == before + good

    desk.go_back()
    send(desk, served, corrected(desk, record, tmp_path), again=True)
    check(desk)
    land(desk, faults, f"骑工〔2026〕{before}-2")
    assert members_of(desk, served) == before + good + faults

    desk.go_back()
    desk.click("main >> text=整份撤销")
    expect(desk.locator("main")).to_contain_text("现在每个人都能撤销", timeout=SOON)
    desk.fill("#id_reason", "人事部发错了（演示）")
    desk.click("main .btn-danger")
    expect(desk.locator("main")).to_contain_text("没有人留下", timeout=SOON)
    assert members_of(desk, served) == before + good


def members_of(desk: Page, served: Served) -> int:
    """How many members the union's own page counts."""
    desk.goto(f"{served.url}/desk/unions/{served.story['desk']['firm']}/")
    return int(re.sub(r"\D", "", desk.locator(".kpi-value:has(a[href*='/desk/members/'])").inner_text()))


def send(desk: Page, served: Served, file: Path, *, again: bool = False) -> None:
    """Choose the file, take the columns as they were recognised."""
    if not again:
        desk.goto(f"{served.url}/desk/rosters/")
        desk.click("main >> text=导入名册")
        desk.select_option("#id_union", served.story["desk"]["firm"])
        desk.fill("#id_sender", "锦程（演示）")
    desk.set_input_files("input[type=file]", file)
    expect(desk.locator("[data-file-name]")).to_have_text(file.name)
    desk.click("main .btn-primary")
    expect(desk.locator("main")).to_contain_text("各列都认出来了", timeout=SOON)
    desk.click("main button.btn-primary")
    expect(desk.locator("main")).to_contain_text("先看前", timeout=SOON)


def check(desk: Page) -> None:
    """Press the button; the page finds out by itself that it is done."""
    desk.click("main >> text=开始核对")
    expect(desk.locator(".kpis")).to_be_visible(timeout=SOON)


def land(desk: Page, count: int, number: str) -> None:
    """Record the vote with it; wait for the page to say who came."""
    desk.click(f"main >> text=表决后接收 {count} 人")
    desk.fill("#id_number", number)
    for name, votes in {"seats": 5, "present": 4, "yes": 4, "no": 0, "abstained": 0, "said": count + 1}.items():
        desk.fill(f"#id_{name}", str(votes))
    desk.click("main button.btn-primary")
    expect(desk.locator(".summary")).to_contain_text(f"要接收的是 {count} 人", timeout=SOON)
    expect(desk.locator("#id_number")).to_have_value(number)
    desk.fill("#id_said", str(count))
    desk.click("main button.btn-primary")
    expect(desk.locator("main")).to_contain_text(f"接收了 {count} 人", timeout=SOON)


def corrected(desk: Page, record: dict[str, list[str]], folder: Path) -> Path:
    """The error sheet from its task, every row made right; then back to where it is sent."""
    desk.click("main >> text=下载改正表")
    expect(desk.locator("#task")).to_contain_text("做完了", timeout=SOON)
    with desk.expect_download() as waiting:
        desk.click("#task >> text=下载")
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    right: dict[str, Callable[[int], str]] = {
        Column.NAME: lambda _: "王立春", Column.ID_NUMBER: lambda row: number_of_nobody(9_000 + row),
        Column.MOBILE: lambda row: str(19_800_000_000 + row), Column.JOINED_ON: lambda _: "2024-03-01",
    }  # fmt: skip
    # Before her own columns stands which row of her file it was.
    assert sheet.cell(1, 1).value == "原行号"
    for place, kind in enumerate(record["columns"], start=2):
        assert word_of(str(sheet.cell(1, place).value)) == word_of(record["headings"][place - 2])
        for row in range(2, sheet.max_row + 1) if kind in right else ():
            sheet.cell(row, place).value = right[kind](row)
    book.save(folder / "改正表（演示）.xlsx")
    desk.go_back()
    desk.click("main >> text=传改正后的")
    expect(desk.locator("#id_sender")).to_have_value("锦程（演示）")
    return folder / "改正表（演示）.xlsx"
