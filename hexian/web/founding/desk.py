"""The upper union's desk: what waits for its answer, one case, the answer itself, a case entered for somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.founding import queries, services, texts
from hexian.domains.founding.access import APPROVE, HANDLE, VIEW
from hexian.domains.founding.queries import TABS, CaseFilter, CasePage
from hexian.domains.founding.rules import State
from hexian.domains.orgs import queries as orgs
from hexian.foundation.actor import Refused
from hexian.web.founding import forms, showing
from hexian.web.founding.work import _shown
from hexian.web.members.doing import status_of, within_reach
from hexian.web.members.filters import onward, turned
from hexian.web.screen import ActorRequest, Look, screen
from hexian.web.templatetags import wording

_TABS = {
    "waiting": "等批复", "running": "筹备中", "returned": "退回补正", "founded": "已成立", "withdrawn": "已撤回",
}  # fmt: skip


@screen(needs=VIEW)
def queue(request: ActorRequest) -> HttpResponse:
    """Cases below her: what waits for an answer first, by its time."""
    chosen = CaseFilter.from_params(request.GET)
    page = queries.queue(request.actor, chosen, request.GET.get("cursor", ""))
    figures = queries.figures(request.actor)
    counts = {"waiting": figures.waiting, "running": figures.running, "returned": figures.returned}
    context = {
        "page": page,
        "rows": [(row, showing.waits(row)) for row in page.rows],
        "figures": figures,
        "kpis": _kpis(figures),
        "views": [
            {
                "label": _(_TABS[tab]),
                "url": turned(request.GET, tab=tab),
                "current": chosen.tab == tab,
                "count": counts.get(tab),
            }
            for tab in TABS
        ],
        "forms": [("", _("全部形式")), *texts.FORMS.items()],
        "chosen": chosen,
        "chips": [
            {"label": label, "url": turned(request.GET, form=form), "on": chosen.form == form}
            for form, label in [("", _("全部形式")), *texts.FORMS.items()]
        ],
        "is_narrowed": bool(chosen.form or chosen.year or chosen.union),
        "states": texts.STATES,
        "kinds": showing.KINDS,
        "form_names": texts.FORMS,
        "previous_url": onward(request.GET, page.previous),
        "next_url": onward(request.GET, page.next),
        "may_handle": request.actor.may(HANDLE),
    }
    return render(request, "founding/queue.html", context)


def _kpis(figures: queries.Figures) -> list[dict[str, object]]:
    here = reverse("founding:queue")
    cells = [
        (_("等批复"), figures.waiting, _("按时限排好了"), "waiting"),
        (_("超期"), figures.overdue, _("请尽快答复"), "waiting"),
        (_("筹备中"), figures.running, _("轮到筹备组"), "running"),
        (_("退回补正"), figures.returned, _("等他们补好"), "returned"),
        (_("今年成立"), figures.founded, _("批准的"), "founded"),
    ]  # fmt: skip
    return [
        {
            "label": label,
            "value": wording.count_words(value),
            "note": note,
            "url": f"{here}?tab={tab}",
            "current": False,
        }
        for label, value, note, tab in cells
    ]


def _read(request: ActorRequest, case_id: UUID) -> CasePage:
    with within_reach():
        return queries.case(case_id, request.actor)


@screen(needs=VIEW)
def case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One case: timeline, documents, people, and the answer to give; its contact can see who looked."""
    page = _read(request, case_id)
    if page.case.contact_id is not None:
        request.looks.append(Look(page.row, page.row.code, page.case.contact_id, VIEW))
    context = {
        **_shown(request, page),
        "approval": forms.Approval(initial={"version": page.row.version}),
        "certificate": forms.Certificate(initial={"version": page.row.version}),
        "scan": forms.Scan(initial={"document": showing.scan_of(page) or "reply"}),
        "may_answer": page.may_decide and bool(page.acts & {"approve_prep", "approve_result", "certify"}),
        "lists": [(texts.BODIES[body], page.standing(body)) for body in texts.BODIES if page.standing(body)],
        "channels": texts.CHANNELS,
        "meetings": texts.MEETINGS,
    }
    return render(request, "founding/case.html", context)


