"""`hx demo bargaining`: a wage contract from the offer of 28 April to publication, with everything that goes wrong.

A suspension, a first draft the congress rejects, an objection by the labour office; told through the same services on a
clock that only demos and tests may shift, by 和畅电子（演示）: 350 staff, 54 delegates (quorum 36, yes from 28).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import click
from django.db import transaction
from django.utils import timezone

from hexian.cli import demo_bargaining
from hexian.cli.demo_bargaining import CHAIR, HEAD, actor_of
from hexian.domains.bargaining import services
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.clauses import Kind, Typed, clause
from hexian.domains.bargaining.rules.contracts import text_hash
from hexian.domains.bargaining.rules.delegates import DELEGATES
from hexian.domains.bargaining.rules.meeting import Form
from hexian.domains.bargaining.rules.states import State
from hexian.domains.bargaining.services import Break, Line, Opinion, Package, Pen, Record, drafting
from hexian.domains.decisions import queries as congresses
from hexian.domains.decisions import services as decisions
from hexian.domains.decisions.services import Plan, Tally
from hexian.domains.orgs import queries as orgs
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Who counts beside the chair, and who examines.
SECOND, EXAMINER = "13800000003", "13800000007"
FIRM = "和畅电子（演示）有限公司"
OBJECTED = "wage.adjustment"
_MENDED = "按照企业现行的《薪酬管理办法》执行，职工代表大会可以随时检查。"


@click.command("bargaining")
def bargaining() -> None:
    """演示一份工资专项集体合同：4 月 28 日发要约，中止一次、职代会否决一次、人社提一次异议，直到公布。"""
    employer = orgs.employer_named(FIRM)
    if employer is None:
        raise click.ClickException("还没有演示数据。请先运行 hx demo。")
    title = f"{year_of(timezone.now())} 年工资集体协商"
    with scope(Actor.system("demo", timezone.now(), shifted=True)):
        known = Case.objects.filter(employer__public_id=employer, title=title).first()
    if known is None:
        with transaction.atomic():
            known = play(employer, timezone.now())
    case = known
    click.echo(f"《{case.title}》已公布：{case.starts_on} 至 {case.ends_on}，/bargaining/{case.public_id}/")


def year_of(now: datetime) -> int:
    """The latest year whose story is over by now."""
    return now.year if now.date() > date(now.year, 8, 15) else now.year - 1


class Story:
    """The case and the day one is at."""

    def __init__(self, employer: UUID, year: int) -> None:
        self.employer, self.year = employer, year
        self.case: Case | None = None

    def at(self, month: int, day: int, hour: int = 10) -> datetime:
        """A moment of that year in Shanghai."""
        return datetime(self.year, month, day, hour, tzinfo=SHANGHAI)

    def do(self, mobile: str, at: datetime, act: Callable[[Actor], object]) -> None:
        """Let somebody do something at a moment, as her request would."""
        actor = actor_of(mobile, at)
        with scope(actor):
            act(actor)

    def look(self, at: Callable[[], T]) -> T:
        """Something of the case, as the program sees it."""
        with scope(Actor.system("demo", timezone.now(), shifted=True)):
            return at()

    @property
    def id(self) -> UUID:
        """The case's public id."""
        assert self.case is not None  # noqa: S101 - the offer comes first
        return self.case.public_id

    def now(self) -> Case:
        """The case as it stands."""
        with scope(Actor.system("demo", timezone.now(), shifted=True)):
            return Case.objects.select_related("union", "employer").get(public_id=self.id)


def play(employer: UUID, now: datetime) -> Case:
    """The whole story; returns the case, published and deposited."""
    story = Story(employer, year_of(now))
    _offer(story)
    _meet(story)
    _settle(story, story.at(6, 10))
    _adopt(story, story.at(6, 12))
    _vote(story, story.at(6, 17), yes=20)
    _again(story)
    _vote(story, story.at(6, 26), yes=40)
    _sign(story, story.at(6, 29))
    _file(story)
    _publish(story)
    return story.now()


def _offer(story: Story) -> None:
    """28 April: sent and received the same day; answered on 7 May; five and five."""
    title = f"{story.year} 年工资集体协商"
    story.case = demo_bargaining.offered(
        story.employer,
        story.at(4, 28),
        title=title,
        meet_at=story.at(5, 20, 14),
        number=f"和畅工〔{story.year}〕1号",
        topics=demo_bargaining.WHOLE,
    )
    demo_bargaining.answered(story.case, story.at(4, 28, 16), story.at(5, 7))
    demo_bargaining.seated(story.case, story.at(5, 8))


