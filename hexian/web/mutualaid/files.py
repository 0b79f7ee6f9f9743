"""Settlement files on the officer's desk: handing one in, its columns, its progress, its figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.mutualaid import access, queries, services, texts
from hexian.domains.mutualaid.queries import FileRow
from hexian.domains.mutualaid.rules import NEEDED
from hexian.domains.mutualaid.services.folder import PutAside
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import safe
from hexian.foundation.sheets.rules import MOST_BYTES
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid.forms import Upload
from hexian.web.mutualaid.rows import number
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.tasks import left_words

KINDS = {"received": "info", "running": "info", "done": "ok", "stopped": "bad", "cancelled": ""}


@screen(needs=access.INTAKE)
def files(request: ActorRequest) -> HttpResponse:
    """Every file, the newest first; what lies in a watched folder comes in while one looks."""
    after = number(request.GET.get("after", ""))
    aside = [] if after else queries.put_aside(request.actor)
    seen = "" if after else _seen(request, aside)
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    rows, more = queries.files(request.actor, after=after)
    context = {"rows": rows, "kinds": KINDS, "next_url": f"?after={more}" if more else "", "seen": seen, "aside": aside}
    if request.htmx:
        return render(request, "mutualaid/_files.html", context)
    return render(request, "mutualaid/files.html", context | {"inboxes": queries.inboxes(request.actor)})


def _seen(request: ActorRequest, aside: Sequence[PutAside]) -> str:
    said = (queries.moving(request.actor), [(each.name, each.at) for each in aside])
    return blake2b(repr(said).encode(), digest_size=8).hexdigest()


@screen(needs=access.INTAKE, methods=("GET", "POST"), uploads=True, most_bytes=MOST_BYTES)
def upload(request: ActorRequest) -> HttpResponse:
    """Hand a file in."""
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            with within_reach():
                row = services.receive(
                    given, name=given.name, org_id=form.cleaned_data["union"], sender=form.cleaned_data["sender"],
                    actor=request.actor,
                )  # fmt: skip
        except Refused as refusal:
            form.add_error("file", texts.of(refusal))
        else:
            return redirect("aiddesk:file", file_id=row.public_id)
    unions = [(each.public_id, each.name) for each in access.unions_taking_in(request.actor)[:50]]
    context = {"form": form, "unions": unions}
    return render(request, "mutualaid/upload.html", context, status=422 if form.errors else 200)


@screen(needs=access.INTAKE)
def file(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """A file: its columns, how far it is, what came of it; while it runs this part of the page asks again."""
    with within_reach():
        page = queries.file(file_id, request.actor)
        task = queries.progress(file_id, request.actor)
    context = {
        "page": page, "task": task, "left": left_words(task) if task else "", "kinds": KINDS,
        "problem": texts.of(Refused(page.problem, **page.problem_params)) if page.problem else "",
    } | _about(request, page)  # fmt: skip
    return render(request, "mutualaid/_file.html" if request.htmx else "mutualaid/file.html", context)


def _about(request: ActorRequest, page: FileRow) -> dict[str, object]:
    missing = [str(texts.COLUMNS[each]) for each in NEEDED if each not in page.columns]
    is_over = page.state != "running"
    return {
        "faults": queries.unread(page.public_id, request.actor) if page.faults and is_over else [],
        "strays": queries.strays(page.public_id, request.actor) if page.strays and is_over else [],
        "missing": missing, "pairs": list(zip(page.titles, page.columns, strict=False)),
        "asks_columns": page.asks_columns,
        "choices": list(texts.COLUMNS.items()), "kpis": _kpis(request, page),
    }  # fmt: skip


#: So many figures every file has.
_ALWAYS = 6


def _kpis(request: ActorRequest, page: FileRow) -> list[dict[str, object]]:
    rows = f"{reverse('aiddesk:settled')}?file={page.public_id}" if request.actor.may(access.VIEW) else ""
    of = {each: f"{rows}&state={each}" if rows else "" for each in ("ordered", "held", "nothing")}
    held = reverse("aiddesk:held") if request.actor.may(access.DECIDE) else of["held"]
    figures = (
        (_("读了"), page.rows, _("行"), rows), (_("自动办好"), page.ordered, _("笔"), of["ordered"]),
        (_("等人看"), page.held, _("笔"), held), (_("没有自付"), page.nothing, _("笔"), of["nothing"]),
        (_("不认识的人"), page.strays, _("行"), "#strays"), (_("读不懂"), page.faults, _("行"), "#faults"),
        (_("退费冲回"), page.reversed, _("笔"), ""), (_("单号办过、数字变了"), page.corrected, _("笔"), held),
        (_("单号办过，不再办"), page.known, _("行"), ""),
    )  # fmt: skip
    # What every file has stands there as nought too; the rest only where there is any.
    return [
        {"label": label, "value": f"{value:,}", "unit": unit, "note": "", "url": url if value else ""}
        for place, (label, value, unit, url) in enumerate(figures)
        if place < _ALWAYS or value
    ]


@screen(needs=access.INTAKE)
def unread(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """The lines nobody could read or knew anybody for, as a table for whoever sent the file."""
    with within_reach():
        page = queries.file(file_id, request.actor)
        lines = queries.unread(file_id, request.actor, most=None) + queries.strays(file_id, request.actor, most=None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("行"), _("结算单号"), _("列"), _("为什么没有办")])
    for each in sorted(lines, key=lambda line: line.row):
        writer.writerow([each.row, safe(each.settlement), each.column, each.why])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv")
    name = _("没有办的行-%(file)s.csv") % {"file": page.name.rpartition(".")[0] or page.name}
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@screen(needs=access.INTAKE, methods=("POST",))
def start(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """Confirm the columns where they were asked for, and let it run."""
    with within_reach():
        given = request.POST.getlist("column")
        if given:
            services.confirm_columns(file_id, given=given, actor=request.actor)
        services.start_run(file_id, actor=request.actor)
    return redirect("aiddesk:file", file_id=file_id)


@screen(needs=access.INTAKE, methods=("POST",))
def stop(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """Stop a run behind the portion it is at."""
    with within_reach():
        services.stop_run(file_id, actor=request.actor)
    messages.success(request, _("这一批办完就停下，已经办好的都算数。"))
    return redirect("aiddesk:file", file_id=file_id)


@screen(needs=access.INTAKE, methods=("POST",))
def cancel(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """Give a file up that is not running."""
    with within_reach():
        services.cancel(file_id, actor=request.actor)
    messages.success(request, _("放弃了，原文件已删除；已经办好的不受影响。"))
    return redirect("aiddesk:files")
