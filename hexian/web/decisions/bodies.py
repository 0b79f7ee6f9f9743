"""The list of bodies, one body, its seats and its delegates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hexian.domains.decisions import queries, services, texts
from hexian.domains.decisions.access import RUN, VIEW
from hexian.domains.decisions.queries import BodyPage
from hexian.domains.orgs import queries as orgs
from hexian.foundation.actor import Refused
from hexian.web.decisions import forms, showing
from hexian.web.members.doing import status_of, within_reach
from hexian.web.members.filters import turned
from hexian.web.screen import ActorRequest, screen


@screen(needs=VIEW)
def bodies(request: ActorRequest) -> HttpResponse:
    """Congresses and assemblies of the unions below her; those in their term first."""
    ended, text = request.GET.get("ended") == "1", request.GET.get("text", "")[:60]
    context = {
        "rows": queries.bodies(request.actor, ended=ended, text=text),
        "views": [
            {"label": _("任期内"), "url": turned(request.GET, ended=""), "current": not ended, "count": None},
            {"label": _("已换届"), "url": turned(request.GET, ended="1"), "current": ended, "count": None},
        ],
        "text": text,
        "ended": ended,
        "kinds": texts.KINDS,
        "may_run": request.actor.may(RUN),
    }
    return render(request, "decisions/bodies.html", context)


def read(request: ActorRequest, body_id: UUID) -> BodyPage:
    """One body she may see; 404 for anybody else."""
    with within_reach():
        return queries.body(body_id, request.actor)


@screen(needs=VIEW)
def body(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """One body: what the law asks of it, who sits, when it meets."""
    page = read(request, body_id)
    context = {
        "page": page,
        "checks": showing.checks(page),
        "kinds": texts.KINDS,
        "states": texts.STATES,
        "state_kinds": showing.KINDS,
        "reasons": texts.REASONS,
        "body_states": texts.BODY_STATES,
    }
    return render(request, "decisions/body.html", context)


def _data(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def answered(
    request: ActorRequest,
    form: forms.Refusable,
    verb: Callable[[], str],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
) -> HttpResponse:
    """Show a form, or take it: a refusal stands beside its field, what is taken leads to the address the verb gives."""
    if request.method == "POST" and form.is_valid():
        try:
            with within_reach():
                url = verb()
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect(url)
    return render(request, template, {**context, "form": form}, status=status_of(form))


def _url(route: str, ident: object) -> str:
    return reverse(f"decisions:{route}", args=[ident])


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def new(request: ActorRequest) -> HttpResponse:
    """Set a body up at one of her unions."""
    form = forms.NewBody(_data(request))
    choices = orgs.unions(request.actor)
    picked = request.POST.get("union", "") or request.GET.get("union", "")
    wanted = next((choice.public_id for choice in choices if str(choice.public_id) == picked), None)

    def verb() -> str:
        if wanted is None:
            raise Refused("org.not_listed", field="union", value=picked[:40])
        said = form.cleaned_data
        made = services.found_body(
            wanted, kind=said["kind"], term_number=said["term_number"], begins_on=said["begins_on"],
            ends_on=said["ends_on"], staff=form.staff_given(), seats=said["seats"], actor=request.actor,
        )  # fmt: skip
        return _url("body", made.public_id)

    context = {"unions": choices, "picked": picked}
    return answered(
        request, form, verb, template="decisions/new.html", context=context, done=_("设好了。接下来录入代表。")
    )


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def seats(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """Fix the seats again when the staff has changed clearly."""
    page = read(request, body_id)
    known = {"staff": page.staff, "women": page.women, "disabled": page.disabled, "seats": page.row.seats}
    form = forms.Seats(_data(request), initial=known)

    def verb() -> str:
        services.fix_seats(body_id, staff=form.staff_given(), seats=form.cleaned_data["seats"], actor=request.actor)
        return _url("body", body_id)

    return answered(
        request, form, verb, template="decisions/seats.html", context={"page": page}, done=_("名额定好了。")
    )


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def paste(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """Enter many delegates from a pasted list: all of them or none."""
    page = read(request, body_id)
    form = forms.Paste(_data(request))

    def verb() -> str:
        said = form.cleaned_data
        services.paste_delegates(body_id, said["lines"], elected_on=said["elected_on"], actor=request.actor)
        return _url("body", body_id)

    return answered(
        request, form, verb, template="decisions/paste.html", context={"page": page}, done=_("代表录好了。")
    )


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def add(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """Enter one delegate, or somebody who attends without a vote."""
    page = read(request, body_id)
    form = forms.Delegate(_data(request))

    def verb() -> str:
        services.add_delegates(body_id, [form.line()], actor=request.actor)
        return _url("body", body_id)

    return answered(request, form, verb, template="decisions/add.html", context={"page": page}, done=_("录好了。"))


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def replace(request: ActorRequest, delegate_id: UUID) -> HttpResponse:
    """Seat somebody in a delegate's place."""
    with within_reach():
        body_id, former = queries.delegate(delegate_id, request.actor)
    form = forms.Replacement(_data(request), initial={"department": former.department, "sex": former.sex})

    def verb() -> str:
        said = form.cleaned_data
        services.replace_delegate(delegate_id, form.line(), reason=said["reason"], on=said["on"], actor=request.actor)
        return _url("body", body_id)

    context = {"former": former, "body_id": body_id}
    return answered(
        request, form, verb, template="decisions/replace.html", context=context, done=_("换好了。已经封存的名单不变。")
    )


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def end(request: ActorRequest, delegate_id: UUID) -> HttpResponse:
    """End a delegate without a successor yet."""
    with within_reach():
        body_id, former = queries.delegate(delegate_id, request.actor)
    form = forms.Ending(_data(request))

    def verb() -> str:
        said = form.cleaned_data
        services.end_delegate(delegate_id, reason=said["reason"], on=said["on"], actor=request.actor)
        return _url("body", body_id)

    context = {"former": former, "body_id": body_id}
    return answered(
        request, form, verb, template="decisions/end.html", context=context, done=_("办好了，席位空出来了。")
    )


@screen(needs=RUN, reads=VIEW, methods=("POST",))
def end_body(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """End a body with its term."""
    with within_reach():
        services.end_body(body_id, actor=request.actor)
    messages.success(request, _("这一届结束了，记录都留着。"))
    return redirect(_url("body", body_id))


@screen(needs=RUN, reads=VIEW, methods=("GET", "POST"))
def plan(request: ActorRequest, body_id: UUID) -> HttpResponse:
    """Plan the body's next sitting."""
    page = read(request, body_id)
    form = forms.PlanForm(_data(request), initial={"time": "14:00", "chair": request.actor.name})

    def verb() -> str:
        made = services.plan_sitting(body_id, form.plan(), number=form.cleaned_data["number"], actor=request.actor)
        return _url("sitting", made.public_id)

    return answered(
        request,
        form,
        verb,
        template="decisions/plan.html",
        context={"page": page},
        done=_("会议安排好了，有账号的代表会收到通知。"),
    )
