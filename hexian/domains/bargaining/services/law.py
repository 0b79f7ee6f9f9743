"""The law a case begins under: the nearest place speaks whose regulation is about such a contract at all."""

from __future__ import annotations

from datetime import date
from typing import Any

from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.contracts import about, is_spoken_of
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.lawbook.rules import chain

#: The parts of the lawbook a case keeps as they were when it began.
FROZEN = ("bargaining.", "contract.", "delegates.", "congress.", "wage.")
#: Of which contracts a regulation speaks, where not of all.
SCOPE = "bargaining.scope"
#: Whether what is paid by grade counts as wages for those regulations; no article says so, a place may say no.
GRADE = "bargaining.grade_is_wage"

Frozen = dict[str, dict[str, Any]]


def law_of(region: str, on: date, contract: str, special: str, law: lawbook.Law | None = None) -> Frozen:
    """Every rule for a contract at a place on a day, by code; `law` is that day's, where it is at hand.

    杭州's ordinance is about wage agreements (杭州 2): for any other contract 浙江 speaks; so is 令 9, and of one
    employer's alone.  Raises `Refused` (`lawbook.no_such_region`).
    """
    law = law or lawbook.law_on(on, FROZEN, chain(region))
    scopes = law.rows_of(SCOPE, region)
    kind = about(special, is_wage=_grade_is_wage(law, region))
    silent = frozenset((each.region, each.source) for each in scopes if not is_spoken_of(each.text, contract, kind))
    return law.at(region, silent)


def _grade_is_wage(law: lawbook.Law, region: str) -> bool:
    """What the nearest place says; where none does, it counts."""
    rows = law.rows_of(GRADE, region)
    return not rows or rows[0].number == 1


def keep_law(case: Case, on: date, law: lawbook.Law | None = None) -> None:
    """Freeze the law of its own sort of contract into a case that has not been sent."""
    case.params = law_of(case.region, on, case.contract, case.special, law)
