"""The words for levels and refusals."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.regions.rules import Level

LEVELS: dict[Level, Promise] = {
    Level.PROVINCE: _("省"),
    Level.CITY: _("设区的市"),
    Level.DISTRICT: _("县（市、区）"),
    Level.STREET: _("乡镇（街道）"),
    Level.COMMUNITY: _("村（社区）"),
}

REFUSALS: dict[str, Promise] = {
    "regions.unknown": _("没有编号为「%(division)s」的行政区划。请从列表里选，或检查编号是否抄错。"),
    "regions.data_is_broken": _("随程序带来的区划数据不完整（%(problem)s）。请重新安装程序；已有的区划没有改动。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(REFUSALS[refusal.code]) % refusal.params
