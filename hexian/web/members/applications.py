"""The queue of applications: what is due first comes first, with what could be wrong beside each name."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import queries, texts
from hexian.domains.members.access import ADMIT
from hexian.domains.members.queries import Tab
from hexian.domains.orgs import queries as orgs
from hexian.web.members.filters import Chip, chip, onward, turned
from hexian.web.screen import ActorRequest, screen
from hexian.web.templatetags import wording

TABS = {
    Tab.WAITING: _("待办"),
    Tab.TODAY: _("今天到期"),
    Tab.OVERDUE: _("已超期"),
    Tab.FINDINGS: _("要核对"),
    Tab.PROPOSED: _("等委员会"),
    Tab.APPROVED: _("已通过"),
    Tab.REFUSED: _("未通过"),
    Tab.WITHDRAWN: _("已撤回"),
}
KPIS = {
    Tab.WAITING: (_("待办"), _("按答复时限排在前面")),
    Tab.TODAY: (_("今天到期"), _("需先处理")),
    Tab.OVERDUE: (_("已超期"), _("请尽快答复")),
    Tab.FINDINGS: (_("要核对"), _("同号、同手机等")),
    Tab.PROPOSED: (_("等委员会"), _("已列入决议草稿")),
}
#: Where names may be picked for the committee.
PICKING = frozenset({Tab.WAITING, Tab.TODAY, Tab.OVERDUE, Tab.FINDINGS})
#: What a longer list of unions than this needs is the search, not a menu.
MOST_UNIONS = 100


@screen(needs=ADMIT)
def applications(request: ActorRequest) -> HttpResponse:
    """The queue: what is due first comes first; pick names and put them before the committee."""
    chosen = queries.ApplicationFilter.from_params(request.GET)
    page = queries.queue(request.actor, chosen, request.GET.get("cursor", ""))
    figures = queries.queue_figures(request.actor)
    counts = _counts(figures)
    context = {
        "page": page,
        "figures": figures,
        "kpis": _kpis(chosen.tab, counts),
        "tabs": _tabs(request.GET, chosen.tab, counts),
        "chips": _chips(request, page),
        "is_narrowed": bool(chosen.union or chosen.kind_of_work or chosen.finding),
        "is_first_tab": chosen.tab is Tab.WAITING,
        "all_url": turned(request.GET, union="", kind_of_work="", finding=""),
        "previous_url": onward(request.GET, page.previous),
        "next_url": onward(request.GET, page.next),
        "states": texts.APPLICATION_STATES,
        "bulk_actions": [{"label": _("提交委员会"), "icon": "gavel", "url": reverse("members:propose")}],
        "may_pick": chosen.tab in PICKING,
    }
    return render(request, "members/applications.html", context)


def _counts(figures: queries.QueueFigures) -> Mapping[Tab, int]:
    return {
        Tab.WAITING: figures.waiting,
        Tab.TODAY: figures.due_today,
        Tab.OVERDUE: figures.overdue,
        Tab.FINDINGS: figures.with_findings,
        Tab.PROPOSED: figures.proposed,
    }


def _kpis(now: Tab, counts: Mapping[Tab, int]) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "value": wording.count_words(counts[tab]),
            "note": note,
            "url": f"?tab={tab}",
            "current": now == tab,
        }
        for tab, (label, note) in KPIS.items()
    ]


def _tabs(params: QueryDict, now: Tab, counts: Mapping[Tab, int]) -> list[dict[str, object]]:
    return [
        {"label": label, "url": turned(params, tab=tab), "count": counts.get(tab), "current": now == tab}
        for tab, label in TABS.items()
    ]


def _chips(request: ActorRequest, page: queries.Page[queries.ApplicationRow]) -> list[Chip]:
    unions = [(body.public_id, body.name) for body in orgs.unions(request.actor, limit=MOST_UNIONS)]
    works = sorted({row.kind_of_work for row in page.rows})
    findings = [(code, words.title) for code, words in texts.FINDINGS.items()]
    return [
        chip(request.GET, "union", _("工会"), unions),
        chip(request.GET, "kind_of_work", _("工种"), [(work, work) for work in works], typed=True),
        chip(request.GET, "finding", _("要核对的"), findings),
    ]
