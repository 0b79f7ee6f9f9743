"""Tries at a password or a second factor: counted by account and by network address, in every process alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from hexian.domains.people import rules, services, texts
from hexian.foundation.actor import Actor, Refused
from hexian.web.accounts import who


@dataclass(frozen=True, slots=True)
class Guess:
    """One try at one secret, from one address."""

    secret: str
    address: str
    actor: Actor

    @classmethod
    def at(cls, request: HttpRequest, secret: str) -> Guess:
        """A try made with this request; `secret` names whose it is, e.g. `password.13800000000`."""
        return cls(secret, f"from.{who.address_of(request)}", who.actor_at(request))

    def check(self) -> None:
        """Let the try go on, one at a time; raises `ValidationError` with a sentence while it is locked."""
        try:
            services.check_open(self.secret, actor=self.actor)
            services.check_open(self.address, actor=self.actor, alone=False)
        except Refused as refusal:
            raise ValidationError(texts.of(refusal), code=refusal.code) from None

    def failed(self) -> None:
        """Count it."""
        services.fail(self.secret, actor=self.actor)
        services.fail(self.address, actor=self.actor, free=rules.FREE_TRIES_PER_ADDRESS)

    def succeeded(self) -> None:
        """Forget the failures at this secret; the address's stay, or one's own success would open it for guessing."""
        services.succeed(self.secret, actor=self.actor)
