"""Figures down to their rows: an account, the trial balance, one yuan followed, what is printed and exported."""

from __future__ import annotations

import csv
import io
import secrets
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.ledger import documents, queries, services, texts
from hexian.domains.ledger.access import AUDIT, KEEP, VIEW
from hexian.domains.mutualaid import queries as aid
from hexian.foundation.sheets import safe
from hexian.web.ledger import forms, showing
from hexian.web.ledger.showing import number
from hexian.web.members.doing import pdf, within_reach
from hexian.web.members.filters import turned
from hexian.web.screen import ActorRequest, screen


@screen(needs=VIEW)
def account(request: ActorRequest, account_id: UUID) -> HttpResponse:
    """An account with its postings, the latest first."""
    with within_reach():
        page = queries.account(account_id, request.actor, before=number(request, "before"))
    context = {
        "page": page, "kinds": texts.ACCOUNTS, "sources": texts.sources(), "may_audit": request.actor.may(AUDIT),
        "next_url": turned(request.GET, before=page.next) if page.next else "", "why": forms.Why(),
    }  # fmt: skip
    return render(request, "ledger/account.html", context)


@screen(needs=KEEP, reads=VIEW, methods=("POST",))
def reverse_posting(request: ActorRequest, account_id: UUID, posting_id: int) -> HttpResponse:
    """Take a posting back, with a reason."""
    with within_reach():
        services.reverse(posting_id, memo=request.POST.get("reason", ""), actor=request.actor)
    messages.success(request, _("冲正了，两笔都留着。"))
    return redirect("ledger:account", account_id=account_id)


def _month(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return otherwise


def _trial(request: ActorRequest, book_id: UUID) -> queries.Trial:
    today = showing.today(request.actor)
    since = _month(request.GET.get("since", ""), today.replace(month=1, day=1))
    until = _month(request.GET.get("until", ""), today)
    with within_reach():
        return queries.trial(book_id, request.actor, min(since, until), max(since, until))


@screen(needs=VIEW)
def trial(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """The trial balance between two months; each line opens to its postings."""
    context = {"page": _trial(request, book_id), "kinds": texts.ACCOUNTS, "query": request.GET.urlencode()}
    return render(request, "ledger/trial.html", context)


@screen(needs=VIEW)
def trial_print(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """The same for the file."""
    return pdf(documents.trial_balance(_trial(request, book_id), showing.today(request.actor)), _("试算平衡表"))


@screen(needs=VIEW)
def vouchers(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """Vouchers of the same months as a table, for a finance program."""
    page = _trial(request, book_id)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(queries.VOUCHER_HEAD)
    with within_reach():
        writer.writerows(
            [safe(cell) for cell in row] for row in queries.vouchers(book_id, request.actor, page.since, page.until)
        )
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv")
    name = f"{_('凭证')}-{page.since:%Y%m}-{page.until:%Y%m}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@screen(needs=AUDIT, reads=VIEW)
def follow_gift(request: ActorRequest, gift_id: UUID) -> HttpResponse:
    """Where a gift went, payment by payment."""
    with within_reach():
        page = queries.follow_gift(gift_id, request.actor, after=number(request, "after"))
    context = {
        "page": page, "from_gift": True, "next_url": turned(request.GET, after=page.next) if page.next else "",
        "figures": showing.followed(page),
    }  # fmt: skip
    return render(request, "ledger/follow.html", context)


@screen(needs=AUDIT, reads=VIEW)
def follow_order(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """What a payment came from, gift by gift."""
    with within_reach():
        page = queries.follow_order(order_id, request.actor)
        row = queries.order(order_id, request.actor)
        trail = queries.trail(order_id, request.actor)
    context = {
        "page": page, "row": row, "from_gift": False, "states": texts.ORDERS, "kinds": showing.ORDER_KINDS,
        "figures": showing.followed(page, of_order=True), "trail": trail, "words": texts.HANDS,
        "cause": aid.cause(trail.source, trail.source_id, request.actor), "only": queries.only_gift(page),
    }  # fmt: skip
    return render(request, "ledger/follow.html", context)


@screen(needs=AUDIT, reads=VIEW)
def yuan(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    """One yuan of a fund, whichever she names: the gift it came with, every station, the card it went to."""
    with within_reach():
        page = queries.yuan(fund_id, number(request, "n") or 1, request.actor)
    trail = page.trail
    context = {
        "page": page, "trail": trail, "gift": page.gift, "words": texts.HANDS, "drawing": showing.laid(page),
        "cause": aid.cause(trail.source, trail.source_id, request.actor) if trail else None,
        "any": 1 + secrets.randbelow(max(page.paid_fen // 100, 1)),
    }  # fmt: skip
    return render(request, "ledger/yuan.html", context)


@screen(needs=VIEW)
def statement(request: ActorRequest, donor_id: UUID) -> HttpResponse:
    """What a donor is told, for print."""
    year = number(request, "year") or None
    with within_reach():
        page = queries.statement(donor_id, request.actor, year)
    return pdf(documents.donor_statement(page, showing.today(request.actor)), _("捐赠使用情况"))


@screen(needs=VIEW)
def fund_report(request: ActorRequest, fund_id: UUID) -> HttpResponse:
    """How a fund stands in a year, for print."""
    year = number(request, "year") or showing.today(request.actor).year
    with within_reach():
        page = queries.fund_report(fund_id, request.actor, min(max(year, 2000), 2100))
    return pdf(documents.fund_report(page, showing.today(request.actor)), _("基金收支报告"))
