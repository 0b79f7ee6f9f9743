"""Where people are paid to, what came back from there, and the relatives officers declare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from hexian.domains.ledger import access, rules
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder, Posting, Relation
from hexian.domains.ledger.rules import Order, Source
from hexian.domains.ledger.services import reaching
from hexian.domains.ledger.services.posting import post, refusing
from hexian.domains.ledger.services.setting_off import repaid
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation import audit, crypto, events
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class Card:
    """Where somebody is paid to, as she or a list of her union says it."""

    bank_name: str
    number: str
    holder: str
    province: str = ""
    city: str = ""


@transaction.atomic
def keep_card(
    person_id: UUID, *, bank_name: str, number: str, holder: str, province: str = "", city: str = "", actor: Actor
) -> PayeeAccount:
    """Take down where somebody is paid to: her own card, or by an officer whose union knows her or is to pay her.

    The number is sealed; the former card stays in the history and is paid to no more.  Raises `Refused` with
    `ledger.card_number`, `ledger.bank_missing`, `ledger.holder_missing`, `ledger.not_her_card`,
    `ledger.card_of_another`; `Person.DoesNotExist` out of reach.
    """
    digits = _checked(Card(bank_name, number, holder))
    with reaching.as_book(actor):
        others = owners_of({digits}).get(digits, frozenset())
        if Person.objects.filter(pk__in=others).exclude(public_id=person_id).exists():
            raise Refused("ledger.card_of_another")
    (card,) = _kept({person_id: Card(bank_name, number, holder, province, city)}, actor)
    duty = "" if card.person_id == actor.person_id else access.KEEP
    audit.record(LedgerEvent.CARD_KEPT, card, actor=actor, code=card.code, person_id=card.person_id, duty=duty)
    events.publish(LedgerEvent.CARD_KEPT, card, actor=actor, code=card.code, person_id=card.person_id)
    return card


@transaction.atomic
def keep_cards(given: Mapping[UUID, Card], *, actor: Actor) -> int:
    """The same for many, as a union has them on a list: everybody's, or nobody's. Returns how many.

    Raises as `keep_card` does.
    """
    cards = _kept(given, actor)
    for code in sorted({each.code for each in cards}):
        there = [each for each in cards if each.code == code]
        subjects = [(each, each.person_id) for each in there]
        audit.record_many(LedgerEvent.CARD_KEPT, subjects, actor=actor, code=code, duty=access.KEEP)
        keys = [each.pk for each in there]
        events.publish(LedgerEvent.CARDS_KEPT, uuid4(), actor=actor, code=code, cards=keys)
    return len(cards)


def owners_of(digits: Collection[str]) -> dict[str, frozenset[int]]:
    """Whose active cards have these digits, as far as the scope sees; a card can be one person's only."""
    active = PayeeAccount.objects.filter(is_active=True, tail__in={each[-4:] for each in digits}, card__isnull=False)
    found = list(active.values_list("person_id", "card", "person__subject"))
    owners: dict[str, set[int]] = {}
    opened = crypto.open_many((card or b"", subject) for _, card, subject in found)
    for (person, _card_of, _subject), number in zip(found, opened, strict=True):
        owners.setdefault(number or "", set()).add(person)
    return {each: frozenset(whose) for each, whose in owners.items()}


def payees_in_reach(actor: Actor) -> Q:
    """Whose card she may take down: her own, of whom her unions know, of whom her books are to pay."""
    kept = Q(pk__in=access.payees_kept(actor).values("pk")) | Q(pk__in=access.payees_of(actor).values("payee_id"))
    return Q(pk=actor.person_id or 0) | kept


def _kept(given: Mapping[UUID, Card], actor: Actor) -> list[PayeeAccount]:
    """Cards written down in place of former ones. The trail knows whose they are, not their numbers."""
    digits = {person: _checked(card) for person, card in given.items()}
    with reaching.as_book(actor), refusing():
        living = Person.objects.filter(erased_at__isnull=True).select_for_update(of=("self",)).order_by("pk")
        persons = list(living.filter(payees_in_reach(actor), public_id__in=list(given)))
        if len(persons) < len(given):
            raise Person.DoesNotExist
        if any(rules.tidy(given[each.public_id].holder) != rules.tidy(each.name) for each in persons):
            raise Refused("ledger.not_her_card")
        PayeeAccount.objects.filter(person__in=persons, is_active=True).update(is_active=False)
        sealed = crypto.seal_many((digits[each.public_id], each.subject) for each in persons)
        return PayeeAccount.objects.bulk_create([
            _card(each, given[each.public_id], digits[each.public_id], under, actor)
            for each, under in zip(persons, sealed, strict=True)
        ])  # fmt: skip


def _checked(card: Card) -> str:
    digits = rules.card(card.number)
    for said, code in ((card.bank_name, "ledger.bank_missing"), (card.holder, "ledger.holder_missing")):
        if not said.strip():
            raise Refused(code)
    return digits


def _card(person: Person, card: Card, digits: str, sealed: bytes, actor: Actor) -> PayeeAccount:
    return PayeeAccount(
        person=person, code=person.code, bank_name=card.bank_name.strip(), province=card.province.strip(),
        city=card.city.strip(), card=sealed, tail=digits[-4:], holder=card.holder.strip(), added_at=actor.now,
        added_by=actor.person_id,
    )  # fmt: skip


def keep_own_card(*, actor: Actor, **given: str) -> PayeeAccount:
    """The same by herself, for herself. Raises `Refused` with `ledger.no_card_owner` for whoever is no person."""
    public_id = Person.objects.filter(pk=actor.person_id or 0).values_list("public_id", flat=True).first()
    if public_id is None:
        raise Refused("ledger.no_card_owner")
    return keep_card(public_id, actor=actor, **given)


