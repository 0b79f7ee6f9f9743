"""A case in words: whose turn it is, what to do next, which papers there are, how every date came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import (
    Awaited,
    CasePage,
    CaseRow,
    DateRow,
    Fixed,
    Revision,
    coordinated_until,
    revision,
    topics,
)
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import Role, Weight, lacking
from hexian.domains.bargaining.rules.states import PATH, Act, Side, State, Turn
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day
from hexian.foundation.clock.states import State as ClockState

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
class Job:
    """Something to do now: where, and in what words."""

    label: Words
    text: Words
    icon: str
    url: str
    is_done: bool = False
    is_main: bool = False


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
    if not _since_asked(page) or running is None:
        return _("已记下向人社部门申请协调，等受理。双方也可以接着自己谈，谈拢了登记「处理完毕」。")
    told = {"day": f"{_year(running, last_day(running.due_at))}{clock.until(running.due_at)}"}
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
        told = {"day": _long(page.row.holds_from)}
        return _("变更已经生效，从 %(day)s 起执行；到那天以前照原合同执行，原合同还是生效的合同。") % told
    if _union_owes(page):
        return _UNION_OWES[state]
    # What a side without anybody here has to do, its other side does on its behalf.
    if side is not None and (state, side) in _YOURS and page.on_paper is None:
        return _YOURS[state, side]
    return _NEXT.get(state, texts.STATES[state]) if _gone_on_paper(page) is None else _NEXT_GONE


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
            "sent": _long(case.offered_on) if case.offered_on else "",
            "passed": _long(case.passed_on) if case.passed_on else ""}  # fmt: skip
    return str(_UNLAWFUL[state] % told) if state in _UNLAWFUL and not _union_owes(page) else ""


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
    return _long(timezone.localdate(at))


def no_clock(page: CasePage) -> Words:
    """Why no clock runs, where none does."""
    if page.row.due_at is not None:
        return ""
    if (gone := _gone_on_paper(page)) is not None:
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


def _gone_on_paper(page: CasePage) -> date | None:
    """The day on which an offer still being entered went on paper."""
    return page.case.offered_on if page.row.state == State.INIT else None


def jobs(
    page: CasePage, *, all_settled: bool = False, awaited: Awaited | None = None, following: CaseRow | None = None
) -> list[Job]:
    """What this reader may do now, the main thing first; `all_settled` once every topic is, `awaited` what the other
    side waits for, `following` the bargaining about the next contract.
    """
    if page.may_join is not None:
        return [_job(page, "join", _("办理这件协商"), _("确认由您替本单位经办，双方都能看到"), "user-check", main=True)]
    found: list[Job] = []
    if page.side is not None:
        found += _of_side(page, page.side)
        if all_settled and page.row.state == State.NEGOTIATING:
            found = [replace(job, is_main=job.icon == "file-text") for job in found]
            found.sort(key=lambda job: not job.is_main)
        asked = [*_vacant(page, page.side), *_asked(page, awaited or Awaited())]
        if following is not None:
            text = _("还是草稿，写好再发出") if following.state == State.INIT else texts.STATES[following.state]
            url = reverse("bargaining:case", args=[following.public_id])
            asked.append(Job(_("续签：%(title)s") % {"title": following.title}, text, "file-text", url, is_main=True))
        found = [*asked, *(replace(job, is_main=job.is_main and not asked) for job in found)]
    return [*found, *_of_others(page)]


def _vacant(page: CasePage, side: Side) -> Iterable[Job]:
    """Whose side lacks a delegate fills the seat before anything else."""
    text = _("有空缺的，按原来的程序补选；名单和经过里写明，就是书面通报对方")
    lacks = {lacking(each) for each in page.vacant}
    if side in lacks:
        yield _job(page, "delegates", _("补选代表"), text, "users", main=True)
    if page.on_paper is not None and page.on_paper in lacks - {side}:
        yield from _their_list(page, side)


def vacant_words(page: CasePage) -> list[str]:
    """What is to be filled by the reader's own side; of the other, that one waits for it."""
    mine = {page.side or page.may_join, page.on_paper}
    own = {texts.of_finding(each): None for each in page.vacant if lacking(each) in mine}
    theirs = {lacking(each) for each in page.vacant} - mine
    waits = _("%(side)s的代表有空缺，正等%(side)s按原来的程序补选。谈定的条款不受影响。")
    gone = {lacking(each): each for each in page.vacant if each.code == "delegates.chief_left"}
    chief = _("%(side)s首席代表%(name)s已经不在任，正等%(side)s按产生的程序换一位。谈定的条款不受影响。")
    return [
        *own,
        *(
            chief % {"side": texts.SIDES[each], "name": gone[each].params["name"]} if each in gone
            else waits % {"side": texts.SIDES[each]} for each in theirs
        ),
    ]  # fmt: skip


