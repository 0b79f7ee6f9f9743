"""The officer's desk: what waits for a person, the sample, contests, the board."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.entitlements import queries as rights
from hexian.domains.mutualaid import access, queries, services, texts
from hexian.domains.mutualaid.queries import Board
from hexian.domains.mutualaid.rules import Figures
from hexian.foundation.actor import Refused
from hexian.foundation.money import say
from hexian.web.members.doing import within_reach
from hexian.web.mutualaid.forms import Answer, Read, Reason
from hexian.web.mutualaid.hers import KINDS
from hexian.web.screen import ActorRequest, screen

#: Height of the chart's tallest bar, and widths of a month and a bar, in its own units.
_TALL, _STEP, _WIDE = 120, 40, 14


def number(text: str) -> int:
    """A whole number out of an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@screen(needs=access.VIEW)
def board(request: ActorRequest) -> HttpResponse:
    """Paid and missed, average, days to the money, months beside last year's."""
    known = queries.years(request.actor)
    asked = request.GET.get("year", "")
    year = (
        max(2000, number(asked))
        if len(asked) == 4 and number(asked)
        else (known[0] if known else request.actor.now.year)
    )
    figures, missed = queries.board(request.actor, year), rights.missed(request.actor, year)
    context = {
        "board": figures, "missed": missed, "kpis": _kpis(figures, missed), "bars": _bars(figures), "height": _TALL + 22, "width": _STEP * 12,
        "views": [
            {"label": f"{each}", "url": f"?year={each}", "current": each == year, "count": None} for each in known
        ],
    }  # fmt: skip
    return render(request, "mutualaid/board.html", context)


def _kpis(board: Board, missed: rights.Missed) -> list[dict[str, object]]:
    days = "—" if board.days_tenths is None else f"{board.days_tenths // 10}.{board.days_tenths % 10}"
    return [
        {"label": _("已办好"), "value": f"{board.paid:,}", "unit": _("人次"), "note": _growth(board.growth_bp)},
        {"label": _("互助金"), "value": say(board.paid_fen), "unit": "", "note": _growth(board.growth_fen_bp)},
        {"label": _("人均每次"), "value": say(board.average_fen), "unit": "", "note": ""},
        {"label": _("出院到到账"), "value": days, "unit": _("天"), "note": _("只算银行已付的")},
        {
            "label": _("应享未享"),
            "value": f"{missed.count:,}",
            "unit": _("人次"),
            "note": _("参加了的话，约 %(sum)s") % {"sum": say(missed.worth_fen)} if missed.count else _("没有落下的人"),
        },
    ]


def _growth(growth_bp: int | None) -> str:
    if growth_bp is None:
        return ""
    sign, plain = "−" if growth_bp < 0 else "+", abs(growth_bp)
    return _("比上年 %(change)s") % {"change": f"{sign}{plain // 100}.{plain % 100:02}%"}


def _bars(board: Board) -> list[dict[str, object]]:
    """Two bars a month, last year's behind, in units of the chart."""
    most = max((each.paid_fen for each in (*board.months, *board.months_before)), default=0) or 1
    found = []
    for at, (now, before) in enumerate(zip(board.months, board.months_before, strict=True)):
        tall, low = now.paid_fen * _TALL // most, before.paid_fen * _TALL // most
        found.append({
            "label": now.month.month, "x": at * _STEP + 20, "now_x": at * _STEP + 20, "before_x": at * _STEP + 4,
            "now": tall, "now_y": _TALL - tall, "before": low, "before_y": _TALL - low, "sum": say(now.paid_fen),
            "former": say(before.paid_fen), "wide": _WIDE, "text_y": _TALL + 16, "text_x": at * _STEP + 19,
        })  # fmt: skip
    return found


@screen(needs=access.DECIDE)
def held(request: ActorRequest) -> HttpResponse:
    """What a machine held, by the same findings, and one by one."""
    asked = request.GET.get("findings", "")
    findings = int(asked) if asked.isdigit() and len(asked) < 8 else None
    after = request.GET.get("after", "")
    page = queries.held(request.actor, findings=findings, after=number(after))
    found = queries.groups(request.actor)
    chosen = next((each for each in found if each.findings == findings), None)
    narrow = "" if findings is None else f"&findings={findings}"
    context = {
        "page": page, "groups": found, "chosen": chosen, "findings": findings, "form": Reason(),
        "next_url": f"?after={page.next}{narrow}" if page.next else "", "previous_url": "",
        "unions": [(each.public_id, each.name) for each in access.unions_deciding(request.actor)[:20]],
        "seen_at": request.actor.now.isoformat(),
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


@screen(needs=access.DECIDE, reads=access.VIEW, methods=("GET", "POST"))
def decision(request: ActorRequest, decision_id: UUID) -> HttpResponse:
    """One settlement line by line; pay or refuse what is held."""
    with within_reach():
        page = queries.seen(decision_id, request.actor)
        request.looks.append(queries.look(decision_id, request.actor))
    form = Reason(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = services.pay if request.POST.get("act") == "pay" else services.refuse
        try:
            row = act(decision_id, reason=form.cleaned_data["reason"], actor=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            said = {"sum": texts.money(row.amount_fen)}
            messages.success(request, _("办好了：%(sum)s。") % said if row.amount_fen else _("办好了：不发放。"))
            return redirect("aiddesk:held")
    context = {"page": page, "form": form, "kinds": KINDS, "may_decide": page.state == "held"}
    return render(request, "mutualaid/decision.html", context, status=422 if form.errors else 200)


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
        page = queries.seen(row.decision_id, request.actor)
        request.looks.append(queries.look(row.decision_id, request.actor))
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
    context = {"row": row, "page": page, "form": form, "waits": row.state in ("filed", "appealed")}
    return render(request, "mutualaid/contest_desk.html", context, status=422 if form.errors else 200)
