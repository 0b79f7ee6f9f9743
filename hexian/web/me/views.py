"""The worker's five tabs but the last: home, her matters, whom to tell, what works today."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hexian.domains.founding import queries as founding
from hexian.domains.founding import texts as founding_texts
from hexian.domains.members import queries, texts
from hexian.domains.members.access import ADMIT, CORRECT
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import rules as orgs_rules
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.notices import queries as notices
from hexian.web.founding.showing import KINDS
from hexian.web.front.forms import JoinCode
from hexian.web.me import offers, showing
from hexian.web.me.membership import ShownPassage
from hexian.web.screen import ActorRequest, screen

#: Who in her union answers when she comes in person: so many names, the nearest first.
_MOST_OFFICERS = 6
#: Whose office is to serve members; who only looks on, audits or keeps the program running is nobody to turn to.
_SERVING = frozenset({ADMIT, CORRECT})


@screen()
def home(request: ActorRequest) -> HttpResponse:
    """The first screen: who she is here, where her application stands, what is new."""
    actor = request.actor
    person, membership = actor.person_id, queries.my_membership(actor)
    application = showing.current(queries.my_applications(actor), membership)
    standing = None if membership else queries.my_standing(actor)
    context = {
        **showing.hero(actor, membership, application, standing),
        "union": _union(membership, application),
        "standing_kept": standing,
        "services": offers.OFFERS,
        "membership": membership,
        "application": showing.application(application) if application else None,
        "looks": showing.looks_lately(actor),
        "notices": [showing.notice(line) for line in notices.newest(person, limit=3)] if person else [],
        "notices_url": reverse("me:notices"),
        "join_form": JoinCode(),
    }
    return render(request, "me/home.html", context)


@screen()
def matters(request: ActorRequest) -> HttpResponse:
    """Everything of hers that is or was under way, with whose turn it is and by when."""
    context = {
        "applications": [showing.application(row) for row in queries.my_applications(request.actor)],
        "changes": [showing.change(row) for row in queries.my_changes(request.actor)],
        "passages": [ShownPassage(row) for row in queries.my_passages(request.actor)],
        "cases": founding.my_cases(request.actor),
        "states": founding_texts.STATES,
        "kinds": KINDS,
    }
    return render(request, "me/matters.html", context)


@screen()
def say(request: ActorRequest) -> HttpResponse:
    """Whom to turn to today; a written way with a promised time does not exist yet, and the page says so."""
    actor = request.actor
    membership = queries.my_membership(actor)
    application = showing.current(queries.my_applications(actor), membership)
    code = _code(membership, application)
    context = {
        "union": _union(membership, application),
        "officers": _officers(code, actor) if code else [],
        "hotlines": offers.HOTLINES,
    }
    return render(request, "me/say.html", context)


@screen()
def services(request: ActorRequest) -> HttpResponse:
    """What can be done here today, nothing else."""
    return render(request, "me/services.html", {"services": offers.OFFERS})


@screen(methods=("GET", "POST"))
def enter(request: ActorRequest) -> HttpResponse:
    """Take a poster's code typed by hand to the union it leads to; a member learns where her card is instead."""
    form = JoinCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            code = orgs_rules.check_join_code(form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", texts.of(refusal))
        else:
            return redirect("join:join", join_code=code)
    context = {"join_form": form, "membership": queries.my_membership(request.actor)}
    return render(request, "me/enter.html", context, status=422 if form.errors else 200)


@screen(methods=("POST",))
def office(request: ActorRequest) -> HttpResponse:
    """Act as one of her offices from now on, and go to its desk."""
    try:
        wanted = UUID(request.POST.get("office", ""))
    except ValueError:
        raise Http404 from None
    if wanted not in {held.office_id for held in request.actor.offices}:
        raise Http404
    request.session["acting_office"] = str(wanted)
    return redirect("system:home")


def _code(membership: queries.MyMembership | None, application: queries.MyApplication | None) -> str:
    """The code of the union she belongs to, or has applied to."""
    if membership is not None:
        return membership.code
    return application.code if application else ""


def _union(membership: queries.MyMembership | None, application: queries.MyApplication | None) -> orgs.TurnTo | None:
    code = _code(membership, application)
    return orgs.nearest_living(code) if code else None


def _officers(code: str, actor: Actor) -> list[orgs.Seer]:
    """Who admits or corrects members in her union and those above it, the nearest first, each named once."""
    serving = (seer for seer in orgs.officers_over([code], actor.now) if _SERVING.intersection(seer.duties))
    seers = sorted(serving, key=lambda seer: (-len(seer.org_code), seer.title))
    once = {(seer.name, seer.title, seer.org_code): seer for seer in seers}
    return list(once.values())[:_MOST_OFFICERS]
