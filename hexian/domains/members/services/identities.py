"""Admission confirms who somebody is: her number moves from the application to her person, for a whole list at once.

`people.services.verify_identity` does the same for one person; a committee admits hundreds, so this is set-based.  The
caller holds the lock of every number and has looked the findings up under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from hexian.domains.members import access
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, Resolution
from hexian.domains.members.rules import Finding
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Account, Consent, Person
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


def confirm(
    applications: Sequence[Application], numbers: Mapping[int, str], resolution: Resolution, actor: Actor
) -> None:
    """Make every applicant a verified person whom this union knows; one known before is joined to who she was.

    Where no officer checked the application, it is the resolution that verifies her, and both trails say so.

    Raises `Refused` with `application.person_has_account` (`name`).
    """
    for row in applications:
        if Finding.SAME_ID_KNOWN in row.findings:
            _join_to_known(row, numbers[row.pk], actor)
    people_of = {row.pk: row.person for row in applications}
    fresh = [row for row in applications if people_of[row.pk].id_index is None]
    sealed = crypto.seal_many((numbers[row.pk], row.person.subject) for row in fresh)
    indexes = crypto.blind_many((numbers[row.pk] for row in fresh), people_rules.ID_PURPOSE)
    for row, blob, index in zip(fresh, sealed, indexes, strict=True):
        _fill(row.person, row, blob, index, actor)
    for person in people_of.values():
        person.code = resolution.code
    sealed_fields = ["id_sealed", "id_index", "id_tail", "verified_at", "verified_by_resolution"]
    fields = ["name", "pinyin", "initials", *sealed_fields, "code"]
    Person.objects.bulk_update(people_of.values(), fields, batch_size=500)
    _tell(fresh, resolution, actor)


def _fill(person: Person, row: Application, blob: bytes, index: bytes, actor: Actor) -> None:
    """The name as the committee admitted her, the number sealed with her own salt."""
    pinyin = people_rules.pinyin_of(row.name)
    person.name, person.pinyin, person.initials = row.name, pinyin.key, pinyin.initials
    person.id_sealed, person.id_index, person.id_tail = blob, index, row.id_tail
    person.verified_at, person.verified_by_resolution = actor.now, row.checked_at is None


def _tell(fresh: Sequence[Application], resolution: Resolution, actor: Actor) -> None:
    """What happened to each number: an officer had checked the application, or the committee took it as it stood."""
    checked = [row for row in fresh if row.checked_at is not None]
    resolved = [row for row in fresh if row.checked_at is None]
    for event, rows in ((PeopleEvent.IDENTITY_VERIFIED, checked), (PeopleEvent.IDENTITY_RESOLVED, resolved)):
        audit.record_many(
            event, ((row.person, row.person_id) for row in rows), actor=actor, code=resolution.code, duty=access.ADMIT
        )


def _join_to_known(row: Application, number: str, actor: Actor) -> None:
    """An officer has found that she is somebody known already (she cleared the finding): be that person from now on.

    That person may be known to a union out of the officer's sight, so this runs as the system; it gives nothing back.
    """
    former = row.person
    with scope(Actor.system("joining persons", actor.now)):
        known = Person.objects.select_for_update(of=("self",)).get(id_index__in=people.id_indexes(number))
        if Account.objects.filter(person=known).exists():
            raise Refused("application.person_has_account", name=row.name)
        Account.objects.filter(person=former).update(person=known)
        given = Consent.objects.filter(person=known, withdrawn_at__isnull=True).values("purpose")
        Consent.objects.filter(~Q(purpose__in=given), person=former).update(person=known)
        Application.objects.filter(person=former).update(person=known)
        known.mobile, known.code = row.mobile, row.code
        known.save(update_fields=["mobile", "code"])
        people.erase(former.pk, actor=actor, duty=access.ADMIT)
    row.person = known
    audit.record(
        MemberEvent.PERSON_LINKED, row, actor=actor, code=row.code, person_id=known.pk, duty=access.ADMIT,
        former=former.pk,
    )  # fmt: skip
