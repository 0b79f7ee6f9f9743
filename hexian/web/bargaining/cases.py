"""The list, one case, the offer and its answer, delegates, meetings, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.access import ACT, ANSWER, OVERSEE
from hexian.domains.bargaining.queries import CasePage, Chosen
from hexian.domains.bargaining.queries.cases import VIEWS
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.meeting import Delivery
from hexian.domains.bargaining.rules.states import BEING_LISTED, IN_FORCE, Side, State, other
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import texts as clock
from hexian.foundation.clock.rules import last_day
from hexian.web.bargaining import forms, showing, standing_in
from hexian.web.bargaining.shared import (
    OTHER_KIND,
    absent,
    done,
    filled,
    finding_words,
    own_page,
    page_of,
    photo_of,
    shell_of,
    shown,
    still_typed,
    usual_title,
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
        "may_open": request.actor.may(ACT) or request.actor.may(ANSWER), "may_note": _may_note(request.actor),
        "may_drive": request.actor.may(OVERSEE),
    }  # fmt: skip
    return render(request, "bargaining/desk.html", context)


def _may_note(actor: Actor) -> bool:
    """Whether an offer may come on paper to a union or employer of her own."""
    return (actor.may(ACT) or actor.may(ANSWER)) and bool(queries.bodies(actor))


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
    settled = page.row.state == State.NEGOTIATING and bool(page.part) and queries.all_settled(page.case)
    at_table = page.side is not None and page.row.state in {State.NEGOTIATING, State.SUSPENDED, State.REVISING}
    awaited = queries.awaited(page.case, page.side or "") if at_table else None
    ending = page.row.state in {State.EXPIRING, State.RENEWAL, State.EXPIRED}
    following = queries.following(page.case, request.actor) if ending else None
    context = {
        **shown(request, page), "seen": queries.version_of(case_id) if page.part else None,
        "refusal_words": showing.refusal_words(page), "vacant": showing.vacant_words(page),
        "turn": showing.whose_turn(page), "next_words": showing.next_words(page, all_settled=settled),
        "no_clock": showing.no_clock(page), "due": showing.waits(page.row), "due_title": queries.due_title(page.case),
        "jobs": showing.jobs(page, all_settled=settled, awaited=awaited, following=following),
        "path": showing.path(page),
        "director": queries.worker_director(page.case) if page.side else None,
        "answer": _answer(page), "crumbs": shown(request, page)["crumbs"][:1], "trail": showing.timeline(page),
        "workers": page.of(Side.WORKER), "employers": page.of(Side.EMPLOYER),
    }  # fmt: skip
    return render(request, "bargaining/case.html", context)


#: While the answer to an offer is what both sides go by.
_BY_THE_ANSWER = frozenset({State.REPLIED, State.REPS_ELECTED, State.MATERIALS})


def _answer(page: CasePage) -> dict[str, Any] | None:
    """What the other side answered, for the two sides alone: figures may stand in it."""
    if page.side is None or page.row.state not in _BY_THE_ANSWER or not page.case.reply:
        return None
    side = other(page.case.offered_by)
    return {"side": texts.SIDES[side], "added": queries.asked_by(page.case, side)}


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
    if request.method == "POST" and OTHER_KIND not in request.POST:
        form = forms.Offer(request.POST, employers=employers, lists=lists)
    else:
        begun = {**_usual(contract, special, request.actor), "employer": employers[0][0],
                 "staff": bodies[0].staff or None, **_kept(request)}  # fmt: skip
        form = forms.Offer(initial={**begun, "kind": kind}, employers=employers, lists=lists)
    form.fields["employer"].required = True
    form.ask_proposers(queries.proposing(request.actor))
    if form.is_bound and form.is_valid():
        try:
            opened = _open(request, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("bargaining:delegates", case_id=opened)
    running = queries.running(request.actor, contract, special)
    context = {"form": form, "kind": kind, "running": running, "bodies": bodies,
               "topics": forms.topics_of(contract, special),
               "by_union": any(body.side is Side.WORKER for body in bodies),
               "chosen": _chosen(form), "lawful": forms.lawful_topics(contract, special),
               "kinds_url": reverse("bargaining:new")}  # fmt: skip
    return render(request, "bargaining/new.html", context, status=422 if form.errors else 200)


#: What is typed for any kind of contract: it stays when another is chosen.
_ANY_KIND = (
    "employer", "staff", "women", "disabled", "dispatched", "scale", "sent_on", "meet_at", "wanted_each", "place",
    "number", "contact", "idempotency_key",
)  # fmt: skip


def _usual(contract: str, special: str, actor: Actor) -> dict[str, Any]:
    """What an offer of a kind begins with."""
    return {
        "topics": forms.lawful_topics(contract, special), "idempotency_key": uuid4().hex, "womens_content": "",
        "materials": "\n".join(str(each) for each in texts.materials_for(contract, special)),
        "title": usual_title(contract, special, timezone.localdate(actor.now).year),
    }  # fmt: skip


def _kept(request: ActorRequest) -> dict[str, Any]:
    contract, _dot, special = request.POST.get("kind", "").partition(".")
    before = _usual(contract, special, request.actor)
    return still_typed(request.POST, _ANY_KIND, {each: before[each] for each in ("title", "materials")})


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
    form.ask_proposers(*(queries.proposed(page.case) or (None,)))

    def save() -> None:
        services.edit_offer(case_id, form.facts(), actor=request.actor, version=form.seen())

    return filled(
        request, page, form, "bargaining/offer.html", save, done=_("要约内容已保存。"),
        topics=forms.topics_of(page.case.contract, page.case.special), chosen=_chosen(form),
        lawful=forms.lawful_topics(page.case.contract, page.case.special),
    )  # fmt: skip


def _offer_initial(page: CasePage) -> dict[str, Any]:
    case = page.case
    fields = ("title", "staff", "women", "disabled", "dispatched", "place", "wanted_each", "womens_content", "contact",
              "number", "proposers")  # fmt: skip
    return {
        **{name: getattr(case, name) for name in fields}, "version": page.case.version, "sent_on": case.offered_on,
        "scale": queries.particulars(case)["scale"],
        "kind": f"{case.contract}.{case.special}" if case.special else case.contract,
        "meet_at": timezone.localtime(case.meet_at) if case.meet_at else None,
        "materials": "\n".join(case.materials), "topics": queries.topics(case),
    }  # fmt: skip


@screen(methods=("POST",))
def discard(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Throw away an offer that was not sent, or one wrongly entered from paper."""
    with within_reach():
        services.discard(case_id, actor=request.actor)
    messages.success(request, _("已删除。"))
    return redirect("bargaining:desk")


