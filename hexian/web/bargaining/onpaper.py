"""What was done with a pen, entered from its page: promises of secrecy, minutes, clauses agreed and proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import CasePage, RoomPage
from hexian.domains.bargaining.rules import contracts, states
from hexian.domains.bargaining.rules.clauses import Kind
from hexian.domains.bargaining.rules.contracts import Special
from hexian.domains.bargaining.rules.states import Side, State
from hexian.foundation.actor import Refused
from hexian.web.bargaining import forms, room
from hexian.web.bargaining.papers import facts_again
from hexian.web.bargaining.shared import (
    OTHER_KIND,
    absent,
    filled,
    own_page,
    photo_of,
    shown,
    still_typed,
    usual_title,
)
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen


@screen(methods=("GET", "POST"), uploads=True)
def offer(request: ActorRequest) -> HttpResponse:
    """An offer that came on paper, entered by the side it was handed to: by a union, or by the employer of one."""
    bodies = queries.bodies(request.actor)
    if not bodies:
        raise Http404
    # Whoever holds offices at both is asked for the union: an employer across the table makes most offers on paper.
    side = next((body.side for body in bodies if body.side is Side.WORKER), Side.EMPLOYER)
    theirs, unions = states.other(side), [body for body in bodies if body.side is side]
    kind = request.GET.get("kind", f"special.{Special.WAGE}")
    contract, _dot, special = kind.partition(".")
    form = _offer_form(request, kind, theirs, unions)
    opened = _noted(request, form, side) if form.is_bound and form.is_valid() else None
    if opened is not None:
        messages.success(request, _("要约书已登记，答复期限从收到算起。名单上的其他代表，接着照着填。"))
        return redirect("bargaining:case", case_id=opened)
    context = {
        "form": form, "kind": kind, "running": queries.running(request.actor, contract, special),
        "topics": forms.topics_of(contract, special), "unions": unions, "theirs": theirs, "label": texts.SIDES[theirs],
        "common": set(forms.lawful_topics(contract, special)),
        "chosen": set(request.POST.getlist("topics")), "kinds_url": reverse("bargaining:note_offer"),
        # A file is not sent along with another kind, its name is.
        "photo_again": not form.is_bound and bool(request.POST.get("photo")),
    }  # fmt: skip
    return render(request, "bargaining/paper_offer.html", context, status=422 if form.errors else 200)


#: What stands on the page for any kind of contract: it stays when another is chosen.
_ANY_KIND = (
    "employer", "at", "dated", "handed_by", "meet_at", "wanted_each", "place", "chief_name", "chief_heads",
    "chief_mandate", "namesake", "materials", "number", "contact", "staff", "women", "disabled", "dispatched", "scale",
    "idempotency_key",
)  # fmt: skip


def _offer_form(request: ActorRequest, kind: str, theirs: Side, unions: Sequence[queries.Body]) -> forms.PaperOffer:
    """The form as it was sent; with what was typed where another kind of contract was chosen."""
    contract, _dot, special = kind.partition(".")
    lists = contracts.lists_of(contract, special) if contract in {"special", "general"} else ()
    initial = _offer_initial(request, kind, unions[0])
    is_sent = request.method == "POST" and OTHER_KIND not in request.POST
    if request.method == "POST" and not is_sent:
        former = _offer_initial(request, request.POST.get("kind", ""), unions[0])
        kept = still_typed(request.POST, _ANY_KIND, {"title": former["title"]})
        initial |= {**kept, "chief_heads": "chief_heads" in request.POST}
    form = forms.PaperOffer(
        request.POST if is_sent else None, request.FILES if is_sent else None, lists=lists, theirs=theirs,
        initial=initial, employers=[(str(body.employer), body.label) for body in unions],
    )  # fmt: skip
    form.fields["employer"].required = True
    return form


def _offer_initial(request: ActorRequest, kind: str, body: queries.Body) -> dict[str, Any]:
    contract, _dot, special = kind.partition(".")
    return {
        "kind": kind, "idempotency_key": uuid4().hex, "employer": str(body.employer), "staff": body.staff or None,
        "title": usual_title(contract, special, timezone.localdate(request.actor.now).year), "chief_heads": True,
    }  # fmt: skip


def _noted(request: ActorRequest, form: forms.PaperOffer, side: Side) -> UUID | None:
    """The case that is there now, or None with what is wrong beside its field."""
    given = form.cleaned_data
    try:
        opened = services.note_offer(
            UUID(given["employer"]), form.offer(), request_key=given["idempotency_key"] or uuid4().hex,
            actor=request.actor, side=side,
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal)
        return None
    return opened.public_id


@screen(methods=("GET", "POST"), uploads=True)
def change(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A change or an early end a side without anybody in the program asks for on paper, entered across the table."""
    page = own_page(request, case_id)
    if page.side is None:
        raise Http404
    theirs = states.other(page.side)
    lists = contracts.lists_of(page.case.contract, page.case.special)
    form = forms.PaperChange(request.POST or None, request.FILES or None, lists=lists, theirs=theirs)
    opened = _changed(request, page, form) if form.is_bound and form.is_valid() else None
    if opened is not None:
        messages.success(request, _("要约书已登记，答复期限从收到算起。"))
        return redirect("bargaining:case", case_id=opened)
    context = {
        **shown(request, page), "form": form, "common": set(queries.topics(page.case)),
        "may_enter": page.on_paper is theirs, "label": texts.SIDES[theirs], "ours": texts.SIDES[page.side],
        "topics": forms.topics_of(page.case.contract, page.case.special),
        "chosen": set(request.POST.getlist("topics")),
    }  # fmt: skip
    return render(request, "bargaining/paper_change.html", context, status=422 if form.errors else 200)


