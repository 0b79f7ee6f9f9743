"""The officer's desk: what waits for a person, the sample, contests, the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.entitlements import queries as rights
from hexian.domains.mutualaid import access, queries, services, texts
from hexian.domains.mutualaid.rules import Figures
from hexian.foundation.actor import Refused
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid import charts
from hexian.web.mutualaid.forms import Answer, Read, Reason
from hexian.web.mutualaid.hers import KINDS, bill
from hexian.web.mutualaid.rows import number, year_of
from hexian.web.screen import ActorRequest, screen


@screen(needs=access.VIEW)
def board(request: ActorRequest) -> HttpResponse:
    """Paid and missed, average, days to the money, months beside last year's; every figure opens to its rows."""
    known = queries.by_year(request.actor)
    year = year_of(request, known[-1].year if known else request.actor.now.year)
    figures, missed = queries.board(request.actor, year), rights.missed(request.actor, year)
    context = {
        "board": figures, "missed": missed, "kpis": charts.kpis(figures, missed), "sums": charts.months(figures),
        "days": charts.days(figures),
        "years": charts.years(known), "parts": charts.parts(figures), "hospitals": charts.hospitals(figures),
        "views": [
            {"label": f"{each.year}", "url": f"?year={each.year}", "current": each.year == year, "count": None}
            for each in reversed(known)
        ],
    }  # fmt: skip
    return render(request, "mutualaid/board.html", context)


@screen(needs=access.DECIDE)
def held(request: ActorRequest) -> HttpResponse:
    """What a machine held, by the same findings, and one by one."""
    findings = _findings(request)
    after = request.GET.get("after", "")
    page = queries.held(request.actor, findings=findings, after=number(after))
    found = queries.groups(request.actor)
    chosen = next((each for each in found if each.findings == findings), None)
    narrow = "" if findings is None else f"&findings={findings}"
    context = {
        "page": page, "groups": found, "chosen": chosen, "findings": findings, "form": Reason(),
        "next_url": f"?after={page.next}{narrow}" if page.next else "", "previous_url": "",
        "unions": [(each.public_id, each.name) for each in access.unions_deciding(request.actor)[:20]],
        "seen_at": request.actor.now.isoformat(), "narrow": _narrow(request),
    }  # fmt: skip
    return render(request, "mutualaid/held.html", context)


@screen(needs=access.DECIDE, methods=("POST",))
def refuse_group(request: ActorRequest) -> HttpResponse:
    """Refuse a like group at once."""
    findings, union = request.POST.get("findings", ""), request.POST.get("union", "")
    if not findings.isdigit():
        raise Refused("aid.group_unlike")
    with within_reach():
        count, left = services.refuse_group(
            UUID(union), findings=int(findings[:8]), reason=request.POST.get("reason", ""), actor=request.actor,
            seen_at=_moment(request.POST.get("seen_at", ""), request.actor.now),
        )  # fmt: skip
    said = _("办了 %(count)s 笔，还有 %(left)s 笔。本人会收到通知和原因。")
    messages.success(request, said % {"count": count, "left": left})
    return redirect("aiddesk:held")


