"""一企一档: all that is known of one body on one page; on a past day; to print, and to take along as a package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from hexian.domains.members import queries as members
from hexian.domains.members import texts as member_texts
from hexian.domains.members.access import VIEW as MEMBERS_VIEW
from hexian.domains.members.services.shelving import month_ends
from hexian.domains.orgs import facts, queries, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import AUDIT, MANAGE, VIEW
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.audit import queries as trail
from hexian.foundation.regions import queries as regions
from hexian.web.orgs import explorer, forms
from hexian.web.orgs.asof import AsOf, as_of
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.wording import lines

#: The drawing of members through the months, in its own units.
LINE_WIDTH, LINE_HEIGHT = 300, 56
TRAIL = 12
#: So many of the bodies below stand on the page; all of them in the list.
BELOW = 20


@dataclass(frozen=True, slots=True)
class Curve:
    """Members through the months: the points of a line, the first and the last number, and every month."""

    points: str
    first: members.CountOn
    last: members.CountOn
    months: tuple[members.CountOn, ...]


@screen(needs=VIEW)
def union(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Everything about one body, as far as the actor may know it; on a past day what held then."""
    page, when = page_of(org_id, request), as_of(request)
    if when.is_past:
        return _then(request, page, when)
    actor = request.actor
    offices, former = queries.offices_of(org_id, actor) if page.may_staff else ([], [])
    context = {
        **_frame(page, actor, when),
        "children": queries.children(org_id, actor)[:BELOW],
        "points": queries.join_points(org_id, actor),
        "offices": offices,
        "left": members.left(offices),
        "went": member_texts.MEMBERSHIP_STATES,
        "former": former,
        "switches": queries.switches(page.row.code),
        "member_total": members.member_total(page.row.code),
        "staff": queries.staff_of(page),
        "poster_form": forms.Poster(),
        "matters": _matters(page, actor),
        "stays": queries.stays_of(org_id, actor),
        "changes": queries.changes_of(org_id, actor),
        "acts": org_texts.ACTS,
        "covered": _covered(page, actor, when),
        "may_move": _may_move(page, actor),
        "levels": _levels(page),
    }
    return render(request, "orgs/union.html", context)


