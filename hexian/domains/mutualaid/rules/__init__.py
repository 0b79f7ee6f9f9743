"""The rules of mutual aid: what a file's columns mean, what a row is worth, what needs a person; plain Python."""

from hexian.domains.mutualaid.rules.columns import NEEDED, SYNONYMS, Column
from hexian.domains.mutualaid.rules.findings import Finding, kinds, outliers
from hexian.domains.mutualaid.rules.people import (
    GROUPABLE,
    Cover,
    check_decider,
    check_group,
    cover,
    is_drifting,
    joining_day,
    reason,
)
from hexian.domains.mutualaid.rules.plans import (
    Eligible,
    Figures,
    Payer,
    Per,
    Terms,
    Worth,
    base_of,
    check_terms,
    raised,
    settle,
    span_of_base,
)
from hexian.domains.mutualaid.rules.plausible import check_plausible, looks_exchanged
from hexian.domains.mutualaid.rules.records import Fault, Flag, Reader, Record
from hexian.domains.mutualaid.rules.states import (
    AT_IT,
    CONTESTABLE,
    ContestState,
    DecisionState,
    FileState,
    next_contest_state,
    next_decision_state,
    next_file_state,
)

__all__ = [
    "AT_IT", "CONTESTABLE", "GROUPABLE", "NEEDED", "SYNONYMS", "Column", "ContestState", "Cover", "DecisionState",
    "Eligible", "Fault", "Figures", "FileState", "Finding", "Flag", "Payer", "Per", "Reader", "Record", "Terms",
    "Worth", "base_of", "check_decider", "check_group", "check_plausible", "check_terms", "cover", "is_drifting",
    "joining_day", "kinds", "looks_exchanged", "next_contest_state", "next_decision_state", "next_file_state",
    "outliers", "raised", "reason", "settle", "span_of_base",
]  # fmt: skip
