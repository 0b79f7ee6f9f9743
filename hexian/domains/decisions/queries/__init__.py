"""Read-only views of bodies that decide: lists, one body, one sitting with its roll, one motion with its counts."""

from hexian.domains.decisions.queries.bodies import (
    BodyPage,
    BodyRow,
    DelegateRow,
    LawRow,
    bodies,
    bodies_of,
    body,
    delegate,
    my_seats,
)
from hexian.domains.decisions.queries.motions import (
    CountRow,
    MotionPage,
    NeedRow,
    motion,
    motions_about,
    outcome,
    sitting_of,
)
from hexian.domains.decisions.queries.sittings import (
    MotionRow,
    RollRow,
    ScanRow,
    SittingPage,
    SittingRow,
    entry_row,
    is_of_earlier_day,
    presence,
    roll,
    scan,
    sitting,
    sittings_left_open,
    sittings_to_come,
)

__all__ = [
    "BodyPage", "BodyRow", "CountRow", "DelegateRow", "LawRow", "MotionPage", "MotionRow", "NeedRow", "RollRow",
    "ScanRow", "SittingPage", "SittingRow",
    "bodies", "bodies_of", "body", "delegate", "entry_row", "is_of_earlier_day", "motion", "motions_about",
    "my_seats", "outcome",
    "presence", "roll", "scan", "sitting", "sitting_of", "sittings_left_open", "sittings_to_come",
]  # fmt: skip
