"""Wishes for correction: see the old beside the new, accept or refuse with an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hexian.domains.members import queries, services, texts
from hexian.domains.members.access import CORRECT
from hexian.foundation.actor import Refused
from hexian.web.members.doing import status_of, within_reach
from hexian.web.members.forms import Answer
from hexian.web.screen import ActorRequest, screen

Verb = Callable[..., Any]


@screen(needs=CORRECT)
def changes(request: ActorRequest) -> HttpResponse:
    """What members want corrected."""
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
