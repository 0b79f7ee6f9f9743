"""Landing a checked roster on a vote, going on with one that stopped, taking one back whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.rosters import queries, services, texts
from hexian.domains.rosters.access import ADMIT
from hexian.domains.rosters.queries import ImportView
from hexian.domains.rosters.rules import ImportState
from hexian.foundation.actor import Refused
from hexian.web.members.doing import status_of, within_reach
from hexian.web.rosters import forms, showing
from hexian.web.screen import ActorRequest, screen


@screen(needs=ADMIT, methods=("GET", "POST"))
def land(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Choose or record the vote, say how many, and let them land."""
    page = showing.read(roster_id, request.actor)
    if page.state != ImportState.CHECKED:
        return _elsewhere(request, page, "land")
    given = request.POST if request.method == "POST" else None
    known = queries.resolutions_for(roster_id, request.actor)
    form = forms.Landing(given, page=page, resolutions=known, initial={"held_on": timezone.localdate()})
    if form.is_valid():
        try:
            return _landed(request, page, form)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    context = {"page": page, "form": form, "step": showing.step_of(page), "steps": showing.STEPS}
    return render(request, "rosters/land.html", context, status=status_of(form))


def _elsewhere(request: ActorRequest, page: ImportView, act: str) -> HttpResponse:
    """The page of what it is now; an act that lay open too long is told why it cannot be done."""
    if request.method == "POST":
        raise Refused("roster.state", state=page.state, act=act)
    return redirect("rosters:roster", roster_id=page.public_id)


def _landed(request: ActorRequest, page: ImportView, form: forms.Landing) -> HttpResponse:
    said = form.cleaned_data
    facts: dict[str, Any] = {"said": said["said"], "seen_warnings": said.get("seen", []), "actor": request.actor}
    with within_reach():
        if form.is_new_vote:
            services.start_landing_on_vote(page.public_id, minutes=form.minutes(), **facts)
        else:
            services.start_landing(page.public_id, resolution_id=UUID(said["resolution"]), **facts)
    messages.success(request, _("开始接收了。可以离开这一页，接收完会通知您。"))
    return redirect("rosters:roster", roster_id=page.public_id)


@screen(needs=ADMIT, methods=("POST",))
def go_on(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Go on with what broke off on the way in, on its own resolution, or on the way back."""
    page = showing.read(roster_id, request.actor)
    with within_reach():
        if page.state == ImportState.UNDOING:
            services.start_undo(roster_id, actor=request.actor)
        elif page.resolution_id is None:
            raise Refused("roster.state", state=page.state, act="land")
        else:
            services.start_landing(roster_id, resolution_id=page.resolution_id, actor=request.actor)
    return redirect("rosters:roster", roster_id=roster_id)


@screen(needs=ADMIT, methods=("GET", "POST"))
def undo(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Take a whole roster back, with a reason; who would stay a member is told before."""
    page = showing.read(roster_id, request.actor)
    if "undo" not in page.acts or page.state == ImportState.UNDOING:
        return _elsewhere(request, page, "undo")
    if not page.may_undo:
        raise Refused("roster.too_late", until=page.undo_until)
    form = forms.Undo(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with within_reach():
            services.start_undo(roster_id, reason=form.cleaned_data["reason"], actor=request.actor)
        messages.success(request, _("开始撤销了。可以离开这一页，撤销完会通知您。"))
        return redirect("rosters:roster", roster_id=roster_id)
    context = {"page": page, "form": form, "staying": queries.staying(roster_id, request.actor)}
    return render(request, "rosters/undo.html", context, status=status_of(form))
