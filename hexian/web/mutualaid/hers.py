"""The worker's phone: her plans, why it is 752.40 yuan, declining, contesting, her history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.entitlements import queries as rights
from hexian.domains.ledger import queries as ledger
from hexian.domains.mutualaid import queries, services, texts
from hexian.domains.mutualaid.queries import Shares
from hexian.domains.mutualaid.queries.explaining import Explained
from hexian.domains.people.rules import Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation.actor import Refused
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid.forms import Wrong
from hexian.web.screen import ActorRequest, screen

#: The colour of where a settlement stands.
KINDS = {
    "ordered": "ok", "nothing": "", "held": "warn", "refused": "", "declined": "", "reversed": "", "replaced": "",
}  # fmt: skip
#: Where the money is, said to her.
MONEY: dict[str, Promise] = {
    "ordered": _("等工会付款"),
    "batched": _("正在办付款手续"),
    "released": _("已经交给银行"),
    "paid": _("已经到账"),
    "returned": _("银行退回来了，工会会联系您核对卡号"),
    "cancelled": _("付款已取消"),
}
#: How far the money is.
STEPS = (_("算好了"), _("工会付款"), _("银行"), _("到账"))
REACHED = {"ordered": 1, "batched": 1, "released": 2, "returned": 2, "paid": 4}
#: Who bears a bill: its colour and words.
BEARERS = (("else", _("医保等和方案不算的")), ("aid", _("互助金")), ("own", _("您自己")))


def bill(shares: Shares | None) -> dict[str, Any] | None:
    """The bill as parts of a bar a thousand wide, in their order."""
    if shares is None:
        return None
    parts: list[dict[str, Any]] = []
    before = 0
    for (kind, label), fen in zip(BEARERS, (shares.elsewhere_fen, shares.aid_fen, shares.own_fen), strict=True):
        x, end = before * 1000 // shares.total_fen, (before + fen) * 1000 // shares.total_fen
        parts.append({"kind": kind, "label": label, "sum": texts.money(fen), "x": x, "width": end - x})
        before += fen
    return {"parts": parts, "said": "，".join(f"{each['label']} {each['sum']}" for each in parts)}


@screen()
def home(request: ActorRequest) -> HttpResponse:
    """How she takes part, what she had, every settlement of hers."""
    context = {
        "page": queries.my_aid(request.actor), "kinds": KINDS, "consent": CONSENTS[Purpose.HEALTH],
        "money": ledger.my_money(request.actor), "rights": rights.count_mine(request.actor),
    }  # fmt: skip
    return render(request, "mutualaid/home.html", context)


@screen()
def why(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """One settlement line by line, and what she can do."""
    with within_reach():
        page = queries.mine(decision_id, request.actor)
    context = {
        "page": page, "kinds": KINDS, "money": MONEY.get(page.paid.state, "") if page.paid else "",
        "steps": STEPS, "step": REACHED.get(page.paid.state, 0) if page.paid else 0, "bill": bill(page.shares),
        "contest_states": texts.CONTESTS, "outcomes": texts.OUTCOMES, "now": request.actor.now,
        "had": _had(page),
    }  # fmt: skip
    return render(request, "mutualaid/why.html", context)


def _had(page: Explained) -> tuple[str, ...]:
    """What she had before a correction, where the last payment is only the rest; what of it she is to give back."""
    if page.paid is None:
        return ()
    said = []
    if page.state == "ordered" and page.paid.rest_fen < page.amount_fen:
        sums = {"had": texts.money(page.amount_fen - page.paid.rest_fen), "rest": texts.money(page.paid.rest_fen)}
        more = _("以前已经付给您 %(had)s，这次再付 %(rest)s。")
        said.append((more if page.paid.rest_fen else _("以前已经付给您 %(had)s，不用再付。")) % sums)
    if page.paid.owed_fen:
        said.append(_("以前多付了 %(owed)s，请退回给工会。") % {"owed": texts.money(page.paid.owed_fen)})
    return tuple(said)


@screen(methods=("POST",))
def decline(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """She does not want it."""
    with within_reach():
        row = services.decline(decision_id, actor=request.actor)
    messages.success(request, _("谢绝了，付款已取消。改主意了，计划结束前都可以收回。"))
    return redirect("aid:why", decision_id=row.public_id)


@screen(methods=("POST",))
def want(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """She wants it after all."""
    with within_reach():
        row = services.take_decline_back(decision_id, actor=request.actor)
    messages.success(request, _("收回了，互助金重新办好了。"))
    return redirect("aid:why", decision_id=row.public_id)


@screen(methods=("GET", "POST"))
def contest(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """She says what is wrong."""
    with within_reach():
        page = queries.mine(decision_id, request.actor)
    done = _("收到了，工会按承诺的时间答复您，进度在这一页看得到。")
    return _say(request, page, services.contest, decision_id, done)


@screen(methods=("GET", "POST"))
def appeal(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """She asks for another person to look."""
    with within_reach():
        page = queries.mine(decision_id, request.actor)
        answered = next((each.public_id for each in page.contests if each.may_appeal), None)
    if answered is None:
        return redirect("aid:why", decision_id=decision_id)
    return _say(request, page, services.appeal, answered, _("收到了，由另一个人复核，结果会通知您。"), is_appeal=True)


def _say(
    request: ActorRequest, page: Any, act: Callable[..., Any], about: UUID, done: Any, *, is_appeal: bool = False
) -> HttpResponse:
    form = Wrong(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act(about, reason=form.cleaned_data["reason"], actor=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect("aid:why", decision_id=page.public_id)
    context = {"page": page, "form": form, "is_appeal": is_appeal}
    return render(request, "mutualaid/contest.html", context, status=422 if form.errors else 200)


@screen(methods=("POST",))
def accept(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """She is content with the answer."""
    with within_reach():
        page = queries.mine(decision_id, request.actor)
        for each in page.contests:
            if each.may_appeal:
                services.accept(each.public_id, actor=request.actor)
    return redirect("aid:why", decision_id=decision_id)


@screen(methods=("POST",))
def consent(request: ActorRequest) -> HttpResponse:
    """She says yes to the use of her settlements."""
    services.consent(actor=request.actor)
    messages.success(request, _("记下了。工会为您办理参加以后，这里看得到。随时可以在「我的」里撤回。"))
    return redirect("aid:home")


@screen(methods=("POST",))
def leave(request: ActorRequest) -> HttpResponse:
    """She leaves the plans she takes part in."""
    services.leave(actor=request.actor)
    messages.success(request, _("退出了，今天以后出院的不再办理；办好的互助金不受影响。"))
    return redirect("aid:home")
