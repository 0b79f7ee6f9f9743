"""Saying yes to one purpose in the words of one version, and taking it back."""

from __future__ import annotations

from django.db import transaction

from hexian.domains.people import texts
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Consent, Person
from hexian.domains.people.rules import Purpose
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def give_consent(person: Person, purpose: Purpose | str, *, actor: Actor, code: str = "") -> None:
    """Record a person's yes to the current version of a text; an older version's yes is replaced (个保法 14, 29).

    `code` is the union the yes was given to, by default the one that knows her. Raises `Refused("consent.unknown")`.
    """
    text = consent_text(purpose)
    live = Consent.objects.filter(person=person, purpose=text.purpose, withdrawn_at__isnull=True)
    live.exclude(version=text.version).update(withdrawn_at=actor.now)
    if live.exists():
        return
    Consent.objects.bulk_create(
        [
            Consent(
                person=person,
                code=code or person.code,
                purpose=text.purpose,
                version=text.version,
                text_hash=text.digest,
                given_at=actor.now,
            )
        ],
        # Two sendings of one form at once: the second finds the first one's row and leaves it.
        ignore_conflicts=True,
    )
    facts = {"purpose": str(text.purpose), "version": text.version}
    audit.record(PeopleEvent.CONSENT_GIVEN, person, actor=actor, code=code or person.code, person_id=person.pk, **facts)
    events.publish(PeopleEvent.CONSENT_GIVEN, person, actor=actor, person_id=person.pk, **facts)


@transaction.atomic
def withdraw_consent(person: Person, purpose: Purpose | str, *, actor: Actor) -> None:
    """Take a yes back (个保法 15): what follows is said in the text, and other rooms are told by an event.

    Without a yes to its use the identity number is deleted here. Raises `Refused` with `consent.unknown` or
    `consent.not_given`.
    """
    text = consent_text(purpose)
    live = Consent.objects.select_for_update(of=("self",)).filter(
        person=person, purpose=text.purpose, withdrawn_at__isnull=True
    )
    if not [row.pk for row in live]:
        raise Refused("consent.not_given")
    live.update(withdrawn_at=actor.now)
    if text.purpose is Purpose.IDENTITY:
        nothing = {"id_sealed": None, "id_index": None, "id_tail": "", "verified_at": None}
        Person.objects.filter(pk=person.pk).update(**nothing, verified_by_resolution=False)
    facts = {"purpose": str(text.purpose)}
    audit.record(PeopleEvent.CONSENT_WITHDRAWN, person, actor=actor, code=person.code, person_id=person.pk, **facts)
    events.publish(PeopleEvent.CONSENT_WITHDRAWN, person, actor=actor, person_id=person.pk, **facts)


def consent_text(purpose: Purpose | str) -> texts.ConsentText:
    """The current version of a purpose's text. Raises `Refused("consent.unknown")`."""
    try:
        return texts.CONSENTS[Purpose(purpose)]
    except (ValueError, KeyError):
        raise Refused("consent.unknown") from None
