"""The baseline: a bare Django view that asks the member list's own SQL and renders its own template, and no more.

No middleware, no session, no actor, no transaction, no queries for bell and side bar: what the real page gives its
template besides its rows is captured once and stays as it is.  No row security: it connects as the owner, who is let
past it while it is measured.  The statements are those the real page was heard to send, see `BENCH_STATEMENTS`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from inspect import unwrap
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare_settings"
django.setup(set_prefix=False)
# Only now: an app refuses to start without its middleware.
settings.MIDDLEWARE = []
application = WSGIHandler()

from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402

from bench.statements import actor_of  # noqa: E402
from hexian.config import urls  # noqa: E402
from hexian.domains.people import rules as people_rules  # noqa: E402
from hexian.foundation.access import scope  # noqa: E402
from hexian.web import context  # noqa: E402
from hexian.web.members import members as views  # noqa: E402

_COLUMN = re.compile(r"\b([mpo])\.(\w+)")
_WANTED = {
    "public_id": ("m", "public_id"),
    "name": ("p", "name"),
    "mobile": ("p", "mobile"),
    "id_tail": ("p", "id_tail"),
    "org_name": ("o", "short_name"),
    "kind_of_work": ("m", "kind_of_work"),
    "is_new_form": ("m", "is_new_form"),
    "joined_on": ("m", "joined_on"),
    "card_no": ("m", "card_no"),
    "state": ("m", "state"),
}


@cache
def statements() -> dict[str, Any]:
    """What the real page was heard to ask."""
    heard: dict[str, Any] = json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text(encoding="utf-8"))
    return heard


@cache
def places(sql: str) -> dict[str, int]:
    """Where in a statement's rows the columns lie that the page shows; empty for another statement."""
    columns = _COLUMN.findall(sql.split(" FROM ", maxsplit=1)[0])
    found = {name: columns.index(column) for name, column in _WANTED.items() if column in columns}
    return found if len(found) == len(_WANTED) else {}


def ask(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Send one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def rows(like: dict[str, Any]) -> list[SimpleNamespace]:
    """The members of the page, as the database has them now; what a row holds besides is as in the one given."""
    shown = []
    for sql, params in statements()["listed"]:
        answer, place = ask(sql, params), places(sql)
        if place:
            shown = [SimpleNamespace(**like | {name: row[i] for name, i in place.items()}) for row in answer]
    for row in shown:
        row.mobile_masked = people_rules.mask_mobile(row.mobile)
        row.id_masked = people_rules.mask_id_tail(row.id_tail)
    return shown


@cache
def captured() -> tuple[str, dict[str, Any]]:
    """The real page's template and everything it was given, found out once; what it computes lazily stays computed."""
    request: Any = RequestFactory().get("/desk/members/")
    request.actor, request.looks, request.htmx = actor_of(statements()["session"]), [], False
    taken: list[Any] = []

    def keep(_request: HttpRequest, template: str, given: dict[str, Any]) -> HttpResponse:
        taken.extend((template, given))
        return HttpResponse()

    with scope(request.actor), patch.object(views, "render", keep):
        unwrap(views.members)(request)
        around = context.shell(request)
        # Once through, so that side bar, bell and the like have been asked for and are constants from now on.
        render_to_string(taken[0], taken[1] | around)
    return taken[0], taken[1] | around | {"csrf_token": "b" * 64, "messages": []}


def members(_request: HttpRequest) -> HttpResponse:
    """The page."""
    template, given = captured()
    found = given["found"]
    shown = rows(asdict(found.page.rows[0]))
    for sql, params in statements()["unions"]:
        ask(sql, params)
    fresh = replace(found, page=replace(found.page, rows=tuple(shown)))
    page = render_to_string(template, given | {"found": fresh})
    return HttpResponse(page, headers={"Content-Length": str(len(page.encode()))})


urlpatterns = [path("bare/", members), *urls.urlpatterns]
# Before the first request: capturing changes the view's module for a moment, and threads must not do so at once.
captured()
