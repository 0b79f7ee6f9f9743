"""The list of members, one member, opening her number, export."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import ADMIT, EXPORT, LAPSE_WATCH, REVEAL, VIEW
from hexian.domains.members.rules import OPEN_PASSAGE, MembershipState, PassageKind
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.access import OFFICES
from hexian.foundation.actor import Refused
from hexian.foundation.audit import queries as trail
from hexian.web import searching
from hexian.web.members import forms
from hexian.web.members.applications import MOST_UNIONS
from hexian.web.members.doing import status_of, within_reach
from hexian.web.members.filters import Chip, chip, onward, turned
from hexian.web.members.passages import ways
from hexian.web.orgs.asof import AsOf, as_of
from hexian.web.screen import ActorRequest, Look, screen
from hexian.web.system.wording import lines


@screen(needs=VIEW, methods=("GET", "POST"))
def members(request: ActorRequest) -> HttpResponse:
    """Members below one's offices; filtered, searched, page by page."""
    elsewhere = searching.moved(request, "text")
    if elsewhere is not None:
        return elsewhere
    when = as_of(request)
    if when.is_past:
        return _then(request, when)
    text = searching.typed(request, "text")
    chosen = queries.MemberFilter.from_params(searching.without(request, "text", text=text))
    found = queries.members(request.actor, chosen, request.GET.get("cursor", ""))
    context = {
        "found": found,
        "chosen": chosen,
        "is_narrowed": bool(chosen.text or chosen.union or chosen.kind_of_work),
        "find_here": f"{request.path}{turned(request.GET, text='')}",
        "all_url": turned(request.GET, text="", union="", kind_of_work=""),
        "previous_url": onward(request.GET, found.page.previous),
        "next_url": onward(request.GET, found.page.next),
        "states": texts.MEMBERSHIP_STATES,
        "views": _views(request.GET, chosen),
        "chips": _chips(request, found.page),
        "may_export": request.actor.may(EXPORT),
        "may_admit": request.actor.may(ADMIT),
        "layouts": queries.layouts(request.actor) if request.actor.may(EXPORT) else [],
        "may_reveal": request.actor.may(REVEAL),
        "filter": request.GET.urlencode(),
        "when": when,
        "kept": _kept(request.GET, "union"),
    }
    return render(request, "members/members.html", context)


def _then(request: ActorRequest, when: AsOf) -> HttpResponse:
    """Who was a member on a past day: by union alone, for nothing else is kept in time."""
    chosen = queries.MemberFilter(union=queries.MemberFilter.from_params(request.GET).union)
    found = queries.members_named_on(request.actor, when.day, chosen, request.GET.get("cursor", ""))
    kept = _kept(request.GET, "day", "union")
    params = QueryDict(urlencode(kept))
    context = {
        "found": found,
        "when": when,
        "kept": _kept(request.GET, "union"),
        "today_url": turned(params, day=""),
        "all_url": turned(params, union=""),
        "chips": [_union_chip(request, params)],
        "chosen": chosen,
        "previous_url": onward(params, found.page.previous),
        "next_url": onward(params, found.page.next),
        "states": texts.MEMBERSHIP_STATES,
    }
    return render(request, "members/members_then.html", context)


def _kept(params: QueryDict, *names: str) -> list[tuple[str, str]]:
    return [(name, text) for name in names if (text := params.get(name, ""))]


def _union_chip(request: ActorRequest, params: QueryDict) -> Chip:
    unions = [(body.public_id, body.name) for body in orgs.unions(request.actor, limit=MOST_UNIONS)]
    return chip(params, "union", _("工会"), unions)


def _views(params: QueryDict, chosen: queries.MemberFilter) -> list[dict[str, object]]:
    return [
        {"label": label, "url": turned(params, state=state), "count": None, "current": chosen.state == state}
        for state, label in texts.MEMBERSHIP_STATES.items()
    ]


def _chips(request: ActorRequest, page: queries.Page[queries.MemberRow]) -> list[Chip]:
    works = sorted({row.kind_of_work for row in page.rows if row.kind_of_work})
    return [
        _union_chip(request, request.GET),
        chip(request.GET, "kind_of_work", _("工种"), [(work, work) for work in works], typed=True),
    ]


@screen(needs=VIEW)
def member(request: ActorRequest, member_id: UUID) -> HttpResponse:
    """One member; she can see afterwards who looked."""
    with within_reach():
        page = queries.member(member_id, request.actor)
    request.looks.append(Look(page.row, page.row.code, page.row.person_id, VIEW))
    context = {
        "page": page,
        "states": texts.MEMBERSHIP_STATES,
        "reveal": forms.Reveal(),
        "may_appoint": request.actor.may(OFFICES, page.row.code),
        "may_admit": request.actor.may(ADMIT, page.row.code),
        "trail": lines(trail.timeline(str(member_id), limit=20), request.actor),
        **_passages(page, request),
    }
    return render(request, "members/member.html", context)


def _passages(page: queries.MemberPage, request: ActorRequest) -> dict[str, object]:
    """What became of her membership, what may be begun, when she last paid and took part; for who handles that."""
    if not request.actor.may(ADMIT, page.row.code):
        return {}
    member_id, own = page.row.public_id, page.row.person_id == request.actor.person_id
    rows = queries.passages_of(member_id, request.actor)
    is_open = any(row.state in OPEN_PASSAGE for row in rows)
    is_member = page.row.state == MembershipState.ACTIVE
    return {
        "passages": rows,
        "ways": [way for way in ways(page.row.state) if not own and (not is_open or way == PassageKind.DEATH)],
        "kinds": texts.PASSAGE_KINDS,
        "passage_states": texts.PASSAGE_STATES,
        "parts": texts.PARTS,
        "last_parts": queries.last_parts(member_id, request.actor),
        "part": forms.TookPart() if is_member and not own and orgs.is_on(LAPSE_WATCH, page.row.code) else None,
    }


@screen(needs=REVEAL, reads=VIEW, methods=("POST",))
def reveal(request: ActorRequest, member_id: UUID) -> HttpResponse:
    """Open her ID number once, with a reason she can read."""
    with within_reach():
        page = queries.member(member_id, request.actor)
    form = forms.Reveal(request.POST)
    number = ""
    if form.is_valid():
        try:
            with within_reach():
                number = services.reveal_id_number(member_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, texts.of(refusal))
    context = {"page": page, "reveal": form, "number": number, "back_url": reverse("members:member", args=[member_id])}
    return render(request, "members/revealed.html", context, status=status_of(form))


@screen(needs=EXPORT, reads=VIEW, methods=("POST",))
def export(request: ActorRequest) -> HttpResponse:
    """Start an export of what the filter finds; the file comes with the task."""
    chosen = queries.MemberFilter.from_params(QueryDict(request.POST.get("filter", "")))
    task = services.start_export(
        chosen,
        actor=request.actor,
        whole_numbers=request.POST.get("whole") == "1",
        layout=request.POST.get("layout", ""),
        leave_out_incomplete=request.POST.get("leave_out") == "1",
    )
    return redirect("system:task", task_id=task.public_id)
