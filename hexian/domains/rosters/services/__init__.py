"""One function per verb: upload, confirm the columns, check, land, stop, take back, make the error sheet."""

from hexian.domains.orgs.queries.chapters import register_chapter
from hexian.domains.orgs.services import following
from hexian.domains.orgs.services.archiving import register_shelf
from hexian.domains.rosters.access import ADMIT
from hexian.domains.rosters.services import shelving
from hexian.domains.rosters.services.checking import start_check
from hexian.domains.rosters.services.error_sheets import start_error_sheet
from hexian.domains.rosters.services.landing import Minutes, go_ahead, start_landing, start_landing_on_vote, stop
from hexian.domains.rosters.services.undoing import start_undo
from hexian.domains.rosters.services.upkeep import drop_files, note_end_of_work, unfinished
from hexian.domains.rosters.services.uploading import cancel, confirm_columns, upload

following.name_unfinished("rosters", unfinished)
register_chapter("rosters", ADMIT, shelving.chapter)
register_shelf("rosters", ADMIT, tables=shelving.tables)

__all__ = [
    "Minutes", "cancel", "confirm_columns", "drop_files", "go_ahead", "note_end_of_work", "start_check",
    "start_error_sheet", "start_landing", "start_landing_on_vote", "start_undo", "stop", "unfinished", "upload",
]  # fmt: skip
