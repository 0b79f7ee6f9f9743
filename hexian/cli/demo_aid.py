"""`hx demo mutualaid`: two years of mutual aid in a district as large as one a newspaper wrote about.

18,498 person-times and 15,451,300.00 yuan, the year before 10,407 and 8,920,500.00: rounded from what was printed,
under a plan that is made up, for people who do not exist.  Everything goes through the services people use, by the
hands the law wants, on the days it would have happened; with every fault a file may have.  The district is founded in
`demo_aid_house`, its months are played in `demo_aid_months`, their bills are made in `demo_settlements`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

import click
from django.conf import settings
from django.utils import timezone

from hexian.cli import demo_settlements as bills
from hexian.cli.demo_aid_house import (
    FIRST_MOBILE,
    FULL,
    OF,
    STAFF,
    UNION,
    Size,
    Story,
    found,
    keep_cards,
    mobile_of,
    open_book,
    open_plans,
)
from hexian.cli.demo_aid_months import play_year
from hexian.cli.demo_bargaining import actor_of
from hexian.cli.demo_people import PASSWORD
from hexian.domains.mutualaid import queries, services
from hexian.domains.orgs import queries as orgs
from hexian.foundation import work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

CITY = "杭州市总工会（演示）"


@click.command("mutualaid")
def mutualaid() -> None:
    """演示医疗互助两年：计划、参加、结算文件、人工办理、付款、异议和爱心基金会，人和数都是编的。"""
    started = time.monotonic()
    now = timezone.now()
    with scope(Actor.system("demo", now, shifted=True)):
        city = next((row.public_id for row in orgs.search(Actor.system("demo", now), CITY) if row.name == CITY), None)
        there = any(row.name == UNION for row in orgs.search(Actor.system("demo", now), UNION))
    if city is None:
        raise click.ClickException("还没有演示数据。请先运行 hx demo。")
    if there:
        click.echo(_there(now))
        return
    story = play(city, now)
    _write_accounts()
    _tell(story, time.monotonic() - started)


def _there(now: datetime) -> str:
    """What is said when the district is there already; half a story cannot be gone on with."""
    actor = actor_of(OF["chair"], now)
    with scope(actor):
        is_whole = bool(queries.years(actor))
    if not is_whole:
        raise click.ClickException("上次没有做完。请 ./run --fresh 清空演示数据，再来一遍。")
    return f"{UNION}已经在了，没有再做一遍。"


def year_of(today: date) -> int:
    """The year of the story: this one once half of it is over, else the last."""
    return today.year if today.month > 6 else today.year - 1


def months_of(year: int, today: date) -> int:
    """How many months of a year are over, with their payments."""
    return 12 if year < today.year else (today - timedelta(days=30)).month


def play(city: UUID, now: datetime, size: Size = FULL) -> Story:
    """The whole story, up to today."""
    today = timezone.localdate(now)
    year = year_of(today)
    story = Story(UUID(int=0), year, now, size)
    with _acting(story):
        found(story, city)
        open_book(story)
        open_plans(story)
        keep_cards(story)
        play_year(story, year - 1, size.months, *size.last_year)
        play_year(story, year, min(size.months, months_of(year, today)), *size.this_year)
        _end(story, now)
    return story


@contextmanager
def _acting(story: Story) -> Iterator[None]:
    """Jobs are done at the moment of the story by whoever started them."""
    with work.building(lambda starter, _now: actor_of(mobile_of(starter.name), story.now)):
        yield


def _end(story: Story, now: datetime) -> None:
    """Somebody contests, one is answered; the months are counted."""
    story.now = now - timedelta(days=3)
    for place, words in enumerate(("住院押金里有一部分是自费药，请再看看（演示）", "我觉得少算了一天（演示）")):
        mobile = str(FIRST_MOBILE + place)
        mine = story.do(mobile, queries.my_aid)
        paid = next(row for row in mine.decisions if row.state == "ordered")
        contest = story.do(mobile, services.contest, paid.public_id, reason=words)
        if place:
            story.now += timedelta(days=2)
            story.do(
                "judge", services.answer, contest.public_id, outcome="upheld",
                answer="和医院核对过，住院天数不影响互助金，按合规自付算，没有少（演示）",
            )  # fmt: skip
    last = Actor.system("demo", now, shifted=True)
    with scope(last):
        services.tally_all(last)
        services.stand(last)


def _tell(story: Story, seconds: float) -> None:
    """What came of it, as the board shows it."""
    actor = actor_of(OF["chair"], timezone.now())
    with scope(actor):
        board = queries.board(actor, story.year)
    growth = [f"{(each or 0) / 100:+.2f}%" for each in (board.growth_bp, board.growth_fen_bp)]
    paid = f"{board.paid:,} 人次、{bills.yuan(board.paid_fen)} 元（{growth[0]}、{growth[1]}）"
    click.echo(f"{UNION}：{story.year} 年 {paid}，"
               f"没有赶上 {board.missed} 人次；计划和人都是编的，数照报道取整。用了 {seconds:.0f} 秒。")  # fmt: skip
    click.echo("演示账号（密码相同，动态码在「演示短信」里）：")
    for each in STAFF:
        click.echo(f"  {each.mobile}  {each.name}  {each.title}")
    click.echo(f"  {FIRST_MOBILE}  会员，有一份异议在等答复（用验证码登录）")


def _write_accounts() -> None:
    """Beside the others, in var/demo-accounts.json."""
    path = settings.HOME / "demo-accounts.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    there = {each["mobile"] for each in known}
    mine = [{"role": each.title, "mobile": each.mobile, "password": PASSWORD, "note": each.note} for each in STAFF]
    mine.append({
        "role": "会员（互助金有异议在办）", "mobile": str(FIRST_MOBILE), "password": "",
        "note": "用验证码登录，码在「演示短信」里",
    })  # fmt: skip
    known += [each for each in mine if each["mobile"] not in there]
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)
