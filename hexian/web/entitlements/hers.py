"""Her own page: what she may still have, and what to do for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.entitlements import queries
from hexian.domains.entitlements.queries import Mine
from hexian.domains.entitlements.rules import Kind
from hexian.web.screen import ActorRequest, screen


@screen()
def rights(request: ActorRequest) -> HttpResponse:
    """Each right with what it is worth, why she has it, and the page where she takes it up."""
    rows = [(row, *_step(row)) for row in queries.mine(request.actor)]
    return render(request, "entitlements/mine.html", {"rows": rows})


def _step(row: Mine) -> tuple[str, str]:
    """Address and words of what she can do next."""
    if row.kind == Kind.JOIN:
        return reverse("aid:home"), _("去看看怎么参加")
    if row.kind == Kind.CARD:
        return reverse("money:card"), _("去填银行卡")
    if row.about is not None:
        return reverse("aid:why", args=[row.about]), _("看这一笔")
    return "", ""
