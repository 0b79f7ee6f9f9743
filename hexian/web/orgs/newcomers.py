"""Appoint somebody the program does not know yet: how a new installation gets its officers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.members import texts
from hexian.domains.orgs import queries, services
from hexian.domains.orgs.access import OFFICES
from hexian.foundation.actor import Refused
from hexian.foundation.notices.queries import texts_go_out
from hexian.web.orgs import forms
from hexian.web.orgs.reach import within_reach
from hexian.web.screen import ActorRequest, screen


@screen(needs=OFFICES, methods=("GET", "POST"))
def appoint_newcomer(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Appoint by name and mobile number; she signs in with a code sent there, and sets up her second factor."""
    with within_reach():
        page = queries.organisation(org_id, request.actor)
        roles = queries.roles_for(org_id, request.actor)
    form = forms.Newcomer(request.POST if request.method == "POST" else None, roles=roles)
    if form.is_valid():
        try:
            with within_reach():
                services.appoint_newcomer(org_id, actor=request.actor, **form.facts())
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
        else:
            messages.success(request, _("任命好了。请告诉她用这个手机号收验证码登录。"))
            return redirect("orgs:offices")
    status = 422 if form.errors else 200
    return render(
        request, "orgs/newcomer.html", {"form": form, "page": page, "can_text": texts_go_out()}, status=status
    )