def _meet(story: Story) -> None:
    """20 May at the table, with minutes both sign; then both stop from 25 May to 3 June."""
    case = story.now()
    story.do(
        CHAIR, story.at(5, 8, 15), lambda a: services.call_meeting(story.id, story.at(5, 20, 14), "三楼会议室", actor=a)
    )
    story.do(CHAIR, story.at(5, 20, 14), lambda a: services.open_room(story.id, actor=a))
    meeting = story.look(lambda: case.meetings.get().public_id)
    line = Line("年度工资增长幅度", employer="3%", worker="6.5%", basis="市工资指导线 5.1%（演示）", result="apart",
                clause="wage.annual_increase")  # fmt: skip
    present = story.look(lambda: _came(case))
    record = Record(until=story.at(5, 20, 17), recorder="曹小雪", present=present, lines=(line,))
    story.do(CHAIR, story.at(5, 20, 18), lambda a: services.keep_minutes(meeting, record, actor=a))
    for mobile in (CHAIR, HEAD):
        story.do(mobile, story.at(5, 21), lambda a: _sign_minutes(case, meeting, a))
    wanted = Break("企业核算半年成本", date(story.year, 6, 3), "三楼会议室", "年度工资增长幅度")
    story.do(HEAD, story.at(5, 25), lambda a: services.suspend(story.id, wanted, actor=a))
    story.do(CHAIR, story.at(5, 25, 11), lambda a: services.consent_to_suspend(story.id, actor=a))
    story.do(CHAIR, story.at(6, 3), lambda a: services.resume(story.id, actor=a))


def _came(case: Case) -> list[tuple[str, str]]:
    """Everybody of both delegations came."""
    rows = case.participants.filter(role__in=DELEGATES, until=None).order_by("side", "role", "pk")
    return [(row.side, row.name) for row in rows]


def _sign_minutes(case: Case, meeting: UUID, actor: Actor) -> None:
    row = case.meetings.get(public_id=meeting)
    services.sign_minutes(meeting, row.text_hash, actor=actor)


_VALUES = {
    "wage.minimum_month": "2900", "wage.annual_increase": "4%", "wage.pay_day": "10", "wage.probation": "80%",
    "wage.average_last_year": "98000", "wage.front_line_increase": "4.5%", "wage.overtime_workday": "150%",
    "wage.overtime_rest_day": "200%", "wage.overtime_holiday": "300%", "wage.sick": "80%", "wage.stoppage_share": "80%",
    "wage.bonus": "季度奖按产量和合格率计发，年终奖按全年出勤和绩效计发，办法经职工代表大会讨论。",
    "wage.personal_leave": "经批准的事假按日扣发，一年累计三天以内的不影响年终奖。",
    "wage.pay_slip": "每月随工资发到本人手机，可以要纸质的。",
    "wage.social_activity": "参加职工代表大会、集体协商、选举和依法作证，视同正常出勤支付工资。",
    "wage.annual_leave": "因工作需要没有安排的，按日工资收入的 300% 支付。",
    "wage.total_last_year": "34300000", "wage.total_increase": "4%", "wage.total_this_year": "35672000",
    "wage.average_this_year": "101920", "wage.minimum_hour": "27", "wage.quota_reach": "95%",
    "wage.indicators": "工资指导线和指导价位、居民消费价格指数、劳动生产率、经济效益",
    "wage.maternity": "生育津贴低于本人原工资的，差额由甲方补足。",
    "wage.grade": "能级工资专项集体合同签订之前，技能津贴按照现有标准发放。",
    "wage.liability": "逾期支付工资的，自逾期之日起按日加付应付金额的 0.5‰。",
}  # fmt: skip
#: What the second draft says, after the congress rejected the first.
_BETTER = {
    "wage.annual_increase": "5%", "wage.front_line_increase": "5.5%", "wage.total_increase": "5%",
    "wage.total_this_year": "36015000", "wage.average_this_year": "102900",
}  # fmt: skip


