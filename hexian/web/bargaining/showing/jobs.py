"""What somebody can do for a case now: each job with its button, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.bargaining import services, texts
from hexian.domains.bargaining.queries import (
    Awaited,
    CasePage,
    CaseRow,
    Revision,
    revision,
    topics,
)
from hexian.domains.bargaining.rules import states
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.delegates import Role, Weight, lacking
from hexian.domains.bargaining.rules.states import Act, Side, State
from hexian.foundation.clock import texts as clock
from hexian.web.bargaining.showing.standing import Words, gone_on_paper, since_asked, union_owes


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do now: where, and in what words."""

    label: Words
    text: Words
    icon: str
    url: str
    is_done: bool = False
    is_main: bool = False


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
    if page.oversees and Act.FIND_UNLAWFUL in page.acts and not union_owes(page):
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
    said = since_asked(page)
    if services.TAKE_UP not in said:
        text = _("收到受理通知的那一方登记，协调的期限从受理那天起算")
        yield _job(page, "taken_up", _("登记人社部门受理"), text, "file-check", main=page.examines)
    elif services.EXTEND not in said:
        yield _job(page, "extend", _("延长协调期限"), _("人社部门书面说明理由，最多一次"), "clock-pause")


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
    if (gone := gone_on_paper(page)) is not None:
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
