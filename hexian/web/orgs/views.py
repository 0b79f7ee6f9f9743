"""Unions: the tree, one union's page, its posters and switches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import dropwhile
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.members import queries as members
from hexian.domains.members.access import VIEW as MEMBERS_VIEW
from hexian.domains.orgs import documents, queries, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import MANAGE, VIEW
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.regions import queries as regions
from hexian.web.orgs import forms
from hexian.web.screen import ActorRequest, screen


@contextmanager
def within_reach() -> Iterator[None]:
    """Turn «there is none for you» into a page that does not exist."""
    try:
        yield
    except ObjectDoesNotExist as fault:
        raise Http404 from fault


def page_of(org_id: UUID, request: ActorRequest) -> queries.OrgPage:
    """One organisation's figures, or 404 out of reach."""
    with within_reach():
        return queries.organisation(org_id, request.actor)


@screen(needs=VIEW)
def unions(request: ActorRequest) -> HttpResponse:
    """Where one's tree begins, opened one level; or what a search finds."""
    text = request.GET.get("q", "").strip()
    rows = queries.search(request.actor, text) if text else queries.top(request.actor)
    tree = [(row, [] if text else queries.children(row.public_id, request.actor)) for row in rows]
    return render(request, "orgs/unions.html", {"tree": tree, "text": text, "kinds": org_texts.KINDS})


