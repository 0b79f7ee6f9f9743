"""Chinese words for what this room refuses, names and tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs.facts import Category, CreationLevel, GroupKind, Kind, Nature, Partner, UnionLevel
from hexian.domains.orgs.rules import Act, OrgState
from hexian.domains.people import texts as people
from hexian.foundation.actor import Refused

REFUSALS: Mapping[str, Promise] = {
    "org.place": _("%(kind)s不能设在%(parent_kind)s下面。请在上级里选一个级别更高的工会。"),
    "org.root": _("最上面的一级由系统在安装时设立，不能再设，也不能撤销。"),
    "org.dissolved": _("「%(name)s」已经撤销，不能再改。请在它的上级工会办理。"),
    "org.dissolved_ahead": _("撤销日期 %(on)s 还没有到。请填今天或以前的日期。"),
    "org.dissolved_early": _("撤销日期 %(on)s 早于设立日期 %(founded)s。请核对后重填。"),
    "org.has_children": _("「%(name)s」下面还有 %(count)s 个组织：%(names)s。请先撤销它们。"),
    "org.open_matters": _(
        "「%(name)s」还有没办完的事，现在不能撤销：%(matters)s。请先办完，每位申请人都要有答复；"
        "从这个工会的页面点开就能办。要先停收新申请，就停用入会海报。"
    ),
    "org.only_from_above": _("撤销「%(name)s」要由上级「%(parent)s」办理。请联系上级工会。"),
    "move.root": _("「%(name)s」是最上面的一级，不能划到别处。"),
    "move.only_from_above": _("划转「%(name)s」要由现在的上级「%(parent)s」或更上级办理。请联系上级工会。"),
    "move.there_already": _("它已经在这个上级下面，不用再划。请选另一个上级。"),
    "move.below_itself": _("不能把一个组织划到它自己或它的下级下面。请选另一个上级。"),
    "move.too_early": _(
        "日期 %(on)s 太早：「%(name)s」和新上级从 %(since)s 起才是现在的隶属关系。请填那天或以后的日期。"
    ),
    "merge.nobody": _("还没有选要并入的工会。请至少选一个。"),
    "merge.not_a_union": _("「%(name)s」不是工会，不能合并。请只选工会。"),
    "merge.below_itself": _("合并后的工会不能是被合并的工会自己或它的下级。请选另一个。"),
    "merge.unfinished": _("「%(name)s」还有没办完的事：%(names)s。请先办完，或选择一并交给合并后的工会。"),
    "merge.no_such_office": _("「%(name)s」没有您选的任职，或已经结束。请刷新页面后重新选。"),
    "split.nobody": _("还没有选谁分出去。请按用人单位、站点或名单选人。"),
    "split.everybody": _("选中的是「%(name)s」的全部会员。全部转出请用「合并」。"),
    "split.no_such_card": _("「%(name)s」没有这些会员证号：%(cards)s。请核对后重填。"),
    "split.no_member": _("按这个条件在「%(name)s」没有找到会员。请核对用人单位、站点或名单。"),
    "act.out_of_reach": _("您现在管不到要调整的工会：它可能已经划走、并掉，或者您的任职变了。请到它现在的上级办理。"),
    "act.ahead": _("生效日期 %(on)s 还没有到。请填今天或以前的日期。"),
    "act.reason_missing": _("还没有写理由。请写明为什么这样调整。"),
    "act.reply_missing": _("还没有填上级工会的批复文号和日期。请对照批复填写。"),
    "act.reply_incomplete": _("批复的文号和日期要一起填。请对照批复补齐。"),
    "act.reply_ahead": _("批复日期 %(on)s 还没有到。请核对批复后重填。"),
    "org.name_missing": _("名称还没有填。请填写全称。"),
    "org.name_long": _("名称有 %(have)s 个字，最多 %(most)s 个字。请缩短后再保存。"),
    "org.phone": _("电话号码里只能有数字、横线、括号和「转」。请重新填写，例如 0571-8712 0001。"),
    "org.division": _("行政区划编号要填 2、4、6、9 或 12 位数字。请从列表里选地区。"),
    "org.staff_total": _("职工人数要填 0 或更大的整数。请重新填写。"),
    "org.uscc_taken": _("统一社会信用代码 %(uscc)s 已登记在另一个组织名下。请核对证照；确实相同的，不用再登记一次。"),
    "org.not_listed": _("「%(value)s」不在%(field)s的列表里。请从列表里选一项。"),
    "org.founded_ahead": _("成立日期 %(on)s 还没有到。请填今天或以前的日期。"),
    "org.no_such_employer": _("没有找到这个用人单位。请先登记用人单位，再来选择。"),
    "org.too_many_children": _("这里最多设 %(most)s 个下级，已经满了。请在别的上级下面设立。"),
    "uscc.length": _("统一社会信用代码应有 18 位，现在是 %(have)s 位。请对照营业执照重填。"),
    "uscc.characters": _("统一社会信用代码里有不会出现的字符（没有 I、O、S、V、Z）。请对照营业执照重填。"),
    "uscc.check_digit": _("统一社会信用代码的最后一位对不上，可能有一位抄错了。请对照营业执照重填。"),
    "join.code_form": _("入会码是 8 位数字和字母，没有 0、1、I、O。请对照海报再输一次，或直接扫码。"),
    "join.code_unknown": _("没有入会码 %(join_code)s。请对照海报再输一次，或直接扫码。"),
    "join.not_a_union": _("「%(name)s」不是工会，不能开入会码。请选择一个工会。"),
    "join.closed_already": _("入会码「%(label)s」已经停用。需要的话，请新开一个。"),
    "role.no_duty": _("这个角色还没有勾选权限。请至少选一项。"),
    "role.unknown_duty": _("没有这样的权限：%(duties)s。请刷新页面后重新勾选。"),
    "role.beyond_own": _("您自己没有这些权限，不能授予别人：%(duties)s。请由持有这些权限的人办理。"),
    "role.elsewhere": _("「%(name)s」不在这里任职，只在%(at)s任职。请到那个组织的页面上任命。"),
    "role.in_use": _("还有 %(count)s 人担任「%(name)s」，不能停用这个角色。请先改任或结束任职。"),
    "role.retired": _("角色「%(name)s」已经停用，不能再改。请新建一个。"),
    "mind.not_vacant": _("「%(org)s」的「%(title)s」现在由 %(name)s 担任，不用代管。"),
    "mind.not_from_above": _("%(name)s 在「%(org)s」的上级没有任职，不能代管。请选上级工会的干部。"),
    "group.name_taken": _("已经有一个同类的分组叫「%(name)s」。请换一个名称。"),
    "group.closed": _("分组「%(name)s」已经停用，不能再改。"),
    "group.in_already": _("「%(org)s」已经在「%(name)s」里，不用再加。"),
    "group.not_in": _("这个组织现在不在「%(name)s」里。请刷新页面。"),
    "office.oneself": _("不能给自己任职。请由另一位有任职权限的人办理。"),
    "office.dates": _("结束日期 %(ends_on)s 早于开始日期 %(starts_on)s。请核对后重填。"),
    "office.held_already": _("%(name)s 已经在这里担任「%(title)s」，不用再任一次。"),
    "office.person_unknown": _("没有找到这个人。请先让本人扫码入会或注册账号，再来任职。"),
    "office.mobile_of_another": _("手机号 %(mobile)s 登记的是另一个姓名。请核对号码；没有错的话，请按登记的姓名填写。"),
    "office.other_side": _(
        "「%(org)s」和本工会是协商的两方，本工会不能替对方任命。请上级工会任命，或者请企业自己报上级工会办理。"
    ),
    "office.ended": _("「%(title)s」的任职已在 %(on)s 结束，不用再办。"),
    "office.last_appointer": _(
        "这是「%(org)s」最后一位能任职的人（%(title)s），结束后谁也不能再任命。请先任命接任的人，或使用「移交」。"
    ),
    "cover.not_a_union": _("「%(org)s」不是工会，不能挂用人单位。请选一个工会。"),
    "cover.not_an_employer": _("「%(org)s」不是用人单位。请从用人单位里选。"),
    "cover.already": _("「%(employer)s」从 %(since)s 起已经挂在「%(org)s」名下，不用再挂。请刷新页面。"),
    "cover.too_early": _("日期 %(on)s 早于「%(org)s」的成立日期 %(founded)s。请填那天或以后的日期。"),
    "cover.not_there": _("「%(employer)s」现在没有挂在「%(org)s」名下。请刷新页面。"),
    "cover.before": _("解除日期 %(on)s 早于挂上的日期 %(since)s。请核对后重填。"),
    "filter.name_missing": _("还没有给这个筛选起名字。请写几个字，如「下沙届满的」。"),
    "filter.name_long": _("名字有 %(have)s 个字，最多 %(most)s 个字。请写短一些。"),
    "filter.name_taken": _("您已经有一个筛选叫「%(name)s」。请换一个名字，或先删掉原来的。"),
    "filter.too_many": _("最多保存 %(most)s 个筛选。请先删掉不用的。"),
    "filter.nothing": _("现在没有筛选条件，没有可保存的。请先选几个条件。"),
    "feature.unknown": _("没有「%(feature)s」这个功能开关。请刷新页面。"),
}

KINDS: Mapping[str, Promise] = {
    Kind.NATION: _("全国总工会"),
    Kind.PROVINCE: _("省总工会"),
    Kind.CITY: _("市总工会"),
    Kind.DISTRICT: _("区（县、市）总工会"),
    Kind.STREET: _("乡镇（街道）工会"),
    Kind.PARK: _("园区工会"),
    Kind.COMMUNITY: _("村（社区）联合工会"),
    Kind.ENTERPRISE: _("企业工会"),
    Kind.GOVERNMENT: _("机关工会"),
    Kind.INSTITUTION: _("事业单位工会"),
    Kind.JOINT: _("联合工会"),
    Kind.TRADE: _("行业工会"),
    Kind.AREA: _("区域工会"),
    Kind.INDUSTRIAL: _("产业工会"),
    Kind.GROUP: _("集团工会"),
    Kind.DIRECT: _("直属工会"),
    Kind.NEW_FORM: _("新就业形态工会"),
    Kind.EMPLOYER: _("用人单位"),
    Kind.PARTNER: _("协作单位"),
}
CATEGORIES: Mapping[str, Promise] = {
    Category.UNION: _("工会"),
    Category.EMPLOYER: _("用人单位"),
    Category.PARTNER: _("协作单位"),
}
#: 组织层级; not to be mixed up with 创建层级.
UNION_LEVELS: Mapping[str, Promise] = {
    UnionLevel.NATION: _("全国"),
    UnionLevel.PROVINCE: _("省"),
    UnionLevel.CITY: _("市"),
    UnionLevel.DISTRICT: _("区（县、市）"),
    UnionLevel.TOWN: _("乡镇（街道、园区）"),
    UnionLevel.GRASSROOTS: _("基层"),
}
#: 五级联创的层级.
CREATION_LEVELS: Mapping[str, Promise] = {
    CreationLevel.ENTERPRISE: _("企业"),
    CreationLevel.VILLAGE: _("村（社区）"),
    CreationLevel.TOWN: _("乡镇（街道、园区）"),
    CreationLevel.COUNTY: _("区（县、市）"),
    CreationLevel.CITY: _("市"),
}
NATURES: Mapping[str, Promise] = {
    Nature.ENTERPRISE: _("企业"),
    Nature.GOVERNMENT: _("机关"),
    Nature.INSTITUTION: _("事业单位"),
    Nature.SOCIAL: _("社会组织"),
    Nature.SOLE_TRADER: _("个体经济组织"),
    Nature.OTHER: _("其他"),
}
PARTNERS: Mapping[str, Promise] = {
    Partner.LABOUR: _("人力社保部门"),
    Partner.JUSTICE: _("司法行政部门"),
    Partner.COURT: _("人民法院"),
    Partner.PROCURATORATE: _("人民检察院"),
    Partner.EMPLOYERS: _("企业联合会（企业家协会）"),
    Partner.COMMERCE: _("工商业联合会"),
    Partner.OTHER: _("其他协作单位"),
}
GROUP_KINDS: Mapping[str, Promise] = {
    GroupKind.PARK: _("园区"),
    GroupKind.TRADE: _("行业"),
    GroupKind.COMPANY: _("集团"),
    GroupKind.OTHER: _("其他分组"),
}
FIELDS: Mapping[str, Promise] = {
    "nature": _("单位性质"),
    "ownership": _("登记注册类型"),
    "trade": _("行业门类"),
    "partner": _("协作单位种类"),
    "group_kind": _("分组种类"),
}
ACTS: Mapping[str, Promise] = {Act.MOVED: _("划转"), Act.MERGED: _("合并"), Act.SPLIT: _("分立")}
STATES: Mapping[str, Promise] = {OrgState.ACTIVE: _("正常"), OrgState.DISSOLVED: _("已撤销")}

#: What a duty lets somebody do, as «谁能看到» and the roles' page say it.
DUTIES: Mapping[str, Promise] = {
    "orgs.view": _("查看组织"),
    "orgs.manage": _("设立、修改、撤销组织"),
    "orgs.offices": _("任职和角色"),
    "audit.view": _("查看操作记录"),
    "lawbook.change": _("修改法定参数"),
    "clock.enter_calendar": _("录入放假通知"),
    "members.view": _("查看会员资料"),
    "members.admit": _("办理入会和会籍变动"),
    "members.correct": _("更正会员资料"),
    "members.export": _("导出会员名单"),
    "people.reveal": _("查看完整证件号"),
    "founding.view": _("查看建会申请"),
    "founding.handle": _("代办建会手续"),
    "founding.approve": _("批复建会"),
    "founding.targets": _("下达建会目标"),
    "bargaining.view": _("查看集体协商的进度"),
    "bargaining.act": _("替职工方办理集体协商"),
    "bargaining.answer": _("替企业方办理集体协商"),
    "bargaining.oversee": _("指导下级的集体协商"),
    "bargaining.examine": _("审查报送的集体合同"),
    "decisions.view": _("查看职代会"),
    "decisions.run": _("召集和主办职代会"),
    "decisions.count": _("录入计票"),
    "mutualaid.view": _("查看医疗互助"),
    "mutualaid.intake": _("收结算文件"),
    "mutualaid.decide": _("决定互助金、答复异议"),
    "mutualaid.read": _("抽查复算互助金"),
    "mutualaid.plan": _("管互助计划"),
    "mutualaid.enrol": _("办理参加互助"),
    "tables.view": _("查看计算规则表"),
    "tables.edit": _("编写计算规则表"),
    "tables.publish": _("发布计算规则表"),
    "ledger.view": _("查看基金和付款"),
    "ledger.keep": _("管基金和账本，收款入账"),
    "ledger.propose": _("经办付款批次"),
    "ledger.review": _("复核付款批次"),
    "ledger.approve": _("审批付款批次"),
    "ledger.release": _("放款，下载银行文件"),
    "ledger.audit": _("查每一分钱从哪里来、到哪里去"),
}

END_REASONS: Mapping[str, Promise] = {
    "dissolved": _("组织撤销"),
    "merged": _("工会合并"),
    "handed over": _("移交"),
    "no longer minded": _("代管结束"),
    "died": _("去世"),
    "no longer a member": _("不再是会员"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or one below."""
    sentence = REFUSALS.get(refusal.code)
    return people.of(refusal) if sentence is None else str(sentence) % _words(refusal.params)


def _words(params: Mapping[str, object]) -> dict[str, object]:
    return {name: shown(name, value) for name, value in params.items()}


def shown(name: str, value: object) -> object:
    """A parameter as a sentence shows it: kinds and duties in words, lists joined, days in the house style."""
    if name in {"kind", "parent_kind"}:
        return KINDS.get(str(value), value)
    if name == "at":
        return CATEGORIES.get(str(value), value)
    if name == "field":
        return FIELDS.get(str(value), value)
    if isinstance(value, list | tuple):
        known = DUTIES if name == "duties" else {}
        return "、".join(str(known.get(str(part), part)) for part in value)
    if isinstance(value, date):
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return value
