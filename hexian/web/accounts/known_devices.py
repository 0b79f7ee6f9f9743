"""Devices somebody has signed in on before: what a stranger guesses or asks for elsewhere does not count against them.

A signed cookie names the device by a random id and holds a keyed digest of each number that signed in there: no number,
nothing that opens anything. See docs/adr/0007.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from hexian.foundation import crypto

COOKIE = "device"
_SALT = "hexian.known_device"
#: Longer than a union's year, so that whoever votes once a year is still known.
KEPT = 400 * 24 * 3600
#: A family's telephone, an office's computer.
MOST_NUMBERS = 6


def known_for(request: HttpRequest, mobile: str) -> str:
    """The id of this device if that number has signed in on it before, else nothing."""
    device, numbers = _read(request)
    return device if set(_digests(mobile)) & set(numbers) else ""


def note_signed_in(request: HttpRequest, mobile: str) -> None:
    """Let the answer to this request carry the cookie: the number has just signed in here, all steps taken."""
    request.signed_in_here = mobile  # type: ignore[attr-defined]


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Write the cookie when somebody has signed in with this request."""
    mobile = getattr(request, "signed_in_here", "")
    if not mobile:
        return
    device, numbers = _read(request)
    current = _digests(mobile)
    kept = [current[0], *(each for each in numbers if each not in current)][:MOST_NUMBERS]
    response.set_cookie(
        COOKIE,
        signing.dumps([device or uuid4().hex, kept], salt=_SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        value: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT)
        device, numbers = value
    except (signing.BadSignature, json.JSONDecodeError, ValueError, TypeError):
        return "", []
    return str(device), list(numbers)


def _digests(mobile: str) -> list[str]:
    return [each.hex()[:32] for each in crypto.blind_candidates(mobile, "known_device")]
