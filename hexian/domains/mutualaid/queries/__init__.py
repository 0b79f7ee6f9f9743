"""Figures and rows for screens."""

from hexian.domains.mutualaid.queries.desk import (
    Board,
    FileRow,
    Month,
    Year,
    agreement,
    board,
    by_year,
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
from hexian.domains.mutualaid.queries.explaining import Shares, look, mine, seen
from hexian.domains.mutualaid.queries.hers import my_aid
from hexian.domains.mutualaid.queries.rows import (
    beside,
    cause,
    inboxes,
    moving,
    next_held,
    own_causes,
    settled,
    strays,
    unread,
)
from hexian.domains.mutualaid.services.deciding import SOURCE

__all__ = [
    "SOURCE", "Board", "FileRow", "Month", "Shares", "Year", "agreement", "beside", "board", "by_year", "cause",
    "choices", "contest", "contests", "faults", "fees", "file", "files", "groups", "held", "held_count", "inboxes",
    "look", "mine", "moving", "my_aid", "next_held", "next_sample", "own_causes", "plan", "plans", "seen",
    "settled", "strays", "taking_part", "unread", "years",
]  # fmt: skip
