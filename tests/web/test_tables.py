"""Decision tables at the desk, without JavaScript: the grid, faults, a case, versions compared, two persons."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from hypothesis import given, settings

from hexian.domains.orgs.models import Organisation
from hexian.foundation.tables import bodies, queries, registry, services
from hexian.foundation.tables.models import Version
from hexian.foundation.tables.registry import Comparison, Example, Shape
from hexian.foundation.tables.rules import IsNull, OneOf, Policy, Range, Table
from hexian.foundation.tables.shapes import span
from hexian.foundation.work import runs
from hexian.foundation.work.models import Task
from hexian.web.tables import grid
from tests import makers
from tests.foundation.table_makers import BAND, YUEYANG, plan_of, tables, tier
from tests.makers import as_
from tests.web import desk
from tests.web.desk import Officer
from tests.web.table_shapes import MIXED

DUTIES = ("tables.view", "tables.edit", "tables.publish")
NEXT = {"valid_from": "2027-01-01", "valid_to": "", "basis": "〔2026〕12 号"}


@pytest.fixture
def union(db: None) -> Organisation:
    return makers.make_org()


@pytest.fixture
def author(union: Organisation) -> Officer:
    return desk.officer_of(union, *DUTIES)


@pytest.fixture
def second(union: Organisation) -> Officer:
    return desk.officer_of(union, *DUTIES, name="周衡")


def drafted(author: Officer, table: Table = YUEYANG) -> UUID:
    place = author.actor.offices[0].org_code
    with as_(author.actor):
        return services.draft(
            table, place=place, title="互助补助（演示）", valid_from=date(2026, 1, 1), basis="〔2025〕1 号",
            actor=author.actor,
        ).public_id  # fmt: skip


def published(author: Officer, second: Officer) -> UUID:
    ident = drafted(author)
    author.post("tables:do", ident, "propose")
    second.post("tables:do", ident, "publish")
    return ident


def typed(ident: UUID, **changed: Any) -> dict[str, Any]:
    """What the browser would send for the draft's grid, with some inputs changed."""
    version = Version.objects.get(public_id=ident)
    table = bodies.from_json(version.body)
    given: dict[str, Any] = dict(grid.standing(table, table.rows).values)
    given |= {"row": [str(row.id) for row in table.rows], "edits": str(version.edits), "do": "save"}
    return given | {name.replace("__", "."): value for name, value in changed.items()}


def asked(**case: str) -> dict[str, Any]:
    """A case behind the question mark."""
    return {"try": "1", **case}


def stored(ident: UUID) -> Table:
    return bodies.from_json(Version.objects.get(public_id=ident).body)


pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.thorough]


def test_next_years_table_is_written_and_published_by_a_second_person(author: Officer, second: Officer) -> None:
    assert "还没有计算规则表" in author.get("tables:tables")
    former = published(author, second)
    page = author.post("tables:next", former, **NEXT)
    assert "抄好了" in page
    ident = Version.objects.get(number=2).public_id
    assert "存好了" in author.post("tables:rows", ident, **typed(ident, r1__o0="40%", r1__basis="第六条"))
    assert stored(ident).rows[0].then == {"rate": 4_000}
    assert "合计 2,000 元" in author.get("tables:version", ident, **asked(c0="5,000"))

    told = author.get("tables:compare", ident)
    assert re.search(r"第 1 行 +比例 30% 40% +依据 互助计划第五条 第六条", told)

    assert "等另一位同事看过以后发布" in author.post("tables:do", ident, "propose")
    assert "这一版您自己动过手" in author.get("tables:version", ident)
    assert "不能由您发布" in author.post("tables:do", ident, "publish", status=422)
    body_hash = Version.objects.get(number=2).body_hash
    assert "打开页面以后" in second.post("tables:do", ident, "publish", status=422, hash="0" * 64)
    assert "发布了" in second.post("tables:do", ident, "publish", hash=body_hash)
    assert queries.version_for("aid.tiers", author.actor.offices[0].org_code, date(2027, 1, 1)).number == 2
    assert "现在用这一版" in second.get("tables:tables")
    assert "撤回了" in second.post("tables:do", ident, "withdraw", reason="批文撤了")


