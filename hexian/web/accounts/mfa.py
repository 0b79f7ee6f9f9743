"""Second factors for django-allauth: secrets sealed with our keys, our words."""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from hexian.domains.people import rules, services
from hexian.web.accounts.adapter import NOT_DONE
from hexian.web.accounts.forms import SECOND_FACTOR_WRONG


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth brings no types
    """What allauth keeps of a secret is a reference; the secret itself lies sealed in a row of ours."""

    error_messages = dict.fromkeys(DefaultMFAAdapter.error_messages, NOT_DONE) | {
        "incorrect_code": SECOND_FACTOR_WRONG,
        "cannot_generate_recovery_codes": _("还没有开通两步验证，不需要备用码。"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret; runs under /accounts/, where the system's scope is on."""
        return services.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret behind a reference."""
        return services.open_secret(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """How the account is called in the authenticator: by its masked number."""
        return rules.mask_mobile(user.mobile)

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan: black on white whatever the theme, or a camera would not read it."""
        drawn: str = segno.make(url, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff")
        # Drawn for use inside a page; as a picture of its own it has to say what it is.
        return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
