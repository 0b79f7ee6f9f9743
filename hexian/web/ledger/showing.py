"""What the pages of the ledger have in common: figures that open to their rows, hands, kinds of labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.ledger import texts
from hexian.domains.ledger.queries import Agreement, Followed, FundRow, HandRow, Reconciliation, Yuan
from hexian.domains.ledger.rules import Order, Run
from hexian.domains.ledger.rules.files import STOPPING, Verdict
from hexian.foundation.actor import Actor
from hexian.foundation.money import rules as money

RUN_KINDS: Mapping[str, str] = {
    Run.DRAFTED: "", Run.PROPOSED: "warn", Run.REVIEWED: "warn", Run.APPROVED: "info", Run.RELEASED: "violet",
    Run.ANSWERED: "teal", Run.CLOSED: "ok", Run.CANCELLED: "bad",
}  # fmt: skip
ORDER_KINDS: Mapping[str, str] = {
    Order.ORDERED: "", Order.BATCHED: "info", Order.RELEASED: "violet", Order.PAID: "ok", Order.RETURNED: "bad",
    Order.CANCELLED: "",
}  # fmt: skip
VERDICT_KINDS: Mapping[str, str] = {
    **dict.fromkeys(STOPPING, "bad"), Verdict.PAID: "ok", Verdict.RETURNED: "warn", Verdict.BOUNCED: "warn",
    Verdict.AGAIN: "", Verdict.PENDING: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure of `{% kpis %}`, leading to the rows behind it."""

    label: str
    value: str
    unit: str
    note: str
    url: str = ""
    current: bool = False


def number(request: HttpRequest, name: str) -> int:
    """A whole number out of the address; 0 for anything else."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def today(actor: Actor) -> date:
    """The actor's day."""
    return timezone.localdate(actor.now)


def last_month(actor: Actor) -> date:
    """The last day of the month before."""
    return today(actor).replace(day=1) - timedelta(days=1)


def figure(label: str, fen: int, note: str, url: str = "") -> Figure:
    """A sum as a key figure."""
    value, scale = money.shorten(fen)
    return Figure(label, value, {"yuan": _("元"), "wan": _("万元"), "yi": _("亿元")}[scale], note, url)


def figures(row: FundRow) -> list[Figure]:
    """What came in, went out, is free."""
    income = reverse("ledger:account", args=[row.income_id]) if row.income_id else ""
    expense = reverse("ledger:account", args=[row.expense_id]) if row.expense_id else ""
    guarantee = money.shorten(row.guarantee_fen)[0]
    free = _("工会另兜底 %(sum)s") % {"sum": guarantee} if row.guarantee_fen else _("没有用、也没有答应给谁")
    return [
        figure(_("收入"), row.in_fen, _("看每一笔"), income),
        figure(_("支出"), row.out_fen, _("付了的和答应付的"), expense),
        figure(_("可用"), row.free_fen, free),
    ]


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """Two figures beside each other."""

    title: str
    account_fen: int
    rows_fen: int
    note: str
    agrees: bool


def agreements(checked: Reconciliation) -> list[ShownAgreement]:
    """What the accounts say beside what the payments come to."""
    return [_shown(each) for each in checked.agreements]


def _shown(each: Agreement) -> ShownAgreement:
    counted = _("%(n)s 类科目") if each.what == "balance" else _("%(n)s 笔")
    note = counted % {"n": f"{each.rows:,}"}
    return ShownAgreement(str(_TITLES[each.what]), each.account_fen, each.rows_fen, note, each.agrees)


