"""What could be wrong with an application, looked up over everybody and answered in flags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from hexian.domains.members.models import Application
from hexian.domains.members.rules import Finding
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.foundation import crypto
from hexian.foundation.regions import queries as regions

#: Provinces whose divisions we hold; of the others we know only that they are provinces.
_KNOWN_PROVINCES = ("33",)


def is_of_old_division(division: str) -> bool:
    """Whether the first six digits name no division there is today: a reason to look, never to reject."""
    if not people_rules.is_of_a_province(division):
        return True
    return division.startswith(_KNOWN_PROVINCES) and regions.find(division) is None


def numbers_of(applications: Sequence[Application]) -> dict[int, str]:
    """The ID numbers of applications, opened with one look-up; those of erased people are left out."""
    kept = [(row.pk, row.id_sealed, row.subject) for row in applications if row.id_sealed is not None]
    texts = crypto.open_many((blob, subject) for _, blob, subject in kept)
    return {pk: text for (pk, _, _), text in zip(kept, texts, strict=True) if text is not None}


def refresh(applications: Sequence[Application], numbers: Mapping[int, str] | None = None) -> list[Application]:
    """Look everything up anew and write what changed; returns the applications whose findings changed."""
    if numbers is None:
        numbers = numbers_of(applications)
    found = look_up(numbers)
    changed = [row for row in applications if row.pk in found and _put(row, found[row.pk])]
    Application.objects.bulk_update(changed, ["findings"], batch_size=500)
    return changed


def look_up(numbers: Mapping[int, str]) -> dict[int, frozenset[str]]:
    """The flags of many applications in one statement, by their ids. Numbers in the clear never reach the database."""
    owners, indexes = _indexed(numbers.items())
    with connection.cursor() as cursor:
        cursor.execute("SELECT members_findings(%s, %s)::text", [owners, indexes])
        (text,) = cursor.fetchone() or ("{}",)
    flags: dict[str, list[str]] = json.loads(text)
    return {int(key): frozenset(each) for key, each in flags.items()}


def _indexed(numbers: Iterable[tuple[int, str]]) -> tuple[list[int], list[bytes]]:
    pairs = [(pk, index) for pk, number in numbers for index in people.id_indexes(number)]
    return [pk for pk, _ in pairs], [index for _, index in pairs]


def _put(row: Application, flags: frozenset[str]) -> bool:
    """Put flags on a row, the one about the number's own digits kept; whether that changed anything."""
    kept = {flag for flag in row.findings if flag == Finding.ID_OF_OLD_DIVISION}
    after = sorted(flags | kept)
    if after == sorted(row.findings):
        return False
    row.findings = after
    return True
