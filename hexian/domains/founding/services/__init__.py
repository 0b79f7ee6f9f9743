"""One function per verb: open and write a case, hand it in, find members, elect, decide, register, set targets."""

from hexian.domains.founding.access import VIEW
from hexian.domains.founding.rules import Votes
from hexian.domains.founding.services import shelving
from hexian.domains.founding.services.candidates import add_candidate, declare, drop_candidate, edit_candidate
from hexian.domains.founding.services.congress import Count, Minutes, hold_congress
from hexian.domains.founding.services.deciding import approve_prep, approve_result, certify, return_case
from hexian.domains.founding.services.describing import (
    EmployerFacts,
    PersonFacts,
    add_employer,
    add_preparer,
    drop_employer,
    drop_preparer,
    edit_employer,
    edit_preparer,
)
from hexian.domains.founding.services.legal import LegalFacts, ask_legal
from hexian.domains.founding.services.opening import Facts, describe, open_case
from hexian.domains.founding.services.recruiting import (
    Recruiting,
    Wish,
    add_intent,
    drop_intent,
    recruiting,
    sign_up,
)
from hexian.domains.founding.services.reminding import remind
from hexian.domains.founding.services.requesting import activate, recruit, report, request, withdraw
from hexian.domains.founding.services.scans import keep_scan
from hexian.domains.founding.services.targets import set_target
from hexian.domains.orgs.queries.chapters import register_chapter
from hexian.domains.orgs.services.archiving import register_shelf

register_chapter("founding", VIEW, shelving.chapter)
register_shelf("founding", VIEW, tables=shelving.tables, papers=shelving.papers)

__all__ = [
    "Count", "EmployerFacts", "Facts", "LegalFacts", "Minutes", "PersonFacts", "Recruiting", "Votes", "Wish",
    "activate",
    "add_candidate", "add_employer", "add_intent", "add_preparer", "approve_prep", "approve_result", "ask_legal",
    "certify", "declare", "describe", "drop_candidate", "drop_employer", "drop_intent", "drop_preparer",
    "edit_candidate", "edit_employer", "edit_preparer",
    "hold_congress", "keep_scan", "open_case", "recruit", "recruiting", "remind", "report", "request", "return_case",
    "set_target", "sign_up", "withdraw",
]  # fmt: skip
