"""Duties about money, and the doors to its rows.

Each hand a run goes through is a duty of its own; that no person lends two of them is for rules and the database.
"""

from __future__ import annotations

from django.db.models import QuerySet

from hexian.domains.ledger.models import Book, Fund, PayeeAccount, PaymentOrder, Relation, Run
from hexian.domains.ledger.rules import Hand, Order
from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import Category, OrgState
from hexian.domains.people.models import Person
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

VIEW = duty("ledger.view", personal=True)
KEEP = duty("ledger.keep", personal=True)
PROPOSE = duty("ledger.propose", personal=True)
REVIEW = duty("ledger.review", personal=True)
APPROVE = duty("ledger.approve", personal=True)
RELEASE = duty("ledger.release", personal=True)
AUDIT = duty("ledger.audit", personal=True)
#: Any of these lets one look at books, funds and runs.
LOOKING = (VIEW, KEEP, PROPOSE, REVIEW, APPROVE, RELEASE, AUDIT)
DUTY_OF = {
    Hand.PROPOSE: PROPOSE, Hand.REVIEW: REVIEW, Hand.SECOND: APPROVE, Hand.APPROVE: APPROVE, Hand.RELEASE: RELEASE,
}  # fmt: skip


def _codes(actor: Actor, *duties: str) -> set[str]:
    return {code for each in duties for code in actor.subtrees_for(each)}


def books_visible(actor: Actor) -> QuerySet[Book]:
    """The books of the unions below her."""
    return Book.objects.filter(within("code", _codes(actor, *LOOKING)))


def books_kept(actor: Actor) -> QuerySet[Book]:
    """Those she keeps."""
    return Book.objects.filter(within("code", _codes(actor, KEEP)))


def funds_visible(actor: Actor) -> QuerySet[Fund]:
    """The funds of those books."""
    return Fund.objects.filter(within("code", _codes(actor, *LOOKING)))


def funds_kept(actor: Actor) -> QuerySet[Fund]:
    """Those she keeps."""
    return Fund.objects.filter(within("code", _codes(actor, KEEP)))


def runs_visible(actor: Actor) -> QuerySet[Run]:
    """The runs of those books."""
    return Run.objects.filter(within("code", _codes(actor, *LOOKING)))


def runs_for(actor: Actor, *duties: str) -> QuerySet[Run]:
    """Those she may act on by one of these duties."""
    return Run.objects.filter(within("code", _codes(actor, *duties)))


def orders_visible(actor: Actor) -> QuerySet[PaymentOrder]:
    """The payments of those books."""
    return PaymentOrder.objects.filter(within("code", _codes(actor, *LOOKING)))


def own_orders(actor: Actor) -> QuerySet[PaymentOrder]:
    """What is paid to herself."""
    return PaymentOrder.objects.filter(payee_id=actor.person_id or 0)


def orders_for(actor: Actor, *duties: str) -> QuerySet[PaymentOrder]:
    """Those she may act on by one of these duties."""
    return PaymentOrder.objects.filter(within("code", _codes(actor, *duties)))


def own_cards(actor: Actor) -> QuerySet[PayeeAccount]:
    """Where she herself is paid to."""
    return PayeeAccount.objects.filter(person_id=actor.person_id or 0)


def payees_kept(actor: Actor) -> QuerySet[Person]:
    """People whose card she may take down: those known below her."""
    return Person.objects.filter(within("code", _codes(actor, KEEP, PROPOSE)), erased_at__isnull=True)


def payees_of(actor: Actor) -> QuerySet[PaymentOrder]:
    """Payments of her books whose payee's card she may take down, wherever the payee is a member by now."""
    return orders_for(actor, KEEP, PROPOSE).filter(state__in=[Order.ORDERED, Order.BATCHED, Order.RETURNED])


def own_relations(actor: Actor) -> QuerySet[Relation]:
    """The relatives she has declared."""
    return Relation.objects.filter(person_id=actor.person_id or 0, ended_at__isnull=True)


def unions_kept(actor: Actor) -> QuerySet[Organisation]:
    """The living unions she may open a book for."""
    living = Organisation.objects.filter(category=Category.UNION, state=OrgState.ACTIVE)
    return living.filter(within("code", _codes(actor, KEEP)))