#: The averages of the posts as the second draft raises them; times their people they make the totals above.
_RAISED = (
    ("装配工", "210", "84000", "5.5%", "88620"), ("设备维护", "40", "106000", "5%", "111300"),
    ("质检", "40", "90000", "5%", "94500"), ("管理和技术", "60", "147000", "4%", "152880"),
)  # fmt: skip
#: The tables of the story, row by row in the order of their columns.
_ROWS = {
    "wage.piece_rates": (
        ("贴片装配", "件", "420", "0.62"), ("整机装配", "台", "36", "7.50"), ("包装", "箱", "90", "2.90"),
    ),
    "wage.allowances": (
        ("夜班津贴", "20", "每班", "22 时以后上班的岗位", "全年"),
        ("高温津贴", "300", "每月", "室外和车间岗位", "6 月至 9 月"),
        ("工龄津贴", "30", "每满一年每月", "全体职工", "全年"),
    ),
    "wage.post_standards": (
        ("装配工", "一级", "4200"), ("装配工", "二级", "4800"), ("设备维护", "一级", "5200"), ("质检", "一级", "4600"),
    ),
    "wage.post_levels": (
        ("装配工", "210", "84000", "4.5%", "87780"), ("设备维护", "40", "106000", "4%", "110240"),
        ("质检", "40", "90000", "4%", "93600"), ("管理和技术", "60", "147000", "3%", "151410"),
    ),
    "wage.quota_test": (
        ("贴片装配", "40", "38", "{year}年4月14日"), ("整机装配", "40", "38", "{year}年4月15日"),
        ("包装", "20", "19", "{year}年4月16日"),
    ),
    "wage.supervision": (
        ("职工方", "刘小满", "装配车间"), ("职工方", "陈白露", "质检"), ("企业方", "吴处暑", "人力资源部"),
        ("企业方", "郑秋分", "财务部"),
    ),
}  # fmt: skip


def typed(code: str, values: dict[str, str], year: int) -> Typed:
    """What both sides settle on for a clause of the story, told in a year."""
    entry = clause(code)
    if entry.kind is Kind.TABLE:
        rows = _RAISED if code == "wage.post_levels" and _BETTER.items() <= values.items() else _ROWS[code]
        keys = [column.key for column in entry.columns]
        return Typed(rows=[{key: cell.format(year=year) for key, cell in zip(keys, row, strict=True)} for row in rows])
    if entry.kind is Kind.DATE:
        return Typed(f"{year}年8月1日")
    if entry.kind is Kind.CHOICE:
        return Typed(values.get(code, entry.choices[0]))
    words = "" if entry.is_numeric else values.get(code, "按照企业现行办法执行，职工代表大会可以随时检查。")
    return Typed(values.get(code, "100%" if entry.kind is Kind.PERCENT else "12"), text=words)


def _settle(story: Story, at: datetime, values: dict[str, str] | None = None) -> None:
    """Whatever is open is proposed by the workers' side and accepted by the employer's."""
    made: list[UUID] = []

    def propose(actor: Actor) -> None:
        for row in story.now().items.filter(agreed=None).order_by("number"):
            given = typed(row.clause, {**_VALUES, **(values or {})}, story.year)
            made.append(services.propose(row.public_id, given, key=uuid4(), actor=actor).public_id)

    story.do(CHAIR, at, propose)
    story.do(HEAD, at + timedelta(hours=2), lambda a: [services.accept(each, actor=a) for each in made])


def _adopt(story: Story, at: datetime) -> None:
    starts = date(story.year, 8, 1)

    def adopt(actor: Actor) -> None:
        services.set_term(story.id, starts, date(story.year + 1, 7, 31), actor=actor)
        services.adopt(story.id, text_hash(drafting.body_of(story.now())), actor=actor)

    story.do(HEAD, at, adopt)
    story.do(CHAIR, at + timedelta(hours=3), lambda a: services.submit(story.id, actor=a))


def _vote(story: Story, at: datetime, *, yes: int) -> None:
    """A sitting of the congress: 50 of 54 come, two count; the result is computed."""
    union = story.now().union.public_id

    def prepare(actor: Actor) -> UUID:
        body = congresses.bodies_of(union)[0]
        plan = Plan(at, "公司食堂二楼", "何清明", "审议工资专项集体合同草案")
        sitting = decisions.plan_sitting(body.public_id, plan, actor=actor)
        services.put_to_vote(story.id, sitting.public_id, actor=actor)
        decisions.seal_roll(sitting.public_id, actor=actor)
        return sitting.public_id

    found: list[UUID] = []
    story.do(CHAIR, at - timedelta(hours=20), lambda a: found.append(prepare(a)))
    sitting = found[0]
    with scope(Actor.system("demo", at, shifted=True)):
        motion = congresses.motions_about(services.SUBJECT, story.id)[0].public_id
    story.do(CHAIR, at, lambda a: _open(sitting, a))
    tally = Tally(50, 50, 49, 1, yes, 49 - yes - 2, 2)
    for mobile in (CHAIR, SECOND):
        story.do(mobile, at + timedelta(hours=1), lambda a: decisions.enter_count(motion, tally, actor=a))
    story.do(CHAIR, at + timedelta(hours=2), lambda a: decisions.close_motion(motion, actor=a))
    story.do(CHAIR, at + timedelta(hours=2), lambda a: decisions.close_sitting(sitting, actor=a))


