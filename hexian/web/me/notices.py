"""The worker's notice centre."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from hexian.foundation.notices import queries
from hexian.foundation.notices import services as notices_services
from hexian.foundation.notices.queries import Line, Place
from hexian.web.me import showing
from hexian.web.screen import ActorRequest, screen

_PAGE = 20


@screen()
def notices(request: ActorRequest) -> HttpResponse:
    """A page of her notices, newest first."""
    person = request.actor.person_id
    lines = queries.newest(person, after=_place(request), limit=_PAGE + 1) if person else []
    context = {
        "notices": [showing.notice(line) for line in lines[:_PAGE]],
        "next_url": _after(lines[_PAGE - 1]) if len(lines) > _PAGE else "",
    }
    return render(request, "me/notices.html", context)


@screen(methods=("POST",))
def read(request: ActorRequest, notice_id: UUID) -> HttpResponse:
    """Mark one as read and go where it leads."""
    if not notices_services.mark_read(notice_id, actor=request.actor):
        raise Http404
    url = request.POST.get("to", "")
    ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return redirect(url if ours else reverse("me:notices"))


@screen(methods=("POST",))
def read_all(request: ActorRequest) -> HttpResponse:
    """Mark all as read."""
    notices_services.mark_all_read(actor=request.actor)
    return redirect("me:notices")


def _place(request: ActorRequest) -> Place | None:
    try:
        return Place(datetime.fromisoformat(request.GET["at"]), UUID(request.GET["id"]))
    except (KeyError, ValueError):
        return None


def _after(line: Line) -> str:
    place = urlencode({"at": line.created_at.isoformat(), "id": str(line.public_id)})
    return f"{reverse('me:notices')}?{place}"
