"""Devices as people know them, from what their browsers say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: The first that fits counts: WeChat's own browser also calls itself Chrome, and Edge too.
_MACHINES: tuple[tuple[str, Promise], ...] = (
    (r"OpenHarmony|HarmonyOS", gettext_lazy("鸿蒙手机")),
    (r"iPhone", gettext_lazy("苹果手机")),
    (r"iPad", gettext_lazy("苹果平板")),
    (r"Android", gettext_lazy("安卓手机")),
    (r"Windows", gettext_lazy("Windows 电脑")),
    (r"Macintosh", gettext_lazy("苹果电脑")),
    (r"Linux", gettext_lazy("Linux 电脑")),
)
_PROGRAMS: tuple[tuple[str, Promise], ...] = (
    (r"MicroMessenger", gettext_lazy("微信")),
    (r"DingTalk", gettext_lazy("钉钉")),
    (r"AlipayClient", gettext_lazy("支付宝")),
    (r"Edg/", gettext_lazy("Edge 浏览器")),
    (r"Firefox/", gettext_lazy("火狐浏览器")),
    (r"Chrome/", gettext_lazy("Chrome 浏览器")),
    (r"Safari/", gettext_lazy("Safari 浏览器")),
)


@dataclass(frozen=True, slots=True)
class Device:
    """One place the account is signed in."""

    device: str
    created_at: datetime
    ip: str
    is_current: bool


def device_words(user_agent: str) -> str:
    """«安卓手机 · 微信»; «一台设备» for what nobody can tell."""
    found = [_first(user_agent, _MACHINES), _first(user_agent, _PROGRAMS)]
    return " · ".join(words for words in found if words) or _("一台设备")


def devices_of(sessions: Iterable[Any]) -> list[Device]:
    """Sessions as a page lists them, this one first, then the newest."""
    listed = [Device(device_words(each.user_agent), each.created_at, each.ip, each.is_current()) for each in sessions]
    return sorted(listed, key=lambda device: (not device.is_current, -device.created_at.timestamp()))


def _first(user_agent: str, known: tuple[tuple[str, Promise], ...]) -> str:
    return next((str(words) for pattern, words in known if re.search(pattern, user_agent)), "")
