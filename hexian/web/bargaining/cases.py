"""The list, one case, the offer and its answer, delegates, meetings, dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.access import ACT, ANSWER, OVERSEE
from hexian.domains.bargaining.queries import CasePage, Chosen
from hexian.domains.bargaining.queries.cases import VIEWS
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.states import Side
from hexian.foundation.actor import Refused
from hexian.web.bargaining import forms, showing
from hexian.web.bargaining.shared import (
    ask_again,
    done,
    filled,
    finding_words,
    own_page,
    page_of,
    photo_of,
    shell_of,
    shown,
)
from hexian.web.members.doing import within_reach
from hexian.web.members.filters import turned
from hexian.web.screen import ActorRequest, screen

_VIEWS = {"turn": "轮到我", "open": "进行中", "force": "生效的合同", "late": "超期的", "all": "全部"}


@screen()
def desk(request: ActorRequest) -> HttpResponse:
    """Cases an officer may know of: states and dates, no figure."""
    if not request.actor.offices:
        return redirect("bargaining:mine")
    view = request.GET.get("view", "open")
    chosen = Chosen(view if view in VIEWS else "open", request.GET.get("q", "").strip()[:40])
    after = request.GET.get("after", "")
    found = queries.cases(request.actor, chosen, int(after) if after.isdecimal() and len(after) < 19 else None)
    context = {
        "rows": [(row, showing.waits(row)) for row in found.rows],
        "views": [
            {"label": _(words), "url": turned(request.GET, view=name, after=""), "current": chosen.view == name}
            for name, words in _VIEWS.items()
        ],
        "next_url": turned(request.GET, after=found.after) if found.after else "",
        "chosen": chosen, "states": texts.STATES, "kinds": showing.KINDS, "turns": texts.TURNS,
        "specials": texts.SPECIALS, "contracts": texts.CONTRACTS,
        "may_open": request.actor.may(ACT) or request.actor.may(ANSWER), "may_drive": request.actor.may(OVERSEE),
    }  # fmt: skip
    return render(request, "bargaining/desk.html", context)


@screen()
def mine(request: ActorRequest) -> HttpResponse:
    """The cases she sits in."""
    rows = [(row, showing.waits(row)) for row in queries.my_cases(request.actor)]
    context = {"rows": rows, "states": texts.STATES, "kinds": showing.KINDS, "shell": shell_of(request)}
    return render(request, "bargaining/mine.html", context)


@screen()
def case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One case: what comes next, who has it, until when, and everything done so far."""
    page = page_of(request, case_id)
    context = {
        **shown(request, page),
        "turn": showing.whose_turn(page), "next_words": showing.next_words(page), "no_clock": showing.no_clock(page),
        "due": showing.waits(page.row), "jobs": showing.jobs(page), "path": showing.path(page),
        "trail": showing.timeline(page), "workers": page.of(Side.WORKER), "employers": page.of(Side.EMPLOYER),
    }  # fmt: skip
    return render(request, "bargaining/case.html", context)


# — The offer —