@screen(needs=VIEW)
def records(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """What other rooms keep about a body, its members through the months, its groups and trail.

    It counts all below a body, so the page fetches it once it stands; without JavaScript it is a page of its own.
    """
    page, when, actor = page_of(org_id, request), as_of(request), request.actor
    context = {
        "page": page,
        "groups": queries.groups_of(org_id, when.day),
        "group_kinds": org_texts.GROUP_KINDS,
        "entries": _entries(page, actor),
        "curve": _curve(page, when),
        "trail": lines(trail.timeline(str(org_id), limit=TRAIL), actor) if actor.may(AUDIT, page.row.code) else None,
    }
    return render(request, "orgs/_records.html" if request.htmx else "orgs/records.html", context)


def _then(request: ActorRequest, page: queries.OrgPage, when: AsOf) -> HttpResponse:
    """The body as it stood on a day; 404 has been said where it is out of reach today."""
    actor, org_id = request.actor, page.row.public_id
    code = queries.code_on(org_id, when.day, actor)
    path = queries.path_on(org_id, when.day, actor)[:-1]
    tops = {row.public_id for row in queries.tops_on(actor, when.day)}
    inside = dropwhile(lambda step: step.public_id not in tops, path)
    rows, more = queries.branch_on(org_id, actor, when.day) if code else ([], "")
    context = {
        **_frame(page, actor, when),
        "crumbs": _crumbs(page, when, [(step.public_id, step.short_name) for step in inside]),
        "stood": code is not None,
        "path": path,
        "rows": rows,
        "is_more": bool(more),
        "counts": explorer.members_of([row.code for row in rows], when),
        "member_total": members.members_on([code], when.day)[code] if code else 0,
        "union_total": queries.unions_on([code], when.day)[code] if code else 0,
        "offices": queries.offices_on(org_id, when.day, actor) if page.may_staff else [],
        "covered": _covered(page, actor, when),
        "groups": queries.groups_of(org_id, when.day),
        "today_url": reverse("orgs:union", args=[org_id]),
    }
    return render(request, "orgs/union_then.html", context)


def _frame(page: queries.OrgPage, actor: Actor, when: AsOf) -> dict[str, object]:
    return {
        "page": page,
        "when": when,
        "kept": [],
        "kinds": org_texts.KINDS,
        "group_kinds": org_texts.GROUP_KINDS,
        "crumbs": _crumbs(page, when, _inside(page, actor)),
        "above": page.path[-2].name if len(page.path) > 1 else "",
        "region": _region(page.division),
        "may_see_members": actor.may(MEMBERS_VIEW, page.row.code),
        "is_union": page.category == facts.Category.UNION,
    }


def _levels(page: queries.OrgPage) -> list[tuple[str, object]]:
    """Both sorts of level, which are not the same five (RULES 0.2)."""
    union, creation = facts.union_level(page.row.kind), facts.creation_level(page.row.kind)
    known = [
        (_("工会层级"), org_texts.UNION_LEVELS[union] if union else None),
        (_("创建层级"), org_texts.CREATION_LEVELS[creation] if creation else None),
    ]
    return [(label, words) for label, words in known if words]


def _may_move(page: queries.OrgPage, actor: Actor) -> bool:
    """Moving is for whoever manages the union above; the rules say the rest."""
    return page.may_dissolve and not page.row.is_dissolved and actor.may(MANAGE, page.row.code)


def _covered(page: queries.OrgPage, actor: Actor, when: AsOf) -> list[queries.Covered]:
    ask = queries.covers if page.category == facts.Category.UNION else queries.covered_by
    return ask(page.row.public_id, actor, when.day)


def _entries(page: queries.OrgPage, actor: Actor) -> list[queries.Entry]:
    """What other rooms keep; a link only where there is a page for it."""
    found = queries.chapters(page.row.public_id, page.row.code, actor)
    return [entry if _opens(entry.url) else queries.Entry(entry.label, entry.count) for entry in found]


def _opens(url: str) -> bool:
    try:
        resolve(url.partition("?")[0])
    except (Resolver404, Http404):
        return False
    return True


def _curve(page: queries.OrgPage, when: AsOf) -> Curve | None:
    """A line through the months; none for what has no members or has stood less than two months."""
    if page.category != facts.Category.UNION:
        return None
    months = members.members_through(page.row.public_id, month_ends(when.today))
    known = tuple(each for each in months if each.members is not None)
    if len(known) < 2 or not any(each.members for each in known):
        return None
    return Curve(_points([each.members or 0 for each in known]), known[0], known[-1], known)


def _points(values: Sequence[int]) -> str:
    """The numbers as points of a line from left to right, the largest at the top, zero at the bottom."""
    most, step = max(*values, 1), LINE_WIDTH / (len(values) - 1)
    spots = ((index * step, LINE_HEIGHT - 4 - value * (LINE_HEIGHT - 8) / most) for index, value in enumerate(values))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)


def _matters(page: queries.OrgPage, actor: Actor) -> list[dict[str, object]]:
    """What must be done before this body can be dissolved, for whoever could; a link where she may do it herself."""
    if not page.may_dissolve or page.row.is_dissolved or page.row.children:
        return []
    return [
        {"words": each.words, "url": each.url if actor.may(each.duty, page.row.code) else ""}
        for each in queries.open_matters(page.row.public_id, page.row.code)
    ]


def _inside(page: queries.OrgPage, actor: Actor) -> list[tuple[UUID, str]]:
    """The bodies above it from where her own tree begins; a code has four characters a level."""
    depths = [len(code) // 4 for code in actor.subtrees_for(VIEW) if page.row.code.startswith(code)]
    return [(step.public_id, step.name) for step in page.path[min(depths, default=0) : -1]]


def _crumbs(page: queries.OrgPage, when: AsOf, inside: Iterable[tuple[UUID, str]]) -> list[dict[str, str]]:
    """The way down from where her own tree begins; nothing for its first body."""
    crumbs = [{"label": name, "url": reverse("orgs:union", args=[key]) + when.query} for key, name in inside]
    return [*crumbs, {"label": page.row.short_name, "url": ""}] if crumbs else []


def _region(division: str) -> str:
    try:
        return regions.full_name(division) if division else ""
    except Refused:
        return division


@screen(needs=VIEW, methods=("POST",))
def archive(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """Start the package of one body; the file comes with the task."""
    with within_reach():
        task = services.start_archive(org_id, actor=request.actor)
    return redirect("system:task", task_id=task.public_id)