@screen(needs=HANDLE, reads=VIEW, methods=("GET", "POST"))
def new(request: ActorRequest) -> HttpResponse:
    """Begin a case for somebody who came with paper: the union is the one of her own office."""
    choices = _uppers(request)
    form = forms.OnBehalf(request.POST if request.method == "POST" else None, initial={"idempotency_key": uuid4().hex})
    if form.is_valid():
        try:
            with within_reach():
                opened = _open(request, form, choices)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("开好了，接着填。"))
            return redirect("founding:case", case_id=opened)
    context = {"form": form, "uppers": choices, "upper": request.POST.get("upper", "")}
    return render(request, "founding/new.html", context, status=status_of(form))


def _uppers(request: ActorRequest) -> list[orgs.OrgChoice]:
    """The unions of hers that may agree, nearest to her office first."""
    wanted = {row.public_id for row in queries.uppers("", limit=500)}
    return [choice for choice in orgs.unions(request.actor) if choice.public_id in wanted]


def _open(request: ActorRequest, form: forms.OnBehalf, choices: list[orgs.OrgChoice]) -> UUID:
    said = form.cleaned_data
    picked = request.POST.get("upper", "")
    upper = next((choice.public_id for choice in choices if str(choice.public_id) == picked), None)
    if upper is None:
        raise Refused("founding.not_upper", name=picked[:20])
    return services.open_case(
        upper, form.facts(), contact_name=said["contact_name"], contact_mobile=said["mobile"],
        request_key=said["idempotency_key"] or uuid4().hex, actor=request.actor, channel=said["channel"],
    ).public_id  # fmt: skip


@screen(needs=APPROVE, reads=VIEW, methods=("GET", "POST"))
def approve(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Agree that a union be founded, or to the result of its election: with the number of the reply."""
    page = _read(request, case_id)
    form = forms.Approval(request.POST if request.method == "POST" else None, initial={"version": page.row.version})
    if form.is_valid():
        verb = services.approve_result if page.row.state == State.RESULT_REPORTED else services.approve_prep
        said = form.cleaned_data
        try:
            with within_reach():
                verb(case_id, number=said["number"], actor=request.actor, version=said["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _say_approved(page))
            return redirect("founding:case", case_id=case_id)
    return _answering(request, page, form, "founding/approve.html", {"approve_prep", "approve_result"})


def _say_approved(page: CasePage) -> str:
    if page.row.state == State.RESULT_REPORTED:
        return _("批准了。工会已经设好，主席可以登录，登记的人已转成入会申请。")
    return _("同意了。批复可以打印，筹备组会收到短信。")


def _answering(
    request: ActorRequest, page: CasePage, form: forms.Versioned, template: str, acts: set[str], **more: Any
) -> HttpResponse:
    context = {**_shown(request, page), "form": form, **more}
    if request.method != "POST" and not page.may_decide:
        context["closed"] = _("只有这件申请的上级工会能办，您的职务不在那里。")
    elif request.method != "POST" and not page.acts & acts:
        context["closed"] = texts.of(Refused("founding.state", state=page.row.state, act=min(acts)))
    if context.get("closed"):
        template = "founding/closed.html"
    return render(request, template, context, status=status_of(form))


@screen(needs=APPROVE, reads=VIEW, methods=("GET", "POST"))
def return_case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Send a case back with what is wrong and how to mend it."""
    page = _read(request, case_id)
    form = forms.Return(request.POST if request.method == "POST" else None, initial={"version": page.row.version})
    if form.is_valid():
        try:
            with within_reach():
                services.return_case(case_id, **form.facts(), actor=request.actor, version=form.cleaned_data["version"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("退回了，筹备组会收到短信，知道怎么补。"))
            return redirect("founding:queue")
    return _answering(request, page, form, "founding/return.html", {"return"}, reasons=texts.REASONS)


@screen(needs=APPROVE, reads=VIEW, methods=("GET", "POST"))
def certify(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Enter the certificate of a legal person."""
    page = _read(request, case_id)
    form = forms.Certificate(request.POST if request.method == "POST" else None, initial={"version": page.row.version})
    if form.is_valid():
        said = form.cleaned_data
        try:
            with within_reach():
                services.certify(
                    case_id, certificate=said["certificate"], uscc=said["uscc"], actor=request.actor,
                    version=said["version"],
                )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("登记好了，这件事办结。"))
            return redirect("founding:case", case_id=case_id)
    return _answering(request, page, form, "founding/certify.html", {"certify"})
