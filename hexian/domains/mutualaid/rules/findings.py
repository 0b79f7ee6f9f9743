"""What keeps a settlement from flowing by itself, and why; a machine names it, a person decides.

A finding never refuses: by 个人信息保护法 24 nobody has to take a decision against her that a machine made alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntFlag
from statistics import median

from hexian.domains.mutualaid.rules.records import Flag


class Finding(IntFlag):
    """Why people look at a settlement; the first five are what the row shows by itself (`records.Flag`)."""

    NEGATIVE = int(Flag.NEGATIVE)  # own share or total below zero
    BACKWARDS = int(Flag.BACKWARDS)  # discharged before admitted
    FUTURE = int(Flag.FUTURE)  # discharged tomorrow
    UNBORN = int(Flag.UNBORN)  # admitted before she was born
    UNBALANCED = int(Flag.UNBALANCED)  # more within the policy's scope than in all
    SAME_INVOICE = 32  # a receipt under two settlement numbers
    SAME_BILL = 64  # hospital, day, total and person under two settlement numbers
    SPLIT = 128  # two stays at one hospital without a day between them
    CORRECTED = 256  # the number is known with other figures
    REFUNDED = 512  # the refund came before its bill
    WAITING = 1024  # admitted before her cover began
    OUTLIER = 2048  # from a hospital whose bills lie far from the others'
    LARGE = 4096  # from this sum on a person looks
    UNPAID = 8192  # an own share, but the plan pays nothing for it
    UNSERVED = 16384  # known as a member, not taking part
    EXCLUDED = 32768  # a kind of care the plan leaves out


#: All that one row can show before the year's sum is known.
ALL = int(sum(Finding))
#: Consistency of the middle deviation with the standard one of a normal spread, in thousandths.
_MAD_SCALE = 1_4826
_SCALE = 10_000


def kinds(bits: int) -> list[Finding]:
    """The findings in a decision's column, in order."""
    return [finding for finding in Finding if bits & finding]


def outliers(figures: Sequence[int], *, times: int, least: int) -> list[bool]:
    """Which figures lie more than `times` robust deviations (MAD) above the middle; none of fewer than `least`.

    Below the middle nothing is suspicious: a cheap hospital costs the fund nothing.
    """
    if len(figures) < least:
        return [False] * len(figures)
    middle = median(figures)
    spread = median(abs(figure - middle) for figure in figures) * _MAD_SCALE
    return [(figure - middle) * _SCALE > times * spread if spread else figure > middle * 2 for figure in figures]
