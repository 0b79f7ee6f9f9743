"""A mobile number proved on this phone a little while ago: enough to send a form again and to read one's receipt.

The session holds the id of the used code and no number: sessions lie readable in their table for days, codes do not.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hexian.domains.people import services as people
from hexian.domains.people.rules import CodePurpose
from hexian.foundation.actor import Actor
from hexian.web.accounts import known_devices as devices
from hexian.web.screen import ActorRequest

_NAME = "join_proof"


def keep(request: ActorRequest, proof: UUID | None, code: str) -> None:
    """Remember, in this session only, by which used code a number was proved before this union's poster."""
    if proof is None:
        return
    key = request.session.session_key
    if key and not request.session.exists(key):
        # A twin of this request has signed her in, and with that her former session ended.
        request.session.cycle_key()
    request.session[_NAME] = {"proof": str(proof), "code": code}


def by_code(request: ActorRequest, mobile: str, typed: str, purpose: CodePurpose, code: str) -> UUID:
    """A number proved by the code typed, which is used up and remembered; returns its id.

    Raises `Refused` like `people.prove` and `people.use_up`.
    """
    device = devices.known_for(request, mobile)
    used = people.prove(mobile, purpose, typed, actor=request.actor, device=device)
    people.use_up(used, actor=request.actor)
    keep(request, used, code)
    return used


def code_id(request: ActorRequest) -> UUID | None:
    """The used code this session remembers."""
    kept = request.session.get(_NAME, {}).get("proof")
    return UUID(kept) if kept else None


def mobile(request: ActorRequest) -> str:
    """The number proved a little while ago, or nothing."""
    proof = code_id(request)
    return people.proved_by(proof, actor=request.actor) if proof else ""


def guest(request: ActorRequest) -> Actor | None:
    """The actor who proved a number before a poster; None when there is none, or it was too long ago."""
    number = mobile(request)
    return replace(request.actor, mobile=number, guest_code=request.session[_NAME]["code"]) if number else None