def test_rows_are_added_moved_removed_and_put_back_with_what_was_typed_kept(author: Officer) -> None:
    ident = drafted(author, plan_of(tier(1, 0, 500_000, 3_000), tier(2, 500_000, 900_000, 3_500)))
    assert "9,000 元以上没有比例" in author.get("tables:version", ident)
    author.post("tables:rows", ident, **typed(ident, do="add", r2__o0="36%"))
    table = stored(ident)
    assert (table.rows[1].then["rate"], table.rows[2].when) == (3_600, {BAND: Range(900_000, None)})
    assert "第 3 行没有填「比例」" in author.get("tables:version", ident)
    author.post("tables:rows", ident, **typed(ident, do="up:3"))
    assert [row.id for row in stored(ident).rows] == [1, 3, 2]
    assert "移除了一行" in author.post("tables:rows", ident, **typed(ident, do="remove:3"))
    assert "放回原处" in author.post("tables:restore", ident)
    assert [row.id for row in stored(ident).rows] == [1, 3, 2]
    author.post("tables:rows", ident, **typed(ident, do="down:1"))
    assert [row.id for row in stored(ident).rows] == [3, 1, 2]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"r1__c0__hi": "五千"}, "「五千」看不出是多少钱"),
        ({"r1__c0__hi": "0.001"}, "金额最小到分"),
        ({"r1__c0__lo": "5,000"}, "终点要比起点大"),
        ({"r1__o0": "三成"}, "看不出是多少比例"),
        ({"r1__o0": "120%"}, "比例要在 0 到 100% 之间"),
        ({"r1__c0__lo": "-5"}, "分段从 0 元开始"),
        ({"r1__c0__hi": "9" * 30}, "太大"),
    ],
)
def test_a_cell_nobody_can_read_keeps_what_was_typed(author: Officer, changed: dict[str, str], sentence: str) -> None:
    ident = drafted(author)
    page = author.post("tables:rows", ident, status=422, **typed(ident, **changed))
    assert sentence in page
    assert next(iter(changed.values())) in page
    assert stored(ident) == YUEYANG


def test_what_would_be_wrong_is_told_before_it_is_kept(author: Officer) -> None:
    ident = drafted(author)
    told = author.post("tables:rows", ident, status=200, **typed(ident, do="check", r2__c0__lo="4,000"))
    assert "第 1 行和第 2 行的分段重叠，同一笔钱会算两次" in told
    assert "例如：合规自付 4,001 元" in told
    assert stored(ident) == YUEYANG
    assert "还有 1 处要改" not in author.get("tables:version", ident)
    author.post("tables:rows", ident, **typed(ident, r2__c0__lo="4,000"))
    assert "还有 1 处要改" in author.post("tables:do", ident, "propose", status=422)


def test_two_at_one_draft_notice_each_other(author: Officer, second: Officer) -> None:
    ident = drafted(author)
    mine, hers = typed(ident, r1__o0="31%"), typed(ident, r2__o0="36%")
    author.post("tables:rows", ident, **mine)
    page = second.post("tables:rows", ident, status=422, **hers)
    assert "被人改过" in page
    assert stored(ident).rows[1].then["rate"] == 3_500


def test_every_kind_of_cell_is_typed_and_read(author: Officer) -> None:
    ident = drafted(author, MIXED)
    author.post("tables:rows", ident, **typed(ident))
    assert stored(ident) == MIXED
    author.post("tables:rows", ident, **typed(
        ident, r3__c0__how="of", r3__c0__in=["二级"], r3__c1__how="oi", r3__c1__lo="１８", r3__c1__hi="59",
        r3__c3__how="no", r3__c4__how="of", r3__c4__in="丙，丁", r3__o2="no",
    ))  # fmt: skip
    row = stored(ident).rows[2]
    assert row.when == {
        "level": OneOf(("二级",)),
        "age": Range(18, 59, lo_in=False),
        "poor": OneOf((False,)),
        "word": OneOf(("丙", "丁")),
    }
    assert row.then["ok"] is False
    page = author.get("tables:version", ident, **asked(c0="一级", c1="60", c2="2026-03-01", c3="no"))
    assert "按第 1 行：补助 500.50 元，比例 37.25%，直接发 是" in page
    assert "年龄 60 起，不到 120" in page


@settings(max_examples=60)
@given(table=tables(Policy.FIRST))
def test_any_grid_reads_back_as_the_rows_it_shows(table: Table) -> None:
    given = grid.standing(table, table.rows)
    read = grid.read(table, [row.id for row in table.rows], given)
    for one, other in zip(table.rows, read, strict=True):
        plain = {name: cell for name, cell in one.when.items() if _can_be_typed(cell)}
        assert {name: other.when.get(name) for name in plain} == plain
    assert {row.id: row.basis for row in read} == {row.id: row.basis for row in table.rows}


def _can_be_typed(cell: Any) -> bool:
    if isinstance(cell, Range):
        lo, hi = span(cell)
        return lo is None or hi is None or lo <= hi
    said = cell.values if isinstance(cell, OneOf) else ()
    return isinstance(cell, IsNull) or (
        bool(said) and not any(_hard(text) for text in said) and set(said) != {True, False}
    )


