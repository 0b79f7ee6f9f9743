"""One version: its grid, what is wrong with it, a case tried, and the way to publication."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from hexian.domains.orgs import queries as orgs
from hexian.foundation.actor import Refused
from hexian.foundation.tables import queries, services, texts
from hexian.foundation.tables.access import EDIT, VIEW
from hexian.foundation.tables.queries import VersionPage
from hexian.foundation.tables.rules import Policy, Range, Row, Table
from hexian.foundation.tables.states import VersionState
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen
from hexian.web.tables import grid, showing, trying
from hexian.web.tables.grid import Typed

_DONE: Final = {
    "propose": gettext_lazy("提交了。请另一位有发布权限的同事看过以后发布。"),
    "publish": gettext_lazy("发布了，从起用那天开始按这一版算。"),
    "send_back": gettext_lazy("退回了，起草的人会看到原因。"),
    "withdraw": gettext_lazy("撤回了。已经按它办好的不变。"),
}


def read(request: ActorRequest, version_id: UUID) -> VersionPage:
    """One version she may see; 404 for anybody else."""
    with within_reach():
        return queries.version(version_id, request.actor)


@screen(needs=VIEW)
def version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A version: as a grid to write in while it is a draft, in words from then on."""
    return _page(request, read(request, version_id))


def _page(
    request: ActorRequest, page: VersionPage, given: Typed | None = None, problem: str = "", reason: str = ""
) -> HttpResponse:
    first = _first_of(request, page)
    shown = page.table.rows[first - 1 : first - 1 + grid.page_size(page.table)]
    is_grid = page.row.state == VersionState.DRAFT and page.may_edit
    context = {
        "page": page,
        "union": orgs.names_by_code([page.place]).get(page.place, ""),
        "states": texts.STATES,
        "kinds": showing.KINDS,
        "policy": texts.POLICIES[page.table.policy],
        "is_grid": is_grid,
        "heads": showing.heads(page.table, is_grid=is_grid),
        "grid": grid.views(page.table, shown, given or grid.standing(page.table, shown), first) if is_grid else [],
        "plain": [] if is_grid else showing.plain(page.table),
        "faults": showing.faults(page.table),
        "bands": showing.bands(page.table),
        "problem": problem,
        "reason": reason,
        "unread": len(given.errors) if given else 0,
        "try": trying.tried(request.GET, page.table),
        "first": first,
        "pages": _pages(len(page.table.rows), grid.page_size(page.table), first),
        "former": queries.former_of(page),
        "cost": (page.trials[0], showing.verdict(page.trials[0])) if page.trials else None,
        "is_late": page.row.valid_from < timezone.localdate(request.actor.now),
    }
    return render(request, "tables/version.html", context, status=422 if problem or (given and given.errors) else 200)


def _first_of(request: ActorRequest, page: VersionPage) -> int:
    """From which row on the grid is shown."""
    asked = (request.POST or request.GET).get("from", "")
    at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    starts = range(1, max(len(page.table.rows), 1) + 1, grid.page_size(page.table))
    return max((start for start in starts if start <= max(at, 1)), default=1)


def _pages(count: int, size: int, first: int) -> list[dict[str, Any]]:
    if count <= size:
        return []
    return [
        {
            "label": _("第 %(first)s–%(last)s 行") % {"first": at, "last": min(at + size - 1, count)},
            "url": f"?from={at}", "current": at == first, "count": None,
        }
        for at in range(1, count + 1, size)
    ]  # fmt: skip


# Writing.