def _asked(page: CasePage, awaited: Awaited) -> Iterable[Job]:
    """What the other side waits for comes before everything else."""
    if awaited.pause:
        yield _job(
            page,
            "suspension",
            _("对方提出中止协商"),
            _("看到哪一天、为什么，由首席代表答复"),
            "player-pause",
            main=True,
        )
    if awaited.minutes:
        numbers = "、".join(str(number) for number in awaited.minutes)
        text = _("第 %(n)s 次会议的记录等本方首席代表签字") % {"n": numbers}
        yield _job(page, "meetings", _("签会议记录"), text, "signature", main=True)
    if awaited.reopening:
        text = _("「%(titles)s」，同意的由首席代表打开") % {"titles": "」「".join(awaited.reopening)}
        yield _job(page, "room", _("对方想重新谈谈定的条款"), text, "lock-open", main=True)


def _of_others(page: CasePage) -> Iterable[Job]:
    """What falls to those who are of neither side: at the table, examining, or above."""
    if page.part in {"guide", "recorder"}:
        yield from _between(page)
    if page.row.is_silent and page.examines:
        yield _late_objection(page)
    elif page.examines and page.row.state == State.FILED:
        yield _job(page, "filing", _("审查"), _("看合同文本和程序，作出审查意见"), "file-check", main=True)
    if page.examines and page.row.state in services.SILENT and page.case.procedure != Procedure.END:
        yield _late_objection(page)
    if page.row.state == State.DISPUTE_SIGN and (page.examines or page.side is not None):
        yield from _coordinating(page)
    yield from _standing_in(page)
    if may_guide(page):
        there = any(each.role == Role.GUIDE for each in page.seats)
        yield _job(page, "delegates", _("协商指导员"), _("看得到、能发言，不表决"), "users", done=there)
    if page.oversees and Act.FIND_UNLAWFUL in page.acts and not _union_owes(page):
        yield _job(page, "unlawful", _("准备意见书"), _("写明事实和依据，请单位改正"), "file-alert")


def _between(page: CasePage) -> Iterable[Job]:
    """What a guide or the recorder does at the table."""
    if not page.has_promised and page.row.state in states.AT_WORK:
        yield _job(page, "promise", _("保密承诺"), _("看协商内容之前要确认"), "shield-lock", main=True)
    if page.row.state == State.NEGOTIATING:
        yield _job(page, "room", _("进协商室"), _("看议题、发言"), "message-2", main=page.has_promised)
        if page.on_paper is not None:
            yield _their_page(page, page.on_paper)


def may_guide(page: CasePage) -> bool:
    """Whether the union above may send a guide, or call one back: while both sides still work on the text."""
    return page.oversees and page.row.state in (states.BEING_LISTED - {State.INIT}) | states.AT_WORK


def _coordinating(page: CasePage) -> Iterable[Job]:
    said = _since_asked(page)
    if services.TAKE_UP not in said:
        text = _("收到受理通知的那一方登记，协调的期限从受理那天起算")
        yield _job(page, "taken_up", _("登记人社部门受理"), text, "file-check", main=page.examines)
    elif services.EXTEND not in said:
        yield _job(page, "extend", _("延长协调期限"), _("人社部门书面说明理由，最多一次"), "clock-pause")


def _since_asked(page: CasePage) -> set[str]:
    """What the labour office has done about the dispute that stands: taken it up, asked for more time."""
    acts = [each.act for each in page.steps]
    asked = max((at for at, act in enumerate(acts) if act == Act.ASK_COORDINATION), default=0)
    return {act for act in acts[asked:] if act in {services.TAKE_UP, services.EXTEND}}


