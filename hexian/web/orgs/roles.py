"""Which duties a role groups."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.members import texts
from hexian.domains.orgs import queries, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import OFFICES
from hexian.foundation.access import DUTIES
from hexian.foundation.actor import Refused
from hexian.web.orgs import forms
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen


@screen(needs=OFFICES)
def roles(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """The roles one may give in an organisation, with the duties each groups."""
    page = page_of(org_id, request)
    rows = [
        (row, [org_texts.DUTIES[name] for name in row.duties if name in org_texts.DUTIES])
        for row in queries.roles_for(org_id, request.actor)
    ]
    return render(request, "orgs/roles.html", {"page": page, "rows": rows})


@screen(needs=OFFICES, methods=("GET", "POST"))
def new_role(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Make a role of the union's own."""
    page = page_of(org_id, request)
    own = [name for name in DUTIES if request.actor.may(name, page.row.code)]
    form = forms.RoleForm(request.POST if request.method == "POST" else None, duties=own)
    if form.is_valid():
        try:
            with within_reach():
                services.make_role(org_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("角色做好了，现在可以用它任命。"))
            return redirect("orgs:roles", org_id=org_id)
    context = {"form": form, "back_url": reverse("orgs:roles", args=[org_id])}
    return render(request, "orgs/role_form.html", context, status=422 if form.errors else 200)


@screen(needs=OFFICES, methods=("GET", "POST"))
def edit_role(request: ActorRequest, role_id: UUID) -> HttpResponse:
    """Change a role's name and duties; everyone who holds it gains or loses them at once."""
    with within_reach():
        role = queries.role(role_id, request.actor)
    own = {name for name in DUTIES if request.actor.may(name)}
    known = {"name": role.name, "duties": role.duties}
    form = forms.RoleForm(
        request.POST if request.method == "POST" else None, duties=own.union(role.duties), initial=known
    )
    if form.is_valid():
        try:
            services.edit_role(role_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("改好了，担任这个角色的人马上按新的来。"))
            return redirect("orgs:offices")
    context = {"form": form, "role": role, "back_url": reverse("orgs:offices")}
    return render(request, "orgs/role_form.html", context, status=422 if form.errors else 200)


@screen(needs=OFFICES, methods=("POST",))
def retire_role(request: ActorRequest, role_id: UUID) -> HttpResponse:
    """Give a role no more; refused while somebody holds it."""
    with within_reach():
        role = services.retire_role(role_id, actor=request.actor)
    messages.success(request, _("角色「%(name)s」停用了，任命时不再出现。") % {"name": role.name})
    return redirect("orgs:offices")
