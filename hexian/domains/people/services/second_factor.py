"""Second factors: sealed secrets, and the known ones of demo accounts."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.utils import timezone

from hexian.domains.people import notices
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import Account, Secret
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

#: The second factor of every demo account: written down for all to read, and refused for any other account.
DEMO_SECRET = "HEXIANDEMOHEXIANDEMOHEXIANDEMO23"  # noqa: S105 - meant to be known


def seal_secret(text: str) -> str:
    """Seal a secret and return its reference; runs where the system's scope is on, as under /accounts/."""
    secret = Secret(subject=crypto.new_subject(), created_at=timezone.now())
    secret.sealed = crypto.seal(text, secret.subject)
    secret.save(force_insert=True)
    return str(secret.pk)


def open_secret(reference: str) -> str:
    """The secret behind a reference."""
    secret = Secret.objects.get(pk=UUID(reference))
    return crypto.open_sealed(secret.sealed, secret.subject)


def sweep_secrets() -> int:
    """Delete and destroy the secrets no authenticator refers to any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_secret s WHERE NOT EXISTS (SELECT 1 FROM mfa_authenticator a"
            " WHERE a.data->>'secret' = s.id::text OR a.data->>'seed' = s.id::text) RETURNING s.subject"
        )
        subjects = [row[0] for row in cursor.fetchall()]
    if subjects:
        crypto.destroy(*subjects)
    return len(subjects)


@transaction.atomic
def set_totp(account: Account, secret: str = DEMO_SECRET, *, actor: Actor) -> None:
    """Give a demo account a second factor whose secret is known, a base-32 text.

    Raises `Refused("account.not_demo")` for anybody else's account: a known secret is none.
    """
    if not account.is_demo:
        raise Refused("account.not_demo")
    with scope(Actor.system("demo", actor.now)):
        Authenticator.objects.filter(user_id=account.pk).delete()
        Authenticator.objects.create(
            user_id=account.pk, type=Authenticator.Type.TOTP, data={"secret": seal_secret(secret)}
        )
        sweep_secrets()


@transaction.atomic
def note_second_factor(account: Account, *, is_on: bool, actor: Actor) -> None:
    """Write down that an account's second factor was set up or removed, and let its owner know."""
    event = PeopleEvent.SECOND_FACTOR_ON if is_on else PeopleEvent.SECOND_FACTOR_OFF
    audit.record(event, account, actor=actor, person_id=account.person_id)
    notices.tell_account_changed(account, event, actor=actor)