def _standing_in(page: CasePage) -> Iterable[Job]:
    """What falls to the union above of one that has nobody here; and what is said not to be so."""
    if page.stands_in and page.row.state == State.CONGRESS_SUBMITTED:
        text = _("工会没有人在本平台经办，请代它安排会议、提交表决")
        yield _job(page, "congress", _("职代会表决"), text, "gavel", main=True)
    if page.stands_in and page.row.state == State.PUBLISHED:
        yield _job(page, "deposit", _("登记收到的文本"), _("工会交来了纸质文本的，填收到的日期"), "upload", main=True)
    if page.contests is None:
        return
    if any(each.side == page.contests for each in page.contested):
        yield _job(page, "contest_over", _("异议已经处理"), _("改好了，写明怎么处理的"), "checks")
    elif page.row.state not in states.ENDED:
        text = _("照纸面登记的和实际不一样的，写明哪一项")
        yield _job(page, "contest", _("对登记的内容有异议"), text, "alert-circle")


def _union_owes(page: CasePage) -> bool:
    """Whether the workers' side owes an answer: an opinion of the union above tells an employer what to do."""
    return page.row.state in _UNION_OWES and page.case.offered_by == Side.EMPLOYER


def _job(
    page: CasePage, route: str, label: Words, text: Words, icon: str, *, done: bool = False, main: bool = False
) -> Job:
    return Job(label, text, icon, reverse(f"bargaining:{route}", args=[page.row.public_id]), done, main)


def _of_side(page: CasePage, side: Side) -> Iterable[Job]:
    state = State(page.row.state)
    makers = {
        State.INIT: _first, State.OFFER_SENT: _sent, State.OFFER_OVERDUE: _late, State.REFUSED: _late,
        State.REPLIED: _seats, State.REPS_ELECTED: _before, State.MATERIALS: _before, State.NEGOTIATING: _room,
        State.SUSPENDED: _room, State.DRAFT_AGREED: _draft, State.CONGRESS_SUBMITTED: _vote,
        State.CONGRESS_REJECTED: _again, State.CONGRESS_PASSED: _sign, State.SIGN_REFUSED: _sign,
        State.SIGNED: _file, State.FILED: _file, State.OBJECTED: _file, State.REVISING: _revise,
        State.EFFECTIVE: _publish, State.PUBLISHED: _publish, State.MONITORING: _keep, State.EXPIRING: _keep,
    }  # fmt: skip
    make = makers.get(state)
    if make is not None:
        return [*_answer_on_its_way(page), *make(page, side), *_list_of(page)]
    if state in states.BRANCHES:
        return [_job(page, "settle", _("处理完毕"), _("争议解决或者已经改正"), "checks")]
    has_text = page.case.published_at is not None
    return [_job(page, "contract", _("公布的合同"), _("看全文和阅读人数"), "file-check")] if has_text else []


def _list_of(page: CasePage) -> Iterable[Job]:
    """Delegates come and go while they are needed; before that their lists have their own place among the jobs."""
    if page.row.state in states.AT_WORK:
        yield _job(page, "delegates", _("双方代表"), _("看名单；有人调离、辞职的，在这里换人"), "users")


#: From then on they have been at the table: nobody asks any longer how the answer reached them.
_ANSWERED = frozenset({State.REPLIED, State.REPS_ELECTED, State.MATERIALS, State.NEGOTIATING, State.SUSPENDED})


def _answer_on_its_way(page: CasePage) -> Iterable[Job]:
    """An answer to an offer on paper is given once it is in their hands."""
    if page.reply_waits and page.row.state in _ANSWERED:
        text = _("打印、盖章送去，登记签收；用链接送的，看对方签收了没有")
        yield _job(page, "delivery", _("应约书的送达"), text, "mail")


