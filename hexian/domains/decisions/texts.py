"""Chinese words for what this room refuses, names and tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.domains.decisions.rules import (
    Base,
    BodyKind,
    BodyState,
    Channel,
    Document,
    Measure,
    Motion,
    Reason,
    Sitting,
    Standing,
)
from hexian.domains.members import texts as members
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused

KINDS: Mapping[str, Promise] = {BodyKind.CONGRESS: _("职工代表大会"), BodyKind.ASSEMBLY: _("职工大会")}
BODY_STATES: Mapping[str, Promise] = {BodyState.ACTIVE: _("任期内"), BodyState.ENDED: _("已换届")}
STANDINGS: Mapping[str, Promise] = {Standing.DELEGATE: _("正式代表"), Standing.OBSERVER: _("列席")}
STATES: Mapping[str, Promise] = {
    Sitting.PLANNED: _("已安排"),
    Sitting.ROLL_SEALED: _("名单已封存"),
    Sitting.OPEN: _("正在开会"),
    Sitting.CLOSED: _("已闭会"),
    Sitting.NO_QUORUM: _("人数不够，没开成"),
    Sitting.CANCELLED: _("已取消"),
}
ACTS: Mapping[str, Promise] = {
    "change": _("改时间地点"),
    "put": _("提交表决事项"),
    "seal": _("封存名单"),
    "check_in": _("签到"),
    "open": _("宣布开会"),
    "no_quorum": _("宣布改期"),
    "count": _("计票"),
    "close": _("宣布闭会"),
    "cancel": _("取消会议"),
}
MOTIONS: Mapping[str, Promise] = {
    Motion.PUT: _("等表决"),
    Motion.CARRIED: _("通过"),
    Motion.LOST: _("未通过"),
    Motion.WITHDRAWN: _("已撤下"),
}
MOTION_ACTS: Mapping[str, Promise] = {
    "count": _("计票"),
    "recount": _("重新计票"),
    "runoff": _("再投一次"),
    "carry": _("宣布结果"),
    "lose": _("宣布结果"),
    "withdraw": _("撤下"),
}
BASES: Mapping[str, Promise] = {Base.ROLL: _("应到人数"), Base.PRESENT: _("实到人数"), Base.CAST: _("有效票")}
MEASURES: Mapping[str, Promise] = {Measure.CONGRESS: _("本单位"), Measure.REGIONAL: _("行业、区域")}
CHANNELS: Mapping[str, Promise] = {Channel.SCREEN: _("现场签到"), Channel.PAPER: _("照签到册录入")}
REASONS: Mapping[str, Promise] = {
    Reason.LEFT: _("离开单位"),
    Reason.MOVED: _("调离选区"),
    Reason.RESIGNED: _("本人辞去"),
    Reason.RECALLED: _("选区罢免"),
    Reason.MISTAKE: _("录错了"),
}
DOCUMENTS: Mapping[str, Promise] = {
    Document.NOTICE: _("会议通知"),
    Document.SIGN_IN: _("签到册"),
    Document.BALLOTS: _("表决票"),
    Document.TALLY: _("计票报告单"),
    Document.RESOLUTION: _("决议"),
}
FIGURES: Mapping[str, Promise] = {
    "issued": _("发票"),
    "returned": _("收票"),
    "valid": _("有效票"),
    "void": _("废票"),
    "yes": _("同意"),
    "no": _("反对"),
    "abstain": _("弃权"),
}
PARTS: Mapping[str, Promise] = {"women": _("女职工"), "disabled": _("残疾职工")}
#: What the law asks of a body: its name on the page, and its article.
CHECKS: Mapping[str, tuple[Promise, Promise]] = {
    "elected": (_("代表名额"), _("企业民主管理条例第十条")),
    "vacant": (_("空缺席位"), _("出缺由原选区补选")),
    "managers": (_("中高级管理人员"), _("企业民主管理条例第十一条，不超过两成")),
    "women": (_("女职工代表"), _("企业民主管理条例第十一条，不低于女职工占比")),
    "disabled": (_("残疾职工代表"), _("企业民主管理条例第十一条，集中安置单位")),
    "everybody": (_("全体职工名单"), _("职工大会的应到是全体职工")),
}

REFUSALS: Mapping[str, Promise] = {
    "decisions.sitting_state": _("会议现在是「%(state)s」，不能%(act)s。请刷新页面，看看接下来办哪一步。"),
    "decisions.motion_state": _("这个表决事项「%(motion_state)s」，不能%(motion_act)s。请刷新页面再看。"),
    "decisions.kind_unknown": _("请选开职工代表大会还是职工大会。"),
    "decisions.term_number": _("届次从第 1 届算起。请填 1 或更大的数。"),
    "decisions.term_order": _("任期的结束日期早于开始日期。请改结束日期。"),
    "decisions.term_long": _("任期最长 %(longest)s 年，一般和工会届期相同。请改结束日期。"),
    "decisions.body_exists": _("第 %(number)s 届%(body_kind)s已经有了。请打开它，或者改届次。"),
    "decisions.body_ended": _("「%(name)s」这一届已经结束。请在新一届里办。"),
    "decisions.no_staff": _("请填全体职工人数，至少 1 人。"),
    "decisions.part_beyond_staff": _("%(part)s填了 %(have)s 人，全体职工只有 %(staff)s 人。请核对人数。"),
    "decisions.too_many_for_assembly": _(
        "职工 %(staff)s 人，不满 %(below)s 人才能开职工大会（企业民主管理条例第七条）。请改开职工代表大会。"
    ),
    "decisions.seats_too_few": _("代表名额定了 %(seats)s 名，按职工人数至少要 %(least)s 名。请加到 %(least)s 名以上。"),
    "decisions.seats_taken": _("现有代表 %(have)s 名，比新定的名额 %(seats)s 名还多。请先办好代表的变动，再改名额。"),
    "decisions.meeting_now": _("有一次会议的名单已经封存、还没开完。请等会议结束再改名额。"),
    "decisions.sittings_open": _("还有 %(count)s 次会议没开完。请先闭会或取消，再办换届。"),
    "decisions.delegate_twice": _(
        "「%(name)s」已经在名单里（%(department)s）。同名的两个人，请各填手机号或者不同的选区。"
    ),
    "decisions.beyond_seats": _("加上这些一共 %(have)s 名，名额只有 %(seats)s 名。请去掉多的，或者先改名额。"),
    "decisions.lines_refused": _("有 %(count)s 行要改，一行都还没有录入。%(faults)s"),
    "decisions.nothing_pasted": _("还没有内容。请把名单粘贴进来，一行一位代表。"),
    "decisions.too_many_lines": _("一次最多 %(most)s 行，现在有 %(have)s 行。请分几次粘贴。"),
    "decisions.line_short": _("只有 %(have)s 项，至少要写姓名、性别、选区，中间用空格或逗号隔开。"),
    "decisions.line_long": _(
        "有 %(have)s 项，最多 5 项：姓名、性别、选区、是否管理人员、手机。选区里有空格的，请去掉空格。"
    ),
    "decisions.line_name": _("姓名「%(said)s」看不懂。请写 2 个字以上的姓名，不带数字。"),
    "decisions.line_sex": _("性别「%(said)s」看不懂。请写「男」或「女」。"),
    "decisions.line_department": _("请写选区，例如「装配一车间」，60 个字以内。"),
    "decisions.line_manager": _("「%(said)s」看不懂。是中高级管理人员写「是」，不是写「否」。"),
    "decisions.line_mobile": _("手机号要 11 位数字，以 1 开头。没有就空着。"),
    "decisions.votes_negative": _("得票数不能是负数。请核对选举记录。"),
    "decisions.elected_ahead": _("当选日期 %(on)s 还没有到。请填选举那一天。"),
    "decisions.reason_unknown": _("请选一个原因。"),
    "decisions.day_ahead": _("日期 %(on)s 还没有到。请填今天或以前的日期。"),
    "decisions.day_before_seat": _("日期 %(on)s 早于担任代表的 %(since)s。请核对日期。"),
    "decisions.delegate_ended": _("%(name)s 从 %(on)s 起已经不是代表。请刷新页面再看。"),
    "decisions.in_past": _("%(on)s 已经过去。请把会议安排在今天或以后。"),
    "decisions.outside_term": _("%(on)s 不在这一届任期里（%(begins)s 到 %(ends)s）。请改日期，或者先办换届。"),
    "decisions.place_missing": _("请填会议地点。"),
    "decisions.chair_missing": _("请填主持人。"),
    "decisions.number_taken": _("这一届已经有第 %(number)s 次会议。请换一个次数。"),
    "decisions.term_over": _(
        "这一届到 %(ends)s 任期就满了，代表没有换届，开会表决不算数。请先办换届，或者报上一级工会同意延期。"
    ),
    "decisions.not_elected": _(
        "代表还没有选够：按规定至少 %(need)s 名，现在 %(have)s 名，还差 %(missing)s 名。请选好代表再封存名单。"
    ),
    "decisions.not_everybody": _(
        "职工大会的名单要有全体职工：一共 %(need)s 人，名单里 %(have)s 人，相差 %(missing)s 人。"
        "请补齐名单或者更新职工人数。"
    ),
    "decisions.too_many_managers": _(
        "中高级管理人员 %(have)s 名，%(of)s 名代表里最多 %(need)s 名（企业民主管理条例第十一条），"
        "多了 %(missing)s 名。请由选区换选一线职工。"
    ),
    "decisions.too_few_women": _(
        "女职工代表 %(have)s 名，%(of)s 名代表里至少要 %(need)s 名（不低于女职工占比），还差 %(missing)s 名。"
        "请由选区补选或换选。"
    ),
    "decisions.too_few_disabled": _(
        "残疾职工代表 %(have)s 名，%(of)s 名代表里至少要 %(need)s 名，还差 %(missing)s 名。请由选区补选或换选。"
    ),
    "decisions.no_quorum": _(
        "应到 %(roll)s，须到 %(need)s，实到 %(present)s，还差 %(missing)s 人，法律不承认这次表决。"
        "请等人到齐，或者改期再开。"
    ),
    "decisions.too_early": _("会议定在 %(on)s，今天还不能宣布开会。要提前开，请先改时间、通知代表。"),
    "decisions.roll_broken": _("封存后的名单被改动过，和封存码对不上。请不要开会，把这件事告诉系统管理员。"),
    "decisions.quorum_met": _("应到 %(roll)s，实到 %(present)s，人数够了。可以宣布开会。"),
    "decisions.why_missing": _("请写原因，代表看得到。"),
    "decisions.motions_open": _("还有 %(count)s 个事项没有结果。请先公布结果或撤下，再闭会。"),
    "decisions.counting_now": _("正在计票，签到先不能动。等结果出来再签到。"),
    "decisions.counted_on_it": _("已经按现在的到会人数计过票，签到不能再改。确实签错了，请在会议记录里写明。"),
    "decisions.scan_missing": _("请先把签好名的%(document)s拍照传上来，再照着录入。"),
    "decisions.not_on_roll": _("有 %(count)s 人不在封存的名单里。请照签到册核对。"),
    "decisions.document_unknown": _("没有这种文书。请从会议页面打开。"),
    "decisions.no_document": _("现在还没有这份文书。办到那一步就能打印。"),
    "decisions.title_missing": _("请写表决的是什么，例如「关于《工资专项集体合同（草案）》」。"),
    "decisions.title_long": _("表决事项写了 %(have)s 个字，最多 %(most)s 个字。请写短一些。"),
    "decisions.text_hash": _("草案的校验码看不懂。请从草案页面重新提交。"),
    "decisions.subject_incomplete": _("没有说清是哪一件事的表决。请从那件事的页面重新提交。"),
    "decisions.sitting_day": _("这次会议是 %(day)s开的，到会人数是那天的。请先宣布闭会，另开一次会再表决。"),
    "decisions.same_day": _("这次会议没有开着，或者就是今天开的，不用另开。请在这次会上提交表决，或者安排新的会议。"),
    "decisions.already_put": _("这件事已经提交表决，还没有结果。请先办完那一次。"),
    "decisions.counting_begun": _("已经开始计票，不能撤下。请计完票公布结果。"),
    "decisions.figure_negative": _("%(figure)s不能是负数。请核对计票单。"),
    "decisions.beyond_roll": _("%(figure)s填了 %(have)s，应到只有 %(roll)s 人。请核对计票单。"),
    "decisions.issued_beyond_present": _("发票 %(issued)s 张，实到只有 %(present)s 人。请核对计票单和签到。"),
    "decisions.returned_beyond_issued": _(
        "收票 %(returned)s 张，比发票 %(issued)s 张还多，这次投票无效。请当场重新投票，再录入新的票数。"
    ),
    "decisions.void_sum": _("有效票 %(valid)s 加废票 %(void)s，不等于收票 %(returned)s。请核对计票单。"),
    "decisions.votes_sum": _(
        "同意 %(yes)s、反对 %(no)s、弃权 %(abstain)s 加起来，不等于有效票 %(valid)s。请核对计票单。"
    ),
    "decisions.teller_unknown": _("不知道是谁在计票。请用本人的账号登录再录入。"),
    "decisions.same_teller": _("您已经录过一份。另一份要由另一位计票人用自己的账号录入。"),
    "decisions.counted_twice": _("两份计票都已经录入。要改，请先重新计票。"),
    "decisions.count_missing": _(
        "计票录了 %(have)s 份，要两位计票人各录一份，还差 %(missing)s 份。请等录齐再公布结果。"
    ),
    "decisions.counts_differ": _("两份计票对不上：%(figures)s不一样。请两位一起重新数票，再各录一次。"),
    "decisions.recount_early": _("两份计票还没有录齐，不用重来。请先录齐。"),
}  # fmt: skip


def knows(code: str) -> bool:
    """Whether a refusal is of this room."""
    return code in REFUSALS


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or one below."""
    words = REFUSALS.get(refusal.code)
    if words is None:
        return members.of(refusal)
    return str(words) % {name: _word(name, value) for name, value in refusal.params.items()}


def of_fault(fault: Mapping[str, Any]) -> str:
    """«第 3 行：性别「其他」看不懂。请写「男」或「女」。»"""
    given = {name: value for name, value in fault.items() if name not in {"line", "code"}}
    sentence = of(Refused(str(fault["code"]), **given))
    return gettext("第 %(line)s 行：%(sentence)s") % {"line": fault["line"], "sentence": sentence}


_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "state": STATES, "act": ACTS, "motion_state": MOTIONS, "motion_act": MOTION_ACTS, "body_kind": KINDS,
    "part": PARTS, "document": DOCUMENTS, "figure": FIGURES,
}  # fmt: skip


def _word(name: str, value: object) -> object:
    if name == "faults" and isinstance(value, list | tuple):
        return "".join(of_fault(fault) for fault in value)
    if name == "figures" and isinstance(value, list | tuple):
        return "、".join(str(FIGURES[str(figure)]) for figure in value)
    if name in _WORDS:
        return _WORDS[name].get(str(value), value)
    return orgs.shown(name, value)
