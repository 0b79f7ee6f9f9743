"""How a case stands: its path, its timeline, whose turn it is and what comes next, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import (
    CasePage,
    CaseRow,
    coordinated_until,
)
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import PATH, Act, Side, State, Turn
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day

Words = str | Promise
#: The colour of a state; any other is grey.
KINDS: Mapping[str, str] = {
    **dict.fromkeys((State.OFFER_SENT, State.SUSPENDED, State.CONGRESS_SUBMITTED, State.FILED, State.EXPIRING), "warn"),
    **dict.fromkeys(
        (State.REPLIED, State.REPS_ELECTED, State.MATERIALS, State.NEGOTIATING, State.DRAFT_AGREED, State.REVISING),
        "info",
    ),
    **dict.fromkeys(
        (State.OFFER_OVERDUE, State.REFUSED, State.CONGRESS_REJECTED, State.SIGN_REFUSED, State.OBJECTED,
         State.UNLAWFUL, State.DISPUTE_SIGN, State.DISPUTE_PERFORM), "bad",
    ),
    **dict.fromkeys(
        (State.CONGRESS_PASSED, State.SIGNED, State.EFFECTIVE, State.PUBLISHED, State.MONITORING, State.RENEWAL), "ok"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """What runs now, as the bar of a deadline needs it."""

    due_at: datetime
    started_at: datetime | None = None
    done: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the way: over, now, or to come."""

    label: Words
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline."""

    text: str
    at: datetime
    who: str
    note: str
    kind: str


def waits(row: CaseRow) -> Due | None:
    """The bar of what runs; none for days that are over and made a contract binding."""
    return Due(row.due_at, row.moved_at) if row.due_at and not row.is_silent else None


#: The act that leads to each step of the way.
_REACHED = {
    State.INIT: "open", State.OFFER_SENT: Act.SEND_OFFER, State.REPLIED: Act.REPLY, State.REPS_ELECTED: Act.PUBLICISE,
    State.MATERIALS: Act.GIVE_MATERIALS, State.NEGOTIATING: Act.MEET, State.DRAFT_AGREED: Act.ADOPT,
    State.CONGRESS_SUBMITTED: Act.SUBMIT, State.CONGRESS_PASSED: Act.PASS, State.SIGNED: Act.SIGN,
    State.FILED: Act.FILE, State.EFFECTIVE: Act.TAKE_EFFECT, State.PUBLISHED: Act.PUBLISH,
    State.MONITORING: Act.DEPOSIT,
}  # fmt: skip
#: On which step of the way a state beside it lies.
_BESIDE = {
    State.OFFER_OVERDUE: State.OFFER_SENT, State.REFUSED: State.OFFER_SENT, State.SUSPENDED: State.NEGOTIATING,
    State.CONGRESS_REJECTED: State.CONGRESS_SUBMITTED, State.SIGN_REFUSED: State.CONGRESS_PASSED,
    State.OBJECTED: State.FILED, State.REVISING: State.FILED,
}  # fmt: skip


def path(page: CasePage) -> list[PathStep]:
    """The way with what happened when."""
    at = {step.act: timezone.localdate(step.at) for step in page.steps}
    state = State(page.row.state)
    if state in states.BRANCHES:
        state = State(page.case.branch_from)
    here = _BESIDE.get(state, state)
    index = PATH.index(here) if here in PATH else len(PATH)
    found = []
    for number, each in enumerate(PATH):
        day = _said_on(page, each) or at.get(_REACHED[each])
        note = clock.on(day) if number <= index and day else ""
        found.append(PathStep(texts.STATES[each], note, "done" if number < index else "now" if number == index else ""))
    return found


def _said_on(page: CasePage, state: State) -> date | None:
    """The day its papers say: sent and answered when they went, signed when the last chief did, in force at the minute.

    Not when that was entered.
    """
    case = page.case
    if state is State.EFFECTIVE and case.effective_at is not None:
        return timezone.localdate(case.effective_at)
    answered = timezone.localdate(case.replied_at) if case.replied_at else None
    said = {State.OFFER_SENT: case.offered_on, State.REPLIED: answered}
    return {**said, State.CONGRESS_PASSED: case.passed_on, State.SIGNED: case.signed_on}.get(state)


def timeline(page: CasePage) -> list[Line]:
    """What happened, the latest first."""
    return [
        Line(
            f"{texts.ACTS.get(step.act, step.act)}{f' · {texts.SIDES[step.side]}' if step.side else ''}"
            f"{_('（照纸面登记）') if step.paper else ''}", step.at,
            step.by_office or step.by_name or _("到期自动记录"), step.note, "now" if number == 0 else "",
        )
        for number, step in enumerate(reversed(page.steps))
    ]  # fmt: skip


def whose_turn(page: CasePage) -> str:
    """Whose turn it is, and whether that is the reader's."""
    if page.row.is_silent:
        return _("已过 15 日，正在登记生效")
    turn = Turn(page.signs_next) if page.signs_next is not None else page.row.turn
    if page.side is not None and turn in {Turn(page.side), Turn.BOTH}:
        return _("轮到您这一方")
    if page.on_paper is not None and turn == Turn(page.on_paper):
        return _("轮到%(who)s：他们用纸办，由您照纸面登记") % {"who": texts.TURNS[turn]}
    return _("现在轮到%(who)s") % {"who": texts.TURNS[turn]} if turn is not Turn.NOBODY else _("已经办结")


