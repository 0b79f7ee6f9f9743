"""The words of this room: refusals, names of rights and states, what can be done."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.entitlements.rules import Kind, RightState
from hexian.domains.mutualaid import texts as aid
from hexian.foundation.actor import Refused

REFUSALS: dict[str, Promise] = {
    "rights.nobody_to_tell": _("这一类里没有现在可以告诉的人：都告诉过了，或者还没到再次提醒的时间。"),
    "rights.not_hers": _("这一项要工会自己办，本人做不了什么，不用通知她。请点「去办」。"),
    "rights.state": _("这一项现在是「%(state)s」，不用再办了。请刷新页面再看。"),
    "rights.told_lately": _("%(last)s 刚告诉过她，%(next)s 以后可以再提醒。"),
}
KINDS: dict[str, Promise] = {
    Kind.JOIN: _("可以参加，还没参加"),
    Kind.UNSERVED: _("住了院，没有参加"),
    Kind.DECLINED: _("谢绝了，可能是误点"),
    Kind.CARD: _("待补卡"),
    Kind.STRAY: _("当时不认识，现在认识了"),
}
#: What an officer can do about it.
REMEDIES: dict[str, Promise] = {
    Kind.JOIN: _("请她同意参加，再加进今年的名单"),
    Kind.UNSERVED: _("核对参加名单；名单补上的，去给她办"),
    Kind.DECLINED: _("提醒她，计划结束前都可以收回"),
    Kind.CARD: _("请她补一张银行卡，补好就付"),
    Kind.STRAY: _("原文件已按期删除，请发送方再发一次"),
}
#: The same to herself: what she has, and what she can do.
HERS: dict[str, Promise] = {
    Kind.JOIN: _("您住过院，当时没有参加医疗互助。现在可以参加，以后住院不用申请。"),
    Kind.UNSERVED: _("这次住院您没有参加互助，没有发。工会会核对名单；您认为当时参加了的，请告诉工会。"),
    Kind.DECLINED: _("您谢绝过这一笔。改主意了，计划结束前都可以收回。"),
    Kind.CARD: _("算好了，等您的银行卡。补上卡就付。"),
    Kind.STRAY: _("工会收到过您的一张结算单，当时没认出是您，正在请医保重新发。"),
}
STATES: dict[str, Promise] = {
    RightState.OPEN: _("还没告诉"), RightState.TOLD: _("已告诉"), RightState.SERVED: _("已享受"),
    RightState.LAPSED: _("已过时"),
}  # fmt: skip
ACTS: dict[str, Promise] = {
    "tell": _("告诉她"), "serve": _("办好了"), "lapse": _("办不了了"), "find": _("又找到"),
}  # fmt: skip


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room or of one below."""
    words = REFUSALS.get(refusal.code)
    if words is None:
        return aid.of(refusal)
    return str(words) % {name: _shown(name, value) for name, value in refusal.params.items()}


def knows(code: str) -> bool:
    """Whether the code of a refusal is this room's."""
    return code in REFUSALS


def _shown(name: str, value: object) -> object:
    if name == "state":
        return STATES.get(str(value), value)
    return aid.day(value) if isinstance(value, date) else value
