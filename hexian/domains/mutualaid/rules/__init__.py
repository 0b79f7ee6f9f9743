"""The rules of mutual aid: what a file's columns mean, what a row is worth, what needs a person; plain Python."""

from hexian.domains.mutualaid.rules.columns import NEEDED, SYNONYMS, Column
from hexian.domains.mutualaid.rules.findings import Finding, kinds, outliers
from hexian.domains.mutualaid.rules.plans import Eligible, Payer, Per, Terms, Worth, base_of, raised, settle
from hexian.domains.mutualaid.rules.records import Fault, Flag, Reader, Record
from hexian.domains.mutualaid.rules.states import (
    AT_IT,
    ContestState,
    DecisionState,
    FileState,
    next_contest_state,
    next_decision_state,
    next_file_state,
)

__all__ = [
    "AT_IT", "NEEDED", "SYNONYMS", "Column", "ContestState", "DecisionState", "Eligible", "Fault", "FileState",
    "Finding", "Flag", "Payer", "Per", "Reader", "Record", "Terms", "Worth", "base_of", "kinds", "next_contest_state",
    "next_decision_state", "next_file_state", "outliers", "raised", "settle",
]  # fmt: skip
