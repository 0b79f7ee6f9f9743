"""Plans on the officer's desk, and who takes part in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.ledger.access import KEEP
from hexian.domains.mutualaid import access, queries, services, texts
from hexian.foundation.actor import Refused
from hexian.foundation.money import say
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid.forms import Agreement, Cap, Enrol, Halt, NewPlan
from hexian.web.mutualaid.rows import number
from hexian.web.screen import ActorRequest, screen

KINDS = {"draft": "warn", "open": "ok", "closed": ""}
#: Acts that take a reason, and those that take nothing.
_REASONED: Mapping[str, Callable[..., Any]] = {"halt": services.halt, "resume": services.resume}
_PLAIN: Mapping[str, Callable[..., Any]] = {"open": services.open_plan, "close": services.close}


@screen(needs=access.VIEW)
def plans(request: ActorRequest) -> HttpResponse:
    """Every plan, the latest year first."""
    context = {"rows": queries.plans(request.actor), "kinds": KINDS, "may_plan": request.actor.may(access.PLAN)}
    return render(request, "mutualaid/plans.html", context)


@screen(needs=access.VIEW)
def plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """A plan: its terms, what it lacks, what can be done."""
    with within_reach():
        page = queries.plan(plan_id, request.actor)
    return render(request, "mutualaid/plan.html", _context(request, page))


def _context(request: ActorRequest, page: Any, **forms: Any) -> dict[str, Any]:
    facts = {"cap_fen": _yuan(page.cap_fen), "large_fen": _yuan(page.large_fen), "sample_bp": page.sample_bp,
             "is_unverified": page.is_unverified}  # fmt: skip
    may_choose = page.state == "draft" and request.actor.may(access.PLAN)
    versions, funds = queries.choices(page.public_id, request.actor) if may_choose else ([], [])
    return {
        "versions": versions, "funds": funds, "page": page, "kinds": KINDS, "may_plan": request.actor.may(access.PLAN),
        "cap": Cap(initial=facts), "agreement": Agreement(), "halt": Halt(),
        "lacks": [str(texts.REFUSALS[code]) % {"plan": page.name} for code in page.lacks], **forms,
    }  # fmt: skip


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}" if not fen % 100 else f"{fen // 100}.{fen % 100:02}"


@screen(needs=access.PLAN, reads=access.VIEW, methods=("GET", "POST"))
def new(request: ActorRequest) -> HttpResponse:
    """Draw a plan up."""
    unions = [(each.public_id, each.name) for each in access.unions_planning(request.actor)[:50]]
    form = NewPlan(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with within_reach():
                row = services.draft(_uuid(request.POST.get("union", "")), actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("草稿存好了。登记协议、选好标准表和基金，由另一个人开办。"))
            return redirect("aiddesk:plan", plan_id=row.public_id)
    context = {"form": form, "unions": unions}
    return render(request, "mutualaid/plan_new.html", context, status=422 if form.errors else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@screen(needs=access.PLAN, reads=access.VIEW, methods=("POST",))
def do(request: ActorRequest, plan_id: UUID, act: str) -> HttpResponse:
    """Open, halt, resume, close; write the agreement down; change what may be changed."""
    with within_reach():
        page = queries.plan(plan_id, request.actor)
        if act in _PLAIN:
            _PLAIN[act](plan_id, actor=request.actor)
        elif act in _REASONED:
            _REASONED[act](plan_id, reason=request.POST.get("reason", ""), actor=request.actor)
        elif act == "table":
            services.change(plan_id, version_id=_version(request.POST.get("version", "")), actor=request.actor)
        elif act == "money":
            services.set_money(plan_id, fund=_uuid(request.POST.get("fund", "")), actor=request.actor)
        elif act == "agreement":
            return _written(request, page, "agreement", Agreement(request.POST))
        elif act == "cap":
            return _written(request, page, "cap", Cap(request.POST))
        else:
            raise Http404
    messages.success(request, _("办好了。"))
    return redirect("aiddesk:plan", plan_id=plan_id)


def _version(text: str) -> int:
    if not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


def _written(request: ActorRequest, page: Any, name: str, form: Agreement | Cap) -> HttpResponse:
    if form.is_valid():
        try:
            if name == "agreement":
                services.record_agreement(page.public_id, actor=request.actor, **form.cleaned_data)
            else:
                done = services.change(page.public_id, actor=request.actor, **form.cleaned_data)
                for code, facts in done.remarks:
                    messages.warning(request, texts.remark(code, facts))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("记下了。"))
            return redirect("aiddesk:plan", plan_id=page.public_id)
    return render(request, "mutualaid/plan.html", _context(request, page, **{name: form}), status=422)


@screen(needs=access.ENROL, reads=access.VIEW, methods=("GET", "POST"))
def people(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Who takes part; bring a whole union in."""
    with within_reach():
        page = queries.plan(plan_id, request.actor)
    form = Enrol(request.POST if request.method == "POST" else None, initial={"payer": "union"})
    if form.is_valid():
        try:
            with within_reach():
                done = services.enrol(plan_id, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _joined(done))
            return redirect("aiddesk:people", plan_id=plan_id)
    after = request.GET.get("after", "")
    rows, more = queries.taking_part(plan_id, request.actor, after=number(after))
    known = sorted(queries.fees(plan_id, request.actor).items())
    fees = [(texts.PAYERS[payer], count, say(fen)) for payer, (count, fen, _owed) in known]
    context = {
        "page": page, "rows": rows, "form": form, "fees": fees, "owed": _owed(request, plan_id, dict(known)),
        "may_receive": request.actor.may(KEEP), "today": timezone.localdate(request.actor.now),
        "next_url": f"?after={more}" if more else "",
        "unions": [(each.public_id, each.name) for each in access.unions_enrolling(request.actor)[:50]],
    }  # fmt: skip
    return render(request, "mutualaid/people.html", context, status=422 if form.errors else 200)


