"""Whom a paper of a case reaches: who takes part for a side, else who holds the office to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from hexian.domains.bargaining import access
from hexian.domains.bargaining.models import Case, Participant
from hexian.domains.bargaining.rules.states import Side
from hexian.domains.orgs.models import Office

_DUTY = {Side.WORKER: access.ACT, Side.EMPLOYER: access.ANSWER}


def people_of(case: Case, sides: Iterable[str]) -> list[int]:
    """Who takes part for these sides; at a body where nobody does yet, who holds the office to."""
    return sorted({person_id for side in sides for person_id in people_of_all([case], Side(side))[case.pk]})


def people_of_all(cases: Sequence[Case], side: Side) -> dict[int, set[int]]:
    """As `people_of` for one side of many cases, by the case's key, in two statements."""
    found: dict[int, set[int]] = {case.pk: set() for case in cases}
    sitting = Participant.objects.filter(case__in=list(found), side=side, until=None, person__isnull=False)
    for case_id, person_id in sitting.values_list("case_id", "person_id"):
        found[case_id].add(person_id or 0)
    lone = [case for case in cases if not found[case.pk]]
    holders = holders_at({_code(case, side) for case in lone}, side)
    for case in lone:
        found[case.pk] = holders.get(_code(case, side), set())
    return found


def _code(case: Case, side: Side) -> str:
    code: str = case.code if side is Side.WORKER else case.employer_code
    return code


def holders_at(codes: Iterable[str], side: Side) -> dict[str, set[int]]:
    """Who holds the office to act for a side, by the code of the union or employer; a term may have its last day."""
    found: dict[str, set[int]] = {}
    held = Office.objects.filter(code__in=list(codes), role__duties__contains=[_DUTY[side]])
    held = held.exclude(ends_on__lte=timezone.localdate())
    for code, person_id in held.values_list("code", "person_id"):
        found.setdefault(code, set()).add(person_id)
    return found
