"""Before anybody has signed in: find the upper union, begin a case, or sign up behind a recruiting poster."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from hexian.domains.founding import queries, services, texts
from hexian.domains.founding.queries import Upper
from hexian.domains.founding.rules import Form
from hexian.domains.founding.services import Recruiting
from hexian.domains.orgs import texts as orgs
from hexian.domains.people import queries as people_queries
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.rules import CodePurpose, Purpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import locks
from hexian.foundation.access import scope
from hexian.foundation.actor import Refused
from hexian.web import replays
from hexian.web.accounts import codes
from hexian.web.accounts.sign_in import request_login
from hexian.web.accounts.who import address_of
from hexian.web.founding import forms
from hexian.web.join import proof
from hexian.web.join.forms import Mobile
from hexian.web.screen import ActorRequest, screen

_ONCE = "found.page"


@screen(public=True)
def start(request: ActorRequest) -> HttpResponse:
    """Which street, park or district the employer lies in: the union there agrees."""
    text = request.GET.get("q", "").strip()[:40]
    context = {"text": text, "uppers": queries.uppers(text), "kinds": orgs.KINDS, "forms": _forms()}
    return render(request, "found/start.html", context)


def _forms() -> list[tuple[object, object]]:
    return [(texts.FORMS[form], texts.FORM_HINTS[form]) for form in Form]


# — Begin —


@screen(public=True, methods=("GET", "POST"))
def begin(request: ActorRequest, upper_id: UUID) -> HttpResponse:
    """Which form, which name, who to turn to; on POST, the case begins and its page opens."""
    upper = _upper(upper_id)
    if request.method != "POST":
        initial = {"idempotency_key": uuid4().hex, "contact_name": request.actor.name, "mobile": request.actor.mobile}
        return _page(request, upper, forms.Opening(proved=_proved(request), initial=initial))
    form = forms.Opening(request.POST, proved=_proved(request))
    case = _take(request, upper, form) if form.is_valid() else None
    if case is None:
        return _page(request, upper, form)
    return replays.go(request, reverse("found:case", args=[case]))


@screen(public=True, methods=("POST",))
def code(request: ActorRequest, upper_id: UUID) -> HttpResponse:
    """Send a code to the contact's number; answers the words under it, or the whole page without JavaScript."""
    upper = _upper(upper_id)
    shown = _send_code(request, CodePurpose.LOGIN)
    status = 422 if "code_error" in shown else 200
    form = forms.Opening(proved=_proved(request), initial=request.POST.dict())
    if not request.htmx:
        return _page(request, upper, form, status=status, **shown)
    return trigger_client_event(render(request, "join/_code.html", {"form": form, **shown}, status=status), "hx:sms")


def _upper(upper_id: UUID) -> Upper:
    found = queries.upper(upper_id)
    if found is None:
        raise Http404
    return found


def _proved(request: ActorRequest) -> str:
    return request.actor.mobile or proof.mobile(request)


def _page(
    request: ActorRequest, upper: Upper, form: forms.Opening, status: int | None = None, **shown: Any
) -> HttpResponse:
    context = {
        "upper": upper,
        "form": form,
        "proved_mask": people_rules.mask_mobile(form.proved),
        "page_url": reverse("found:begin", args=[upper.public_id]),
        "code_url": reverse("found:code", args=[upper.public_id]),
        "code_waits": not form.proved and codes.waits(request, CodePurpose.LOGIN),
        **shown,
    }
    return render(request, "found/begin.html", context, status=status or (422 if form.errors else 200))


def _take(request: ActorRequest, upper: Upper, form: forms.Opening) -> UUID | None:
    """The case that has begun; None when it was refused and the form says why."""
    said = form.cleaned_data
    mobile = said["mobile"]
    key = replays.key_of(said["idempotency_key"] or uuid4().hex, mobile)
    # A twin of this very request waits here until the first one is through, and gets its case.
    done = locks.once(_ONCE, key)
    if done is not None:
        return UUID(done)
    try:
        if mobile != form.proved:
            proof.by_code(request, mobile, said["code"], CodePurpose.LOGIN, upper.code)
        form.proved = mobile
        case = _open(request, upper, form)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    locks.remember(_ONCE, key, str(case))
    return case


# A form whose answer was lost after it had signed its contact in.
replays.knows("found:begin", _ONCE, lambda case: reverse("found:case", args=[case]))


