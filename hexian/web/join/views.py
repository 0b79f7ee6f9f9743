"""What a poster leads to: the application, its one-time code, its receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import trigger_client_event

from hexian.domains.members import access, queries, services, texts
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs.queries import JoinInfo
from hexian.domains.people import queries as people_queries
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people import texts as people_texts
from hexian.domains.people.rules import CodePurpose, Purpose
from hexian.domains.people.texts import CONSENTS, ConsentText
from hexian.foundation import locks
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.web import replays
from hexian.web.accounts import codes
from hexian.web.accounts import known_devices as devices
from hexian.web.accounts.sign_in import request_login
from hexian.web.accounts.who import address_of
from hexian.web.join import forms, proof
from hexian.web.me import showing
from hexian.web.screen import ActorRequest, screen

_ONCE = "join.page"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two yeses: its tick and its words."""

    field: BoundField
    text: ConsentText


@screen(public=True, methods=("GET", "POST"))
def join(request: ActorRequest, join_code: str) -> HttpResponse:
    """Show the union's form; on POST, take the application and go on to its receipt."""
    info = _open(join_code)
    if isinstance(info, Closed):
        return _closed(request, info)
    if request.method != "POST":
        return _already(request, info) or _page(request, info, _blank_form(request, info))
    form = _form(request, info, request.POST)
    receipt = _take(request, info, form) if form.is_valid() else None
    if receipt is None:
        return _page(request, info, form)
    _tell_of_old_number(request, form)
    return replays.go(request, reverse("join:receipt", args=[receipt]))


def _tell_of_old_number(request: ActorRequest, form: forms.Joining) -> None:
    """A first-generation number was widened for her: she is told how it ends now, so that she can look."""
    for sentence in people_texts.told_of_number(form.data["id_number"], form.cleaned_data["id_number"]):
        messages.info(request, sentence)


@screen(public=True, methods=("POST",))
def code(request: ActorRequest, join_code: str) -> HttpResponse:
    """Send a one-time code; answers the words under the number, or the whole page to a browser without JavaScript."""
    info = _open(join_code)
    if isinstance(info, Closed):
        return _closed(request, info)
    shown = _send_code(request)
    status = 422 if "code_error" in shown else 200
    form = _form(request, info, None, initial=request.POST.dict())
    if not request.htmx:
        return _page(request, info, form, status=status, **shown)
    answer = render(request, "join/_code.html", {"form": form, **shown}, status=status)
    return trigger_client_event(answer, "hx:sms")


