"""The worker's phone: the card she is paid to, what waits for it, what has come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.ledger import queries, services
from hexian.domains.mutualaid import queries as aid
from hexian.foundation.actor import Refused
from hexian.web.ledger import forms, showing
from hexian.web.ledger.filling import data
from hexian.web.members.doing import status_of, within_reach
from hexian.web.screen import ActorRequest, screen

#: Where a payment stands, said to her.
STATES: dict[str, Promise] = {
    "ordered": _("等工会付款"), "batched": _("正在办付款手续"), "released": _("已经交给银行"), "paid": _("已到账"),
    "returned": _("银行退回来了"), "cancelled": _("已取消"),
}  # fmt: skip


@screen()
def home(request: ActorRequest) -> HttpResponse:
    """Her card, and every payment to her."""
    page = queries.my_money(request.actor)
    aided = [each.source_id for each in page.payments if each.source == aid.SOURCE]
    context = {
        "page": page, "states": STATES, "kinds": showing.ORDER_KINDS, "aid": aid.SOURCE,
        "causes": aid.own_causes(aided, request.actor) if aided else {},
    }  # fmt: skip
    return render(request, "ledger/my_money.html", context)


@screen(methods=("GET", "POST"))
def card(request: ActorRequest) -> HttpResponse:
    """She gives her card, or another one; it is sealed, and from then on only its last four digits are shown."""
    page = queries.my_money(request.actor)
    if not page.name:
        return redirect("money:home")
    form = forms.MyCard(data(request), initial={"holder": page.name})
    if form.is_valid():
        try:
            _keep(request, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("存好了。等付的钱会打到这张卡上。"))
            return redirect("money:home")
    return render(request, "ledger/my_card.html", {"page": page, "form": form}, status=status_of(form))


def _keep(request: ActorRequest, form: forms.MyCard) -> None:
    with within_reach():
        services.keep_own_card(actor=request.actor, **form.cleaned_data)