_NEXT: Mapping[str, Promise] = {
    State.INIT: gettext_lazy("填好要约，定好本方代表，就可以发出。本地有完成期限的，从发出那天起算。"),
    State.OFFER_SENT: gettext_lazy("等对方签收并书面答复。签收之后开始算答复的期限，对方不得拒绝。"),
    State.OFFER_OVERDUE: gettext_lazy("答复期过了。还可以补答复；不答复的，上级工会可以发意见书。"),
    State.REFUSED: gettext_lazy("条例规定不得拒绝。上级工会的意见书草稿已备好；对方改变主意，补一份答复就能接着办。"),
    State.REPLIED: gettext_lazy("双方各自定代表，符合条例之后由职工方公示。"),
    State.REPS_ELECTED: gettext_lazy("会前把议题、代表名单和资料给对方，再开第一次会。"),
    State.MATERIALS: gettext_lazy("资料齐了。确认保密承诺，由首席代表开始协商。"),
    State.NEGOTIATING: gettext_lazy("在协商室里一项一项谈，也可以开会，由记录员记录。都谈定了就形成草案。"),
    State.SUSPENDED: gettext_lazy("协商中止了，到约定的日子自动恢复；从发出要约起算的期限不因此停下。"),
    State.DRAFT_AGREED: gettext_lazy("草案已由企业方采用，提交职代会讨论表决。"),
    State.CONGRESS_SUBMITTED: gettext_lazy("等职代会表决：三分之二以上到会，全体代表过半数同意。"),
    State.CONGRESS_PASSED: gettext_lazy("职代会通过了，请双方首席代表签字。"),
    State.CONGRESS_REJECTED: gettext_lazy("职代会没有通过。请职工方提出修改方案，重新协商。"),
    State.SIGNED: gettext_lazy("请企业方在期限内报送人社部门。"),
    State.SIGN_REFUSED: gettext_lazy(
        "职代会通过的文本，双方首席代表应当签字。可以补签，也可以申请协调、请上级工会发意见书。"
    ),
    State.FILED: gettext_lazy("人社部门审查中。从收到之日起 15 天没有异议，合同即行生效。"),
    State.OBJECTED: gettext_lazy("人社部门提出了异议。请双方对有异议的条款修订，再重新报送。"),
    State.REVISING: gettext_lazy("修订中。改好由企业方采用；改动实质内容的，再提交职代会。"),
    State.EFFECTIVE: gettext_lazy("合同生效了。请在期限内向全体职工公布。"),
    State.PUBLISHED: gettext_lazy("已向职工公布。请把文本报上一级工会。"),
    State.MONITORING: gettext_lazy("履行中。每年至少一次向职代会报告履行情况。"),
    State.EXPIRING: gettext_lazy("合同快到期，任何一方都可以提出续签。"),
    State.DISPUTE_PERFORM: gettext_lazy("履行争议，先协商；协商不成的可以调解、仲裁、诉讼。"),
    State.UNLAWFUL: gettext_lazy("上级工会指出了违法的地方，请改正并书面答复。"),
}  # fmt: skip


#: Of an offer that went on paper before it was entered.
_NEXT_GONE = gettext_lazy("照送出的要约书填好，定好名单上的代表，再登记送出和签收。")

#: An early end is filed for the record, and nothing of it is kept afterwards.
_NEXT_END: Mapping[str, Promise] = {
    State.DRAFT_AGREED: gettext_lazy("解除协议已由企业方采用，提交职代会讨论表决。"),
    State.FILED: gettext_lazy("解除只要备案，没有 15 天的审查。人社部门收到之后，登记收到的日期。"),
    State.EFFECTIVE: gettext_lazy("解除协议生效了，原合同到约定的那天为止。请在期限内向全体职工公布。"),
    State.PUBLISHED: gettext_lazy("已向职工公布。请把解除协议报上一级工会。"),
    State.TERMINATED_EARLY: gettext_lazy("解除办完了。原合同从约定的那天起不再执行。"),
}