@screen(methods=("GET", "POST"))
def send(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Send the offer."""
    page = own_page(request, case_id)
    went = page.case.offered_on if page.row.state == State.INIT else None
    initial = {"version": page.case.version, "way": Delivery.PAPER if went else Delivery.IN_APP, "sent_on": went}
    form = forms.SendOffer(request.POST or None, initial=initial)
    if went:
        form.ask_pen()

    def verb() -> None:
        services.send_offer(case_id, form.sending(), actor=request.actor, version=form.seen())

    driven = queries.driven(case_id)
    return filled(
        request, page, form, "bargaining/send.html", verb, done=_("要约已发出。对方签收之后开始算答复期限。"),
        went=went, driven=driven, driven_problem=texts.of(driven.problem) if driven and driven.problem else "",
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def delivery(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How the offer went; send it again another way."""
    page = own_page(request, case_id)
    form = forms.SendOffer(request.POST or None, initial={"version": page.case.version, "way": "link"})

    def verb() -> None:
        services.deliver_again(case_id, form.sending(), actor=request.actor)

    rows = queries.deliveries(page.case)
    is_sender = page.side == page.case.offered_by
    if page.reply_waits and not is_sender:
        form.ask_abroad()
    return filled(
        request, page, form, "bargaining/delivery.html", verb, done=_("已再次送出。"), route="delivery", rows=rows,
        ways=texts.DELIVERIES, papers=texts.PAPERS, is_sender=is_sender,
        may_resend=_may_resend(page) if is_sender else page.reply_waits,
        offer_page=page.pages.get(Side(page.case.offered_by)),
        items=[clauses.clause(code).title for code in queries.topics(page.case)],
    )  # fmt: skip


def _may_resend(page: CasePage) -> bool:
    return page.row.state == State.OFFER_SENT and page.case.received_at is None


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


@screen(methods=("GET", "POST"), uploads=True)
def note_reply(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Enter the answer that came on paper."""
    page = own_page(request, case_id)
    form = forms.PaperReply(request.POST or None, request.FILES or None, initial={"version": page.case.version})

    def verb() -> None:
        photo = photo_of(request, page, "reply")
        services.note_reply(case_id, form.answer(photo), actor=request.actor, version=form.seen())

    return filled(
        request, page, form, "bargaining/form.html", verb, done=_("对方的答复已登记。"), title=_("登记对方的纸面答复"),
        has_file=True, hint=_("按收到应约书的时间登记，在期限以内收到的就是按期答复。"),
    )  # fmt: skip


@screen(methods=("GET", "POST"), uploads=True)
def reply(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Answer an offer."""
    page = own_page(request, case_id)
    have = set(queries.topics(page.case))
    lists = contracts.lists_of(page.case.contract, page.case.special)
    more = [each for each in clauses.of_lists(lists) if each.code not in have]
    abroad = page.on_paper == page.case.offered_by
    form = forms.Reply(
        request.POST or None, request.FILES or None, more=more, abroad=abroad, initial={"version": page.case.version}
    )
    late = queries.answer_late(page.case, request.actor)

    def verb() -> None:
        sending, handed = (form.sending(), form.handed(photo_of(request, page, "reply"))) if abroad else (None, None)
        services.reply(case_id, form.answer(), actor=request.actor, version=form.seen(), sending=sending, handed=handed)

    return filled(
        request, page, form, "bargaining/reply.html", verb, route="delivery" if abroad else "case",
        done=_("已书面答复。应约书送到对方手里，再登记签收。") if abroad else _("已书面答复，同意协商。"),
        asked=page.case.materials, late=late, abroad=abroad,
        late_until=clock.until(late.due_at) if late else "",
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
    "dispute": (
        services.ask_coordination,
        "申请协调处理签订争议",
        "已记录，对方会收到提醒。受理以后请登记受理的日期。",
    ),
    "breach": (services.claim_breach, "履行争议", "已记录。"),
    "unlawful": (services.find_unlawful, "准备意见书", "已记录，双方都会收到提醒。"),
    "settle": (services.settle, "处理完毕", "已记录，接着往下办。"),
    "contest": (services.contest, "对照纸面登记的内容提出异议", "已记录，双方和上级工会都会收到提醒。"),
    "contest_over": (services.end_contest, "异议已经处理", "已记录，双方都能看到。"),
    "extend": (services.extend_coordination, "延长协调期限", "已延长，双方都能看到新的期限。"),
}
_HINTS = {
    "dispute": gettext_lazy(
        "协商不成的，任何一方都可以申请（集体合同条例 39）。申请书请自己送到有管辖权的人社部门；"
        "这里记下申请这件事，人社部门受理以后登记受理的日期，协调的期限从那天起算。"
    ),
    "settle": gettext_lazy(
        "写明怎样处理的、结果是什么；有协调处理协议书、调解书的，写上日期。登记之后回到原来那一步。"
    ),
    "unlawful": gettext_lazy(
        "事实已经按办理经过写好，可以改。确定以后写进意见书，在「打印文书」里打印、签字、盖章、送达。"
    ),
    "contest": gettext_lazy("写明哪一项和纸上不一样、纸上是怎样的。照纸面登记的每一页都在「打印文书」里，可以先对照。"),
}
#: Who else may, besides who takes part.
_ABOVE = frozenset({"unlawful", "settle", "contest", "contest_over"})
_EXAMINING = frozenset({"settle", "extend"})


@screen(methods=("GET", "POST"))
def branch(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """Step aside from the way, or back onto it: a dispute, something unlawful, settled."""
    if what not in _BRANCHES:
        raise Http404
    verb, title, words = _BRANCHES[what]
    page = page_of(request, case_id)
    if not (page.part or (page.oversees and what in _ABOVE) or (page.examines and what in _EXAMINING)):
        raise Http404
    facts = showing.unlawful_words(page) if what == "unlawful" else ""
    form = forms.Words(request.POST or None, initial={"version": page.case.version, "words": facts})
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: verb(case_id, form.cleaned_data["words"], actor=request.actor, version=form.seen()),
        done=_(words), title=_(title), hint=_HINTS.get(what, ""),
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def taken_up(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The labour office has taken up a dispute about signing: by its examiner, or entered by a side."""
    page = page_of(request, case_id)
    if page.side is None and not page.examines:
        raise Http404
    today = timezone.localdate(request.actor.now)
    form = forms.TakenUp(request.POST or None, initial={"version": page.case.version, "on": today})
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: services.take_up_coordination(
            case_id, form.cleaned_data["on"], actor=request.actor, version=form.seen()
        ),
        done=_("已登记，协调的期限从受理那天起算。"), title=_("登记人社部门受理"),
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
    form = forms.Delegate(request.POST or None, initial=_delegate_initial(page, request.actor))

    def verb() -> None:
        services.name_delegate(case_id, form.seat(), actor=request.actor)

    return filled(
        request, page, form, "bargaining/delegates.html", verb, done=_("已加入名单。"), route="delegates",
        **_delegations(page, forms.Neutral(), request.actor),
    )  # fmt: skip


def _delegations(page: CasePage, neutral_form: forms.Neutral, actor: Actor) -> dict[str, Any]:
    return {
        "lists": [(texts.SIDES[side], side, page.of(side)) for side in Side], "findings": finding_words(page),
        "neutral": [seat for seat in page.seats if not seat.side], "neutral_form": neutral_form,
        "listed": queries.listed_from_paper(page.case, actor), "may_guide": showing.may_guide(page),
    }  # fmt: skip


def _delegate_initial(page: CasePage, actor: Actor) -> dict[str, Any]:
    """The chief first, most often whoever is typing; then one like the one before."""
    side = page.side or Side.WORKER
    # Once the lists stood, a chief is missing because she left: who types is most often not her successor.
    first = page.chief_of(side) is None and page.row.state in BEING_LISTED
    own = {"name": actor.name, "mobile": actor.mobile or ""} if first else {}
    return {**_next_seat(page, side), **own}


def _next_seat(page: CasePage, side: Side) -> dict[str, Any]:
    """What the next line of a side's list most often says: of one without a chief in office, the next chief."""
    first = page.chief_of(side) is None or any(
        each.code == "delegates.chief_left" and each.params["side"] == side for each in page.findings
    )
    origin = "ex_officio" if first else "elected" if side is Side.WORKER else "appointed"
    if first:
        return {"role": "chief", "origin": origin, "heads": True}
    elected = [seat for seat in page.of(side) if seat.chosen_on] if side is Side.WORKER else []
    like = {"chosen_on": elected[-1].chosen_on, "voters": elected[-1].voters} if elected else {}
    return {"role": "rep", "origin": origin, "heads": False, **like}


@screen(methods=("GET", "POST"), uploads=True)
def paper_list(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The delegates of a side that answered on paper, entered from its list by who asked, or the recorder."""
    page = own_page(request, case_id)
    side = queries.listed_from_paper(page.case, request.actor)
    theirs = absent(page)
    form = forms.ListedDelegate(request.POST or None, request.FILES or None, initial=_next_seat(page, theirs))

    def verb() -> None:
        photo = photo_of(request, page, "delegates")
        services.name_from_paper(case_id, form.seat(), actor=request.actor, paper=photo)

    return filled(
        request, page, form, "bargaining/paper_list.html", verb, done=_("已照名单加入。"), route="paper_list",
        listed=theirs, may_list=side is not None, label=texts.SIDES[theirs], people=page.of(theirs),
        findings=finding_words(page),
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def strike(request: ActorRequest, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """Take off somebody who was entered from paper."""
    return _off_the_list(
        request, own_page(request, case_id), seat_id, services.strike_from_paper, route="paper_list",
        done=_("已从名单里去掉。"), title=_("去掉%(name)s"),
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def end_delegate(request: ActorRequest, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """A delegate sits no longer; nor, where the union above says so, a guide."""
    page = page_of(request, case_id)
    if showing.may_guide(page) and any(each.public_id == seat_id and each.role == Role.GUIDE for each in page.seats):
        return _off_the_list(
            request, page, seat_id, services.dismiss_guide, route="delegates",
            done=_("指导员不再担任，协商室对他关上了。"), title=_("%(name)s不再担任协商指导员"),
        )  # fmt: skip
    return _off_the_list(
        request, own_page(request, case_id), seat_id, services.end_delegate, route="delegates",
        done=_("已从名单里去掉，请按同样的程序补选。"), title=_("%(name)s不再担任"),
    )  # fmt: skip


def _off_the_list(
    request: ActorRequest, page: CasePage, seat_id: UUID, act: Callable[..., object], *, route: str, done: str,
    title: str,
) -> HttpResponse:  # fmt: skip
    """Whoever comes off a list, with a reason. Raises Http404 for somebody who is on none of this case."""
    seat = next((each for each in page.seats if each.public_id == seat_id), None)
    if seat is None or (page.part and not seat.side):
        raise Http404
    form = forms.Reason(request.POST or None)
    return filled(
        request, page, form, "bargaining/form.html",
        lambda: act(seat_id, form.cleaned_data["reason"], actor=request.actor),
        done=done, route=route, title=title % {"name": seat.name},
    )  # fmt: skip


@screen(methods=("GET", "POST"))
def chosen(request: ActorRequest, case_id: UUID, seat_id: UUID) -> HttpResponse:
    """When a delegate was chosen, written down later."""
    page = own_page(request, case_id)
    seat = next((each for each in page.seats if each.public_id == seat_id and each.side == page.side), None)
    if seat is None:
        raise Http404
    form = forms.Choosing(request.POST or None)

    def verb() -> None:
        given = form.cleaned_data
        services.note_choosing(
            seat_id, given["chosen_on"], actor=request.actor, votes=given["votes"], voters=given["voters"]
        )

    return filled(
        request, page, form, "bargaining/form.html", verb, done=_("记好了。"), route="delegates",
        title=_("%(name)s是哪天产生的") % {"name": seat.name},
        hint=_("填职代会选举或者民主推举的日期；有票数的一起填。记下以后不能改写。"),
    )  # fmt: skip


@screen(methods=("POST",))
def neutral(request: ActorRequest, case_id: UUID, role: str) -> HttpResponse:
    """Both sides' recorder, or a guide."""
    page = page_of(request, case_id)
    if not (page.part or page.oversees):
        raise Http404
    form = forms.Neutral(request.POST)
    verb = {"recorder": services.appoint_recorder, "guide": services.assign_guide}.get(role)
    if verb is None or (role == "guide" and not showing.may_guide(page)):
        raise Http404

    if form.is_valid():
        given = form.cleaned_data
        try:
            with within_reach(), transaction.atomic():
                verb(case_id, given["name"], given["mobile"], actor=request.actor, namesake=given["namesake"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("定好了。"))
            return redirect("bargaining:delegates", case_id=case_id)
    own = forms.Delegate(initial=_delegate_initial(page, request.actor))
    context = {**shown(request, page), **_delegations(page, form, request.actor), "form": own}
    return render(request, "bargaining/delegates.html", context, status=422)


@screen(methods=("GET", "POST"), uploads=True)
def publicise(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Publicise both delegations once they are lawful; a union's notice on paper is entered across the table."""
    page = own_page(request, case_id)
    if page.side is Side.EMPLOYER and page.on_paper is Side.WORKER:
        return standing_in.publicity(request, page)
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


@screen(methods=("GET", "POST"), uploads=True)
def materials(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Provide what the other side asked for, or go on without what one asked for."""
    page = own_page(request, case_id)
    asked, waited = queries.materials(page.case, page.part)
    form = forms.Materials(request.POST or None, asked=asked, initial={"version": page.case.version})

    def verb() -> None:
        if "waive" in request.POST:
            services.waive_materials(case_id, actor=request.actor)
            return
        if "theirs" in request.POST:
            photo = photo_of(request, page, "materials")
            services.note_materials(case_id, actor=request.actor, version=form.seen(), paper=photo)
            return
        services.give_materials(case_id, form.cleaned_data["provided"], actor=request.actor, version=form.seen())

    return filled(
        request, page, form, "bargaining/materials.html", verb, done=_("已记下。双方都给齐了，就可以开会。"),
        asked=asked, waited=waited, has_given=page.part in page.case.materials_given,
        by_paper=page.on_paper is not None and page.on_paper != page.side,
    )  # fmt: skip


# — Dates —


@screen()
def dates(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Every date: event, rule, article, days skipped, version of law."""
    page = page_of(request, case_id)
    context = {
        **shown(request, page), "rows": showing.explained(queries.dates(page.case, request.actor.now)),
        "fixed": showing.fixed(queries.fixed_dates(page.case)), "no_clock": showing.no_clock(page),
        "grade": queries.grade_law(page.case), "law_of": queries.law_day(page),
    }  # fmt: skip
    return render(request, "bargaining/dates.html", context)


@screen()
def calendar(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The case's dates for a calendar program (iCalendar, RFC 5545)."""
    page = page_of(request, case_id)
    url = f"{settings.PUBLIC_URL}{reverse('bargaining:dates', args=[case_id])}"
    response = HttpResponse(
        ics(list(_entries(page, url, request.actor.now)), request.actor.now),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{page.row.public_id}.ics"'
    return response


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: a whole day, or a moment; what it is, and why it is then."""

    uid: str
    words: str
    at: datetime | date
    why: str
    url: str
    place: str = ""


def _entries(page: CasePage, url: str, now: datetime) -> Iterator[Entry]:
    title = page.row.title
    for row in queries.dates(page.case, now):
        if not row.is_over:
            due = row.deadline
            why = f"{showing.event_words(due)}；{showing.law_words(due.basis)}"
            yield Entry(
                f"{due.rule}-{page.row.public_id}", f"{title}：{due.basis['title']}", last_day(due.due_at), why, url
            )
    for meeting in queries.meetings(page.case) if page.part else []:
        words = _("第 %(n)s 次协商会议") % {"n": meeting.number}
        yield Entry(str(meeting.public_id), f"{title}：{words}", meeting.at, "", url, meeting.place)
    for stand in queries.suspensions(page.case) if page.part else []:
        if stand.begun_at is not None and stand.ended_on is None:
            yield Entry(str(stand.public_id), f"{title}：{texts.FIXED['suspension']}", stand.until, "", url)
    if page.row.holds_from is not None:
        yield Entry(f"holds-{page.row.public_id}", f"{title}：{_('变更开始执行')}", page.row.holds_from, "", url)
    if page.case.ends_on is not None and page.row.state in IN_FORCE and page.change is None:
        yield Entry(f"end-{page.row.public_id}", f"{title}：{_('合同期满')}", page.case.ends_on, "", url)


def ics(entries: Sequence[Entry], now: datetime) -> str:
    """Days and moments as an iCalendar file: lines end in CRLF and are folded at 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hexian//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for entry in entries:
        lines += _event(entry, now)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


_STAMP = "%Y%m%dT%H%M%SZ"


def _event(entry: Entry, now: datetime) -> list[str]:
    """A period ends with its last day, which is a day of a calendar and no midnight; a meeting has its hour."""
    told = [("SUMMARY", entry.words), ("DESCRIPTION", entry.why), ("LOCATION", entry.place), ("URL", entry.url)]
    return [
        "BEGIN:VEVENT", f"UID:{entry.uid}@hexian", f"DTSTAMP:{now.astimezone(UTC).strftime(_STAMP)}", *_when(entry.at),
        *(f"{name}:{_escaped(words) if name != 'URL' else words}" for name, words in told if words),
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(entry.words)}", "TRIGGER:-P2D", "END:VALARM",
        "END:VEVENT",
    ]  # fmt: skip


def _when(at: datetime | date) -> list[str]:
    if isinstance(at, datetime):
        return [f"DTSTART:{at.astimezone(UTC).strftime(_STAMP)}"]
    return [f"DTSTART;VALUE=DATE:{at:%Y%m%d}", f"DTEND;VALUE=DATE:{at + timedelta(days=1):%Y%m%d}"]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _folded(line: str) -> str:
    parts, rest = [], line.encode()
    while len(rest) > 73:
        cut = 73
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*parts, rest]).decode() + "\r\n"