def _open(sitting: UUID, actor: Actor) -> None:
    for row in [each for each in congresses.roll(sitting, actor) if each.has_vote][:50]:
        decisions.check_in(sitting, row.public_id, actor=actor)
    decisions.open_sitting(sitting, actor=actor)


def _again(story: Story) -> None:
    """Rejected: the workers' side proposes more, and within five working days the congress has it again."""
    story.do(CHAIR, story.at(6, 18), lambda a: services.revise(story.id, actor=a))
    for code in (*_BETTER, "wage.post_levels"):
        item = story.look(lambda: story.now().items.get(clause=code).public_id)  # noqa: B023 - called at once
        for mobile in (CHAIR, HEAD):
            story.do(mobile, story.at(6, 18, 14), lambda a: services.reopen(item, actor=a))  # noqa: B023
    _settle(story, story.at(6, 22), _BETTER)
    _adopt(story, story.at(6, 23))


def _sign(story: Story, at: datetime) -> None:
    for mobile in (CHAIR, HEAD):
        story.do(mobile, at, lambda a: services.agree_to_e_sign(story.id, actor=a))
    for mobile in (CHAIR, HEAD):
        story.do(mobile, at + timedelta(hours=1), lambda a: _sign_one(story, a))


def _sign_one(story: Story, actor: Actor) -> None:
    text = drafting.adopted(story.now()).text_hash
    services.sign(story.id, Pen(text, Form.ELECTRONIC), actor=actor)


def _file(story: Story) -> None:
    """Filed on 3 July, objected to on the 14th, mended, signed and filed again; silence makes it effective."""
    region = story.now().region
    office = orgs.partner_of("labour", region)
    story.do(HEAD, story.at(7, 2), lambda a: services.keep_particulars(story.id, _BESIDES, actor=a))
    package = Package(date(story.year, 7, 3), 5, office, "冯大雪")
    story.do(HEAD, story.at(7, 3, 15), lambda a: services.file(story.id, package, actor=a))
    story.do(EXAMINER, story.at(7, 6), lambda a: services.receive_filing(story.id, date(story.year, 7, 6), actor=a))
    wrong = {
        "clause": OBJECTED, "words": "「现行办法」没有写明是哪一份，职工查不到",
        "basis": "《浙江省集体合同条例》第十九条", "remedy": "写明办法的名称",
    }  # fmt: skip
    opinion = Opinion(date(story.year, 7, 14), f"滨人社集审〔{story.year}〕9号", "其余条款合法。", (wrong,))
    story.do(EXAMINER, story.at(7, 14), lambda a: services.examine(story.id, opinion, actor=a))
    story.do(HEAD, story.at(7, 15), lambda a: services.answer_objection(story.id, actor=a))
    _settle(
        story,
        story.at(7, 16),
        {OBJECTED: _MENDED},
    )
    story.do(HEAD, story.at(7, 17), lambda a: _mend(story, a))
    for mobile in (CHAIR, HEAD):
        story.do(mobile, story.at(7, 17, 15), lambda a: _sign_one(story, a))
    again = Package(date(story.year, 7, 20), 5, office, "冯大雪")
    story.do(HEAD, story.at(7, 20), lambda a: services.file(story.id, again, actor=a))
    story.do(
        EXAMINER, story.at(7, 20, 16), lambda a: services.receive_filing(story.id, date(story.year, 7, 20), actor=a)
    )
    silent = Actor.system("demo", story.at(8, 6, 1), shifted=True)
    with scope(silent):
        services.fall_silent(story.id, silent)


def _mend(story: Story, actor: Actor) -> None:
    text = text_hash(drafting.body_of(story.now()))
    services.adopt_revision(story.id, text, substantive=False, actor=actor)


#: What the papers say besides, so that nothing is written in by hand before the seal.
_BESIDES = {
    "legal_representative": "孙惊蛰", "employer_phone": "0571-0000 0006", "handler_phone": "0571-0000 0008",
    "former": "上一份工资专项集体合同已全面履行，工资按月足额支付，没有因履行发生争议。",
    "wage_average": "98,000 元／年",
    "wage_front_line": "5.5%", "recorder_post": "行政部",
}  # fmt: skip


def _publish(story: Story) -> None:
    assert story.now().state == State.EFFECTIVE  # noqa: S101 - fifteen days without objection
    story.do(HEAD, story.at(8, 7), lambda a: services.publish(story.id, ["app", "board"], actor=a))
    story.do(CHAIR, story.at(8, 10), lambda a: services.deposit(story.id, actor=a))
