"""One roster: where it stands, what the check found row by row, and what can be done next."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from hexian.domains.rosters import queries, services, texts
from hexian.domains.rosters.access import ADMIT
from hexian.domains.rosters.queries import ImportView
from hexian.domains.rosters.rules import ImportState, Verdict
from hexian.foundation.actor import Refused
from hexian.foundation.work.queries import Progress
from hexian.web.members.doing import within_reach
from hexian.web.members.filters import turned
from hexian.web.rosters import showing
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.tasks import left_words

#: The view of every row that is not simply landed.
_ALL = "all"
#: States in which rows have been looked at.
_WITH_ROWS = frozenset({ImportState.CHECKED, ImportState.LANDED, ImportState.FAILED})


@screen(needs=ADMIT)
def roster(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Its page; while something is being done the part with the progress asks again and again."""
    page = showing.read(roster_id, request.actor)
    progress = queries.progress(roster_id, request.actor) if page.is_busy else None
    if request.htmx:
        if not page.is_busy or _has_broken_off(page, progress):
            return HttpResponseClientRefresh()
        return render(request, "rosters/_progress.html", _moving(page, progress))
    context = {
        **_moving(page, progress), "kinds": showing.KINDS, "step": showing.step_of(page), "steps": showing.STEPS,
        **_rows(request, page), **_preview(request, page), **_kept(request, page),
    }  # fmt: skip
    return render(request, "rosters/roster.html", context)


def _moving(page: ImportView, progress: Progress | None) -> dict[str, object]:
    left = left_words(progress) if progress else ""
    return {"page": page, "task": progress, "left": left, "is_broken": _has_broken_off(page, progress)}


def _has_broken_off(page: ImportView, progress: Progress | None) -> bool:
    """Whether its work has ended without an end: somebody cancelled it in her list of tasks, or it failed."""
    return page.is_busy and progress is not None and not progress.is_open


def _rows(request: ActorRequest, page: ImportView) -> dict[str, object]:
    """What is said of rows, a page of it, and the figures above."""
    if page.state not in _WITH_ROWS:
        return {}
    verdict = _chosen(request.GET.get("verdict", ""), page)
    after, before = (showing.number(request.GET.get(name, "")) for name in ("after", "before"))
    rows = queries.remark_page(page.public_id, request.actor, verdict=verdict, after=after, before=before)
    return {
        "figures": showing.figures(page),
        "rows": rows,
        "verdict": verdict,
        "views": [_view(request, code, verdict, count) for code, count in _counts(page).items()],
        "verdict_kinds": {Verdict.FAULT: "bad", Verdict.HELD: "warn", Verdict.SKIPPED: ""},
        "previous_url": _onward(request, before=rows.previous),
        "next_url": _onward(request, after=rows.next),
        "may_let_in": "land" in page.acts and any(_is_held(row) for row in rows.rows),
    }


def _counts(page: ImportView) -> dict[str, int | None]:
    """How many rows stand under each view; all of them are not counted."""
    sums = page.totals
    held, here = sums.held, sums.here
    return {
        Verdict.FAULT: sums.faulty + sums.elsewhere, queries.ELSEWHERE: sums.elsewhere, Verdict.HELD: held,
        Verdict.SKIPPED: here, "": None,
    }  # fmt: skip


def _chosen(asked: str, page: ImportView) -> str:
    """The view she asked for; else the first there is something to do in."""
    if asked in list(Verdict) or asked in {_ALL, queries.ELSEWHERE}:
        return asked if asked != _ALL else ""
    counts = _counts(page)
    return next((code for code in (Verdict.FAULT, Verdict.HELD) if counts[code]), "")


def _view(request: ActorRequest, code: str, verdict: str, count: int | None) -> dict[str, object]:
    label = _("在别的工会") if code == queries.ELSEWHERE else texts.VERDICTS[code] if code else _("全部")
    url = turned(request.GET, verdict=code or _ALL, after="", before="") + "#rows"
    return {"label": label, "url": url, "current": verdict == code, "count": count}


def _onward(request: ActorRequest, *, after: int = 0, before: int = 0) -> str:
    if not (after or before):
        return ""
    return turned(request.GET, after=after or "", before=before or "") + "#rows"


def _is_held(row: queries.Remark) -> bool:
    return row.verdict == Verdict.HELD and not row.go


def _preview(request: ActorRequest, page: ImportView) -> dict[str, object]:
    """The first rows as they would land; or why the file cannot be read."""
    if page.state != ImportState.MAPPED or not page.has_file:
        return {}
    try:
        return {"preview": queries.preview(page.public_id, request.actor)}
    except Refused as refusal:
        return {"unreadable": texts.of(refusal)}


def _kept(request: ActorRequest, page: ImportView) -> dict[str, object]:
    """Whom undoing left a member, and why."""
    if page.state != ImportState.UNDONE:
        return {}
    after = showing.number(request.GET.get("after", ""))
    kept = queries.kept(page.public_id, request.actor, after=after)
    is_full = len(kept) == queries.PAGE
    return {"kept": kept, "next_url": _onward(request, after=kept[-1].number) if is_full else "", "is_later": after}


@screen(needs=ADMIT, methods=("POST",))
def check(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Have every row checked, by a worker."""
    with within_reach():
        services.start_check(roster_id, actor=request.actor)
    return redirect("rosters:roster", roster_id=roster_id)


@screen(needs=ADMIT, methods=("POST",))
def stop(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Stop a check or a landing under way."""
    with within_reach():
        services.stop(roster_id, actor=request.actor)
    messages.success(request, _("停下了。"))
    return redirect("rosters:roster", roster_id=roster_id)


@screen(needs=ADMIT, methods=("POST",))
def cancel(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Give a roster up before anybody has landed; its file is deleted."""
    with within_reach():
        services.cancel(roster_id, actor=request.actor)
    messages.success(request, _("这份名册放弃了，原件已删除，没有接收任何人。"))
    return redirect("rosters:rosters")


@screen(needs=ADMIT, methods=("POST",))
def let_in(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Say that lookalikes were looked at and may land: those ticked, or all."""
    numbers = [showing.number(each) for each in request.POST.getlist("row")]
    if not numbers and "all" not in request.POST:
        raise Refused("roster.none_ticked")
    with within_reach():
        given = services.go_ahead(roster_id, numbers=None if "all" in request.POST else numbers, actor=request.actor)
    messages.success(request, _("放行了 %(n)s 行，会和其他人一起接收。") % {"n": given})
    return redirect("rosters:roster", roster_id=roster_id)


@screen(needs=ADMIT, methods=("POST",))
def error_sheet(request: ActorRequest, roster_id: UUID) -> HttpResponse:
    """Have the rows to be corrected written into a workbook; it comes with the task."""
    with within_reach():
        task_id = services.start_error_sheet(roster_id, actor=request.actor)
    return redirect("system:task", task_id=task_id)