@transaction.atomic
def reopen(order_id: UUID, *, same_card: bool = False, actor: Actor) -> PaymentOrder:
    """Order a payment the bank has brought back once more, as the next attempt.

    Wants a card that is not the one it came back from, unless somebody says that card is right (`same_card`).  Raises
    `Refused` with `ledger.not_returned`, `ledger.recalled`, `ledger.reopened_before`, `ledger.card_missing`,
    `ledger.same_card`; `PaymentOrder.DoesNotExist` out of reach.
    """
    rows = access.orders_for(actor, access.PROPOSE, access.KEEP).select_for_update(of=("self",))
    return _reopened(rows.get(public_id=order_id), actor, same_card=same_card)


@transaction.atomic
def reopen_for(person_id: int, *, actor: Actor) -> int:
    """Order what came back from her former card once more, after she has given another; how many. As the system."""
    rows = PaymentOrder.objects.filter(payee_id=person_id, state=Order.RETURNED, recalled_at__isnull=True)
    count = 0
    for former in rows.select_for_update(of=("self",)).order_by("pk"):
        try:
            _reopened(former, actor, same_card=False)
        except Refused:
            continue  # ordered anew before, or the card is the one it came back from: an officer looks at it
        count += 1
    return count


def _reopened(former: PaymentOrder, actor: Actor, *, same_card: bool) -> PaymentOrder:
    with reaching.as_book(actor):
        card = PayeeAccount.objects.filter(person_id=former.payee_id, is_active=True).first()
    rules.check_reopening(
        former.state, recalled=former.recalled_at is not None, card=card.pk if card else None,
        former=former.account_id, same_card=same_card,
    )  # fmt: skip
    later = PaymentOrder.objects.filter(source=former.source, source_id=former.source_id, attempt__gt=former.attempt)
    if later.exists():
        raise Refused("ledger.reopened_before")
    with refusing():
        made = PaymentOrder.objects.create(
            book_id=former.book_id, code=former.code, payee_id=former.payee_id, fen=former.fen - (former.owed_fen or 0),
            purpose=former.purpose, source=former.source, source_id=former.source_id, attempt=former.attempt + 1,
            expense_id=former.expense_id, payable_id=former.payable_id, ordered_at=actor.now,
        )  # fmt: skip
    facts: dict[str, Any] = {"fen": made.fen, "attempt": made.attempt}
    audit.record(
        LedgerEvent.REOPENED, made, actor=actor, code=made.code, person_id=made.payee_id, duty=access.PROPOSE, **facts
    )
    events.publish(LedgerEvent.REOPENED, made, actor=actor, code=made.code, **facts)
    return made


@transaction.atomic
def repay(order_id: UUID, *, fen: int, on: date, actor: Actor) -> Posting:
    """Money that was owed back has come (debit money, credit receivable), all or a part of it.

    Raises `Refused`: `ledger.sum_missing`, `ledger.not_owed_back`, `ledger.repaid_too_much`, `ledger.period_closed`.
    """
    rows = access.orders_for(actor, access.KEEP).select_for_update(of=("self",)).select_related("book")
    order = rows.get(public_id=order_id)
    if not order.owed_fen or order.state != Order.PAID:
        raise Refused("ledger.not_owed_back")
    if fen <= 0:
        raise Refused("ledger.sum_missing")
    if repaid(order) + fen > order.owed_fen:
        raise Refused("ledger.repaid_too_much")
    money, receivable = (reaching.line(order.book, each) for each in (reaching.MONEY, reaching.RECEIVABLE))
    made = post(
        order.book, debit=money.pk, credit=receivable.pk, fen=fen, on=on, source=Source.REPAID, batch=uuid4(),
        actor=actor, order_id=order.pk, source_id=order.source_id,
    )  # fmt: skip
    reaching.write(LedgerEvent.POSTED, order, order.code, actor, fen=fen, source=str(Source.REPAID))
    return made


@transaction.atomic
def declare(*, id_number: str, word: str, actor: Actor) -> Relation:
    """An officer declares a relative by her ID number: found whether she is known here today or comes later.

    Only the blind index of the number is kept.  Raises `Refused` with `id.*`, `ledger.no_person`,
    `ledger.relation_missing`, `ledger.own_number`.
    """
    number = people_rules.check_id_number(id_number, actor.now.date())
    if actor.person_id is None:
        raise Refused("ledger.no_person")
    if not word.strip():
        raise Refused("ledger.relation_missing")
    me = Person.objects.get(pk=actor.person_id)
    indexes = people.id_indexes(number.number)
    if me.id_index is not None and bytes(me.id_index) in indexes:
        raise Refused("ledger.own_number")
    known = Person.objects.filter(id_index__in=indexes).exclude(pk=me.pk).first()
    row = Relation.objects.create(
        person=me, code=me.code, relative_id=known.pk if known else None,
        relative_sealed=crypto.seal(number.number, me.subject),
        relative_index=crypto.blind(number.number, people_rules.ID_PURPOSE), word=word.strip()[:20],
        declared_at=actor.now,
    )  # fmt: skip
    audit.record(LedgerEvent.RELATION_DECLARED, row, actor=actor, code=row.code, person_id=me.pk)
    return row


@transaction.atomic
def end_relation(relation_id: UUID, *, actor: Actor) -> None:
    """A relation is one no longer; it stays in the history. `Relation.DoesNotExist` when it is not hers."""
    row = access.own_relations(actor).get(public_id=relation_id)
    row.ended_at = actor.now
    row.save(update_fields=["ended_at"])
    audit.record(LedgerEvent.RELATION_ENDED, row, actor=actor, code=row.code, person_id=row.person_id)
