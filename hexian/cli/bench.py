"""`hx bench`: how fast and how large, beside a baseline in the same run, in a database that is gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
from django.conf import settings

from bench import adjudicate, contracts, explain, frame, imports, offers, pages, rooms, tree
from hexian.cli.answers import Stop, answering
from hexian.cli.server import database_up

MILLION = 1_000_000
#: Enough to run every part once in a minute, too few to say how fast anything is.
SMALL_MEMBERS, SMALL_SECONDS = 20_000, 8
SMALL_UNIONS = 500

SMALL_IMPORT = (2_000, 5_000, 1)
SMALL_CONTRACTS = 12
SMALL_OFFERS = 120
SMALL_ROOMS = (20, 20, 9, 4)
SMALL_AID = (3_000, 5_000)
SMALL_EXPLAIN = (20_000, 6)


@click.group()
def bench() -> None:
    """测速：每项都在自己的临时数据库里做，与同一次运行里的基准比，做完不留东西。"""


@bench.command("pages")
@click.option("--members", type=click.IntRange(min=5_000), default=MILLION, show_default=True, help="造多少名会员")
@click.option("--seconds", type=click.IntRange(min=5), default=120, show_default=True, help="每秒 20 次请求，测多少秒")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
@click.option("--plans", is_flag=True, help="把关键语句的执行计划写进 bench/plans/")
def pages_command(*, members: int, seconds: int, as_json: bool, small: bool, strict: bool, plans: bool) -> None:
    """会员名单、搜索、会员页、职工首页：每秒 20 次请求的响应时间，与裸 Django 视图相比的吞吐量，内存。"""
    size = pages.Size.of(SMALL_MEMBERS, SMALL_SECONDS) if small else pages.Size.of(members, seconds)
    report = _measured(size, plans=plans)
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("tree")
@click.option("--unions", type=click.IntRange(min=500), default=50_000, show_default=True, help="造多少个工会")
@click.option("--members", type=click.IntRange(min=5_000), default=MILLION, show_default=True, help="造多少名会员")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
def tree_command(*, unions: int, members: int, as_json: bool, small: bool, strict: bool) -> None:
    """组织树：下级名单和人数，一年前的组织树，把一个区连同下级划到另一个市（同时有人在看）。"""
    size = tree.Size(SMALL_UNIONS, SMALL_MEMBERS, rounds=10) if small else tree.Size(unions, members)
    report = _on_ground(lambda ground: tree.measure(ground, size))
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("import")
@click.option("--rows", type=click.IntRange(min=1_000), default=MILLION, show_default=True, help="名册有多少行")
@click.option("--existing", type=click.IntRange(min=5_000), default=MILLION, show_default=True, help="库里已有多少会员")
@click.option(
    "--growth",
    "runs",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="十分之一、十分之三、全部轮流各做几遍",
)
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
def import_command(*, rows: int, existing: int, runs: int, as_json: bool, small: bool, strict: bool) -> None:
    """名册从文件到会员：与把同样的行直接 COPY 进没有行级安全、索引相同的表相比；内存；行数多了每行慢多少。"""
    size = imports.Size(*SMALL_IMPORT) if small else imports.Size(rows, existing, runs)
    report = _on_ground(lambda ground: imports.measure(ground, settings.DATABASE_URLS["owner"], size))
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("contracts")
@click.option("--pdf", type=click.IntRange(min=10), default=500, show_default=True, help="排多少份 12 页的合同")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
def contracts_command(*, pdf: int, as_json: bool, small: bool, strict: bool) -> None:
    """集体合同的 PDF：每个核每秒排多少份各不相同的 12 页合同，内存会不会一直涨。不用数据库。"""
    report = contracts.measure(SMALL_CONTRACTS, 1) if small else contracts.measure(pdf, os.cpu_count() or 1)
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("offers")
@click.option("--unions", type=click.IntRange(min=40), default=5_000, show_default=True, help="给多少个企业工会备要约")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
def offers_command(*, unions: int, as_json: bool, small: bool, strict: bool) -> None:
    """集体要约行动：预览，成批备好草稿，各工会交回后统一发出，连同期限、送达和通知。"""
    report = _on_ground(lambda ground: offers.measure(ground, SMALL_OFFERS if small else unions))
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("room")
@click.option("--rooms", "many", type=click.IntRange(min=10), default=500, show_default=True, help="多少个协商室")
@click.option("--clients", type=click.IntRange(min=10), default=500, show_default=True, help="多少人开着协商室的页面")
@click.option("--seconds", type=click.IntRange(min=9), default=60, show_default=True, help="每秒 20 个提案，测多少秒")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
def room_command(*, many: int, clients: int, seconds: int, as_json: bool, small: bool, strict: bool) -> None:
    """协商室：大家每 3 秒问一次有没有变化，同时每秒 20 个提案到来；响应时间、有没有漏看、内存。"""
    size = rooms.Size(*SMALL_ROOMS) if small else rooms.Size(many, clients, seconds)
    report = _on_ground(lambda ground: rooms.measure(ground, size, Path(settings.HOME) / "frontend"))
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("adjudicate")
@click.option("--settlements", type=click.IntRange(min=1_000), default=MILLION, show_default=True, help="多少笔结算")
@click.option("--members", type=click.IntRange(min=5_000), default=MILLION, show_default=True, help="多少名会员参加")
@click.option("--growth", "runs", type=click.IntRange(min=0), default=0, show_default=True, help="四种规模轮流各做几遍")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
@click.option("--engine", type=click.Choice(["postgres", "duckdb"]), default="postgres", help="再用另一个引擎核对")
def adjudicate_command(
    *, settlements: int, members: int, runs: int, as_json: bool, small: bool, strict: bool, engine: str
) -> None:
    """医疗互助：结算文件到核定、付款指令、记账、年度累计和审计，与手写的四张表 SQL 相比；内存；笔数多了每笔慢多少。"""
    size = adjudicate.Size(*SMALL_AID) if small else adjudicate.Size(settlements, members, runs)
    report = _on_ground(lambda ground: adjudicate.measure(ground, settings.DATABASE_URLS["owner"], size, engine))
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


@bench.command("explain")
@click.option("--decisions", type=click.IntRange(min=5_000), default=10 * MILLION, show_default=True, help="多少笔核定")
@click.option("--seconds", type=click.IntRange(min=5), default=120, show_default=True, help="每秒 20 次请求，测多少秒")
@click.option("--json", "as_json", is_flag=True, help="最后在标准输出给一个 JSON 对象")
@click.option("--small", is_flag=True, help="小规模走一遍，只看各部分能不能跑通")
@click.option("--strict", is_flag=True, help="有目标没达到就以 1 退出")
def explain_command(*, decisions: int, seconds: int, as_json: bool, small: bool, strict: bool) -> None:
    """医疗互助：库里有一千万笔核定时，职工看「为什么是这么多」、经办人打开任一笔的页面，响应时间。"""
    size = explain.Size(*SMALL_EXPLAIN) if small else explain.Size(decisions, seconds)
    report = _on_ground(lambda ground: explain.measure(ground, size, Path(settings.HOME) / "frontend"))
    _show(report)
    if as_json:
        click.echo(report.as_json())
    if strict and not report.met:
        raise Stop("有目标没有达到，见上面标「未达到」的行。")


def _measured(size: pages.Size, *, plans: bool) -> frame.Report:
    return _on_ground(lambda ground: pages.measure(ground, size, Path(settings.HOME) / "frontend", plans=plans))


def _on_ground(measure: Callable[[frame.Ground], frame.Report]) -> frame.Report:
    frame.stop_politely()
    urls = settings.DATABASE_URLS
    try:
        with answering(), database_up(), frame.ground(urls["owner"], urls["app"]) as ground:
            return measure(ground)
    except frame.BenchError as fault:
        raise Stop(f"测速没有做完，原因：\n{fault}") from fault


def _show(report: frame.Report) -> None:
    """The targets with their figures, on standard error, so that standard output stays one JSON object."""
    for name, target in report.targets.items():
        figure = report.figures.get(name, {"value": "—", "unit": ""})
        mark = click.style("达到", fg="green") if report.reached(name) else click.style("未达到", fg="red")
        click.echo(f"{mark}  {name} {figure['value']} {target['op']} {target['value']} {figure['unit']}", err=True)
