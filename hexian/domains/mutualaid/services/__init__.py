"""One function per verb: take a file in, run it, decide what was held, answer contests, read the sample."""

from hexian.domains.mutualaid.services import comparing, enrolling, upkeep
from hexian.domains.mutualaid.services.contesting import (
    accept,
    answer,
    appeal,
    close_answered,
    contest,
    remind,
)
from hexian.domains.mutualaid.services.enrolling import Enrolled, consent, enrol, leave, let_go, renew
from hexian.domains.mutualaid.services.fees import fees_came
from hexian.domains.mutualaid.services.folder import look_into_folder, run_if_ready
from hexian.domains.mutualaid.services.missing import stage_missed
from hexian.domains.mutualaid.services.passing import decline, pay, refuse, refuse_group, take_decline_back
from hexian.domains.mutualaid.services.planning import (
    Changed,
    change,
    close,
    draft,
    halt,
    open_plan,
    record_agreement,
    resume,
    set_money,
)
from hexian.domains.mutualaid.services.reading import Compared, read
from hexian.domains.mutualaid.services.receiving import cancel, confirm_columns, receive
from hexian.domains.mutualaid.services.running import start_run, stop_run
from hexian.domains.mutualaid.services.standing import stand
from hexian.domains.mutualaid.services.straying import look_for_strays, try_strays
from hexian.domains.mutualaid.services.tallying import tally_all
from hexian.domains.mutualaid.services.upkeep import drop_files, note_end_of_work
from hexian.domains.orgs.services import following

following.name_unfinished("mutualaid", upkeep.unfinished)
following.inherit("mutualaid", enrolling.inherit)

__all__ = [
    "Changed", "Compared", "Enrolled", "accept", "answer", "appeal", "cancel", "change", "close", "close_answered",
    "comparing", "confirm_columns", "consent", "contest", "decline", "draft", "drop_files", "enrol", "fees_came",
    "halt", "leave", "let_go", "look_for_strays", "look_into_folder", "note_end_of_work", "open_plan", "pay",
    "read", "receive", "record_agreement", "refuse", "refuse_group", "remind", "renew", "resume", "run_if_ready",
    "set_money", "stage_missed", "stand", "start_run", "stop_run", "take_decline_back", "tally_all", "try_strays",
]  # fmt: skip