@screen(methods=("GET", "POST"))
def new(request: ActorRequest) -> HttpResponse:
    """Begin an offer for one's own union or employer."""
    bodies = queries.bodies(request.actor)
    if not bodies:
        raise Http404
    kind = request.GET.get("kind", f"special.{contracts.Special.WAGE}")
    contract, _dot, special = kind.partition(".")
    lists = contracts.lists_of(contract, special) if contract in {"special", "general"} else ()
    employers = [(f"{body.side}.{body.employer}", body.label) for body in bodies]
    if request.method == "POST":
        form = forms.Offer(request.POST, employers=employers, lists=lists)
    else:
        form = forms.Offer(
            initial={
                "kind": kind, "topics": forms.lawful_topics(contract, special), "idempotency_key": uuid4().hex,
                "employer": employers[0][0], "staff": bodies[0].staff or None, "womens_content": "",
                "title": _("%(year)s 年工资集体协商") % {"year": timezone.localdate(request.actor.now).year},
            },
            employers=employers, lists=lists,
        )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            opened = _open(request, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("bargaining:delegates", case_id=opened)
    context = {"form": form, "kind": kind, "topics": forms.topics_of(contract, special), "bodies": bodies,
               "chosen": _chosen(form), "kinds_url": reverse("bargaining:new")}  # fmt: skip
    return render(request, "bargaining/new.html", context, status=422 if form.errors else 200)


def _open(request: ActorRequest, form: forms.Offer) -> UUID:
    side, _dot, employer = form.cleaned_data["employer"].partition(".")
    opened = services.open_case(
        side=side, employer=UUID(employer), facts=form.facts(),
        request_key=form.cleaned_data["idempotency_key"] or uuid4().hex, actor=request.actor,
    )  # fmt: skip
    return opened.public_id


def _chosen(form: forms.Offer) -> set[str]:
    return set(form.data.getlist("topics") if form.is_bound else form.initial.get("topics", []))  # type: ignore[attr-defined]


@screen(methods=("GET", "POST"))
def offer(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Edit an offer that has not been sent."""
    page = own_page(request, case_id)
    lists = contracts.lists_of(page.case.contract, page.case.special)
    form = forms.Offer(request.POST or None, lists=lists, initial=_offer_initial(page))
    form.fields["employer"].required = False

    def save() -> None:
        services.edit_offer(case_id, form.facts(), actor=request.actor, version=form.seen())

    return filled(
        request, page, form, "bargaining/offer.html", save, done=_("要约内容已保存。"),
        topics=forms.topics_of(page.case.contract, page.case.special), chosen=_chosen(form),
    )  # fmt: skip


def _offer_initial(page: CasePage) -> dict[str, Any]:
    case = page.case
    fields = ("title", "staff", "women", "disabled", "dispatched", "place", "wanted_each", "womens_content", "contact",
              "number", "proposers")  # fmt: skip
    return {
        **{name: getattr(case, name) for name in fields}, "version": page.case.version,
        "kind": f"{case.contract}.{case.special}" if case.special else case.contract,
        "meet_at": timezone.localtime(case.meet_at) if case.meet_at else None,
        "materials": "\n".join(case.materials), "topics": queries.topics(case),
    }  # fmt: skip


@screen(methods=("POST",))
def discard(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Throw away an offer that was not sent."""
    with within_reach():
        services.discard(case_id, actor=request.actor)
    messages.success(request, _("草稿已删除。"))
    return redirect("bargaining:desk")


@screen(methods=("GET", "POST"))
def send(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Send the offer."""
    page = own_page(request, case_id)
    form = forms.SendOffer(request.POST or None, initial={"version": page.case.version, "way": "in_app"})

    def verb() -> None:
        services.send_offer(case_id, form.sending(), actor=request.actor, version=form.seen())

    driven = queries.driven(case_id)
    return filled(
        request, page, form, "bargaining/send.html", verb, done=_("要约已发出。对方签收之后开始算答复期限。"),
        driven=driven, driven_problem=texts.of(driven.problem) if driven and driven.problem else "",
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def delivery(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How the offer went; send it again another way."""
    page = own_page(request, case_id)
    form = forms.SendOffer(request.POST or None, initial={"version": page.case.version, "way": "link"})

    def verb() -> None:
        services.deliver_again(case_id, form.sending(), actor=request.actor)

    rows = queries.deliveries(page.case)
    return filled(
        request, page, form, "bargaining/delivery.html", verb, done=_("已再次送出。"), route="delivery", rows=rows,
        ways=texts.DELIVERIES, is_sender=page.side == page.case.offered_by,
    )  # fmt: skip


@screen(methods=("POST",))
def confirm(request: ActorRequest, case_id: UUID, delivery_id: UUID) -> HttpResponse:
    """The other side signs for a paper."""
    page = own_page(request, case_id)
    return done(
        request, page, lambda: services.confirm(delivery_id, actor=request.actor), _("已签收，答复期限从现在算起。")
    )


@screen(methods=("GET", "POST"), uploads=True)
def prove(request: ActorRequest, case_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Enter the receipt of a paper with its photo."""
    page = own_page(request, case_id)
    form = forms.Receipt(request.POST or None, request.FILES or None)

    def verb() -> None:
        given = form.cleaned_data
        photo = photo_of(request, page, "receipt")
        receipt = services.Receipt(given["received_by"], given["at"], given["witness"], photo)
        services.prove(delivery_id, receipt, actor=request.actor)

    return filled(
        request, page, form, "bargaining/form.html", verb, done=_("签收已登记。"), title=_("登记签收"), has_file=True
    )


@screen(methods=("GET", "POST"))
def reply(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Answer an offer."""
    page = own_page(request, case_id)
    have = set(queries.topics(page.case))
    lists = contracts.lists_of(page.case.contract, page.case.special)
    more = [each for each in clauses.of_lists(lists) if each.code not in have]
    form = forms.Reply(request.POST or None, more=more, initial={"version": page.case.version})

    def verb() -> None:
        services.reply(case_id, form.answer(), actor=request.actor, version=form.seen())

    return filled(
        request, page, form, "bargaining/reply.html", verb, done=_("已书面答复，同意协商。"), asked=page.case.materials,
        items=[clauses.clause(code).title for code in queries.topics(page.case)],
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def refusal(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Record that the other side says no."""
    return _reason(request, case_id, services.refuse, _("记录对方拒绝协商"), _("已记录，上级工会会收到提醒。"))


@screen(methods=("GET", "POST"))
def refuse_sign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Record that a chief will not sign."""
    return _reason(request, case_id, services.refuse_to_sign, _("记录拒绝签字"), _("已记录，上级工会会收到提醒。"))


def _reason(request: ActorRequest, case_id: UUID, verb: Any, title: str, words: str) -> HttpResponse:
    page = own_page(request, case_id)
    form = forms.Reason(request.POST or None, initial={"version": page.case.version})
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: verb(case_id, form.cleaned_data["reason"], actor=request.actor, version=form.seen()),
        done=words, title=title,
    )  # fmt: skip


_BRANCHES = {
    "dispute": (services.ask_coordination, "申请协调处理签订争议", "已申请，人社部门受理后 30 日内协调。"),
    "breach": (services.claim_breach, "履行争议", "已记录。"),
    "unlawful": (services.find_unlawful, "准备意见书", "已记录，双方都会收到提醒。"),
    "settle": (services.settle, "处理完毕", "已记录，接着往下办。"),
}


@screen(methods=("GET", "POST"))
def branch(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """Step aside from the way, or back onto it: a dispute, something unlawful, settled."""
    if what not in _BRANCHES:
        raise Http404
    verb, title, words = _BRANCHES[what]
    page = page_of(request, case_id)
    if not (page.part or (page.oversees and what in {"unlawful", "settle"}) or (page.examines and what == "settle")):
        raise Http404
    form = forms.Words(request.POST or None, initial={"version": page.case.version})
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: verb(case_id, form.cleaned_data["words"], actor=request.actor, version=form.seen()),
        done=_(words), title=_(title),
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def join(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Handle the case for the body one holds an office at."""
    page = page_of(request, case_id)
    if request.method == "POST":
        return done(
            request, page, lambda: services.take_part(case_id, actor=request.actor), _("好了，这件协商由您经办。")
        )
    return render(request, "bargaining/join.html", shown(request, page))


# — Delegates —


@screen(methods=("GET", "POST"))
def delegates(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Both delegations with what the law makes of them; name somebody for one's own side."""
    page = page_of(request, case_id)
    form = forms.Delegate(request.POST or None, initial=_delegate_initial(page))

    def verb() -> None:
        services.name_delegate(case_id, form.seat(), actor=request.actor)

    return filled(
        request, page, form, "bargaining/delegates.html", verb, done=_("已加入名单。"), route="delegates",
        lists=[(texts.SIDES[side], side, page.of(side)) for side in Side], findings=finding_words(page),
        neutral=[seat for seat in page.seats if not seat.side], neutral_form=forms.Neutral(),
    )  # fmt: skip


def _delegate_initial(page: CasePage) -> dict[str, Any]:
    side = page.side or Side.WORKER
    first = page.chief_of(side) is None
    origin = "ex_officio" if first else "elected" if side is Side.WORKER else "appointed"
    return {"role": "chief" if first else "rep", "origin": origin, "heads": first}


@screen(methods=("GET", "POST"))
def end_delegate(request: ActorRequest, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """A delegate sits no longer."""
    page = own_page(request, case_id)
    seat = next((each for each in page.seats if each.public_id == seat_id), None)
    if seat is None:
        raise Http404
    form = forms.Reason(request.POST or None)
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: services.end_delegate(seat_id, form.cleaned_data["reason"], actor=request.actor),
        done=_("已从名单里去掉，请按同样的程序补选。"), route="delegates",
        title=_("%(name)s不再担任") % {"name": seat.name},
    )  # fmt: skip


@screen(methods=("POST",))
def neutral(request: ActorRequest, case_id: UUID, role: str) -> HttpResponse:
    """Both sides' recorder, or a guide."""
    page = page_of(request, case_id)
    if not (page.part or page.oversees):
        raise Http404
    form = forms.Neutral(request.POST)
    verb = {"recorder": services.appoint_recorder, "guide": services.assign_guide}.get(role)
    if verb is None:
        raise Http404
    if not form.is_valid():
        return ask_again(request, form, "delegates", case_id)
    given = form.cleaned_data
    return done(
        request, page, lambda: verb(case_id, given["name"], given["mobile"], actor=request.actor), _("定好了。"),
        "delegates",
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def publicise(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Publicise both delegations once they are lawful."""
    page = own_page(request, case_id)
    form = forms.Versioned(request.POST or None, initial={"version": page.case.version})
    return filled(
        request, page, form, "bargaining/publicise.html",
        lambda: services.publicise(case_id, actor=request.actor, version=form.seen()), done=_("代表已公示。"),
        findings=finding_words(page), lists=[(texts.SIDES[side], side, page.of(side)) for side in Side],
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def promise(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Promise to keep secrets before anything is seen."""
    page = own_page(request, case_id)
    if request.method == "POST":
        return done(request, page, lambda: services.promise(case_id, actor=request.actor), _("已确认保密承诺。"))
    return render(request, "bargaining/promise.html", shown(request, page))


@screen(methods=("GET", "POST"))
def materials(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Provide what the other side asked for."""
    page = own_page(request, case_id)
    asked = page.case.materials if page.side != page.case.offered_by else page.case.reply.get("materials", [])
    form = forms.Materials(request.POST or None, asked=asked, initial={"version": page.case.version})
    return filled(
        request, page, form, "bargaining/materials.html",
        lambda: services.give_materials(
            case_id, form.cleaned_data["provided"], actor=request.actor, version=form.seen()
        ),
        done=_("资料已交换，可以开会了。"), asked=asked,
    )  # fmt: skip


# — Dates —


@screen()
def dates(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Every date: event, rule, article, days skipped, version of law."""
    page = page_of(request, case_id)
    rows = showing.explained(queries.dates(page.case))
    return render(
        request, "bargaining/dates.html", {**shown(request, page), "rows": rows, "no_clock": showing.no_clock(page)}
    )


@screen()
def calendar(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The case's dates for a calendar program (iCalendar, RFC 5545)."""
    page = page_of(request, case_id)
    rows = [row.deadline for row in queries.dates(page.case) if not row.is_over]
    words = [(f"{page.row.title}：{row.basis['title']}", row.due_at, str(row.pk)) for row in rows]
    if page.case.meet_at is not None:
        words.append(
            (f"{page.row.title}：{_('协商会议')} {page.case.place}", page.case.meet_at, f"meet-{page.row.public_id}")
        )
    response = HttpResponse(ics(words, request.actor.now), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.row.public_id}.ics"'
    return response


def ics(events: list[tuple[str, datetime, str]], now: datetime) -> str:
    """Moments as an iCalendar file: lines end in CRLF and are folded at 75 octets."""
    stamp = "%Y%m%dT%H%M%SZ"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hexian//ZH", "CALSCALE:GREGORIAN"]
    for words, at, uid in events:
        text = words.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")
        moment = at.astimezone(UTC).strftime(stamp)
        lines += [
            "BEGIN:VEVENT", f"UID:{uid}@hexian", f"DTSTAMP:{now.astimezone(UTC).strftime(stamp)}", f"DTSTART:{moment}",
            f"DTEND:{moment}", f"SUMMARY:{text}", "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{text}",
            "TRIGGER:-P2D", "END:VALARM", "END:VEVENT",
        ]  # fmt: skip
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _folded(line: str) -> str:
    parts, rest = [], line.encode()
    while len(rest) > 73:
        cut = 73
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]).decode() + "\r\n"
