"""A settlement file laid into the watched folder becomes money while one watches, through real pages only.

The worker's phone says why and contests it; an officer decides; she gives her card; three hands pay; the bank answers;
one yuan is followed from the donor to her card; next year's table is compared with this year's decisions, published
by another person, and a plan reads from it. Axe on every page reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import looking
from tests.browser.aid_walk_file import rows_of
from tests.browser.conftest import Served, serving
from tests.browser.seats import Seat

pytestmark = pytest.mark.browser
#: The list asks every three seconds, a file under way every two; the worker takes its task within a second.
WATCHED = 20_000
CARD = "6222 0000 0000 8801"


@pytest.fixture(scope="module")
def stage() -> Iterator[Served]:
    """A union before its first settlement file."""
    with serving("aid", "tests.browser.aid_walk_story") as found:
        yield found


class Walker(Seat):
    """Somebody at a browser, with the ways of these pages."""

    def press(self, words: str, kind: str = "button") -> None:
        """Press what says so, and look at where it leads."""
        self.page.locator("main, dialog[open]").get_by_role(kind, name=words).last.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        self.look()

    def says(self, words: str, within: int = 8_000) -> None:
        """What the page says, now or soon."""
        expect(self.page.locator("main")).to_contain_text(words, timeout=within)


@pytest.fixture
def seats(browser: Browser, stage: Served) -> Iterator[Mapping[str, Walker]]:
    """The worker on her phone, the others each at a desk."""
    with ExitStack() as opened:
        found = {}
        for name, session in stage.story["sessions"].items():
            mode = looking.NORMAL if name == "she" else looking.WIDE
            context = opened.enter_context(looking.context(browser, stage.url, mode, session))
            context.add_init_script(looking.axe_script())
            page, faults = looking.listening(context)
            page.set_default_timeout(8_000)
            found[name] = Walker(page, stage.url, faults)
        yield found
        # A form refused beside its field is an answer, though the browser calls it an error.
        assert [fault for each in found.values() for fault in each.faults if "status of 422" not in fault] == []


def test_from_the_folder_to_her_card_and_back_to_the_donor(seats: Mapping[str, Walker], stage: Served) -> None:
    watch(seats["officer"], stage)
    contest(seats["she"])
    decide(seats["officer"])
    give_a_card(seats["she"])
    number = pay(seats, stage)
    answer(seats["keeper"], number, stage)
    seats["she"].go("/me/money/")
    seats["she"].says("已到账")
    follow(seats["auditor"], stage)
    plan_next_year(seats["officer"], seats["approver"], int(stage.story["today"][:4]) + 1)


def watch(officer: Walker, stage: Served) -> None:
    """The file is laid there by another program; the list shows it, and then what became of it, without a reload."""
    officer.go("/desk/aid/files/")
    officer.says("还没有结算文件")
    officer.page.evaluate("window.stays = true")
    folder = stage.home / "inbox" / stage.story["union"] / "区医保中心"
    folder.mkdir(parents=True)
    (folder / "结算明细.csv").write_bytes(rows_of(stage.story["today"]))
    assert stage.tell("tests.browser.aid_walk_story", "look") == "1"
    expect(officer.page.locator("main")).to_contain_text("办好 1 笔", timeout=WATCHED)
    officer.look()
    assert officer.page.evaluate("window.stays"), "the list was loaded anew"
    officer.press("结算明细.csv", "link")
    officer.says("付款单开好了 1 张", WATCHED)
    officer.says("看不出是哪一天")
    officer.says("这里没有这个人")


def contest(she: Walker) -> None:
    """Her phone says how it was reckoned; she says what is wrong."""
    she.go("/me/aid/")
    she.says("有 1 笔等您的银行卡")
    she.page.locator("main a", has_text="752.40 元").first.click()
    she.page.wait_for_load_state()
    she.look()
    for words in ("为什么是 752.40 元", "2,508.00 元 × 30%", "标准表第 1 行", "互助计划第五条"):
        expect(she.page.locator("body")).to_contain_text(words)
    she.press("觉得不对，提异议", "link")
    she.fill(reason="医院后来更正过，自付应该是 2,600 元。")
    she.press("交给工会")
    she.says("您的异议")


def decide(officer: Walker) -> None:
    """A person answers, with the bill's figures put right."""
    officer.go("/desk/aid/contests/")
    officer.press("答复", "link")
    officer.page.get_by_text("更正，重新计算").click()
    officer.fill(answer="和医保核对过，按更正单重算。", own="2600")
    officer.press("答复本人")
    officer.says("没有等答复的异议")