@screen(public=True)
def receipt(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """What happens next, for whoever applied: signed in, or just now on this phone."""
    actor = _reader(request)
    if actor is None:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    with scope(actor):
        shown = showing.application(_own(application_id, actor))
    return render(request, "join/receipt.html", {"application": shown})


@screen(public=True, methods=("POST",))
def withdraw(request: ActorRequest, application_id: UUID) -> HttpResponse:
    """Take one's own application back."""
    actor = _reader(request)
    if actor is None:
        raise Http404
    with scope(actor):
        _own(application_id, actor)
        services.withdraw(application_id, actor=actor)
    return redirect("join:receipt", application_id)


# — The poster —


@dataclass(frozen=True, slots=True)
class Closed:
    """A code that leads nowhere: what it says, and whom to turn to."""

    title: Promise
    sentence: str
    status: int
    turn_to: orgs.TurnTo | None = None


def _open(join_code: str) -> JoinInfo | Closed:
    try:
        info = orgs.resolve(join_code)
    except Refused as refusal:
        return Closed(_("没有找到这个入会码"), texts.of(refusal), 404)
    if info.is_dissolved:
        words = _("%(name)s已经撤销，这张海报不能再用。您填过的内容没有交出去。") % {"name": info.org_name}
        return Closed(_("这个工会已经撤销"), words, 410, info.turn_to)
    if info.is_closed:
        words = _("%(name)s的这张海报已经停用。请扫新海报，或者打电话问一声。") % {"name": info.org_name}
        return Closed(_("这张海报停用了"), words, 410, info.turn_to)
    if not orgs.is_on(access.JOIN_BY_SCAN, info.org_code):
        words = _("%(name)s现在不办扫码入会。请打电话或当面找工会。") % {"name": info.org_name}
        return Closed(_("这里不能扫码入会"), words, 410, orgs.nearest_living(info.org_code))
    return info


def _closed(request: ActorRequest, closed: Closed) -> HttpResponse:
    context = {"title": closed.title, "sentence": closed.sentence, "turn_to": closed.turn_to}
    return render(request, "join/closed.html", context, status=closed.status)


def _already(request: ActorRequest, info: JoinInfo) -> HttpResponse | None:
    """What she has instead of a form: her receipt while one of hers runs here, her card once she is a member."""
    if request.actor.is_anonymous:
        return None
    running = (row for row in queries.my_applications(request.actor) if row.may_withdraw and row.code == info.org_code)
    application = next(running, None)
    if application is not None:
        return redirect("join:receipt", application.public_id)
    standing = queries.my_standing(request.actor)
    if standing is None:
        return None
    context = {"standing": standing, "info": info, "is_elsewhere": standing.code != info.org_code}
    return render(request, "join/member.html", context)


# — The form —


def _form(request: ActorRequest, info: JoinInfo, data: Any, **options: Any) -> forms.Joining:
    proved = request.actor.mobile or proof.mobile(request)
    return forms.Joining(data, info=info, today=timezone.localdate(request.actor.now), proved=proved, **options)


def _blank_form(request: ActorRequest, info: JoinInfo) -> forms.Joining:
    # JavaScript puts the draft's own key here; without it this one makes a repeated sending harmless.
    initial = {"idempotency_key": uuid4().hex, "name": request.actor.name, "mobile": request.actor.mobile}
    return _form(request, info, None, initial=initial)


def _page(
    request: ActorRequest, info: JoinInfo, form: forms.Joining, status: int | None = None, **shown: Any
) -> HttpResponse:
    context = {
        "info": info,
        "form": form,
        "proved_mask": people_rules.mask_mobile(form.proved),
        "standing": _("只有工会看得到，公司看不到"),
        "code_trouble": codes.trouble(request, CodePurpose.JOIN),
        "code_waits": not form.proved and codes.waits(request, CodePurpose.JOIN),
        "join_url": reverse("join:join", args=[info.join_code]),
        "code_url": reverse("join:code", args=[info.join_code]),
        "consents": [
            Part(form["agree"], CONSENTS[Purpose.JOIN]),
            Part(form["agree_identity"], CONSENTS[Purpose.IDENTITY]),
        ],
        **shown,
    }
    return render(request, "join/join.html", context, status=status or (422 if form.errors else 200))


def _send_code(request: ActorRequest) -> dict[str, object]:
    """What to say under the number: where the code went, or why none did."""
    number = forms.Mobile(request.POST)
    if not number.is_valid():
        return {"code_error": str(number.errors["mobile"][0])}
    mobile = number.cleaned_data["mobile"]
    try:
        asked = people.send_code(
            mobile, CodePurpose.JOIN, actor=request.actor, address=address_of(request),
            device=devices.known_for(request, mobile),
        )  # fmt: skip
    except Refused as refusal:
        # The one sent a moment ago is on its way or there already: its field stays open.
        return {"code_error": texts.of(refusal), "code_waits": refusal.code == "code.too_soon"}
    codes.note_asked(request, CodePurpose.JOIN, asked)
    minutes = people_queries.code_limits(request.actor.now).minutes
    return {"code_sent": people_rules.mask_mobile(mobile), "code_minutes": minutes}


# — Taking it —


def _take(request: ActorRequest, info: JoinInfo, form: forms.Joining) -> UUID | None:
    """The receipt of the application; None when it was refused and the form says why."""
    filled = form.cleaned_data
    key = replays.key_of(filled["idempotency_key"] or uuid4().hex, filled["mobile"])
    # A twin of this very request waits here until the first one is through, and gets its receipt.
    done = locks.once(_ONCE, key)
    if done is not None:
        made, _space, by = done.partition(" ")
        if by:
            _come_again(request, info, UUID(by), filled["mobile"])
        return UUID(made)
    try:
        used = _prove(request, info, form)
        application = _apply(request, info, form)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    locks.remember(_ONCE, key, f"{application} {used or ''}".strip())
    return application


def _come_again(request: ActorRequest, info: JoinInfo, by: UUID, mobile: str) -> None:
    """A twin gets what the first one got, by the same proof: whichever answer her phone hears, it goes on from it."""
    if people.proved_by(by, actor=request.actor) != mobile:
        return
    proof.keep(request, by, info.org_code)
    with scope(replace(request.actor, mobile=mobile, guest_code=info.org_code)):
        account = people.account_for(mobile)
    if request.actor.is_anonymous and account is not None:
        request_login(request, account)


def _receipt(done: str) -> str:
    """Where a form's receipt is, of what was kept for its key."""
    return reverse("join:receipt", args=[done.partition(" ")[0]])


# A form whose answer was lost after it had signed her in.
replays.knows("join:join", _ONCE, _receipt)


def _prove(request: ActorRequest, info: JoinInfo, form: forms.Joining) -> UUID | None:
    """Her number is hers: by this code, by one a few minutes ago, or because she is signed in with it.

    Returns the id of the used code; None for whoever is signed in and needs none.
    """
    mobile = form.cleaned_data["mobile"]
    if mobile == form.proved:
        return proof.code_id(request)
    # A used-up code must not be asked for again because some other field was wrong.
    used = proof.by_code(request, mobile, form.cleaned_data["code"], CodePurpose.JOIN, info.org_code)
    form.proved = mobile
    return used


def _apply(request: ActorRequest, info: JoinInfo, form: forms.Joining) -> UUID:
    filled = form.cleaned_data
    actor = replace(request.actor, mobile=filled["mobile"], guest_code=info.org_code)
    # Apart from what follows: that she is a member already is a refusal, and her account outlives it.
    with scope(actor):
        services.let_in(
            name=filled["name"], id_number=filled["id_number"], mobile=filled["mobile"], actor=actor
        )  # fmt: skip
    with scope(actor):
        application = services.apply(
            join_code=info.join_code,
            name=filled["name"],
            id_number=filled["id_number"],
            mobile=filled["mobile"],
            kind_of_work=form.work,
            platform=filled.get("platform", ""),
            station=filled.get("station", ""),
            consents={str(purpose): text.version for purpose, text in CONSENTS.items()},
            request_key=filled["idempotency_key"] or uuid4().hex,
            actor=actor,
        )
        account = people.account_for(filled["mobile"])
    if request.actor.is_anonymous and account is not None:
        request_login(request, account)
    return application.public_id


def _reader(request: ActorRequest) -> Actor | None:
    """Who reads a receipt: whoever is signed in, else whoever proved a number on this phone a little while ago."""
    return proof.guest(request) if request.actor.is_anonymous else request.actor


def _own(application_id: UUID, actor: Actor) -> queries.MyApplication:
    """One of the actor's own applications. Raises `Http404` for anybody else's."""
    found = queries.my_application(application_id, actor)
    if found is None:
        raise Http404
    return found
