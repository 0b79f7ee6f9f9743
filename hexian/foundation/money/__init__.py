"""Sums of money: whole fen, rates in basis points, and the ways people write them."""

from hexian.foundation.money.rules import apply_rate, capitals, parse, split, split_evenly
from hexian.foundation.money.texts import say

__all__ = ["apply_rate", "capitals", "parse", "say", "split", "split_evenly"]