def _open(request: ActorRequest, upper: Upper, form: forms.Opening) -> UUID:
    said = form.cleaned_data
    actor = replace(request.actor, mobile=said["mobile"], guest_code=upper.code)
    with scope(actor):
        case = services.open_case(
            upper.public_id,
            form.facts(),
            contact_name=said["contact_name"],
            contact_mobile=said["mobile"],
            request_key=said["idempotency_key"] or uuid4().hex,
            actor=actor,
        )
        account = people.account_for(said["mobile"])
    if request.actor.is_anonymous and account is not None:
        request_login(request, account)
    return case.public_id


def _send_code(request: ActorRequest, purpose: CodePurpose) -> dict[str, object]:
    """What to say under the number: where the code went, or why none did."""
    number = Mobile(request.POST)
    if not number.is_valid():
        return {"code_error": str(number.errors["mobile"][0])}
    mobile = number.cleaned_data["mobile"]
    try:
        asked = people.send_code(mobile, purpose, actor=request.actor, address=address_of(request))
    except Refused as refusal:
        return {"code_error": texts.of(refusal), "code_waits": refusal.code == "code.too_soon"}
    codes.note_asked(request, purpose, asked)
    minutes = people_queries.code_limits(request.actor.now).minutes
    return {"code_sent": people_rules.mask_mobile(mobile), "code_minutes": minutes}


# — Sign up behind a recruiting poster —


@screen(public=True, methods=("GET", "POST"))
def sign_up(request: ActorRequest, recruit_code: str) -> HttpResponse:
    """A worker says that she wants to join; she becomes a member only when the committee has agreed."""
    place = _recruiting(request, recruit_code)
    if isinstance(place, HttpResponse):
        return place
    options: dict[str, Any] = {"proved": _proved(request), "is_new_form": place.form == Form.NEW_FORM}
    if request.method != "POST":
        return _signing(request, place, recruit_code, forms.Signing(**options, initial={"name": request.actor.name}))
    form = forms.Signing(request.POST, **options)
    if form.is_valid() and _sign(request, place, recruit_code, form):
        return render(request, "found/signed.html", {"place": place, "name": form.cleaned_data["name"]})
    return _signing(request, place, recruit_code, form)


@screen(public=True, methods=("POST",))
def sign_up_code(request: ActorRequest, recruit_code: str) -> HttpResponse:
    """Send a code to the number of whoever signs up."""
    place = _recruiting(request, recruit_code)
    if isinstance(place, HttpResponse):
        return place
    shown = _send_code(request, CodePurpose.JOIN)
    status = 422 if "code_error" in shown else 200
    form = forms.Signing(proved=_proved(request), initial=request.POST.dict())
    if not request.htmx:
        return _signing(request, place, recruit_code, form, status=status, **shown)
    return trigger_client_event(render(request, "join/_code.html", {"form": form, **shown}, status=status), "hx:sms")


def _recruiting(request: ActorRequest, recruit_code: str) -> Recruiting | HttpResponse:
    try:
        return services.recruiting(recruit_code, request.actor)
    except Refused as refusal:
        status = 404 if refusal.code == "founding.recruit_unknown" else 410
        return render(request, "found/closed.html", {"sentence": texts.of(refusal)}, status=status)


def _signing(
    request: ActorRequest,
    place: Recruiting,
    recruit_code: str,
    form: forms.Signing,
    status: int | None = None,
    **shown: Any,
) -> HttpResponse:
    context = {
        "place": place,
        "form": form,
        "proved_mask": people_rules.mask_mobile(form.proved),
        "page_url": reverse("found:sign_up", args=[recruit_code]),
        "code_url": reverse("found:sign_up_code", args=[recruit_code]),
        "code_waits": not form.proved and codes.waits(request, CodePurpose.JOIN),
        "consents": [(form["agree"], CONSENTS[Purpose.JOIN]), (form["agree_identity"], CONSENTS[Purpose.IDENTITY])],
        **shown,
    }
    return render(request, "found/sign_up.html", context, status=status or (422 if form.errors else 200))


def _sign(request: ActorRequest, place: Recruiting, recruit_code: str, form: forms.Signing) -> bool:
    mobile = form.cleaned_data["mobile"]
    try:
        if mobile != form.proved:
            proof.by_code(request, mobile, form.cleaned_data["code"], CodePurpose.JOIN, place.upper_code)
        actor = replace(request.actor, mobile=mobile, guest_code=place.upper_code)
        with scope(actor):
            versions = {str(purpose): text.version for purpose, text in CONSENTS.items()}
            services.sign_up(recruit_code, form.wish(), consents=versions, actor=actor)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True
