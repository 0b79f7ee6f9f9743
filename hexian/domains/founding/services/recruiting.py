"""Those who want to be members: by themselves on a phone, or from the applications they signed on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from hexian.domains.founding import rules
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Case, Intent
from hexian.domains.founding.rules import Channel
from hexian.domains.founding.services import moving, requesting
from hexian.domains.members import rules as members
from hexian.domains.members.services.applying import NEEDED
from hexian.domains.people import rules as people_rules
from hexian.domains.people.texts import CONSENTS
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who wants to join gives: who she is, how to reach her, what she does."""

    name: str
    id_number: str
    mobile: str
    kind_of_work: str
    platform: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class Recruiting:
    """What stands behind a code on a recruiting poster; public, it names nobody."""

    case_id: int
    public_id: UUID
    name: str
    upper_name: str
    upper_code: str
    upper_phone: str
    form: str
    platform: str
    station: str
    is_demo: bool


def recruiting(recruit_code: str, actor: Actor) -> Recruiting:
    """What a code leads to. Raises `Refused` with `founding.recruit_unknown`, `founding.recruit_closed`."""
    # Whoever scans a poster sees no case; this gives back what the poster says.
    with scope(Actor.system("recruiting", actor.now)):
        case = (
            Case.objects.filter(recruit_code=recruit_code.upper())
            .exclude(recruit_code="")
            .select_related("upper")
            .first()
        )
    if case is None:
        raise Refused("founding.recruit_unknown")
    if not requesting.is_recruiting(case):
        raise Refused("founding.recruit_closed", name=case.name)
    return Recruiting(
        case.pk, case.public_id, case.name, case.upper.name, case.code, case.upper.phone, case.form, case.platform,
        case.station, case.is_demo,
    )  # fmt: skip


@transaction.atomic
def sign_up(recruit_code: str, wish: Wish, *, consents: Mapping[str, str], actor: Actor) -> Intent:
    """Take down that somebody wants to join; her number is proved, and she said yes to both texts herself.

    Raises `Refused` with `founding.recruit_*`, `founding.mobile_unproved`, `founding.intent_twice`, `consent.*`,
    `name.*`, `id.*`, `mobile.*`, `work.*` (工会法 3).
    """
    place = recruiting(recruit_code, actor)
    if actor.mobile != people_rules.check_mobile(wish.mobile) and not actor.is_system:
        raise Refused("founding.mobile_unproved")
    _check_consents(consents)
    intent = _made(wish, consents, Channel.ONLINE, moving.today(actor), actor)
    intent.case_id = place.case_id
    intent.platform, intent.station = intent.platform or place.platform, intent.station or place.station
    return _kept(intent, place.upper_code, actor)


@transaction.atomic
def add_intent(
    case_id: UUID, wish: Wish, *, signed_on: date | None, actor: Actor, version: int | None = None
) -> Intent:
    """Enter an application signed on paper: on which day she signed it and both consents (TEMPLATES 1.7).

    Raises `Refused` with `founding.signed_missing`, `founding.day_ahead`, and like `sign_up`.
    """
    case = moving.workable(case_id, actor, version)
    if not requesting.is_recruiting(case):
        raise Refused("founding.recruit_closed", name=case.name)
    if signed_on is None:
        raise Refused("founding.signed_missing")
    rules.check_day(signed_on, moving.today(actor), not_before=None)
    consents = {str(purpose): CONSENTS[purpose].version for purpose in NEEDED}
    intent = _made(wish, consents, Channel.PAPER, signed_on, actor)
    intent.case, intent.entered_by = case, actor.person_id
    intent.platform, intent.station = intent.platform or case.platform, intent.station or case.station
    return _kept(intent, case.code, actor)


def _check_consents(consents: Mapping[str, str]) -> None:
    """She agreed to each text in the words that stand today. Raises `consent.missing`, `consent.outdated`."""
    for purpose in NEEDED:
        text = CONSENTS[purpose]
        if not consents.get(purpose):
            raise Refused("consent.missing", what=str(text.title))
        if consents[purpose] != text.version:
            raise Refused("consent.outdated", what=str(text.title))


def _made(wish: Wish, consents: Mapping[str, str], channel: Channel, signed_on: date, actor: Actor) -> Intent:
    identity = people_rules.check_id_number(wish.id_number, moving.today(actor))
    people_rules.check_working_age(identity.birth, moving.today(actor))
    asked = members.Wish(wish.kind_of_work, wish.platform, wish.station)
    tidy = members.check_wish(asked, needs_platform=False, needs_station=False)
    subject = crypto.new_subject()
    return Intent(
        name=people_rules.check_name(wish.name),
        mobile=people_rules.check_mobile(wish.mobile),
        subject=subject,
        id_sealed=crypto.seal(identity.number, subject),
        id_index=crypto.blind(identity.number, people_rules.ID_PURPOSE),
        id_tail=identity.tail,
        kind_of_work=tidy.kind_of_work,
        platform=tidy.platform,
        station=tidy.station,
        consents=dict(consents),
        channel=channel,
        signed_on=signed_on,
        created_at=actor.now,
    )


def _kept(intent: Intent, code: str, actor: Actor) -> Intent:
    try:
        with transaction.atomic():
            intent.save()
    except IntegrityError as fault:
        if "founding_signs_up_once" in str(fault):
            raise Refused("founding.intent_twice") from None
        raise
    audit.record(FoundingEvent.INTENT_SIGNED, intent, actor=actor, code=code, channel=intent.channel)
    events.publish(FoundingEvent.INTENT_SIGNED, intent, actor=actor, code=code)
    return intent


@transaction.atomic
def drop_intent(intent_id: UUID, *, actor: Actor) -> Case:
    """Take a name off the list as long as it is no application; her number opens nowhere any more."""
    intent = Intent.objects.select_related("case").get(public_id=intent_id)
    case = moving.workable(intent.case.public_id, actor)
    if intent.application_id is not None or not requesting.is_recruiting(case):
        raise Refused("founding.recruit_closed", name=case.name)
    audit.record(FoundingEvent.INTENT_DROPPED, intent, actor=actor, code=case.code)
    crypto.destroy(intent.subject)
    intent.delete()
    return case