_TITLES: Mapping[str, Promise] = {
    "payable": gettext_lazy("应付补助款和没付完的付款单"), "receivable": gettext_lazy("应收退回款和要退的付款单"),
    "balance": gettext_lazy("借方和贷方相抵"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownHand:
    """One hand of a run as its page shows it: done, hers to do now, or waiting and why."""

    hand: str
    label: str
    how: str
    note: str
    row: HandRow
    url: str
    act: Promise
    able: str = ""
    by_committee: bool = False


#: What the button of a hand says.
_ACTS: Mapping[str, Promise] = {
    "propose": gettext_lazy("提交"), "review": gettext_lazy("复核无误"), "second": gettext_lazy("第一审批"),
    "approve": gettext_lazy("审批"), "release": gettext_lazy("放款"),
}  # fmt: skip


def hands(rows: tuple[HandRow, ...], state: str, run_id: UUID) -> list[ShownHand]:
    """The hands in their order; those that are done, the one she may lend, those that wait and for whom."""
    return [_hand(row, state, run_id) for row in rows]


def _hand(row: HandRow, state: str, run_id: UUID) -> ShownHand:
    how, note = _standing(row, state)
    is_over = state in _OVER
    by_committee = how == "off" and row.refusal is not None and row.refusal.code == "ledger.second_first"
    return ShownHand(
        row.hand, str(texts.HANDS[row.hand]), how, note, row, reverse(f"ledger:{row.hand}", args=[run_id]),
        _ACTS[row.hand], "" if how == "done" or is_over else _able(row), by_committee,
    )  # fmt: skip


_OVER = (Run.RELEASED, Run.ANSWERED, Run.CLOSED, Run.CANCELLED)


def _standing(row: HandRow, state: str) -> tuple[str, str]:
    if row.at is not None:
        return "done", row.name
    if row.committee:
        return "done", _("凭委员会决议 %(number)s") % {"number": row.committee}
    if state in _OVER:
        return "off", _("没有用到")
    if row.may:
        return "now", _("轮到您")
    why = texts.of(row.refusal) if row.refusal and row.refusal.code not in _OF_ITSELF else _("还没有办")
    return "off", why


#: Reasons that say nothing about her: the names of who may say more.
_OF_ITSELF = ("ledger.run_state", "ledger.no_duty")
#: So many names stand beside a hand.
_MOST_NAMES = 3


def _able(row: HandRow) -> str:
    if not row.able:
        return _("还没有人能办，请在「任职与权限」里委任")
    names = "、".join(row.able[:_MOST_NAMES])
    more = _("等 %(n)s 人") % {"n": len(row.able)} if len(row.able) > _MOST_NAMES else ""
    return _("可以办的：%(names)s%(more)s") % {"names": names, "more": more}


def plain(fen: int) -> str:
    """«752.40 元»."""
    return _("%(sum)s 元") % {"sum": f"{fen // 100:,}.{fen % 100:02}"}


def followed(page: Followed, *, of_order: bool = False) -> list[Figure]:
    """The whole of it, what has found its way, what has not."""
    if of_order:
        return [
            figure(_("付了"), page.fen, _("这一笔")), figure(_("来自捐赠"), page.used_fen, _("对得上的")),
            figure(_("还对不上"), page.left_fen, _("银行还没有付，或来自别处")),
        ]  # fmt: skip
    return [
        figure(_("捐了"), page.fen, _("这一笔")), figure(_("已经用了"), page.used_fen, _("付到了人")),
        figure(_("还没有用"), page.left_fen, _("留在基金里")),
    ]  # fmt: skip


#: How long the row of gifts is drawn.
LONG = 1000


def laid(page: Yuan) -> dict[str, object] | None:
    """Gifts and payments laid beside each other, and where the yuan lies; nothing before the first gift."""
    whole = max(page.given_fen, page.paid_fen)
    if not whole:
        return None

    def at(fen: int) -> int:
        return min(LONG, fen * LONG // whole)

    gifts = [
        {
            "x": at(each.lo), "wide": max(1, at(each.lo + each.fen) - at(each.lo) - 1), "donor": each.donor,
            "is_it": page.gift is not None and each.public_id == page.gift.public_id,
        }
        for each in page.gifts
    ]  # fmt: skip
    return {"gifts": gifts, "paid": at(page.paid_fen), "mark": at((page.number - 1) * 100)}
