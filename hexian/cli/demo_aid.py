"""`hx demo mutualaid`: two years of mutual aid in a district as large as one a newspaper wrote about.

18,498 person-times and 15,451,300.00 yuan, the year before 10,407 and 8,920,500.00: rounded from what was printed,
under a plan that is made up, for people who do not exist.  Everything goes through the services people use, by the
hands the law wants, on the days it would have happened; with every fault a file may have.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hexian.cli import demo_settlements as bills
from hexian.cli.demo_bargaining import actor_of
from hexian.cli.demo_city import portions
from hexian.cli.demo_people import PASSWORD, WORK, name_of_nobody, number_of_nobody
from hexian.domains.ledger import queries as books
from hexian.domains.ledger import services as ledger
from hexian.domains.ledger.rules import Hand
from hexian.domains.members import services as members
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import services as tree
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.rules import Newcomer
from hexian.domains.people.services import persons
from hexian.foundation import work
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.tables import services as tables
from hexian.foundation.tables.rules import Input, Output, Policy, Range, Row, Table
from hexian.foundation.tables.rules import Kind as Sort
from hexian.foundation.work import runs

SHANGHAI = ZoneInfo("Asia/Shanghai")
CITY, UNION = "杭州市总工会（演示）", "湖畔区总工会（演示）"
#: Rounded from the article's 1,545.13 万余元 and +73.21 %: whole hundreds, for this demo alone.
THIS_YEAR, LAST_YEAR = (18_498, 15_451_300_00), (10_407, 8_920_500_00)
#: Members of the unions that take part, of one that does not, and of those who come in spring.
TAKING_PART, OUTSIDE, IN_SPRING = (2_600, 2_100, 1_700, 1_200, 900), 400, 40
#: Of those who take part so many at the end are for the rows that are wrong.
APART = 300
FIRST_SERIAL, FIRST_MOBILE = 7_000_000, 19_960_000_000
#: New cards a month, while everybody's first bill comes: whoever has one is paid within days ever after.
CARDS, FIRST_MONTHS = 40, 9
SENDER = "湖畔区医保中心（演示）"


@dataclass(frozen=True)
class Hire:
    """An officer of the district, with the role she has."""

    key: str
    name: str
    mobile: str
    role: str
    title: str
    note: str = "动态码在「演示短信」里"


STAFF = (
    Hire("chair", "柳春分", "13800000101", "chair", "湖畔区总工会主席（批准付款）"),
    Hire("deputy", "梅立秋", "13800000102", "chair", "湖畔区总工会副主席、财务主管（复核付款、发布标准）"),
    Hire("keeper", "荀寒露", "13800000103", "bookkeeper", "湖畔区总工会财务经办"),
    Hire("cashier", "卜小雪", "13800000104", "cashier", "湖畔区总工会出纳"),
    Hire("auditor", "阮大暑", "13800000105", "auditor", "湖畔区总工会审计员"),
    Hire("intake", "向谷雨", "13800000106", "organiser", "湖畔区总工会组织干事（收结算文件）"),
    Hire("judge", "柯芒种", "13800000107", "own", "湖畔区总工会互助审核员"),
)
_OF = {each.key: each.mobile for each in STAFF}


@dataclass
class Story:
    """Where the story is: its union, its book and plans, and the moment everybody acts at."""

    union: UUID
    year: int
    now: datetime
    book: UUID = field(default_factory=lambda: UUID(int=0))
    fund: UUID = field(default_factory=lambda: UUID(int=0))
    plans: dict[int, UUID] = field(default_factory=dict)

    def at(self, day: date, hour: int = 10) -> None:
        """It is that day now."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)

    def who(self, key: str) -> Actor:
        """One of the officers, as her next request would have her."""
        return actor_of(_OF.get(key, key), self.now)

    def do(self, key: str, act: Callable[..., Any], *given: Any, **facts: Any) -> Any:
        """Let somebody do something now, by a service."""
        actor = self.who(key)
        with scope(actor):
            return act(*given, actor=actor, **facts)

    def system(self) -> Actor:
        """The program, now."""
        return Actor.system("demo", self.now, shifted=True)


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
    actor = actor_of(_OF["chair"], now)
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


