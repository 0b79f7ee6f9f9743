"""A mobile number proved on this phone a little while ago: enough to send a form again and to read one's receipt.

The session holds the id of the used code and no number: sessions lie readable in their table for days, codes do not.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hexian.domains.people import services as people
from hexian.foundation.actor import Actor
from hexian.web.screen import ActorRequest

_NAME = "join_proof"


def keep(request: ActorRequest, proof: UUID | None, code: str) -> None:
    """Remember, in this session only, by which used code a number was proved before this union's poster."""
    if proof is not None:
        request.session[_NAME] = {"proof": str(proof), "code": code}


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
