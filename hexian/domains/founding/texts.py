"""Chinese words for what this room refuses, names and tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.decisions import texts as below
from hexian.domains.founding.rules import (
    ALL,
    Ban,
    Body,
    Channel,
    Document,
    Form,
    Leadership,
    Meeting,
    Post,
    Reason,
    Side,
    State,
)
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused

STATES: Mapping[str, Promise] = {
    State.DRAFT: _("填写中"),
    State.PREP_REQUESTED: _("已请示，等批复"),
    State.PREP_APPROVED: _("同意筹建"),
    State.MEMBER_RECRUIT: _("发展会员"),
    State.CONGRESS_HELD: _("已开大会"),
    State.RESULT_REPORTED: _("结果已上报，等批复"),
    State.APPROVED: _("批准成立"),
    State.LEGAL_PERSON_REG: _("办理法人登记"),
    State.ACTIVE: _("办结"),
    State.RETURNED: _("退回补正"),
    State.WITHDRAWN: _("已撤回"),
}
#: The steps as a page draws them: what is done in each.
STEPS: Mapping[str, Promise] = {
    State.DRAFT: _("填写筹建请示"),
    State.PREP_REQUESTED: _("上级批复筹建"),
    State.PREP_APPROVED: _("启动筹建"),
    State.MEMBER_RECRUIT: _("发展会员、推候选人"),
    State.CONGRESS_HELD: _("开大会选举"),
    State.RESULT_REPORTED: _("上级批复结果"),
    State.APPROVED: _("工会成立"),
    State.LEGAL_PERSON_REG: _("法人登记（自愿）"),
    State.ACTIVE: _("办结"),
}
ACTS: Mapping[str, Promise] = {
    "open": _("填写申请"),
    "request": _("提交筹建请示"),
    "approve_prep": _("同意筹建"),
    "recruit": _("启动筹建"),
    "hold_congress": _("录入选举结果"),
    "report": _("上报选举结果"),
    "approve_result": _("批准成立"),
    "ask_legal": _("申请法人登记"),
    "certify": _("登记法人资格"),
    "activate": _("不办法人登记，办结"),
    "return": _("退回补正"),
    "withdraw": _("撤回"),
}
FORMS: Mapping[str, Promise] = {
    Form.ALONE: _("单独建会"),
    Form.JOINT: _("联合建会"),
    Form.TRADE: _("行业建会"),
    Form.AREA: _("区域建会"),
    Form.NEW_FORM: _("新就业形态建会"),
}
FORM_HINTS: Mapping[str, Promise] = {
    Form.ALONE: _("一家单位自己建"),
    Form.JOINT: _("几家小单位一起建"),
    Form.TRADE: _("同行业的几家单位一起建"),
    Form.AREA: _("同一片区的几家单位一起建"),
    Form.NEW_FORM: _("骑手、司机、主播等，没有用人单位也能建"),
}
LEADERSHIPS: Mapping[str, Promise] = {
    Leadership.COMMITTEE: _("工会委员会"),
    Leadership.ORGANISER: _("组织员 1 人"),
}
BODIES: Mapping[str, Promise] = {
    Body.COMMITTEE: _("工会委员会"),
    Body.AUDIT: _("经费审查委员会"),
    Body.WOMEN: _("女职工委员会"),
}
POSTS: Mapping[str, Promise] = {
    Post.CHAIR: _("主席"),
    Post.VICE_CHAIR: _("副主席"),
    Post.ORGANISER: _("组织员"),
    Post.AUDIT_CHAIR: _("经审委主任"),
    Post.WOMEN_CHAIR: _("女工委主任"),
}
CHANNELS: Mapping[str, Promise] = {
    Channel.ONLINE: _("网上办的"),
    Channel.PAPER: _("纸上签章，拍照传的"),
    Channel.VISIT: _("到窗口办的"),
}
MEETINGS: Mapping[str, Promise] = {Meeting.MEMBERS: _("会员大会"), Meeting.DELEGATES: _("会员代表大会")}
SIDES: Mapping[str, Promise] = {Side.APPLICANT: _("筹备组"), Side.UPPER: _("上级工会")}
DOCUMENTS: Mapping[str, Promise] = {
    Document.REQUEST: _("筹建请示"),
    Document.REPLY: _("筹建批复"),
    Document.REPORT: _("选举结果报告"),
    Document.RESULT_REPLY: _("选举结果批复"),
    Document.LEGAL: _("工会法人资格申请登记表"),
    Document.ROSTER: _("会员花名册"),
    Document.RECORD: _("会员登记表"),
    Document.RECRUIT: _("入会登记海报"),
    Document.LICENCE: _("营业执照"),
}
TARGETS: Mapping[str, Promise] = {ALL: _("全部建会"), **FORMS}


@dataclass(frozen=True, slots=True)
class ReasonText:
    """Why a case is returned, and what to do; the officer may put the remedy in other words."""

    title: Promise
    remedy: Promise


REASONS: Mapping[str, ReasonText] = {
    Reason.NAME: ReasonText(_("工会名称不合规范"), _("请用单位全称加「工会委员会」，改好后再提交。")),
    Reason.PAPERS: ReasonText(_("材料缺页或看不清"), _("请把缺的那一页拍清楚，重新传上来再提交；不用跑一趟。")),
    Reason.LEADER_BARRED: ReasonText(_("筹备组长或主席人选按规定不能担任"), _("请换一位人选，由本人签声明后再提交。")),
    Reason.FIGURES: ReasonText(_("人数对不上"), _("请核对职工、女职工和会员人数，改好后再提交。")),
    Reason.NOT_OURS: ReasonText(_("单位不在我们这里"), _("请撤回，再到单位所在的街道或园区重新申请。")),
    Reason.PROCEDURE: ReasonText(_("选举程序不符合规定"), _("请按规定重新开会选举，再录入结果上报。")),
    Reason.BODIES: ReasonText(_("三个委员会没有选全"), _("请补选缺的委员会，再录入结果上报。")),
    Reason.OTHER: ReasonText(_("其他原因"), _("请打上级工会电话问清楚，改好后再提交。")),
}


@dataclass(frozen=True, slots=True)
class BanText:
    """What a candidate declares not to be, and by which rule."""

    question: Promise
    no: Promise
    yes: Promise
    source: Promise


BANS: Mapping[str, BanText] = {
    Ban.CHAIR: BanText(
        _("是行政副职、合伙人或他们的近亲属，或是人力资源部门负责人、外籍职工"),
        _("都不是"),
        _("是其中之一"),
        _("《企业工会主席产生办法（试行）》6：不得作为企业工会主席候选人"),
    ),
    Ban.KIN: BanText(
        _("是本单位主要负责人的近亲属"),
        _("不是"),
        _("是"),
        _("《工会法》10：不得作为本企业基层工会委员会成员的人选"),
    ),
}

FIELDS: Mapping[str, Promise] = {
    "name": _("工会名称"), "address": _("地址"), "employers": _("用人单位"), "group": _("筹备组"),
    "established_on": _("单位成立日期"), "residence": _("单位住所"), "business": _("主营业务"),
    "representative": _("法定代表人"), "nature": _("单位性质"), "sex": _("筹备组成员性别"),
    "born_in": _("筹备组成员出生年月"), "post": _("筹备组成员现任职务"), "nation": _("筹备组成员民族"),
    "politics": _("筹备组成员政治面貌"), "education": _("筹备组成员文化程度"), "consent": _("单位或党组织意见"),
    "scope": _("行业或区域范围"), "prep_number": _("筹建批复文号"), "result_number": _("选举结果批复文号"),
    "congress": _("大会和选举结果"), "legal": _("法人登记内容"), "intents": _("会员名单"),
    "session": _("届次"), "place": _("大会地点"), "certificate": _("证书号"), "recruit": _("登记二维码"),
}  # fmt: skip

REFUSALS: Mapping[str, Promise] = {
    "founding.state": _("这件事现在是「%(state)s」，不能%(act)s。可能有人刚刚办过，请刷新页面看最新情况。"),
    "founding.stale": _("您看的这一页之后，内容有人改过，刚才的操作没有办。请刷新页面看过最新内容再办。"),
    "founding.not_upper": _("「%(name)s」不能批准建会。请选单位所在的街道、园区或区县工会。"),
    "founding.form": _("请选一种建会形式。"),
    "founding.name_union": _("名称里要有「工会」两个字。请填工会全称，例如「和畅电子有限公司工会委员会」。"),
    "founding.name_committee": _("名称要以「委员会」结尾。请填全称，不用简称，例如「和畅电子有限公司工会委员会」。"),
    "founding.name_long": _("名称最多 %(most)s 个字。请核对后缩短。"),
    "founding.one_employer": _("单独建会要写一家用人单位，现在是 %(have)s 家。几家一起建，请把形式改成联合建会。"),
    "founding.several_employers": _(
        "这种形式至少要写两家用人单位，现在是 %(have)s 家。请补上，或者把形式改成单独建会。"
    ),
    "founding.no_employer": _(
        "新就业形态建会不写用人单位，现在写了 %(have)s 家。请删掉，或者把形式改成单独、联合建会。"
    ),
    "founding.platform_missing": _("请写平台的名称，例如「迅达配送」；几个平台的，写主要的一个。"),
    "founding.nobody": _("拟入会的人数要填 1 或更大的数。请重新填写。"),
    "founding.women_beyond_staff": _("女职工 %(women)s 人，比职工 %(staff)s 人还多。请核对后重填。"),
    "founding.members_beyond_staff": _("拟入会 %(members)s 人，比职工 %(staff)s 人还多。请核对后重填。"),
    "founding.committee_required": _(
        "拟入会 %(members)s 人，达到 %(least)s 人就应当建立工会委员会（工会法 11），"
        "不能只设组织员。请改选「工会委员会」。"
    ),
    "founding.term": _("每届任期是 %(allowed)s 年里选一个，现在填的是 %(years)s 年。请重新选择。"),
    "founding.group_small": _("筹备组至少 2 人，现在是 %(have)s 人。请再加一位。"),
    "founding.group_leader": _("筹备组要有 1 位组长，现在是 %(have)s 位。请在名单里定一位组长。"),
    "founding.consent_missing": _("还没有写明单位或党组织的意见。请先征得同意，再在「基本情况」里打勾。"),
    "founding.uscc_open": _("「%(name)s」已经有一份建会申请在办。不用再交一份；不清楚是谁交的，请打上级工会电话问。"),
    "founding.uscc_twice": _("「%(name)s」在这份申请里已经写过一次。请核对统一社会信用代码。"),
    "founding.has_union": _("「%(employer)s」已经有工会：%(union)s。职工可以直接申请加入，不用再建。"),
    "founding.person_twice": _("「%(name)s」已经在这份名单里。请核对；同名的两个人，请在姓名后加部门区分。"),
    "founding.name_counted": _(
        "%(name)s的得票已经录入，姓名不能再改。写错了，请去掉这一位，重新加上，再录一次选举结果。"
    ),
    "founding.group_died": _(
        "筹备组的%(names)s已经去世，工会有登记。请换一位再提交；已经交上来的，退回补正，由筹备组换人。"
    ),
    "founding.elected_died": _(
        "%(names)s已经去世，工会有登记，不能当选。请去掉这一位，按规定补选后重新录入结果；已经上报的，退回补正。"
    ),
    "founding.officer_mobile": _("%(name)s 要用手机号登录办事，请补上手机号。"),
    "founding.undeclared": _("%(name)s 还没有签声明。请让本人看过两条声明，签好后录入。"),
    "founding.kin_ban": _(
        "%(name)s 声明是本单位主要负责人的近亲属，不能做本单位工会委员的人选（工会法 10）。请换一位人选。"
    ),
    "founding.chair_ban": _(
        "%(name)s 声明是行政副职、合伙人或其近亲属、人力资源部门负责人或外籍职工，"
        "不能做工会主席人选（企业工会主席产生办法 6）。请换一位人选。"
    ),
    "founding.ban": _("请就每一条声明选「是」或「不是」。"),
    "founding.reason": _("请选一个退回的原因。"),
    "founding.note_missing": _("选了「其他原因」，请写明是什么原因，筹备组看得到。"),
    "founding.remedy_missing": _("请告诉筹备组接下来怎么办，不能只说退回。"),
    "founding.number": _("文号写成「和工组〔2026〕3号」这样：代字、六角括号里的年份、序号、「号」。"),
    "founding.number_taken": _("文号「%(number)s」已经用过。请换下一个号。"),
    "founding.day_ahead": _("日期 %(on)s 还没有到。请填今天或以前的日期。"),
    "founding.day_order": _("日期 %(on)s 早于上一步的 %(before)s。请核对日期。"),
    "founding.contact_needed": _("您还是一件建会申请的联系人。请先办完或撤回那份申请，再来删除资料。"),
    "founding.attendance_count": _(
        "人数对不上：应到 %(due)s 人、实到 %(present)s 人。实到不能多于应到，请核对签到册。"
    ),
    "founding.too_few_present": _(
        "到会的人不够：应到 %(due)s 人，至少要到 %(need)s 人，现在到了 %(present)s 人，还差 %(missing)s 人。"
        "这次不能选举，请改期再开。"
    ),
    "founding.direct_meeting": _(
        "会员 %(members)s 人，不足 %(below)s 人，应当开会员大会，不开代表大会。请改选会议形式。"
    ),
    "founding.due_beyond_members": _("应到 %(due)s 人，比会员 %(members)s 人还多。请核对后重填。"),
    "founding.seats": _("%(body)s应有 %(least)s 到 %(most)s 名委员，现在是 %(seats)s 名。请按会员人数重定名额。"),
    "founding.seats_odd": _("%(body)s的名额要是单数，现在是 %(seats)s 名。请加一名或减一名。"),
    "founding.spare": _(
        "%(body)s的候选人要比名额多：%(seats)s 个名额至少要有 %(need)s 名候选人，现在是 %(have)s 名。"
        "请补候选人后重新选举。"
    ),
    "founding.ballots_issued": _("%(body)s：发出 %(issued)s 张票，到会只有 %(present)s 人。请核对计票单。"),
    "founding.ballots_returned": _(
        "%(body)s：收回 %(returned)s 张，比发出的 %(issued)s 张还多，这次选举无效。请重新投票后再录入。"
    ),
    "founding.ballots_sum": _(
        "%(body)s：有效 %(valid)s 张加无效 %(invalid)s 张，不等于收回的 %(returned)s 张。请核对计票单。"
    ),
    "founding.votes": _("%(body)s：%(names)s 的得票数超过了有效票 %(valid)s 张能投的数。请核对计票单。"),
    "founding.tie": _("%(body)s：%(names)s 得票相同，分不出谁当选。请就这几位再投一次票，按新的得票录入。"),
    "founding.seats_unfilled": _(
        "%(body)s：得票超过应到人数一半（至少 %(need)s 票）的只有 %(have)s 人，名额是 %(seats)s 名。"
        "请补选，或者把名额减到单数再报。"
    ),
    "founding.overlap": _("%(names)s 同时当选了工会委员和经审委员，不能兼任。请只留一个，另一个由得票次多的人递补。"),
    "founding.head": _("%(body)s还没有定好%(post)s：要在当选的人里定 1 位。请在名单里选好职务。"),
    "founding.post_not_elected": _("%(names)s 没有当选，不能担任职务。请改选当选的人。"),
    "founding.post_elsewhere": _("%(names)s 的职务不是这个委员会的。请重新选择职务。"),
    "founding.body_missing": _("还缺%(body)s的选举结果。请补上票数和候选人得票。"),
    "founding.votes_missing": _("%(body)s：%(names)s 还没有填得票数。没有得票的填 0。"),
    "founding.intent_twice": _("这个身份证号已经登记过了，不用再登记一次。"),
    "founding.recruit_unknown": _("这个登记码不能用了。请向筹备组要新的二维码。"),
    "founding.recruit_closed": _("「%(name)s」已经不收入会登记了。工会成立以后，请扫工会的入会海报。"),
    "founding.signed_missing": _("请填本人在纸上签名的日期。没有本人签名，不能代为登记。"),
    "founding.mobile_unproved": _("这个手机号还没有验证。请点「获取验证码」，填短信里的 6 位数字。"),
    "founding.unfilled": _("还不能打印：%(fields)s没有填。请先补上。"),
    "founding.no_document": _("现在还没有这份文书。办到那一步就能打印。"),
    "founding.scan_missing": _("请先把%(document)s打印出来签字盖章，拍照传上来，再提交。"),
    "founding.legal_missing": _("法人登记的内容还没有填全：%(fields)s。请补上再提交。"),
    "founding.certificate": _("请填证书号。"),
    "founding.target_number": _("目标数填 0 到 1,000,000 之间的整数。填 0 表示没有目标。"),
    "founding.target_year": _("%(year)s 年离现在太远。请选近几年。"),
    "founding.target_kind": _("请选一种建会形式，或者「全部建会」。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or one below."""
    words = REFUSALS.get(refusal.code)
    if words is None:
        return below.of(refusal)
    return str(words) % {name: _word(name, value) for name, value in refusal.params.items()}


_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "state": STATES, "act": ACTS, "body": BODIES, "post": POSTS, "document": DOCUMENTS,
}  # fmt: skip


def _word(name: str, value: object) -> object:
    if name == "fields" and isinstance(value, list | tuple):
        return "、".join(str(FIELDS.get(str(each), each)) for each in value)
    if name in _WORDS:
        return _WORDS[name].get(str(value), value)
    return orgs.shown(name, value)
