"""Two versions side by side, and what the newer one would have made of decisions already made."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.foundation.actor import Refused
from hexian.foundation.tables import differing, queries, services, texts
from hexian.foundation.tables.access import VIEW
from hexian.foundation.tables.queries import Tried, VersionPage
from hexian.foundation.work import queries as work
from hexian.foundation.work import services as work_services
from hexian.foundation.work.queries import Progress
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.tasks import left_words
from hexian.web.tables import showing
from hexian.web.tables.pages import read
from hexian.web.templatetags.desk import yuan


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _other(request: ActorRequest, page: VersionPage) -> VersionPage | None:
    """The version she asks to compare with, else the published one before it; None where there is none."""
    asked = _uuid(request.POST.get("with", "") or request.GET.get("with", ""))
    if asked is None:
        former = queries.former_of(page)
        asked = former.public_id if former else page.others[0].public_id if page.others else None
    if asked is None:
        return None
    if asked not in {row.public_id for row in page.others}:
        raise Http404
    return read(request, asked)


@screen(needs=VIEW)
def compare(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """What differs, cell by cell; and the last trials on the past, or the one under way."""
    page = read(request, version_id)
    other = _other(request, page)
    found = differing.differences(other.table, page.table) if other else []
    task = _task(request)
    context = {
        "page": page,
        "other": other,
        "choices": page.others,
        "changes": showing.changes(page.table, found),
        "states": texts.STATES,
        "task": task,
        "left": left_words(task) if task else "",
        "trials": [(trial, showing.verdict(trial), _facts(trial), _examples(page, trial)) for trial in page.trials],
    }
    return render(request, "tables/compare.html", context)


def _task(request: ActorRequest) -> Progress | None:
    ident = _uuid(request.GET.get("task", ""))
    found = work.find(ident, actor=request.actor) if ident else None
    return found if found is not None and found.name == services.COMPARE else None


def _facts(trial: Tried) -> list[tuple[str, str, str]]:
    """What came of it: name, figure, and what kind of figure (a sum, a change, a count) it is."""
    said = trial.answer
    change = said.after_fen - said.before_fen
    per_bill = _half_up(change, said.rows)
    shown = [
        (_("以往的决定"), _("%(n)s 笔") % {"n": f"{said.rows:,}"}, ""),
        (_("按旧版一共"), _sum(said.before_fen), ""),
        (_("按新版一共"), _sum(said.after_fen), ""),
        (_("平均每笔"), _signed(per_bill), ""),
    ]
    if said.persons:
        shown.append((_("平均每人"), _signed(_half_up(change, said.persons)), ""))
    shown += [
        (_("拿得更多"), _("%(n)s 人") % {"n": f"{said.better:,}"}, "ok"),
        (_("拿得更少"), _("%(n)s 人") % {"n": f"{said.worse:,}"}, "warn" if said.worse else ""),
    ]
    if said.persons:
        shown.append((_("不变"), _("%(n)s 人") % {"n": f"{said.same:,}"}, ""))
    if said.took_ms:
        shown.append((_("用时"), _("%(n)s 秒") % {"n": f"{said.took_ms / 1000:.1f}"}, ""))
    return shown


def _half_up(fen: int, among: int) -> int:
    """A sum among so many, rounded half up away from nought."""
    share = (2 * abs(fen) + among) // (2 * among) if among else 0
    return -share if fen < 0 else share


def _signed(fen: int) -> str:
    return f"+{_sum(fen)}" if fen > 0 else _sum(fen)


def _sum(fen: int) -> str:
    """Every place of a sum: what stands beside another is read in one manner."""
    return _("%(sum)s 元") % {"sum": yuan(fen)}


def _examples(page: VersionPage, trial: Tried) -> list[tuple[str, int, int, int, str]]:
    """Sorts of cases in words; what is no value of the table any more is left out."""
    shown = []
    for one in trial.answer.examples:
        try:
            shown.append((texts.case(page.table, one.case), one.before_fen, one.after_fen, one.count, one.ref[-8:]))
        except (TypeError, ValueError):
            continue
    return shown


@screen(needs=VIEW, methods=("POST",))
def try_on_the_past(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Begin the long job that tries this version on decisions already made under another."""
    page = read(request, version_id)
    other = _other(request, page)
    if other is None or not page.is_comparable:
        raise Refused("tables.no_comparison")
    title = _("%(title)s：第 %(new)s 版比第 %(old)s 版") % {
        "title": page.title, "new": page.row.number, "old": other.row.number,
    }  # fmt: skip
    params = {"version": str(version_id), "against": str(other.row.public_id)}
    task = work_services.start(services.COMPARE, actor=request.actor, code=page.place, params=params, title=title)
    return redirect(
        f"{reverse('tables:compare', args=[version_id])}?with={other.row.public_id}&task={task.public_id}#past"
    )