def _moment(text: str, now: datetime) -> datetime:
    """When she looked; never later than now."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return now
    return min(said if said.tzinfo else said.replace(tzinfo=UTC), now)


@screen(needs=access.VIEW)
def decision(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """One settlement line by line, beside what it has to do with."""
    return _decision(request, decision_id, Reason())


def _decision(request: ActorRequest, decision_id: UUID, form: Reason) -> HttpResponse:
    with within_reach():
        found = queries.opened(decision_id, request.actor)
    page = found.page
    request.looks.append(found.look)
    may_decide = page.state == "held" and request.actor.may(access.DECIDE)
    barred = queries.barred(decision_id, request.actor) if may_decide else ""
    if may_decide:
        request.lies_under = reverse("aiddesk:held")
    context = {
        "page": page, "form": form, "kinds": KINDS, "may_decide": may_decide, "barred": barred,
        "bill": bill(page.shares), "beside": found.beside, "back": _queue(request), "narrow": _narrow(request),
        "queue": _behind(request, decision_id) if may_decide else None, "reasons": texts.USUAL if may_decide else {},
        "may_answer": request.actor.may(access.DECIDE),
    }  # fmt: skip
    return render(request, "mutualaid/decision.html", context, status=422 if form.errors else 200)


@screen(needs=access.DECIDE, reads=access.VIEW, methods=("POST",))
def decide(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """Pay or refuse what is held, then go to the next one of the same queue."""
    form = Reason(request.POST)
    if not form.is_valid():
        return _decision(request, decision_id, form)
    act = services.pay if request.POST.get("act") == "pay" else services.refuse
    try:
        with within_reach():
            row = act(decision_id, reason=form.cleaned_data["reason"], actor=request.actor)
    except Refused as refusal:
        form.refuse(refusal)
        return _decision(request, decision_id, form)
    said = {"sum": texts.money(row.amount_fen)}
    messages.success(request, _("办好了：%(sum)s。") % said if row.amount_fen else _("办好了：不发放。"))
    return redirect(_onward(request, decision_id))


@dataclass(frozen=True, slots=True)
class Behind:
    """The queue an officer works through: how many wait behind this one, and the next."""

    left: int
    next_url: str


def _findings(request: ActorRequest) -> int | None:
    asked = request.GET.get("findings", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None


def _narrow(request: ActorRequest) -> str:
    findings = _findings(request)
    return "" if findings is None else f"?findings={findings}"


def _queue(request: ActorRequest) -> str:
    """The list she came from."""
    return reverse("aiddesk:held") + _narrow(request)


def _behind(request: ActorRequest, decision_id: UUID) -> Behind:
    found, left = queries.next_held(request.actor, after=decision_id, findings=_findings(request))
    return Behind(left, reverse("aiddesk:decision", args=[found]) + _narrow(request) if found else "")


def _onward(request: ActorRequest, decision_id: UUID) -> str:
    """The next one of the same queue; the list when there is none."""
    return _behind(request, decision_id).next_url or _queue(request)


@screen(needs=access.READ, methods=("GET", "POST"))
def reading(request: ActorRequest) -> HttpResponse:
    """The next drawn settlement, worked out by a person before she sees the machine's figure."""
    form = Read(request.POST if request.method == "POST" else None)
    asked = request.POST.get("reading", "")
    compared = None
    if form.is_valid() and asked.isdigit():
        facts = {"amount_fen": form.cleaned_data["amount"], "note": form.cleaned_data["note"]}
        try:
            compared = services.read(int(asked[:18]), actor=request.actor, **facts)
        except Refused as refusal:
            form.refuse(refusal)
        except ObjectDoesNotExist:
            form.refuse(Refused("aid.read_before"))
        else:
            form = Read()
    context = {
        "sample": queries.next_sample(request.actor), "form": form, "agreement": queries.agreement(request.actor),
        "compared": compared, "read": texts.money(compared.read_fen) if compared else "",
        "machine": texts.money(compared.machine_fen) if compared else "",
    }  # fmt: skip
    return render(request, "mutualaid/reading.html", context, status=422 if form.errors else 200)


@screen(needs=access.DECIDE)
def contests(request: ActorRequest) -> HttpResponse:
    """What waits for an answer, the soonest due first."""
    return render(request, "mutualaid/contests.html", {"rows": queries.contests(request.actor)})


@screen(needs=access.DECIDE, methods=("GET", "POST"))
def contest(request: ActorRequest, contest_id: UUID) -> HttpResponse:
    """A contest beside the reckoning it is about, and its answer."""
    with within_reach():
        row = queries.contest(contest_id, request.actor)
        found = queries.opened(row.decision_id, request.actor)
    page = found.page
    request.looks.append(found.look)
    waits = row.state in ("filed", "appealed")
    form = Answer(request.POST if request.method == "POST" else None)
    if form.is_valid():
        known = Figures(row.total_fen, row.own_fen, row.first_fen)
        facts = {name: form.cleaned_data[name] for name in ("outcome", "answer")}
        try:
            services.answer(contest_id, figures=form.figures(known), actor=request.actor, **facts)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("答复了，本人会收到通知。"))
            return redirect("aiddesk:contests")
    context = {
        "row": row,
        "page": page,
        "form": form,
        "waits": waits,
        "barred": queries.barred_answer(contest_id, request.actor) if waits else "",
        "bill": bill(page.shares),
    }
    return render(request, "mutualaid/contest_desk.html", context, status=422 if form.errors else 200)
