"""Rules the program does not read yet, and why: the page says so, lest somebody change one and wait for an effect.

A test holds this against the code: what is read may not stand here, what is not read must.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_BARGAINING: Final = _("程序还没有用到：等集体协商的功能。")
_ELECTION: Final = _("程序还没有用到：等换届和代表大会的功能。")
_FEES: Final = _("程序还没有用到：等经费和会费的功能。")
_ARBITRATION: Final = _("程序还没有用到：等劳动争议的功能。")
_SUPPLEMENT: Final = _("程序还没有用到：等申请补正的功能。")
_BY_HAND: Final = _("供查阅：由单位自己做到，程序不替您算。")

#: By code, or by the part before the dot for a whole field.
WHY: Final[dict[str, Promise]] = {
    "bargaining": _BARGAINING,
    "contract": _BARGAINING,
    "delegates": _BARGAINING,
    "arbitration": _ARBITRATION,
    "privacy": _BY_HAND,
    "security": _BY_HAND,
    "join.desk": _SUPPLEMENT,
    "join.correction": _SUPPLEMENT,
    "join.unverified_hours": _("程序用不到：手机号没有验证的申请根本不会收下。"),
    "union.full_time_chair": _ELECTION,
    "union.local_term_years": _ELECTION,
    "union.term_extension": _ELECTION,
    "union.extraordinary_meeting": _ELECTION,
    "union.recall_votes": _ELECTION,
    "union.officer_time_off": _BY_HAND,
    "union.delegates": _ELECTION,
    "union.fee_rate": _FEES,
    "union.fee_share": _FEES,
}


def why(code: str) -> Promise | str:
    """Why changing the rule changes nothing today; empty for a rule that is read."""
    return WHY.get(code, WHY.get(code.partition(".")[0], ""))
