"""Identity numbers: checked against a document, sealed, found by a blind index, opened only with a reason."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hexian.domains.people import access, rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Person
from hexian.domains.people.services.bulk import share_numbers
from hexian.domains.people.services.persons import locked
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory


def id_indexes(number: str) -> list[bytes]:
    """Every blind index under which a row may hold this number, the current key's first; for equality look-ups."""
    return crypto.blind_candidates(number, rules.ID_PURPOSE)


@transaction.atomic
def verify_identity(person_id: int, id_number: str, *, actor: Actor, duty: str = "") -> Person:
    """Record that a union has checked the person's document: seal the number and make her findable by it.

    Raises `Refused` with `id.*`, `person.unknown`, `person.erased`, `id.already_verified` when another number was
    checked before, or `id.belongs_to_another`.
    """
    number = rules.check_id_number(id_number, timezone.localdate(actor.now))
    share_numbers()
    advisory(crypto.lock_name(number.number, rules.ID_PURPOSE))
    person = locked(person_id)
    if person.id_index is not None:
        if bytes(person.id_index) in id_indexes(number.number):
            return person
        raise Refused("id.already_verified")
    _check_nobody_else(number.number, person, actor)

    person.id_sealed = crypto.seal(number.number, person.subject)
    person.id_index = crypto.blind(number.number, rules.ID_PURPOSE)
    person.id_tail = number.tail
    person.verified_at, person.verified_by_resolution = actor.now, False
    person.save(update_fields=["id_sealed", "id_index", "id_tail", "verified_at", "verified_by_resolution"])

    audit.record(PeopleEvent.IDENTITY_VERIFIED, person, actor=actor, code=person.code, person_id=person.pk, duty=duty)
    events.publish(PeopleEvent.IDENTITY_VERIFIED, person, actor=actor, person_id=person.pk)
    return person


@transaction.atomic
def reveal_id(person: UUID, *, actor: Actor, why: str) -> str:
    """Open a person's sealed number, and write down who did and why (个保法 51).

    Raises `Refused` with `person.unknown` or `id.none`.
    """
    row = access.persons_to_reveal(actor).filter(public_id=person).first()
    if row is None:
        raise Refused("person.unknown")
    if row.id_sealed is None:
        raise Refused("id.none")
    audit.record(
        PeopleEvent.IDENTITY_REVEALED, row, actor=actor, code=row.code, person_id=row.pk, duty=access.REVEAL, why=why
    )
    return crypto.open_sealed(row.id_sealed, row.subject)


@transaction.atomic
def reveal_own_id(*, actor: Actor) -> str:
    """Open the actor's own sealed number for herself (个保法 45); that, too, is on record.

    Raises `Refused("id.none")`.
    """
    person = access.own_person(actor).first()
    if person is None or person.id_sealed is None:
        raise Refused("id.none")
    audit.record(PeopleEvent.IDENTITY_REVEALED, person, actor=actor, code=person.code, person_id=person.pk, why="own")
    return crypto.open_sealed(person.id_sealed, person.subject)


def _check_nobody_else(number: str, person: Person, actor: Actor) -> None:
    # The other person may be of a union this officer cannot see; she learns that there is one, and nothing more.
    with scope(Actor.system("identity", actor.now)):
        taken = Person.objects.filter(id_index__in=id_indexes(number)).exclude(pk=person.pk).exists()
    if taken:
        raise Refused("id.belongs_to_another")
