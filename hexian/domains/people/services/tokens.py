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

    It may do what she may both now and when it is used, office by office: what she gains later does not reach it, and
    what she loses it loses.  Raises `Refused` with `account.unknown`, `token.past`, `token.long`, `token.duty` (`duty`)
    or `token.beyond_own` (`duties`).
    """
    account = access.own_account(actor).first()
    if account is None:
        raise Refused("account.unknown")
    rules.check_token_life(actor.now, expires_at)
    for duty in duties:
        if duty not in DUTIES:
            raise Refused("token.duty", duty=duty)
    grants = _grants(duties, actor)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        account=account,
        name=name,
        token_hash=_digest(text),
        duties=sorted(duties),
        grants=grants,
        created_at=actor.now,
        expires_at=expires_at,
    )
    token.save(force_insert=True)
    audit.record(PeopleEvent.TOKEN_ISSUED, token.pk, actor=actor, person_id=account.person_id, duties=sorted(duties))
    return token, text


def _grants(duties: Collection[str], actor: Actor) -> dict[str, list[str]]:
    """Which of the duties each of her offices carries now. Raises `Refused("token.beyond_own")` for one none does."""
    held = {str(office.office_id): sorted(office.duties.intersection(duties)) for office in actor.held}
    beyond = sorted(set(duties).difference(*held.values()))
    if beyond:
        raise Refused("token.beyond_own", duties="、".join(beyond))
    return {office: carried for office, carried in held.items() if carried}


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
