"""From the poster to the application: what a kiosk, a mini program or a platform's own app needs."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Router
from ninja.responses import Status

from hexian.api import answers as say
from hexian.api.door import ApiRequest, door
from hexian.api.shapes import joining as shapes
from hexian.api.shapes.base import RequestKey, answers, laid_flat
from hexian.domains.members import access, queries, services
from hexian.domains.orgs import queries as orgs
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people import texts as people_texts
from hexian.domains.people.rules import CodePurpose
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import locks
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused

router = Router(tags=["joining"])
_ONCE = "api.join"


@router.get("/join/{join_code}", response=answers(shapes.Poster))
@door(public=True)
def poster(request: ApiRequest, join_code: shapes.JoinCode) -> dict[str, object]:
    """What a poster's code leads to, and what must be agreed to before applying."""
    info = _resolve(join_code)
    is_open = not info.is_dissolved and not info.is_closed and orgs.is_on(access.JOIN_BY_SCAN, info.org_code)
    return {
        "join_code": info.join_code,
        "is_open": is_open,
        "org_id": info.org_public_id,
        "org_name": info.org_name,
        "org_phone": info.org_phone,
        "kind": info.kind,
        "employer_name": info.employer_name,
        "platform": info.platform,
        "station": info.station,
        "needs_platform": info.needs_platform,
        "needs_station": info.needs_station,
        "turn_to": None if is_open else info.turn_to or orgs.nearest_living(info.org_code),
        "consents": list(CONSENTS.values()),
    }


@router.post("/join/{join_code}/code", response=answers(shapes.CodeSent))
@door(public=True)
def send_code(request: ApiRequest, join_code: shapes.JoinCode, wanted: shapes.CodeWanted) -> shapes.CodeSent:
    """Send a one-time code to a mobile number, to apply with; at most one a minute and a few an hour."""
    _resolve(join_code)
    services.open_poster(join_code)
    number = people_rules.check_mobile(wanted.mobile)
    people.send_code(number, CodePurpose.JOIN, actor=request.actor, address=get_client_ip(request) or "")
    return shapes.CodeSent(mobile_masked=people_rules.mask_mobile(number))


@router.post("/join/{join_code}/applications", response=answers(shapes.Taken, 201))
@door(public=True)
def apply(
    request: ApiRequest,
    join_code: shapes.JoinCode,
    wanted: shapes.NewApplication,
    idempotency_key: Annotated[RequestKey, Header(alias="Idempotency-Key")],
) -> Status[dict[str, object]] | HttpResponse:
    """Apply to the union behind a poster. The same `Idempotency-Key` gives the same application again (工会法 3)."""
    info = _resolve(join_code)
    number = people_rules.check_mobile(wanted.mobile)
    actor = replace(request.actor, mobile=number, guest_code=info.org_code)
    # A twin of this very request waits here until the first one is through, and gets its answer.
    key = f"{idempotency_key}.{number}"
    done = locks.once(_ONCE, key)
    try:
        application = UUID(done) if done else _take(request.actor, actor, wanted, info.join_code, idempotency_key)
    except Refused as refusal:
        # Answered here, not raised: a wrong code must stay counted when the rest is rolled back.
        return say.refused(refusal)
    if not done:
        locks.remember(_ONCE, key, str(application))
    with scope(actor):
        own = queries.my_application(application, actor)
    return Status(201, laid_flat(own, told=_told(wanted.id_number, actor)))


def _told(id_number: str, actor: Actor) -> list[str]:
    today = timezone.localdate(actor.now)
    return people_texts.told_of_number(id_number, people_rules.check_id_number(id_number, today).number)


def _resolve(join_code: str) -> orgs.JoinInfo:
    """What a code leads to; raises `ObjectDoesNotExist` for one that leads nowhere."""
    try:
        return orgs.resolve(join_code)
    except Refused as refusal:
        raise ObjectDoesNotExist from refusal


def _take(asker: Actor, actor: Actor, wanted: shapes.NewApplication, join_code: str, request_key: str) -> UUID:
    """Her number is hers because she signed in with it, or by the code sent to it; then apply in her own scope."""
    proof = None
    if asker.mobile != actor.mobile:
        proof = people.prove(wanted.mobile, CodePurpose.JOIN, wanted.code, actor=asker)
    # A member whom a list has brought in is refused below, and may sign in from now on.
    with scope(actor):
        services.let_in(name=wanted.name, id_number=wanted.id_number, mobile=wanted.mobile, actor=actor)
    # A refusal takes everything back from here on: the code stays good for mending what was wrong.
    with scope(actor):
        application = services.apply(
            join_code=join_code, request_key=request_key, actor=actor, **wanted.model_dump(exclude={"code"})
        )
        if proof is not None:
            people.use_up(proof, actor=asker)
    return application.public_id
