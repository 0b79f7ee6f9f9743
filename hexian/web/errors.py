"""Pages for when something cannot be done: what happened, that nothing is lost, how to go on."""

from __future__ import annotations

from collections.abc import Collection

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from hexian.domains.founding import texts as founding
from hexian.domains.rosters import texts as rosters
from hexian.foundation.actor import Refused

log = structlog.get_logger(__name__)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A rule said no: its sentence, as a toast inside a page or as a page of its own (422)."""
    room = rosters if rosters.knows(refusal.code) else founding
    context = {"sentence": room.of(refusal), "code": refusal.code}
    template = "errors/_refused.html" if getattr(request, "htmx", False) else "errors/refused.html"
    return render(request, template, context, status=422)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token does not fit any more: the page lay open too long or another tab signed in."""
    log.info("stale form", reason=reason)
    return render(request, "errors/stale.html", status=403)


def not_allowed(request: HttpRequest, methods: Collection[str]) -> HttpResponse:
    """An address that only takes what a button sends was typed or reloaded: to the page the button is on, or 405."""
    page = _page_above(request.path_info) if request.method == "GET" else ""
    if page:
        return redirect(page)
    response = render(request, "errors/405.html", status=405)
    response["Allow"] = ", ".join(methods)
    return response


def _page_above(address: str) -> str:
    """The nearest address above that is a page; empty where there is none below the front page."""
    above = address
    while (above := above.rstrip("/").rpartition("/")[0] + "/") != "/":
        try:
            view = resolve(above).func
        except Resolver404:
            continue
        if "GET" in getattr(getattr(view, "screen", None), "methods", ()):
            return above
    return ""


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """The body is larger than this page takes (413)."""
    return render(request, "errors/413.html", {"limit_mb": limit // (1024 * 1024)}, status=413)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request makes no sense (400)."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A reader tried to act (403)."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none for this reader (404)."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """We are at fault (500): a page that needs no database."""
    from django.template.loader import get_template  # noqa: PLC0415 - nothing else may fail here

    return HttpResponse(get_template("errors/500.html").render(), status=500)


NOTHING_LOST = _("您填的内容没有丢。")
