"""Who holds which office."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.members import queries as members
from hexian.domains.members import texts
from hexian.domains.orgs import queries, services
from hexian.domains.orgs.access import OFFICES
from hexian.foundation.actor import Actor, Refused
from hexian.web import searching
from hexian.web.orgs import forms, vacancies
from hexian.web.orgs.reach import within_reach
from hexian.web.screen import ActorRequest, screen


@screen(needs=OFFICES)
def offices(request: ActorRequest) -> HttpResponse:
    """The offices of one's unions, those held now or those ended."""
    ended = request.GET.get("ended") == "1"
    rows = queries.offices(request.actor, ended=ended)
    context = {
        "rows": rows,
        "left": {} if ended else members.left(rows),
        "went": texts.MEMBERSHIP_STATES,
        "ended": ended,
        "views": vacancies.views("ended" if ended else "now"),
        "bodies": queries.unions(request.actor, limit=1),
    }
    return render(request, "orgs/offices.html", context)


@screen(needs=OFFICES, methods=("GET", "POST"))
def appoint(request: ActorRequest) -> HttpResponse:
    """Appoint a person: choose the body, find her among those one knows, then role and term."""
    elsewhere = _looks_for_somebody(request) and searching.moved(request, "q")
    if elsewhere:
        return elsewhere
    actor, org = request.actor, request.GET.get("org", "")
    chosen, person = _uuid(org), _uuid(request.GET.get("person", ""))
    with within_reach():
        roles = queries.roles_for(chosen, actor) if chosen else []
    form = forms.Appointment(_sent(request), roles=roles, initial={"person": person})
    if chosen and form.is_valid():
        try:
            with within_reach():
                services.appoint(chosen, actor=actor, **form.facts())
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("任命好了，从所填的日子起生效。"))
            return redirect("orgs:offices")
    context = {
        "form": form,
        "bodies": _bodies(chosen, actor),
        "org": org,
        "kept": [("org", org)],
        **_found(request, actor),
    }
    return render(request, "orgs/appoint.html", context, status=422 if form.errors else 200)


def _bodies(chosen: UUID | None, actor: Actor) -> list[queries.OrgChoice]:
    """The unions to choose from; an employer or partner comes from its own page, and stands first once chosen."""
    unions = queries.unions(actor)
    if chosen is None or any(each.public_id == chosen for each in unions):
        return unions
    with within_reach():
        row = queries.organisation(chosen, actor).row
    return [queries.OrgChoice(row.public_id, row.short_name), *unions]


def _found(request: ActorRequest, actor: Actor) -> dict[str, object]:
    """Members whom a search finds, and which of them is picked."""
    text = searching.typed(request, "q")
    found = members.search(actor, text, limit=10) if text else []
    kept = request.GET.get("q", "")
    return {"text": text, "find_kept": kept, "found": found, "person": request.GET.get("person", "")}


def _looks_for_somebody(request: ActorRequest) -> bool:
    """Whether the form that finds people was sent, or an address with what was looked for opened."""
    return request.method != "POST" or "find" in request.POST


def _sent(request: ActorRequest) -> QueryDict | None:
    """The appointment as it was sent; None while she is only looking for somebody."""
    return None if _looks_for_somebody(request) else request.POST


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as fault:
        raise Http404 from fault


@screen(needs=OFFICES, methods=("POST",))
def end(request: ActorRequest, office_id: UUID) -> HttpResponse:
    """End an office today."""
    with within_reach():
        services.end_office(office_id, actor=request.actor, reason=request.POST.get("reason", "").strip()[:200])
    messages.success(request, _("任职结束了，相应的权限也收回了。"))
    return redirect("orgs:offices")


@screen(needs=OFFICES, methods=("GET", "POST"))
def hand_over(request: ActorRequest, office_id: UUID) -> HttpResponse:
    """End an office and appoint the successor on the same day: so the last one who appoints can leave, too."""
    rows = {row.public_id: row for row in queries.offices(request.actor)}
    if office_id not in rows:
        raise Http404
    elsewhere = _looks_for_somebody(request) and searching.moved(request, "q")
    if elsewhere:
        return elsewhere
    form = forms.HandOver(_sent(request), initial={"person": _uuid(request.GET.get("person", ""))})
    if form.is_valid():
        try:
            with within_reach():
                services.hand_over(office_id, actor=request.actor, **form.facts())
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("移交好了，接任的人登录就能办。"))
            return redirect("system:home")
    context = {"form": form, "row": rows[office_id], "kept": [], **_found(request, request.actor)}
    return render(request, "orgs/hand_over.html", context, status=422 if form.errors else 200)