def _first(page: CasePage, side: Side) -> Iterable[Job]:
    case = page.case
    about = case.procedure == Procedure.END or topics(case)
    there = {_("协商时间"): case.meet_at, _("协商地点"): case.place, _("协商内容"): about}
    missing = [str(name) for name, given in there.items() if not given]
    named, said = page.chief_of(side) is not None, _("时间、地点、协商内容、要对方提供的资料")
    if missing:
        said = _("还没有写：%(missing)s") % {"missing": "、".join(missing)}
    ready = not missing
    yield _job(page, "offer", _("要约内容"), said, "file-text", done=ready, main=not ready)
    text = _("首席代表和其他代表")
    yield _job(page, "delegates", _("本方代表名单"), text, "users", done=named, main=ready and not named)
    label, how = _("发出要约"), _("本平台、一次性链接或者纸质送达")
    if (gone := _gone_on_paper(page)) is not None:
        label, how = _("登记送出"), _("%(day)s用纸送出的，签收接着登记") % {"day": clock.on(gone)}
    yield _job(page, "send", label, how, "send", main=ready and named)


def _sent(page: CasePage, side: Side) -> Iterable[Job]:
    if side == page.case.offered_by:
        yield _job(page, "delivery", _("送达情况"), _("对方签收了没有，可以换一种方式再送"), "mail", main=True)
        yield _job(page, "note_reply", _("对方用纸答复了"), _("按收到的日子登记，上传应约书的照片"), "file-check")
        yield _job(page, "refusal", _("对方拒绝了"), _("记下理由和经过"), "ban")
        return
    if page.case.received_at is None:
        yield _job(page, "delivery", _("签收要约书"), _("从签收起算答复期限"), "file-check", main=True)
    yield _job(
        page,
        "reply",
        _("书面答复"),
        _("同意协商，可以另提时间、地点和议题"),
        "edit",
        main=page.case.received_at is not None,
    )
    chosen = _("法定代表人选派") if side is Side.EMPLOYER else _("选举产生，首席由工会负责人担任")
    yield _job(page, "delegates", _("本方代表名单"), chosen, "users")
    yield from _their_list(page, side)


def _their_list(page: CasePage, side: Side) -> Iterable[Job]:
    """The delegates of a side that came on paper."""
    if page.on_paper == states.other(side):
        label = _("照名单登记%(side)s代表") % {"side": texts.SIDES[states.other(side)]}
        yield _job(page, "paper_list", label, _("对方的文书是纸质的，照盖章的名单填"), "file-check")


def _late(page: CasePage, side: Side) -> Iterable[Job]:
    if side != page.case.offered_by:
        yield _job(page, "reply", _("补答复"), _("现在答复还来得及接着谈"), "edit", main=True)
        yield from _their_list(page, side)
    else:
        yield _job(page, "note_reply", _("对方用纸答复了"), _("按收到的日子登记，上传应约书的照片"), "file-check")
        if Act.REFUSE in page.acts:
            yield _job(page, "refusal", _("对方拒绝了"), _("记下理由和经过"), "ban")
    yield _job(page, "dispute", _("申请协调"), _("请人社部门协调处理签订争议"), "scale")


def _seats(page: CasePage, side: Side) -> Iterable[Job]:
    stops = [each for each in page.findings if each.weight is Weight.BLOCKS]
    waits = side is Side.EMPLOYER and not stops and page.on_paper is not Side.WORKER
    yield from _their_list(page, side)
    said = _("名单齐了，等职工方公示双方代表") if waits else _("人数、产生方式、首席代表逐项核对")
    yield _job(page, "delegates", _("双方代表"), said, "users", done=not stops, main=bool(stops))
    if side is Side.WORKER:
        yield _job(page, "publicise", _("公示代表"), _("核对通过后公示，打印公告"), "speakerphone", main=not stops)
    elif page.on_paper is Side.WORKER:
        text = _("公示由工会做，照盖章的公示填开始的日期")
        yield _job(page, "publicise", _("登记工会的公示"), text, "speakerphone", main=not stops)


def _before(page: CasePage, side: Side) -> Iterable[Job]:
    if not page.has_promised:
        yield _job(page, "promise", _("保密承诺"), _("看资料和协商内容之前要确认"), "shield-lock", main=True)
    yield from _pens(page, side)
    if page.row.state == State.REPS_ELECTED:
        yield _job(page, "materials", _("交换资料"), _("按对方的清单提供"), "files", main=page.has_promised)
    yield _job(page, "meetings", _("召集会议"), _("双方首席代表轮流召集"), "calendar-event")
    if page.row.state == State.MATERIALS:
        yield _job(page, "room", _("开始协商"), _("由首席代表打开协商室"), "message-2", main=page.has_promised)


