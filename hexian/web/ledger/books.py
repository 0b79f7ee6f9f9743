"""Funds and books: the list, one fund, what is filled in about them, the book with its reconciliation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.ledger import queries, services, texts
from hexian.domains.ledger.access import AUDIT, KEEP, PROPOSE, VIEW
from hexian.domains.ledger.rules import GiftKind
from hexian.domains.mutualaid.access import DECIDE
from hexian.web.ledger import forms, showing
from hexian.web.ledger.filling import data, filled
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen


@screen(needs=VIEW)
def funds(request: ActorRequest) -> HttpResponse:
    """The books below her with their funds."""
    books = queries.books(request.actor)
    rows = queries.funds(request.actor)
    context = {
        "books": [(book, [row for row in rows if row.book_id == book.public_id]) for book in books],
        "may_keep": request.actor.may(KEEP),
    }
    return render(request, "ledger/funds.html", context)


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def new_book(request: ActorRequest) -> HttpResponse:
    """Open a book for a union."""
    unions = [(str(each.public_id), each.name) for each in queries.unions(request.actor)]
    form = forms.NewBook(data(request), unions=unions, initial={"opened_on": showing.today(request.actor)})

    def do(said: dict[str, Any]) -> str:
        made = services.open_book(
            UUID(said["union"]), name=said["name"], opened_on=said["opened_on"], actor=request.actor
        )
        return reverse("ledger:book", args=[made.public_id])

    return filled(
        request, form, do, title=_("设一个账本"), button=_("设账本"), back=reverse("ledger:funds"),
        said=_("账本设好了。接着填付款银行，再设基金。"), hint=_("放在工会账以外的辅助账，只管互助金和基金的收付。"),
    )  # fmt: skip


@screen(needs=VIEW)
def book(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """One book: what lies in the bank, whether it agrees with its payments, what can be done."""
    with within_reach():
        row = queries.book(book_id, request.actor)
        checked = queries.reconciliation(book_id, request.actor)
    context = {
        "row": row, "checked": checked, "agreements": showing.agreements(checked),
        "funds": queries.funds(request.actor, book_id), "may_keep": request.actor.may(KEEP, row.code),
        "may_propose": request.actor.may(PROPOSE, row.code),
    }  # fmt: skip
    return render(request, "ledger/book.html", context)


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def bank(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """From which bank the book pays."""
    with within_reach():
        row = queries.book(book_id, request.actor)
    form = forms.Bank(data(request), initial={"bank_name": row.bank_name, "holder": row.bank_holder})

    def do(said: dict[str, Any]) -> str:
        services.set_bank(book_id, **said, actor=request.actor)
        return reverse("ledger:book", args=[book_id])

    return filled(
        request, form, do, title=_("付款银行"), button=_("保存"), back=reverse("ledger:book", args=[book_id]),
        said=_("付款银行填好了。"), hint=row.name,
    )  # fmt: skip


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def close(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """Close the book until a day."""
    with within_reach():
        row = queries.book(book_id, request.actor)
    form = forms.Closing(data(request), initial={"through": showing.last_month(request.actor)})

    def do(said: dict[str, Any]) -> str:
        services.close_period(book_id, through=said["through"], actor=request.actor)
        return reverse("ledger:book", args=[book_id])

    return filled(
        request, form, do, title=_("结账"), button=_("结账"), back=reverse("ledger:book", args=[book_id]),
        said=_("账结好了。这一天和以前不能再记。"), hint=row.name,
    )  # fmt: skip


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def new_fund(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """Open a fund in a book."""
    with within_reach():
        row = queries.book(book_id, request.actor)
    form = forms.NewFund(data(request))

    def do(said: dict[str, Any]) -> str:
        made = services.open_fund(book_id, **said, actor=request.actor)
        return reverse("ledger:fund", args=[made.public_id])

    return filled(
        request, form, do, title=_("设一个基金"), button=_("设基金"), back=reverse("ledger:book", args=[book_id]),
        said=_("基金设好了。收到钱就可以入账。"), hint=row.name,
    )  # fmt: skip


@screen(needs=VIEW)
def fund(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    """One fund; each figure leads to the rows it is made of."""
    page = _fund(request, fund_id)
    context = {
        "page": page, "gifts": texts.GIFTS, "figures": showing.figures(page.row),
        "may_audit": request.actor.may(AUDIT), "year": showing.today(request.actor).year,
    }  # fmt: skip
    return render(request, "ledger/fund.html", context)


def _fund(request: ActorRequest, fund_id: UUID) -> queries.FundPage:
    with within_reach():
        return queries.fund(fund_id, request.actor)


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def receive(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    """Money has come."""
    page = _fund(request, fund_id)
    pledges = [(str(each.public_id), each.donor) for each in page.pledges]
    start: dict[str, Any] = {"on": showing.today(request.actor), "kind": GiftKind.PLEDGE if pledges else GiftKind.GIFT}
    start |= {"pledge": pledges[0][0]} if pledges else {}
    form = forms.Receive(data(request), pledges=pledges, initial=start)

    def do(said: dict[str, Any]) -> str:
        # The form begins with the first pledge: whoever then says that it is a gift has not chosen one.
        pledge = said.pop("pledge", "")
        chosen = pledge if said["kind"] == GiftKind.PLEDGE else ""
        services.receive(fund_id, **said, pledge_id=UUID(chosen) if chosen else None, actor=request.actor)
        return reverse("ledger:fund", args=[fund_id])

    return filled(
        request, form, do, title=_("收款入账"), button=_("入账"), back=reverse("ledger:fund", args=[fund_id]),
        said=_("入账了。记错了由另一位同事冲正。"), hint=page.row.name,
    )  # fmt: skip


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def pledge(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    """A promise to give."""
    page = _fund(request, fund_id)
    form = forms.NewPledge(data(request), initial={"first_year": timezone.localdate(request.actor.now).year})

    def do(said: dict[str, Any]) -> str:
        services.pledge(fund_id, **said, actor=request.actor)
        return reverse("ledger:fund", args=[fund_id])

    return filled(
        request, form, do, title=_("记一份认捐"), button=_("记下来"), back=reverse("ledger:fund", args=[fund_id]),
        said=_("认捐记下了。到账时选它。"), hint=page.row.name,
    )  # fmt: skip


@screen(needs=KEEP, reads=VIEW, methods=("GET", "POST"))
def budget(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    """A year's budget and the union's guarantee."""
    page = _fund(request, fund_id)
    form = forms.NewBudget(data(request), initial={"year": timezone.localdate(request.actor.now).year})

    def do(said: dict[str, Any]) -> str:
        services.set_budget(fund_id, year=said["year"], fen=said["fen"], actor=request.actor)
        services.set_guarantee(fund_id, fen=said["guarantee_fen"], actor=request.actor)
        return reverse("ledger:fund", args=[fund_id])

    return filled(
        request, form, do, title=_("定预算"), button=_("定好"), back=reverse("ledger:fund", args=[fund_id]),
        said=_("预算定好了。"), hint=page.row.name,
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def relations(request: ActorRequest) -> HttpResponse:
    """The relatives she has declared: nobody handles money or decides aid for her own family.

    For anybody: an officer names those she may not pay, a payee an officer who may not pay her.
    """
    form = forms.Relative(data(request))

    def do(said: dict[str, Any]) -> str:
        services.declare(**said, actor=request.actor)
        return reverse("ledger:relations")

    return filled(
        request, form, do, title=_("申报亲属"), button=_("申报"), back=_after(request),
        said=_("申报好了。这位亲属的互助金和付款，您不能经手。"),
        hint=_("办互助金、经手付款的人要申报配偶、父母、子女等近亲属。"), relations=queries.my_relations(request.actor),
    )  # fmt: skip


def _after(request: ActorRequest) -> str:
    """The work she does with money or aid; else her own pages."""
    if request.actor.may(VIEW):
        return reverse("ledger:runs")
    return reverse("aiddesk:held") if request.actor.may(DECIDE) else "/"


@screen(methods=("POST",))
def end_relation(request: ActorRequest, relation_id: UUID) -> HttpResponse:
    """A relation is one no longer."""
    with within_reach():
        services.end_relation(relation_id, actor=request.actor)
    return redirect("ledger:relations")
