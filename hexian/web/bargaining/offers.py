"""An offer from its form to its answer: written, sent, delivered, replied to, refused; and steps off the path."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import CasePage
from hexian.domains.bargaining.rules import clauses, contracts
from hexian.domains.bargaining.rules.meeting import Delivery
from hexian.domains.bargaining.rules.states import Side, State
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import texts as clock
from hexian.web.bargaining import forms, showing
from hexian.web.bargaining.shared import (
    OTHER_KIND,
    done,
    filled,
    own_page,
    page_of,
    photo_of,
    still_typed,
    usual_title,
)
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen

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
    went = showing.gone_on_paper(page)
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
