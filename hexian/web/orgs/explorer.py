"""The explorer of unions: as a tree, as a sketch of divisions, as a list; today, or as it stood on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import queries as members
from hexian.domains.orgs import queries, services
from hexian.domains.orgs import texts as org_texts
from hexian.domains.orgs.access import OFFICES, VIEW
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.regions import queries as regions
from hexian.web.members.filters import Chip, chip, turned
from hexian.web.orgs.asof import AsOf, as_of
from hexian.web.orgs.reach import page_of, within_reach
from hexian.web.screen import ActorRequest, screen

_TABS = (
    ("orgs:unions", "hierarchy", gettext_lazy("树形")),
    ("orgs:map", "map-2", gettext_lazy("地图")),
    ("orgs:list", "list-details", gettext_lazy("列表")),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A body in the tree: its figures, what stands below when the branch is open, and the rest of a long branch."""

    row: queries.Standing
    unions: int
    members: int
    nodes: tuple[Node, ...] = ()
    is_open: bool = False
    more: str = ""
    branch_url: str = ""
    open_url: str = ""


@dataclass
class _Tree:
    """Builds nodes branch by branch; figures of all rows of a branch are asked for at once."""

    actor: Actor
    when: AsOf
    opened: Collection[UUID] = field(default_factory=set)

    def nodes(self, rows: Iterable[queries.Standing]) -> tuple[Node, ...]:
        """The nodes of these rows, opened ones with what stands below."""
        known = list(rows)
        codes = [row.code for row in known]
        unions, counted = unions_of(codes, self.when), members_of(codes, self.when)
        return tuple(self._node(row, unions[row.code], counted[row.code]) for row in known)

    def branch(self, org_id: UUID, after: str = "") -> tuple[tuple[Node, ...], str]:
        """What stands right below a body, and the address of the rest."""
        rows, next_code = queries.branch_on(org_id, self.actor, self.when.day, after=after)
        return self.nodes(rows), _branch_url(org_id, self.when, next_code) if next_code else ""

    def _node(self, row: queries.Standing, unions: int, counted: int) -> Node:
        can_open = bool(row.below) and row.is_mine
        is_open = can_open and row.public_id in self.opened
        nodes, more = self.branch(row.public_id) if is_open else ((), "")
        return Node(
            row,
            unions,
            counted,
            nodes,
            is_open,
            more,
            _branch_url(row.public_id, self.when) if can_open else "",
            f"?{urlencode({'open': row.public_id, **_day(self.when)})}",
        )


def unions_of(codes: Collection[str], when: AsOf) -> Mapping[str, int]:
    """How many unions each code had at and below it on the day."""
    return queries.unions_on(codes, when.day) if when.is_past else queries.unions_below(codes)


def members_of(codes: Collection[str], when: AsOf) -> Mapping[str, int]:
    """How many members each code had at and below it on the day."""
    return members.members_on(codes, when.day) if when.is_past else members.members_below(codes)


def _day(when: AsOf) -> dict[str, str]:
    return {"day": when.param} if when.is_past else {}


def _branch_url(org_id: UUID, when: AsOf, after: str = "") -> str:
    said = {**_day(when), **({"after": after} if after else {})}
    return reverse("orgs:branch", args=[org_id]) + (f"?{urlencode(said)}" if said else "")


def frame(request: ActorRequest, when: AsOf, route: str) -> dict[str, object]:
    """What the three ways of looking share: the tabs, the day, the search."""
    tabs = [
        {"label": label, "icon": icon, "url": reverse(name) + when.query, "current": name == route, "count": None}
        for name, icon, label in _TABS
    ]
    kept = [(name, text) for name, text in request.GET.items() if name not in {"day", "after", "cursor"} and text]
    return {
        "when": when,
        "views": tabs,
        "kinds": org_texts.KINDS,
        "kept": kept,
        "today_url": turned(request.GET, day="", after=""),
    }


@screen(needs=VIEW)
def tree(request: ActorRequest) -> HttpResponse:
    """Where one's tree begins, opened one level or down to the body asked for; or what a search finds."""
    when, text = as_of(request), request.GET.get("q", "").strip()[:80]
    found = queries.listed(queries.OrgFilter(text=text), request.actor, when.day) if text else None
    grown = _Tree(request.actor, when, _opened(request, when))
    nodes = grown.nodes(found.rows if found else queries.tops_on(request.actor, when.day))
    context = {**frame(request, when, "orgs:unions"), "nodes": nodes, "text": text, "found": found}
    return render(request, "orgs/tree.html", context)


def _opened(request: ActorRequest, when: AsOf) -> set[UUID]:
    """The bodies down to the one asked for; without one, those in which she holds her offices."""
    if request.GET.get("q", "").strip():
        return set()
    tops = {row.public_id for row in queries.tops_on(request.actor, when.day)}
    try:
        asked = UUID(request.GET.get("open", ""))
        return tops | {step.public_id for step in queries.path_on(asked, when.day, request.actor)}
    except (ValueError, ObjectDoesNotExist):
        return tops


