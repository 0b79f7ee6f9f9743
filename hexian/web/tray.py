"""The tray of a demo: messages that were not really sent, and the digits demo accounts sign in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.foundation.notices import queries as notices
from hexian.web.accounts.second_factor import demo_totp_now

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip of paper in the tray."""

    to: str
    text: str
    at: datetime


def slips() -> list[Slip]:
    """The present second-factor digits first, then messages, newest first; nothing where there is no demo."""
    if not notices.tray_is_open():
        return []
    digits = Slip(
        _("演示账号的动态码"), _("%(digits)s（每 30 秒换一次）") % {"digits": demo_totp_now()}, timezone.now()
    )
    messages = notices.latest_demo_messages(SHOWN)
    return [digits, *(Slip(message.to, message.text, message.at) for message in messages)]


def count() -> int:
    """How many messages lie in the tray, also those it shows no more."""
    return notices.demo_messages_kept()
