"""`hx demo city`: 滨江区 filled up with unions and members, through the same services people use; nobody on it exists.

Each union is founded, given a chair and a committee's resolution, and its members are admitted on it in one
transaction, as a roster is landed.  Stopped half-way it goes on where it was: what stands is counted first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

import click
from django.db import transaction
from django.utils import timezone

from hexian.cli.demo_people import WORK, name_of_nobody, number_of_nobody
from hexian.domains.members import services as members
from hexian.domains.orgs import queries as org_queries
from hexian.domains.orgs import services as orgs
from hexian.domains.orgs.rules import Category, Kind
from hexian.domains.people.rules import Newcomer
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

DISTRICT = "滨江区总工会（演示）"
STREETS = {"330108001": "西兴街道", "330108002": "长河街道", "330108003": "浦沿街道"}
#: Before every union of the plan.
FOUNDED = date(2012, 5, 1)
#: Apart from the numbers and mobiles of the story and of `hx demo roster`.
FIRST_SERIAL, FIRST_MOBILE, FIRST_CHAIR = 5_000_000, 19_950_000_000, 19_990_000_000
#: So many of a hundred unions are of a kind, as in a real district most are of one employer.
KINDS = (
    (Kind.ENTERPRISE, 80), (Kind.JOINT, 6), (Kind.INSTITUTION, 5), (Kind.COMMUNITY, 4), (Kind.NEW_FORM, 3),
    (Kind.TRADE, 2),
)  # fmt: skip
#: One employer in twenty has no union yet: 应建未建.
EVERY_SO_MANY_WITHOUT = 20
LEAST = 5

_SEASONS = (
    "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑",
    "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
)  # fmt: skip
_THINGS = (
    "青竹", "白鹭", "红枫", "丹桂", "银杏", "碧荷", "翠柳", "金橘", "墨梅", "紫藤", "苍松", "芦苇", "杨梅", "茶花",
    "香樟", "枇杷", "石榴", "腊梅", "海棠", "玉兰", "月季", "水杉", "菖蒲", "木槿", "榆钱", "槐花", "山茶", "棠棣",
    "芙蕖", "桑榆", "梧桐", "蒹葭", "辛夷", "扶桑", "杜若", "白芷", "兰舟", "云帆", "明烛", "清泉", "远山", "星河",
)  # fmt: skip
#: What a firm does, with its section of GB/T 4754.
_TRADES = (
    ("软件", "I"), ("电子", "C"), ("精密", "C"), ("物流", "G"), ("餐饮", "H"), ("商贸", "F"), ("建设", "E"),
    ("物业", "K"), ("生物", "M"), ("文化", "R"),
)  # fmt: skip
_STEMS = frozenset(season + thing for season in _SEASONS for thing in _THINGS)
_TAILS: dict[Kind, str] = {
    Kind.ENTERPRISE: "工会委员会", Kind.JOINT: "联合工会委员会", Kind.INSTITUTION: "工会委员会",
    Kind.COMMUNITY: "社区工会联合会", Kind.NEW_FORM: "新就业形态工会委员会", Kind.TRADE: "行业工会联合会",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """A union to be: everything follows from its place in the plan, so that a second run plans the same."""

    place: int
    kind: Kind
    stem: str
    trade: str
    street: str  # division
    founded_on: date
    size: int
    first: int  # the serial of its first member

    @property
    def name(self) -> str:
        """«惊蛰青竹软件（演示）工会委员会»; the mark stands in every name."""
        return f"{self.stem}（演示）{_TAILS[self.kind]}"

    @property
    def short_name(self) -> str:
        """What lists say."""
        return f"{self.stem}（演示）工会"


@click.command(
    "city", help=f"把{DISTRICT}填满：工会、主席、委员会决议和会员，全部走平时的办理过程；停下了再运行会接着填。"
)
@click.option("--unions", default=949, show_default=True, help="区里一共多少个工会")
@click.option("--members", "people", default=60_000, show_default=True, help="新增多少名会员")
def city(unions: int, people: int) -> None:
    """Fill the demo's district. Needs the story of `hx demo`."""
    now = timezone.now()
    actor = Actor.system("demo", now - timedelta(days=5), shifted=True)
    with scope(actor):
        district = _named(DISTRICT, actor)
    if district is None:
        raise click.ClickException("先运行 hx demo：城市要长在示例工会的树上。")
    with scope(actor), transaction.atomic():
        streets = _streets(district, actor)
        there = {row.name for row in org_queries.below(district, actor, size=100_000, category=Category.UNION)}
    others = 1 + sum(name[:4] not in _STEMS for name in there)  # with the district's own
    planned = plan(max(0, unions - others), people, timezone.localdate(now))
    left = [each for each in planned if each.name not in there]
    with click.progressbar(left, label=f"填{DISTRICT}", item_show_func=lambda each: each.stem if each else "") as bar:
        for each in bar:
            with scope(actor), transaction.atomic():
                fill(each, streets, actor)
    click.echo(f"工会 {unions} 个，新增会员 {sum(each.size for each in left):,} 名。")


