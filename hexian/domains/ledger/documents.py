"""What is printed of money: a donor's statement, a fund's report of a year, a trial balance."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hexian.domains.ledger import texts
from hexian.domains.ledger.queries import AccountRow, FundReport, GiftUsed, PledgeRow, Statement, Trial
from hexian.foundation import documents
from hexian.foundation.money import capitals

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
    """What a donor is told: each gift, what of it has been paid out, what is left, what is promised."""
    data: dict[str, Any] = {
        "union": page.union,
        "title": _("捐赠使用情况"),
        "period": _("%(y)s年度") % {"y": page.year} if page.year else _("截至%(day)s") % {"day": day(on)},
        "facts": [
            [_("捐赠人"), page.donor],
            [_("已付给受助人"), yuan(page.used_fen)],
            [_("捐赠合计"), _("%(sum)s（%(words)s）") % {"sum": yuan(page.fen), "words": capitals(page.fen)}],
            [_("基金已付笔数"), f"{page.payments:,}"],
        ],
        "head": [_("到账日期"), _("基金和用途"), _("来源"), _("捐赠"), _("已使用"), _("未使用")],
        "sums": [3, 4, 5],
        "widths": [0, 3, 2, 0, 0, 0],
        "rows": [_gift(each) for each in page.gifts],
        "total": [_("合计"), "", "", yuan(page.fen), yuan(page.used_fen), yuan(page.fen - page.used_fen)],
        "notes": [
            *[_promise(each, page.year or on.year) for each in page.pledges],
            FIRST_IN,
            _("感谢您的支持。对使用情况有疑问，请联系本工会，我们逐笔为您核对。"),
        ],
    }
    return _printed(data, on, demo=page.is_demo)


def _gift(each: GiftUsed) -> list[str]:
    row = each.row
    said = [str(texts.GIFTS[row.kind]) + (_("（已冲正）") if row.is_reversed else ""), row.item]
    said += [_("票据 %(number)s") % {"number": row.voucher}] if row.voucher else []
    return [
        day(row.on), "\n".join(filter(None, (each.fund, each.purpose))), "\n".join(filter(None, said)), yuan(row.fen),
        yuan(each.used_fen), yuan(0 if row.is_reversed else row.fen - each.used_fen),
    ]  # fmt: skip


def _promise(row: PledgeRow, year: int) -> str:
    said = _("认捐：每年 %(yearly)s 元，到 %(cap)s 元为止；到 %(year)s 年应到 %(due)s 元，已到 %(given)s 元。")
    return said % {
        "yearly": yuan(row.yearly_fen), "cap": yuan(row.cap_fen), "year": year, "due": yuan(row.due_fen),
        "given": yuan(row.given_fen),
    }  # fmt: skip


def fund_report(page: FundReport, on: date) -> bytes:
    """How a fund stood through a year: where money came from, each month that moved, closing; how many were paid."""
    balance, rows = page.opening, []
    for month in page.months:
        balance += month.in_fen - month.out_fen
        if month.in_fen or month.out_fen:
            rows.append([f"{month.month.month}月", yuan(month.in_fen), yuan(month.out_fen), yuan(balance)])
    row, is_over = page.page.row, page.year < on.year
    count = _("%(n)s 笔，%(sum)s")
    data: dict[str, Any] = {
        "union": row.org_name,
        "title": _("%(fund)s收支报告") % {"fund": row.name},
        "period": _("%(y)s年度") % {"y": page.year} if is_over else _("%(y)s年度，截至%(day)s") % {
            "y": page.year, "day": day(on)
        },
        "facts": [
            [_("用途"), row.purpose],
            [_("得到补助"), _("%(n)s 人") % {"n": f"{page.persons:,}"}],
            [_("年初可用"), yuan(page.opening)],
            [_("年末可用") if is_over else _("现在可用"), yuan(page.closing)],
            [_("年初已定未付"), count % {"n": f"{page.carried:,}", "sum": yuan(page.carried_fen)}],
            [
                _("年末已定未付") if is_over else _("已定未付"),
                count % {"n": f"{page.waiting:,}", "sum": yuan(page.waiting_fen)},
            ],
            [_("银行已付"), count % {"n": f"{page.paid:,}", "sum": yuan(page.paid_fen)}],
            *[[_("收入：%(source)s") % {"source": source}, yuan(fen)] for source, fen in page.sources],
        ],
        "head": [_("月份"), _("收入"), _("支出"), _("月末可用")],
        "sums": [1, 2, 3],
        "widths": [2, 3, 3, 3],
        "rows": rows,
        "total": [_("合计"), yuan(page.in_fen), yuan(page.out_fen), yuan(page.closing)],
        "notes": [_("支出在审定下单时计入，包括还没有付出的。")],
        "signs": [_("制表"), _("复核"), _("负责人")],
    }  # fmt: skip
    return _printed(data, on, demo=page.is_demo)


def trial_balance(page: Trial, on: date) -> bytes:
    """The trial balance as it stands on its page; a side nothing stands on is left blank."""
    data: dict[str, Any] = {
        "union": page.book.org_name,
        "title": _("试算平衡表"),
        "wide": True,
        "period": f"{page.book.name}　{day(page.since)}至{day(page.until)}",
        "head": [
            _("科目编号"),
            _("科目名称"),
            _("期初借方"),
            _("期初贷方"),
            _("本期借方"),
            _("本期贷方"),
            _("期末借方"),
            _("期末贷方"),
        ],
        "sums": [2, 3, 4, 5, 6, 7],
        "widths": [0, 1, 0, 0, 0, 0, 0, 0],
        "rows": [_balanced(row) for row in page.rows],
        "total": [
            _("合计"),
            "",
            yuan(page.opening_debit),
            yuan(page.opening_credit),
            yuan(page.debit),
            yuan(page.credit),
            yuan(page.closing_debit),
            yuan(page.closing_credit),
        ],
        "signs": [_("制表"), _("复核"), _("负责人")],
    }
    return _printed(data, on, demo=page.book.is_demo)


def _balanced(row: AccountRow) -> list[str]:
    sums = (
        row.opening_debit, row.opening_credit, row.tally.debit, row.tally.credit, row.closing_debit,
        row.closing_credit,
    )  # fmt: skip
    return [row.number, row.name, *(yuan(fen) if fen else "" for fen in sums)]


def _printed(data: dict[str, Any], on: date, *, demo: bool) -> bytes:
    return documents.render("money-report", {**data, "printed_on": day(on), "dated": on.isoformat(), "demo": demo})
