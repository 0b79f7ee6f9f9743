"""Yearly targets: how far they are met, level by level, every figure open to the cases behind it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.founding import queries, services, texts
from hexian.domains.founding.access import TARGETS, VIEW
from hexian.domains.founding.queries import TargetRow
from hexian.domains.orgs import texts as orgs
from hexian.foundation.actor import Refused
from hexian.web.founding import forms
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen


@screen(needs=VIEW)
def targets(request: ActorRequest) -> HttpResponse:
    """A union and those right below it in a year."""
    year, org = _asked(request)
    with within_reach():
        found = queries.overview(request.actor, year, org)
    return render(request, "founding/targets.html", _context(request, found, year))


def _asked(request: ActorRequest) -> tuple[int, UUID | None]:
    year, org = request.GET.get("year", ""), request.GET.get("org", "")
    this_year = timezone.localdate(request.actor.now).year
    try:
        wanted = UUID(org) if org else None
    except ValueError:
        wanted = None
    return (int(year) if len(year) == 4 and year.isascii() and year.isdigit() else this_year), wanted


def _context(request: ActorRequest, found: queries.Overview | None, year: int) -> dict[str, object]:
    kinds = found.kinds if found else ()
    return {
        "found": found,
        "year": year,
        "years": [{"year": each, "current": each == year} for each in range(year - 2, year + 2)],
        "kinds": [(kind, texts.TARGETS[kind]) for kind in kinds],
        "rows": [_row(row, kinds, year) for row in (found.top, *found.below)] if found else [],
        "org_kinds": orgs.KINDS,
        "form": forms.TargetForm(),
        "choices": list(texts.TARGETS.items()),
    }


def _row(row: TargetRow, kinds: tuple[str, ...], year: int) -> dict[str, object]:
    """A line with, for each figure, the address of the cases behind it."""
    queue = reverse("founding:queue")
    cells = []
    for kind in kinds:
        form = "" if kind == "all" else f"&form={kind}"
        url = f"{queue}?tab=founded&year={year}&union={row.org_id}{form}"
        cells.append({"cell": row.cell(kind), "url": url, "label": texts.TARGETS[kind]})
    return {"row": row, "cells": cells}


@screen(needs=TARGETS, reads=VIEW, methods=("POST",))
def set_target(request: ActorRequest) -> HttpResponse:
    """Set a target for a union below her own."""
    form = forms.TargetForm(request.POST)
    if not form.is_valid():
        raise Refused("founding.target_number")
    org, said = form.facts()
    with within_reach():
        services.set_target(org, **said, actor=request.actor)
    messages.success(request, _("目标记下了。"))
    came_from = request.POST.get("top", "")
    return redirect(f"{reverse('founding:targets')}?year={said['year']}&org={came_from}")
