"""Wishes for correction: see the old beside the new, accept or refuse with an answer; or propose one oneself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import CORRECT, VIEW
from hexian.domains.members.rules import NEEDS_SECOND
from hexian.foundation.actor import Refused
from hexian.web.members.doing import status_of, within_reach
from hexian.web.members.forms import Answer, Correction
from hexian.web.screen import ActorRequest, Look, screen

Verb = Callable[..., Any]
_NEXT = gettext_lazy("提出来了，已经告诉本人。本人确认，或者另一位同事在「更正申请」里核对后，才会改。")


@screen(needs=CORRECT)
def changes(request: ActorRequest) -> HttpResponse:
    """What members want corrected, and what officers proposed."""
    return _shown(request)


def _shown(request: ActorRequest, change_id: UUID | None = None, given: Answer | None = None) -> HttpResponse:
    """The list; the answer to one wish keeps what was typed and says what is wrong with it."""
    rows = [
        (row, texts.CHANGE_FIELDS[row.field], given if given and row.public_id == change_id else _blank(row.public_id))
        for row in queries.changes(request.actor)
    ]
    return render(request, "members/changes.html", {"rows": rows}, status=status_of(*filter(None, [given])))


def _blank(change_id: UUID) -> Answer:
    return Answer(prefix=str(change_id))


@screen(needs=CORRECT, methods=("POST",))
def accept(request: ActorRequest, change_id: UUID) -> HttpResponse:
    """Correct it, after having seen the document."""
    return _answered(request, change_id, services.accept_change, _("改好了，已经告诉本人。"))


@screen(needs=CORRECT, methods=("POST",))
def refuse(request: ActorRequest, change_id: UUID) -> HttpResponse:
    """Refuse it and say why."""
    return _answered(request, change_id, services.refuse_change, _("没有改，原因已经告诉本人。"))


def _answered(request: ActorRequest, change_id: UUID, verb: Verb, done: str) -> HttpResponse:
    form = Answer(request.POST, prefix=str(change_id))
    if form.is_valid():
        try:
            with within_reach():
                verb(change_id, actor=request.actor, answer=form.cleaned_data["answer"])
        except Refused as refusal:
            # One that waits no longer is not on the list any more: its sentence needs a page of its own.
            if refusal.code == "change.state":
                raise
            form.add_error("answer", texts.of(refusal))
        else:
            messages.success(request, done)
            return redirect("members:changes")
    return _shown(request, change_id, form)


@screen(needs=CORRECT, reads=VIEW, methods=("GET", "POST"))
def correct(request: ActorRequest, member_id: UUID) -> HttpResponse:
    """Propose to correct one of a member's data; she is told and says yes, or a second officer does."""
    with within_reach():
        page = queries.member(member_id, request.actor)
    if not page.may_correct:
        raise Http404
    request.looks.append(Look(page.row, page.row.code, page.row.person_id, VIEW))
    form = Correction(request.POST if request.method == "POST" else None, is_new_form=page.row.is_new_form)
    if form.is_valid():
        try:
            with within_reach():
                wish = services.propose_change(member_id, actor=request.actor, **form.facts())
        except Refused as refusal:
            form.add_error(_field_of(refusal, form), texts.of(refusal))
        else:
            messages.success(request, _NEXT if wish.field in NEEDS_SECOND else _("改好了，已经告诉本人。"))
            return redirect("members:member", member_id=member_id)
    return render(request, "members/correct.html", {"page": page, "form": form}, status=status_of(form))


def _field_of(refusal: Refused, form: Correction) -> str | None:
    room, _dot, what = refusal.code.partition(".")
    if room != "change" or what == "same":
        return form.said_in
    return {"field": "field", "why_missing": "why"}.get(what)


@screen(needs=CORRECT, methods=("POST",))
def take_back(request: ActorRequest, proposal_id: UUID) -> HttpResponse:
    """Take back what one proposed oneself."""
    with within_reach():
        services.withdraw_proposal(proposal_id, actor=request.actor)
    messages.success(request, _("撤回了，资料没有改。"))
    return redirect("members:changes")
