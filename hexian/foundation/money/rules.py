"""Sums in whole fen and rates in basis points; never a float.

Worked example: 2 % of 1,234.56 yuan is `apply_rate(123456, 200)` = 2469 fen, and three unions sharing 100 yuan get
`split_evenly(10000, 3)` = (3334, 3333, 3333): no fen is lost and none is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final

from hexian.foundation.actor.refusals import Refused

FEN_PER_YUAN: Final = 100
BASIS: Final = 10_000

#: What a BIGINT column holds, in fen: more than the yearly product of the world.
LARGEST: Final = 2**63 - 1

_UNITS: Final = {
    "": 100, "元": 100, "圆": 100, "块": 100, "角": 10, "分": 1, "千元": 100_000, "千": 100_000,
    "万": 1_000_000, "万元": 1_000_000, "亿": 10_000_000_000, "亿元": 10_000_000_000,
}  # fmt: skip
_SUM: Final = re.compile(
    r"(?P<sign>[-−]?)(?:人民币|RMB|CNY|[¥￥])?(?P<late_sign>[-−]?)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?(?P<unit>[千万亿]?元|[圆块角分千万亿]?)(?:整|正)?",
    re.IGNORECASE | re.ASCII,
)
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")


class Scale(StrEnum):
    """In what a sum is shown: yuan, ten thousand or a hundred million yuan."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


def apply_rate(fen: int, basis_points: int) -> int:
    """The rate's share of a sum, in fen, half a fen rounded away from zero (四舍五入).

    A refund mirrors its charge: `apply_rate(-fen, bp) == -apply_rate(fen, bp)`.
    """
    product = fen * basis_points
    rounded = (2 * abs(product) + BASIS) // (2 * BASIS)
    return rounded if product >= 0 else -rounded


def parse(text: str) -> int:
    """Fen from what a person typed: «640», «1.2 万元», «¥1,234.50», full-width digits.

    Raises `Refused`: `money.empty`, `money.not_a_sum`, `money.negative`, `money.finer_than_fen`, `money.too_large`.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        raise Refused("money.empty")
    found = _SUM.fullmatch(plain)
    if not found:
        raise Refused("money.not_a_sum", text=text.strip()[:40])
    if found["sign"] or found["late_sign"]:
        raise Refused("money.negative", text=text.strip()[:40])
    return _to_fen(found["whole"].replace(",", ""), found["part"] or ".", _UNITS[found["unit"]])


def _to_fen(whole: str, part: str, unit: int) -> int:
    """Exact: the fraction is carried as an integer over a power of ten."""
    # Nineteen digits exceed the largest sum already in fen; int() of a longer run would only waste time.
    if len(whole.lstrip("0")) > 19:
        raise Refused("money.too_large")
    decimals = part[1:].rstrip("0")
    if len(decimals) > 10:
        raise Refused("money.finer_than_fen")
    scale: int = 10 ** len(decimals)
    fen, rest = divmod(int(whole + decimals) * unit, scale)
    if rest:
        raise Refused("money.finer_than_fen")
    if fen > LARGEST:
        raise Refused("money.too_large")
    return fen


def shorten(fen: int) -> tuple[str, Scale]:
    """The shortest exact way to show a sum: («1.2», 万元), («640», 元), («12,345.60», 元). Nothing is rounded away."""
    for scale, size in ((Scale.YI, _UNITS["亿元"]), (Scale.WAN, _UNITS["万元"])):
        if abs(fen) >= size and fen % (size // 100) == 0:
            return _trim(Decimal(fen) / size), scale
    places = 0 if fen % FEN_PER_YUAN == 0 else 2
    return f"{Decimal(fen) / FEN_PER_YUAN:,.{places}f}", Scale.YUAN


def _trim(amount: Decimal) -> str:
    text = f"{amount:,.2f}"
    return text.rstrip("0").rstrip(".")


def capitals(fen: int) -> str:
    """A sum as bills and agreements write it: «陆佰肆拾元整» (《支付结算办法》附一 on filling in bills).

    Written here in forty lines: the package known for it takes floats.  Raises `Refused` (`money.too_large`).
    """
    if abs(fen) > LARGEST:
        raise Refused("money.too_large")
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    jiao, cents = divmod(rest, 10)
    words = "负" if fen < 0 else ""
    if yuan or not rest:
        words += (_integer(yuan) or _DIGITS[0]) + "元"
    if not rest:
        return words + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        words += _DIGITS[0]
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    return words + (f"{_DIGITS[cents]}分" if cents else "整")


def _integer(number: int) -> str:
    """A whole number in capitals, split at 亿, then at 万, then into four digits; empty for nought."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, size)
        if high:
            gap = _DIGITS[0] if low and low < size // 10 else ""
            return _integer(high) + name + gap + _integer(low)
    return _four(number)


def _four(group: int) -> str:
    """Up to four digits in capitals, one 零 for any run of noughts inside."""
    words = ""
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit:
            words += _DIGITS[digit] + _PLACES[place]
        elif words and not words.endswith(_DIGITS[0]):
            words += _DIGITS[0]
    return words.rstrip(_DIGITS[0])


def split(fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share a sum in proportion to whole weights without losing a fen (largest remainder, earlier first on a tie).

    Raises `Refused` (`money.nobody_to_share`) when there is nobody or nobody weighs anything, or a weight is negative.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise Refused("money.nobody_to_share")
    sign = -1 if fen < 0 else 1
    shares = [abs(fen) * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(abs(fen) * weights[i] % total), i))
    for index in by_remainder[: abs(fen) - sum(shares)]:
        shares[index] += 1
    return tuple(sign * share for share in shares)


def split_evenly(fen: int, parts: int) -> tuple[int, ...]:
    """Share a sum among equals: shares differ by at most one fen and add up to the sum."""
    return split(fen, [1] * parts)
