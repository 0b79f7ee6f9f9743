"""The settlements behind a figure: of a month, of a state, of a file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hexian.domains.mutualaid import access, queries, texts
from hexian.web.members.filters import turned
from hexian.web.mutualaid.hers import KINDS
from hexian.web.screen import ActorRequest, screen

#: The states people ask for, in their order; «missed» is a question of its own.
SHOWN = ("ordered", "held", "refused", "declined", "nothing")


def number(text: str) -> int:
    """A whole number out of an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def year_of(request: HttpRequest, otherwise: int) -> int:
    """The year an address asks for."""
    asked = request.GET.get("year", "")
    return max(2000, number(asked)) if len(asked) == 4 and number(asked) else otherwise


@screen(needs=access.VIEW)
def settled(request: ActorRequest) -> HttpResponse:
    """What a figure is made of, settlement by settlement."""
    year, month = year_of(request, request.actor.now.year), number(request.GET.get("month", ""))
    state, before = request.GET.get("state", ""), number(request.GET.get("before", ""))
    hospital = request.GET.get("hospital", "").replace("\0", "")[:100]
    found, more = queries.settled(
        request.actor, year=year, month=month, state=state, hospital=hospital,
        file=_file(request.GET.get("file", "")), before=before,
    )  # fmt: skip
    context = {
        "rows": found, "kinds": KINDS, "year": year, "month": month if 1 <= month <= 12 else 0, "state": state,
        "of_file": bool(request.GET.get("file")), "hospital": found[0].hospital if hospital and found else hospital,
        "views": _views(request, state),
        "next_url": turned(request.GET, before=more) if more else "",
    }  # fmt: skip
    return render(request, "mutualaid/settled.html", context)


def _views(request: HttpRequest, state: str) -> list[dict[str, object]]:
    words = {"": _("全部"), **{each: texts.SEEN[each] for each in SHOWN}, "missed": _("没有赶上")}
    return [
        {"label": label, "url": turned(request.GET, state=name, before=""), "current": name == state, "count": None}
        for name, label in words.items()
    ]


def _file(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
