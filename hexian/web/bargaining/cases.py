"""Bargaining's list and the page of one case: how it stands, whose turn it is, what can be done now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, texts
from hexian.domains.bargaining.access import ACT, ANSWER, OVERSEE
from hexian.domains.bargaining.queries import CasePage, Chosen
from hexian.domains.bargaining.queries.cases import VIEWS
from hexian.domains.bargaining.rules.states import Side, State, other
from hexian.foundation.actor import Actor
from hexian.web.bargaining import showing
from hexian.web.bargaining.shared import (
    page_of,
    shell_of,
    shown,
)
from hexian.web.members.filters import turned
from hexian.web.screen import ActorRequest, screen

_VIEWS = {"turn": "轮到我", "open": "进行中", "force": "生效的合同", "late": "超期的", "all": "全部"}


@screen()
def desk(request: ActorRequest) -> HttpResponse:
    """Cases an officer may know of: states and dates, no figure."""
    if not request.actor.offices:
        return redirect("bargaining:mine")
    view = request.GET.get("view", "open")
    chosen = Chosen(view if view in VIEWS else "open", request.GET.get("q", "").strip()[:40])
    after = request.GET.get("after", "")
    found = queries.cases(request.actor, chosen, int(after) if after.isdecimal() and len(after) < 19 else None)
    context = {
        "rows": [(row, showing.waits(row)) for row in found.rows],
        "views": [
            {"label": _(words), "url": turned(request.GET, view=name, after=""), "current": chosen.view == name}
            for name, words in _VIEWS.items()
        ],
        "next_url": turned(request.GET, after=found.after) if found.after else "",
        "chosen": chosen, "states": texts.STATES, "kinds": showing.KINDS, "turns": texts.TURNS,
        "specials": texts.SPECIALS, "contracts": texts.CONTRACTS,
        "may_open": request.actor.may(ACT) or request.actor.may(ANSWER), "may_note": _may_note(request.actor),
        "may_drive": request.actor.may(OVERSEE),
    }  # fmt: skip
    return render(request, "bargaining/desk.html", context)


def _may_note(actor: Actor) -> bool:
    """Whether an offer may come on paper to a union or employer of her own."""
    return (actor.may(ACT) or actor.may(ANSWER)) and bool(queries.bodies(actor))


@screen()
def mine(request: ActorRequest) -> HttpResponse:
    """The cases she sits in."""
    rows = [(row, showing.waits(row)) for row in queries.my_cases(request.actor)]
    context = {"rows": rows, "states": texts.STATES, "kinds": showing.KINDS, "shell": shell_of(request)}
    return render(request, "bargaining/mine.html", context)


@screen()
def case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One case: what comes next, who has it, until when, and everything done so far."""
    page = page_of(request, case_id)
    settled = page.row.state == State.NEGOTIATING and bool(page.part) and queries.all_settled(page.case)
    at_table = page.side is not None and page.row.state in {State.NEGOTIATING, State.SUSPENDED, State.REVISING}
    awaited = queries.awaited(page.case, page.side or "") if at_table else None
    ending = page.row.state in {State.EXPIRING, State.RENEWAL, State.EXPIRED}
    following = queries.following(page.case, request.actor) if ending else None
    context = {
        **shown(request, page), "seen": queries.version_of(case_id) if page.part else None,
        "refusal_words": showing.refusal_words(page), "vacant": showing.vacant_words(page),
        "turn": showing.whose_turn(page), "next_words": showing.next_words(page, all_settled=settled),
        "no_clock": showing.no_clock(page), "due": showing.waits(page.row), "due_title": queries.due_title(page.case),
        "jobs": showing.jobs(page, all_settled=settled, awaited=awaited, following=following),
        "path": showing.path(page),
        "director": queries.worker_director(page.case) if page.side else None,
        "answer": _answer(page), "crumbs": shown(request, page)["crumbs"][:1], "trail": showing.timeline(page),
        "workers": page.of(Side.WORKER), "employers": page.of(Side.EMPLOYER),
    }  # fmt: skip
    return render(request, "bargaining/case.html", context)


#: While the answer to an offer is what both sides go by.
_BY_THE_ANSWER = frozenset({State.REPLIED, State.REPS_ELECTED, State.MATERIALS})


def _answer(page: CasePage) -> dict[str, Any] | None:
    """What the other side answered, for the two sides alone: figures may stand in it."""
    if page.side is None or page.row.state not in _BY_THE_ANSWER or not page.case.reply:
        return None
    side = other(page.case.offered_by)
    return {"side": texts.SIDES[side], "added": queries.asked_by(page.case, side)}
