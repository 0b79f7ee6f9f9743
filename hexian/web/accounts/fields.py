"""Form fields of the accounts door: a mobile number, a one-time code, a new password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hexian.domains.people import rules, texts
from hexian.foundation.actor import Refused


class MobileField(forms.CharField):
    """A mainland mobile number, with spaces, +86 or full-width digits as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": "24"}
        # allauth names the field and its widget in English.
        kwargs |= {"label": _("手机号"), "widget": forms.TextInput(attrs=attrs), "max_length": 24}
        kwargs["error_messages"] = {"required": texts.REFUSALS["mobile.missing"]}
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The eleven digits."""
        text = super().clean(value)
        try:
            return rules.check_mobile(text)
        except Refused as refusal:
            raise ValidationError(texts.of(refusal), code=refusal.code) from None


class CodeField(forms.CharField):
    """A code from a text message or an authenticator; `length` digits, or more for a recovery code."""

    def __init__(self, *, length: int = 6, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": str(length)}
        kwargs.setdefault("label", _("验证码"))
        kwargs.setdefault("error_messages", {"required": texts.REFUSALS["code.form"]})
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)


class NewPasswordField(forms.CharField):
    """A password to be; its rules are said beside it and checked in Chinese."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("新密码"))
        kwargs.setdefault("help_text", _("至少 10 位，不要全是数字，也不要用常见的密码。"))
        attrs = {"autocomplete": "new-password"}
        super().__init__(
            widget=forms.PasswordInput(attrs=attrs), strip=False, max_length=128,
            error_messages={"required": _("请填新密码。"), "max_length": _("密码最多 128 位。")}, **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        """The password, if it is not too weak."""
        password: str = super().clean(value)
        try:
            validate_password(password)
        except ValidationError as weak:
            raise ValidationError(_WEAK[weak.error_list[0].code or ""], code="weak") from None
        return password


_WEAK = {
    "password_too_short": _("密码太短，请用至少 10 位。"),
    "password_too_common": _("这个密码太常见，别人容易猜到。请换一个。"),
    "password_entirely_numeric": _("密码不能全是数字，请加上字母或符号。"),
}
