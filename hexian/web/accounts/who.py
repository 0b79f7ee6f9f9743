"""Who stands at the accounts door, and from where."""

from __future__ import annotations

from dataclasses import replace

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest

from hexian.foundation.actor import Actor
from hexian.foundation.actor.wall import read_clock

#: Where a server does not say who is calling; a valid address, so that a session can be listed.
NOWHERE = "0.0.0.0"  # noqa: S104 - not bound to


def actor_at(request: HttpRequest) -> Actor:
    """The person who has signed in, without her offices, or nobody."""
    at, request_id = read_clock(), getattr(request, "request_id", "")
    user = request.user
    if not user.is_authenticated:
        return replace(Actor.anonymous(at.now, request_id), shifted=at.shifted)
    return Actor(
        now=at.now,
        request_id=request_id,
        name=user.person.name if user.person else "",
        person_id=user.person_id,
        account_id=user.pk,
        mobile=user.mobile,
        shifted=at.shifted,
    )


def address_of(request: HttpRequest) -> str:
    """The network address asking; behind a proxy the one it vouches for."""
    return get_client_ip(request) or NOWHERE
