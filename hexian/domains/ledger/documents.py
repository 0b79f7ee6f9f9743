"""What is printed of money: a donor's statement, a fund's report of a year, a trial balance."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hexian.domains.ledger import texts
from hexian.domains.ledger.queries import AccountRow, FundReport, Statement, Trial
from hexian.foundation import documents

#: How one yuan is followed, in a donor's words.
FIRST_IN = "先到的捐款先用：捐款按到账先后排好，付款按银行付出的先后排好，一分对一分。"


def day(value: date) -> str:
    """A day as documents print it: 「2026年6月17日」."""
    return f"{value.year}年{value.month}月{value.day}日"


def yuan(fen: int) -> str:
    """«12,345.60», below zero with its sign."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def donor_statement(page: Statement, on: date) -> bytes:
    """What a donor is told: each gift, what of it has been paid out, what is left."""
    rows = [
        [
            day(each.row.on),
            each.fund,
            str(texts.GIFTS[each.row.kind]) + (_("（已冲正）") if each.row.is_reversed else ""),
            yuan(each.row.fen),
            yuan(each.used_fen),
            yuan(0 if each.row.is_reversed else each.row.fen - each.used_fen),
        ]
        for each in page.gifts
    ]
    data: dict[str, Any] = {
        "union": page.union,
        "title": _("捐赠使用情况"),
        "period": _("%(y)s年度") % {"y": page.year} if page.year else _("全部年度"),
        "facts": [
            [_("捐赠人"), page.donor],
            [_("捐赠合计"), yuan(page.fen)],
            [_("已付给受助人"), yuan(page.used_fen)],
            [_("基金已付笔数"), f"{page.payments:,}"],
        ],
        "head": [_("到账日期"), _("基金"), _("来源"), _("捐赠"), _("已使用"), _("未使用")],
        "sums": [3, 4, 5],
        "rows": rows,
        "total": [_("合计"), "", "", yuan(page.fen), yuan(page.used_fen), yuan(page.fen - page.used_fen)],
        "notes": [FIRST_IN, _("感谢您的支持。对使用情况有疑问，请联系本工会，我们逐笔为您核对。")],
    }
    return _printed(data, on, demo=page.is_demo)


def fund_report(page: FundReport, on: date) -> bytes:
    """How a fund stood through a year: opening, each month that moved, closing; how many were paid."""
    balance, rows = page.opening, []
    for month in page.months:
        balance += month.in_fen - month.out_fen
        if month.in_fen or month.out_fen:
            rows.append([f"{month.month.month}月", yuan(month.in_fen), yuan(month.out_fen), yuan(balance)])
    row = page.page.row
    data: dict[str, Any] = {
        "union": row.org_name,
        "title": _("%(fund)s收支报告") % {"fund": row.name},
        "period": _("%(y)s年度") % {"y": page.year},
        "facts": [
            [_("用途"), row.purpose],
            [_("年初可用"), yuan(page.opening)],
            [_("已付"), _("%(n)s 笔，%(sum)s") % {"n": page.paid, "sum": yuan(page.paid_fen)}],
            [_("已定未付"), _("%(n)s 笔，%(sum)s") % {"n": page.waiting, "sum": yuan(page.waiting_fen)}],
        ],
        "head": [_("月份"), _("收入"), _("支出"), _("月末可用")],
        "sums": [1, 2, 3],
        "rows": rows,
        "total": [_("合计"), yuan(page.in_fen), yuan(page.out_fen), yuan(page.closing)],
        "notes": [_("支出在审定下单时计入，包括还没有付出的。")],
        "signs": [_("制表"), _("复核"), _("负责人")],
    }
    return _printed(data, on, demo=page.is_demo)


def trial_balance(page: Trial) -> bytes:
    """The trial balance as it stands on its page."""
    opening = sum(row.tally.opening for row in page.rows)
    data: dict[str, Any] = {
        "union": page.book.org_name,
        "title": _("试算平衡表"),
        "wide": True,
        "period": f"{page.book.name}　{day(page.since)}至{day(page.until)}",
        "head": [
            _("科目编号"),
            _("科目名称"),
            _("期初（借减贷）"),
            _("本期借方"),
            _("本期贷方"),
            _("期末借方"),
            _("期末贷方"),
        ],
        "sums": [2, 3, 4, 5, 6],
        "rows": [_balanced(row) for row in page.rows],
        "total": [
            _("合计"),
            "",
            yuan(opening),
            yuan(page.debit),
            yuan(page.credit),
            yuan(page.closing_debit),
            yuan(page.closing_credit),
        ],
        "signs": [_("制表"), _("复核"), _("负责人")],
    }
    return _printed(data, page.until, demo=page.book.is_demo)


def _balanced(row: AccountRow) -> list[str]:
    sums = row.tally.opening, row.tally.debit, row.tally.credit, row.closing_debit, row.closing_credit
    return [row.number, row.name, *(yuan(fen) for fen in sums)]


def _printed(data: dict[str, Any], on: date, *, demo: bool) -> bytes:
    return documents.render("money-report", {**data, "printed_on": day(on), "dated": on.isoformat(), "demo": demo})