def give_a_card(she: Walker) -> None:
    """She sees the other figure, and gives the card it waits for."""
    she.go("/me/aid/")
    she.says("780.00 元")
    she.press("去填", "link")
    she.fill(number=CARD, again=CARD.replace("8801", "8802"), bank_name="演示银行")
    she.press("存好")
    she.says("两遍不一样")
    she.fill(number=CARD, again=CARD)
    she.press("存好")
    she.says("****8801")


def pay(seats: Mapping[str, Walker], stage: Served) -> str:
    """Three persons, each with a hand; whoever has lent one is offered none."""
    keeper = seats["keeper"]
    keeper.go(f"/desk/ledger/{stage.story['book']}/run/")
    keeper.fill(name="演示批次")
    keeper.press("做批次")
    keeper.press("提交")
    keeper.says("可以办的：")
    run = keeper.page.url
    seats["approver"].go(run)
    seats["approver"].press("审批")
    cashier = seats["cashier"]
    cashier.go(run)
    cashier.press("放款")
    number = cashier.page.locator("#confirm-release").get_attribute("data-confirm") or ""
    cashier.page.fill("#confirm-release", number)
    cashier.press("放款")
    cashier.says("给银行的文件")
    return number


def answer(keeper: Walker, number: str, stage: Served) -> None:
    """The bank has paid."""
    lines = (
        f"批次号：{number}", "序号,账号,户名,金额,处理状态,失败码,原因,交易日期,流水号",
        f"1,****8801,王小满,780.00,成功,,,{stage.story['today']},LS000001", "合计,1笔,,780.00,,,,,",
    )  # fmt: skip
    reply = stage.home / "回盘.csv"
    Path(reply).write_bytes("\r\n".join(lines).encode("gb18030"))
    keeper.page.reload()
    keeper.press("上传回盘", "link")
    keeper.page.set_input_files("main input[type=file]", reply)
    keeper.press("上传")
    keeper.says("入账会改变 1 笔付款")
    keeper.press("入账")
    keeper.says("银行已回盘")


def follow(auditor: Walker, stage: Served) -> None:
    """Any yuan of the fund: who gave it, whose hands it went through, which card it lies on, and why so much."""
    auditor.go(f"/desk/ledger/funds/{stage.story['fund']}/")
    auditor.press("跟着一元钱走", "link")
    auditor.fill(n="500")
    auditor.press("看它从哪来、到哪去")
    auditor.says("第 500 元是 锦程机械（演示） 捐的，付给了 王小满，打在尾号 8801 的卡上")
    for name in ("周可心", "赵国强", "吴远"):
        auditor.says(name)
    auditor.press("为什么是这个数", "link")
    expect(auditor.page.locator("h1")).to_contain_text("为什么是 780.00 元")


def plan_next_year(officer: Walker, second: Walker, year: int) -> None:
    """The first tier gives more: what that would have cost this year is seen before another person publishes it."""
    officer.go("/desk/tables/")
    officer.press("打开", "link")
    officer.press("由它起草下一版", "link")
    officer.fill(valid_from=f"{year}-01-01", basis="互助委员会（演示）")
    officer.press("抄一份")
    draft = officer.page.url.partition("#")[0]
    officer.page.fill("[name='r1.o0']", "35%")
    officer.press("存下")
    officer.press("去算一遍", "link")
    officer.press("算一遍")
    # 2,600 yuan at 35 instead of 30 hundredths: 130.00 more.
    officer.says("比原来多付 130 元", WATCHED)
    officer.go(draft)
    officer.press("提交，请第二个人发布")
    officer.says("您的职务不能发布")
    second.go("/desk/")
    second.says("计算规则表")
    second.go(draft)
    second.says("比原来多付 130 元")
    second.press("发布")
    second.says("已发布")
    officer.go("/desk/aid/plans/new/")
    officer.fill(
        name=f"{year} 年职工医疗互助（演示）", starts_on=f"{year}-01-01", ends_on=f"{year}-12-31", price_fen="50"
    )
    officer.press("存草稿")
    choice = officer.page.locator("select[name=version]")
    choice.select_option(label=next(each for each in choice.locator("option").all_inner_texts() if f"{year}" in each))
    choice.locator("xpath=ancestor::form").get_by_role("button").click()
    officer.says("35%")
    officer.look()
