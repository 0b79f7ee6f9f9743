"""Officers who have left the union they hold an office of: shown to whoever appoints there, ended by nobody but people.

Whether an office ends with the membership no rule we could verify says; so it is a question, never an act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hexian.domains.members.models import Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.orgs.queries import OfficeRow

_GONE = (MembershipState.TRANSFERRED, MembershipState.RETIRED, MembershipState.QUIT, MembershipState.AUTO_QUIT)
_THERE = (MembershipState.ACTIVE, MembershipState.RETAINED)


@dataclass(frozen=True, slots=True)
class Left:
    """How and when an officer's membership in her union, or one below it, came to its end."""

    state: str
    on: date


def left(held: Iterable[OfficeRow]) -> dict[UUID, Left]:
    """The offices, by id, whose holder was a member there and has left since she took office.

    Somebody appointed from outside was no member to begin with, and is not asked about.
    """
    rows = list(held)
    stays: dict[UUID, list[tuple[str, str, date | None]]] = defaultdict(list)
    known = Membership.objects.filter(person__public_id__in={row.person_public_id for row in rows})
    for person, code, state, ended_on in known.values_list("person__public_id", "code", "state", "ended_on"):
        stays[person].append((code, state, ended_on))
    found = {row.public_id: _left(row, stays[row.person_public_id]) for row in rows}
    return {office: gone for office, gone in found.items() if gone}


def _left(row: OfficeRow, stays: Iterable[tuple[str, str, date | None]]) -> Left | None:
    there = [(state, ended) for code, state, ended in stays if code.startswith(row.org_code)]
    if any(state in _THERE for state, _ in there):
        return None
    ended = [Left(state, on) for state, on in there if state in _GONE and on is not None and on >= row.starts_on]
    return max(ended, key=lambda each: each.on, default=None)
