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
    return {
        "actor": actor,
        "signed_in": signed_in,
        "is_officer": bool(actor and actor.offices),
        "nav": SimpleLazyObject(
            lambda: nav.sections(actor, getattr(request, "lies_under", request.path)) if actor and signed_in else []
        ),
        "tabs": SimpleLazyObject(lambda: nav.tabs(request.path)),
        "unread": SimpleLazyObject(lambda: notices.unread(actor.person_id) if actor and actor.person_id else 0),
        "demo": SimpleLazyObject(_is_demo),
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


def _is_demo() -> bool:
    try:
        return orgs.has_demo_data()
    except DatabaseError:
        return False