def _room(page: CasePage, side: Side) -> Iterable[Job]:
    if not page.has_promised:
        yield _job(page, "promise", _("保密承诺"), _("看协商内容之前要确认"), "shield-lock", main=True)
    yield _job(page, "room", _("进协商室"), _("逐项提方案、比差距、谈定锁定"), "message-2", main=page.has_promised)
    yield from _pens(page, side)
    if page.on_paper is not None and page.row.state == State.NEGOTIATING:
        yield _their_page(page, page.on_paper)
    yield _job(page, "meetings", _("会议和记录"), _("开会谈的，记录员记、双方首席签字"), "calendar-event")
    yield _job(page, "suspension", _("中止和恢复"), _("要对方或者职工方首席同意，累计有上限"), "player-pause")
    yield _job(page, "draft", _("形成草案"), _("谈定的条款自动成文，由企业方采用"), "file-text")
    yield _job(page, "dispute", _("申请协调"), _("谈不拢时请人社部门协调"), "scale")


def _pens(page: CasePage, side: Side) -> Iterable[Job]:
    """Promises of secrecy of those who sign with a pen: without an account, or of a side without anybody here."""
    waits = [
        seat for each in Side for seat in page.of(each)
        if not seat.has_promised and (each == page.on_paper or (each == side and not seat.has_account))
    ]  # fmt: skip
    if waits:
        text = _("还有 %(n)s 位没有账号的，打印、签名，照签名的那一页登记") % {"n": len(waits)}
        yield _job(page, "paper_promise", _("登记纸上签的保密承诺"), text, "file-check")


def _their_page(page: CasePage, theirs: Side) -> Job:
    """What a side without anybody in the program agreed to with a pen."""
    label = _("登记%(side)s在纸上同意的条款") % {"side": texts.SIDES[theirs]}
    return _job(page, "paper_talk", label, _("照双方签字的记录勾选，附上那一页"), "file-check")


def _draft(page: CasePage, side: Side) -> Iterable[Job]:
    yield _job(page, "draft", _("草案文本"), _("看全文，打印，和上一稿对照"), "file-text")
    yield _job(page, "congress", _("提交职代会"), _("交给职代会讨论表决"), "gavel", main=True)


def _vote(page: CasePage, side: Side) -> Iterable[Job]:
    # The congress is the union's to hold: to an employer it is nothing to do, unless the union works on paper.
    waits = side is Side.EMPLOYER and page.on_paper is not Side.WORKER
    said = _("等工会开会、投票、计票；有了结果就接着走") if waits else _("应到、实到、无记名投票、两人分别计票")
    yield _job(page, "congress", _("职代会表决"), said, "gavel", main=not waits)
    yield _job(page, "draft", _("草案文本"), _("表决的就是这一版"), "file-text")


def _again(page: CasePage, side: Side) -> Iterable[Job]:
    if side is Side.WORKER:
        yield _job(page, "congress", _("提出修改方案"), _("回到协商，改完 5 个工作日内再表决"), "refresh", main=True)
    elif page.on_paper is Side.WORKER:
        text = _("由职工方提出；用纸提出的，照签字的那一页填")
        yield _job(page, "paper_plan", _("登记职工方的修改方案"), text, "file-check", main=True)
    yield _job(page, "draft", _("没有通过的草案"), _("看全文"), "file-text")


def _sign(page: CasePage, side: Side) -> Iterable[Job]:
    has_signed = side in page.signed
    text = _("本方已经签了，等对方") if has_signed else _("先约定电子签名，或者打印、签字、盖章、上传")
    yield _job(page, "sign", _("签字"), text, "signature", done=has_signed, main=not has_signed)
    if page.row.state == State.CONGRESS_PASSED and Side.EMPLOYER not in page.signed:
        label = _("本方不签") if side is Side.EMPLOYER else _("对方拒签")
        yield _job(page, "refuse_sign", label, _("记下理由和经过；通过的文本应当签字"), "ban")
    if page.row.state == State.SIGN_REFUSED:
        yield _job(page, "dispute", _("申请协调"), _("请人社部门协调处理"), "scale")


