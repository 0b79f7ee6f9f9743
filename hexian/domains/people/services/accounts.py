"""Accounts: opening, finding, signing in, passwords, a new mobile number, ending sessions."""

from __future__ import annotations

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from hexian.domains.people import access, notices, rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Account, Person
from hexian.domains.people.rules import CodePurpose
from hexian.domains.people.services.codes import prove, use_up
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused


def account_for(mobile: str) -> Account | None:
    """The account that signs in with this mobile number, as far as the scope sees."""
    return Account.objects.filter(mobile=rules.check_mobile(mobile)).first()


@transaction.atomic
def open_account(
    mobile: str, person: Person, *, actor: Actor, password: str | None = None, is_demo: bool = False
) -> Account:
    """Let a person sign in with a mobile number she has proved; the account she has already is returned as it is.

    Raises `Refused` with `mobile.*`, or `account.has_person` when the number belongs to somebody else's account.
    """
    number = rules.check_mobile(mobile)
    # Plain reading, no lock: a guest may read her own account, not change it.
    known = Account.objects.filter(person=person).first()
    if known is not None:
        return known
    account = Account(
        person=person, mobile=number, password=make_password(password), is_demo=is_demo, created_at=actor.now
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        known = Account.objects.filter(person=person).first()
        if known is not None:
            return known
        raise Refused("account.has_person") from None
    audit.record(PeopleEvent.ACCOUNT_OPENED, account, actor=actor, code=person.code, person_id=person.pk)
    events.publish(PeopleEvent.ACCOUNT_OPENED, account, actor=actor, person_id=person.pk)
    return account


def note_sign_in(account: Account, method: str, *, actor: Actor) -> None:
    """Write down that somebody has signed in, and how: password, code or second factor."""
    audit.record(PeopleEvent.SIGNED_IN, account, actor=actor, person_id=account.person_id, method=method)


@transaction.atomic
def set_password(account: Account, password: str, *, actor: Actor) -> None:
    """Set a new password that the validators have let through; every other session of the account ends with it."""
    row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    row.set_password(password)
    row.save(update_fields=["password"])
    # The caller's own object goes on to renew the session in which the password was changed.
    account.password = row.password
    audit.record(PeopleEvent.PASSWORD_SET, account, actor=actor, person_id=account.person_id)
    notices.tell_account_changed(account, PeopleEvent.PASSWORD_SET, actor=actor)


def change_mobile(mobile: str, code: str, *, actor: Actor) -> Account:
    """Sign in with another mobile number from now on; the code proves that the new number is hers.

    Raises `Refused` with `mobile.*`, `code.*` (see `prove`), `account.unknown`, `mobile.same` or `mobile.taken`.
    """
    number = rules.check_mobile(mobile)
    current = access.own_account(actor).first()
    if current is None:
        raise Refused("account.unknown")
    if current.mobile == number:
        raise Refused("mobile.same")
    # Before, not inside, the transaction below: a wrong code must stay counted, a right one outlive a refusal.
    proof = prove(number, CodePurpose.CHANGE_MOBILE, code, actor=actor)
    return _move_to(number, proof, actor)


@transaction.atomic
def _move_to(number: str, proof: UUID, actor: Actor) -> Account:
    use_up(proof, actor=actor)
    account = access.own_account(actor).select_for_update(of=("self",)).get()
    former, account.mobile = account.mobile, number
    try:
        with transaction.atomic():
            account.save(update_fields=["mobile"])
    except IntegrityError:
        raise Refused("mobile.taken") from None
    access.own_person(actor).update(mobile=number)
    audit.record(PeopleEvent.MOBILE_CHANGED, account, actor=actor, person_id=account.person_id)
    events.publish(PeopleEvent.MOBILE_CHANGED, account, actor=actor, person_id=account.person_id)
    notices.tell_former_mobile(former, actor=actor)
    return account


@transaction.atomic
def end_sessions(account: Account, *, actor: Actor, but: str = "") -> int:
    """Sign the account out everywhere, the session with the key `but` excepted; returns how many sessions ended."""
    sessions = list(UserSession.objects.filter(user_id=account.pk).exclude(session_key=but))
    for session in sessions:
        session.end()
    audit.record(PeopleEvent.SESSIONS_ENDED, account, actor=actor, person_id=account.person_id, count=len(sessions))
    return len(sessions)


@transaction.atomic
def lock_account(person_id: int, *, actor: Actor) -> bool:
    """Let nobody sign in as somebody who has died; whether there was an account to lock. As the system.

    Nothing is deleted: a death recorded wrongly is taken back with `unlock_account`.
    """
    account = _set_active(person_id, is_active=False)
    if account is None:
        return False
    end_sessions(account, actor=actor)
    audit.record(PeopleEvent.ACCOUNT_LOCKED, account, actor=actor, person_id=person_id)
    return True


@transaction.atomic
def unlock_account(person_id: int, *, actor: Actor) -> bool:
    """Let her sign in again; whether there was an account to unlock. As the system."""
    account = _set_active(person_id, is_active=True)
    if account is None:
        return False
    audit.record(PeopleEvent.ACCOUNT_UNLOCKED, account, actor=actor, person_id=person_id)
    return True


def _set_active(person_id: int, *, is_active: bool) -> Account | None:
    """The account, if it was the other way."""
    rows = Account.objects.select_for_update(of=("self",)).filter(person_id=person_id, is_active=not is_active)
    account = rows.first()
    if account is not None:
        account.is_active = is_active
        account.save(update_fields=["is_active"])
    return account
