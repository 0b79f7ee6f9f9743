"""Both delegations: named, struck, ended, chosen, publicised; the promise to keep secrets; materials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.bargaining import queries, services, texts
from hexian.domains.bargaining.queries import CasePage
from hexian.domains.bargaining.rules.delegates import Role
from hexian.domains.bargaining.rules.states import BEING_LISTED, Side
from hexian.foundation.actor import Actor, Refused
from hexian.web.bargaining import forms, showing, standing_in
from hexian.web.bargaining.shared import (
    absent,
    done,
    filled,
    finding_words,
    own_page,
    page_of,
    photo_of,
    shown,
)
from hexian.web.members.doing import within_reach
from hexian.web.screen import ActorRequest, screen


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
