"""Her own data: see it, correct it, take a consent back, take it all along, see who can and did look."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hexian.domains.members import queries, services, texts
from hexian.domains.people import access as people_access
from hexian.domains.people import privacy
from hexian.domains.people import queries as people_queries
from hexian.domains.people import services as people
from hexian.foundation.actor import Refused
from hexian.foundation.audit import queries as audit
from hexian.web.join.forms import usual_works
from hexian.web.me import rights, showing, trail
from hexian.web.me.forms import Correction
from hexian.web.screen import ActorRequest, screen


@screen()
def mine(request: ActorRequest) -> HttpResponse:
    """All about her on one page, numbers masked."""
    return _mine(request)


@screen(methods=("POST",))
def reveal(request: ActorRequest) -> HttpResponse:
    """The same page with her own ID number in full."""
    return _mine(request, people.reveal_own_id(actor=request.actor))


@screen(methods=("POST",))
def withdraw(request: ActorRequest, purpose: str) -> HttpResponse:
    """Take a consent back."""
    person = people_access.own_person(request.actor).first()
    if person is None:
        raise Http404
    people.withdraw_consent(person, purpose, actor=request.actor)
    messages.success(request, _("已经撤回。"))
    return redirect("me:mine")


@screen(methods=("GET", "POST"))
def correct(request: ActorRequest, field: str) -> HttpResponse:
    """Ask the union to correct one of her data."""
    if field not in texts.CHANGE_FIELDS:
        raise Http404
    membership = queries.my_membership(request.actor)
    works = usual_works(is_new_form=membership.is_new_form) if membership else ()
    given = request.POST if request.method == "POST" else None
    form = Correction(given, field=field, label=texts.CHANGE_FIELDS[field], works=works)
    if form.is_valid():
        try:
            services.ask_change(field=field, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("me:matters")
    context = {"form": form, "label": texts.CHANGE_FIELDS[field], "current": _current(request, field)}
    return render(request, "me/correct.html", context, status=422 if form.errors else 200)


@screen(methods=("POST",))
def take_back(request: ActorRequest, change_id: UUID) -> HttpResponse:
    """Take a wish for correction back."""
    if change_id not in {row.public_id for row in queries.my_changes(request.actor) if not row.is_proposed}:
        raise Http404
    services.withdraw_change(change_id, actor=request.actor)
    return redirect("me:matters")


@screen(methods=("POST",))
def confirm(request: ActorRequest, proposal_id: UUID) -> HttpResponse:
    """Say yes to what the union proposes to correct about her."""
    return _answered(request, services.confirm_change, proposal_id, _("确认了，资料已经改好。"))


@screen(methods=("POST",))
def decline(request: ActorRequest, proposal_id: UUID) -> HttpResponse:
    """Say no to what the union proposes to correct about her."""
    return _answered(request, services.decline_change, proposal_id, _("没有改，已经告诉工会。"))


def _answered(
    request: ActorRequest, verb: Callable[..., object], proposal_id: UUID, done: str | Promise
) -> HttpResponse:
    if proposal_id not in {row.public_id for row in queries.my_changes(request.actor) if row.is_proposed}:
        raise Http404
    verb(proposal_id, actor=request.actor)
    messages.success(request, str(done))
    return redirect("me:matters")


@screen()
def visible(request: ActorRequest) -> HttpResponse:
    """«谁能看到»: who can see what of hers, by which office and why."""
    person = request.actor.person_id
    watchers = people_queries.who_can_see(person, actor=request.actor) if person else []
    context = {"groups": rights.watchers(watchers), "holdings": privacy.holdings()}
    return render(request, "me/visible.html", context)


@screen()
def looks(request: ActorRequest) -> HttpResponse:
    """«谁看过我»: every look, change and export by somebody else."""
    person = request.actor.person_id
    entries = audit.looks_at(person) if person else []
    return render(request, "me/looks.html", {"entries": trail.lines(entries)})


@screen(methods=("GET", "POST"))
def export(request: ActorRequest) -> HttpResponse:
    """Everything held about her: on POST as a page to print, or as a file."""
    if request.method != "POST":
        return render(request, "me/export.html", {})
    held = people.export_own(actor=request.actor)
    if request.POST.get("as") == "json":
        text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        return HttpResponse(
            text,
            content_type="application/json; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="my-union-data.json"'},
        )
    return render(
        request, "me/export.html", {"parts": rights.parts(held, privacy.holdings()), "now": request.actor.now}
    )


def _mine(request: ActorRequest, id_number: str = "") -> HttpResponse:
    actor = request.actor
    person, membership = people_queries.me(actor), queries.my_membership(actor)
    application = showing.current(queries.my_applications(actor), membership)
    account = people_queries.my_account(actor)
    consents = people_queries.my_consents(actor) if person else []
    context = {
        "person": person,
        "membership": membership,
        "standing": None if membership else queries.my_standing(actor),
        "states": texts.MEMBERSHIP_STATES,
        "rows": rights.data_rows(person, account, membership, application, id_number),
        "consents": [rights.ShownConsent(row) for row in consents],
    }
    return render(request, "me/mine.html", context)


def _current(request: ActorRequest, field: str) -> str:
    """What stands there now, masked."""
    person, membership = people_queries.me(request.actor), queries.my_membership(request.actor)
    if person is None or membership is None:
        return ""
    held = {"name": person.name, "id_number": person.id_number, "mobile": person.mobile}
    return held.get(field, membership.kind_of_work)
