"""Persons with sealed and indexed numbers, entered as a service does; a second process imports this too.

It must not import `tests.conftest`, which would make that process a database of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hexian.domains.people.models import Person
from hexian.foundation import crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.locks import advisory

NOW = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)
SYSTEM = Actor.system("tests", NOW)


def number(serial: int) -> str:
    return f"3301061990{serial:08d}"


def people(count: int) -> None:
    """Persons with a sealed and indexed number each."""
    subjects = crypto.new_subjects(count)
    numbers = [number(serial) for serial in range(count)]
    rows = zip(subjects, crypto.seal_many(zip(numbers, subjects, strict=True)), crypto.blind_many(numbers, "id_number"))  # noqa: B905
    with scope(SYSTEM):
        Person.objects.bulk_create(person(*row) for row in rows)


def person(subject: UUID, sealed: bytes, index: bytes | None) -> Person:
    return Person(
        name="王小满", pinyin="wangxiaoman", initials="wxm", subject=subject, id_sealed=sealed, id_index=index,
        verified_at=NOW, code="A0001", created_at=NOW,
    )  # fmt: skip


def admit(text: str) -> bool:
    """Enter a person unless her number is known: the lock first, then the look-up, then the row."""
    with scope(SYSTEM):
        advisory(crypto.lock_name(text, "id_number"))
        if find(text):
            return False
        subject = crypto.new_subject()
        person(subject, crypto.seal(text, subject), crypto.blind(text, "id_number")).save()
    return True


def find(text: str) -> bool:
    with scope(SYSTEM):
        return Person.objects.filter(id_index__in=crypto.blind_candidates(text, "id_number")).exists()