@screen(needs=EDIT, reads=VIEW, methods=("POST",))
def rows(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Keep the grid as typed, then add, remove or move a row; or only say what would be wrong (`do=check`)."""
    page = read(request, version_id)
    act, _colon, about = request.POST.get("do", "save").partition(":")
    row_id = int(about) if about.isascii() and about.isdigit() and len(about) < 10 else 0
    given = grid.sent(request.POST)
    shown = _sent_rows(page, given)
    typed = grid.read(page.table, [row.id for row in shown if not (act == "remove" and row.id == row_id)], given)
    if act == "check":
        context = {"faults": showing.faults(_with(page.table, typed)), "unread": len(given.errors), "is_check": True}
        return render(request, "tables/_faults.html", context)
    if given.errors:
        return _page(request, page, given)
    try:
        with within_reach():
            _write(request, page, typed, act, row_id)
    except Refused as refusal:
        return _page(request, read(request, version_id), given, problem=texts.of(refusal))
    return redirect(_back(request, version_id, act, row_id))


def _sent_rows(page: VersionPage, given: Typed) -> list[Row]:
    ids = set(given.many("row"))
    return [row for row in page.table.rows if str(row.id) in ids]


def _with(table: Table, typed: list[Row]) -> Table:
    """The table as it would be with these rows."""
    new = {row.id: row for row in typed}
    kept = tuple(new.get(row.id, row) for row in table.rows)
    return Table(table.code, table.inputs, table.outputs, kept, table.policy, table.band)


def _write(request: ActorRequest, page: VersionPage, typed: list[Row], act: str, row_id: int) -> None:
    actor, ident = request.actor, page.row.public_id
    asked = request.POST.get("edits", "")
    edits = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else page.edits
    services.put_rows(ident, typed, actor=actor, edits=edits)
    if act == "add":
        fresh = _fresh(_with(page.table, typed))
        services.put_row(ident, None, when=fresh.when, then=fresh.then, basis=fresh.basis, actor=actor)
    elif act == "remove":
        services.remove_row(ident, row_id, actor=actor)
        undo = reverse("tables:restore", args=[ident])
        messages.success(request, _("移除了一行。"), extra_tags=undo)
    elif act in {"up", "down"}:
        services.move_row(ident, row_id, by=-1 if act == "up" else 1, actor=actor)
    else:
        messages.success(request, _("存好了。"))


def _fresh(table: Table) -> Row:
    """What a new row begins with: a tier goes on where the last one ends, and rests on the same."""
    last = table.rows[-1] if table.rows else Row(0)
    if table.policy is not Policy.MARGINAL or table.band is None:
        return Row(0, {}, {}, last.basis)
    begins = table.tier(last)[1] if table.rows else 0
    return Row(0, {**last.when, table.band: Range(begins or 0, None)}, {}, last.basis)


def _back(request: ActorRequest, version_id: UUID, act: str, row_id: int) -> str:
    start = request.POST.get("from", "")
    query = f"?from={start}" if start.isascii() and start.isdigit() and start != "1" else ""
    anchor = f"#row-{row_id}" if act in {"up", "down"} else "#last" if act == "add" else "#grid"
    if act == "add":
        query = "?from=99999"
    return reverse("tables:version", args=[version_id]) + query + anchor


@screen(needs=EDIT, reads=VIEW, methods=("POST",))
def restore(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Put the row taken out last back."""
    read(request, version_id)
    with within_reach():
        row_id = services.restore_row(version_id, actor=request.actor)
    messages.success(request, _("放回原处了。"))
    address = reverse("tables:version", args=[version_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(f"{address}#row-{row_id}")


# On its way.


@screen(needs=VIEW, methods=("POST",))
def do(request: ActorRequest, version_id: UUID, act: str) -> HttpResponse:
    """Propose, publish, send back or withdraw a version; who may not is told so by the rule itself."""
    page = read(request, version_id)
    if act not in _DONE:
        raise Http404
    try:
        with within_reach():
            _verb(request, page, act)()
    except Refused as refusal:
        reason = request.POST.get("reason", "")
        return _page(request, read(request, version_id), problem=texts.of(refusal), reason=reason)
    messages.success(request, _DONE[act])
    return redirect("tables:version", version_id=version_id)


def _verb(request: ActorRequest, page: VersionPage, act: str) -> Callable[[], object]:
    actor, ident, reason = request.actor, page.row.public_id, request.POST.get("reason", "")[:400]
    verbs: dict[str, Callable[[], object]] = {
        "propose": lambda: services.propose(ident, actor=actor),
        "publish": lambda: services.publish(ident, actor=actor, body_hash=request.POST.get("hash", "")),
        "send_back": lambda: services.send_back(ident, reason=reason, actor=actor),
        "withdraw": lambda: services.withdraw(ident, reason=reason, actor=actor),
    }
    return verbs[act]
