"""Tries at a password or a second factor: counted in every process alike, so that a stranger's shut nobody else out.

On a device this number signed in on before, tries count for that device alone. Elsewhere they count for the account at
this network address, for the account from anywhere, and for the address; see docs/adr/0007.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from hexian.domains.people import rules, services, texts
from hexian.foundation.actor import Actor, Refused
from hexian.web.accounts import known_devices, who


@dataclass(frozen=True, slots=True)
class Guess:
    """One try at one secret, from one address or one known device.

    A `strict` secret stands behind another one: whoever tries it is hardly a stranger, so the account itself is locked.
    """

    secret: str
    address: str
    device: str
    strict: bool
    actor: Actor

    @classmethod
    def at(cls, request: HttpRequest, secret: str, mobile: str, *, strict: bool = False) -> Guess:
        """A try made with this request; `secret` names whose it is, e.g. `password.13800000000`."""
        device = known_devices.known_for(request, mobile)
        return cls(secret, who.address_of(request), device, strict, who.actor_at(request))

    @property
    def own(self) -> str:
        """What nobody else's tries count against: the secret tried from here."""
        return f"{self.secret}.device.{self.device}" if self.device else f"{self.secret}.at.{self.address}"

    def check(self) -> None:
        """Let the try go on, one at a time; raises `ValidationError` with a sentence while it is locked."""
        try:
            services.check_open(self.own, actor=self.actor)
            if not self.device:
                services.check_open(self.secret, actor=self.actor)
                services.check_open(f"from.{self.address}", actor=self.actor, alone=False)
        except Refused as refusal:
            raise ValidationError(texts.of(refusal), code=refusal.code) from None

    def failed(self) -> None:
        """Count it."""
        services.fail(self.own, actor=self.actor)
        if not self.device:
            services.fail(self.secret, actor=self.actor, slows=not self.strict)
            services.fail(f"from.{self.address}", actor=self.actor, free=rules.FREE_TRIES_PER_ADDRESS)

    def succeeded(self) -> None:
        """Forget the failures from here; others' stay, or one's own success would open the rest for guessing."""
        services.succeed(self.own, actor=self.actor)
        if self.strict:
            services.succeed(self.secret, actor=self.actor)
