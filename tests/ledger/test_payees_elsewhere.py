"""Whoever is owed money is paid it wherever she is a member by now: her order stays with its book, and so does she."""

from __future__ import annotations

import pytest

from hexian.domains.ledger import queries, services
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder
from hexian.domains.people.models import Person
from tests import makers as people
from tests.ledger import makers
from tests.ledger.makers import answer, lines_of
from tests.makers import as_

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def gone() -> tuple[makers.Desk, Person]:
    """A payment to somebody who went over to a union elsewhere before anybody knew her card."""
    at = makers.desk()
    person = makers.payee(at.union, number="")
    makers.order(at, (person, 75_240))
    elsewhere = people.make_org("西溪街道总工会（演示）")
    Person.objects.filter(pk=person.pk).update(code=elsewhere.code)
    return at, person


def test_her_payment_waits_in_sight_and_her_card_can_be_taken_down(gone: tuple[makers.Desk, Person]) -> None:
    at, person = gone
    with as_(at.keeper):
        page = queries.waiting(at.book.public_id, at.keeper, "card")
        assert ([row.name for row in page.rows], page.without_card) == ([person.name], 1)
        services.keep_card(
            person.public_id, bank_name="演示银行", number="6222000000008801", holder=person.name, actor=at.keeper
        )
        page = queries.waiting(at.book.public_id, at.keeper)
        assert ([row.tail for row in page.rows], page.ready) == (["8801"], 1)
    stranger = makers.officer(people.make_org("别处工会（演示）"))
    with as_(stranger), pytest.raises(Person.DoesNotExist):
        services.keep_card(
            person.public_id, bank_name="演示银行", number="6222000000008801", holder="x", actor=stranger
        )


def test_she_is_in_the_run_in_the_banks_file_and_paid(gone: tuple[makers.Desk, Person]) -> None:
    at, person = gone
    makers.card(person, "6222000000008801")
    PayeeAccount.objects.update(code=Person.objects.get(pk=person.pk).code)
    makers.order(at, (makers.payee(at.union, "李知夏", "6222000000008802"), 5_000))
    run = makers.released(at)
    with as_(at.hands[2]):
        page = queries.run(run.public_id, at.hands[2])
        assert [(line.name, line.fen) for line in page.lines] == [(person.name, 75_240), ("李知夏", 5_000)]
        made = services.make_file(run.public_id, layout="icbc", format_="csv_utf8", actor=at.hands[2])
    assert {name for name in (person.name, "李知夏") if name in made.content.decode()} == {person.name, "李知夏"}
    makers.reply(run, at.keeper, answer(run, lines_of(run)))
    with as_(at.keeper):
        paid = PaymentOrder.objects.get(payee_id=person.pk)
        assert paid.state == "paid"
        page_of = queries.follow_order(paid.public_id, at.keeper)
        assert [each.payee for each in page_of.pieces] == [person.name]
        trail = queries.trail(paid.public_id, at.keeper)
        assert (trail.payee, trail.fen) == (person.name, 75_240)
