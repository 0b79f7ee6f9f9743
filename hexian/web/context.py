"""What every shell needs to know; computed only when a template asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from hexian.domains.orgs import queries as orgs
from hexian.foundation.access import HowMany, counted
from hexian.foundation.actor import Actor
from hexian.foundation.notices import queries as notices
from hexian.web import nav, tray

ACCOUNT_MENU = [
    {"label": _("我的（手机版）"), "icon": "user", "url": reverse_lazy("me:mine")},
    {"label": _("登录过的设备"), "icon": "device-mobile", "url": reverse_lazy("usersessions_list")},
    {"label": _("两步验证"), "icon": "shield-check", "url": reverse_lazy("mfa_index")},
    {"label": _("我的任务"), "icon": "checklist", "url": reverse_lazy("system:tasks")},
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Side bar, tabs, unread notices, demo marks, the way things look: lazily."""
    actor: Actor | None = getattr(request, "actor", None)
    signed_in = actor is not None and not actor.is_anonymous
    frame = _Frame(actor if signed_in else None)
    return {
        "actor": actor,
        "signed_in": signed_in,
        "is_officer": bool(actor and actor.offices),
        "nav": SimpleLazyObject(lambda: frame.sections(_lies_under(request))),
        "tabs": SimpleLazyObject(lambda: nav.tabs(request.path)),
        "unread": SimpleLazyObject(lambda: frame.unread),
        "demo": SimpleLazyObject(lambda: frame.is_demo),
        "demo_messages": SimpleLazyObject(tray.slips),
        "demo_count": SimpleLazyObject(tray.count),
        "demo_clock_url": reverse("system:demo_clock"),
        "demo_messages_url": reverse("system:demo_messages"),
        "elder": request.COOKIES.get("elder") == "1",
        "theme": request.COOKIES.get("theme", ""),
        "public_url": settings.PUBLIC_URL,
        "find_url": reverse("system:search"),
        "notices_url": reverse("system:notices" if actor and actor.offices else "me:notices"),
        "act_as_url": reverse("system:act_as"),
        "sign_out_url": reverse("account_logout"),
        "account_menu": ACCOUNT_MENU,
    }


def _lies_under(request: HttpRequest) -> str:
    """Where in the side bar a page lies: by its own address unless its view has named another entry's."""
    return str(getattr(request, "lies_under", request.path))


class _Frame:
    """What stands around every page and is counted: the bell, the demo mark, the side bar's numbers.

    Asked at once, by whichever of them a page shows first: each question of its own costs more than its answer.
    """

    def __init__(self, actor: Actor | None) -> None:
        self._actor = actor
        self._found: tuple[int, ...] = ()

    def sections(self, path: str) -> list[nav.Section]:
        if self._actor is None:
            return []
        shown, self._found = nav.sections(self._actor, path, *self._beside())
        return shown

    @property
    def is_demo(self) -> bool:
        return self._counted()[0] > 0

    @property
    def unread(self) -> int:
        return self._counted()[1]

    def _counted(self) -> tuple[int, ...]:
        if not self._found:
            try:
                self._found = counted(*self._beside())
            except DatabaseError:
                # A page that tells of a fault is drawn all the same.
                return 0, 0
        return self._found

    def _beside(self) -> tuple[HowMany, HowMany]:
        person = self._actor.person_id if self._actor else None
        return orgs.demo_data(), notices.unread_by(person) if person else HowMany()
