"""One application: what was found about it, and what an officer does with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from hexian.domains.members import documents, queries, services, texts
from hexian.domains.members.access import ADMIT, REVEAL
from hexian.foundation.actor import Refused
from hexian.foundation.audit import queries as trail
from hexian.web.members import forms
from hexian.web.members.doing import back, pdf, status_of, within_reach
from hexian.web.screen import ActorRequest, Look, screen
from hexian.web.system.wording import lines


@screen(needs=ADMIT)
def application(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """One application; the applicant can see afterwards who looked."""
    with within_reach():
        page = queries.application(application_id, request.actor)
    request.looks.append(Look(page.row, page.row.code, page.row.person_id, ADMIT))
    context = {
        "page": page,
        "states": texts.APPLICATION_STATES,
        "reason": texts.REASONS[page.reason].title if page.reason else "",
    }
    if request.htmx:
        context["came_from"] = request.htmx.current_url_abs_path or ""
        return render(request, "members/_drawer.html", context)
    context["trail"] = lines(trail.timeline(str(application_id), limit=20), request.actor)
    context["reveal"] = forms.Reveal()
    return render(request, "members/application.html", context)


@screen(needs=ADMIT, methods=("POST",))
def check(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """The basic check is done: she may go before the committee."""
    with within_reach():
        row = services.check(application_id, actor=request.actor)
    messages.success(request, _("%(name)s核对好了，可以提交委员会。") % {"name": row.name})
    return back(request, "members:application", application_id=application_id)


@screen(needs=ADMIT, methods=("POST",))
def clear_finding(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Write down that a finding was looked into."""
    form = forms.Clearing(request.POST)
    if not form.is_valid():
        raise Refused("finding.note_missing")
    with within_reach():
        services.clear_finding(application_id, actor=request.actor, **form.cleaned_data)
    messages.success(request, _("记下了，这一处不再挡着。"))
    return redirect("members:application", application_id=application_id)


@screen(needs=ADMIT, methods=("GET", "POST"))
def refuse(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Refuse with reason and remedy; it can be taken back."""
    with within_reach():
        page = queries.application(application_id, request.actor)
    form = forms.Refusal(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with within_reach():
                services.refuse(application_id, actor=request.actor, **form.facts())
        except Refused as refusal:
            form.add_error(_field_of(refusal), texts.of(refusal))
        else:
            undo = reverse("members:reopen", args=[application_id])
            messages.success(request, _("已告诉%(name)s没有通过和怎么办。") % {"name": page.row.name}, extra_tags=undo)
            return redirect("members:applications")
    context = {"form": form, "page": page, "reasons": texts.REASONS}
    return render(request, "members/refuse.html", context, status=status_of(form))


def _field_of(refusal: Refused) -> str | None:
    return {"refusal.note_missing": "note", "refusal.reason": "reason", "refusal.remedy_missing": "remedy"}.get(
        refusal.code
    )


@screen(needs=ADMIT, methods=("POST",))
def reopen(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Take a refusal back; pressed in a toast, the list she is on is drawn anew."""
    with within_reach():
        services.reopen(application_id, actor=request.actor)
    messages.success(request, _("撤回了，这份申请重新待办。"))
    if request.htmx:
        return HttpResponseClientRefresh()
    return redirect("members:application", application_id=application_id)


@screen(needs=REVEAL, reads=ADMIT, methods=("POST",))
def reveal(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Open the applicant's ID number once to compare it with the document; she can read who did and why."""
    with within_reach():
        page = queries.application(application_id, request.actor)
    form = forms.Reveal(request.POST)
    number = ""
    if form.is_valid():
        try:
            with within_reach():
                number = services.reveal_applicant_number(application_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    back_url = reverse("members:application", args=[application_id])
    context = {"page": page, "reveal": form, "number": number, "back_url": back_url}
    return render(request, "members/revealed.html", context, status=status_of(form))


@screen(needs=ADMIT)
def form_pdf(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """The application form to print and sign."""
    with within_reach():
        content = documents.application_form(application_id, actor=request.actor, looks=request.looks)
    return pdf(content, _("入会申请书"))


@screen(needs=ADMIT, methods=("POST",))
def propose(request: ActorRequest) -> HttpResponse:
    """Put the picked names on a committee meeting's list; the first step and taking one off only show the form."""
    picked, dropped = _picked(request.POST), request.POST.get("drop", "")
    if dropped:
        picked = [each for each in picked if str(each) != dropped]
        if not picked:
            return redirect("members:applications")
    is_draft = request.POST.get("step") == "draft" and not dropped
    form = forms.Meeting(request.POST if is_draft else None, initial=request.POST.dict() if dropped else None)
    if form.is_valid():
        try:
            with within_reach():
                drafted = services.propose(picked, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("决议草稿好了。打印出来，开会表决。"))
            return redirect("members:resolution", resolution_id=drafted.public_id)
    with within_reach():
        rows = queries.picked(picked, request.actor)
    context = {"form": form, "rows": rows, "blocked": sum(not row.is_ready for row in rows)}
    return render(request, "members/propose.html", context, status=status_of(form))


def _picked(params: QueryDict) -> list[UUID]:
    try:
        picked = [UUID(text) for text in params.getlist("pick")]
    except ValueError as fault:
        raise BadRequest from fault
    if not picked:
        raise Refused("resolution.empty")
    return picked
