"""The forms of the accounts door, in our words; the checks of django-allauth stay where they are its own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hexian.web.accounts.fields import CodeField, MobileField, NewPasswordField
from hexian.web.accounts.guesses import Guess

#: Longer than any step of the clock that is still taken for now.
REMEMBER_USED = 120


def _password(label: Any) -> forms.CharField:
    attrs = {"autocomplete": "current-password"}
    return forms.CharField(
        label=label, strip=False, max_length=128, widget=forms.PasswordInput(attrs=attrs),
        error_messages={"required": _("请填密码。"), "max_length": _("密码最多 128 位。")},
    )  # fmt: skip


class SignIn(account.LoginForm):  # type: ignore[misc]  # allauth brings no types
    """Mobile number and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("密码"))

    def _setup_password_field(self) -> None:
        """Sign-up has no password, signing in has: keep the field."""


class SignInByCode(forms.Form):
    """Mobile number and the code sent to it."""

    mobile = MobileField()
    code = CodeField()


class MobileOnly(forms.Form):
    """Where to send a code."""

    mobile = MobileField()


class NewMobile(forms.Form):
    """The number to sign in with from now on, and the code sent to it."""

    mobile = MobileField()
    code = CodeField()


class ResetPassword(forms.Form):
    """A new password, for whoever holds the phone."""

    mobile = MobileField()
    code = CodeField()
    password = NewPasswordField()


class ChangePassword(account.UserForm):  # type: ignore[misc]  # allauth brings no types
    """The password there is and the one to be."""

    oldpassword = _password(_("现在的密码"))
    password1 = NewPasswordField()

    clean_oldpassword = account.ChangePasswordForm.clean_oldpassword
    save = account.ChangePasswordForm.save


class SetPassword(account.UserForm):  # type: ignore[misc]  # allauth brings no types
    """A first password, for whoever signed in by code."""

    password1 = NewPasswordField()

    save = account.SetPasswordForm.save


class Reauthenticate(account.ReauthenticateForm):  # type: ignore[misc]  # allauth brings no types
    """The password once more, before something that matters."""

    password = _password(_("密码"))


class GuessedCode:
    """A second-factor code: tries are counted as for a password."""

    user: Any

    def clean_code(self) -> str:
        """The code, if it is right and was not used a moment ago."""
        guess = Guess.at(context.request, f"second_factor.{self.user.pk}", self.user.mobile, strict=True)
        guess.check()
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # mixed in before a form that has it
        except ValidationError:
            guess.failed()
            raise
        guess.succeeded()
        return code


class UsedOnce:
    """A code that opened the door once does not open it again, even while the clock still allows it."""

    user: Any

    def clean_code(self) -> str:
        """The code, if nobody used it before."""
        code: str = super().clean_code()  # type: ignore[misc]  # mixed in before a form that has it
        if not cache.add(f"second_factor.used.{self.user.pk}.{code}", "y", timeout=REMEMBER_USED):
            raise ValidationError(SECOND_FACTOR_WRONG, code="incorrect_code")
        return code


DIGITS_MISSING = {"required": _("请填验证器应用里现在显示的 6 位动态码。")}
SECOND_FACTOR_WRONG = _("动态码不对，或者刚刚用过。请等应用里换了新码再填；手机丢了可以填一条备用码。")


class Authenticate(GuessedCode, UsedOnce, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth brings no types
    """The second factor when signing in: the authenticator's six digits, or a recovery code of eight."""

    code = CodeField(length=9, label=_("动态码"), error_messages=DIGITS_MISSING)


class ReauthenticateByCode(GuessedCode, UsedOnce, mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth brings no types
    """The second factor once more, before something that matters."""

    code = CodeField(length=9, label=_("动态码"), error_messages=DIGITS_MISSING)


class ActivateTotp(GuessedCode, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth brings no types
    """The first code of a new authenticator."""

    code = CodeField(label=_("应用里显示的 6 位动态码"), error_messages=DIGITS_MISSING)


class DeactivateTotp(totp.DeactivateTOTPForm):  # type: ignore[misc]  # allauth brings no types
    """Nothing to fill in."""


class NewRecoveryCodes(recovery.GenerateRecoveryCodesForm):  # type: ignore[misc]  # allauth brings no types
    """Nothing to fill in."""
