"""Registering a person, correcting her name, forgetting her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hexian.domains.people import privacy, rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Person
from hexian.domains.people.services.second_factor import sweep_secrets
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


def person_for(mobile: str) -> Person | None:
    """The person whose account has this mobile number, as far as the scope sees.

    Only a number that signs somebody in says who she is: how to reach somebody anybody may write down, wrongly too.
    """
    return Person.objects.filter(erased_at__isnull=True, account__mobile=rules.check_mobile(mobile)).first()


@transaction.atomic
def register_person(name: str, mobile: str, code: str, *, actor: Actor) -> Person:
    """Make a person known to the organisation with that code; nothing of her is verified yet.

    Always a new row: whether she is somebody the union knows already is for a human to decide. Raises `Refused` with
    `name.*` or `mobile.*`.
    """
    checked = rules.check_name(name)
    pinyin = rules.pinyin_of(checked)
    person = Person.objects.create(
        name=checked,
        pinyin=pinyin.key,
        initials=pinyin.initials,
        mobile=rules.check_mobile(mobile),
        subject=crypto.new_subject(),
        code=code,
        created_at=actor.now,
    )
    audit.record(PeopleEvent.PERSON_REGISTERED, person, actor=actor, code=code, person_id=person.pk)
    events.publish(PeopleEvent.PERSON_REGISTERED, person, actor=actor, person_id=person.pk)
    return person


@transaction.atomic
def correct_name(person_id: int, name: str, *, actor: Actor, duty: str = "") -> Person:
    """Write a person's name as it is on her document.

    Raises `Refused` with `name.*`, `person.unknown` or `person.erased`.
    """
    person = locked(person_id)
    person.name = rules.check_name(name)
    pinyin = rules.pinyin_of(person.name)
    person.pinyin, person.initials = pinyin.key, pinyin.initials
    person.save(update_fields=["name", "pinyin", "initials"])
    audit.record(PeopleEvent.NAME_CORRECTED, person, actor=actor, code=person.code, person_id=person.pk, duty=duty)
    events.publish(PeopleEvent.NAME_CORRECTED, person, actor=actor, person_id=person.pk)
    return person


@transaction.atomic
def erase(person_id: int, *, actor: Actor, duty: str = "") -> None:
    """Forget a person: her sealed values open nowhere any more, her name is blank, her account gone (个保法 47).

    Every room that holds something of hers erases it, or raises its own `Refused` when the law makes it keep it. The
    audit trail stays: it holds ids and what was done, and its sealed values die with her salt.
    """
    person = locked(person_id)
    audit.record(PeopleEvent.ERASED, person, actor=actor, code=person.code, person_id=person.pk, duty=duty)
    events.publish(PeopleEvent.ERASED, person, actor=actor, person_id=person.pk)
    # What is hers lies in many rooms and under many unions; the right to ask for this was checked by who calls.
    with scope(Actor.system("erasure", actor.now)):
        for holding in privacy.holdings():
            holding.erase(person.pk, actor)
        sweep_secrets()


@transaction.atomic
def export_own(*, actor: Actor) -> dict[str, list[Mapping[str, object]]]:
    """Everything any room holds about the actor herself, by what it is (个保法 45); that she asked is on record.

    Opens her sealed values; moments carry the offset of China's clocks. Raises `Refused` with `person.unknown` or
    `person.erased`.
    """
    person = locked(actor.person_id or 0)
    audit.record(PeopleEvent.DATA_EXPORTED, person, actor=actor, code=person.code, person_id=person.pk)
    with scope(Actor.system("export", actor.now)):
        return {str(each.what): [_on_our_clocks(row) for row in each.export(person.pk)] for each in privacy.holdings()}


def _on_our_clocks(row: Mapping[str, object]) -> dict[str, object]:
    return {name: timezone.localtime(it) if isinstance(it, datetime) else it for name, it in row.items()}


def locked(person_id: int) -> Person:
    """The person's row, locked. Raises `Refused` with `person.unknown` or `person.erased`."""
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Refused("person.unknown")
    if person.erased_at is not None:
        raise Refused("person.erased")
    return person
