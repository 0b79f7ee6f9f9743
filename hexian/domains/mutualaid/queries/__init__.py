"""Figures and rows for screens."""

from hexian.domains.mutualaid.queries.desk import (
    agreement,
    board,
    contest,
    contests,
    faults,
    fees,
    file,
    files,
    groups,
    held,
    held_count,
    next_sample,
    plan,
    plans,
    taking_part,
    years,
)
from hexian.domains.mutualaid.queries.explaining import mine, seen
from hexian.domains.mutualaid.queries.hers import my_aid

__all__ = [
    "agreement", "board", "contest", "contests", "faults", "fees", "file", "files", "groups", "held", "held_count",
    "mine", "my_aid", "next_sample", "plan", "plans", "seen", "taking_part", "years",
]  # fmt: skip
