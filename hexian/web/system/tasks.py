"""Long jobs one may leave and come back to, their files, and the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.members.access import ADMIT
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.access import AUDIT
from hexian.domains.orgs.services import REORGANISE
from hexian.domains.rosters import queries as rosters
from hexian.domains.rosters.services.error_sheets import SHEET as ERROR_SHEET
from hexian.foundation.actor import Actor
from hexian.foundation.attachments import queries as attachments
from hexian.foundation.work import queries as work
from hexian.foundation.work import services as work_services
from hexian.web.screen import ActorRequest, screen
from hexian.web.system import schedules
from hexian.web.templatetags import wording

#: Whose files others than their maker may read, and by which duty. An export is its maker's alone.
SHARED: Mapping[str, str] = {"members.resolution": ADMIT}


@screen()
def tasks(request: ActorRequest) -> HttpResponse:
    """One's own long jobs, newest first."""
    return render(request, "system/tasks.html", {"tasks": work.mine(request.actor, limit=50)})


@screen()
def task(request: ActorRequest, task_id: UUID) -> HttpResponse:
    """One job's progress; polled by the page while it runs."""
    found = work.find(task_id, actor=request.actor)
    if found is None:
        raise Http404
    template = "system/_task.html" if request.htmx else "system/task.html"
    kept = attachments.find(found.attachment_id) if found.attachment_id else None
    context = {
        "task": found,
        "left": left_words(found),
        "file": kept,
        "is_gone": bool(found.attachment_id and not kept),
        **_of_tree(found, request.actor),
        "roster": _roster_of(found, request.actor),
        "is_to_correct": found.name == ERROR_SHEET,
    }
    return render(request, template, context)


def _roster_of(found: work.Progress, actor: Actor) -> UUID | None:
    """The roster a job is about: the way back to it."""
    if found.name == ERROR_SHEET:
        return rosters.reached(UUID(found.params["roster"]), actor)
    return rosters.of_task(found.public_id, actor) if found.name.startswith("rosters.") else None


def _of_tree(found: work.Progress, actor: Actor) -> dict[str, object]:
    """Of an act on the tree: that it is whole or not at all, and which body to go to."""
    if found.name != REORGANISE:
        return {"is_whole": False, "problem": found.problem}
    broke = _("中途出错，已停下。请把时间告诉管理员，由他查看日志，之后再办一次。")
    return {
        "is_whole": True, "body": orgs.led_to(found.public_id, actor) or found.params["org"],
        "problem": broke if found.error.startswith("work.") else found.problem,
    }  # fmt: skip


def left_words(found: work.Progress) -> str:
    """How long it will take still, in words; empty while nobody can say."""
    if found.seconds_left is None:
        return ""
    if found.seconds_left < 60:
        return _("大约还要 %(n)s 秒") % {"n": max(1, found.seconds_left)}
    return _("大约还要 %(n)s 分钟") % {"n": wording.count_words(-(-found.seconds_left // 60))}


@screen(methods=("POST",))
def cancel(request: ActorRequest, task_id: UUID) -> HttpResponse:
    """Ask a job to stop at its next checkpoint."""
    if work.find(task_id, actor=request.actor) is None:
        raise Http404
    work_services.cancel(task_id, actor=request.actor)
    messages.success(request, _("正在停下，做完手上这一步就停。"))
    return redirect("system:task", task_id=task_id)


@screen()
def download(request: ActorRequest, file_id: UUID) -> HttpResponseBase:
    """A kept file, to whoever made it and those whose duty it is to see what it belongs to."""
    kept = attachments.find(file_id)
    if kept is None or not _may_read(request.actor, kept.kept_by, kept.owner_type, kept.code):
        raise Http404
    response = StreamingHttpResponse(attachments.stream(kept), content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=kept.name) or ""
    response["Content-Length"] = str(kept.size)
    return response


def _may_read(actor: Actor, kept_by: int | None, owner_type: str, code: str) -> bool:
    if kept_by is not None and kept_by == actor.person_id:
        return True
    return owner_type in SHARED and actor.may(SHARED[owner_type], code)


@screen(needs=AUDIT)
def schedule(request: ActorRequest) -> HttpResponse:
    """What runs by itself, when it ran and when it runs next."""
    return render(request, "system/schedule.html", {"jobs": schedules.shown(work.schedule())})
