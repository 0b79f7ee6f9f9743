"""What is done to one body on its page: particulars, posters, switches, founding below it, dissolving."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.orgs import documents, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import MANAGE, VIEW
from hexian.domains.orgs.facts import scale_word
from hexian.domains.orgs.rules import Category
from hexian.foundation.actor import Actor, Refused
from hexian.web.orgs import forms
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen


@screen(needs=MANAGE, reads=VIEW, methods=("GET", "POST"))
def edit(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Change name, telephone, address and the like."""
    page = page_of(org_id, request)
    row = page.row
    known = {
        "name": row.name, "short_name": row.short_name, "phone": row.phone, "address": page.address,
        "division": page.division, "uscc": page.uscc, "staff_total": row.staff_total,
    }  # fmt: skip
    is_employer = page.category == Category.EMPLOYER
    if is_employer:
        known["is_scaled"] = scale_word(page.is_scaled)
    kind_of_form = forms.Employer if is_employer else forms.Body
    form = kind_of_form(request.POST if request.method == "POST" else None, initial=known)
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