@screen(needs=VIEW)
def branch(request: ActorRequest, org_id: UUID) -> HttpResponse:
    """One branch of the tree, for whoever opens it; without JavaScript the whole tree opened so far."""
    when = as_of(request)
    page_of(org_id, request)
    if not request.htmx:
        named = ("list", "under") if request.GET.get("after") else ("unions", "open")
        return redirect(f"{reverse(f'orgs:{named[0]}')}?{urlencode({named[1]: org_id, **_day(when)})}")
    with within_reach():
        nodes, more = _Tree(request.actor, when).branch(org_id, request.GET.get("after", "")[:80])
    return render(request, "orgs/_branch.html", {"nodes": nodes, "more": more, "when": when, "kinds": org_texts.KINDS})


# — The list —


@screen(needs=VIEW)
def listing(request: ActorRequest) -> HttpResponse:
    """Bodies below one's offices by filters, page by page."""
    when, actor = as_of(request), request.actor
    chosen = queries.OrgFilter.from_params(request.GET)
    found = queries.listed(chosen, actor, when.day, after=request.GET.get("after", "")[:80])
    codes = [row.code for row in found.rows]
    context = {
        **frame(request, when, "orgs:list"),
        "found": found,
        "members": members_of(codes, when),
        "regions": _names({row.division for row in found.rows}),
        "chosen": chosen,
        "onlys": _onlys(request.GET, chosen, actor),
        "chips": _chips(request),
        "all_url": turned(QueryDict(), **_day(when)),
        "next_url": turned(request.GET, after=found.next) if found.next else "",
        "first_url": turned(request.GET, after="") if request.GET.get("after") else "",
        "saved": [_saved(each, chosen, when) for each in queries.kept_filters(actor)],
        "params": urlencode(chosen.as_params()),
    }
    return render(request, "orgs/list.html", context)


def _onlys(params: QueryDict, chosen: queries.OrgFilter, actor: Actor) -> list[dict[str, object]]:
    """All of them, or only those something is the matter with."""
    named = [("", _("全部"))]
    if actor.may(OFFICES):
        named += [("vacant", _("主席空缺")), ("ending", _("90 天内届满"))]
    named.append(("uncovered", _("应建未建")))
    return [
        {"label": label, "url": turned(params, only=name, after=""), "count": None, "current": chosen.only == name}
        for name, label in named
    ]


def _chips(request: ActorRequest) -> list[Chip]:
    params = request.GET.copy()
    params.pop("after", None)
    inside = queries.home_division(request.actor)
    places = [(each.code, each.name) for each in regions.children(inside)] if inside else []
    now = params.get("place", "")
    if now and now not in dict(places):
        places.append((now, _names({now}).get(now, now)))
    groups = [(row.public_id, row.name) for row in queries.groups(request.actor)]
    asked = params.get("under", "")
    under = [(asked, _under(asked, request.actor))] if asked else []
    return [
        *([chip(params, "under", _("上级"), under)] if under else []),
        chip(params, "kind", _("类型"), org_texts.KINDS.items()),
        chip(params, "place", _("地区"), places),
        chip(params, "nature", _("单位性质"), org_texts.NATURES.items()),
        chip(params, "group", _("分组"), groups),
        chip(params, "text", _("名称"), [], typed=True),
    ]


def _under(org_id: str, actor: Actor) -> str:
    try:
        return queries.organisation(UUID(org_id), actor).row.short_name
    except (ValueError, ObjectDoesNotExist):
        return _("没有这个组织")


def _names(divisions: Iterable[str]) -> dict[str, str]:
    """Divisions by their own names; a code nobody knows stays a code."""
    codes = [code for code in divisions if code]
    return {code: code for code in codes} | regions.names(codes)


def _saved(each: queries.KeptFilter, chosen: queries.OrgFilter, when: AsOf) -> dict[str, object]:
    query = urlencode({**each.chosen.as_params(), **_day(when)})
    return {"id": each.public_id, "name": each.name, "url": f"?{query}", "current": each.chosen == chosen}


@screen(needs=VIEW, methods=("POST",))
def keep_filter(request: ActorRequest) -> HttpResponse:
    """Keep the filter she looks at under a name of her own."""
    chosen = queries.OrgFilter.from_params(QueryDict(request.POST.get("params", "")[:1000]).dict())
    back = f"{reverse('orgs:list')}?{urlencode(chosen.as_params())}"
    try:
        services.keep_filter(request.POST.get("name", ""), chosen, actor=request.actor)
    except Refused as refusal:
        messages.error(request, org_texts.of(refusal))
    else:
        messages.success(request, _("存好了，下次在列表上面一点就是。"))
    return redirect(back)


@screen(needs=VIEW, methods=("POST",))
def drop_filter(request: ActorRequest, filter_id: UUID) -> HttpResponse:
    """Drop one of her filters."""
    with within_reach():
        services.drop_filter(filter_id, actor=request.actor)
    messages.success(request, _("删掉了。"))
    return redirect("orgs:list")
