"""A mobile number proved on this phone a little while ago: enough to send a form again and to read one's receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hexian.foundation.actor import Actor
from hexian.web.screen import ActorRequest

_NAME = "join_proof"
#: Long enough to mend a form, too short for the next person who is lent this phone.
GOOD_FOR = timedelta(minutes=15)


def keep(request: ActorRequest, mobile: str, code: str) -> None:
    """Remember, in this session only, that the number was proved before this union's poster."""
    until = request.actor.now + GOOD_FOR
    request.session[_NAME] = {"mobile": mobile, "code": code, "until": until.isoformat()}


def mobile(request: ActorRequest) -> str:
    """The number proved a little while ago, or nothing."""
    actor = guest(request)
    return (actor.mobile or "") if actor else ""


def guest(request: ActorRequest) -> Actor | None:
    """The actor who proved a number before a poster; None when there is none, or it was too long ago."""
    kept = request.session.get(_NAME)
    if not kept or datetime.fromisoformat(kept["until"]) < request.actor.now:
        return None
    return replace(request.actor, mobile=kept["mobile"], guest_code=kept["code"])
