"""集体要约行动: what would be prepared and for whom not, then the action with its numbers; a union's answer to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.access import OVERSEE
from hexian.domains.bargaining.queries import DrivePage, Preview
from hexian.domains.bargaining.queries.drives import VIEWS
from hexian.domains.bargaining.rules import contracts
from hexian.foundation.actor import Refused
from hexian.web.bargaining import forms, showing
from hexian.web.bargaining.shared import done, own_page
from hexian.web.members.doing import within_reach
from hexian.web.members.filters import turned
from hexian.web.screen import ActorRequest, screen
from hexian.web.system.tasks import left_words

_VIEWS = {"waiting": "等工会补齐", "entrusted": "已交回，待发出", "sent": "已发出", "left_out": "没有纳入"}
#: Of the unions left out for one reason so many are named on the page before it is done.
NAMED = 30


@screen(needs=OVERSEE)
def drives(request: ActorRequest) -> HttpResponse:
    """The actions of one's unions, newest first."""
    bodies = queries.drive_bodies(request.actor)
    return render(request, "bargaining/drives.html", {"rows": queries.drives(request.actor), "may_start": bool(bodies)})


@screen(needs=OVERSEE, methods=("GET", "POST"))
def drive_new(request: ActorRequest) -> HttpResponse:
    """Say what the offers are about; see for whom; start. Nothing is made before the second yes."""
    bodies = queries.drive_bodies(request.actor)
    if not bodies:
        raise Http404
    kind = request.GET.get("kind", f"special.{contracts.Special.WAGE}")
    contract, _dot, special = kind.partition(".")
    if contract not in {"special", "general"} or (contract == "special" and special not in list(contracts.Special)):
        raise Http404
    choices = [(str(body.public_id), body.name) for body in bodies]
    form = _form(request, kind, choices)
    found: Preview | None = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("confirmed"):
                return _started(request, form)
            with within_reach():
                found = queries.preview(form.org_id(), form.plan(), request.actor)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "form": form, "kind": kind, "topics": forms.topics_of(contract, special), "chosen": _chosen(form),
        "lawful": forms.lawful_topics(contract, special), "kinds_url": reverse("bargaining:drive_new"),
        "preview": found, "left_out": _left_out(found) if found else [],
        "many_bodies": len(bodies) > 1,
    }  # fmt: skip
    return render(request, "bargaining/drive_new.html", context, status=422 if form.errors else 200)


def _form(request: ActorRequest, kind: str, choices: list[tuple[str, str]]) -> forms.Drive:
    contract, _dot, special = kind.partition(".")
    lists = contracts.lists_of(contract, special)
    if request.method == "POST":
        return forms.Drive(request.POST, bodies=choices, lists=lists)
    initial = {
        "kind": kind, "org": choices[0][0], "topics": forms.lawful_topics(contract, special),
        "idempotency_key": uuid4().hex,
        "title": _("%(year)s 年工资集体协商") % {"year": timezone.localdate(request.actor.now).year},
    }  # fmt: skip
    return forms.Drive(initial=initial, bodies=choices, lists=lists)


def _started(request: ActorRequest, form: forms.Drive) -> HttpResponse:
    key = form.cleaned_data["idempotency_key"] or uuid4().hex
    with within_reach():
        started = services.start_drive(form.org_id(), form.plan(), request_key=key, actor=request.actor)
    messages.success(request, _("正在准备草稿，可以去做别的，回来再看。"))
    return redirect("bargaining:drive", drive_id=started.public_id)


def _chosen(form: forms.Drive) -> set[str]:
    return set(form.data.getlist("topics") if form.is_bound else form.initial.get("topics", []))  # type: ignore[attr-defined]


def _left_out(found: Preview) -> list[dict[str, Any]]:
    """Each reason: its heading, how many, what to do (as said to the first), and whom it concerns."""
    return [
        {
            "label": texts.LEFT_OUT.get(code, ""), "many": len(rows),
            "rows": [(each.name, texts.of(each.problem)) for each in rows[:NAMED]], "more": max(0, len(rows) - NAMED),
        }
        for code, rows in found.left_out.items()
    ]  # fmt: skip


@screen(needs=OVERSEE)
def drive(request: ActorRequest, drive_id: UUID) -> HttpResponse:
    """One action: how far its work is, how far its unions are, whom it left out and why."""
    view, after = request.GET.get("view", "waiting"), request.GET.get("after", "")
    chosen = view if view in VIEWS else "waiting"
    with within_reach():
        page = queries.drive(
            drive_id, request.actor, chosen, int(after) if after.isdecimal() and len(after) < 19 else None
        )
    template = "bargaining/_drive_progress.html" if request.htmx else "bargaining/drive.html"
    return render(request, template, _shown(request, page, chosen))


def _shown(request: ActorRequest, page: DrivePage, chosen: str) -> dict[str, Any]:
    sent = page.counts["sent"]
    return {
        "page": page, "drive": page.drive, "task": page.progress,
        "left": left_words(page.progress) if page.progress else "",
        "figures": [
            {"label": _("企业工会"), "value": page.counts["unions"]}, {"label": _("已发出"), "value": sent},
            {"label": _("已答复"), "value": page.counts["replied"], "note": _share(page.counts["replied"], sent)},
            {"label": _("逾期未答复"), "value": page.counts["overdue"]},
        ],
        "views": [
            {"label": _(words), "url": turned(request.GET, view=name, after=""), "current": chosen == name,
             "count": page.counts[name]}
            for name, words in _VIEWS.items()
        ],
        "rows": [(row, texts.of(row.problem) if row.problem else "") for row in page.rows],
        "reasons": [(texts.LEFT_OUT.get(code, code), many) for code, many in page.reasons.items()],
        "next_url": turned(request.GET, after=page.after) if page.after else "", "chosen": chosen,
        "states": texts.STATES, "kinds": showing.KINDS,
        "may_send": bool(page.counts["entrusted"]) and not page.is_busy and page.drive.withdrawn_at is None,
        "may_withdraw": not page.is_busy and page.drive.withdrawn_at is None,
    }  # fmt: skip


def _share(part: int, whole: int) -> str:
    return _("%(percent)s%% 已答复") % {"percent": part * 100 // whole} if whole else ""


@screen(needs=OVERSEE, methods=("POST",))
def drive_send(request: ActorRequest, drive_id: UUID) -> HttpResponse:
    """Send what was entrusted, all at once."""
    with within_reach():
        services.start_sending(drive_id, actor=request.actor)
    messages.success(request, _("正在统一发出，办完在这里能看到。"))
    return redirect("bargaining:drive", drive_id=drive_id)


@screen(needs=OVERSEE, methods=("POST",))
def drive_withdraw(request: ActorRequest, drive_id: UUID) -> HttpResponse:
    """Withdraw what nobody has touched."""
    with within_reach():
        services.start_withdrawing(drive_id, actor=request.actor)
    messages.success(request, _("正在撤回没人动过的草稿。"))
    return redirect("bargaining:drive", drive_id=drive_id)


@screen(methods=("POST",))
def entrust(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Leave the sending of one's own offer to the union above, or take it back."""
    page = own_page(request, case_id)
    if request.POST.get("back"):
        return done(request, page, lambda: services.take_back(case_id, actor=request.actor), _("已收回，由自己发出。"))
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    return done(
        request, page, lambda: services.entrust(case_id, actor=request.actor, version=seen),
        _("已交上级统一发出。发出之前可以收回；改了内容要再交一次。"),
    )  # fmt: skip
