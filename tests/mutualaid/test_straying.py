"""Settlements of people who become known later, of people who have gone elsewhere, and the sample's frozen terms."""

from __future__ import annotations

from datetime import date

import pytest

from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.models import Decision, File, Participation, Reading, Stray, YearSum
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.people.models import Person
from hexian.foundation import events
from hexian.foundation.work import runs
from hexian.foundation.work.models import Task
from tests import makers
from tests.mutualaid.makers import House, settlement
from tests.mutualaid.people import officer, sums

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]


def try_them() -> int:
    with makers.as_(makers.SYSTEM):
        return services.try_strays(makers.SYSTEM)


def unknown(house: House) -> tuple[Person, str]:
    """Somebody who takes part and whose number nobody knows yet."""
    number = house.member()
    person, _number = house.people[-1]
    Person.objects.filter(pk=person.pk).update(id_index=None)
    return person, number


def known_again(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(id_index=person.id_index)


def test_a_stray_is_decided_once_its_person_is_known_and_only_once(aid: House) -> None:
    person, number = unknown(aid)
    aid.decide(settlement(number, own=8_000), settlement(aid.member(), own=5_000))
    assert try_them() == 0
    known_again(person)
    assert try_them() == 1
    assert try_them() == 0
    decision = Decision.objects.get(person=person)
    assert (decision.state, decision.amount_fen, decision.row) == ("ordered", 2_550_00, 2)
    assert Stray.objects.get().settled_at is not None
    counts = File.objects.get().counts
    assert (counts["strays"], counts["found"], counts["ordered"]) == (0, 1, 2)
    assert list(sums(aid)) == []


def test_a_stray_is_still_known_by_its_number_when_the_keys_have_been_changed(aid: House) -> None:
    person, number = unknown(aid)
    aid.decide(settlement(number, own=8_000), settlement(aid.member(), own=5_000))
    # As a rotation leaves it: the index was made with a key nobody has any more.
    Stray.objects.update(id_index=b"of a former key", made_with="former")
    known_again(person)
    assert try_them() == 1
    assert Decision.objects.get(person=person).amount_fen == 2_550_00


def test_a_settlement_decided_elsewhere_meanwhile_is_not_paid_again(aid: House) -> None:
    person, number = unknown(aid)
    row = settlement(number, own=8_000)
    aid.decide(row)
    known_again(person)
    aid.decide(row, settlement(aid.member(), own=100))
    assert try_them() == 1
    assert Decision.objects.filter(person=person).count() == 1
    assert list(sums(aid)) == []


def test_a_number_put_right_queues_the_work(aid: House) -> None:
    person, number = unknown(aid)
    aid.decide(settlement(number, own=8_000))
    known_again(person)
    events.publish("people.identity_verified", person, actor=makers.SYSTEM, person_id=person.pk)
    while events.drain():
        pass
    task = Task.objects.get(name="mutualaid.strays")
    runs.run_task(str(task.public_id))
    assert Decision.objects.get(person=person).state == "ordered"


def test_a_plan_that_stands_still_leaves_its_strays_for_later(aid: House) -> None:
    person, number = unknown(aid)
    aid.decide(settlement(number, own=8_000))
    known_again(person)
    aid.plan.halted_at = makers.NOW
    aid.plan.save()
    assert try_them() == 0
    aid.plan.halted_at = None
    aid.plan.save()
    assert try_them() == 1


def test_whoever_has_gone_to_another_union_is_decided_by_what_she_takes_part_in(aid: House) -> None:
    there = makers.make_org("别处总工会（演示）")
    number, stranger = aid.member(), aid.member()
    for person, _number in aid.people:
        Person.objects.filter(pk=person.pk).update(code=there.code)
    Participation.objects.filter(person=aid.people[1][0]).delete()
    (decision,) = aid.decide(settlement(number, own=8_000), settlement(stranger, own=8_000))
    assert (decision.state, decision.amount_fen, decision.code) == ("ordered", 2_550_00, aid.org.code)
    assert Stray.objects.get().row == 3
    back = settlement(number, own=8_000) | {"setl_id": decision.settlement, "refd_setl_flag": "1"}
    aid.run(aid.receive([back], name="退费.csv"))
    decision.refresh_from_db()
    assert (decision.state, YearSum.objects.get().paid_fen) == ("reversed", 0)


def test_a_refund_before_its_bill_is_settled_by_whoever_decides_on_the_bill(aid: House) -> None:
    row = settlement(aid.member(), own=8_000)
    aid.run(aid.receive([row | {"refd_setl_flag": "1"}]))
    (decision,) = aid.decide(row)
    assert decision.findings == Finding.REFUNDED
    try_them()
    assert Stray.objects.get().settled_at is None
    who = officer(aid)
    with makers.as_(who):
        services.refuse(decision.public_id, reason="已经退费", actor=who)
    try_them()
    assert Stray.objects.get().settled_at is not None


def test_a_sample_is_read_by_the_terms_of_the_day_it_was_decided(aid: House) -> None:
    aid.plan.sample_bp = 10_000
    aid.plan.save()
    (decision,) = aid.decide(settlement(aid.member(), own=60_000))
    aid.plan.cap_fen = 1_000_00
    aid.plan.save()
    reader = officer(aid, "mutualaid.read")
    with makers.as_(reader):
        sample = queries.next_sample(reader)
        assert sample is not None
        assert sample.cap == "50,000.00 元"
        compared = services.read(Reading.objects.get().pk, amount_fen=decision.amount_fen, actor=reader)
    assert compared.agrees
    assert date(2026, 5, 6) == decision.discharged
