"""The part of the demo in which both sides bargain over wages: a room in the middle of it, with what either proposed.

Played through the services on a shifted clock, by the accounts people then sign in with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.clauses import Typed
from hexian.domains.bargaining.rules.delegates import Origin, Role
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.bargaining.services import Fact, Facts, Seat, Sending
from hexian.domains.orgs import queries as orgs
from hexian.domains.people import services as people
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

CHAIR, HEAD = "13800000004", "13800000006"
TOPICS = (
    "wage.minimum_month", "wage.pay_day", "wage.annual_increase", "wage.allowances", "wage.overtime_base",
    "wage.system", "wage.adjustment", "wage.piece_rates", "wage.probation", "wage.wedding_leave", "wage.other",
)  # fmt: skip
#: What a wage contract says in full, of everything 浙江 19 lists and of what its papers ask besides; in the
#: order of the book, in which its chapters are printed. On the rest the law's own words stand in it.
WHOLE = (
    "wage.dispatched",
    "wage.system", "wage.form", "wage.post_standards",
    "wage.total_last_year", "wage.total_increase", "wage.total_this_year", "wage.average_last_year",
    "wage.annual_increase", "wage.average_this_year", "wage.front_line_increase", "wage.post_levels",
    "wage.adjustment", "wage.indicators", "wage.adjustment_from",
    "wage.minimum_month", "wage.minimum_hour",
    "wage.piece_rates", "wage.quota_reach", "wage.quota_test",
    "wage.pay_day", "wage.pay_period", "wage.pay_method", "wage.pay_slip",
    "wage.overtime_base", "wage.overtime_workday", "wage.overtime_rest_day", "wage.overtime_holiday",
    "wage.allowances", "wage.bonus",
    "wage.probation", "wage.sick", "wage.personal_leave",
    "wage.wedding_leave", "wage.social_activity", "wage.annual_leave", "wage.maternity", "wage.stoppage_share",
    "wage.grade", "wage.other",
    "wage.supervision", "wage.liability",
)  # fmt: skip
_WORKERS = (("刘小满", "女", "装配车间"), ("陈白露", "女", "质检"), ("赵霜降", "男", "设备"), ("钱立冬", "男", "仓储"))
_EMPLOYERS = (
    ("吴处暑", "男", "人力资源部"),
    ("郑秋分", "女", "财务部"),
    ("王寒露", "男", "生产部"),
    ("冯大雪", "男", "法务"),
)

_MATERIALS = ("资产负债表", "利润表", "现金流量表", "上年工资总额和人均工资", "上一份集体合同的履约报告")
_SIDES = {CHAIR: ("何清明", _WORKERS, Origin.ELECTED), HEAD: ("孙惊蛰", _EMPLOYERS, Origin.APPOINTED)}


def actor_of(mobile: str, now: datetime) -> Actor:
    """Somebody of the story at a moment of it, as her next request would have her."""
    with scope(Actor.system("demo", now, shifted=True)):
        account = people.account_for(mobile)
        assert account is not None  # noqa: S101 - the story has hired her
    return replace(orgs.actor_for(account.pk, now, "demo"), shifted=True)


def play(employer: UUID, now: datetime) -> str:
    """A wage bargaining at 和畅电子: offer, answer, five and five, a room with gaps; returns its title."""
    began = now - timedelta(days=24)
    case = offered(
        employer, began, title=f"{now.year + 1} 年工资集体协商", meet_at=now + timedelta(days=3),
        number=f"和畅工〔{began.year}〕3号",
    )  # fmt: skip
    answered(case, began + timedelta(hours=6), began + timedelta(days=3))
    seated(case, began + timedelta(days=8))
    _talked(case, now - timedelta(days=1), now)
    return case.title


def offered(
    employer: UUID, at: datetime, *, title: str, meet_at: datetime, number: str, topics: tuple[str, ...] = TOPICS
) -> Case:  # fmt: skip
    """An offer by the workers' side with its delegation, sent."""
    chair = actor_of(CHAIR, at)
    facts = Facts(
        title=title, staff=350, women=140, meet_at=meet_at, place="三楼会议室", topics=topics,
        materials=_MATERIALS, wanted_each=5, womens_content="within", is_scaled=True,
        contact="何清明 0571-0000 0005", number=number,
    )  # fmt: skip
    with scope(chair):
        case = services.open_case(
            side=Side.WORKER, employer=employer, facts=facts, request_key=uuid4().hex, actor=chair
        )
    _delegation(case, CHAIR, at)
    chair = actor_of(CHAIR, at)
    with scope(chair):
        services.send_offer(case.public_id, Sending(), actor=chair)
    return case