def _file(page: CasePage, side: Side) -> Iterable[Job]:
    if page.row.is_silent:
        yield _late_objection(page)
        return
    yield _job(page, "filing", _("报送和审查"), _("份数、收到日期、审查意见"), "upload", main=True)
    yield _job(page, "draft", _("合同文本"), _("看全文，打印"), "file-text")


def _revise(page: CasePage, side: Side) -> Iterable[Job]:
    at = revision(page.case)
    if page.on_paper is not None and at == Revision.TALK:
        yield _their_page(page, page.on_paper)
    steps: tuple[tuple[str, str, Words, Words, str], ...] = (
        (Revision.TALK, "room", _("修订有异议的条款"), _("在协商室里重新谈定"), "message-2"),
        (Revision.ADOPT, "draft", _("采用修订稿"), _("企业方采用；实质改动再过职代会"), "file-text"),
        (Revision.SIGN, "sign", _("签字"), _("双方首席在修订稿上签字"), "signature"),
        (Revision.FILE, "filing", _("重新报送"), _("15 天从再次收到起算"), "upload"),
    )
    order = list(Revision)
    for step, route, label, text, icon in steps:
        is_done = order.index(Revision(step)) < order.index(at)
        yield _job(page, route, label, text, icon, done=is_done, main=step == at)


def _publish(page: CasePage, side: Side) -> Iterable[Job]:
    if page.row.state == State.EFFECTIVE:
        yield _job(page, "publish", _("向全体职工公布"), _("手机阅读回执，打印公告"), "speakerphone", main=True)
        yield from _late_objections(page)
        return
    yield _job(page, "contract", _("公布的合同"), _("看全文和阅读人数"), "file-check")
    if side is Side.WORKER:
        yield _job(page, "deposit", _("报上一级工会"), _("文本报送备案"), "upload", main=True)
    elif page.on_paper is Side.WORKER:
        text = _("由工会报送，照上一级工会盖章的回执填")
        yield _job(page, "deposit", _("登记报上一级工会的回执"), text, "file-check", main=True)
    yield from _late_objections(page)


def _late_objections(page: CasePage) -> Iterable[Job]:
    """An early end is not examined: nothing can have come late."""
    return [] if page.case.procedure == Procedure.END else [_late_objection(page)]


def _late_objection(page: CasePage) -> Job:
    """While silence made it effective: what came in time may still be entered."""
    return _job(page, "filing", _("报送和审查"), _("期限内收到过异议的，在这里补登记"), "inbox")


def _keep(page: CasePage, side: Side) -> Iterable[Job]:
    yield _job(page, "contract", _("公布的合同"), _("看全文和阅读人数"), "file-check")
    if page.row.holds_from is None:
        yield _job(page, "performance", _("履行报告"), _("每年至少一次向职代会报告"), "report-money", main=True)
    if page.change is None:
        yield _job(page, "change", _("变更或解除"), _("五种情形，程序和签订一样"), "refresh")
        if page.on_paper is states.other(side):
            label = _("%(side)s用纸提出变更或解除") % {"side": texts.SIDES[states.other(side)]}
            text = _("照盖章的要约书登记，从收到起算答复期限")
            yield _job(page, "note_change", label, text, "file-check")
    yield _job(page, "breach", _("履行争议"), _("先协商，再调解、仲裁、诉讼"), "scale")


# — Dates —


@dataclass(frozen=True, slots=True)
class Explained:
    """One date with everything that made it."""

    title: str
    event: str
    due: str
    state: str
    kind: str
    rule: str
    law: str
    sure: str
    skipped: list[str]
    provisional: bool
    note: str = ""
    done: str = ""


_CLOCK_STATES = {
    "running": ("info", gettext_lazy("正在计时")), "paused": ("", gettext_lazy("已暂停")),
    "overdue": ("bad", gettext_lazy("已超期")), "met": ("ok", gettext_lazy("按期办了")),
    "late": ("warn", gettext_lazy("办了，但晚了")), "cancelled": ("", gettext_lazy("不再需要")),
}  # fmt: skip