@screen(needs=VIEW)
def union(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Everything about one organisation, as far as the actor may know it."""
    page = page_of(org_id, request)
    actor = request.actor
    context = {
        "page": page,
        "kinds": org_texts.KINDS,
        "crumbs": _crumbs(page, actor),
        "above": page.path[-2].name if len(page.path) > 1 else "",
        "region": _region(page.division),
        "children": queries.children(org_id, actor),
        "points": queries.join_points(org_id, actor),
        "offices": _offices(page, actor),
        "switches": queries.switches(page.row.code),
        "member_total": members.member_total(page.row.code),
        "may_see_members": actor.may(MEMBERS_VIEW, page.row.code),
        "poster_form": forms.Poster(),
        "matters": _matters(page, actor),
    }
    return render(request, "orgs/union.html", context)


def _offices(page: queries.OrgPage, actor: Actor) -> list[queries.OfficeRow]:
    """The offices of this very body; those below it stand on their own pages."""
    if not page.may_staff:
        return []
    rows = queries.offices(actor, org_id=page.row.public_id)
    return [row for row in rows if row.org_public_id == page.row.public_id]


def _matters(page: queries.OrgPage, actor: Actor) -> list[dict[str, object]]:
    """What must be done before this body can be dissolved, for whoever could; a link where she may do it herself."""
    if not page.may_dissolve or page.row.is_dissolved or page.row.children:
        return []
    return [
        {"words": each.words, "url": each.url if actor.may(each.duty, page.row.code) else ""}
        for each in queries.open_matters(page.row.public_id, page.row.code)
    ]


def _crumbs(page: queries.OrgPage, actor: Actor) -> list[dict[str, str]]:
    """The way down from where her own tree begins; nothing for its first body."""
    tops = {row.public_id for row in queries.top(actor)}
    inside = dropwhile(lambda step: step.public_id not in tops, page.path[:-1])
    crumbs = [{"label": step.name, "url": reverse("orgs:union", args=[step.public_id])} for step in inside]
    return [*crumbs, {"label": page.row.short_name, "url": ""}] if crumbs else []


def _region(division: str) -> str:
    try:
        return regions.full_name(division) if division else ""
    except Refused:
        return division


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def edit(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Change name, telephone, address and the like."""
    page = page_of(org_id, request)
    row = page.row
    known = {
        "name": row.name, "short_name": row.short_name, "phone": row.phone, "address": page.address,
        "division": page.division, "uscc": page.uscc, "staff_total": row.staff_total,
    }  # fmt: skip
    form = forms.Body(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            with within_reach():
                services.edit(org_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("改好了。"))
            return redirect("orgs:union", org_id=org_id)
    return render(request, "orgs/body_form.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def found(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Found a union, employer or partner body below this one."""
    page = page_of(org_id, request)
    form = forms.NewBody(
        request.POST if request.method == "POST" else None,
        initial={"division": page.division},
        parent_kind=page.row.kind,
    )
    if form.is_valid():
        try:
            with within_reach():
                body = services.found(parent=org_id, actor=request.actor, is_demo=page.is_demo, **form.cleaned_data)
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("「%(name)s」设立好了。") % {"name": body.short_name})
            return redirect("orgs:union", org_id=body.public_id)
    context = {"form": form, "page": page, "is_new": True}
    return render(request, "orgs/body_form.html", context, status=422 if form.errors else 200)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def dissolve(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Dissolve an organisation whose name she has typed: its posters lead nowhere any more, its offices end."""
    page = page_of(org_id, request)
    if request.POST.get("typed", "").strip() != page.row.short_name:
        messages.error(request, _("输入的名称和「%(name)s」不一样，没有撤销。") % {"name": page.row.short_name})
        return redirect("orgs:union", org_id=org_id)
    try:
        services.dissolve(org_id, actor=request.actor, reason=request.POST.get("reason", "").strip())
    except Refused as refusal:
        # What is left to do stands on the union's page, each with a link.
        if refusal.code != "org.open_matters":
            raise
        messages.error(request, org_texts.of(refusal))
    else:
        messages.success(request, _("已撤销。它的入会码停用了，任职也都结束了，会籍保留。"))
    return redirect("orgs:union", org_id=org_id)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def switch_feature(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Turn a feature on or off here and below, or leave it to the union above."""
    page_of(org_id, request)
    said = {"on": True, "off": False}.get(request.POST.get("is_on", ""))
    with within_reach():
        services.switch_feature(org_id, feature=request.POST.get("feature", ""), is_on=said, actor=request.actor)
    messages.success(request, _("改好了，本级和下级马上按新的来。"))
    return redirect("orgs:union", org_id=org_id)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def open_join_point(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Make a poster with a code of its own."""
    page_of(org_id, request)
    form = forms.Poster(request.POST)
    if form.is_valid():
        with within_reach():
            services.open_join_point(org_id, actor=request.actor, **form.cleaned_data)
        messages.success(request, _("海报做好了，打印出来就能用。"))
    else:
        messages.error(request, _("没有做：每一项最多 40 个字，请写短一些。"))
    return redirect("orgs:union", org_id=org_id)


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def close_join_point(request: ActorRequest, point_id: UUID) -> HttpResponse:
    """Close a poster's code; whoever scans it is told whom to turn to."""
    return _changed_point(request, services.close_join_point, point_id, _("入会码停用了。"))


@screen(needs=MANAGE, reads=VIEW, methods=("POST",))
def renew_join_code(request: ActorRequest, point_id: UUID) -> HttpResponse:
    """Give a poster a new code; the printed ones are void from now on."""
    return _changed_point(
        request, services.renew_join_code, point_id, _("换了新的入会码，旧海报不能用了，请重新打印。")
    )


class _PointVerb(Protocol):
    """A service that changes one poster."""

    def __call__(self, point_id: UUID, *, actor: Actor) -> Any: ...


def _changed_point(request: ActorRequest, verb: _PointVerb, point_id: UUID, done: str) -> HttpResponse:
    with within_reach():
        point = verb(point_id, actor=request.actor)
    messages.success(request, done)
    return redirect("orgs:union", org_id=point.org.public_id)


@screen(needs=VIEW)
def poster(request: ActorRequest, point_id: UUID) -> HttpResponse:
    """The poster to print."""
    with within_reach():
        content = documents.poster(point_id, actor=request.actor)
    response = HttpResponse(content, content_type="application/pdf")
    name = _("入会海报.pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or ""
    return response
