"""Figures and rows for screens."""

from hexian.domains.mutualaid.queries.board import Board, Month, Year, board, by_year, years
from hexian.domains.mutualaid.queries.explaining import Shares, mine, opened
from hexian.domains.mutualaid.queries.files import (
    FileRow,
    faults,
    file,
    files,
    inboxes,
    moving,
    progress,
    strays,
    unread,
)
from hexian.domains.mutualaid.queries.hers import my_aid
from hexian.domains.mutualaid.queries.plans import choices, fees, fees_kept, fees_owed, plan, plans, taking_part
from hexian.domains.mutualaid.queries.rows import cause, own_causes, settled
from hexian.domains.mutualaid.queries.waiting import (
    agreement,
    barred,
    barred_answer,
    contest,
    contests,
    contests_waiting,
    groups,
    held,
    held_waiting,
    next_held,
    next_sample,
    sample_waiting,
)
from hexian.domains.mutualaid.services.deciding import SOURCE

__all__ = [
    "SOURCE",
    "Board",
    "FileRow",
    "Month",
    "Shares",
    "Year",
    "agreement",
    "barred",
    "barred_answer",
    "board",
    "by_year",
    "cause",
    "choices",
    "contest",
    "contests",
    "contests_waiting",
    "faults",
    "fees",
    "fees_kept",
    "fees_owed",
    "file",
    "files",
    "groups",
    "held",
    "held_waiting",
    "inboxes",
    "mine",
    "moving",
    "my_aid",
    "next_held",
    "next_sample",
    "opened",
    "own_causes",
    "plan",
    "plans",
    "progress",
    "sample_waiting",
    "settled",
    "strays",
    "taking_part",
    "unread",
    "years",
]  # fmt: skip
