"""The trail in words: what each event means to a reader, who did it, and where it can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.decisions.access import VIEW as DECISIONS_VIEW
from hexian.domains.founding.access import VIEW as FOUNDING_VIEW
from hexian.domains.ledger.access import VIEW as LEDGER_VIEW
from hexian.domains.members.access import ADMIT
from hexian.domains.members.access import VIEW as MEMBERS_VIEW
from hexian.domains.orgs.access import VIEW as ORGS_VIEW
from hexian.domains.people import queries as people
from hexian.foundation.actor import Actor
from hexian.web.system import facts

#: Every event any room writes to the trail; a test compares this list with the code.
EVENTS: Mapping[str, Promise] = {
    "person.viewed": _("看了一份个人资料"),
    "person.revealed": _("打开了身份证全号"),
    "members.applied": _("提交了入会申请"),
    "members.checked": _("核对了入会申请"),
    "members.finding_cleared": _("查清了申请里的一处疑问"),
    "members.refused": _("没有通过入会申请"),
    "members.reopened": _("撤回了不通过，申请重新待办"),
    "members.withdrawn": _("撤回了入会申请"),
    "members.proposed": _("把申请列进了委员会决议"),
    "members.taken_back": _("把申请移出了决议"),
    "members.resolution_edited": _("修改了决议草稿"),
    "members.resolution_cancelled": _("作废了决议草稿"),
    "members.evidence_attached": _("存了决议的签字页"),
    "members.resolution_passed": _("记录了表决，决议通过"),
    "members.admitted": _("入会，成为会员"),
    "members.landed": _("按名册接收了一批会员"),
    "members.taken_back_many": _("撤销了名册里的一批会员"),
    "members.settled": _("入会申请随名册一并批准"),
    "members.rivalled": _("名册里有人另有入会申请，请工作人员再看"),
    "members.person_linked": _("把申请和已有的资料连在了一起"),
    "members.card_read": _("扫了会员码"),
    "members.change_asked": _("申请更正资料"),
    "members.change_proposed": _("提出更正会员资料"),
    "members.change_accepted": _("更正了资料"),
    "members.change_refused": _("没有更正，写了原因"),
    "members.change_withdrawn": _("撤回了更正申请"),
    "members.passage_asked": _("提出会籍变动"),
    "members.passage_begun": _("替会员提出会籍变动"),
    "members.passage_proposed": _("提醒了一名半年没有参加的会员"),
    "members.passage_released": _("同意会员转出"),
    "members.passage_recalled": _("收回了转出的同意"),
    "members.passage_done": _("办结了会籍变动"),
    "members.passage_refused": _("没有同意会籍变动，写了原因"),
    "members.passage_withdrawn": _("撤回了会籍变动"),
    "members.passage_warned": _("记录了和会员的谈话"),
    "members.passage_objected": _("会员说明了情况"),
    "members.passage_dropped": _("会籍提醒不作处理"),
    "members.passage_undone": _("撤销了办过的会籍变动"),
    "members.layout_edited": _("修改了导出格式"),
    "members.took_part": _("登记了交会费或参加活动"),
    "members.export_started": _("开始导出会员名单"),
    "members.export_portion": _("导出了会员名单的一部分"),
    "members.exported": _("导出了会员名单"),
    "members.annex_printed": _("打印了决议的名单"),
    "aid.plan_drafted": _("起草互助计划"),
    "aid.plan_changed": _("修改互助计划"),
    "aid.plan_opened": _("开办互助计划"),
    "aid.plan_halted": _("停办互助计划"),
    "aid.plan_resumed": _("恢复互助计划"),
    "aid.plan_closed": _("关闭互助计划"),
    "aid.joined": _("办理参加互助"),
    "aid.fees_came": _("登记收到互助费"),
    "aid.fee_back": _("退还互助费"),
    "aid.papers_noted": _("登记纸质同意书"),
    "aid.left": _("退出互助"),
    "aid.received": _("收下结算文件"),
    "aid.mapped": _("确认结算文件各列"),
    "aid.running": _("开始办理结算文件"),
    "aid.decided": _("办理一批结算"),
    "aid.reversed": _("冲正互助金"),
    "aid.finished": _("结算文件办完"),
    "aid.stopped": _("结算文件停下"),
    "aid.cancelled": _("放弃结算文件"),
    "aid.passed": _("决定发放互助金"),
    "aid.refused": _("决定不发放互助金"),
    "aid.group_refused": _("成批决定不发放互助金"),
    "aid.declined": _("谢绝互助金"),
    "aid.decline_taken_back": _("收回谢绝"),
    "aid.contested": _("对互助金提出异议"),
    "aid.contest_decided": _("答复互助金异议"),
    "aid.appealed": _("要求复核互助金异议"),
    "aid.appeal_decided": _("答复互助金复核"),
    "aid.contest_closed": _("了结互助金异议"),
    "aid.contest_due": _("提醒答复互助金异议"),
    "aid.telling": _("接着通知互助金办好的人"),
    "aid.read": _("抽查复算互助金"),
    "aid.strays_decided": _("办理后来认出的人的结算"),
    "aid.file_dropped": _("删除结算原文件"),
    "rights.worked_out": _("找了一遍应享未享的"),
    "rights.told": _("提醒应享未享的人"),
    "rosters.uploaded": _("上传了名册"),
    "rosters.mapped": _("确认了名册的各列"),
    "rosters.checking": _("开始核对名册"),
    "rosters.checked": _("核对完名册"),
    "rosters.go_given": _("看过同名同手机号的行，予以放行"),
    "rosters.landing": _("开始接收名册"),
    "rosters.landed": _("接收完名册"),
    "rosters.stopped": _("名册中途停下"),
    "rosters.cancelled": _("放弃了名册"),
    "rosters.undoing": _("开始撤销名册"),
    "rosters.undone": _("撤销完名册"),
    "rosters.error_sheet": _("导出了名册里需要改正的行"),
    "rosters.file_dropped": _("按期限删除了名册原件"),
    "founding.opened": _("开始了一件建会申请"),
    "founding.edited": _("修改了建会申请"),
    "founding.requested": _("提交了筹建请示"),
    "founding.prep_approved": _("同意了筹建"),
    "founding.returned": _("退回了建会材料"),
    "founding.recruiting": _("启动了筹建"),
    "founding.intent_signed": _("登记了入会意愿"),
    "founding.intent_dropped": _("去掉了一份入会登记"),
    "founding.declared": _("录入了候选人声明"),
    "founding.congress_held": _("录入了选举结果"),
    "founding.reported": _("上报了选举结果"),
    "founding.approved": _("批准工会成立"),
    "founding.intents_passed_on": _("把入会登记转成了入会申请"),
    "founding.legal_asked": _("申请了工会法人登记"),
    "founding.certified": _("登记了工会法人资格"),
    "founding.activated": _("办结了建会"),
    "founding.withdrawn": _("撤回了建会申请"),
    "founding.due": _("提醒建会的步骤快到期或已过期"),
    "founding.scan_kept": _("存了一份签章页"),
    "founding.target_set": _("下达了建会目标"),
    "bargaining.opened": _("开始了一件集体协商"),
    "bargaining.edited": _("修改了协商的内容"),
    "bargaining.discarded": _("删除了没有发出的要约"),
    "bargaining.offer_sent": _("发出了协商要约"),
    "bargaining.drive_started": _("发起了集体要约行动"),
    "bargaining.offers_prepared": _("成批准备了要约书草稿"),
    "bargaining.entrusted": _("把要约交上级工会统一发出"),
    "bargaining.taken_back": _("收回了交上级发出的要约"),
    "bargaining.offers_withdrawn": _("撤回了没人动过的要约草稿"),
    "bargaining.offers_sent": _("成批发出了协商要约"),
    "bargaining.delivered": _("登记了文书签收"),
    "bargaining.replied": _("书面答复了要约"),
    "bargaining.reply_overdue": _("要约过了答复期"),
    "bargaining.refused": _("记录了拒绝协商"),
    "bargaining.part_taken": _("接手办理一件协商"),
    "bargaining.delegate_named": _("加了一名协商代表"),
    "bargaining.delegate_chosen": _("补记了代表的产生日期"),
    "bargaining.delegate_ended": _("去掉了一名协商代表"),
    "bargaining.guide_assigned": _("派了协商指导员"),
    "bargaining.reps_publicised": _("公示了协商代表"),
    "bargaining.promised": _("确认了保密承诺"),
    "bargaining.meeting_called": _("召集了协商会议"),
    "bargaining.materials_given": _("提供了协商资料"),
    "bargaining.room_opened": _("开始协商"),
    "bargaining.proposed": _("提了一稿方案"),
    "bargaining.agreed": _("谈定了一项条款"),
    "bargaining.reopened": _("提出重新谈一项条款"),
    "bargaining.spoken": _("在协商室发言"),
    "bargaining.evidence_shown": _("放了一条依据"),
    "bargaining.suspended": _("提出或开始中止协商"),
    "bargaining.suspension_off": _("没有同意中止，或者撤回了中止的提议"),
    "bargaining.resumed": _("恢复了协商"),
    "bargaining.minutes_kept": _("写了会议记录"),
    "bargaining.minutes_signed": _("签了会议记录"),
    "bargaining.draft_adopted": _("采用了合同草案"),
    "bargaining.submitted": _("把草案提交职代会"),
    "bargaining.passed": _("登记职代会通过"),
    "bargaining.rejected": _("登记职代会没有通过"),
    "bargaining.revised": _("回到协商修改草案"),
    "bargaining.e_signing_agreed": _("约定使用电子签名"),
    "bargaining.signature": _("登记了一方签字"),
    "bargaining.signed": _("双方签完了集体合同"),
    "bargaining.sign_refused": _("记录了拒绝签字"),
    "bargaining.filed": _("报送了集体合同"),
    "bargaining.received": _("登记了报送件收到"),
    "bargaining.objected": _("登记了审查异议"),
    "bargaining.revising": _("按异议修订合同"),
    "bargaining.effective": _("集体合同生效"),
    "bargaining.published": _("公布了集体合同"),
    "bargaining.read": _("看过了公布的集体合同"),
    "bargaining.deposited": _("把集体合同报上级工会"),
    "bargaining.reported": _("登记了履行情况报告"),
    "bargaining.modified": _("变更了集体合同"),
    "bargaining.ended_early": _("提前解除了集体合同"),
    "bargaining.expiring": _("集体合同进入续签期"),
    "bargaining.renewed": _("集体合同由新的一份接上"),
    "bargaining.expired": _("集体合同期满"),
    "bargaining.dispute": _("记录了集体合同争议"),
    "bargaining.unlawful": _("记录了违法待改正"),
    "bargaining.contested": _("对照纸面登记的内容提出异议，或者记下处理好了"),
    "bargaining.settled": _("登记争议处理完毕"),
    "bargaining.scan_kept": _("存了一份协商的签章页"),
    "bargaining.withdrawn": _("暂停公布集体合同，因为期限内有异议"),
    "bargaining.due": _("提醒协商的步骤快到期或已过期"),
    "decisions.body_found": _("设立了职代会"),
    "decisions.body_ended": _("结束了一届职代会"),
    "decisions.seats_fixed": _("重定了代表名额"),
    "decisions.delegates_added": _("录入了职工代表"),
    "decisions.delegate_replaced": _("替换了职工代表"),
    "decisions.delegate_ended": _("办理了代表离任"),
    "decisions.sitting_planned": _("安排了职代会会议"),
    "decisions.sitting_changed": _("改了会议的时间地点"),
    "decisions.roll_sealed": _("封存了应到名单"),
    "decisions.checked_in": _("签到了一位代表"),
    "decisions.check_in_undone": _("撤销了一次签到"),
    "decisions.attendance_entered": _("照签到册录入了到会"),
    "decisions.opened": _("宣布开会"),
    "decisions.no_quorum": _("到会不够，宣布改期"),
    "decisions.closed": _("宣布闭会"),
    "decisions.cancelled": _("取消了职代会会议"),
    "decisions.motion_put": _("提交了表决事项"),
    "decisions.motion_withdrawn": _("撤下了表决事项"),
    "decisions.count_entered": _("录入了一份计票"),
    "decisions.counts_differ": _("两份计票对不上"),
    "decisions.recount": _("重新计票"),
    "decisions.runoff": _("票数相等，再投一次"),
    "decisions.decided": _("公布了表决结果"),
    "decisions.scan_kept": _("存了一份会议文书的签名页"),
    "ledger.book_opened": _("设了账本"),
    "ledger.book_changed": _("填了账本的付款银行"),
    "ledger.period_closed": _("结了账"),
    "ledger.fund_opened": _("设了基金"),
    "ledger.fund_changed": _("定了基金的兜底数额"),
    "ledger.budget_set": _("定了基金的预算"),
    "ledger.pledged": _("记了一份认捐"),
    "ledger.gift_received": _("收款入账"),
    "ledger.posted": _("记了一笔账"),
    "ledger.reversed": _("冲正了一笔账"),
    "ledger.owed": _("记了一批应收的钱"),
    "ledger.owed_back": _("冲掉一批应收的钱"),
    "ledger.owed_came": _("收到应收的钱"),
    "ledger.ordered": _("下了一批付款单"),
    "ledger.orders_reversed": _("撤销了一批付款"),
    "ledger.claims_dropped": _("免去了一批应退回的款"),
    "ledger.reopened": _("把退回的付款重新下单"),
    "ledger.card_kept": _("登记了收款银行卡"),
    "ledger.cards_kept": _("登记了一批收款银行卡"),
    "ledger.relation_declared": _("申报了亲属"),
    "ledger.relation_ended": _("结束了一条亲属申报"),
    "ledger.run_drafted": _("做了付款批次"),
    "ledger.run_changed": _("从批次里移出付款"),
    "ledger.run_proposed": _("提交了付款批次"),
    "ledger.run_reviewed": _("复核了付款批次"),
    "ledger.run_seconded": _("办了付款批次的第一审批"),
    "ledger.run_approved": _("审批了付款批次"),
    "ledger.run_sent_back": _("退回了付款批次"),
    "ledger.run_released": _("放款，批次交银行"),
    "ledger.run_cancelled": _("作废了付款批次"),
    "ledger.run_closed": _("办结了付款批次"),
    "ledger.file_made": _("下载了银行代发文件"),
    "ledger.reply_read": _("上传了银行回盘"),
    "ledger.reply_applied": _("把银行回盘入了账"),
    "ledger.reply_dropped": _("没有用一份银行回盘"),
    "orgs.founded": _("设立了组织"),
    "orgs.edited": _("修改了组织资料"),
    "orgs.dissolved": _("撤销了组织"),
    "orgs.moved": _("划转了组织"),
    "orgs.merged": _("合并了工会"),
    "orgs.split": _("分立了工会"),
    "orgs.group_made": _("新建了分组"),
    "orgs.group_closed": _("停用了分组"),
    "orgs.group_joined": _("把组织加进了分组"),
    "orgs.group_left": _("把组织移出了分组"),
    "orgs.filter_kept": _("保存了一个筛选"),
    "orgs.filter_dropped": _("删掉了一个筛选"),
    "orgs.covered": _("把用人单位挂到了工会"),
    "orgs.uncovered": _("解除了用人单位和工会的挂接"),
    "orgs.archive_started": _("开始打包工会档案"),
    "orgs.archived": _("打包了工会档案"),
    "orgs.office_expiring": _("提醒任期快到"),
    "orgs.office_questioned": _("提醒看看任职要不要结束"),
    "orgs.join_point_opened": _("做了一张入会海报"),
    "orgs.join_point_closed": _("停用了一个入会码"),
    "orgs.join_code_renewed": _("给海报换了入会码"),
    "orgs.role_made": _("新做了一个角色"),
    "orgs.role_edited": _("修改了角色"),
    "orgs.role_retired": _("停用了角色"),
    "orgs.office_began": _("任了职"),
    "orgs.office_ended": _("结束了任职"),
    "orgs.office_returned": _("恢复了任职"),
    "orgs.feature_switched": _("拨了功能开关"),
    "people.code_sent": _("发了验证码"),
    "people.code_refused": _("验证码没有对上"),
    "people.locked_out": _("试错太多，暂时锁住"),
    "people.person_registered": _("登记了一个人"),
    "people.account_opened": _("开了账号"),
    "people.account_locked": _("停用了账号"),
    "people.account_unlocked": _("恢复了账号"),
    "people.signed_in": _("登录"),
    "people.password_set": _("设了登录密码"),
    "people.sessions_ended": _("退出了登录过的设备"),
    "people.mobile_changed": _("换了登录手机号"),
    "people.second_factor_on": _("开了两步验证"),
    "people.second_factor_off": _("关了两步验证"),
    "people.consent_given": _("同意了一项个人信息用途"),
    "people.consent_withdrawn": _("撤回了一项同意"),
    "people.identity_verified": _("核对了身份证号"),
    "people.identity_resolved": _("委员会通过入会，一并认定身份证号"),
    "people.identity_revealed": _("打开了身份证全号"),
    "people.name_corrected": _("更正了姓名"),
    "people.data_exported": _("导出了本人的资料"),
    "people.erased": _("删除了一个人的资料"),
    "people.token_issued": _("发了接口令牌"),
    "people.token_revoked": _("收回了接口令牌"),
    "clock.started": _("答复时限开始计算"),
    "clock.met": _("在时限里办完了"),
    "clock.paused": _("时限暂停"),
    "clock.resumed": _("时限恢复计算"),
    "clock.cancelled": _("时限取消"),
    "clock.overdue": _("时限已过"),
    "clock.deadline_moved": _("放假安排有变，时限改期"),
    "clock.demo_advanced": _("把演示时钟往后拨"),
    "clock.calendar_entered": _("录入了放假通知"),
    "clock.calendar_seeded": _("装入了工作日历"),
    "lawbook.changed": _("修改了法定参数"),
    "lawbook.seeded": _("装入了法定参数"),
    "tables.drafted": _("起草了计算规则表的一版"),
    "tables.described": _("改了一版规则表的有效期或依据"),
    "tables.row_put": _("写了规则表草稿里的一行"),
    "tables.row_removed": _("移除了规则表草稿里的一行"),
    "tables.row_restored": _("恢复了规则表草稿里的一行"),
    "tables.row_moved": _("挪了规则表草稿里的一行"),
    "tables.proposed": _("提交了一版规则表，等第二个人发布"),
    "tables.sent_back": _("把一版规则表退回修改"),
    "tables.published": _("发布了一版规则表"),
    "tables.withdrawn": _("撤回了一版规则表"),
    "tables.compared": _("拿一版规则表和以往的决定比了一遍"),
    "work.task.started": _("开始了一项后台任务"),
    "work.task.cancelled": _("停下了一项后台任务"),
    "attachments.kept": _("存了一个文件"),
    "attachments.discarded": _("删了一个文件"),
    "notices.tray.opened": _("打开了演示短信"),
    "notices.tray.closed": _("关闭了演示短信"),
    "keys.rotated": _("换了密钥"),
    "keys.retired": _("停用了旧密钥"),
    "keys.anchor_reset": _("认可了审计链现在的末段"),
    "backup.made": _("做了备份"),
    "events.retried": _("让停下的后台事件再试一次"),
}

#: Subjects with a page of their own: the route and the duty it needs. A look is written about a row of a list.
_PAGES: Mapping[str, tuple[str, str]] = {
    "application": ("members:application", ADMIT),
    "applicationrow": ("members:application", ADMIT),
    "resolution": ("members:resolution", ADMIT),
    "membership": ("members:member", MEMBERS_VIEW),
    "memberrow": ("members:member", MEMBERS_VIEW),
    "passage": ("members:passage", ADMIT),
    "passagerow": ("members:passage", ADMIT),
    "organisation": ("orgs:union", ORGS_VIEW),
    "case": ("founding:case", FOUNDING_VIEW),
    "caserow": ("founding:case", FOUNDING_VIEW),
    "body": ("decisions:body", DECISIONS_VIEW),
    "sitting": ("decisions:sitting", DECISIONS_VIEW),
    "motion": ("decisions:motion", DECISIONS_VIEW),
    "run": ("ledger:run", LEDGER_VIEW),
    "book": ("ledger:book", LEDGER_VIEW),
    "fund": ("ledger:fund", LEDGER_VIEW),
}


class Recorded(Protocol):
    """What a line needs to know of an audit entry."""

    at: datetime
    event: str
    actor_name: str
    actor_person_id: int | None
    office: str
    code: str
    subject_type: str
    subject_id: str
    facts: Mapping[str, Any]
    shifted: bool


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry as the timeline shows it: what, when, who, in which words; its subject, and the subject's page."""

    text: str
    at: datetime
    who: str
    note: str
    kind: str
    subject: str
    url: str


