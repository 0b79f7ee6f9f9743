"""What django-allauth asks the project: who has which mobile number, how tries are limited, which words are said."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hexian.domains.people import services, texts
from hexian.web.accounts import known_devices, who
from hexian.web.accounts.fields import MobileField
from hexian.web.accounts.guesses import Guess

#: Said where allauth would say something in its own words.
NOT_DONE = _("这一步没有办成，请再试一次；还是不行，请联系您的工会。")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Accounts are opened from a union's poster or by an officer, never here."""

    error_messages = dict.fromkeys(DefaultAccountAdapter.error_messages, NOT_DONE) | {
        "account_inactive": _("这个账号停用了。需要恢复，请联系您的工会。"),
        "phone_password_mismatch": texts.REFUSALS["password.wrong"],
        "incorrect_password": _("密码不对，请再输一次。"),
        "enter_current_password": _("现在的密码不对，请再输一次。"),
        "too_many_login_attempts": _("试错的次数太多，先停一下。请重新登录。"),
        "rate_limited": _("操作太快了，请过一分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up without a union's poster."""
        return False

    def get_login_stages(self) -> list[str]:
        """After the password or code only the second factor; numbers are proved before an account is opened."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def phone_form_field(self, **kwargs: Any) -> Field:
        """A mainland mobile number, however it is typed."""
        return MobileField(**kwargs)

    def get_user_by_phone(self, phone: str) -> AbstractBaseUser | None:
        """The account with this number."""
        return services.account_for(phone)

    def get_phone(self, user: Any) -> tuple[str, bool]:
        """The account's number, always proved."""
        return user.mobile, True

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password; every try counts, in every process alike. Raises `ValidationError` while locked."""
        mobile = credentials.get("phone", "")
        guess = Guess.at(request, f"password.{mobile}", mobile)
        guess.check()
        user = authenticate(request, **credentials)
        if user is None:
            guess.failed()
        else:
            guess.succeeded()
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Set a password through the room that keeps it."""
        services.set_password(user, password, actor=who.actor_at(context.request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Write down that somebody has signed in, and by what."""
        methods = [record["method"] for record in get_authentication_records(request, user)]
        services.note_sign_in(user, "+".join(methods), actor=who.actor_at(request))
        known_devices.note_signed_in(request, user.mobile)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address a session is listed with."""
        return who.address_of(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has signed in within the last minutes need not do so again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show that it is still she, in our words."""
        words = {"reauthenticate": _("改用密码"), "mfa_reauthenticate": _("改用动态码")}
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]