def explained(rows: Iterable[DateRow]) -> list[Explained]:
    """Every clock in words: event, rule, article, days skipped, version of law."""
    return [_explain(row) for row in rows]


def _clock_state(row: DateRow) -> tuple[str, Words]:
    """The colour and word of a clock; what is over and still not done has not been done late."""
    if not row.is_clock:
        return "", ""
    if row.is_silence:
        return "ok", _("期满，没有异议")
    late_still = row.deadline.state == ClockState.LATE and row.deadline.met_at is None
    return _CLOCK_STATES["overdue" if late_still else row.deadline.state]


def _explain(row: DateRow) -> Explained:
    deadline = row.deadline
    basis = deadline.basis
    kind, state = _clock_state(row)
    return Explained(
        title=basis["title"], event=event_words(deadline), due=due_words(deadline), state=str(state), kind=kind,
        rule=str(clock.span(deadline.n, deadline.unit, deadline.day_type)), law=law_words(basis), sure=basis["sure"],
        skipped=clock.explanation(deadline.explain()) if deadline.skipped else [], provisional=deadline.provisional,
        note=basis.get("note", ""),
        done=clock.on(timezone.localdate(deadline.met_at)) if deadline.met_at and not row.is_silence else "",
    )  # fmt: skip


def due_words(deadline: Any) -> str:
    """The last day of a period, to its midnight; counted back, the day by which, or from which on."""
    day = last_day(deadline.due_at)
    if deadline.rule in _WINDOWS:
        return _("%(day)s 起可以提出") % {"day": f"{_year(deadline, day)}{clock.on(day)}"}
    return f"{_year(deadline, day)}{clock.until(deadline.due_at)}"


_WINDOWS = frozenset({"contract.renewal_window", "contract.wage_renewal_window"})


def _year(deadline: Any, day: date) -> str:
    """A year that is not the one a period began in is said: 「10 月 3 日」 of next year looks like one that is over.

    Of the end of a contract, and of the day from which one counts to another year, too.
    """
    is_long = last_day(deadline.due_at).year != timezone.localdate(deadline.started_at).year
    return _("%(year)s 年 ") % {"year": day.year} if is_long or deadline.rule in _WINDOWS else ""


def event_words(deadline: Any) -> str:
    """«4 月 28 日 收到要约书，次日起算» — what happened, and how one counts from it (民法典 201)."""
    # The end of a day is written as the next one's midnight: what is counted back from it happened on that day.
    counts_back = deadline.basis["direction"] == "before"
    day = last_day(deadline.started_at) if counts_back else timezone.localdate(deadline.started_at)
    told = {
        "day": f"{_year(deadline, day)}{clock.on(day)}",
        "event": texts.SINCE.get(deadline.rule, deadline.basis["title"]),
    }
    if counts_back:
        return _("%(day)s %(event)s，从这一天往前数") % told
    return _("%(day)s %(event)s，次日起算") % told


def law_words(basis: Mapping[str, Any]) -> str:
    """The regulation with its article and the version the case keeps."""
    article = _("第 %(n)s 条") % {"n": basis["article"]} if basis["article"] else ""
    return f"{basis['source']}{article}{_('（%(from)s 起的版本）') % {'from': basis['valid_from']}}"


@dataclass(frozen=True, slots=True)
class Day:
    """A date no clock keeps, in words."""

    title: Words
    when: str
    why: Words
    law: str


def fixed(rows: Iterable[Fixed]) -> list[Day]:
    """When the contract took effect, and how long it binds."""
    return [_fixed(row) for row in rows]


def _long(day: date) -> str:
    return _("%(year)s 年 %(day)s") % {"year": day.year, "day": clock.on(day)}


def _fixed(row: Fixed) -> Day:
    when = _long(row.on) if row.until is None else _("%(a)s 到 %(b)s") % {"a": _long(row.on), "b": _long(row.until)}
    why: Words = texts.OPINIONS[row.note] if row.what == "effect" else _("双方约定，写在合同里")
    law = f"{row.law.source}{_('第 %(n)s 条') % {'n': row.law.article} if row.law.article else ''}" if row.law else ""
    return Day(texts.FIXED[row.what], when, why, law)
