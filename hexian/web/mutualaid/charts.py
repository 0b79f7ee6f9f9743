"""The board's pictures: bars in whole units of their own drawing, each with its words and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.entitlements.queries import Missed
from hexian.domains.mutualaid import texts
from hexian.domains.mutualaid.queries import Board, Month, Year
from hexian.foundation.money import say

#: Height of the tallest bar, and widths of a month and a bar, in a drawing's own units.
TALL, STEP, WIDE = 130, 40, 15
#: Room above the bars for a figure, and below for the month.
ABOVE, BELOW = 18, 22
#: The whole length of a bar that lies.
LONG = 1000


def rows_of(year: int, *, month: int = 0, state: str = "", hospital: str = "") -> str:
    """The list behind a figure."""
    asked = {"year": year, "month": month, "state": state, "hospital": hospital}
    return f"{reverse('aiddesk:settled')}?{urlencode({key: value for key, value in asked.items() if value})}"


def kpis(board: Board, missed: Missed) -> list[dict[str, object]]:
    """The key figures, each leading to its rows."""
    paid = rows_of(board.year, state="ordered")
    return [
        {"label": _("已办好"), "value": f"{board.paid:,}", "unit": _("人次"), "note": growth(board.growth_bp),
         "url": paid},
        {"label": _("互助金"), "value": wan(board.paid_fen)[0], "unit": wan(board.paid_fen)[1],
        "note": growth(board.growth_fen_bp),
         "url": paid},
        {"label": _("平均每人次"), "value": wan(board.average_fen)[0], "unit": wan(board.average_fen)[1],
        "note": _("办好的平均"), "url": paid},
        {"label": _("出院到到账"), "value": tenths(board.days_tenths), "unit": _("天"), "note": _("只算银行已付的"),
         "url": "#days"},
        {"label": _("应享未享"), "value": f"{missed.count:,}", "unit": _("人次"), "url": reverse("rightsdesk:rights"),
         "note": _("参加了的话，约 %(sum)s") % {"sum": say(missed.worth_fen)} if missed.count else _("没有落下的人")},
    ]  # fmt: skip


def wan(fen: int) -> tuple[str, str]:
    """A sum short enough for a key figure, and its unit; the exact one stands beside its year."""
    if fen < 1_000_000:
        return f"{fen // 100:,}.{fen % 100:02}", _("元")
    return f"{fen // 1_000_000:,}.{fen // 10_000 % 100:02}", _("万元")


def tenths(days: int | None) -> str:
    """Tenths of a day in words; a dash where the bank has paid nothing."""
    return "—" if days is None else f"{days // 10}.{days % 10}"


def growth(bp: int | None) -> str:
    """More or less than the year before."""
    if bp is None:
        return _("上年没有数")
    sign, plain = "−" if bp < 0 else "+", abs(bp)
    return _("比上年 %(change)s") % {"change": f"{sign}{plain // 100}.{plain % 100:02}%"}


def months(board: Board) -> dict[str, Any]:
    """Two bars a month, last year's behind; the highest says its sum."""
    pairs = list(zip(board.months, board.months_before, strict=True))
    most = max((each.paid_fen for pair in pairs for each in pair), default=0) or 1
    bars = [_pair(at, now, before, most, board.year) for at, (now, before) in enumerate(pairs)]
    return _drawing(bars) | {"most": say(most)}


def _pair(at: int, now: Month, before: Month, most: int, year: int) -> dict[str, Any]:
    tall, low = now.paid_fen * TALL // most, before.paid_fen * TALL // most
    return {
        "label": at + 1, "x": at * STEP + 19, "now_x": at * STEP + 20, "before_x": at * STEP + 4, "wide": WIDE,
        "now": tall, "now_y": ABOVE + TALL - tall, "before": low, "before_y": ABOVE + TALL - low,
        "sum": say(now.paid_fen),
        "former": say(before.paid_fen), "count": now.paid, "missed": now.missed, "days": tenths(now.days_tenths),
        "url": rows_of(year, month=at + 1, state="ordered") if now.paid else "",
        "missed_url": rows_of(year, month=at + 1, state="missed") if now.missed else "",
    }  # fmt: skip


def days(board: Board) -> dict[str, Any] | None:
    """One bar a month: days from discharge to the bank's day; nothing while the bank has paid nothing."""
    known = [each.days_tenths for each in board.months]
    most = max((each or 0 for each in known), default=0)
    if not any(each is not None for each in known):
        return None
    bars = [_single(at, each, most or 1) for at, each in enumerate(known)]
    return _drawing(bars)


def _single(at: int, value: int | None, most: int) -> dict[str, Any]:
    tall = (value or 0) * TALL // most
    return {
        "label": at + 1, "x": at * STEP + 19, "bar_x": at * STEP + 8, "wide": WIDE + 8, "tall": tall,
        "y": ABOVE + TALL - tall, "said_y": ABOVE + TALL - tall - 5,
        "said": "" if value is None else f"{value // 10}" if value >= 1_000 else tenths(value),
    }  # fmt: skip


def _drawing(bars: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "bars": bars, "width": STEP * 12, "height": ABOVE + TALL + BELOW, "ground": ABOVE + TALL,
        "label_y": ABOVE + TALL + 17,
    }  # fmt: skip


def years(known: Sequence[Year]) -> list[dict[str, Any]]:
    """A bar a year that lies, with how much more than the year before."""
    return _lying(
        known, lambda each: each.paid_fen,
        lambda each: {
            "label": f"{each.year}", "sum": say(each.paid_fen), "count": each.paid,
            "growth": growth(each.growth_fen_bp),
            "growth_count": growth(each.growth_bp), "url": rows_of(each.year, state="ordered"),
        },
    )  # fmt: skip


def parts(board: Board) -> list[dict[str, Any]]:
    """What became of a year's settlements, each leading to its rows."""
    found = [
        (_("办好了"), board.paid, "aid", "ordered"), (_("等人看"), board.held, "own", "held"),
        (_("人看过，没有发放"), board.refused, "else", "refused"), (_("本人谢绝"), board.declined, "else", "declined"),
        (texts.SEEN["nothing"], board.unowed, "else", "nothing"),
        (_("其中没有赶上"), board.missed, "missed", "missed"),
    ]  # fmt: skip
    return _lying(
        found, lambda each: each[1],
        lambda each: {
            "label": each[0], "count": each[1], "kind": each[2], "url": rows_of(board.year, state=each[3]),
        },
    )  # fmt: skip


def hospitals(board: Board) -> list[dict[str, Any]]:
    """Hospitals whose bills leave much to the person."""
    return [
        {
            "label": each.name, "share": f"{each.middle_bp // 100}%", "count": each.settlements,
            "long": each.middle_bp * LONG // 10_000, "url": rows_of(board.year, hospital=each.number),
        }
        for each in board.outliers
    ]  # fmt: skip


def _lying(
    rows: Sequence[Any], of: Callable[[Any], int], words: Callable[[Any], dict[str, Any]]
) -> list[dict[str, Any]]:
    most = max((of(each) for each in rows), default=0) or 1
    return [words(each) | {"long": of(each) * LONG // most} for each in rows]