def _hard(text: Any) -> bool:
    return isinstance(text, str) and (text.strip() != text or not text or bool(re.search(r"[、，,；;\n]", text)))


def test_a_long_table_is_shown_by_portions_and_each_is_kept(author: Officer) -> None:
    rows = [tier(at + 1, at * 100, (at + 1) * 100 if at < 99 else None, 3_000) for at in range(100)]
    ident = drafted(author, plan_of(*rows))
    page = author.get("tables:version", ident, **asked(**{"from": "41"}))
    assert "第 41–80 行" in page
    assert "第 40 行：" not in page
    sent = {name: value for name, value in typed(ident).items() if not name.startswith("r") or name.startswith("r50.")}
    author.post("tables:rows", ident, **(sent | {"row": ["50"], "from": "41", "r50.o0": "50%"}))
    table = stored(ident)
    assert (table.rows[49].then["rate"], table.rows[0].then["rate"], len(table.rows)) == (5_000, 3_000, 100)


def test_a_new_table_begins_with_a_declared_shape(author: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_SHAPES", {})
    assert "现在没有要用表的功能" in author.get("tables:new")
    registry.declare(Shape("aid.tiers", "互助补助", YUEYANG.inputs, YUEYANG.outputs, Policy.MARGINAL, BAND))
    assert "新建一张表" in author.get("tables:tables")
    place = author.actor.offices[0].org_code
    assert "失效日期要晚于起用日期" in author.post(
        "tables:new", status=422, shape="aid.tiers", place=place, **(NEXT | {"valid_to": "2026-01-01"})
    )
    page = author.post("tables:new", shape="aid.tiers", place=place, **NEXT)
    assert "还没有一行" in page
    ident = Version.objects.get().public_id
    author.post("tables:rows", ident, **typed(ident, do="add"))
    assert stored(ident).rows[0].when == {BAND: Range(0, None)}
    author.post("tables:describe", ident, valid_from="2027-02-01", valid_to="", basis="〔2027〕1 号")
    assert "2027 年 2 月 1 日" in author.get("tables:version", ident)


def test_readers_read_and_strangers_find_nothing(union: Organisation, author: Officer) -> None:
    ident = drafted(author)
    reader = desk.officer_of(union, "tables.view", name="何清")
    page = reader.get("tables:version", ident)
    assert "5,000 元以上，到 1 万元" in page
    assert "存下" not in page
    assert reader.client.post(reverse("tables:rows", args=[ident])).status_code == 403
    assert "管不到这张表" in reader.post("tables:do", ident, "withdraw", status=422, reason="x")
    reader.post("tables:do", ident, "propose", status=404)
    stranger = desk.officer_of(makers.make_org("浦沿街道总工会（演示）"), *DUTIES, name="吴远")
    for name in ("version", "compare", "next", "describe"):
        stranger.get(f"tables:{name}", ident, status=404)


def test_last_years_decisions_are_tried_by_a_long_job(
    author: Officer, second: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = published(author, second)
    author.post("tables:next", former, **NEXT)
    ident = Version.objects.get(number=2).public_id
    monkeypatch.setattr(registry, "_COMPARISONS", {})
    assert "还没有可以比照的历史记录" in author.get("tables:compare", ident)
    author.post("tables:try", ident, status=422)
    answer = Comparison(18_498, 1_545_130_000, 1_600_000_000, 900, 3, (Example({BAND: 800_000}, 255_000, 300_000, 12),))
    registry.register_comparison("aid.", lambda draft, published, actor: answer)
    page = author.post("tables:try", ident)
    assert "正在算" in page
    task = Task.objects.get()
    runs.run_task(str(task.public_id))
    told = author.get("tables:compare", ident, task=str(task.public_id))
    for words in ("算好了", "18,498", "比原来多付 54.87 万元，约 3.55%", "合规自付 8,000 元", "3,000.00 元"):
        assert words in told
    services.remove_row(ident, 5, actor=author.actor)
    assert "算过以后又改了" in author.get("tables:compare", ident)


def test_a_proposal_is_sent_back_with_a_reason(author: Officer, second: Officer) -> None:
    ident = drafted(author)
    author.post("tables:do", ident, "propose")
    assert "请写明原因" in second.post("tables:do", ident, "send_back", status=422)
    second.post("tables:do", ident, "send_back", reason="第 3 行和纪要不符")
    assert "第 3 行和纪要不符" in author.get("tables:version", ident)
    author.post("tables:do", ident, "nonsense", status=404)
