"""One motion: putting it, counting its ballots twice, its result."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries as bargaining
from hexian.domains.bargaining.services import SUBJECT as BARGAINING
from hexian.domains.decisions import documents, queries, services, texts
from hexian.domains.decisions.access import COUNT, RUN, VIEW
from hexian.domains.decisions.queries import MotionPage
from hexian.domains.decisions.rules import FIGURES
from hexian.web.decisions import forms, showing
from hexian.web.decisions.bodies import answered
from hexian.web.decisions.sittings import read as read_sitting
from hexian.web.members.doing import pdf, within_reach
from hexian.web.screen import ActorRequest, screen


def read(request: ActorRequest, motion_id: UUID) -> MotionPage:
    """One motion she may see or count; 404 for anybody else."""
    with within_reach():
        return queries.motion(motion_id, request.actor)


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def put(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """Put a matter of the body's own to its ballot."""
    page = read_sitting(request, sitting_id)
    form = forms.MotionForm(request.POST if request.method == "POST" else None)

    def verb() -> str:
        services.put_motion(sitting_id, title=form.cleaned_data["title"], actor=request.actor)
        return reverse("decisions:sitting", args=[sitting_id])

    return answered(
        request, form, verb, template="decisions/put.html", done=_("提交了，列入这次会议表决。"),
        context={"page": page, "is_over": queries.is_of_earlier_day(page, request.actor)},
    )  # fmt: skip


@screen(needs=VIEW)
def motion(request: ActorRequest, motion_id: UUID) -> HttpResponse:
    """One motion: what it needs, who has counted, what came of it."""
    page = read(request, motion_id)
    context = {
        "page": page,
        "states": texts.MOTIONS,
        "kinds": showing.KINDS,
        "base": texts.BASES[page.base],
        "figures": _figures(page),
        "earlier": [(row, [getattr(row.tally, figure) for figure in FIGURES]) for row in page.earlier],
        "heads": [texts.FIGURES[figure] for figure in FIGURES],
        "obstacle": texts.of(page.obstacle) if page.obstacle else "",
        "differing": "、".join(str(texts.FIGURES[figure]) for figure in page.differing),
        "asked_by": _asked_by(request, page),
    }
    return render(request, "decisions/motion.html", context)


def _asked_by(request: ActorRequest, page: MotionPage) -> str:
    """What the bargaining is called that put its draft before the congress; empty for the body's own matters."""
    if page.subject_type != BARGAINING or page.subject_id is None:
        return ""
    return bargaining.title_of(page.subject_id, request.actor)


def _figures(page: MotionPage) -> list[tuple[str, list[tuple[str, int]], bool]]:
    """Each figure with what each teller, by name, counted, and whether they differ."""
    return [
        (
            str(texts.FIGURES[figure]),
            [(row.name, getattr(row.tally, figure)) for row in page.counts],
            figure in page.differing,
        )
        for figure in FIGURES
    ]


@screen(needs=COUNT, reads=VIEW, methods=("GET", "POST"))
def count(request: ActorRequest, motion_id: UUID) -> HttpResponse:
    """Enter one's own count; the other's is not shown."""
    page = read(request, motion_id)
    form = forms.CountForm(request.POST if request.method == "POST" else None)

    def verb() -> str:
        services.enter_count(motion_id, form.tally(), actor=request.actor)
        # A teller need not be allowed to see anything else.
        return reverse("decisions:motion" if request.actor.may(VIEW) else "decisions:count", args=[motion_id])

    context = {"page": page, "closed": page.sitting_state != "open" or page.has_mine or page.is_counted}
    return answered(request, form, verb, template="decisions/count.html", context=context, done=_("录好了。"))


@screen(needs=RUN, reads=VIEW, methods=("POST",))
def do(request: ActorRequest, motion_id: UUID, move: str) -> HttpResponse:
    """Announce the result, count anew, or withdraw."""
    with within_reach():
        if move == "close":
            found = services.close_motion(motion_id, actor=request.actor)
            tied = found.state == "put"
            said = _("票数相等，再投一次。") if tied else str(texts.MOTIONS[found.state])
        elif move == "recount":
            services.recount(motion_id, actor=request.actor)
            said = _("请两位计票人重新数票，再各录一次。")
        elif move == "withdraw":
            services.withdraw_motion(motion_id, reason=request.POST.get("reason", ""), actor=request.actor)
            said = _("撤下了。")
        else:
            raise Http404
    messages.success(request, said)
    return redirect("decisions:motion", motion_id=motion_id)


@screen(needs=VIEW)
def printed(request: ActorRequest, motion_id: UUID, sheet: str) -> HttpResponse:
    """Ballots, tally report or resolution, as PDF."""
    with within_reach():
        content = documents.of_motion(motion_id, sheet, actor=request.actor)
    return pdf(content, str(texts.DOCUMENTS[sheet]))
