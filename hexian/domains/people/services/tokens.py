"""Keys with which another program acts as an account: shown once, kept as a digest, ending by themselves."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from hexian.domains.people import access, rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import ApiToken
from hexian.foundation import audit
from hexian.foundation.access import DUTIES, scope
from hexian.foundation.actor import Actor, Refused

#: What every key begins with, so that one that was published by mistake can be found.
PREFIX = "hx_"


@transaction.atomic
def issue_token(name: str, *, duties: Collection[str], expires_at: datetime, actor: Actor) -> tuple[ApiToken, str]:
    """Make a key for the actor's own account, no mightier than the duties named; the text is returned only now.

    Raises `Refused` with `account.unknown`, `token.past`, `token.long` or `token.duty` (`duty`).
    """
    account = access.own_account(actor).first()
    if account is None:
        raise Refused("account.unknown")
    rules.check_token_life(actor.now, expires_at)
    for duty in duties:
        if duty not in DUTIES:
            raise Refused("token.duty", duty=duty)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        account=account,
        name=name,
        token_hash=_digest(text),
        duties=sorted(duties),
        created_at=actor.now,
        expires_at=expires_at,
    )
    token.save(force_insert=True)
    audit.record(PeopleEvent.TOKEN_ISSUED, token.pk, actor=actor, person_id=account.person_id, duties=sorted(duties))
    return token, text


@transaction.atomic
def revoke_token(token: UUID, *, actor: Actor) -> None:
    """End one of the actor's own keys at once. Raises `Refused("token.unknown")`."""
    row = access.own_tokens(actor).select_for_update(of=("self",)).filter(pk=token, revoked_at__isnull=True).first()
    if row is None:
        raise Refused("token.unknown")
    row.revoked_at = actor.now
    row.save(update_fields=["revoked_at"])
    audit.record(PeopleEvent.TOKEN_REVOKED, row.pk, actor=actor, person_id=actor.person_id)


def resolve_token(text: str, now: datetime) -> ApiToken | None:
    """The living key with this text, its account with it; None for any other text.

    Nobody is known before the key is, so the look-up runs as the system.  The digest needs no salt: the text is 256
    random bits.
    """
    if not text.startswith(PREFIX):
        return None
    with scope(Actor.system("keys", now)):
        return (
            ApiToken.objects.select_related("account")
            .filter(token_hash=_digest(text), revoked_at__isnull=True, expires_at__gt=now, account__is_active=True)
            .first()
        )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
