"""The front door: everyone to where she works; and what machines ask."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hexian.domains.members import texts
from hexian.domains.orgs import rules
from hexian.foundation.actor import Refused
from hexian.web.accounts.who import NOWHERE, address_of
from hexian.web.front import forms
from hexian.web.screen import ActorRequest, Screen, screen

#: This machine, over the network or a socket.
_HERE = frozenset({"127.0.0.1", "::1", NOWHERE})


@screen(public=True, methods=("GET", "POST"))
def front(request: ActorRequest) -> HttpResponse:
    """Send an officer to her desk and a worker home; show anybody else how to join or sign in."""
    if request.actor.offices:
        return redirect("system:home")
    if not request.actor.is_anonymous:
        return redirect("me:home")
    form = forms.JoinCode(request.POST or None)
    if form.is_valid():
        try:
            code = rules.check_join_code(form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", texts.of(refusal))
        else:
            return redirect("join:join", join_code=code)
    return render(request, "front/front.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process can answer and reach its database; nothing else is told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse({"ok": True, "database": True})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a monitor on this machine, or anywhere with the token; a stranger finds nothing."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    # Behind a proxy everybody comes from this machine: it is the address the proxy vouches for that counts.
    allowed = hmac.compare_digest(given.encode(), token.encode()) if token else address_of(request) in _HERE
    if not allowed:
        raise Http404
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


healthz.screen = metrics.screen = Screen(public=True)  # type: ignore[attr-defined]
