"""Chinese words for what this room refuses, names and tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.rules.clauses import Kind, List, shown
from hexian.domains.bargaining.rules.comparing import Change, Substance
from hexian.domains.bargaining.rules.contracts import OF_WAGES, ContractType, Ground, Procedure, Special
from hexian.domains.bargaining.rules.delegates import Finding, Origin, Role
from hexian.domains.bargaining.rules.meeting import Channel, Delivery, Form
from hexian.domains.bargaining.rules.rounds import MEETING, OBJECTION
from hexian.domains.bargaining.rules.states import Act, Side, State, Turn
from hexian.domains.members import texts as members
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused
from hexian.foundation.clock import texts as clock

STATES: Mapping[str, Promise] = {
    State.INIT: _("准备要约"), State.OFFER_SENT: _("已发要约，等答复"), State.REPLIED: _("已应约"),
    State.OFFER_OVERDUE: _("逾期未答复"), State.REFUSED: _("拒绝协商"),
    State.REPS_ELECTED: _("代表已产生并公示"),
    State.MATERIALS: _("资料已交换"), State.NEGOTIATING: _("协商中"), State.SUSPENDED: _("中止协商"),
    State.DRAFT_AGREED: _("草案已定"), State.CONGRESS_SUBMITTED: _("已提交职代会"),
    State.CONGRESS_PASSED: _("职代会通过，等签字"), State.CONGRESS_REJECTED: _("职代会未通过"),
    State.SIGNED: _("已签字"),
    State.SIGN_REFUSED: _("拒绝签字"), State.FILED: _("已报送"), State.OBJECTED: _("人社提出异议"),
    State.REVISING: _("修订中"), State.EFFECTIVE: _("已生效"), State.PUBLISHED: _("已公布"),
    State.MONITORING: _("履行中"), State.MODIFIED: _("已变更"), State.TERMINATED_EARLY: _("提前解除"),
    State.EXPIRING: _("快到期"), State.RENEWAL: _("已续签"), State.EXPIRED: _("到期终止"),
    State.DISPUTE_SIGN: _("签订争议协调中"), State.DISPUTE_PERFORM: _("履行争议处理中"),
    State.UNLAWFUL: _("违法待改正"),
}  # fmt: skip
ACTS: Mapping[str, Promise] = {
    "open": _("建立协商"), Act.SEND_OFFER: _("发出要约"), Act.REPLY: _("书面答复"), Act.LAPSE: _("答复期届满"),
    Act.REFUSE: _("记录拒绝"),
    Act.PUBLICISE: _("公示代表"), Act.GIVE_MATERIALS: _("交换资料"), Act.MEET: _("开始协商"),
    Act.SUSPEND: _("中止协商"), Act.RESUME: _("恢复协商"), Act.ADOPT: _("采用草案"), Act.SUBMIT: _("提交职代会"),
    Act.PASS: _("职代会通过"), Act.REJECT: _("职代会未通过"), Act.REVISE: _("修订"), Act.SIGN: _("签字"),
    Act.REFUSE_SIGN: _("记录拒签"), Act.FILE: _("报送"), Act.OBJECT: _("提出异议"), Act.TAKE_EFFECT: _("生效"),
    Act.PUBLISH: _("公布"), Act.DEPOSIT: _("报上级工会"), Act.MODIFY: _("变更"), Act.END_EARLY: _("提前解除"),
    Act.WINDOW: _("进入续签期"), Act.RENEW: _("续签"), Act.EXPIRE: _("期满"),
    Act.ASK_COORDINATION: _("申请协调"), Act.CLAIM_BREACH: _("提出履行争议"), Act.FIND_UNLAWFUL: _("认定违法"),
    Act.SETTLE: _("处理完毕"), "discard": _("删除草稿"), "propose": _("提方案"), "say": _("发言"), "cite": _("加依据"),
    "add_topics": _("增加议题"), "set_aside": _("留到下一次"),
    "decline_suspend": _("不同意中止"), "take_back_suspend": _("撤回中止的提议"),
    "take_up_coordination": _("登记人社部门受理"),
    "extend_coordination": _("延长协调期限"), "call_meeting": _("召集会议"), "set_term": _("填写期限"),
    "contest": _("对照纸面登记的内容提出异议"), "contest_over": _("异议已经处理"),
    "receive_filing": _("登记收到"), "report": _("报告履行情况"),
    BargainingEvent.DELEGATE_ENDED: _("代表不再担任"), BargainingEvent.DELEGATE_NAMED: _("补选代表"),
}  # fmt: skip
#: What began a round of talks.
ROUNDS: Mapping[str, Promise] = {
    Act.MEET: _("开始协商"), Act.RESUME: _("恢复协商"), Act.REVISE: _("重新协商"),
    OBJECTION: _("按人社部门的异议修订"), MEETING: _("第 %(n)s 次会议"),
}  # fmt: skip
SIDES: Mapping[str, Promise] = {Side.WORKER: _("职工方"), Side.EMPLOYER: _("企业方")}
TURNS: Mapping[str, Promise] = {
    Turn.WORKER: _("职工方"), Turn.EMPLOYER: _("企业方"), Turn.BOTH: _("双方"), Turn.CONGRESS: _("职代会"),
    Turn.EXAMINER: _("人社部门"), Turn.UPPER: _("上级工会"), Turn.NOBODY: _("已办结"),
}  # fmt: skip
ROLES: Mapping[str, Promise] = {
    Role.CHIEF: _("首席代表"), Role.REP: _("协商代表"), Role.RECORDER: _("记录员"), Role.GUIDE: _("协商指导员"),
    Role.HANDLER: _("经办人"),
}  # fmt: skip
ORIGINS: Mapping[str, Promise] = {
    Origin.EX_OFFICIO: _("职务当然"), Origin.ELECTED: _("职代会（职工大会）选举"), Origin.NOMINATED: _("民主推举"),
    Origin.APPOINTED: _("选派"), Origin.ENGAGED: _("外聘"),
}  # fmt: skip
CONTRACTS: Mapping[str, Promise] = {
    ContractType.GENERAL: _("综合集体合同"), ContractType.SPECIAL: _("专项集体合同"),
    ContractType.AREA: _("区域性集体合同"), ContractType.TRADE: _("行业性集体合同"),
}  # fmt: skip
SPECIALS: Mapping[str, Promise] = {
    Special.WAGE: _("工资"), Special.SAFETY: _("劳动安全卫生"), Special.WOMEN: _("女职工权益保护"),
    Special.GRADE: _("能级工资"), Special.HEAT: _("高温劳动保护"),
}  # fmt: skip
PROCEDURES: Mapping[str, Promise] = {
    Procedure.CONCLUDE: _("签订"), Procedure.AMEND: _("变更"), Procedure.END: _("解除"),
}  # fmt: skip
GROUNDS: Mapping[str, Promise] = {
    Ground.LAW_CHANGED: _("所依据的法律、法规被修改或者废止"),
    Ground.FORCE_MAJEURE: _("因不可抗力部分或者全部不能履行"),
    Ground.EMPLOYER_CHANGED: _("企业破产、兼并、解散等，无法履行"),
    Ground.AS_AGREED: _("约定的变更或者解除条件出现"),
    Ground.OTHER_LAW: _("法律、法规规定的其他情形"),
}  # fmt: skip
LISTS: Mapping[str, Promise] = {
    List.GENERAL: _("综合"), List.WAGE: _("工资"), List.SAFETY: _("劳动安全卫生"), List.WOMEN: _("女职工"),
    List.GRADE: _("能级工资"), List.PROFIT: _("收益共享"), List.PLATFORM: _("平台规则"), List.TRADE: _("行业"),
    List.AREA: _("区域"),
}  # fmt: skip
CHANNELS: Mapping[str, Promise] = {
    Channel.ROOM: _("双方可见"), Channel.WORKER: _("仅职工方可见"), Channel.EMPLOYER: _("仅企业方可见"),
}  # fmt: skip
DELIVERIES: Mapping[str, Promise] = {
    Delivery.IN_APP: _("本平台签收"), Delivery.LINK: _("一次性链接签收"), Delivery.PAPER: _("纸质送达"),
}  # fmt: skip
FORMS: Mapping[str, Promise] = {Form.ELECTRONIC: _("电子签名"), Form.PAPER: _("纸质签字")}
WOMENS: Mapping[str, Promise] = {
    "within": _("写在本合同里"), "annex": _("作为附件"), "own_contract": _("另有女职工专项集体合同"),
}  # fmt: skip
RESULTS: Mapping[str, Promise] = {"agreed": _("一致"), "apart": _("有分歧"), "later": _("暂缓")}
OPINIONS: Mapping[str, Promise] = {
    "": _("审查中"), "objected": _("提出异议"), "lawful": _("合法有效"), "silence": _("15 日内未提异议，即行生效"),
    "noted": _("已经备案"),
}  # fmt: skip
GROUPS: Mapping[str, Promise] = {
    "women": _("女职工"), "disabled": _("残疾职工"), "dispatched": _("被派遣劳动者"),
}  # fmt: skip
#: What can be printed.
#: What goes along to the labour office and is not printed here (TEMPLATES 2.13): the paper, and who has it.
BROUGHT: Sequence[tuple[Promise, Promise]] = (
    (_("职代会决议（写明应到、实到和票数，附签到册）"), _("工会在那次会议的页面打印、盖章")),
    (_("营业执照复印件"), _("单位自备")),
    (_("工会法人资格证书或者成立批复复印件"), _("工会提供")),
    (_("双方首席代表的任职证明、身份证复印件"), _("委托他人的，附授权委托书")),
)
PAPERS: Mapping[str, Promise] = {
    "offer": _("集体协商要约书"), "reply": _("应约书"), "receipt": _("送达回证"), "register": _("协商代表资格登记表"),
    "notice": _("协商代表公示"), "replacement": _("代表更换通报"), "authorisation": _("首席代表授权委托书"),
    "promise": _("保密承诺书"),
    "meeting-notice": _("协商会议通知"), "minutes": _("会议记录"), "suspension": _("中止协商意见书"),
    "materials": _("资料清单及接收单"), "e-signing": _("电子签名使用约定"), "contract": _("集体合同"),
    "comparison": _("条款对照表"), "filing-register": _("报送登记表"), "filing-statement": _("报送说明"),
    "examination": _("审查意见书"), "publication": _("生效公布公告"), "performance": _("履约情况报告"),
    "amendment": _("变更（解除）协议"), "opinion": _("工会劳动法律监督意见书（草稿）"),
}  # fmt: skip
#: Why no clock runs in a state.
NO_CLOCK: Mapping[str, Promise] = {
    "yours_to_send": _("要约还没有发出，什么时候发由您定"),
    "not_received_yet": _("对方还没有签收；从签收那天起算期限"),
    "no_meeting_yet": _("还没有定下以后的会议时间；会议定了，提供资料的期限就从它倒推"),
    "late_already": _("答复期已过；补答复没有新的期限，越早越好"),
    "refusal_has_no_term": _("条例规定不得拒绝，没有再等的期限；上级工会可以发意见书"),
    "agreed_between_sides": _("本地没有完成协商的期限，由双方商定"),
    "no_term_there": _("本地条例没有规定期限，请尽快办理"),
    "on_the_day_of_the_meeting": _("以职代会开会的日子为准"),
    "sign_at_once": _("通过之后由双方首席代表签字，条例没有规定天数，请尽快签"),
    "until_it_ends": _("到合同期满为止"),
    "not_taken_up_yet": _("还没有登记人社部门受理的日期；从受理那天起算协调的期限"),
    "elsewhere": _("调解、仲裁或者诉讼各有期限，不在这里计算"),
    "letter_has_its_own": _("意见书自己写明整改和答复的期限"),
    "over": _("已经办结"),
}  # fmt: skip
#: What happened on the day a period counts from (or back from).
SINCE: Mapping[str, Promise] = {
    "bargaining.reply": _("收到要约书"), "bargaining.complete": _("发出要约书"),
    "bargaining.materials": _("协商会议召开"),
    "bargaining.suspend_limit": _("中止协商"), "bargaining.submit_draft": _("企业方采用草案"),
    "bargaining.resubmit": _("没有通过之后重新采用草案"), "bargaining.file": _("双方首席代表签字（以后签的为准）"),
    "bargaining.file_wage": _("双方首席代表签字（以后签的为准）"),
    "contract.ended_file": _("解除（签字在后的，从签字那天）"),
    "bargaining.objection": _("人社部门收到文本"), "bargaining.publish": _("合同生效"),
    "bargaining.publish_wage": _("合同生效"), "bargaining.report_every": _("合同生效，或者上一次报告"),
    "bargaining.publicity": _("公示开始"), "contract.renewal_window": _("合同期满"),
    "contract.wage_renewal_window": _("合同期满"), "contract.dispute": _("人社部门受理"),
    "contract.dispute_extension": _("原定协调期限届满"), "delegates.refill": _("代表空缺"),
}  # fmt: skip
#: Dates that no clock keeps, each with where its explanation comes from.
FIXED: Mapping[str, Promise] = {
    "effect": _("合同生效"), "term": _("合同期限"), "meeting": _("协商会议"), "suspension": _("中止到这一天，恢复协商"),
}  # fmt: skip
FIELDS: Mapping[str, Promise] = {
    "meet_at": _("协商时间"), "place": _("协商地点"), "topics": _("协商内容"), "delegates": _("本方协商代表名单"),
    "chief": _("本方首席代表"),
}  # fmt: skip
#: What papers say besides: the question, and a hint.
PARTICULARS: Mapping[str, tuple[Promise, Promise]] = {
    "legal_representative": (_("法定代表人"), _("印在合同首部、委托书上")),
    "ownership": (_("经济类型"), _("例如：有限责任公司；不填就用单位资料里的")),
    "union_chair": (_("工会负责人"), _("不填就用职工方首席代表")),
    "employer_contact": (_("企业方联系人"), _("印在应约书、会议通知上")),
    "employer_phone": (_("企业方办公电话"), _("请填办公电话，不填个人手机号")),
    "workers_contact": (_("职工方联系人"), _("印在要约书、公示、公告上")),
    "workers_phone": (_("工会办公电话"), _("请填办公电话，不填个人手机号")),
    "handler_phone": (_("报送经办人电话"), _("印在报送登记表上")),
    "receiver": (_("公示期意见受理人"), _("不填就用职工方联系人")),
    "receiver_phone": (_("公示期意见受理电话"), _("不填就用工会办公电话")),
    "recorder_post": (_("记录员的部门和岗位"), _("印在会议记录上")),
    "observers": (_("会议列席人员"), _("用顿号隔开，例如：钱导（协商指导员）")),
    "former": (_("此前集体合同的履行情况"), _("印在报送说明上；第一次签的写「首次签订」")),
    "wage_people": (_("工资调整涉及的职工人数"), _("印在报送说明上；不填就用职工人数")),
    "wage_average": (_("上年度职工人均工资"), _("印在报送说明上，例如：9.8 万元／年；合同里谈定的以合同为准")),
    "wage_front_line": (_("一线职工的调整幅度"), _("印在报送说明上，例如：6%；合同里谈定的以合同为准")),
    "reply_number": (_("应约书的文号"), _("企业方有编号的填")),
    "contract_number": (_("合同编号"), _("印在合同封面和以后的变更、解除协议上；不填就用要约书的文号")),
}  # fmt: skip
#: How `Case.is_scaled` is called where it is asked for and missed.
SCALE_NAME = _("规上企业（规模以上企业）")
#: What is known of a PDF somebody brings.
VERDICTS: Mapping[str, tuple[str, Promise]] = {
    "whole": ("ok", _("没有改过：文件和签名时一字不差。")),
    "same": ("ok", _("没有改过：文件和系统里第 %(n)s 稿打印出来的一字不差。")),
    "altered": ("bad", _("正文被改过：签名之后文件有改动，签名已经对不上。请不要使用，向对方要签名时的原文件。")),
    "unsigned": ("warn", _(
        "这份 PDF 没有电子签名，和系统里现在打印出来的任何一稿都对不上：正文被改过，或者是扫描、另存的文件，"
        "也可能是打印之后又办了一步、补了资料。请用原文件核对，或者打印一份新的逐条对照。"
    )),
}  # fmt: skip
#: Scans that prove something, each for itself.
SCANS: Mapping[str, Promise] = {
    "signature": _("签字盖章页"), "offer": _("要约书"), "receipt": _("签收凭证"), "reply": _("应约书"),
    "ground": _("证明材料"),
    "delegates": _("协商代表名单"), "draft": _("企业方签字采用的草案"),
    "signed": _("带电子签名的合同 PDF"), "suspension": _("中止意见书"), "opinion": _("审查意见书"),
    "evidence": _("依据"), "table": _("签字的协商记录"), "promise": _("签名的保密承诺书"),
    "minutes": _("签字的会议记录"), "notes": _("手写的会议记录"), "meeting": _("会议通知"), "materials": _("资料清单"),
    "publicity": _("协商代表公示"), "plan": _("职工方修改方案"), "copy": _("上一级工会的收件回执"),
}  # fmt: skip
#: What somebody wrote that is too long.
WRITTEN: Mapping[str, Promise] = {
    "note": _("说明"), "source": _("出处"), "title": _("名称"), "figure": _("数字"), "remarks": _("备注"),
    "minutes": _("会议记录"), "reason": _("原因"), "topics": _("下次议题"), "opinion": _("审查意见"),
    "conclusion": _("结论"), "words": _("情况"), "particulars": _("这一项"),
}  # fmt: skip

#: What a piece of work of an action of offers is called in the list of tasks.
DRIVE_TASKS: Mapping[str, Promise] = {
    "bargaining.prepare_offers": _("准备要约书草稿：%(title)s"),
    "bargaining.send_offers": _("统一发出要约：%(title)s"),
    "bargaining.withdraw_offers": _("撤回要约草稿：%(title)s"),
}  # fmt: skip
#: Why unions are left out of an action, as the heading over their names.
LEFT_OUT: Mapping[str, Promise] = {
    "drive.no_employer": _("没有写明是哪家单位的工会"),
    "bargaining.region": _("单位没有写所在的区划"),
    "drive.no_staff": _("单位没有填职工人数"),
    "drive.no_officer": _("工会里还没有人有办协商的职务"),
    "bargaining.running": _("同一种合同正在协商"),
    "drive.in_force": _("合同还在有效期，续签的时候没到"),
    "drive.in_another": _("草稿已经在另一次行动里"),
    "drive.changed": _("交回之后又改过"),
    "drive.gone_on_paper": _("已经用纸送出了"),
    "drive.unreachable": _("企业没有人能在平台签收"),
    "offer.incomplete": _("要约书还缺内容"),
    "meeting.past": _("写的协商时间已经过去"),
    "bargaining.state": _("已经自己办了"),
}  # fmt: skip

REFUSALS: Mapping[str, Promise] = {
    # — an action of offers —
    "drive.no_employer": _("「%(name)s」没有写明是哪家单位的工会。请在它的资料里选用人单位，再纳入行动。"),
    "drive.no_staff": _("「%(name)s」的单位没有填职工人数。请在单位资料里补上，要约书要用。"),
    "drive.no_officer": _("「%(name)s」还没有人有办协商的职务。请先在「任职与权限」里任命主席，草稿才有人接手。"),
    "drive.in_force": _("「%(title)s」还在有效期（到 %(ends_on)s）。等续签的时候到了再纳入行动。"),
    "drive.in_another": _("它的草稿已经在「%(title)s」里。请在那次行动里办，不用重复。"),
    "drive.nobody": _("「%(name)s」下面没有企业工会，没有可以准备的要约。请换一级工会，或者先建会。"),
    "drive.no_topics": _("请至少选一项协商内容。"),
    "drive.none": _("「%(title)s」不在哪一次集体要约行动里，请自己发出。"),
    "drive.withdrawn": _("「%(title)s」所在的集体要约行动已经撤回。草稿还在您这里，请自己发出或者丢弃。"),
    "drive.gone_on_paper": _("要约内容里写着 %(on)s 已经用纸送出，不用再由上级发。请自己登记送出和签收。"),
    "drive.unreachable": _(
        "「%(name)s」还没有人能在本平台签收，不能由上级统一发出。请自己用短信链接或者纸质送达。"
    ),
    "drive.changed": _("交回上级之后内容又改过，没有发出。请看过最新的内容，再交回一次。"),
    "drive.nothing_to_send": _("「%(title)s」现在没有工会交回来统一发出的要约。等它们补齐并交回再发。"),
    "drive.busy": _("「%(title)s」上一步还在办。请等它办完，再办下一步。"),
    # — the case —
    "bargaining.state": _("这件协商现在是「%(state)s」，不能%(act)s。可能有人刚刚办过，请刷新页面看最新情况。"),
    "bargaining.stale": _("您看的这一页之后，内容有人改过，刚才的操作没有办。请刷新页面看过最新内容再办。"),
    "bargaining.not_your_side": _("这一步由%(sides)s办。您不在这一方，请联系那一方的首席代表或者经办人。"),
    "bargaining.not_yours": _(
        "您没有替「%(name)s」办协商的职务。请让那里的负责人在「任职与权限」里授权，或者请他本人办。"
    ),
    "bargaining.no_such_employer": _("没有找到这家用人单位，或者已经注销。请从名单里选一家。"),
    "bargaining.no_union": _("「%(name)s」还没有工会。请由所在街道、园区或区县工会发起，并在这里选上级工会。"),
    "bargaining.region": _("「%(name)s」没有写所在的区划，不知道适用哪里的条例。请先在单位资料里补上所在街道。"),
    "bargaining.contract": _("请选一种集体合同。"),
    "bargaining.special": _("请选专项合同的内容：工资、安全卫生、女职工、能级工资或者高温。"),
    "bargaining.title": _("请写协商的名称，例如「2026 年工资集体协商」。"),
    "bargaining.staff": _(
        "职工人数要大于 0，女职工、残疾职工、被派遣劳动者都不能比职工总数 %(staff)s 人多。请核对后重填。"
    ),
    "bargaining.proposers": _(
        "职工提议要有 %(need)s 人以上（职工 %(staff)s 人），现在写了 %(have)s 人。请补足联名后再发。"
    ),
    "bargaining.wanted_few": _(
        "建议每方代表 %(have)s 名，规定每方至少 %(least)s 名。请改成 %(least)s 名以上，或者空着不写。"
    ),
    "bargaining.wanted_many": _(
        "建议每方代表 %(have)s 名，规定每方最多 %(most)s 名。请改成 %(most)s 名以内，或者空着不写。"
    ),
    "bargaining.proposers_beyond": _(
        "职工联名提议写了 %(have)s 人，比职工总数 %(staff)s 人还多。请核对联名名单和职工人数。"
    ),
    "bargaining.running": _("这家单位同一种合同的协商「%(title)s」正在进行。请接着办那一件，不用另开。"),
    "bargaining.topics": _("议题最多 %(most)s 项。请合并或者留到下一次。"),
    "bargaining.ground": _("请选变更或解除的情形，五种里选一种（集体合同条例 32），并附证明材料。"),
    "bargaining.ground_words": _("请说明理由：发生了什么、为什么要变更或者解除（集体合同条例 32）。"),
    "bargaining.ground_papers": _("请附证明材料的照片或扫描件，提出变更或解除的一方应当提供（集体合同条例 32）。"),
    "bargaining.changed_already": _(
        "这份合同已经约定变更：「%(title)s」从 %(on)s 起执行。要再变更或者解除，请打开那一份，在那里提出。"
    ),
    "bargaining.not_in_force": _("「%(title)s」现在没有生效的合同，不能变更或解除。"),
    "bargaining.both_sides": _("您已经在这件协商的另一方，不能再办这一方的事。请由另一位同事来办。"),
    "bargaining.over": _("「%(title)s」已经办结，不能再改。"),
    "bargaining.chief_only": _("这一步要由%(side)s首席代表%(name)s本人办。请他登录，或者打印出来签字后上传。"),
    "bargaining.delegates_only": _("只有协商代表可以提方案。您可以在本方内部发言，请代表提出。"),
    # — offer, delivery, answer —
    "offer.incomplete": _("要约书还缺：%(fields)s。按条例这些要写明，补上再发。"),
    "delivery.way": _("请选送达方式：本平台签收、一次性链接或者纸质。"),
    "delivery.address": _("请填收件人的手机号或者邮箱，例如 hr@example.com。"),
    "delivery.received": _("这份文书 %(at)s 已经签收，不用再送。"),
    "delivery.ahead": _("签收时间不能在以后。请填实际签收的时间。"),
    "delivery.before": _("签收时间早于发出时间（%(sent_at)s）。请核对日期。"),
    "delivery.photo": _("纸质送达请附上签收页或者留置现场的照片，作为起算期限的凭证。"),
    "delivery.who": _("请写签收人的姓名；对方拒收的，写拒收人，并写明见证人。"),
    "delivery.your_name": _("请写您的姓名，作为签收人。签收只表示收到了，不表示同意内容。"),
    "delivery.nobody_there": _(
        "对方的要约是纸质的，本平台里没有他们的经办人。请选一次性链接，填对方的手机号或者邮箱；或者选纸质送达，打印应约书送去。"
    ),
    "offer.paper_incomplete": _(
        "这份要约书还缺：%(fields)s。按条例要约书要写明这些。请对照原件再看一遍；原件上真没有的，请%(side)s补正盖章以后再登记，"
        "等不及的由%(ours)s自己发要约。"
    ),
    "offer.page": _("请上传%(side)s盖章的要约书，照片或者扫描件都行，作为起算答复期限的凭证。"),
    "offer.not_theirs": _(
        "「%(name)s」还没有工会，没有工会盖章的要约书可以登记。由本单位向职工方发要约的，请另开一件。"
    ),
    "offer.handed_by": _("请写送来要约书的人；邮寄的写快递公司和单号。"),
    "offer.ahead": _("收到要约书的时间不能在以后。请填实际收到的时间。"),
    "offer.after_receipt": _("要约书上的日期晚于收到的那天（%(on)s）。请核对这两个日期。"),
    "offer.long_ago": _(
        "要约书上的日期 %(on)s 是一年多以前的，答复的期限早已过了。请核对年份；真是那时候的，请企业方重新出一份。"
    ),
    "offer.sent_old": _(
        "送出要约书的日期 %(on)s 是一年多以前的，答复的期限早已过了。请核对年份；真是那时候的，请重新发一份要约。"
    ),
    "offer.meets_before": _("协商时间早于要约书自己的日期（%(on)s）。请对照原件核对这两个日期。"),
    "delivery.no_link": _("这个链接不对或者已经作废。请对照短信重新打开，或者联系发来的单位重发。"),
    "offer.paper_only": _("只有用纸送出的要约可以填以前的日期。在本平台发出、用链接发出的，从发出那一刻算。"),
    "offer.sent_ahead": _("送出要约书的日期 %(on)s 还没有到。请填实际送出的那天。"),
    "answer.paper_only": _("对方在本平台自己办理，应约书从在这里答复的时候算，不用登记纸面的。请直接答复。"),
    "answer.photo": _("请上传应约书和对方签收的那一页，作为按期答复的凭证。"),
    "answer.ahead": _("应约书送到的时间不能在以后。请填实际送到的时间。"),
    "answer.before_received": _("应约书送到的时间早于收到要约书的 %(at)s。先收到、再答复，请核对这两个时间。"),
    "reply.photo": _("请上传对方盖章的应约书照片，作为按期答复的凭证。"),
    "reply.ahead": _("收到答复的时间不能在以后。请填实际收到的时间。"),
    "reply.before": _("收到答复的时间早于发出要约的 %(on)s。请核对日期。"),
    "reply.time_over": _("要约书上的时间 %(at)s 已经过去，不能照这个时间开会。请在「另提的时间」里填一个以后的时间。"),
    "refusal.reason": _("请写明对方拒绝的理由和经过，例如「6 月 3 日电话答复不协商」。"),
    # — delegates —
    "delegates.too_few": _("%(side)s代表 %(have)s 名，至少要 %(least)s 名。请再补 %(missing)s 名。"),
    "delegates.too_many": _("%(side)s代表 %(have)s 名，最多 %(most)s 名。请减少。"),
    "delegates.employer_more": _(
        "企业方代表 %(employers)s 名，多于职工方 %(workers)s 名。企业方不得多于职工方，"
        "请减少企业方或者增加职工方。"
    ),
    "delegates.scale_unknown": _(
        "还没写明企业是不是规上企业：规上企业每方至少 %(least)s 名代表，"
        "现在职工方 %(workers)s 名、企业方 %(employers)s 名。请在「打印文书」的「补齐文书里还要写的」里写明。"
    ),
    "delegates.unequal": _(
        "双方代表人数不等：职工方 %(workers)s 名，企业方 %(employers)s 名。双方人数应当相等（%(law)s），"
        "请补齐。"
    ),
    "delegates.one_chief": _("%(side)s要有 1 名首席代表，现在是 %(have)s 名。请定一位。"),
    "delegates.chief_outside": _("%(name)s是外聘人员，不能当首席代表。请换本单位的人。"),
    "delegates.worker_chief": _("%(name)s不是工会主席或者工会负责人。职工方首席代表要由工会负责人担任，请更换。"),
    "delegates.employer_chief": _("%(name)s不是法定代表人或者主要负责人。企业方首席代表要由他们担任，请更换。"),
    "delegates.authorisation_missing": _(
        "%(name)s不是法定代表人，当首席代表要有书面委托。请写明委托书，并上传签字盖章的一份。"
    ),
    "delegates.chief_left": _("%(side)s首席代表%(name)s已经不在任。请按产生的程序换一位，再接着办。"),
    "delegates.too_many_outside": _(
        "%(side)s外聘 %(have)s 名，超过本方 %(of)s 名代表的三分之一。请减少外聘或者增加本单位代表。"
    ),
    "delegates.mandate_missing": _("外聘代表%(name)s还没有书面委托。请填委托书编号并上传。"),
    "delegates.both_sides": _("%(name)s同时是双方代表。一个人不得兼任双方代表，请其中一方换人。"),
    "delegates.other_side": _(
        "%(name)s是%(side)s的负责人，按职务代表那一方。一个人不得兼任双方代表，请换别人做本方代表。"
    ),
    "delegates.twice": _("%(name)s在名单里出现了两次。请删掉一条。"),
    "delegates.same_name": _(
        "名单里已经有一位%(name)s。一个人不得兼任双方代表，也不能占两个名额。是同一个人的，请换人；"
        "不是同一个人的，勾选「同名，不是同一个人」再加（已经在名单里的，先去掉没有手机号的那位）。"
    ),
    "delegates.recorder_sits": _("%(name)s是协商代表，不能当记录员。请双方另定一位不是代表的人。"),
    "delegates.not_elected": _(
        "职工方代表%(name)s还没有填产生的日期。请由职代会选举（没有工会的民主推举），再填日期和票数。"
    ),
    "delegates.group_missing": _(
        "%(group)s有 %(many)s 人（职工 %(of)s 人），职工方代表里应当有相应比例，名单上现在一位也没有。"
        "是没有填性别、残疾或者派遣情况的，去掉那一位重新加；确实没有的，请补选。"
    ),
    "delegates.group_small": _(
        "%(group)s %(many)s 人，占职工 %(staff)s 人的比例高于在代表里的比例（%(have)s／%(of)s）。"
        "条例要求相应比例，建议补选。"
    ),
    "delegates.no_paper": _("%(side)s不是用纸发要约、也不是用纸答复的，名单由%(side)s自己登记。请等他们定好。"),
    "delegates.names_itself": _(
        "%(side)s已经在本平台自己登记名单、自己办理，不能再由别人照纸面代办。要改的请告诉%(side)s。"
    ),
    "delegates.role": _("请选首席代表或者协商代表。"),
    "delegates.origin": _("请选代表是怎么产生的。"),
    "delegates.ahead": _("产生日期 %(on)s 还没有到。请填实际选举或选派的日期。"),
    "delegates.chosen_already": _(
        "%(name)s的产生日期已经记为 %(on)s，不能改写。如果是重新选的，请先「换人」，再按新的日期加入名单。"
    ),
    "delegates.votes": _("得票 %(votes)s 不能多于到会 %(voters)s 人。请核对后重填。"),
    "delegates.reason": _("请写明不再担任代表的原因，例如「调离」。"),
    "publicity.ahead": _("公示开始的日期 %(on)s 还没有到。请到那天再公示，或者填今天。"),
    "publicity.before_chosen": _("%(name)s是 %(on)s 产生的，公示不能早于那一天。请对照公示上的日期核对。"),
    "publicity.scan": _("请上传工会盖章的代表公示，照片或者扫描件都行，作为公示的凭证。"),
    # — what a union without anybody in the program did on paper —
    "plan.scan": _("请上传职工方首席代表签字的修改方案，作为凭证。"),
    "plan.ahead": _("修改方案的日期 %(on)s 还没有到。请填方案上的日期。"),
    "plan.before": _("修改方案的日期早于职代会没有通过的那天（%(on)s）。请填方案上的日期。"),
    "copy.scan": _("请上传上一级工会盖章的收件回执，作为凭证。没有回执的，请上一级工会自己登记收到。"),
    "copy.ahead": _("上一级工会收到的日期 %(on)s 还没有到。请填回执上的日期。"),
    "copy.before": _("收到的日期早于合同生效的 %(on)s。报的应当是生效的文本，请核对回执上的日期。"),
    "congress.union_calls": _(
        "职代会由工会召集，选票由工会发、由两个人分别计票，企业方不能代为提交或者登记结果。"
        "请「%(union)s」的人登录办理；工会没有人在本平台的，请上一级工会登录，代它安排职代会并提交表决。"
    ),
    "congress.before_text": _(
        "这次会议定在 %(on)s，草案 %(since)s 才由企业方采用，那天的会议表决不了它。请在会议那一页「改时间地点」，"
        "或者另外安排一次会议，再提交表决。"
    ),
    "congress.other_body": _("这次会议不是「%(union)s」的职代会，不能表决这份草案。请选它自己的会议。"),
    "contest.nothing": _("这件协商里没有照您这一方的纸面登记的内容，不用提异议。"),
    "contest.none": _("现在没有等处理的异议。可能已经处理过，请刷新页面看最新情况。"),
    # — materials, meetings, minutes —
    "materials.missing": _("对方要的资料还缺：%(names)s。请提供，或者与对方商定后从清单里去掉。"),
    "materials.not_yours": _(
        "对方没有要本方提供资料，现在等对方提供：%(names)s。对方给了之后自动往下办；不想再等的，"
        "由本方首席代表点「不等了，先开会」。"
    ),
    "materials.nothing_asked": _("本方没有在等对方的资料，不用办这一步。请刷新页面看最新情况。"),
    "meeting.past": _("会议时间 %(at)s 已经过去。请填一个以后的时间。"),
    "meeting.too_soon": _("会议最早定在 %(earliest)s：会前要留出通知和提供资料的时间。请往后改。"),
    "meeting.turn": _("会议由双方首席代表轮流召集，这一次轮到%(side)s。请对方召集。"),
    "meeting.place": _("请写会议地点；线上开的，写「线上」。"),
    "meeting.recorder": _("按本地条例，记录员不能是协商代表。请双方另定一位。"),
    "minutes.empty": _("会议记录还没有写议题。请至少写一项。"),
    "minutes.result": _("「%(title)s」还没有写结果。请选一致、有分歧或者暂缓。"),
    "minutes.recorder": _("请写记录员的姓名。"),
    "minutes.ahead": _("会议 %(at)s 才开，还不能写记录。"),
    "minutes.changed": _("第 %(number)s 次会议的记录在您看过之后改过，签字没有生效。请看过最新的再签。"),
    "minutes.nobody": _("请勾选在纸上签了字的一方，至少一方。"),
    "minutes.scan": _("请上传首席代表签了字的会议记录，至少签字的那一页。"),
    "minutes.signed_before": _("签字日期早于会议那天（%(on)s）。请填会议记录上的日期。"),
    "minutes.signed_ahead": _("签字日期 %(on)s 还没有到。请填会议记录上的日期。"),
    "minutes.signed": _("第 %(number)s 次会议的记录双方已经签字，不能再改。有补充请写进下一次会议。"),
    "suspend.reason": _("请写明为什么中止。"),
    "suspend.order": _("恢复的日期 %(until)s 要在 %(since)s 以后。请重新选择。"),
    "suspend.too_long": _(
        "中止累计不能超过 %(most)s 天，已经用了 %(used)s 天，还可以中止 %(left)s 天，最晚到 %(until)s。"
        "请改日期。"
    ),
    "suspend.consent": _("中止还要%(sides)s首席代表同意。请他确认后生效。"),
    "suspend.asked": _("已经有一个中止的提议。请先处理它。"),
    "suspend.nothing_asked": _("现在没有等您同意的中止提议。可能对方已经撤回，请刷新页面。"),
    # — the room —
    "materials.scan": _("请上传对方交资料的清单，作为凭证。"),
    "meeting.scan": _("请上传%(side)s首席代表签发的会议通知，作为凭证。"),
    "table.scan": _("请上传%(side)s首席代表签字的那一页记录，作为凭证。"),
    "table.nothing": _("请勾选%(side)s在纸上同意的条款，至少一项。"),
    "promise.nobody": _("请勾选在纸上签了保密承诺的人，至少一位。"),
    "promise.scan": _("请上传签了名的保密承诺书，作为凭证。"),
    "promise.ahead": _("签承诺的日期 %(on)s 还没有到。请填承诺书上的日期。"),
    "promise.already": _("%(name)s已经承诺过了，不用再登记。"),
    "promise.herself": _("%(name)s有本平台的账号，请由本人登录确认保密承诺，别人不能代为登记。"),
    "room.promise_first": _("看协商内容之前，请先确认保密承诺。它不影响您向本方职工通报进展。"),
    "room.gone": _("这个协商室已经不在了。请回到协商列表，从那里打开。"),
    "room.agreed": _("「%(title)s」已经谈定并锁定。要重新谈，请双方首席代表都同意打开。"),
    "room.own_proposal": _("这是本方提的方案，要由对方同意。"),
    "room.not_latest": _("「%(title)s」对方已经提了新的一稿。请看过最新一稿再同意。"),
    "room.not_agreed": _("「%(title)s」还没有谈定，不用重新打开。"),
    "room.asked_already": _("本方已经提出重新打开「%(title)s」，正在等对方同意。"),
    "words.long": _("%(what)s最多 %(most)s 字，现在有 %(have)s 字，没有保存。请写短一些，长的材料作为附件上传。"),
    "talk.empty": _("请写一句话再发送。"),
    "talk.long": _("一次发言最多 %(most)s 字，现在有 %(have)s 字。长的材料请作为依据上传。"),
    "talk.no_side": _("您不属于任何一方，只能在双方都能看到的地方发言。"),
    "evidence.title": _("请写这条依据的名称，例如「本市物价涨幅」。"),
    "evidence.source": _("请写出处，例如「市统计局 2026 年 3 月公报」。没有出处的数字不能作为依据。"),
    # — clauses —
    "clause.unknown": _("条款目录里没有这一项（%(clause)s）。请从目录里选。"),
    "clause.not_here": _("「%(title)s」不属于这种合同的内容。请换一种合同，或者选别的条款。"),
    "clause.empty": _("「%(title)s」还没有填。请填写后再提交。"),
    "clause.long": _(
        "「%(title)s」最多 %(most)s 字，现在有 %(have)s 字，没有保存成方案。请把长的材料作为附件，"
        "这里只写条款。"
    ),
    "clause.number_unsaid": _(
        "「%(title)s」的条文里没有写「%(number)s」，印出来的合同就没有这个数。请把它写进条文，或者不写条文，按范本生成。"
    ),
    "clause.number": _("「%(title)s」里的「%(text)s」看不懂。请只填数字和单位，例如 5.5%%、2900 元、10 日。"),
    "clause.percent_unsure": _(
        "「%(title)s」填的是「%(text)s」，没有写百分号。您是说 %(options)s？请选一个，或者带上 %% 再填。"
    ),
    "clause.lowers": _(
        "「%(title)s」填的是 %(shares)s，也就是降低工资。要提的就是降低，请按「%(means)s」；不是，请改正后再提交。"
    ),
    "clause.leaps": _(
        "「%(title)s」填的是 %(shares)s，比一般的增幅高得多。是不是 %(instead)s？请改正；要提的就是 %(shares)s，"
        "请按「就是这样」。"
    ),
    "clause.percent_bare": _(
        "「%(title)s」填的是「%(text)s」，没有写百分号。您是说 %(options)s？请带上 %% 再填。"
    ),
    "clause.percent_fine": _("「%(title)s」最多到小数点后两位。请改写「%(text)s」。"),
    "clause.fen": _("「%(title)s」最多到分。请改写「%(text)s」。"),
    "clause.day": _("「%(title)s」里的日期「%(text)s」不对。请写成 2026-07-01 这样。"),
    "clause.day_of_month": _("「%(title)s」要填 1 到 31 日里的一天，现在是 %(number)s。"),
    "clause.choice": _("「%(title)s」请从这些里面选：%(choices)s。"),
    "clause.rows": _(
        "「%(title)s」的表要有 1 到 %(most)s 行，现在有 %(have)s 行。请至少填一行；太多的合并一下，或者分开写成两项。"
    ),
    "clause.row": _("「%(title)s」第 %(row)s 行「%(column)s」：%(reason)s"),
    "clause.bygone": _(
        "「%(title)s」填的是 %(on)s，这一天已经过去。要从那天起补算的，请按「就是这一天」；不是，请改正后再提交。"
    ),
    "clause.over": _("「%(title)s」填的是 %(on)s，这一天已经过去，签了也约束不了谁。请填今天以后的日期。"),
    "clause.past": _("「%(title)s」的执行日期 %(on)s 已经过去。请填今天或者以后的日期。"),
    "floor.minimum_wage": _(
        "「%(title)s」%(row)s填的是 %(have)s，当地最低工资标准是 %(least)s%(per)s。劳动报酬应当高于最低工资，"
        "等于也不行，请提高。"
    ),
    "floor.overtime": _("「%(title)s」填的是 %(have)s，劳动法 44 规定至少 %(least)s。请提高。"),
    "floor.probation": _("「%(title)s」填的是 %(have)s，劳动合同法 20 规定不得低于 %(least)s。请提高。"),
    "floor.piecework": _(
        "「%(title)s」填的是 %(have)s。定额要让同岗 %(least)s 以上的职工在法定时间内能完成，请调整定额。"
    ),
    "floor.hours": _("「%(title)s」填的是每周 %(have)s 小时，法定最多 %(most)s 小时。请减少。"),
    "floor.publish": _("「%(title)s」填的是 %(have)s 个工作日，规定是生效后 %(most)s 个工作日内公布。请改短。"),
    "floor.report": _("「%(title)s」填的是 %(have)s 次，规定每年至少 %(least)s 次。请改多。"),
    "floor.copies": _("「%(title)s」填的是 %(have)s 份，报送、双方和上级工会一共要 %(least)s 份。请改多。"),
    "floor.above": _("「%(title)s」填的是 %(have)s，低于行业或区域集体合同的 %(least)s。企业的标准不得更低，请提高。"),
    # — draft, congress, signatures —
    "draft.lacking": _("合同里还缺「%(title)s」（%(articles)s 规定应当包括）。请谈定后再形成草案。"),
    "draft.unsaid": _(
        "%(articles)s 列举的内容里，合同没有单独写「%(titles)s」。报送时可能因此退回；要写的，加进议题谈定再形成草案。"
    ),
    "draft.sums_differ": _(
        "上年 %(last)s、增幅 %(rise)s、本年 %(now)s 三个数对不上：按增幅算，本年是 %(expected)s。"
        "请改其中一个。"
    ),
    "draft.row_differs": _(
        "「%(title)s」第 %(row)s 行「%(post)s」：上年度平均 %(last)s、调整 %(rise)s，本年度应当是 %(expected)s，"
        "表里写的是 %(now)s。请在这一行改其中一个数，重新谈定这张表。"
    ),
    "draft.posts_sum": _(
        "「%(title)s」各行人数乘本年度平均，%(people)s 人合计 %(sum)s；谈定的「%(total)s」是 %(have)s，对不上。"
        "数额最大的几行：%(rows)s。请核对这些行的人数和平均，改表，或者把「%(total)s」重新谈定。"
    ),
    "draft.posts_average": _(
        "「%(title)s」各行人数乘本年度平均合计 %(sum)s，%(people)s 人平均 %(expected)s；"
        "谈定的「%(total)s」是 %(have)s，对不上。数额最大的几行：%(rows)s。"
        "请核对这些行的人数和平均，改表，或者把「%(total)s」重新谈定。"
    ),
    "draft.term_differs": _(
        "「%(title)s」谈定的是 %(on)s，合同期限填的是 %(term)s，印出来前后不一致。请改合同期限，或者把这一条重新谈定。"
    ),
    "draft.vague": _("「%(title)s」写了「%(word)s」，约束不了任何人，报送会被退回。请写出数字、日期或者办法。"),
    "draft.womens_content": _(
        "集体合同应当有男女平等和女职工权益保护的内容（妇女权益保障法 44）。请选写在本合同、附件，"
        "还是另有专项合同。"
    ),
    "draft.womens_annex": _(
        "女职工权益的内容选了「作为附件」，谈定的条款里没有这样的附表；法律规定的内容已经写进正文。另有附件的，请附在"
        "合同后面一起盖章；没有的，请改选「写在本合同里」。"
    ),
    "draft.open_items": _("还有议题没有谈定：%(titles)s。请谈定，或者由首席代表留到下一次。"),
    "draft.term": _("请填合同期限的起止日期。"),
    "draft.changed": _("草案在您看过之后变了，没有采用。请看过最新的一版再采用。"),
    "draft.unmended": _(
        "这一稿和人社部门提出异议的文本一字不差，报上去还是会有异议。请先在协商室修订有异议的条款，再采用。"
    ),
    "draft.substantive": _(
        "这一稿改动了实质内容，要再提交职代会，不能只签字报送：%(changes)s。请选「再提交职代会」，或者改回原来的约定。"
    ),
    "draft.altered": _(
        "第 %(number)s 稿草案的文字和采用时不一样，被改动过，不能再用。请请管理员查明原因，并由企业方重新采用草案。"
    ),
    "draft.scan": _("请上传企业方首席代表签字采用的草案，至少签字的那一页。"),
    "draft.none": _("还没有企业方采用的草案。请先形成并采用草案。"),
    "term.order": _("合同的终止日期 %(ends)s 要在开始日期 %(starts)s 以后。请核对。"),
    "term.outside": _("这一天不在原合同的期限里（%(starts)s 到 %(ends)s）。请改成期限里的一天。"),
    "term.short": _("合同期限至少 %(least)s 年，最早到 %(ends)s。请改终止日期。"),
    "term.long": _("合同期限最长 %(most)s 年，最晚到 %(ends)s。请改终止日期。"),
    "term.over": _("合同的终止日期 %(ends)s 已经过去，签了也约束不了谁。请填今天以后的日期。"),
    "term.began": _("合同从 %(starts)s 开始，这一天已经过去。双方同意补算以前的，可以接着办；填错了的，请改开始日期。"),
    "term.unusual": _("工资专项集体合同期限一般是 %(usual)s 年。双方另有约定的，可以接着办。"),
    "congress.other_text": _("职代会表决的文本（%(have)s）不是企业方采用的草案（%(wanted)s）。请用最新的草案表决。"),
    "sign.other_text": _(
        "要签的文本（%(have)s）和职代会通过的（%(wanted)s）不一样，签字没有生效。双方要签同一个文本，"
        "请刷新页面看最新的；纸上签的，请重新打印。"
    ),
    "sign.twice": _("%(side)s已经签过字了。"),
    "sign.before_congress": _("签字日期 %(on)s 早于职代会通过的 %(passed_on)s。请填通过之后的日期。"),
    "sign.ahead": _("签字日期不能在以后。请填实际签字的日期。"),
    "sign.not_agreed": _("双方还没有约定使用电子签名（电子签名法 3）。请双方首席代表都确认，或者打印签字后上传。"),
    "sign.scan": _("请上传签字盖章页的照片或扫描件。"),
    "scan.not_here": _("这份文件不是这件协商的%(paper)s，不能作为凭证。请在这一页重新上传。"),
    "seal.certificate": _(
        "签名用的证书「%(path)s」打不开，没有签上。请管理员核对证书文件和口令文件；急用的，可以先打印、签字、盖章、上传。"
    ),
    "seal.altered": _(
        "这份 PDF 签名之后正文被改过，不能作为签字的凭证，没有登记。请用签名时的原文件，或者重新打印、签字。"
    ),
    "seal.not_a_pdf": _("这个文件不是 PDF，或者太大，核对不了。请选合同的 PDF 原文件（30 MB 以内）。"),
    # — filing, publication, performance —
    "file.before_signing": _("报送日期 %(on)s 早于签字日期 %(signed_on)s。请核对。"),
    "file.ahead": _("报送日期不能在以后。请填实际报送的日期。"),
    "file.copies": _("报送要一式 %(least)s 份，现在写了 %(have)s 份。请补足。"),
    "file.examiner": _("没有找到这个人社部门。请从名单里选。"),
    "file.late_reason": _("报送已经超过 %(due)s 的期限。请写明逾期的原因，随件说明。"),
    "file.none": _("还没有报送过。"),
    "file.not_signed": _("双方首席代表还没有都在这个文本上签字。请签好再报送。"),
    "file.not_received": _("还没有登记人社部门收到的日期。请先登记收到。"),
    "file.received_before": _("收到日期 %(on)s 早于报送日期 %(filed_on)s。请核对。"),
    "file.received_ahead": _("收到日期不能在以后。请填人社部门实际收到的日期。"),
    "file.received_already": _("已经登记过收到（%(at)s）。"),
    "opinion.before": _("意见作出的日期早于收到日期 %(received)s。请核对。"),
    "opinion.ahead": _("意见作出的日期不能在以后。请填审查意见书上的日期。"),
    "opinion.late": _("异议要在 %(due)s 之前提出，已经过了期限，合同即行生效。确有违法的，请按监察程序办。"),
    "opinion.incomplete": _("每条异议都要写明内容和依据。请补上。"),
    "opinion.delivered": _("合同已经因为期满没有异议而生效。请写明异议送达双方的日期，证明它在期限以内。"),
    "opinion.delivered_before": _("送达日期早于意见作出的日期 %(on)s。请核对。"),
    "opinion.paper": _("合同已经因为期满没有异议而生效。请上传审查意见书（有签收日期的一页），作为按期送达的凭证。"),
    "opinion.superseded": _(
        "「%(title)s」变更以后的文本已经在履行，原合同已经终止，不能退回去。请按异议的内容再办一次变更。"
    ),
    "publish.ways": _("请选至少一种公布方式。"),
    "report.ahead": _("职代会的日期不能在以后。请填实际报告的那次会议的日期。"),
    "report.rows": _("请逐条写履行情况，一条都不能空。"),
    "report.blank": _("履行情况要逐条写，这几条还空着：%(titles)s。请补上再登记；还没有履行的，写「没有履行」和原因。"),
    "report.conclusion": _("请写结论。"),
    "paper.none": _("现在还没有这份文书。办到那一步才能打印。"),
    "dispute.not_running": _("协调处理的期限没有在走，或者已经过了，不能再延长。请按原定期限办结，或者登记处理结果。"),
    "dispute.taken_up_already": _("已经登记过受理，协调的期限从受理那天起算，不用再登记。"),
    "dispute.before": _("受理日期早于发出要约的 %(on)s。请核对日期。"),
    "dispute.ahead": _("受理日期 %(on)s 还没有到。请填人社部门实际受理的那天。"),
    "dispute.words": _("请写明情况，几句话就行。"),
}  # fmt: skip


#: What a union asks for before it bargains over wages (TEMPLATES 2.1 ⑨); whoever asks may strike some.
MATERIALS: Sequence[Promise] = (
    _("资产负债表"), _("利润表"), _("现金流量表"), _("上年工资总额和人均工资"), _("上一份集体合同的履行情况"),
)  # fmt: skip


def materials_for(contract: str, special: str) -> Sequence[Promise]:
    """What an offer usually asks the other side for; nothing where wages are not bargained over."""
    return MATERIALS if special in OF_WAGES or contract == ContractType.GENERAL else ()


def contract_name(contract: str, special: str) -> str:
    """What a contract is called on its own cover, and so on every paper about it: 「工资专项集体合同」.

    An office sends back papers that call one contract by two names (TEMPLATES 2.8, 2.13).
    """
    if special:
        return f"{SPECIALS[special]}{CONTRACTS['special']}"
    return str(_("集体合同") if contract == "general" else CONTRACTS[contract])


#: What was done to a text so that it is another agreement.
SUBSTANCE: Mapping[str, Promise] = {
    Substance.ADDED: _("增加了「%(title)s」"), Substance.REMOVED: _("删去了「%(title)s」"),
    Substance.VALUE: _("「%(title)s」改了约定的数字、日期、选项或者表格"),
    Substance.BINDING: _("「%(title)s」改了应当、可以、不得一类的约束"),
    Substance.SENTENCE: _("「%(title)s」增减了整句的约定"),
    Substance.SCOPE: _("「%(title)s」改了适用的人、范围或者条件（%(words)s）"),
    Substance.REWORDED: _("「%(title)s」一共增删了 %(words)s 个字，改动太多，不能算只改文字"),
    Substance.TERM: _("改了合同期限"), Substance.WOMENS: _("改了女职工权益内容的安排"),
}  # fmt: skip


def of_changes(changes: Iterable[Change]) -> str:
    """Which clauses make a text another agreement, and how."""
    return "；".join(str(SUBSTANCE[each.what]) % {"title": each.title, "words": each.words} for each in changes)


def means(certificate: str) -> str:
    """By which means somebody signed electronically: whose certificate, else her own account."""
    if certificate:
        return str(_("数字证书：%(holder)s")) % {"holder": certificate}
    return str(_("本人账号登录后签名"))


def knows(code: str) -> bool:
    """Whether a refusal is this room's own, said nowhere else."""
    return code in REFUSALS and code not in members.REFUSALS


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or one below."""
    words = REFUSALS.get(refusal.code)
    if words is None:
        return members.of(refusal)
    return str(words) % _told(refusal.code, refusal.params)


def lowering(params: Mapping[str, object]) -> str:
    """What somebody who was asked presses when she means it: 「降低 3%」; for several lines of a table without sum."""
    match params["shares"]:
        case [int(share)]:
            return f"{LOWER} {shown(Kind.PERCENT, -share)}"
        case _:
            return str(LOWER)


def of_finding(finding: Finding) -> str:
    """The sentence for something wrong or missing."""
    return of(Refused(finding.code, **finding.params))


_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "state": STATES, "act": ACTS, "side": SIDES, "ours": SIDES, "group": GROUPS,
    "what": WRITTEN, "paper": SCANS,
}  # fmt: skip
LOWER = _("降低")
#: In what the numbers of these refusals are: fen or basis points.
_MONEY = frozenset({"floor.minimum_wage"})
_SUMS = frozenset({"draft.sums_differ", "draft.row_differs", "draft.posts_sum", "draft.posts_average"})
_SHARES = frozenset({"floor.overtime", "floor.probation", "floor.piecework"})


def particular(key: str) -> Promise:
    """What something papers say besides is called."""
    return PARTICULARS[key][0] if key in PARTICULARS else SCALE_NAME


def _told(code: str, params: Mapping[str, object]) -> dict[str, object]:
    told = {name: _word(code, name, value, params) for name, value in params.items()}
    if code == "delegates.too_few":
        told["missing"] = int(str(params["least"])) - int(str(params["have"]))
    if code == "clause.lowers":
        told["means"] = lowering(params)
    if code == "floor.minimum_wage":
        told["row"] = f"第 {params['row']} 行" if params.get("row") else ""
        told["per"] = str(_("（按 12 个月合计）")) if params.get("per") == "year" else ""
    return told


def _word(code: str, name: str, value: object, params: Mapping[str, object]) -> object:
    if isinstance(value, Refused):
        return of(value)
    if isinstance(value, list | tuple):
        return of_changes(cast("Sequence[Change]", value)) if name == "changes" else _listed(name, value)
    if isinstance(value, datetime):
        if name == "due":
            return clock.until(value)
        if name == "earliest":  # the first moment of a day is that day, not the end of the one before
            return orgs.shown("day", timezone.localdate(value))
        return f"{orgs.shown('day', timezone.localdate(value))} {timezone.localtime(value):%H:%M}"
    return _figure(code, name, value, params)


#: Lists of codes, and the words for them.
_CODES: Mapping[str, Mapping[str, Promise]] = {"sides": {**ROLES, **SIDES}, "fields": FIELDS}


def _listed(name: str, values: Sequence[object]) -> str:
    if name == "options":
        return str(_(" 还是 ")).join(shown(Kind.PERCENT, int(str(each))) for each in values)
    if name in {"shares", "instead"}:
        return "、".join(shown(Kind.PERCENT, int(str(each))) for each in values)
    if name == "rows":
        return "；".join(_row_words(*cast("tuple[int, str, int, int]", each)) for each in values)
    words = _CODES.get(name, {})
    return "、".join(str(words.get(str(each), each)) for each in values)


def _row_words(number: int, post: str, people: int, average: int) -> str:
    told = {"n": number, "post": post, "people": people, "average": shown(Kind.YUAN, average)}
    return str(_("第 %(n)s 行「%(post)s」%(people)s 人 × %(average)s")) % told


def _figure(code: str, name: str, value: object, params: Mapping[str, object]) -> object:
    """Numbers in the unit of what is refused."""
    if isinstance(value, int) and name in {"have", "least", "last", "now", "expected", "rise", "sum"}:
        is_share = params.get("unit") == Kind.PERCENT or code == "draft.row_differs"
        if code in _SHARES or (name == "rise" and is_share):
            return shown(Kind.PERCENT, value)
        if code in _MONEY or code in _SUMS:
            return shown(Kind.YUAN, value)
    if name in _WORDS:
        return _WORDS[name].get(str(value), value)
    return orgs.shown(name, value)
