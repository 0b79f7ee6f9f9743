"""Who has died, of people whom a room above knows by what they wrote of themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from hexian.domains.members.models import Passage
from hexian.domains.members.rules import PassageKind, PassageState
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as another room knows her: her name, with her mobile number or her blinded identity number."""

    name: str
    mobile: str = ""
    id_index: bytes = b""


def deaths(those: Collection[Known], now: datetime) -> dict[Known, date]:
    """The day each of them died by the record of whichever union; who lives or is known nowhere is left out.

    As the system, for that union may lie out of sight: it answers nothing but this, and only where a name and a number
    agree.  A record that was taken back counts no longer.
    """
    with scope(Actor.system("deaths", now)):
        recorded = dict(_recorded(those))
    found = {each: [recorded[face] for face in _faces(each) if face in recorded] for each in those}
    return {each: min(days) for each, days in found.items() if days}


def _recorded(those: Collection[Known]) -> Iterator[tuple[Known, date]]:
    mobiles = {each.mobile for each in those} - {""}
    indexes = {each.id_index for each in those} - {b""}
    people = Person.objects.filter(Q(mobile__in=mobiles) | Q(id_index__in=indexes)).in_bulk()
    done = Passage.objects.filter(kind=PassageKind.DEATH, state=PassageState.DONE, person__in=list(people))
    for person_id, on in done.values_list("person", "on"):
        assert on is not None  # noqa: S101 - a constraint: what is done has its day
        person = people[person_id]
        for face in _faces(Known(person.name, person.mobile, bytes(person.id_index or b""))):
            yield face, on


def _faces(known: Known) -> Iterator[Known]:
    """Her name with each of her numbers alone: one that agrees is enough."""
    if known.mobile:
        yield Known(known.name, known.mobile)
    if known.id_index:
        yield Known(known.name, id_index=known.id_index)
