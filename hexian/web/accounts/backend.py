"""How Django finds an account: by mobile number and password, or by the id in a session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from hexian.domains.people import access, services
from hexian.foundation.actor import Refused


class AccountBackend(BaseBackend):
    """Accounts of persons; there are no other users."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """The account with this mobile number and password, or None, after the same time whether there is one or not.

        Runs at the accounts door only, where the scope lets an account be found before anybody is known.
        """
        phone, password = credentials.get("phone"), credentials.get("password")
        if not phone or not password:
            return None
        try:
            account = services.account_for(phone)
        except Refused:
            account = None
        if account is None or not account.has_usable_password():
            make_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Any:
        """The account of a session, read under its own scope and no wider."""
        return access.session_account(user_id)
