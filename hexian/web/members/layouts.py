"""交换格式: how another system wants its sheet; read, edited and taken back by whoever may take members out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import EXPORT
from hexian.domains.members.facts import PACKAGED, Field
from hexian.foundation.actor import Refused
from hexian.web.members import forms
from hexian.web.members.doing import status_of, within_reach
from hexian.web.screen import ActorRequest, screen

#: Where a refusal's sentence stands.
_PLACES = {"name": "name", "day": "day", "code": "tables_text"}


@screen(needs=EXPORT)
def layouts(request: ActorRequest) -> HttpResponse:
    """The layouts there are."""
    return render(request, "members/layouts.html", {"layouts": queries.layouts(request.actor)})


@screen(needs=EXPORT, methods=("GET", "POST"))
def layout(request: ActorRequest, layout_key: str) -> HttpResponse:
    """One layout as it holds for her union; a new version on POST."""
    page = _page(request, layout_key)
    held = page.layout
    known = {
        "name": held.name, "note": held.note, "day": held.day, "columns_text": held.columns_text,
        "tables_text": held.tables_text,
    }  # fmt: skip
    form = forms.LayoutText(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            services.edit_layout(page.org_public_id, layout_key, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(_PLACES.get(refusal.code.removeprefix("layout."), "columns_text"), texts.of(refusal))
        else:
            messages.success(request, _("改好了，以后导出都用这一版。以前的版本还留着。"))
            return redirect("members:layout", layout_key=layout_key)
    context = {"page": page, "form": form, "fields": [field.value for field in Field]}
    return render(request, "members/layout.html", context, status=status_of(form))


@screen(needs=EXPORT, methods=("POST",))
def drop(request: ActorRequest, layout_key: str) -> HttpResponse:
    """Go back to what comes from above, or with the program."""
    page = _page(request, layout_key)
    with within_reach():
        services.drop_layout(page.org_public_id, layout_key, actor=request.actor)
    messages.success(request, _("改回来了，自己写的版本还留着备查。"))
    return redirect("members:layout", layout_key=layout_key)


def _page(request: ActorRequest, layout_key: str) -> queries.LayoutPage:
    """The layout of this name, or a page that does not exist."""
    if layout_key not in PACKAGED:
        raise Http404
    with within_reach():
        return queries.layout_page(layout_key, request.actor)
