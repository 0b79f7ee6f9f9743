"""The terms of a plan and what one settlement is worth under them; sums in fen, rates in basis points.

The figures are a plan's own; none is the law's, and Hangzhou's present ones are not verified: they are entered, never
assumed.

Worked example (岳阳 2014, per stay, no deductible, 30/35/40/45/50 %, at least 50 yuan, at most 50,000 a year): an own
share of 5,000 yuan is worth 1,500; one of 100 is raised to 50; one of 120,000 would be 56,750 and is cut to 50,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hexian.foundation.actor import Refused

#: The whole, in basis points.
WHOLE = 10_000


class Payer(StrEnum):
    """Who pays for taking part."""

    PERSON = "person"
    UNION = "union"
    EMPLOYER = "employer"


class Per(StrEnum):
    """What deductible and tiers apply to: each stay by itself, or the year's own shares together."""

    STAY = "stay"
    YEAR = "year"


class Eligible(StrEnum):
    """Which own costs count."""

    SCOPE = "scope"  # 政策范围内 less every fund's payment
    SCOPE_AND_FIRST = "scope_and_first"  # and 先行自付


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a plan the sums hang on, besides its table of tiers."""

    per: Per
    deductible: int = 0
    minimum: int = 0
    is_raised: bool = False  # whether a smaller sum is raised to the minimum; else it is not paid
    cap: int | None = None  # of one person in the plan's year
    large: int | None = None  # from here on a person looks


@dataclass(frozen=True, slots=True)
class Worth:
    """What one settlement is worth: what the tiers apply to, their sum, the sum after the minimum, what is paid."""

    base: int
    tiers: int
    raw: int
    amount: int


def settle(terms: Terms, share: int, tiers: int, *, paid: int) -> Worth:
    """What is paid for an own share; `tiers` is what the table gives on `base_of`, `paid` what she had this year.

    A cap lowered below what was paid already pays nothing more and takes nothing back.
    """
    if share <= 0:
        return Worth(0, 0, 0, 0)
    raw = raised(terms, tiers)
    room = raw if terms.cap is None else max(terms.cap - paid, 0)
    return Worth(base_of(terms, share), tiers, raw, min(raw, room))


def base_of(terms: Terms, share: int) -> int:
    """What the tiers apply to: the own share beyond the deductible."""
    return max(share - terms.deductible, 0)


def raised(terms: Terms, tiers: int) -> int:
    """The sum of the tiers after the minimum: raised to it, or not paid below it. Nothing stays nothing."""
    if tiers <= 0 or tiers >= terms.minimum:
        return max(tiers, 0)
    return terms.minimum if terms.is_raised else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a bill says, in fen: its total, the own share within the policy's scope, and what was 先行自付."""

    total: int
    own: int
    first: int

    def share(self, eligible: str) -> int:
        """What of it counts under a plan."""
        return self.own if eligible == Eligible.SCOPE else self.own + self.first


def span_of_base(terms: Terms, share: int, *, year_share: int) -> tuple[int, int]:
    """What the tiers apply to without and with this share: nothing and itself, or the year's shares so far."""
    if terms.per == Per.STAY:
        return 0, base_of(terms, share)
    return base_of(terms, year_share), base_of(terms, year_share + share)


def check_terms(terms: Terms, *, price: int, sample_bp: int) -> None:
    """Raises `Refused` with `aid.sum_negative`, `aid.sample_share`, `aid.cap_below_minimum` (`cap`, `minimum`)."""
    if min(price, terms.deductible, terms.minimum, terms.cap or 0, terms.large or 0) < 0:
        raise Refused("aid.sum_negative")
    if not 0 <= sample_bp <= WHOLE:
        raise Refused("aid.sample_share")
    if terms.cap is not None and terms.cap < terms.minimum:
        raise Refused("aid.cap_below_minimum", cap=terms.cap, minimum=terms.minimum)