def lines(entries: Iterable[Recorded], actor: Actor) -> list[TrailLine]:
    """Entries as timeline lines, with a link where this actor may open the subject.

    One act over many subjects writes an entry for each; here it is one line that says how many.
    """
    acts: dict[tuple[Any, ...], list[Recorded]] = {}
    for entry in entries:
        acts.setdefault((entry.at, entry.event, entry.actor_person_id), []).append(entry)
    names = people.names_of(_for_themselves(act[0] for act in acts.values()))
    return [_line(act[0], actor, len(act), names) for act in acts.values()]


def _for_themselves(entries: Iterable[Recorded]) -> Iterator[int]:
    """Who acted without an office: their names are not in the trail, and go when they are erased."""
    return (entry.actor_person_id for entry in entries if entry.actor_person_id is not None and not entry.office)


def _line(entry: Recorded, actor: Actor, count: int, names: Mapping[int, str]) -> TrailLine:
    text = str(EVENTS.get(entry.event, _("办了一件事")))
    text += str(_("（%(n)s 次）")) % {"n": count} if count > 1 else ""
    return TrailLine(
        text=text + str(_("（演示时间）")) if entry.shifted else text,
        at=entry.at,
        who=_who(entry, actor, names),
        note="，".join(facts.of(entry.event, entry.facts)) if count == 1 else "",
        kind="bad" if entry.event in _HARD else "",
        subject=entry.subject_id if count == 1 else "",
        url=_url(entry, actor) if count == 1 else "",
    )


_HARD = frozenset({"people.locked_out", "clock.overdue", "orgs.dissolved", "people.erased"})


def _who(entry: Recorded, actor: Actor, names: Mapping[int, str]) -> str:
    """A name with its office; a name without a person behind it is a part of the program.

    Who acts without an office acts for herself: her present name is for those whose duty is to see members.
    """
    if entry.actor_person_id is None:
        return str(_("程序自动") if entry.actor_name else _("本人，还没有登录"))
    if entry.office:
        return " · ".join(part for part in (entry.actor_name, entry.office) if part)
    known = names.get(entry.actor_person_id, "") if actor.may(MEMBERS_VIEW, entry.code) else ""
    return known or str(_("本人"))


def _url(entry: Recorded, actor: Actor) -> str:
    route, duty = _PAGES.get(entry.subject_type, ("", ""))
    return reverse(route, args=[entry.subject_id]) if route and actor.may(duty, entry.code) else ""
