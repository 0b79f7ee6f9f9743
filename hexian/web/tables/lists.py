"""The list of tables with their versions."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from hexian.domains.orgs import queries as orgs
from hexian.foundation.tables import queries, registry, texts
from hexian.foundation.tables.access import EDIT, VIEW
from hexian.web.screen import ActorRequest, screen
from hexian.web.tables import showing


@screen(needs=VIEW)
def tables(request: ActorRequest) -> HttpResponse:
    """Every table of the bodies below her: which version holds, which waits for whom."""
    rows = queries.tables(request.actor)
    context = {
        "rows": rows,
        "names": orgs.names_by_code(row.place for row in rows),
        "states": texts.STATES,
        "kinds": showing.KINDS,
        "may_edit": request.actor.may(EDIT),
        "has_shapes": bool(registry.shapes()),
    }
    return render(request, "tables/tables.html", context)