_UUID = re.compile(r"[0-9a-f-]{36}")
#: Payers shown one by one; the rest are in the sum of their kind.
MOST_PAYERS = 50


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What a payer owes, or all of a kind (`of` none): whom it is asked of, in words, and what is set off."""

    payer: str
    of: UUID | None
    words: str
    sum: str
    kept: str


def _owed(request: ActorRequest, plan_id: UUID, known: dict[str, tuple[int, int, int]]) -> list[OwedLine]:
    """What has not come, payer by payer; where several of a kind owe, first all of them together."""
    found = queries.fees_owed(plan_id, request.actor, most=MOST_PAYERS)
    kept = queries.fees_kept(plan_id, request.actor)
    lines = []
    for payer, (_count, _fen, owed) in known.items():
        of_kind = [each for each in found if each.payer == payer]
        said = texts.PAYERS[payer]
        if len(of_kind) != 1 and owed:
            in_hand = sum(each.kept_fen for each in of_kind) if len(found) < MOST_PAYERS else kept.get(payer, 0)
            lines.append(OwedLine(payer, None, _("%(payer)s出，全部") % {"payer": said}, say(owed), _sum(in_hand)))
        lines += [
            OwedLine(
                payer, each.of, each.name or _("%(payer)s出") % {"payer": said}, say(each.fen), _sum(each.kept_fen)
            )
            for each in of_kind
        ]
    return lines


def _sum(fen: int) -> str:
    return say(fen) if fen else ""


@screen(needs=KEEP, methods=("POST",))
def fees_came(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What somebody owed for taking part has come."""
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = timezone.localdate(request.actor.now)
    payer, of = request.POST.get("payer", ""), request.POST.get("of", "")
    with within_reach():
        # What is no number is nobody's: it is not the sum of all.
        known = (UUID(of) if _UUID.fullmatch(of) else UUID(int=0)) if of else None
        count, fen, kept = services.fees_came(plan_id, payer=payer, on=on, actor=request.actor, of=known)
    said = {"count": f"{count:,}", "sum": say(fen), "kept": say(kept), "came": say(fen - kept)}
    words = _("登记了：%(count)s 人，%(sum)s。")
    if kept:
        words = _("登记了：%(count)s 人，%(sum)s，其中 %(kept)s 用以前待退的抵了，到账 %(came)s。")
    messages.success(request, words % said)
    return redirect("aiddesk:people", plan_id=plan_id)


def _joined(done: services.Enrolled) -> str:
    said = _(
        "参加 %(joined)s 人（其中续保 %(renewed)s 人），已参加 %(already)s 人，没有同意、没加进来 %(without)s 人。"
    )
    return said % {
        "joined": done.joined, "renewed": done.renewed, "already": done.already, "without": done.without_consent,
    }  # fmt: skip