def plan(unions: int, people: int, today: date) -> list[Planned]:
    """So many unions with so many members in all: a few large, most small."""
    chance = Random(330_108)  # noqa: S311 - the same plan every time is the point
    sizes = _sizes(unions, people)
    chance.shuffle(sizes)
    kinds = chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS], k=unions)
    streets = chance.choices(list(STREETS), k=unions)
    ages = chance.choices(range(40, 3_600), k=unions)
    firsts = accumulate(sizes, initial=FIRST_SERIAL)
    facts = zip(kinds, streets, ages, sizes, firsts, strict=False)
    return [
        Planned(place, kind, *_stem(place, kind), street, today - timedelta(days=age), size, first)
        for place, (kind, street, age, size, first) in enumerate(facts)
    ]


def _stem(place: int, kind: Kind) -> tuple[str, str]:
    """What a union is called after, and its section of GB/T 4754."""
    trade, section = _TRADES[place % len(_TRADES)]
    stem = f"{_SEASONS[place % len(_SEASONS)]}{_THINGS[place // len(_SEASONS) % len(_THINGS)]}"
    return stem + (trade if kind == Kind.ENTERPRISE else ""), section


def _sizes(unions: int, people: int) -> list[int]:
    """Falling like one over the rank, none under the least, together exactly so many."""
    if not unions:
        return []
    shares = [1 / (rank + 12) for rank in range(unions)]
    spare = max(0, people - LEAST * unions)
    sizes = [LEAST + int(spare * share / sum(shares)) for share in shares]
    sizes[0] += max(0, people - sum(sizes))
    return sizes


def _named(name: str, actor: Actor) -> UUID | None:
    return next((row.public_id for row in org_queries.search(actor, name) if row.name == name), None)


def _streets(district: UUID, actor: Actor) -> dict[str, UUID]:
    """The unions of the district's streets by division; those missing are founded."""
    found = {}
    for division, street in STREETS.items():
        name = f"{street}总工会（演示）"
        found[division] = _named(name, actor) or orgs.found(
            kind=Kind.STREET, name=name, parent=district, division=division, phone="0571-0000 0000",
            founded_on=FOUNDED, is_demo=True, actor=actor,
        ).public_id  # fmt: skip
    return found


def fill(each: Planned, streets: dict[str, UUID], actor: Actor) -> None:
    """One union with its employer, chair, resolution and members, whole or not at all."""
    street = streets[each.street]
    facts: dict[str, Any] = {"parent": street, "division": each.street, "founded_on": each.founded_on, "is_demo": True}
    if each.place % EVERY_SO_MANY_WITHOUT == 0:
        _employer(f"{each.stem}分装", 30 + each.place % 200, each.trade, facts, actor)
    own: dict[str, Any] = {}
    if each.kind == Kind.ENTERPRISE:
        staff = each.size + each.size // 4
        own = {"employer": _employer(each.stem, staff, each.trade, facts, actor), "staff_total": staff}
    union = orgs.found(kind=each.kind, name=each.name, short_name=each.short_name, actor=actor, **facts, **own)
    _appoint(union.public_id, each, actor)
    _admit(union.public_id, each, actor)


def _employer(stem: str, staff: int, trade: str, facts: dict[str, Any], actor: Actor) -> UUID:
    firm = orgs.found(
        kind=Kind.EMPLOYER, name=f"{stem}（演示）有限公司", short_name=f"{stem}（演示）", nature="enterprise",
        trade=trade, staff_total=staff, is_scaled=staff > 300, actor=actor, **facts,
    )  # fmt: skip
    return firm.public_id


def _appoint(union: UUID, each: Planned, actor: Actor) -> None:
    """Nine unions in ten have a chair of their own; some terms end soon."""
    if each.place % 10 == 9:
        return
    role = next(row for row in org_queries.roles_for(union, actor) if row.key == "chair")
    ends = timezone.localdate(actor.now) + timedelta(days=30 + each.place * 7 % 1_000)
    orgs.appoint_newcomer(
        union, name=name_of_nobody(FIRST_SERIAL - 1 - each.place), mobile=str(FIRST_CHAIR + each.place),
        role_id=role.public_id, title="工会主席", ends_on=ends, actor=actor,
    )  # fmt: skip


def _admit(union: UUID, each: Planned, actor: Actor) -> None:
    day = timezone.localdate(actor.now)
    resolution = members.record_resolution(
        union, number=f"〔{day.year}〕1 号", held_on=day, seats=5, present=5, yes=5, no=0, abstained=0, actor=actor,
        meeting="第一届第 1 次", place="工会会议室",
    )  # fmt: skip
    ready = members.prepare_entries(list(_entries(each, day)))
    for batch in portions(ready):
        members.admit_many(batch, resolution, batch=UUID(int=each.first), actor=actor)


def portions(ready: Sequence[members.Ready]) -> Iterator[Sequence[members.Ready]]:
    """As many at once as one row of audit may stand for."""
    for start in range(0, len(ready), members.MOST_AT_ONCE):
        yield ready[start : start + members.MOST_AT_ONCE]


def _entries(each: Planned, today: date) -> Iterator[members.Entry]:
    since = (today - each.founded_on).days
    for place in range(each.size):
        serial = each.first + place
        person = Newcomer(name_of_nobody(serial), number_of_nobody(serial), str(FIRST_MOBILE + serial - FIRST_SERIAL))
        joined = each.founded_on + timedelta(days=serial * 131 % since)
        yield members.Entry(person, WORK[serial % len(WORK)], joined_on=joined)
