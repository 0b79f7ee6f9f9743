"""Chinese words for what this room refuses, names, finds and tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members.rules import (
    ApplicationState,
    ChangeState,
    Finding,
    MembershipState,
    Origin,
    Paper,
    Part,
    PassageKind,
    PassageReason,
    PassageRefusal,
    PassageState,
    Reason,
    ResolutionState,
)
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused
from hexian.foundation.attachments import texts as attachments
from hexian.foundation.clock import texts as clock
from hexian.foundation.lawbook import texts as lawbook
from hexian.foundation.notices import texts as notices
from hexian.foundation.regions import texts as regions
from hexian.foundation.work import texts as work

APPLICATION_STATES: Mapping[str, Promise] = {
    ApplicationState.APPLIED: _("待核对"),
    ApplicationState.CHECKED: _("已核对，待上会"),
    ApplicationState.PROPOSED: _("已列入决议"),
    ApplicationState.APPROVED: _("已批准"),
    ApplicationState.REFUSED: _("未批准"),
    ApplicationState.WITHDRAWN: _("已撤回"),
}
MEMBERSHIP_STATES: Mapping[str, Promise] = {
    MembershipState.ACTIVE: _("在会"),
    MembershipState.TRANSFERRED: _("已转出"),
    MembershipState.RETAINED: _("保留会籍"),
    MembershipState.RESUMED: _("保留后已恢复"),
    MembershipState.RETIRED: _("退休"),
    MembershipState.QUIT: _("已退会"),
    MembershipState.AUTO_QUIT: _("视为自动退会"),
    MembershipState.DECEASED: _("已故"),
}
RESOLUTION_STATES: Mapping[str, Promise] = {
    ResolutionState.DRAFT: _("待表决"),
    ResolutionState.PASSED: _("已通过"),
    ResolutionState.CANCELLED: _("已作废"),
}
UNSIGNED = _("待补签字件")
CHANGE_STATES: Mapping[str, Promise] = {
    ChangeState.ASKED: _("待答复"),
    ChangeState.ACCEPTED: _("已更正"),
    ChangeState.REFUSED: _("未更正"),
    ChangeState.WITHDRAWN: _("已撤回"),
}
_KINDS: Mapping[str, Promise] = {
    PassageKind.TRANSFER: _("转会"),
    PassageKind.RETAIN: _("保留会籍"),
    PassageKind.RESUME: _("恢复会籍"),
    PassageKind.RETIRE: _("退休"),
    PassageKind.QUIT: _("退会"),
    PassageKind.LAPSE: _("六个月未参加"),
    PassageKind.DEATH: _("去世登记"),
}
PASSAGE_KINDS = _KINDS
PASSAGE_STATES: Mapping[str, Promise] = {
    PassageState.ASKED: _("待答复"),
    PassageState.PROPOSED: _("待谈话了解"),
    PassageState.RELEASED: _("已同意转出，等接收"),
    PassageState.WARNED: _("已谈话，等本人说明"),
    PassageState.OBJECTED: _("本人已说明，待委员会"),
    PassageState.DONE: _("已办结"),
    PassageState.REFUSED: _("没有同意"),
    PassageState.DROPPED: _("不作处理"),
    PassageState.WITHDRAWN: _("已撤回"),
    PassageState.UNDONE: _("已撤销"),
}
PASSAGE_REASONS: Mapping[str, Promise] = {
    PassageReason.NEW_JOB: _("换了单位或平台"),
    PassageReason.LAID_OFF: _("下岗、待岗"),
    PassageReason.UNEMPLOYED: _("失业"),
    PassageReason.BANKRUPT: _("单位关闭、破产"),
    PassageReason.LEAVE: _("长期请假、停薪留职"),
    PassageReason.SERVICE: _("服兵役"),
    PassageReason.BACK: _("重新上班"),
    PassageReason.RETIRED: _("退休"),
    PassageReason.OWN_WISH: _("本人要求"),
    PassageReason.NO_PART: _("六个月没有交会费、没有参加活动"),
    PassageReason.DIED: _("去世"),
    PassageReason.OTHER: _("其他原因"),
}
PAPERS: Mapping[str, Promise] = {
    Paper.MEDICAL: _("死亡医学证明"),
    Paper.REGISTER: _("户口注销证明"),
    Paper.CREMATION: _("火化证明"),
    Paper.COURT: _("法院宣告死亡的判决"),
    Paper.EMPLOYER: _("单位出具的证明"),
}
PARTS: Mapping[str, Promise] = {Part.DUES: _("交会费"), Part.ACTIVITY: _("参加活动")}
ORIGINS: Mapping[str, Promise] = {
    Origin.SELF: _("本人提出"), Origin.OFFICER: _("工会提出"), Origin.PROGRAM: _("程序提醒"),
}  # fmt: skip
ACTS: Mapping[str, Promise] = {
    "check": _("核对通过"),
    "propose": _("列入决议"),
    "take_back": _("移出决议"),
    "approve": _("批准"),
    "refuse": _("不批准"),
    "reopen": _("恢复申请"),
    "withdraw": _("撤回"),
    "pass": _("记录表决"),
    "cancel": _("作废"),
    "accept": _("同意更正"),
}
PASSAGE_ACTS: Mapping[str, Promise] = {
    "release": _("同意转出"),
    "recall": _("收回同意"),
    "accept": _("接收"),
    "confirm": _("确认办理"),
    "refuse": _("不同意"),
    "withdraw": _("撤回"),
    "undo": _("撤销"),
    "warn": _("记录谈话"),
    "object": _("说明情况"),
    "drop": _("不作处理"),
    "lapse": _("记录委员会决定"),
}
CHANGE_FIELDS: Mapping[str, Promise] = {
    "name": _("姓名"),
    "id_number": _("身份证号"),
    "kind_of_work": _("工种"),
    "mobile": _("联系手机号"),
}


@dataclass(frozen=True, slots=True)
class FindingText:
    """What a finding says, and what an officer does about it."""

    title: Promise
    advice: Promise


FINDINGS: Mapping[str, FindingText] = {
    Finding.SAME_ID_MEMBER_HERE: FindingText(
        _("这个身份证号已经是本工会会员"), _("不用再入会。请不批准，理由选「已是本工会会员」。")
    ),
    Finding.SAME_ID_MEMBER_ELSEWHERE: FindingText(
        _("这个身份证号在别的工会有会籍"), _("一个人只在一个工会。请不批准，并告诉本人办理转会。")
    ),
    Finding.SAME_ID_OPEN: FindingText(
        _("还有一份申请用了同一个身份证号"), _("请打电话并对照证件，弄清哪一份是本人的，再写明情况。")
    ),
    Finding.SAME_ID_KNOWN: FindingText(
        _("这个身份证号已在工会登记过，现在没有会籍"), _("请对照证件。确是同一个人就写明情况，入会后资料会并在一起。")
    ),
    Finding.SAME_MOBILE: FindingText(
        _("这个手机号还登记在别人名下"), _("家人共用一个号码很常见。拿不准就打电话问一声。")
    ),
    Finding.NAME_UNLIKE_ID: FindingText(
        _("这个身份证号登记的是另一个姓名"), _("可能填错了，也可能改过名。请对照证件；改过名的，先办理更正。")
    ),
    Finding.ID_OF_OLD_DIVISION: FindingText(
        _("身份证号前六位不是现在的行政区划"), _("撤并过的县市常有这种情况，也可能填错了。请看一眼证件。")
    ),
}


@dataclass(frozen=True, slots=True)
class ReasonText:
    """Why an application was refused, and what she can do instead; the officer may put the remedy in other words."""

    title: Promise
    remedy: Promise


REASONS: Mapping[str, ReasonText] = {
    Reason.MEMBER_ELSEWHERE: ReasonText(_("您在别的工会已有会籍"), _("请在原工会办理转会，会龄接着算，不用重新入会。")),
    Reason.MEMBER_HERE: ReasonText(
        _("您已经是本工会会员"), _("不用再入会。请用原来的手机号登录，在「我的」里查看会员卡。")
    ),
    Reason.NOT_THIS_UNION: ReasonText(
        _("您的单位不归这个工会"), _("请扫您单位或所在街道工会的海报；不知道是哪个，请打工会电话问。")
    ),
    Reason.IDENTITY: ReasonText(_("身份没有核对上"), _("请带身份证到工会当面核对，或者核对号码后重新申请。")),
    Reason.NOT_REACHED: ReasonText(
        _("多次打电话没有联系上您"), _("请在方便时给工会回电话，或者换一个能接通的手机号重新申请。")
    ),
    Reason.DUPLICATE: ReasonText(_("您交了不止一份申请"), _("另一份申请照常办理，这一份不用再管。")),
    Reason.UNION_DISSOLVED: ReasonText(_("这个工会撤销了，或者就要撤销"), _("请向上级工会申请，填过的内容可以再用。")),
    Reason.VOTED_DOWN: ReasonText(_("委员会表决没有通过"), _("您可以问清理由后再次申请，也可以向上级工会反映。")),
    Reason.OTHER: ReasonText(_("其他原因"), _("请打工会电话问清楚；情况变了可以再申请。")),
}

#: Why a union says no to a passage, and what she can do instead.
PASSAGE_REFUSALS: Mapping[str, ReasonText] = {
    PassageRefusal.NOT_OURS: ReasonText(_("人不在这个工会"), _("请核对会员证号，向会员卡上写的工会提出。")),
    PassageRefusal.NOT_HERE: ReasonText(
        _("工作单位或常住地不归这个工会"), _("请转到您现在单位或街道的工会；不知道是哪个，打 12351 问。")
    ),
    PassageRefusal.IDENTITY: ReasonText(_("身份没有核对上"), _("请带身份证到工会当面核对后再提出。")),
    PassageRefusal.HOLDS_OFFICE: ReasonText(
        _("在本工会任职，还没有交接"), _("请先办完工作交接，交接完随时可以再提出。")
    ),
    PassageRefusal.NOT_REACHED: ReasonText(_("多次联系不上"), _("请在方便时给工会回电话，联系上了就可以接着办。")),
    PassageRefusal.NO_GROUND: ReasonText(_("情况和要办的事对不上"), _("请打工会电话说明情况，选对事项后再提出。")),
    PassageRefusal.OTHER: ReasonText(_("其他原因"), _("请打工会电话问清楚；情况变了可以再提出。")),
}

#: The pledge of an application (入会申请书). Its last words change with congresses: versions are added, not edited.
PLEDGES: Mapping[str, Promise] = {
    "2023": _(
        "我自愿加入中华全国总工会，遵守《中国工会章程》，执行工会决议，积极参加工会活动，"
        "为全面建设社会主义现代化国家而努力奋斗。"
    ),
}
PLEDGE = "2023"

REFUSALS: Mapping[str, Promise] = {
    "application.state": _("这份申请现在是「%(state)s」，不能%(act)s。请刷新页面看最新情况。"),
    "application.closed": _("%(name)s 的申请已经办完，不能再改。请刷新页面看最新情况。"),
    "application.in_the_way": _("%(name)s 的申请还有问题没有弄清：%(findings)s。请先核实，或者写明理由不批准。"),
    "application.applied_again": _("%(name)s 已经在这里重新交了一份申请，这一份不用恢复。"),
    "application.mobile_unproved": _("这个手机号还没有验证。请点「获取验证码」，填短信里的 6 位数字。"),
    "application.mobile_of_another": _(
        "这个手机号登记的是另一个人，身份证号对不上。请换成您本人的手机号；号码确实是您的，请带身份证到工会当面核对。"
    ),
    "application.already_member": _(
        "您已经是「%(union)s」的会员，不用再申请。请登录后在「我的」里查看会员卡；换了工会的，请办理转会。"
    ),
    "application.request_key": _("这一页放得太久了。您填的还在，请刷新页面后再交一次。"),
    "application.person_has_account": _(
        "%(name)s 以前登记时用的是另一个手机号，账号还在。请让本人用原手机号登录后换号，再来办理。"
    ),
    "finding.absent": _("这条提示已经没有了。请刷新页面。"),
    "finding.blocking": _("「%(finding)s」不能放过：按规定不能批准。请不批准，并告诉本人怎么办。"),
    "finding.note_missing": _("请写明您是怎么核实的，例如「已电话联系，并看过身份证」。"),
    "refusal.reason": _("请选一个不批准的理由。"),
    "refusal.remedy_missing": _("请告诉本人接下来可以怎么办，不能只说不批准。"),
    "refusal.note_missing": _("选了「其他原因」，请写明是什么原因，本人看得到。"),
    "resolution.state": _("这份决议已经是「%(state)s」，不能再%(act)s。可能有同事刚刚办过，请刷新页面。"),
    "resolution.empty": _("还没有选人。请先勾选要提交委员会的申请。"),
    "resolution.no_names": _("决议「%(number)s」的名单是空的。请先把申请列进来，或者作废这份决议。"),
    "resolution.too_many": _("一份决议最多列 %(most)s 人。请分几次办理。"),
    "resolution.several_unions": _("选中的申请不属于同一个工会。入会由各工会的委员会批准，请分开办理。"),
    "resolution.number_missing": _("决议文号还没有填。请填会上用的编号，例如「2026-06」。"),
    "resolution.number_taken": _("文号「%(number)s」已经用过。请换一个，或者打开原来那份决议。"),
    "landing.too_many": _("一次最多接收 %(most)s 人。请分批再试。"),
    "resolution.ahead": _(
        "开会日期 %(on)s 还没有到，不能记录表决。请等会议开过之后再记录；会已经提前开了的，请先改成实际的开会日期。"
    ),
    "resolution.far_ahead": _(
        "开会日期 %(on)s 离现在超过 %(most)s 天，可能是年份填错了。请核对日期，或者等开会近了再提交。"
    ),
    "resolution.before_application": _(
        "开会日期 %(on)s 早于申请日期 %(applied)s，批准不能早于申请。请核对日期，或移出较晚的申请。"
    ),
    "resolution.not_ready": _(
        "有 %(count)s 人还不能列进名单：%(obstructed)s。请先点名字去核对，或者把他们移出名单，再生成决议。"
    ),
    "resolution.in_the_way": _(
        "有 %(count)s 人还不能批准：%(names)s。名单一个也没有批准；请先核实或移出他们，再记录表决。"
    ),
    "resolution.own_name": _("名单里有您自己。请由另一位工会干部记录这次表决。"),
    "resolution.cancelled": _("决议「%(number)s」已作废，不用再传照片。"),
    "committee.crowd": _("实到委员 %(present)s 人，比应到的 %(seats)s 人还多。请核对这两个数，改好再记录。"),
    "committee.count": _(
        "票数对不上：委员 %(seats)s 人、到会 %(present)s 人，票数合计 %(votes)s。赞成、反对、弃权加起来要等于到会人数。"
    ),
    "committee.present": _(
        "到会的委员不够：共 %(seats)s 人，至少要到 %(need)s 人，现在是 %(present)s 人。请重新开会。"
    ),
    "committee.majority": _("赞成票不够：至少要 %(need)s 票，现在是 %(yes)s 票。没有通过的，请不批准并说明理由。"),
    "join.dissolved": _("「%(name)s」已经撤销，这张海报不能再用。请联系%(turn_to)s%(phone)s，您填过的内容没有交出去。"),
    "join.closed": _("「%(name)s」的这张海报已经停用。请扫新海报，或者联系%(turn_to)s%(phone)s。"),
    "join.switched_off": _("「%(name)s」现在不办扫码入会。请打电话或当面找工会%(phone)s。"),
    "work.missing": _("请选一个工种；没有合适的，选「其他」。"),
    "work.long": _("工种、平台、站点最多各 %(most)s 个字。请写短一些。"),
    "platform.missing": _("请写平时接单的平台。"),
    "station.missing": _("请写您的站点；没有站点，就写常跑的地方。"),
    "consent.missing": _("还没有同意「%(what)s」。同意了才能办入会；不同意就不用填，这一页什么也不会留下。"),
    "consent.outdated": _("「%(what)s」的文字更新了。请刷新页面看过之后再决定，您填的还在。"),
    "card.officers_only": _("会员卡由工会或服务窗口的工作人员核验。您看自己的卡，请打开「我的」。"),
    "card.none": _("您还没有会员卡。入会批准之后，会员卡会出现在「我的」里。"),
    "card.unknown": _("没有这张会员卡。请让本人刷新手机上的会员卡，再扫一次。"),
    "reveal.reason_missing": _("请写明为什么要看完整证件号，本人看得到。"),
    "reveal.no_duty": _("您的职务不能查看完整证件号。请找有这项权限的同事。"),
    "change.state": _("这份更正申请现在是「%(state)s」，不能再%(act)s。请刷新页面看最新情况。"),
    "change.field": _("这一项不能在这里更正。请打工会电话。"),
    "change.not_a_member": _("还没有会籍，不能申请更正。入会申请里填错了的，请撤回后重新申请。"),
    "change.same": _("填的和现在登记的一样，不用更正。"),
    "change.asked_already": _(
        "这一项已经申请过更正，还没有办完。要改内容，请先撤回原来那份；工会提出的，请先在「我的事」里答复。"
    ),
    "change.waiting_already": _("%(name)s 的这一项还有一份更正没有办完。请先在「更正申请」里办完或撤回那一份。"),
    "change.why_missing": _("请写明为什么要改、看了什么材料，本人看得到。"),
    "change.former_member": _("%(name)s 的会籍已经结束，资料按规定留存，不再更正。"),
    "change.answer_missing": _("请写明为什么没有更正，以及本人还可以怎么办。"),
    "passage.recalled": _(
        "原工会收回了转出的同意，这件事现在不归这里办。请等它核实：再次同意以后，会重新出现在列表里。"
    ),
    "passage.state": _("这件事现在是「%(state)s」，不能%(act)s。可能刚刚有人办过，请刷新页面看最新情况。"),
    "passage.membership": _("会籍现在是「%(member)s」，不能办%(kind)s。请刷新页面看最新情况。"),
    "passage.kind": _("这件事不能在这里提出。请打工会电话。"),
    "passage.no_membership": _("您现在没有会籍，没有什么可办的。想入会，请扫工会的海报。"),
    "passage.open_already": _("已经有一件会籍的事在办，还没有办完。要改主意，请先撤回那一件。"),
    "passage.reason": _("请选一个原因。"),
    "passage.note_missing": _("选了「其他原因」，请写一句是什么情况。"),
    "passage.why_missing": _("请写明为什么、看了什么材料，本人看得到。"),
    "passage.words": _("请写几句是什么情况，委员会会看到。"),
    "passage.target": _("没有选好要去的工会。请搜索名字，从结果里选一个。"),
    "passage.ahead": _("%(on)s 还没有到。请填今天或以前的日期。"),
    "passage.before": _("%(on)s 早于这段会籍的起点 %(since)s。请核对日期。"),
    "passage.second": _("这件事是您替会员提出的，要本人在手机上确认，或由另一位同事来办。"),
    "passage.not_asked": _("这件事不用您确认。请刷新页面看最新情况。"),
    "passage.refusal": _("请选一个不同意的原因。"),
    "passage.remedy_missing": _("请告诉本人接下来可以怎么办，不能只说不同意。"),
    "passage.too_late": _("办结超过 %(days)s 天，不能直接撤销。请按新的情况另办一件。"),
    "passage.changed_since": _("之后会籍又办过别的事，不能直接撤销。请先看最近的一件。"),
    "passage.member_again": _("本人已经重新入会，不能再撤销这一件。"),
    "passage.not_warned": _("开会前要先有人和本人谈过。请先记录谈话，再记录委员会的决定。"),
    "passage.hearing": _("本人说明情况的时间到 %(until)s，还没有到，委员会要等一等。"),
    "death.paper": _("请选一种证明材料。"),
    "death.paper_early": _("材料的日期 %(paper_on)s 早于去世的日期 %(on)s，对不上。请核对。"),
    "part.kind": _("请选是交会费还是参加活动。"),
    "part.nobody": _("还没有选人。请先勾选会员。"),
    "list.ahead": _("%(on)s 还没有到。请填今天或以前的日期。"),
    "list.narrowed": _("过去某一天的名单只能按工会看：工种和姓名没有按日期留底。请去掉其余条件。"),
    "export.no_duty": _("您的职务不能导出会员名单。请找有这项权限的同事。"),
    "export.reveal_no_duty": _("您的职务不能导出完整的证件号和手机号。请去掉「完整号码」后再导出。"),
    "export.nobody": _("按现在的条件一个人也没有，没有什么可导出。请放宽条件。"),
    "export.too_many": _("一共 %(count)s 人，一个表格最多放 %(most)s 人。请按工会或工种分几次导出。"),
    "export.text_filter": _("按姓名或号码搜索的结果不能导出。请清空搜索框，改用工会、工种等条件。"),
    "layout.unknown": _("没有这种导出格式。请刷新页面，从列表里选。"),
    "layout.needs_whole": _(
        "「%(name)s」要写完整的证件号和手机号。请勾选「不打码」；没有这项权限的，请找有权限的同事。"
    ),
    "layout.name": _("格式的名称还没有填。"),
    "layout.day": _("请选一种日期写法。"),
    "layout.no_columns": _("一列也没有。请每行写一列，例如「姓名 | 姓名 | 必填」。"),
    "layout.too_many": _("最多 %(most)s 列。请删去用不到的列。"),
    "layout.column": _("第 %(line)s 列写得不对。请写成「表头 | 字段」，例如「移动电话 | 手机号」。"),
    "layout.field": _("第 %(line)s 列的「%(word)s」不是本系统的字段。请从右边的字段里选，没有的写「留空」。"),
    "layout.mark": _("第 %(line)s 列的「%(word)s」看不懂。后面只能写「必填」或「码表：名称」。"),
    "layout.table": _("第 %(line)s 列用的码表「%(word)s」还没有。请在下面的码表里加上「[%(word)s]」。"),
    "layout.twice": _("第 %(line)s 列的表头「%(word)s」前面已经有了。请换一个。"),
    "layout.code": _("码表第 %(line)s 行写得不对。请写成「本系统的词 = 对方的码」，上面先有一行「[码表名称]」。"),
    "member.still_active": _("您现在还是会员，会籍资料要按规定留存。请先办理退会，再申请删除。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or one below; an unknown code is logged and named by `people.texts`."""
    words = REFUSALS.get(refusal.code)
    if words is not None:
        return str(words) % {name: _word(name, value, refusal.code) for name, value in refusal.params.items()}
    for sentences, say in _FOUNDATION:
        if refusal.code in sentences:
            return say(refusal)
    plain = next((each[refusal.code] for each in _PLAIN if refusal.code in each), None)
    return orgs.of(refusal) if plain is None else str(plain) % refusal.params


