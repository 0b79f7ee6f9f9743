"""Who needs a second factor, whether this session has one, and the known codes of demo accounts."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse

from hexian.domains.people.services import DEMO_SECRET
from hexian.foundation.access import scope, sees_personal_data
from hexian.foundation.actor import Actor


def needs_second_factor(actor: Actor) -> bool:
    """Whether one of the actor's offices shows personal data."""
    return sees_personal_data(actor)


def has_passed(request: HttpRequest) -> bool:
    """Whether a second factor was used in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def forget_passed(request: HttpRequest) -> None:
    """Take back that a second factor was used in this session: it is no longer there."""
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [each for each in records if each["method"] != "mfa"]


def wall(request: HttpRequest, actor: Actor) -> str | None:
    """Where to send an officer before she sees anything: to set up a second factor or to use it. None to let her in."""
    if not needs_second_factor(actor) or has_passed(request):
        return None
    with scope(actor):
        has_one = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    came_from = request.get_full_path() if request.method == "GET" else "/"
    page = reverse("mfa_reauthenticate" if has_one else "mfa_activate_totp")
    return f"{page}?{urlencode({'next': came_from})}"


def demo_totp_now() -> str:
    """The six digits every demo account's second factor shows at this moment; for the tray of a demo only."""
    step = int(time.time()) // 30
    digits: str = totp.format_hotp_value(totp.hotp_value(DEMO_SECRET, step))
    return digits
