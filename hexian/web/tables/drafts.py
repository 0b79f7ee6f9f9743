"""A table's first version, next year's out of this year's, and from when to when one holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.foundation.actor import Actor, Refused
from hexian.foundation.tables import registry, services
from hexian.foundation.tables.access import EDIT, VIEW
from hexian.web.members.doing import status_of, within_reach
from hexian.web.screen import ActorRequest, screen
from hexian.web.tables import forms
from hexian.web.tables.pages import read


def _data(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _answered(
    request: ActorRequest, form: forms.Refusable, verb: Callable[[], UUID], template: str, done: str, **context: Any
) -> HttpResponse:
    """Show a form, or take it: a refusal stands beside its field, what is taken leads to the version."""
    if request.method == "POST" and form.is_valid():
        try:
            with within_reach():
                version_id = verb()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect("tables:version", version_id=version_id)
    return render(request, template, {**context, "form": form}, status=status_of(form))


def _places(actor: Actor) -> dict[str, str]:
    """The bodies she holds an office at that lets her write tables."""
    return {office.org_code: office.org_name for office in actor.held if EDIT in office.duties}


@screen(needs=EDIT, reads=VIEW, methods=("GET", "POST"))
def new(request: ActorRequest) -> HttpResponse:
    """A first version, empty, of a sort of table some part of the program uses."""
    shapes = registry.shapes()
    form = forms.NewForm(_data(request), shapes=shapes, places=_places(request.actor))

    def verb() -> UUID:
        said = form.cleaned_data
        shape = registry.shape_of(said["shape"])
        assert shape is not None  # noqa: S101 - the form offers only what is declared
        return services.draft(
            shape.empty(), place=said["place"], title=said["title"] or str(shape.title), actor=request.actor,
            valid_from=said["valid_from"], valid_to=said["valid_to"], basis=said["basis"],
        ).public_id  # fmt: skip

    return _answered(request, form, verb, "tables/new.html", _("建好了。接下来加上每一行。"), has_shapes=bool(shapes))


@screen(needs=EDIT, reads=VIEW, methods=("GET", "POST"))
def following(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The next version as a copy of this one: next year's table."""
    page = read(request, version_id)
    since = page.row.valid_to or page.row.valid_from.replace(page.row.valid_from.year + 1, day=1)
    form = forms.VersionForm(_data(request), initial={"valid_from": since})

    def verb() -> UUID:
        return services.draft_next(version_id, **form.cleaned_data, actor=request.actor).public_id

    return _answered(request, form, verb, "tables/next.html", _("抄好了。改动以后再提交。"), page=page)


@screen(needs=EDIT, reads=VIEW, methods=("GET", "POST"))
def describe(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """From when to when a draft holds, and what it rests on."""
    page = read(request, version_id)
    row = page.row
    known = {"valid_from": row.valid_from, "valid_to": row.valid_to, "basis": row.basis}
    form = forms.VersionForm(_data(request), initial=known)

    def verb() -> UUID:
        services.describe(version_id, **form.cleaned_data, actor=request.actor)
        return version_id

    return _answered(request, form, verb, "tables/describe.html", _("存好了。"), page=page)
