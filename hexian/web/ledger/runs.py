"""Runs with their hands, the bank's file, its answer and what came back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hexian.domains.ledger import queries, services, texts
from hexian.domains.ledger.access import APPROVE, AUDIT, KEEP, PROPOSE, RELEASE, REVIEW, VIEW
from hexian.domains.ledger.rules import Hand
from hexian.domains.ledger.services.replies import MOST_BYTES
from hexian.web.ledger import forms, showing
from hexian.web.ledger.filling import data, filled
from hexian.web.members.doing import within_reach
from hexian.web.members.filters import turned
from hexian.web.screen import ActorRequest, screen


@screen(needs=VIEW)
def runs(request: ActorRequest) -> HttpResponse:
    """Runs under way, or those that are over."""
    done = request.GET.get("done") == "1"
    rows, cursor = queries.runs(request.actor, done=done, before=showing.number(request, "before"))
    context = {
        "rows": rows, "done": done, "kinds": showing.RUN_KINDS, "states": texts.RUNS,
        "views": [
            {"label": _("在办"), "url": turned(request.GET, done="", before=""), "current": not done, "count": None},
            {"label": _("已办结"), "url": turned(request.GET, done="1", before=""), "current": done, "count": None},
        ],
        "next_url": turned(request.GET, before=cursor) if cursor else "",
        "books": queries.books(request.actor) if request.actor.may(PROPOSE) else [],
    }  # fmt: skip
    return render(request, "ledger/runs.html", context)


@screen(needs=PROPOSE, reads=VIEW, methods=("GET", "POST"))
def draft(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """Draft a run out of what waits."""
    with within_reach():
        row = queries.book(book_id, request.actor)
        waits = queries.waiting(book_id, request.actor)
    form = forms.NewRun(data(request))

    def do(said: dict[str, Any]) -> str:
        made = services.draft(
            book_id, title=said["name"], purpose=said["purpose"], most=said["most"], actor=request.actor
        )
        return reverse("ledger:run", args=[made.public_id])

    hint = _("%(book)s：有 %(n)s 笔可以付，%(card)s 笔还没有银行卡。") % {
        "book": row.name, "n": f"{waits.ready:,}", "card": f"{waits.without_card:,}",
    }  # fmt: skip
    return filled(
        request, form, do, title=_("做一个付款批次"), button=_("做批次"),
        back=reverse("ledger:waiting", args=[book_id]),
        said=_("批次做好了。看过每一笔再提交。"), hint=hint,
    )  # fmt: skip


@screen(needs=VIEW)
def run(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """One run: its hands and what each may do now, its lines, what the bank said."""
    with within_reach():
        page = queries.run(run_id, request.actor, after=showing.number(request, "after"))
    context = {
        "page": page, "hands": showing.hands(page.hands, page.row.state, page.row.public_id),
        "kinds": showing.RUN_KINDS,
        "states": texts.RUNS, "order_kinds": showing.ORDER_KINDS, "order_states": texts.ORDERS,
        "verdicts": texts.VERDICTS, "why": forms.Why(), "file": forms.BankFile(), "may_audit": request.actor.may(AUDIT),
        "parts": range(1, page.parts + 1), "next_url": turned(request.GET, after=page.next) if page.next else "",
    }  # fmt: skip
    return render(request, "ledger/run.html", context)


def _lent(request: ActorRequest, run_id: UUID, hand: Hand, said: str) -> HttpResponse:
    with within_reach():
        services.lend(run_id, hand, committee=request.POST.get("committee", ""), actor=request.actor)
    messages.success(request, said)
    return redirect("ledger:run", run_id=run_id)


@screen(needs=PROPOSE, reads=VIEW, methods=("POST",))
def propose(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The first hand."""
    return _lent(request, run_id, Hand.PROPOSE, _("提交了。由另一位同事接着办。"))


