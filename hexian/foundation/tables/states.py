"""A version from draft to publication, and who may do what with one. Plain Python."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from hexian.foundation.actor.refusals import Refused

#: More rows than anybody reads; a plan has a dozen.
MOST_ROWS: Final = 500


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


VERSION: Final[dict[tuple[VersionState, str], VersionState]] = {
    (VersionState.DRAFT, "propose"): VersionState.PROPOSED,
    (VersionState.PROPOSED, "send_back"): VersionState.DRAFT,
    (VersionState.PROPOSED, "publish"): VersionState.PUBLISHED,
    (VersionState.DRAFT, "withdraw"): VersionState.WITHDRAWN,
    (VersionState.PROPOSED, "withdraw"): VersionState.WITHDRAWN,
    (VersionState.PUBLISHED, "withdraw"): VersionState.WITHDRAWN,
}


def next_state(state: str, act: str) -> VersionState:
    """The state an act leads to. Raises `Refused` (`tables.state`) when it cannot be done from here."""
    try:
        return VERSION[VersionState(state), act]
    except KeyError:
        raise Refused("tables.state", state=state, act=act) from None


def check_validity(valid_from: date, valid_to: date | None) -> None:
    """Refuse a version that ends before it begins. Raises `Refused` (`tables.ends_before_it_begins`)."""
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("tables.ends_before_it_begins", valid_from=valid_from, valid_to=valid_to)


def check_second_person(person_id: int | None, hands: Collection[int]) -> None:
    """Refuse whoever wrote on the version herself: what moves money is looked at by two (四眼).

    Raises `Refused`: `tables.own_version`; `tables.nobody` for the program itself, which is no second person.
    """
    if person_id is None:
        raise Refused("tables.nobody")
    if person_id in hands:
        raise Refused("tables.own_version")
