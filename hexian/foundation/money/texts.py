"""The words for sums and for what is wrong with one."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hexian.foundation.actor.refusals import Refused
from hexian.foundation.money.rules import Scale, shorten

_SCALES: dict[str, Promise] = {Scale.YUAN: _("元"), Scale.WAN: _("万元"), Scale.YI: _("亿元")}

REFUSALS: dict[str, Promise] = {
    "money.empty": _("金额还没有填。请填数字，例如 640 或 1.2 万元。"),
    "money.not_a_sum": _("「%(text)s」看不出是多少钱。请填数字，例如 640、1,234.50 或 1.2 万元。"),
    "money.negative": _("「%(text)s」是负数。请填不带负号的金额。"),
    "money.finer_than_fen": _("金额最小到分，小数点后最多两位（以元计）。请改成整分的数。"),
    "money.too_large": _("这个金额太大，记不下。请检查是不是多打了数字或单位。"),
    "money.nobody_to_share": _("没有可以分摊的对象。请先选好由谁分摊、各占多少。"),
}


def of(refusal: Refused) -> str:
    """The sentence for a refusal of this room."""
    return str(REFUSALS[refusal.code]) % refusal.params


def say(fen: int) -> str:
    """A sum as screens show it, exact: 「640 元」「1.2 万元」「12,345.60 元」."""
    number, scale = shorten(fen)
    return gettext("%(number)s %(unit)s") % {"number": number, "unit": _SCALES[scale]}
