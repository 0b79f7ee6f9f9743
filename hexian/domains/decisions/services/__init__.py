"""One function per verb: bodies and seats, delegates, sittings and rolls, motions and counts."""

from hexian.domains.decisions.access import VIEW
from hexian.domains.decisions.rules import Line, Measure, Tally
from hexian.domains.decisions.services import shelving
from hexian.domains.decisions.services.attendance import check_in, enter_attendance, undo_check_in
from hexian.domains.decisions.services.bodies import Staff, end_body, fix_seats, found_body, seats_for
from hexian.domains.decisions.services.counting import enter_count, recount
from hexian.domains.decisions.services.delegates import (
    add_delegates,
    end_delegate,
    paste_delegates,
    replace_delegate,
)
from hexian.domains.decisions.services.following import Outcome, follow
from hexian.domains.decisions.services.motions import close_motion, put_motion, withdraw_motion
from hexian.domains.decisions.services.scans import keep_scan
from hexian.domains.decisions.services.sittings import (
    Plan,
    cancel_sitting,
    change_sitting,
    close_sitting,
    end_without_quorum,
    go_on,
    open_sitting,
    plan_sitting,
    seal_roll,
)
from hexian.domains.orgs.queries.chapters import register_chapter
from hexian.domains.orgs.services.archiving import register_shelf
from hexian.domains.orgs.services.following import name_unfinished

register_chapter("decisions", VIEW, shelving.chapter)
register_shelf("decisions", VIEW, tables=shelving.tables, papers=shelving.papers)
name_unfinished("decisions", shelving.unfinished)

__all__ = [
    "Line", "Measure", "Outcome", "Plan", "Staff", "Tally",
    "add_delegates", "cancel_sitting", "change_sitting", "check_in", "close_motion", "close_sitting", "end_body",
    "end_delegate", "end_without_quorum", "enter_attendance", "enter_count", "fix_seats", "follow", "found_body",
    "go_on", "keep_scan", "open_sitting", "paste_delegates", "plan_sitting", "put_motion", "recount",
    "replace_delegate", "seal_roll", "seats_for", "undo_check_in", "withdraw_motion",
]  # fmt: skip
