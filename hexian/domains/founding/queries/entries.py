"""What is written about one employer or person of a case, for whoever works on it to correct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hexian.domains.founding import access
from hexian.domains.founding.models import Candidate, Employer, Preparer
from hexian.domains.people import rules as people_rules
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a form is drawn from it; the mobile number only masked, it is kept unless another is typed."""

    case_id: UUID
    name: str
    known: Mapping[str, object]
    mobile: str = ""


_EMPLOYER = (
    "uscc", "name", "nature", "trade", "representative", "established_on", "address", "business", "staff", "women",
    "intended",
)  # fmt: skip
_PERSON = ("name", "sex", "nation", "born_in", "politics", "education")


def employer(employer_id: UUID, actor: Actor) -> Entry:
    """An employer of a case she works on. Raises `Employer.DoesNotExist`."""
    found = Employer.objects.filter(case__in=access.cases_to_work_on(actor)).select_related("case")
    row = found.get(public_id=employer_id)
    return Entry(row.case.public_id, row.name, {name: getattr(row, name) for name in _EMPLOYER})


def preparer(preparer_id: UUID, actor: Actor) -> Entry:
    """Somebody of the group of a case she works on. Raises `Preparer.DoesNotExist`."""
    found = Preparer.objects.filter(case__in=access.cases_to_work_on(actor)).select_related("case")
    row = found.get(public_id=preparer_id)
    return _person(row, {"post": row.post, "is_leader": row.is_leader})


def candidate(candidate_id: UUID, actor: Actor) -> Entry:
    """Somebody standing in a case she works on. Raises `Candidate.DoesNotExist`."""
    found = Candidate.objects.filter(case__in=access.cases_to_work_on(actor)).select_related("case")
    row = found.get(public_id=candidate_id)
    return _person(row, {"post": row.job, "is_written_in": row.is_written_in})


def _person(row: Preparer | Candidate, more: Mapping[str, object]) -> Entry:
    known = {name: getattr(row, name) for name in _PERSON}
    return Entry(row.case.public_id, row.name, {**known, **more}, people_rules.mask_mobile(row.mobile))
