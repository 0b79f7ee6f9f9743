"""Committee resolutions: drafts, the form to sign, the photo of it, the vote that admits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.members import documents, queries, services, texts
from hexian.domains.members.access import ADMIT
from hexian.domains.members.rules import UNSIGNED
from hexian.domains.rosters import queries as rosters
from hexian.foundation.actor import Refused
from hexian.web.members import forms
from hexian.web.members.doing import pdf, status_of, within_reach
from hexian.web.members.filters import onward, turned
from hexian.web.screen import ActorRequest, screen


@screen(needs=ADMIT)
def resolutions(request: ActorRequest) -> HttpResponse:
    """Drafts and passed ones, newest first."""
    state = request.GET.get("state", "")
    page = queries.resolutions(request.actor, request.GET.get("cursor", ""), state)
    views = [
        {"label": label, "url": turned(request.GET, state=code), "current": state == code, "count": None}
        for code, label in [("", _("全部")), *texts.RESOLUTION_STATES.items(), (UNSIGNED, texts.UNSIGNED)]
    ]
    context = {
        "page": page,
        "views": views,
        "is_narrowed": bool(state),
        "is_unsigned": state == UNSIGNED,
        "previous_url": onward(request.GET, page.previous),
        "next_url": onward(request.GET, page.next),
    }
    return render(request, "members/resolutions.html", context)


def _shown(
    request: ActorRequest, resolution_id: UUID, vote: forms.Vote | None = None, evidence: forms.Evidence | None = None
) -> HttpResponse:
    with within_reach():
        page = queries.resolution(resolution_id, request.actor)
    vote, evidence = vote or forms.Vote(), evidence or forms.Evidence()
    landed = rosters.on_resolution(resolution_id, request.actor)
    context = {
        "page": page,
        "vote": vote,
        "evidence": evidence,
        "states": texts.APPLICATION_STATES,
        "rosters": landed,
        "is_ahead": page.row.held_on > timezone.localdate(request.actor.now),
        "needs_volumes": len(page.names) + sum(row.landed for row in landed) > documents.VOLUME,
    }
    return render(request, "members/resolution.html", context, status=status_of(vote, evidence))


@screen(needs=ADMIT)
def resolution(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """One resolution: its list, what is still to do, and by which numbers it was decided."""
    return _shown(request, resolution_id)


@screen(needs=ADMIT, methods=("GET", "POST"))
def edit(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """Change the particulars of a draft."""
    with within_reach():
        page = queries.resolution(resolution_id, request.actor)
    row = page.row
    known = {
        "number": row.number,
        "held_on": row.held_on,
        "meeting": row.meeting,
        "place": page.place,
        "chair": page.chair,
    }
    form = forms.Meeting(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            with within_reach():
                services.edit_resolution(resolution_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("改好了。打印过的请重新打印。"))
            return redirect("members:resolution", resolution_id=resolution_id)
    return render(request, "members/edit_resolution.html", {"form": form, "page": page}, status=status_of(form))


@screen(needs=ADMIT)
def form_pdf(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """The resolution with its list, to print, sign and seal."""
    with within_reach():
        return pdf(documents.resolution_form(resolution_id, actor=request.actor), _("委员会决议"))


@screen(needs=ADMIT, methods=("POST",))
def print_annex(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """Print the names of a large roster in the background; the volumes come with the task."""
    with within_reach():
        task = services.start_annex(resolution_id, actor=request.actor)
    return redirect("system:task", task_id=task.public_id)


@screen(needs=ADMIT, methods=("POST",), uploads=True)
def attach_evidence(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """Keep a photo or scan of the signed page."""
    form = forms.Evidence(request.POST, request.FILES)
    if form.is_valid():
        page = form.cleaned_data["page"]
        try:
            with within_reach():
                services.attach_evidence(resolution_id, page, actor=request.actor, name=page.name)
        except Refused as refusal:
            form.add_error("page", texts.of(refusal))
        else:
            messages.success(request, _("签字页存好了。"))
            return redirect("members:resolution", resolution_id=resolution_id)
    return _shown(request, resolution_id, evidence=form)


@screen(needs=ADMIT, methods=("POST",))
def pass_resolution(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """Record the vote and admit everybody on the list: all or nobody."""
    form = forms.Vote(request.POST)
    if form.is_valid():
        try:
            with within_reach():
                services.pass_resolution(resolution_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("通过了。名单上的人现在都是会员，会收到通知去看会员卡。"))
            return redirect("members:resolution", resolution_id=resolution_id)
    return _shown(request, resolution_id, vote=form)


@screen(needs=ADMIT, methods=("POST",))
def cancel(request: ActorRequest, resolution_id: UUID) -> HttpResponse:
    """Give a draft up; its names go back to the queue."""
    with within_reach():
        services.cancel_resolution(resolution_id, actor=request.actor)
    messages.success(request, _("草稿作废了，名单回到待办。"))
    return redirect("members:applications")


@screen(needs=ADMIT, methods=("POST",))
def take_back(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Take one name off a draft's list."""
    with within_reach():
        draft = queries.application(application_id, request.actor).resolution_id
        row = services.take_back(application_id, actor=request.actor)
    messages.success(request, _("把%(name)s移出了名单，申请回到待办。") % {"name": row.name})
    return redirect("members:resolution", resolution_id=draft) if draft else redirect("members:applications")
