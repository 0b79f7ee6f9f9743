"""Read-only views of founding: cases, the queue, whom to turn to, targets."""

from hexian.domains.founding.queries.cases import (
    TABS,
    BallotRow,
    CaseFilter,
    CasePage,
    CaseRow,
    EmployerRow,
    Figures,
    IntentRow,
    PersonRow,
    ScanRow,
    StepRow,
    case,
    figures,
    my_cases,
    queue,
    scan,
    waiting,
)
from hexian.domains.founding.queries.entries import Entry, candidate, employer, preparer
from hexian.domains.founding.queries.targets import Cell, Overview, TargetRow, overview
from hexian.domains.founding.queries.uppers import Upper, upper, uppers
from hexian.domains.members.queries.paging import Page

__all__ = [
    "TABS", "BallotRow", "CaseFilter", "CasePage", "CaseRow", "Cell", "EmployerRow", "Entry", "Figures", "IntentRow",
    "Overview", "Page", "PersonRow", "ScanRow", "StepRow", "TargetRow", "Upper", "candidate", "case",
    "employer", "figures", "my_cases", "overview", "preparer", "queue", "scan", "upper", "uppers", "waiting",
]  # fmt: skip
