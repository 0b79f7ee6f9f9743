"""The words for values, units, certainty and refusals."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.lawbook.rules import DayType, Op, Param, Ratio, Sure, Unit

SURE: dict[Sure, Promise] = {
    Sure.VERIFIED: _("已核对条文"),
    Sure.SECOND_HAND: _("二手来源，待核对条文"),
    Sure.REPORTED: _("见于报道"),
    Sure.UNVERIFIED: _("未核实，请所在工会确认"),
}
UNITS: dict[tuple[Unit, DayType], Promise] = {
    (Unit.MINUTE, DayType.NONE): _("分钟"),
    (Unit.HOUR, DayType.NONE): _("小时"),
    (Unit.DAY, DayType.CAL): _("日"),
    (Unit.DAY, DayType.WORK): _("个工作日"),
    (Unit.MONTH, DayType.NONE): _("个月"),
    (Unit.YEAR, DayType.NONE): _("年"),
    (Unit.PERSON, DayType.NONE): _("人"),
    (Unit.COPY, DayType.NONE): _("份"),
    (Unit.TIME, DayType.NONE): _("次"),
    (Unit.FEN, DayType.NONE): _("分（人民币）"),
    (Unit.BASIS_POINT, DayType.NONE): _("‱"),
}
OPS: dict[Op, Promise] = {
    Op.AT_LEAST: _("不少于 %(value)s"),
    Op.MORE_THAN: _("超过 %(value)s"),
    Op.AT_MOST: _("不超过 %(value)s"),
    Op.NONE: _("%(value)s"),
}
REFUSALS: dict[str, Promise] = {
    "lawbook.no_such_rule": _("规则库里没有「%(rule)s」在 %(on)s 适用的数值。请管理员在「规则参数」里补上，再重试。"),
    "lawbook.no_such_region": _("「%(region)s」不是行政区划编号。请从列表里选地区。"),
    "lawbook.not_yours_to_change": _("您的职务不能修改规则参数。参数由最上级工会的系统管理员统一维护，请联系他们。"),
    "lawbook.already_changed_from": _("这条规则从 %(valid_from)s 起（或之后）已有数值。请选更晚的生效日期。"),
    "lawbook.unreadable": _("「%(text)s」读不成这类数值。整数写 10，比例写 2/3 并选好「不少于」或「超过」。"),
    "lawbook.no_source": _("请写明依据：哪部法规或哪份文件、第几条。"),
    "lawbook.only_days_have_a_type": _("只有以「日」计的期限才分自然日和工作日。请改单位或去掉日的类型。"),
    "lawbook.which_days": _("请选清楚是自然日还是工作日。"),
    "lawbook.ends_before_it_begins": _("失效日期要晚于生效日期。"),
    "lawbook.nation_only": _("这个数全国用同一个，不能给一个地方单独改。请回到列表，改「全国」的那一行。"),
    "lawbook.out_of_bounds": _("这个数只能填 %(least)s 到 %(most)s：太小，大家登录不了；太大，验证码会被人猜中。"),
    "lawbook.beyond_the_table": _("%(figure)s 超出了对照表的范围。请管理员在「规则参数」里补上这一档。"),
    "lawbook.of_another_type": _("规则「%(rule)s」的数值类型不合用。请管理员在「规则参数」里检查。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(REFUSALS[refusal.code]) % refusal.params


def say(param: Param) -> str:
    """The value as a person reads it: 「10 个工作日」「不少于 2/3」「超过 1/2」「不少于 25 人」."""
    value = param.value
    if isinstance(value, Ratio):
        number = f"{value.numerator}/{value.denominator}"
    elif isinstance(value, tuple):
        number = gettext("见对照表")
    else:
        number = str(value)
    unit = UNITS.get((param.unit, param.day_type))
    return str(OPS[param.op]) % {"value": f"{number} {unit}" if unit else number}