#: Rooms of the foundation that say their own sentences, and those that only list them.
_FOUNDATION: tuple[tuple[Mapping[str, Promise], Callable[[Refused], str]], ...] = (
    (clock.REFUSALS, clock.of), (lawbook.REFUSALS, lawbook.of), (regions.REFUSALS, regions.of),
    (attachments.SENTENCES, attachments.of),
)  # fmt: skip
_PLAIN: tuple[Mapping[str, Promise], ...] = (work.SENTENCES, notices.SENTENCES)


def _word(name: str, value: object, code: str) -> object:
    if isinstance(value, list | tuple):
        return _LISTS[name](value) if name in _LISTS else orgs.shown(name, value)
    if name == "act" and code.startswith("passage."):
        return PASSAGE_ACTS.get(str(value), value)
    if name == "member":
        return MEMBERSHIP_STATES.get(str(value), value)
    if name == "state":
        return _STATES[code.split(".", maxsplit=1)[0]].get(str(value), value)
    return _WORDS[name](str(value)) if name in _WORDS else orgs.shown(name, value)


_STATES = {
    "application": APPLICATION_STATES, "resolution": RESOLUTION_STATES, "change": CHANGE_STATES,
    "passage": PASSAGE_STATES,
}  # fmt: skip
#: A sentence names so many people and counts the others.
_MOST_NAMES = 10


def _some(names: list[object] | tuple[object, ...]) -> str:
    listed = "、".join(str(name) for name in names[:_MOST_NAMES])
    return listed if len(names) <= _MOST_NAMES else f"{listed}{_('等')}"


def _titles(findings: list[object] | tuple[object, ...]) -> str:
    return "；".join(str(FINDINGS[str(each)].title) for each in findings)


def _with_reasons(rows: list[object] | tuple[object, ...]) -> str:
    """Each name with what stands in its way; a row is a name followed by findings."""
    return _some([f"{row[0]}（{_titles(row[1:])}）" for row in rows if isinstance(row, list | tuple)])


_LISTS: Mapping[str, Callable[[list[object] | tuple[object, ...]], str]] = {
    "names": _some, "findings": _titles, "obstructed": _with_reasons,
}  # fmt: skip
_WORDS: Mapping[str, Callable[[str], object]] = {
    "act": lambda text: ACTS.get(text, text),
    "finding": lambda text: FINDINGS[text].title,
    "kind": lambda text: PASSAGE_KINDS.get(text, text),
    "phone": lambda text: f"（{text}）" if text else "",
}
