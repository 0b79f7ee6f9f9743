"""Duties about persons, and the doors to their rows."""

from __future__ import annotations

from django.db.models import QuerySet

from hexian.domains.people.models import Account, ApiToken, Consent, Person
from hexian.foundation.access import duty, within
from hexian.foundation.actor import Actor

REVEAL = duty("people.reveal", personal=True)  # open a sealed ID number


def own_person(actor: Actor) -> QuerySet[Person]:
    """The actor's own row, if she is a person."""
    return Person.objects.filter(pk=actor.person_id or 0, erased_at__isnull=True)


def own_account(actor: Actor) -> QuerySet[Account]:
    """The account the actor signed in with."""
    return Account.objects.filter(pk=actor.account_id or 0)


def session_account(account_id: int) -> Account | None:
    """The account a session names, unless it is locked: read under its own scope and no wider, in one statement."""
    return next(iter(Account.objects.raw("SELECT * FROM people_session_account(%s)", [account_id])), None)


def own_consents(actor: Actor) -> QuerySet[Consent]:
    """What the actor herself has agreed to, and taken back, newest first."""
    return Consent.objects.filter(person_id=actor.person_id or 0).order_by("-given_at", "id")


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The keys of programs that act as the actor's account, newest first."""
    return ApiToken.objects.filter(account_id=actor.account_id or 0).order_by("-created_at", "id")


def persons_known_to(actor: Actor, needs: str) -> QuerySet[Person]:
    """Persons first known to the organisations the actor has a duty over.

    Whoever is a member elsewhere is found through her membership, in `members.access`.
    """
    return Person.objects.filter(within("code", actor.subtrees_for(needs)), erased_at__isnull=True)


def persons_to_reveal(actor: Actor) -> QuerySet[Person]:
    """Persons whose sealed number the actor may open; never her own through an office."""
    return persons_known_to(actor, REVEAL).exclude(pk=actor.person_id or 0)
