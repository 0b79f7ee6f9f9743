"""A room's page asks every three seconds whether it has changed: a ticket spares it the long way for a minute.

The whole way (session, account, second factor, offices, parts) is gone once a minute and leaves a cookie that only fits
that very session, room and person; in between one statement asks under row security whether session, account and part
are still there, and for the room's number.  Whoever signs out or loses her part gets no answer from that moment on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from hexian.domains.bargaining import queries
from hexian.foundation.actor import Actor

COOKIE = "room"
#: How long until the whole way is gone again, in seconds.
GOOD_FOR = 60


def give(response: HttpResponse, request: HttpRequest, case_id: UUID, actor: Actor) -> HttpResponse:
    """Put a ticket into the answer to somebody whose right to the room has just been looked at in full."""
    issued = int(actor.now.timestamp())
    words = f"{issued}.{actor.account_id}.{actor.person_id}"
    response.set_cookie(
        COOKIE, f"{words}.{_seal(words, case_id, _session(request))}", max_age=GOOD_FOR, httponly=True,
        path=reverse("bargaining:changes", args=[case_id]), samesite="Strict", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def version(request: HttpRequest, case_id: UUID) -> int | None:
    """The room's number for whoever shows a ticket that still holds; None sends her the whole way."""
    actor = _bearer(request, case_id, timezone.now())
    return queries.version_seen(case_id, _session(request), actor) if actor else None


def _bearer(request: HttpRequest, case_id: UUID, now: datetime) -> Actor | None:
    """Whom a ticket names, if it is ours, of this session and room, and not old."""
    words, _dot, seal = request.COOKIES.get(COOKIE, "").rpartition(".")
    if not words or not _session(request):
        return None
    if not constant_time_compare(seal, _seal(words, case_id, _session(request))):
        return None
    issued, account, person = (int(number) for number in words.split("."))
    if not timedelta() <= now - datetime.fromtimestamp(issued, tz=now.tzinfo) < timedelta(seconds=GOOD_FOR):
        return None
    asked = getattr(request, "request_id", "")
    return Actor(now=now, request_id=asked, name="", account_id=account, person_id=person)


def _session(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def _seal(words: str, case_id: UUID, session_key: str) -> str:
    return salted_hmac("bargaining.room", f"{words}|{case_id}|{session_key}", algorithm="sha256").hexdigest()