def _delegation(case: Case, chief: str, at: datetime) -> None:
    name, others, origin = _SIDES[chief]
    actor, day = actor_of(chief, at), at.date()
    numbers = _mobiles(chief)
    with scope(actor):
        services.name_delegate(
            case.public_id, Seat(name, chief, role=Role.CHIEF, origin=Origin.EX_OFFICIO, heads=True, sex="男"),
            actor=actor,
        )  # fmt: skip
        for person, sex, post in others:
            chosen = {"chosen_on": day, "votes": 49, "voters": 54} if origin is Origin.ELECTED else {}
            services.name_delegate(
                case.public_id, Seat(person, next(numbers), origin=origin, sex=sex, post=post, **chosen),  # type: ignore[arg-type]
                actor=actor,
            )  # fmt: skip


def _mobiles(chief: str) -> Iterator[str]:
    base = 13800060000 if chief == CHAIR else 13800060100
    return (str(base + number) for number in range(1, 100))


def answered(case: Case, received: datetime, at: datetime) -> None:
    """The employer signs for the offer, answers, names its delegation."""
    head = actor_of(HEAD, received)
    with scope(head):
        services.take_part(case.public_id, actor=head)
    head = actor_of(HEAD, received)
    with scope(head):
        services.confirm(case.deliveries.get().public_id, actor=head)
    head = actor_of(HEAD, at)
    with scope(head):
        services.reply(case.public_id, services.Answer(note="同意协商，请在会前给我方议题说明。"), actor=head)
    _delegation(case, HEAD, at)


def seated(case: Case, at: datetime) -> None:
    """Both delegations publicised, a recorder, promises, materials."""
    chair, head = actor_of(CHAIR, at), actor_of(HEAD, at)
    with scope(chair):
        services.publicise(case.public_id, actor=chair)
        services.appoint_recorder(case.public_id, "曹小雪", "13800060999", actor=chair)
    for actor in (chair, head):
        with scope(actor):
            services.promise(case.public_id, actor=actor)
    with scope(head):
        services.give_materials(case.public_id, list(case.materials), actor=head)


def _talked(case: Case, at: datetime, now: datetime) -> None:
    chair, head = actor_of(CHAIR, at), actor_of(HEAD, at)
    with scope(chair):
        services.open_room(case.public_id, actor=chair)
    _settle(case, "wage.minimum_month", "2900", chair, head)
    _settle(case, "wage.pay_day", "10", chair, head)
    for actor, first, second in ((chair, "6.5%", "5.5%"), (head, "3%", "4%")):
        for moment, value in ((at, first), (now - timedelta(hours=2), second)):
            _propose(case, "wage.annual_increase", value, replace(actor, now=moment))
    with scope(head):
        words = "原材料涨了 7%，4% 是今年能做到的上限。工龄津贴可以先设。"
        services.say(case.public_id, words, key=uuid4(), actor=replace(head, now=now - timedelta(minutes=50)))
    with scope(chair):
        words = "去年利润增长 11%，人均产值涨了 9%。分两步走行不行：7 月先 4.5%，年底看利润再补。"
        services.say(case.public_id, words, key=uuid4(), actor=replace(chair, now=now - timedelta(minutes=48)))
        services.say(
            case.public_id, "底线是 4.8%，先别亮。", key=uuid4(), private=True,
            actor=replace(chair, now=now - timedelta(minutes=40)),
        )  # fmt: skip
        for title, figure, number, source in _FACTS:
            fact = Fact(title, source, figure, number, "wage.annual_increase" if number else "")
            services.cite(case.public_id, fact, actor=chair)


_FACTS = (
    ("杭州制造业一线涨幅", "5.1%", "5.1%", "市工资指导线（演示数字）"),
    ("本市物价", "+1.8%", "", "市统计公报（演示数字）"),
    ("企业利润", "+11%", "", "企业 2025 年报摘要（演示数字）"),
    ("一线离职率", "24%", "", "人力资源部（演示数字）"),
)


def _propose(case: Case, clause: str, value: str, actor: Actor) -> UUID:
    with scope(actor):
        item = case.items.get(clause=clause)
        row = services.propose(item.public_id, Typed(value), key=uuid4(), actor=actor)
    return row.public_id


def _settle(case: Case, clause: str, value: str, chair: Actor, head: Actor) -> None:
    proposal = _propose(case, clause, value, chair)
    with scope(head):
        services.accept(proposal, actor=head)