def play(city: UUID, now: datetime) -> Story:
    """The whole story, up to today."""
    today = timezone.localdate(now)
    year = year_of(today)
    story = Story(UUID(int=0), year, now)
    with _acting(story):
        _found(story, city)
        _open_book(story)
        _open_plans(story)
        _year(story, year - 1, 12, *LAST_YEAR)
        _year(story, year, months_of(year, today), *THIS_YEAR)
        _end(story, now)
    return story


@contextmanager
def _acting(story: Story) -> Iterator[None]:
    """Jobs are done at the moment of the story by whoever started them."""
    with work.building(lambda starter, _now: actor_of(_mobile_of(starter.name), story.now)):
        yield


def _mobile_of(name: str) -> str:
    return next(each.mobile for each in STAFF if each.name == name)


def _found(story: Story, city: UUID) -> None:
    """A district with unions, officers and members."""
    story.at(date(story.year - 2, 3, 1))
    actor = story.system()
    with scope(actor):
        district = tree.found(
            kind=Kind.DISTRICT, name=UNION, parent=city, division="330109", founded_on=date(2012, 5, 1), is_demo=True,
            phone="0571-0000 0101", actor=actor,
        )  # fmt: skip
        story.union = district.public_id
        _hire(story, district.code)
        first = FIRST_SERIAL
        for place, size in enumerate((*TAKING_PART, OUTSIDE, IN_SPRING)):
            union = tree.found(
                kind=Kind.ENTERPRISE, name=f"湖畔{'甲乙丙丁戊己庚'[place]}厂（演示）工会委员会", parent=story.union,
                short_name=f"湖畔{'甲乙丙丁戊己庚'[place]}厂（演示）工会", division="330109", actor=actor,
                founded_on=date(2012, 6, 1), is_demo=True,
            )  # fmt: skip
            _admit(union.public_id, first, size, actor)
            first += size


def _hire(story: Story, code: str) -> None:
    """Everybody with an account and an office; the reviewer's role is made for her."""
    actor = story.system()
    own = tree.make_role(
        story.union, name="互助审核员", duties=("orgs.view", "mutualaid.view", "mutualaid.decide", "mutualaid.read"),
        actor=actor,
    )  # fmt: skip
    for each in STAFF:
        person = people.register_person(each.name, each.mobile, code, actor=actor)
        account = people.open_account(each.mobile, person, actor=actor, password=PASSWORD, is_demo=True)
        roles = {role.key: role.public_id for role in orgs.roles_for(story.union, actor)}
        tree.appoint(
            story.union, person_id=person.public_id, role_id=roles.get(each.role, own.public_id), title=each.title,
            starts_on=actor.now.date(), actor=actor,
        )  # fmt: skip
        people.set_totp(account, people.DEMO_SECRET, actor=actor)


def _admit(union: UUID, first: int, size: int, actor: Actor) -> None:
    day = timezone.localdate(actor.now)
    resolution = members.record_resolution(
        union, number=f"〔{day.year}〕1 号", held_on=day, seats=5, present=5, yes=5, no=0, abstained=0, actor=actor,
        meeting="第一届第 1 次", place="工会会议室",
    )  # fmt: skip
    entries = [
        members.Entry(_newcomer(serial), WORK[serial % len(WORK)], joined_on=date(2014, 1, 1))
        for serial in range(first, first + size)
    ]
    for batch in portions(members.prepare_entries(entries)):
        admitted = members.admit_many(batch, resolution, batch=UUID(int=first), actor=actor)
    if first == FIRST_SERIAL:
        # Two of them sign in: one is answered, one waits.
        for place in range(2):
            person = persons.locked(admitted[place].person_id)
            people.open_account(str(FIRST_MOBILE + place), person, actor=actor, is_demo=True)


def _newcomer(serial: int) -> Newcomer:
    return Newcomer(name_of_nobody(serial), number_of_nobody(serial), str(FIRST_MOBILE + serial - FIRST_SERIAL))


