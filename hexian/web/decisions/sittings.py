"""One sitting: its list of tasks, the door with the roll, papers and signed pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.decisions import documents, queries, services, texts
from hexian.domains.decisions.access import RUN, VIEW
from hexian.domains.decisions.queries import SittingPage
from hexian.domains.decisions.rules import Document
from hexian.foundation.actor import Refused
from hexian.foundation.attachments import queries as files
from hexian.web.decisions import forms, showing
from hexian.web.decisions.bodies import answered
from hexian.web.members.doing import pdf, status_of, within_reach
from hexian.web.screen import ActorRequest, screen

#: What the page of a sitting can do without asking anything, and what it says afterwards.
_ACTS: Mapping[str, tuple[Callable[..., object], str]] = {
    "seal": (services.seal_roll, "名单封存了。接下来签到。"),
    "open": (services.open_sitting, "可以开会了。"),
    "no_quorum": (services.end_without_quorum, "已记下人数不够。请另定时间再开，表决事项可以重新提交。"),
    "close": (services.close_sitting, "会议开完了。"),
}


def read(request: ActorRequest, sitting_id: UUID) -> SittingPage:
    """One sitting she may see; 404 for anybody else."""
    with within_reach():
        return queries.sitting(sitting_id, request.actor)


def _page(request: ActorRequest, sitting_id: UUID, scan: forms.Scan | None = None) -> HttpResponse:
    page = read(request, sitting_id)
    form = scan or forms.Scan(initial={"document": Document.SIGN_IN})
    context = {
        "page": page, "tasks": showing.tasks(page, request.actor.now), "states": texts.STATES, "kinds": showing.KINDS,
        "documents": texts.DOCUMENTS, "motions": texts.MOTIONS, "scan": form, "why": forms.Why(),
        "is_open": page.row.state in {"planned", "roll_sealed", "open"},
    }  # fmt: skip
    return render(request, "decisions/sitting.html", context, status=status_of(form))


@screen(needs=VIEW)
def sitting(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """One sitting as a list of tasks: what is done, what is next."""
    return _page(request, sitting_id)


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def change(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """Move a sitting that has not begun."""
    page = read(request, sitting_id)
    at = timezone.localtime(page.row.held_at)
    known = {
        "day": at.date(), "time": f"{at:%H:%M}", "place": page.row.place, "chair": page.row.chair,
        "agenda": page.agenda,
    }  # fmt: skip
    form = forms.PlanForm(request.POST if request.method == "POST" else None, initial=known)
    del form.fields["number"]

    def verb() -> str:
        services.change_sitting(sitting_id, form.plan(), actor=request.actor)
        return reverse("decisions:sitting", args=[sitting_id])

    return answered(
        request,
        form,
        verb,
        template="decisions/change.html",
        context={"page": page},
        done=_("改好了，代表会收到新的时间地点。"),
    )


@screen(needs=RUN, reads=VIEW, methods=("POST",))
def do(request: ActorRequest, sitting_id: UUID, step: str) -> HttpResponse:
    """Seal the roll, open, send home for want of a quorum, or close."""
    if step not in _ACTS:
        raise Http404
    verb, done = _ACTS[step]
    with within_reach():
        verb(sitting_id, actor=request.actor)
    messages.success(request, _(done))
    return redirect("decisions:sitting", sitting_id=sitting_id)


@screen(needs=RUN, reads=VIEW, methods=("POST",))
def go_on(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """The second day of a congress: yesterday's sitting closed, today's planned, what was typed put to it."""
    title = request.POST.get("title", "").strip()
    with within_reach(), transaction.atomic():
        fresh = services.go_on(sitting_id, actor=request.actor)
        if title:
            services.put_motion(fresh.public_id, title=title, actor=request.actor)
    words = _("上一天的会议已经闭会，今天这次开好了。封存名单、重新签到，就可以表决。")
    messages.success(request, words)
    return redirect("decisions:sitting", sitting_id=fresh.public_id)


@screen(needs=RUN, reads=VIEW, methods=("POST",))
def cancel(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """Call a sitting off."""
    with within_reach():
        services.cancel_sitting(sitting_id, reason=request.POST.get("reason", ""), actor=request.actor)
    messages.success(request, _("会议取消了，代表会收到通知。"))
    return redirect("decisions:sitting", sitting_id=sitting_id)


# — The door —


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def door(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """The roll at the door: one tap when somebody comes, another to take it back."""
    if request.method == "POST":
        return _tapped(request, sitting_id)
    page, text = read(request, sitting_id), request.GET.get("text", "")[:40]
    rows = queries.roll(sitting_id, request.actor, text)
    only = request.GET.get("only") == "absent"
    rows = [row for row in rows if not only or row.came_at is None]
    context = {
        "page": page, "text": text, "only": only,
        "rows": [row for row in rows if row.has_vote], "observers": [row for row in rows if not row.has_vote],
        "can": "check_in" in page.acts, "present": page.row.present, "need": page.need, "roll": page.row.roll,
    }  # fmt: skip
    return render(request, "decisions/door.html", context)


def _tapped(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    entry = _ident(request.POST.get("entry", ""))
    verb = services.undo_check_in if request.POST.get("undo") else services.check_in
    with within_reach():
        row = queries.entry_row(verb(sitting_id, entry, actor=request.actor))
        present, need, roll = queries.presence(sitting_id, request.actor)
    if not request.htmx:
        return redirect(f"{reverse('decisions:door', args=[sitting_id])}#entry-{row.public_id}")
    context = {"row": row, "can": True, "present": present, "need": need, "roll": roll, "sitting_id": sitting_id}
    return render(request, "decisions/_tapped.html", context)


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"), uploads=True)
def attendance(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """Enter who signed the paper sheet, with a photo of it."""
    page = read(request, sitting_id)
    rows = queries.roll(sitting_id, request.actor)
    is_sent = request.method == "POST"
    form = forms.Scan(request.POST if is_sent else None, request.FILES if is_sent else None)
    form.fields["document"].required = False
    has_sheet = any(scan.document == Document.SIGN_IN for scan in page.scans)
    form.fields["page"].required = not has_sheet
    came = {_ident(each) for each in request.POST.getlist("came")}

    def verb() -> str:
        file = form.cleaned_data["page"]
        if file is not None:
            services.keep_scan(sitting_id, Document.SIGN_IN, file, actor=request.actor, name=str(file.name))
        services.enter_attendance(sitting_id, came, actor=request.actor)
        return reverse("decisions:sitting", args=[sitting_id])

    shown = came if request.method == "POST" else {row.public_id for row in rows if row.came_at is not None}
    context = {"page": page, "rows": rows, "came": shown, "has_sheet": has_sheet}
    return answered(
        request, form, verb, template="decisions/attendance.html", context=context, done=_("照签到册录好了。")
    )


# — Papers —


@screen(needs=VIEW)
def printed(request: ActorRequest, sitting_id: UUID, paper: str) -> HttpResponse:
    """The notice or the sheet to sign, as PDF."""
    with within_reach():
        content = documents.of_sitting(sitting_id, paper, actor=request.actor)
    return pdf(content, str(texts.DOCUMENTS[paper]))


@screen(needs=RUN, reads=VIEW, methods=("POST",), uploads=True)
def keep_scan(request: ActorRequest, sitting_id: UUID) -> HttpResponse:
    """Keep a photo of a signed page."""
    form = forms.Scan(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["page"]
        try:
            with within_reach():
                services.keep_scan(
                    sitting_id, form.cleaned_data["document"], file, actor=request.actor, name=str(file.name)
                )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("存好了。"))
            return redirect("decisions:sitting", sitting_id=sitting_id)
    return _page(request, sitting_id, form)


@screen(needs=VIEW)
def scan(request: ActorRequest, sitting_id: UUID, page_id: UUID) -> HttpResponseBase:
    """A signed page that was kept."""
    with within_reach():
        kept = queries.scan(sitting_id, page_id, request.actor)
    response = StreamingHttpResponse(files.stream(kept), content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=kept.name) or ""
    return response