#: Where the reader's own side is the one that has to act, she is told so.
_YOURS: Mapping[tuple[State, Side], Promise] = {
    (State.OFFER_OVERDUE, Side.EMPLOYER): gettext_lazy(
        "答复期过了。请马上补书面答复；不答复的，上级工会可以发意见书。"
    ),
    (State.SIGNED, Side.EMPLOYER): gettext_lazy("双方都签了。请在期限内报送人社部门。"),
    (State.EFFECTIVE, Side.WORKER): gettext_lazy("合同生效了。企业方要在期限内向全体职工公布，请督促。"),
}  # fmt: skip


#: An offer of the employer's that the union has not answered: nobody has done the employer wrong, nor it anybody.
_UNION_OWES: Mapping[str, Promise] = {
    State.OFFER_OVERDUE: gettext_lazy(
        "答复期过了，工会还没有书面答复。请工会马上补书面答复；上级工会已经收到提醒，会来督促。"
    ),
    State.REFUSED: gettext_lazy(
        "记录了工会不同意协商。条例规定不得拒绝，补一份书面答复就能接着办；上级工会已经收到提醒，会来督促。"
    ),
}


def next_words(page: CasePage, *, all_settled: bool = False) -> Words:
    """What comes next, in one or two sentences, as the reader's own side has to do it."""
    if page.row.is_silent and page.row.due_at is not None:
        told = {"day": clock.until(page.row.due_at)}
        return _("期限内没有收到异议，合同从 %(day)s 起生效。正在登记，几分钟就好，不用您做什么。") % told
    state, side = State(page.row.state), page.side or page.may_join
    if state is State.OFFER_SENT and side is not None and side != page.case.offered_by:
        return _asked_words(page)
    if state is State.OFFER_SENT and page.case.received_at is not None:
        return _("对方已经签收，等书面答复；条例规定不得拒绝。到期没有答复，可以申请协调，上级工会也会收到提醒。")
    if state is State.DISPUTE_SIGN:
        return _disputed_words(page)
    if state is State.NEGOTIATING and all_settled:
        return _("都谈定了。点「形成草案」看全文，由企业方采用，再提交职代会。")
    return _settled_words(page, state, side)


def _asked_words(page: CasePage) -> str:
    if page.on_paper == page.case.offered_by:
        return _(
            "对方的要约已经照纸面登记。请在期限内书面答复，应约书用纸或者一次性链接送给对方；条例规定不得拒绝协商。"
        )
    if page.case.received_at is None:
        return _("对方发来了要约。请先签收，再在期限内书面答复；条例规定不得拒绝协商。")
    return _("请在期限内书面答复。时间、地点可以另提，议题可以增加；条例规定不得拒绝协商。")


def _disputed_words(page: CasePage) -> str:
    running = coordinated_until(page.case)
    if not since_asked(page) or running is None:
        return _("已记下向人社部门申请协调，等受理。双方也可以接着自己谈，谈拢了登记「处理完毕」。")
    told = {"day": f"{of_year(running, last_day(running.due_at))}{clock.until(running.due_at)}"}
    return _("人社部门受理了，最晚协调到 %(day)s。有了结果，由任何一方登记「处理完毕」，接着往下办。") % told


def _half_signed(page: CasePage, wanted: Side) -> str:
    told = {"side": texts.SIDES[states.other(wanted)], "wanted": texts.SIDES[wanted]}
    if page.side == wanted:
        return _("%(side)s首席代表已经签了，请本方首席代表也在同一个文本上签字。") % told
    return _("%(side)s首席代表已经签了，等%(wanted)s首席代表签字。") % told


def _settled_words(page: CasePage, state: State, side: Side | None) -> Words:
    """What a state says by itself: of an early end, to the reader's own side, to anybody."""
    if page.signs_next is not None:
        return _half_signed(page, page.signs_next)
    if page.case.procedure == Procedure.END and state in _NEXT_END:
        return _NEXT_END[state]
    if page.row.holds_from is not None and state is State.MONITORING:
        told = {"day": long_day(page.row.holds_from)}
        return _("变更已经生效，从 %(day)s 起执行；到那天以前照原合同执行，原合同还是生效的合同。") % told
    if union_owes(page):
        return _UNION_OWES[state]
    # What a side without anybody here has to do, its other side does on its behalf.
    if side is not None and (state, side) in _YOURS and page.on_paper is None:
        return _YOURS[state, side]
    return _NEXT.get(state, texts.STATES[state]) if gone_on_paper(page) is None else _NEXT_GONE