def _open_book(story: Story) -> None:
    """The union's book: mutual aid's fund with what unions and members paid in, and the 爱心基金会 (F5)."""
    year = story.year - 1
    story.at(date(year - 1, 12, 2))
    opened = story.do(
        "keeper", ledger.open_book, story.union, name="湖畔区互助账（演示）", opened_on=date(year - 1, 12, 1)
    )
    story.book = opened.public_id
    story.do(
        "keeper", ledger.set_bank, story.book, bank_name="演示银行湖畔支行", holder=UNION, number="9558000000000101"
    )
    fund = story.do("keeper", ledger.open_fund, story.book, name="职工医疗互助金（演示）", purpose="职工医疗互助")
    story.fund = fund.public_id
    for each, fen in ((year, 10_000_000_00), (year + 1, 17_000_000_00)):
        story.at(date(each, 1, 5))
        story.do(
            "keeper", ledger.receive, story.fund, donor="湖畔区各基层工会（演示）", donor_kind="union",
            kind="gift", fen=fen,
            on=date(each, 1, 4), voucher=f"{each} 年互助金缴费（演示）",
        )  # fmt: skip
        story.do("keeper", ledger.set_budget, story.fund, year=each, fen=fen)
    _charity(story)


_GIFTS = (
    ("湖畔区商会（演示）", "body", "gift", 86_000_00, ""),
    ("一位退休职工（演示）", "person", "gift", 5_000_00, ""),
    ("湖畔甲厂工会（演示）", "union", "sale", 3_260_00, "旧自行车 12 辆义卖"),
)


def _charity(story: Story) -> None:
    """爱心基金会: the employer's million a year until five, gifts, sales of idle things."""
    year = story.year - 1
    story.at(date(year, 1, 8))
    fund = story.do("keeper", ledger.open_fund, story.book, name="湖畔爱心基金会（演示）", purpose="困难职工帮扶")
    promise = story.do(
        "keeper", ledger.pledge, fund.public_id, donor="湖畔精密（演示）有限公司", kind="employer",
        yearly_fen=1_000_000_00, cap_fen=5_000_000_00, first_year=year,
        basis="捐赠协议（演示）：每年 100 万元，满 500 万元为止",
    )  # fmt: skip
    for each in (year, year + 1):
        story.at(date(each, 3, 2))
        story.do(
            "keeper", ledger.receive, fund.public_id, donor="湖畔精密（演示）有限公司", donor_kind="employer",
            kind="pledge",
            fen=1_000_000_00, on=date(each, 3, 1), pledge_id=promise.public_id, voucher=f"{each} 年认捐（演示）",
        )  # fmt: skip
        for donor, kind, how, fen, item in _GIFTS:
            story.do(
                "keeper", ledger.receive, fund.public_id, donor=donor, donor_kind=kind, kind=how, fen=fen, item=item,
                on=date(each, 3, 1),
            )  # fmt: skip


def _open_plans(story: Story) -> None:
    """A table and a plan a year, each by two persons; everybody brought in with consent, renewed the year after."""
    first = story.year - 1
    story.at(date(first - 1, 12, 5))
    rows = tuple(
        Row(at, {"cost": Range(lo, hi)}, {"rate": rate}, "演示计划第五条，数是编的")
        for at, (lo, hi, rate) in enumerate(bills.TIERS, 1)
    )
    table = Table(
        "mutualaid.tiers", (Input("cost", Sort.FEN, "合规自付"),), (Output("rate", Sort.BP, "比例"),), rows,
        Policy.MARGINAL, "cost",
    )  # fmt: skip
    place = story.who("chair").offices[0].org_code
    made = story.do(
        "intake", tables.draft, table, place=place, title="互助金分段（演示）", valid_from=date(first, 1, 1),
        basis="演示计划，不是任何地方的标准",
    )  # fmt: skip
    _publish(story, made.public_id)
    _open_plan(story, first, made.pk, waiting=0)
    story.at(date(story.year - 1, 12, 5))
    again = story.do(
        "intake", tables.draft_next, made.public_id, valid_from=date(story.year, 1, 1), basis="演示计划，续一年"
    )
    _publish(story, again.public_id)
    _open_plan(story, story.year, again.pk, waiting=30)


def _publish(story: Story, version: UUID) -> None:
    story.do("intake", tables.propose, version)
    story.do("deputy", tables.publish, version)


