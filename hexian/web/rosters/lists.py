"""The rosters of the unions below an officer, newest first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hexian.domains.rosters import queries
from hexian.domains.rosters.access import ADMIT
from hexian.domains.rosters.queries import ImportFilter
from hexian.foundation.access import counted
from hexian.web.members.applications import MOST_UNIONS
from hexian.web.members.filters import chip, onward, turned
from hexian.web.rosters import showing
from hexian.web.screen import ActorRequest, screen

_TABS = {"": _("全部"), "open": _("在办"), "landed": _("已接收"), "ended": _("已撤销或放弃")}


@screen(needs=ADMIT)
def rosters(request: ActorRequest) -> HttpResponse:
    """Every roster of hers: where it stands, how many rows, who brought it and when."""
    chosen = ImportFilter.from_params(request.GET.dict())
    page = queries.imports(request.actor, chosen, request.GET.get("cursor", ""))
    unions = [(each.public_id, each.name) for each in queries.unions(request.actor, limit=MOST_UNIONS)]
    context = {
        "page": page,
        "kinds": showing.KINDS,
        "waiting": counted(queries.waiting(request.actor))[0],
        "views": [
            {"label": label, "url": turned(request.GET, tab=tab), "current": chosen.tab == tab, "count": None}
            for tab, label in _TABS.items()
        ],
        "chips": [chip(request.GET, "union", _("工会"), unions)],
        "is_narrowed": bool(chosen.tab or chosen.union),
        "previous_url": onward(request.GET, page.previous),
        "next_url": onward(request.GET, page.next),
    }
    return render(request, "rosters/rosters.html", context)
