"""Settlement files on the officer's desk: handing one in, its columns, its progress, its figures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from hexian.domains.mutualaid import access, queries, services, texts
from hexian.domains.mutualaid.queries import FileRow
from hexian.domains.mutualaid.rules import NEEDED
from hexian.foundation.actor import Refused
from hexian.foundation.sheets.rules import MOST_BYTES
from hexian.foundation.work import queries as work
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid.desk import number
from hexian.web.mutualaid.forms import Upload
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.tasks import left_words

KINDS = {"received": "info", "running": "info", "done": "ok", "stopped": "bad", "cancelled": ""}


@screen(needs=access.INTAKE)
def files(request: ActorRequest) -> HttpResponse:
    """Every file, the newest first."""
    after = request.GET.get("after", "")
    rows, more = queries.files(request.actor, after=number(after))
    context = {"rows": rows, "kinds": KINDS, "next_url": f"?after={more}" if more else ""}
    return render(request, "mutualaid/files.html", context)


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
    """A file: its columns, how far it is, what came of it; while it runs the progress asks again."""
    with within_reach():
        page = queries.file(file_id, request.actor)
    task = work.find(page.task_id, actor=request.actor) if page.task_id and page.state == "running" else None
    context = {"page": page, "task": task, "left": left_words(task) if task else "", "kinds": KINDS}
    if request.htmx:
        is_moving = page.state == "running"
        return render(request, "mutualaid/_running.html", context) if is_moving else HttpResponseClientRefresh()
    problem = texts.of(Refused(page.problem, **page.problem_params)) if page.problem else ""
    return render(request, "mutualaid/file.html", context | {"problem": problem} | _about(request, page))


def _about(request: ActorRequest, page: FileRow) -> dict[str, object]:
    faults = [
        (row, column, texts.of_fault(code, params))
        for row, column, code, params in queries.faults(page.public_id, request.actor)
    ]
    missing = [str(texts.COLUMNS[each]) for each in NEEDED if each not in page.columns]
    return {
        "faults": faults, "missing": missing, "pairs": list(zip(page.titles, page.columns, strict=False)),
        "choices": list(texts.COLUMNS.items()), "kpis": _kpis(page),
    }  # fmt: skip


def _kpis(page: FileRow) -> list[dict[str, object]]:
    figures = (
        (_("读了"), page.rows, _("行")), (_("自动办好"), page.ordered, _("笔")), (_("等人看"), page.held, _("笔")),
        (_("没有自付"), page.nothing, _("笔")), (_("不认识的人"), page.strays, _("行")),
        (_("读不懂"), page.faults, _("行")),
    )  # fmt: skip
    return [{"label": label, "value": f"{value:,}", "unit": unit, "note": ""} for label, value, unit in figures]


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
def cancel(request: ActorRequest, file_id: UUID) -> HttpResponse:
    """Give a file up that is not running."""
    with within_reach():
        services.cancel(file_id, actor=request.actor)
    messages.success(request, _("放弃了，原文件已删除；已经办好的不受影响。"))
    return redirect("aiddesk:files")
