"""The district of `hx demo mutualaid`: its unions and officers, its book, its table and plan a year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from hexian.cli import demo_settlements as bills
from hexian.cli.demo_bargaining import actor_of
from hexian.cli.demo_city import portions
from hexian.cli.demo_people import PASSWORD, WORK, name_of_nobody, number_of_nobody
from hexian.domains.ledger import services as ledger
from hexian.domains.members import services as members
from hexian.domains.mutualaid import services
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import services as tree
from hexian.domains.orgs.queries import OrgRow
from hexian.domains.orgs.rules import Kind
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Newcomer
from hexian.domains.people.services import persons
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.tables import services as tables
from hexian.foundation.tables.rules import Input, Output, Policy, Range, Row, Table
from hexian.foundation.tables.rules import Kind as Sort

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNION = "湖畔区总工会（演示）"
FIRST_SERIAL, FIRST_MOBILE = 7_000_000, 19_960_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How large the story is: person-times and fen of both years; members of the unions that take part, of one that
    does not, and of those who come in spring; how many at the end of those taking part are for the rows that are wrong;
    into how many months of a year it is pressed.
    """

    this_year: tuple[int, int]
    last_year: tuple[int, int]
    taking_part: tuple[int, ...]
    outside: int
    in_spring: int
    apart: int
    months: int = 12

    @property
    def pool(self) -> int:
        """How many people the rows that are right are about."""
        return sum(self.taking_part) - self.apart


#: Rounded from the article's 1,545.13 万余元 and +73.21 %: whole hundreds, for this demo alone.
FULL = Size((18_498, 15_451_300_00), (10_407, 8_920_500_00), (2_600, 2_100, 1_700, 1_200, 900), 400, 40, 300)


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
OF = {each.key: each.mobile for each in STAFF}


@dataclass
class Story:
    """Where the story is: its union, its book and plans, and the moment everybody acts at."""

    union: UUID
    year: int
    now: datetime
    size: Size = FULL
    book: UUID = field(default_factory=lambda: UUID(int=0))
    fund: UUID = field(default_factory=lambda: UUID(int=0))
    plans: dict[int, UUID] = field(default_factory=dict)

    def at(self, day: date, hour: int = 10) -> None:
        """It is that day now."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)

    def who(self, key: str) -> Actor:
        """One of the officers, as her next request would have her."""
        return actor_of(OF.get(key, key), self.now)

    def do(self, key: str, act: Callable[..., Any], *given: Any, **facts: Any) -> Any:
        """Let somebody do something now, by a service."""
        actor = self.who(key)
        with scope(actor):
            return act(*given, actor=actor, **facts)

    def system(self) -> Actor:
        """The program, now."""
        return Actor.system("demo", self.now, shifted=True)


def mobile_of(name: str) -> str:
    """The account of one of the officers."""
    return next(each.mobile for each in STAFF if each.name == name)


def found(story: Story, city: UUID) -> None:
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
        for place, size in enumerate((*story.size.taking_part, story.size.outside, story.size.in_spring)):
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


def open_book(story: Story) -> None:
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


def open_plans(story: Story) -> None:
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
    for union in unions[: len(story.size.taking_part)]:
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
    story.at(date(year, 1, 20))
    story.do("keeper", services.fees_came, plan.public_id, payer="union", on=date(year, 1, 19))
    if former is not None:
        story.at(date(year, 3, 1))
        story.do("intake", services.enrol, plan.public_id, union=unions[-1], paper_on=date(year, 2, 20))


#: Of so many members one has given no card by the first and by the second year: her money waits for it.
NO_CARD = (4, 12)
_AT_ONCE = 1_000


def keep_cards(story: Story) -> None:
    """The unions' lists of cards: most come with the first year, more with the second."""
    codes = [each.code for each in _below(story)[: len(story.size.taking_part)]]
    with scope(story.system()):
        persons = list(Person.objects.filter(code__in=codes).order_by("pk"))
    left = dict(enumerate(persons))
    for year, lacking in zip((story.year - 1, story.year), NO_CARD, strict=True):
        story.at(date(year, 1, 21))
        # The second of those who sign in has none: on her phone it is asked for.
        given = [left.pop(place) for place in list(left) if place % lacking != 1]
        for first in range(0, len(given), _AT_ONCE):
            some = given[first : first + _AT_ONCE]
            cards = {each.public_id: ledger.Card("演示银行", f"6222{each.pk:012}", each.name) for each in some}
            story.do("keeper", ledger.keep_cards, cards)


def _unions(story: Story) -> list[UUID]:
    return [row.public_id for row in _below(story)]


def _below(story: Story) -> list[OrgRow]:
    """The unions below, in the order in which they were founded."""
    with scope(story.system()):
        rows = orgs.below(story.union, story.system(), size=50)
    return sorted((row for row in rows if row.public_id != story.union), key=lambda row: row.code)
