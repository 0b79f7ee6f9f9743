"""Figures and rows for screens."""

from hexian.domains.mutualaid.queries.desk import (
    Board,
    FileRow,
    agreement,
    board,
    choices,
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
from hexian.domains.mutualaid.queries.explaining import look, mine, seen
from hexian.domains.mutualaid.queries.hers import my_aid

__all__ = [
    "Board", "FileRow", "agreement", "board", "choices", "contest", "contests", "faults", "fees", "file", "files",
    "groups", "held", "held_count", "look", "mine", "my_aid", "next_sample", "plan", "plans", "seen", "taking_part",
    "years",
]  # fmt: skip
