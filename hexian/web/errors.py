"""Pages for when something cannot be done: what happened, that nothing is lost, how to go on."""

from __future__ import annotations

from collections.abc import Collection

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import trigger_client_event

from hexian.domains.bargaining import texts as bargaining
from hexian.domains.entitlements import texts as entitlements
from hexian.domains.founding import texts as founding
from hexian.domains.ledger import texts as ledger
from hexian.domains.mutualaid import texts as mutualaid
from hexian.domains.rosters import texts as rosters
from hexian.foundation.actor import Refused
from hexian.foundation.attachments.rules import MOST_BYTES
from hexian.foundation.sheets.rules import MEGABYTE
from hexian.foundation.tables import texts as tables
from hexian.web import replays

log = structlog.get_logger(__name__)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A rule said no: its sentence, as a toast inside a page or as a page of its own (422)."""
    rooms = (rosters, bargaining, ledger, mutualaid, entitlements, tables)
    room = next((each for each in rooms if each.knows(refusal.code)), founding)
    context = {"sentence": room.of(refusal), "code": refusal.code, "above": _page_above(request.path_info)}
    template = "errors/_refused.html" if getattr(request, "htmx", False) else "errors/refused.html"
    return render(request, template, context, status=422)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token does not fit any more: the page lay open too long or another tab signed in."""
    made = replays.answer(request)
    if made is not None:
        return made
    log.info("stale form", reason=reason)
    return render(request, "errors/stale.html", status=403)


def not_allowed(request: HttpRequest, methods: Collection[str]) -> HttpResponse:
    """An address that only takes what a button sends was typed or reloaded: to the page the button is on, or 405."""
    page = _page_above(request.path_info) if request.method == "GET" else ""
    if page:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{page}?{query}" if query else page)
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
    """The body is larger than this page takes (413); a page that stays, for htmx sent it, says so in a toast."""
    words = too_large_words(limit, has_file=(request.content_type or "").startswith("multipart/"))
    response = render(request, "errors/413.html", words, status=413)
    # The toast comes over the page on which everything still stands; only the page of its own speaks of another.
    kept = words["kept"].replace(str(_("还在上一页")), str(_("还在这一页")))
    said = f"{words['title']}，{kept}{words['most']}"
    return trigger_client_event(response, "hx:toast", {"text": said, "kind": "bad"})


def too_large_words(limit: int, *, has_file: bool) -> dict[str, str]:
    """What is too large, what to do, how much is taken: how large one file may be, or all that a form holds."""
    if limit > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and has_file:
        # The body may be a little larger than the file in it.
        most = MOST_BYTES if limit == settings.BODY_LIMIT else limit - MEGABYTE
        kept = _("所以没有收下；表里写的内容还在上一页。请压缩照片，或者换一个小一些的文件。")
        return {"title": _("文件太大了"), "kept": kept, "most": _("一个文件最大 %s MB。") % (most // MEGABYTE)}
    kept = _("所以没有收下；写的还在上一页。请少写一些再交。")
    return {"title": _("写的太多了"), "kept": kept, "most": _("这里一次最多收 %s MB。") % (limit // MEGABYTE)}


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


NOTHING_LOST = gettext_lazy("您填的内容没有丢。")
