"""The law a case begins under: the nearest place speaks, where its regulation is about such a contract at all."""

from __future__ import annotations

from datetime import date
from typing import Any

from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.contracts import is_about_wages
from hexian.foundation.lawbook import queries as lawbook

#: The parts of the lawbook a case keeps as they were when it began.
FROZEN = ("bargaining.", "contract.", "delegates.", "congress.", "wage.")
#: What a place's own regulation is about.
SCOPE, WAGES = "bargaining.scope", "wage"

Law = dict[str, dict[str, Any]]


def law_of(region: str, on: date, contract: str, special: str) -> Law:
    """Every rule for a contract at a place on a day, by code.

    杭州's ordinance is about wage agreements (杭州 2): for any other contract 浙江 speaks.  Raises `Refused`
    (`lawbook.no_such_region`).
    """
    found = lawbook.freeze_all(FROZEN, region, on)
    scope = found.get(SCOPE)
    if scope is None or scope["text"] != WAGES or is_about_wages(contract, special):
        return found
    return lawbook.freeze_all(FROZEN, region, on, but=[(scope["region"], scope["source"])])


def keep_law(case: Case, on: date) -> None:
    """Freeze the law of its own sort of contract into a case that has not been sent."""
    case.params = law_of(case.region, on, case.contract, case.special)
