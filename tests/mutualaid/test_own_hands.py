"""Nobody decides her own aid or a declared relative's, on any path, nor past every form in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hexian.domains.ledger import services as ledger
from hexian.domains.ledger.models import Relation
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.models import Contest, Decision, Reading
from hexian.domains.people.models import Person
from hexian.domains.people.services import identity
from hexian.foundation.actor import Actor, Refused
from tests import makers
from tests.mutualaid.makers import House, settlement
from tests.mutualaid.people import held, officer, worker_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

DUTIES = ("mutualaid.decide", "mutualaid.view", "mutualaid.read")
WHO = ("herself", "relative", "whose_relative", "by_number", "by_whose_number")


def hand(house: House, about: Decision, who: str) -> Actor:
    """An officer who is, or is related to, whoever a decision is about."""
    person = Person.objects.get(pk=about.person_id)
    if who == "herself":
        return replace(officer(house, *DUTIES), person_id=person.pk)
    actor = officer(house, *DUTIES, name="苏念")
    me = Person.objects.get(pk=actor.person_id or 0)
    if who.startswith("by"):
        number = makers.id_number()
        declarer, declared = (me, person) if who == "by_number" else (person, me)
        Person.objects.filter(pk=declared.pk).update(id_index=None, id_sealed=None, verified_at=None)
        with makers.as_(makers.worker(declarer)):
            ledger.declare(id_number=number, word="子女", actor=makers.worker(declarer))
        identity.verify_identity(declared.pk, number, actor=makers.SYSTEM)
        return actor
    one, other = (me, person) if who == "relative" else (person, me)
    Relation.objects.create(
        person_id=one.pk, relative_id=other.pk, code=house.org.code, word="子女", declared_at=makers.NOW
    )
    return actor


def refused(act: Callable[[], Any], actor: Actor) -> None:
    with pytest.raises(Refused, match=r"aid\.(own|relatives)_decision"), makers.as_(actor), transaction.atomic():
        act()


def forced(statement: str, *params: Any, match: str = "her own aid") -> None:
    """Past every form, as the program itself."""
    past = (makers.as_(makers.SYSTEM), transaction.atomic(), connection.cursor())
    with pytest.raises(IntegrityError, match=match), past[0], past[1], past[2] as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize("who", WHO)
def test_what_a_machine_held(aid: House, who: str) -> None:
    row = held(aid)
    actor = hand(aid, row, who)
    refused(lambda: services.pay(row.public_id, reason="看过原件", actor=actor), actor)
    refused(lambda: services.refuse(row.public_id, reason="看过原件", actor=actor), actor)
    forced("UPDATE mutualaid_decision SET state = 'refused', decided_by = %s WHERE id = %s", actor.person_id, row.pk)


@pytest.mark.parametrize("who", WHO)
def test_a_sample(aid: House, who: str) -> None:
    aid.plan.sample_bp = 10_000
    aid.plan.save()
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    actor, reading = hand(aid, row, who), Reading.objects.get()
    with makers.as_(actor):
        assert queries.next_sample(actor) is None
    refused(lambda: services.read(reading.pk, amount_fen=1, actor=actor), actor)
    forced("UPDATE mutualaid_reading SET reader_id = %s, read_at = now() WHERE id = %s", actor.person_id, reading.pk)


@pytest.mark.parametrize("who", WHO)
def test_a_contest_and_its_appeal(aid: House, who: str) -> None:
    (row,) = aid.decide(settlement(aid.member(), own=5_000))
    she = worker_of(row)
    with makers.as_(she):
        made = services.contest(row.public_id, reason="觉得少了", actor=she)
    actor = hand(aid, row, who)
    refused(lambda: services.answer(made.public_id, outcome="upheld", answer="数是对的", actor=actor), actor)
    forced("UPDATE mutualaid_contest SET state = 'decided', decided_by = %s WHERE id = %s", actor.person_id, made.pk)
    other = officer(aid, *DUTIES, name="顾三立")
    with makers.as_(other):
        services.answer(made.public_id, outcome="upheld", answer="数是对的", actor=other)
    with makers.as_(she):
        services.appeal(made.public_id, reason="还是少了", actor=she)
    refused(lambda: services.answer(made.public_id, outcome="upheld", answer="数是对的", actor=actor), actor)
    forced("UPDATE mutualaid_contest SET appeal_decided_by = %s WHERE id = %s", actor.person_id, made.pk)


def test_whoever_decided_does_not_answer_in_the_database_either(aid: House) -> None:
    row = held(aid)
    who = officer(aid)
    with makers.as_(who):
        services.refuse(row.public_id, reason="不在范围内", actor=who)
    she = worker_of(row)
    with makers.as_(she):
        made = services.contest(row.public_id, reason="觉得少了", actor=she)
    statement = "UPDATE mutualaid_contest SET state = 'decided', decided_by = %s WHERE id = %s"
    forced(statement, who.person_id, made.pk, match="her own work")
    assert Contest.objects.get().decided_by is None