def _changed(request: ActorRequest, page: CasePage, form: forms.PaperChange) -> UUID | None:
    """The case that is there now, or None with what is wrong beside its field."""
    read = "proof"
    try:
        # A scan sent along with what is refused is not kept either.
        with within_reach(), transaction.atomic():
            proof = _proof(request, page, form)
            read = "photo"
            return _change(request, page, form, proof)
    except Refused as refusal:
        form.refuse(refusal, read)
        return None


def _proof(request: ActorRequest, page: CasePage, form: forms.PaperChange) -> UUID:
    file = form.cleaned_data["proof"]
    kept = services.keep_paper(page.case.public_id, "ground", file, actor=request.actor, name=file.name or "")
    return kept.public_id


def _change(request: ActorRequest, page: CasePage, form: forms.PaperChange, proof: UUID) -> UUID:
    case, given = page.case, form.cleaned_data
    opened = services.note_offer(
        case.employer.public_id, form.offer(facts_again(case, given["procedure"])), union=case.union.public_id,
        request_key=uuid4().hex, actor=request.actor, side=page.side or Side.WORKER,
        change=services.Change(case.public_id, given["procedure"], given["ground"], given["words"], [proof]),
    )  # fmt: skip
    return opened.public_id


@screen(methods=("GET", "POST"), uploads=True)
def promises(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who promised secrecy with a pen: printed for each, entered with the signed page."""
    page = own_page(request, case_id)
    with within_reach():
        people = queries.promising(case_id, request.actor)
    choices = [(str(each.public_id), f"{texts.SIDES.get(each.side, '')} {each.name}") for each in people if each.may]
    form = forms.PaperPromise(
        request.POST or None, request.FILES or None, people=choices,
        initial={"on": timezone.localdate(request.actor.now)},
    )  # fmt: skip

    def verb() -> None:
        given, photo = form.cleaned_data, photo_of(request, page, "promise")
        named = [UUID(each) for each in given["people"]]
        services.note_promises(case_id, named, given["on"], actor=request.actor, paper=photo)

    return filled(
        request, page, form, "bargaining/paper_promise.html", verb, done=_("已登记，承诺书存档。"),
        route="paper_promise", people=people, any_may=bool(choices),
    )  # fmt: skip


@screen(methods=("GET", "POST"), uploads=True)
def minutes(request: ActorRequest, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Minutes both chiefs signed with a pen, entered with the page."""
    page = own_page(request, case_id)
    if not page.has_promised:
        return redirect("bargaining:promise", case_id=case_id)
    with within_reach():
        row = queries.meeting(page.case, meeting_id)
    signed = {each["side"] for each in row.signatures}
    sides = [side for side in Side if side in {page.side, page.on_paper} and side not in signed]
    form = forms.PaperMinutes(
        request.POST or None, request.FILES or None, sides=[(str(side), texts.SIDES[side]) for side in sides],
        initial={"on": timezone.localdate(row.at), "hash": row.text_hash},
    )  # fmt: skip

    def verb() -> None:
        given, photo = form.cleaned_data, photo_of(request, page, "minutes")
        inked = services.Inked(given["hash"], given["sides"], given["on"], photo)
        services.note_minutes_signed(meeting_id, inked, actor=request.actor)

    return filled(
        request, page, form, "bargaining/paper_minutes.html", verb, done=_("会议记录的签字已登记。"), route="meetings",
        meeting=row, may_enter=bool(sides and row.minutes),
    )  # fmt: skip


@screen(methods=("GET", "POST"), uploads=True)
def talk(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """To which versions a side without anybody in the program agreed on paper."""
    page = own_page(request, case_id)
    if not page.has_promised:
        return redirect("bargaining:promise", case_id=case_id)
    with within_reach():
        agenda = queries.versions(case_id, request.actor)
    theirs = absent(page)
    ours = states.other(theirs)
    asked = queries.asked_again(page.case, ours)
    waiting = [(each, last) for each in agenda if (last := _open_to(each, ours)) is not None]
    again = [each for each in agenda if each.topic.public_id in asked]
    form = forms.PaperConsents(
        request.POST or None, request.FILES or None,
        proposals=[(str(last.public_id), each.topic.title) for each, last in waiting],
        reopened=[(str(each.topic.public_id), each.topic.title) for each in again],
    )  # fmt: skip

    def verb() -> None:
        photo = photo_of(request, page, "table")
        services.note_consents(case_id, form.consents(), actor=request.actor, paper=photo)

    return filled(
        request, page, form, "bargaining/paper_talk.html", verb, done=_("已照纸面记录登记，谈定的条款已锁定。"),
        route="paper_talk", waiting=waiting, again=again, label=texts.SIDES[theirs], ours=texts.SIDES[ours],
        open_topics=[each.topic for each in agenda if each.topic.state not in {"agreed", "aside"}],
        may_enter=_may_enter(page), settled=sum(each.topic.state == "agreed" for each in agenda), total=len(agenda),
    )  # fmt: skip


def _may_enter(page: CasePage) -> bool:
    return page.on_paper is not None and page.row.state in {State.NEGOTIATING, State.REVISING}


def _open_to(topic: queries.Agenda, ours: Side) -> queries.Version | None:
    """The version of a topic that waits for the other side's answer."""
    if topic.topic.state in {"agreed", "aside"}:
        return None
    return next((each for each in reversed(topic.versions) if each.side == ours), None)


@screen(methods=("GET", "POST"), uploads=True)
def proposal(request: ActorRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """A version of a clause as a side without anybody in the program put it on paper."""
    page = own_page(request, case_id)
    if not page.has_promised:
        return redirect("bargaining:promise", case_id=case_id)
    with within_reach():
        entry = queries.clause_of(case_id, item_id, request.actor)
        found = queries.room(case_id, request.actor, item_id)
    form = forms.PaperProposal(
        request.POST or None, request.FILES or None, entry=entry, initial={"idempotency_key": uuid4()}
    )
    unsure = _taken(request, page, form, item_id) if request.method == "POST" else []
    if unsure is None:
        return redirect(f"{reverse('bargaining:room', args=[case_id])}?item={item_id}")
    return render(
        request, "bargaining/paper_proposal.html", _proposal_page(request, page, found, form, unsure),
        status=422 if form.errors else 200,
    )  # fmt: skip


def _proposal_page(
    request: ActorRequest, page: CasePage, found: RoomPage, form: forms.PaperProposal, unsure: list[tuple[str, str]]
) -> dict[str, Any]:
    theirs = absent(page)
    filled_in = forms.filled_rows(request.POST.dict(), form.entry)
    columns = room.rows_of(form.entry, filled_in) if form.entry.kind is Kind.TABLE else []
    return {
        **shown(request, page), "form": form, "unsure": unsure, "columns": columns, "open": found.open,
        "label": texts.SIDES[theirs], "may_enter": _may_enter(page),
    }  # fmt: skip


def _taken(
    request: ActorRequest, page: CasePage, form: forms.PaperProposal, item_id: UUID
) -> list[tuple[str, str]] | None:
    """None once the version is there; else what she may have meant, and what is wrong stands in the form."""
    if not form.is_valid():
        return []
    given, rows = form.cleaned_data, forms.table_rows(request.POST.dict(), form.entry)
    try:
        # A scan sent along with what is refused is not kept either.
        with within_reach(), transaction.atomic():
            photo = photo_of(request, page, "table")
            services.note_proposal(
                item_id, form.typed(rows), key=given["idempotency_key"], actor=request.actor, paper=photo,
                note=given["note"],
            )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal)
        return room.options(refusal)
    return None
