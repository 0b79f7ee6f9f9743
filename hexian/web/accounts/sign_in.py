"""Signing somebody in from another door, once she has proved her mobile number there."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.actor.wall import read_clock


def request_login(request: HttpRequest, account: Any) -> bool:
    """Sign in whoever has just used a code sent to this account's number; False when a second factor stands before it.

    Runs under the account's own scope, so that a guest before a poster may call it.
    """
    at = read_clock()
    actor = Actor(
        now=at.now,
        request_id=getattr(request, "request_id", ""),
        name="",
        person_id=account.person_id,
        account_id=account.pk,
        mobile=account.mobile,
        shifted=at.shifted,
    )
    with scope(actor):
        if not account.is_active or is_mfa_enabled(account):
            return False
        record_authentication(request, account, method="code")
        perform_login(request, account)
    return request.user.is_authenticated