def _open_plan(story: Story, year: int, version: int, *, waiting: int) -> None:
    plan = story.do(
        "chair", services.draft, story.union, name=f"{year} 年职工医疗互助（演示，计划是编的）",
        starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), price_fen=120_00, payer="union", waiting_days=waiting,
        per="stay", minimum_fen=20_00, is_raised=True, cap_fen=50_000_00, large_fen=bills.LARGE, sample_bp=100,
        excluded=[bills.EXCLUDED], version_id=version, basis="演示计划，不是任何地方的标准",
    )  # fmt: skip
    story.plans[year] = plan.public_id
    story.do(
        "chair",
        services.record_agreement,
        plan.public_id,
        number=f"湖畔医保协〔{year}〕1 号（演示）",
        on=date(year - 1, 12, 1),
    )
    story.do("chair", services.set_money, plan.public_id, fund=story.fund)
    story.do("deputy", services.open_plan, plan.public_id)
    former = story.plans.get(year - 1)
    story.at(date(year, 1, 3))
    unions = _unions(story)
    for union in unions[: len(TAKING_PART)]:
        if former is None:
            story.do(
                "intake",
                services.enrol,
                plan.public_id,
                union=union,
                since=date(year, 1, 1),
                paper_on=date(year - 1, 12, 20),
            )
        else:
            story.do("intake", services.renew, plan.public_id, former=former, union=union)
    if former is not None:
        story.at(date(year, 3, 1))
        story.do("intake", services.enrol, plan.public_id, union=unions[-1], paper_on=date(year, 2, 20))


def _unions(story: Story) -> list[UUID]:
    """The unions below, in the order in which they were founded."""
    with scope(story.system()):
        rows = orgs.below(story.union, story.system(), size=50)
    return [row.public_id for row in sorted(rows, key=lambda row: row.code) if row.public_id != story.union]


