"""One function per verb: apply, look into it, put a list before the committee, admit, correct, export.

The room follows when unions move, merge or split, in the same act.
"""

from hexian.domains.members.services import flow, handing_over, shelving
from hexian.domains.members.services.admission import pass_resolution, record_resolution
from hexian.domains.members.services.annexing import start_annex
from hexian.domains.members.services.applying import apply, let_in, open_poster, withdraw
from hexian.domains.members.services.cards import CardRead, read_card, reveal_id_number
from hexian.domains.members.services.changes import (
    accept_change,
    ask_change,
    confirm_change,
    decline_change,
    propose_change,
    refuse_change,
    withdraw_change,
    withdraw_proposal,
)
from hexian.domains.members.services.checking import (
    check,
    clear_finding,
    refuse,
    reopen,
    reveal_applicant_number,
)
from hexian.domains.members.services.exporting import start_export
from hexian.domains.members.services.landing import (
    MOST_AT_ONCE,
    Entry,
    Outcome,
    Ready,
    admit_many,
    prepare_entries,
    standing_of,
    take_back_many,
)
from hexian.domains.members.services.lapsing import decide_lapse, drop, note_part, object_to, propose_lapses, warn
from hexian.domains.members.services.layouts import drop_layout, edit_layout
from hexian.domains.members.services.passages import (
    accept,
    agree,
    ask_passage,
    begin_passage,
    confirm,
    recall,
    record_death,
    refuse_passage,
    release,
    undo_passage,
    unless_recalled,
    withdraw_begun,
    withdraw_passage,
)
from hexian.domains.members.services.resolutions import (
    attach_evidence,
    cancel_resolution,
    edit_resolution,
    propose,
    take_back,
)
from hexian.domains.members.services.upkeep import recount_tallies
from hexian.domains.orgs.queries.chapters import register_chapter
from hexian.domains.orgs.services import following
from hexian.domains.orgs.services.archiving import register_shelf

following.follow("members", flow.hand_over)
register_chapter("members", shelving.DUTY, shelving.chapter)
register_shelf("members", shelving.DUTY, tables=shelving.tables, papers=shelving.papers)
following.inherit("members", handing_over.inherit)
following.name_unfinished("members", handing_over.unfinished)

__all__ = [
    "MOST_AT_ONCE", "CardRead", "Entry", "Outcome", "Ready", "accept", "accept_change", "admit_many", "agree",
    "apply", "ask_change", "ask_passage", "attach_evidence", "begin_passage", "cancel_resolution", "check",
    "clear_finding", "confirm", "confirm_change", "decide_lapse", "decline_change", "drop", "drop_layout",
    "edit_layout", "edit_resolution", "let_in", "note_part", "object_to", "open_poster", "pass_resolution",
    "prepare_entries", "propose", "propose_change", "propose_lapses", "read_card", "recall", "record_death",
    "record_resolution", "recount_tallies", "refuse", "refuse_change", "refuse_passage", "release", "reopen",
    "reveal_applicant_number",
    "reveal_id_number", "standing_of", "start_annex", "start_export", "take_back", "take_back_many", "undo_passage",
    "unless_recalled", "warn", "withdraw", "withdraw_begun", "withdraw_change", "withdraw_passage",
    "withdraw_proposal",
]  # fmt: skip