@screen(needs=REVIEW, reads=VIEW, methods=("POST",))
def review(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """A hand for larger sums."""
    return _lent(request, run_id, Hand.REVIEW, _("复核好了。由审批的同事接着办。"))


@screen(needs=APPROVE, reads=VIEW, methods=("POST",))
def second(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The first of two approvals."""
    return _lent(request, run_id, Hand.SECOND, _("第一道审批办好了。还要另一位审批。"))


@screen(needs=APPROVE, reads=VIEW, methods=("POST",))
def approve(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The approval."""
    return _lent(request, run_id, Hand.APPROVE, _("审批好了。由出纳放款。"))


@screen(needs=RELEASE, reads=VIEW, methods=("POST",))
def release(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The last hand: the money goes to the bank."""
    return _lent(request, run_id, Hand.RELEASE, _("放款了。请下载文件交给银行。"))


@screen(needs=VIEW, methods=("POST",))
def send_back(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """Back to the draft, with a reason."""
    with within_reach():
        services.send_back(run_id, reason=request.POST.get("reason", ""), actor=request.actor)
    messages.success(request, _("退回草稿了。改好以后重新提交。"))
    return redirect("ledger:run", run_id=run_id)


@screen(needs=PROPOSE, reads=VIEW, methods=("POST",))
def cancel(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """A draft is given up."""
    with within_reach():
        services.cancel(run_id, reason=request.POST.get("reason", ""), actor=request.actor)
    messages.success(request, _("批次作废了。里面的付款等下一个批次。"))
    return redirect("ledger:run", run_id=run_id)


@screen(needs=PROPOSE, reads=VIEW, methods=("POST",))
def leave(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """Payments leave a draft."""
    picked = [UUID(each) for each in request.POST.getlist("order") if _is_uuid(each)]
    with within_reach():
        count = services.leave_out(run_id, picked, actor=request.actor)
    messages.success(request, _("移出了 %(n)s 笔，等下一个批次。") % {"n": count})
    return redirect("ledger:run", run_id=run_id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@screen(needs=VIEW, methods=("POST",))
def close(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The bank has answered everything."""
    with within_reach():
        services.close(run_id, actor=request.actor)
    messages.success(request, _("批次办结了。"))
    return redirect("ledger:run", run_id=run_id)


@screen(needs=RELEASE, reads=VIEW, methods=("POST",))
def file(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """The file for the bank; who made it is written down."""
    form = forms.BankFile(request.POST)
    if not form.is_valid():
        return redirect("ledger:run", run_id=run_id)
    said = form.cleaned_data
    with within_reach():
        made = services.make_file(
            run_id, layout=said["layout"], format_=said["format"], part=said["part"], actor=request.actor
        )
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name) or ""
    return response


@screen(needs=VIEW, methods=("GET", "POST"), uploads=True, most_bytes=MOST_BYTES + 1024 * 1024)
def upload(request: ActorRequest, run_id: UUID) -> HttpResponse:
    """A bank's answer is sent; the next page shows what it would change."""
    with within_reach():
        page = queries.run(run_id, request.actor)
    form = forms.Upload(request.POST, request.FILES) if request.method == "POST" else forms.Upload()

    def do(said: dict[str, Any]) -> str:
        content = b"".join(said["file"].chunks())
        made = services.read_reply(run_id, content, name=said["file"].name, actor=request.actor)
        return reverse("ledger:reply", args=[made.public_id])

    return filled(
        request, form, do, title=_("上传回盘"), button=_("上传"), back=reverse("ledger:run", args=[run_id]),
        said=_("读好了。看过再入账。"), hint=f"{page.row.number} {page.row.title}", uploads=True,
    )  # fmt: skip


@screen(needs=VIEW)
def reply(request: ActorRequest, reply_id: UUID) -> HttpResponse:
    """What a bank's answer would change, before anything is booked."""
    with within_reach():
        page = queries.reply(reply_id, request.actor)
    order = sorted(page.row.counts, key=list(texts.VERDICTS).index)
    sums = [
        showing.Figure(
            str(texts.VERDICTS[each]), f"{page.row.counts[each]:,}", _("笔"), showing.plain(page.fen.get(each, 0))
        )
        for each in order
    ]
    context = {
        "page": page, "sums": sums, "verdicts": texts.VERDICTS, "kinds": showing.VERDICT_KINDS,
        "may": request.actor.may(PROPOSE) or request.actor.may(KEEP) or request.actor.may(RELEASE),
    }  # fmt: skip
    return render(request, "ledger/reply.html", context)


@screen(needs=VIEW, methods=("POST",))
def apply(request: ActorRequest, reply_id: UUID) -> HttpResponse:
    """Book what it changes."""
    with within_reach():
        done = services.apply_reply(reply_id, actor=request.actor)
        page = queries.reply(done.public_id, request.actor)
    messages.success(request, _("回盘入账了，收款人会收到通知。"))
    return redirect("ledger:run", run_id=page.run.public_id)


@screen(needs=VIEW, methods=("POST",))
def drop(request: ActorRequest, reply_id: UUID) -> HttpResponse:
    """Put it aside."""
    with within_reach():
        done = services.drop_reply(reply_id, actor=request.actor)
        page = queries.reply(done.public_id, request.actor)
    messages.success(request, _("这份回盘没有入账，放在一边了。"))
    return redirect("ledger:run", run_id=page.run.public_id)


@screen(needs=VIEW)
def waiting(request: ActorRequest, book_id: UUID) -> HttpResponse:
    """Payments that wait: ready, without a card, returned."""
    view = request.GET.get("view", "ready")
    with within_reach():
        row = queries.book(book_id, request.actor)
        page = queries.waiting(book_id, request.actor, view, before=showing.number(request, "before"))
    views = [
        ("ready", _("可以付"), page.ready),
        ("card", _("待补卡"), page.without_card),
        ("returned", _("银行退回"), page.returned),
        ("owed", _("应收退回"), page.owed),
    ]
    context = {
        "row": row, "page": page, "view": view if view in {"card", "returned", "owed"} else "ready",
        "views": [
            {"label": label, "url": turned(request.GET, view=name, before=""), "current": name == view, "count": count}
            for name, label, count in views
        ],
        "next_url": turned(request.GET, before=page.next) if page.next else "",
        "may_propose": request.actor.may(PROPOSE, row.code),
        "may_keep": request.actor.may(KEEP, row.code),
        "may_card": request.actor.may(PROPOSE, row.code) or request.actor.may(KEEP, row.code),
    }  # fmt: skip
    return render(request, "ledger/waiting.html", context)


@screen(needs=VIEW, methods=("GET", "POST"))
def card(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Take down where the payee of an order is paid to; a payment that came back is ordered anew."""
    with within_reach():
        row = queries.order(order_id, request.actor)
        back = reverse("ledger:waiting", args=[queries.book_of(order_id, request.actor)])
    form = forms.Card(data(request), initial={"holder": row.name})

    def do(said: dict[str, Any]) -> str:
        services.keep_card(row.payee_id, **said, actor=request.actor)
        if row.state == "returned" and not row.reopened:
            services.reopen(order_id, actor=request.actor)
        return back

    title = _("换一张卡，重新付") if row.state == "returned" else _("补银行卡")
    hint = _("%(name)s 的银行卡。卡号加密保存，页面上只显示末四位。") % {"name": row.name}
    return filled(request, form, do, title=title, button=_("保存"), back=back, said=_("银行卡存好了。"), hint=hint)


@screen(needs=VIEW, methods=("GET", "POST"))
def repay(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """What was paid too much has come back, all or a part of it."""
    with within_reach():
        row = queries.order(order_id, request.actor)
        back = f"{reverse('ledger:waiting', args=[queries.book_of(order_id, request.actor)])}?view=owed"
    left = row.owed_fen - row.repaid_fen
    form = forms.Repay(data(request), initial={"on": showing.today(request.actor)})

    def do(said: dict[str, Any]) -> str:
        services.repay(order_id, fen=said["fen"], on=said["on"], actor=request.actor)
        return back

    hint = _("%(name)s还要退回 %(sum)s。") % {"name": row.name, "sum": showing.plain(max(left, 0))}
    return filled(
        request, form, do, title=_("登记退回来的钱"), button=_("登记"), back=back, said=_("登记好了。"), hint=hint
    )  # fmt: skip


@screen(needs=VIEW, methods=("POST",))
def reopen(request: ActorRequest, order_id: UUID) -> HttpResponse:
    """Order a payment once more; the card it came back from was found to be right."""
    with within_reach():
        book_id = queries.book_of(order_id, request.actor)
        services.reopen(order_id, same_card=request.POST.get("same_card") == "1", actor=request.actor)
    messages.success(request, _("重新下单了，等下一个批次。"))
    return redirect("ledger:waiting", book_id=book_id)