def _year(story: Story, year: int, months: int, count: int, fen: int) -> None:
    """Files month by month, decided, looked at by people, paid."""
    chance = Random(year)  # noqa: S311 - the same year every time is the point
    shares = bills.own_shares(count, fen, chance)
    book = bills.Book(year, FIRST_SERIAL, chance)
    pool = sum(TAKING_PART) - APART
    who = bills.Strangers(pool, sum(TAKING_PART), 900_000)
    start = 0
    with TemporaryDirectory() as folder, click.progressbar(range(1, months + 1), label=f"{year} 年") as bar:
        for month in bar:
            part = shares[start : count * month // months]
            clean = bills.month_of(book, part, month, pool, start)
            start += len(part)
            is_last = year == story.year and month == months
            _month(story, month, _Month(year, clean, book, who, Path(folder), is_last))


@dataclass(frozen=True)
class _Month:
    """What a month's file is made of."""

    year: int
    clean: Sequence[bills.Cells]
    book: bills.Book
    who: bills.Strangers
    folder: Path
    is_last: bool


def _month(story: Story, month: int, made: _Month) -> None:
    arrives = date(made.year, month, 24)
    rows = [*made.clean, *bills.faults_of(made.book, made.clean, made.who, arrives)]
    if made.year == story.year and month == 3:
        rows += bills.waiting_of(made.book, sum(TAKING_PART) + OUTSIDE, date(made.year, 3, 18))
    ending, write = bills.FORMATS[month % len(bills.FORMATS)]
    story.at(arrives)
    _run(story, f"{made.year}-{month:02} 结算.{ending}", write(rows, made.folder))
    story.at(arrives, 15)
    _look(story, all_of_it=not made.is_last)
    _read(story, is_first=month == 1)
    _pay(story, month, made)
    if made.is_last:
        _lay_bad_files(story, made)


def _run(story: Story, name: str, content: bytes) -> None:
    """Handed in and decided in one transaction, so that no worker takes it first and decides it today."""
    with transaction.atomic():
        _decide(story, name, content)


def _decide(story: Story, name: str, content: bytes) -> None:
    row = story.do("intake", services.receive, io.BytesIO(content), name=name, org_id=story.union, sender=SENDER)
    started = story.do("intake", services.start_run, row.public_id)
    runs.run_task(str(started.task_id))
    done = story.do("intake", queries.file, row.public_id)
    if done.state != "done":
        message = f"{name}: {done.state} {done.problem}"
        raise click.ClickException(message)


#: What people say of a finding; what is arithmetic is answered as a group.
_GROUPS = {
    Finding.UNSERVED: "出院那天没有参加互助（演示）", Finding.EXCLUDED: "方案不包括这一类就医（演示）",
    Finding.WAITING: "入院时还在等待期里（演示）",
}  # fmt: skip


def _look(story: Story, *, all_of_it: bool) -> None:
    """Large sums are paid by a person; the rest is refused with a reason, or left for whoever tries the demo."""
    for row in _held(story, int(Finding.LARGE)):
        story.do("judge", services.pay, row, reason="看过结算单和发票，金额大但属实（演示）")
    if not all_of_it:
        return
    for finding, reason in _GROUPS.items():
        story.do("judge", services.refuse_group, story.union, findings=int(finding), seen_at=story.now, reason=reason)
    for row in _held(story, None):
        story.do("judge", services.refuse, row, reason="和医保、医院核对过，这一笔不能办（演示）")


def _held(story: Story, findings: int | None) -> list[UUID]:
    found, after = [], 0
    while True:
        page = story.do("judge", queries.held, findings=findings, after=after)
        found += [row.public_id for row in page.rows]
        if not page.next:
            return found
        after = page.next


def _read(story: Story, *, is_first: bool) -> None:
    """A person works some of the sample out again; once she reads a sum wrong, and that is shown."""
    for turn in range(4):
        sample = story.do("deputy", queries.next_sample)
        if sample is None:
            return
        found = bills.aid_of(_fen(sample.share))
        story.do("deputy", services.read, sample.id, amount_fen=found + (5_00 if is_first and turn == 0 else 0))


def _fen(text: str) -> int:
    """The fen of a sum as the page shows it."""
    return int("".join(char for char in text if char.isdigit()))


def _pay(story: Story, month: int, made: _Month) -> None:
    """Cards come in, what waits for them is batched, and goes through four hands to the bank and back."""
    story.at(date(made.year, month, 25))
    is_first = made.year < story.year and month <= FIRST_MONTHS
    waits = story.do("keeper", books.waiting, story.book, view="card").rows
    for row in waits[: CARDS if is_first else 1]:
        story.do(
            "keeper", ledger.keep_card, row.payee_id, bank_name="演示银行", number=f"6222{row.id:012}", holder=row.name
        )
    run = story.do("keeper", ledger.draft, story.book, title=f"{made.year} 年 {month} 月互助金（演示）").public_id
    story.do("keeper", ledger.lend, run, Hand.PROPOSE)
    if made.is_last:
        return
    story.do("deputy", ledger.lend, run, Hand.REVIEW)
    story.at(date(made.year, month, 26))
    story.do("chair", ledger.lend, run, Hand.APPROVE)
    story.at(date(made.year, month, 27))
    story.do("cashier", ledger.lend, run, Hand.RELEASE)
    story.do("cashier", ledger.make_file, run, layout="icbc", format_="csv_gbk")
    reply = story.do("cashier", ledger.read_reply, run, _answer(story, run, month), name="回盘.csv")
    story.do("cashier", ledger.apply_reply, reply.public_id)
    story.do("keeper", ledger.close, run)


def _answer(story: Story, run: UUID, month: int) -> bytes:
    """What the bank says: paid, but for one in some months."""
    out, on = io.StringIO(), story.now.date()
    writer = csv.writer(out)
    page = story.do("cashier", books.run, run)
    writer.writerow([f"批次号：{page.row.number}"])
    writer.writerow(("序号", "账号", "户名", "金额", "处理状态", "失败码", "原因", "交易日期", "流水号"))
    after, fails = 0, month % 4 == 0
    while page.lines:
        for line in page.lines:
            word, code, why = ("失败", "E05", "账号户名不符") if fails else ("成功", "", "")
            writer.writerow([line.position, f"****{line.tail}", line.name, bills.yuan(line.fen), word, code, why, on,
                             f"LS{line.position:06}"])  # fmt: skip
            fails = False
        after = page.next
        if not after:
            break
        page = story.do("cashier", books.run, run, after=after)
    return out.getvalue().encode("gb18030")


def _lay_bad_files(story: Story, made: _Month) -> None:
    """Files as they should not be, laid into the union's folder; each finds its sentence, none pays anything."""
    folder = settings.INBOX_DIR / str(story.union) / SENDER
    folder.mkdir(parents=True, exist_ok=True)
    written = time.time() - 60
    for name, content in bills.bad_files(made.clean[:60], made.folder):
        (folder / name).write_bytes(content)
        os.utime(folder / name, (written, written))
    with transaction.atomic():
        actor = story.system()
        with scope(actor):
            services.look_into_folder(actor)
        rows, _ = story.do("intake", queries.files)
        for row in rows:
            if row.state == "running" and row.task_id:
                runs.run_task(str(row.task_id))


def _end(story: Story, now: datetime) -> None:
    """Somebody contests, one is answered; the months are counted."""
    story.now = now - timedelta(days=9)
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
    actor = actor_of(_OF["chair"], timezone.now())
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