#: While one of these stands, why somebody said no is what everybody who may act on it has to know.
_SAID_NO = frozenset({State.REFUSED, State.SIGN_REFUSED})


def refusal_words(page: CasePage) -> str:
    """Why the other side will not, for both sides and those above, as long as it has not been put right."""
    state = State(page.row.state)
    stands = State(page.case.branch_from) if state in states.BRANCHES else state
    knows = page.part or page.oversees or page.examines
    # It is the employer's chief who refuses to sign (杭州 47); once she has, it has been put right.
    mended = stands is State.SIGN_REFUSED and Side.EMPLOYER in page.signed
    return page.case.refusal if knows and stands in _SAID_NO and not mended else ""


def unlawful_words(page: CasePage) -> str:
    """What happened, as the union above may take it into its opinion (浙江工会劳动法律监督条例 21)."""
    case, state = page.case, State(page.row.state)
    received = _("，你单位于 %(day)s 收到") % {"day": _day_of(case.received_at)} if case.received_at else ""
    told = {"title": case.title, "reason": case.refusal, "received": received,
            "sent": long_day(case.offered_on) if case.offered_on else "",
            "passed": long_day(case.passed_on) if case.passed_on else ""}  # fmt: skip
    return str(_UNLAWFUL[state] % told) if state in _UNLAWFUL and not union_owes(page) else ""


#: What is known of each of these without asking anybody.
_UNLAWFUL: Mapping[State, Promise] = {
    State.OFFER_OVERDUE: gettext_lazy(
        "%(sent)s 向你单位发出《%(title)s》要约书%(received)s。书面答复的期限已经届满，至今没有收到你单位的书面答复。"
    ),
    State.REFUSED: gettext_lazy(
        "%(sent)s 向你单位发出《%(title)s》要约书%(received)s。你单位拒绝协商。记录的理由和经过：%(reason)s"
    ),
    State.SIGN_REFUSED: gettext_lazy(
        "《%(title)s》的集体合同草案 %(passed)s 经职工代表大会审议通过，你单位首席代表拒绝签字。"
        "记录的理由和经过：%(reason)s"
    ),
}


def _day_of(at: datetime) -> str:
    return long_day(timezone.localdate(at))


def no_clock(page: CasePage) -> Words:
    """Why no clock runs, where none does."""
    if page.row.due_at is not None:
        return ""
    if (gone := gone_on_paper(page)) is not None:
        return _("%(day)s已经用纸送出；登记送出之后，期限从那天起算") % {"day": clock.on(gone)}
    if page.signs_next is not None:
        return texts.NO_CLOCK["sign_at_once"]
    if page.row.state == State.FILED:
        ends = page.case.procedure == Procedure.END
        return _("还没有登记人社部门收到的日期") if ends else _("还没有登记人社部门收到的日期；从收到那天起算 15 天")
    why = states.POSTS[State(page.row.state)].why_none
    # A place with such a term is not told that it has none, once a text the congress turned down has met it.
    if why == "agreed_between_sides" and queries.completed_before(page.case):
        return _("完成协商的期限在上一次采用草案时已经算完；这一轮谈妥、重新采用草案之后，再起算提交职代会的期限")
    return texts.NO_CLOCK[why] if why else ""


def gone_on_paper(page: CasePage) -> date | None:
    """The day on which an offer still being entered went on paper."""
    return page.case.offered_on if page.row.state == State.INIT else None


def since_asked(page: CasePage) -> set[str]:
    """What the labour office has done about the dispute that stands: taken it up, asked for more time."""
    acts = [each.act for each in page.steps]
    asked = max((at for at, act in enumerate(acts) if act == Act.ASK_COORDINATION), default=0)
    return {act for act in acts[asked:] if act in {services.TAKE_UP, services.EXTEND}}


def union_owes(page: CasePage) -> bool:
    """Whether the workers' side owes an answer: an opinion of the union above tells an employer what to do."""
    return page.row.state in _UNION_OWES and page.case.offered_by == Side.EMPLOYER


WINDOWS = frozenset({"contract.renewal_window", "contract.wage_renewal_window"})


def of_year(deadline: Any, day: date) -> str:
    """A year that is not the one a period began in is said: 「10 月 3 日」 of next year looks like one that is over.

    Of the end of a contract, and of the day from which one counts to another year, too.
    """
    is_long = last_day(deadline.due_at).year != timezone.localdate(deadline.started_at).year
    return _("%(year)s 年 ") % {"year": day.year} if is_long or deadline.rule in WINDOWS else ""


def long_day(day: date) -> str:
    """A day with its year: 「2026 年 6 月 17 日」."""
    return _("%(year)s 年 %(day)s") % {"year": day.year, "day": clock.on(day)}
