"""A worker applies before a poster, or changes her mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import Application, Membership
from hexian.domains.members.rules import ApplicationState, Finding, Wish
from hexian.domains.members.services import findings, promises
from hexian.domains.orgs import queries as orgs
from hexian.domains.orgs import services as org_services
from hexian.domains.orgs.queries import JoinInfo
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people import texts as people_texts
from hexian.domains.people.models import Account, Person
from hexian.domains.people.rules import IdNumber, Purpose
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory, once, remember

#: What a worker must agree to before anything of hers is kept: joining, and apart from it the ID number (个保法 29).
NEEDED = (Purpose.JOIN, Purpose.IDENTITY)
_ONCE = "members.apply"


@dataclass(frozen=True, slots=True)
class _Typed:
    """Everything she typed, checked."""

    name: str
    number: IdNumber
    mobile: str
    wish: Wish


@transaction.atomic
def apply(
    *,
    join_code: str,
    name: str,
    id_number: str,
    mobile: str,
    kind_of_work: str,
    consents: Mapping[str, str],
    request_key: str,
    actor: Actor,
    platform: str = "",
    station: str = "",
) -> Application:
    """Take a worker's application for a union; sent again with the same `request_key`, it gives the same application.

    The door has proved the mobile number (`actor.mobile`, see `people.services.check_code`) or signed her in.
    `consents` says which version of which text she agreed to.  Nothing here is verified, so it blocks nobody else.
    Raises `Refused` with `join.*`, `name.*`, `id.*`, `mobile.*`, `work.*`, `platform.missing`, `station.missing`,
    `consent.*`, `application.*` (工会法 3；中国工会章程 1、2).
    """
    poster = open_poster(join_code)
    wish = Wish(kind_of_work, platform, station)
    typed = _checked(poster, name=name, id_number=id_number, mobile=mobile, wish=wish, actor=actor)
    _check_consents(consents)
    sent_before = _sent_before(request_key, typed.mobile)
    if sent_before is not None:
        return sent_before
    _stand_by(poster)
    # Two phones with one number: the second finds the first one's application instead of racing it to the constraint.
    advisory(crypto.lock_name(typed.number.number, people_rules.ID_PURPOSE), f"members.mobile.{typed.mobile}")
    application = _already_open(poster, typed) or _take(poster, typed, actor)
    remember(_ONCE, request_key, str(application.public_id))
    return application


@transaction.atomic
def let_in(*, name: str, id_number: str, mobile: str, actor: Actor) -> bool:
    """Open the account of a member whom a list has brought in and who never had one; whether one was opened.

    She is who she says: she has proved the very number the union has of her, and gives her name and whole ID number.
    Whoever gives another number goes before an officer.  What is wrong with what she typed is for `apply` to say.
    """
    try:
        number, today = people_rules.check_mobile(mobile), timezone.localdate(actor.now)
        identity, called = people_rules.check_id_number(id_number, today), people_rules.check_name(name)
    except Refused:
        return False
    if actor.mobile != number or actor.person_id is not None:
        return False
    advisory(crypto.lock_name(identity.number, people_rules.ID_PURPOSE), f"members.mobile.{number}")
    # Before the poster she is a guest, who sees nobody; this one row is her own.
    with scope(Actor.system("joining", actor.now)):
        members = Membership.objects.filter(state=rules.MembershipState.ACTIVE).values("person_id")
        found = Person.objects.filter(
            id_index__in=people.id_indexes(identity.number), mobile=number, name=called, verified_at__isnull=False,
            erased_at__isnull=True, account__isnull=True, pk__in=members,
        ).first()  # fmt: skip
        if found is None or people.account_for(number) is not None:
            return False
        people.open_account(number, found, actor=actor)
    return True


def _stand_by(poster: JoinInfo) -> None:
    """From here on the union cannot be dissolved under her application. Raises `Refused("join.dissolved")`."""
    if not org_services.stand_by(poster.org_id):
        open_poster(poster.join_code)


def open_poster(join_code: str) -> JoinInfo:
    """What the poster leads to. Raises `Refused` with `join.dissolved`, `join.closed`, `join.switched_off`."""
    poster = orgs.resolve(join_code)
    if poster.is_dissolved or poster.is_closed:
        turn_to = poster.turn_to
        raise Refused(
            "join.dissolved" if poster.is_dissolved else "join.closed",
            name=poster.org_name,
            turn_to=turn_to.name if turn_to else "",
            phone=turn_to.phone if turn_to else "",
        )
    if not orgs.is_on(access.JOIN_BY_SCAN, poster.org_code):
        raise Refused("join.switched_off", name=poster.org_name, phone=poster.org_phone)
    return poster


def _checked(poster: JoinInfo, *, name: str, id_number: str, mobile: str, wish: Wish, actor: Actor) -> _Typed:
    number = people_rules.check_mobile(mobile)
    if actor.mobile != number and not actor.is_system:
        raise Refused("application.mobile_unproved")
    today = timezone.localdate(actor.now)
    identity = people_rules.check_id_number(id_number, today)
    people_rules.check_working_age(identity.birth, today)
    wish = Wish(wish.kind_of_work, poster.platform or wish.platform, poster.station or wish.station)
    tidy = rules.check_wish(wish, needs_platform=poster.needs_platform, needs_station=poster.needs_station)
    return _Typed(people_rules.check_name(name), identity, number, tidy)


def _check_consents(consents: Mapping[str, str]) -> None:
    """She agreed to each text, in the words that stand today. Raises `consent.missing`, `consent.outdated` (`what`)."""
    for purpose in NEEDED:
        text = people_texts.CONSENTS[purpose]
        if not consents.get(purpose):
            raise Refused("consent.missing", what=str(text.title))
        if consents[purpose] != text.version:
            raise Refused("consent.outdated", what=str(text.title))


def _sent_before(request_key: str, mobile: str) -> Application | None:
    """What the same request led to when it was sent first; only for the number it was sent for."""
    if not request_key:
        raise Refused("application.request_key")
    public_id = once(_ONCE, request_key)
    if public_id is None:
        return None
    application = Application.objects.filter(public_id=public_id, mobile=mobile).first()
    if application is None:
        raise Refused("application.request_key")
    return application


def _already_open(poster: JoinInfo, typed: _Typed) -> Application | None:
    same = Application.objects.filter(
        org_id=poster.org_id,
        mobile=typed.mobile,
        id_index__in=people.id_indexes(typed.number.number),
        state__in=rules.OPEN_APPLICATION,
    )
    return same.order_by("-pk").first()


def _take(poster: JoinInfo, typed: _Typed, actor: Actor) -> Application:
    person = _applicant(poster, typed, actor)
    for purpose in NEEDED:
        people.give_consent(person, purpose, actor=actor, code=poster.org_code)
    application = _write(poster, typed, person, actor)
    findings.refresh([application], numbers={application.pk: typed.number.number})
    deadline = promises.begin(application, poster.division, actor)
    application.due_at = deadline.due_at
    application.save(update_fields=["due_at"])
    audit.record(
        MemberEvent.APPLIED, application, actor=actor, code=application.code, person_id=person.pk,
        findings=list(application.findings),
    )  # fmt: skip
    events.publish(MemberEvent.APPLIED, application, actor=actor, person_id=person.pk, code=application.code)
    return application


def _applicant(poster: JoinInfo, typed: _Typed, actor: Actor) -> Person:
    """Who applies: herself if signed in, else whoever owns the proven number, else somebody new with an account.

    Raises `Refused` with `application.mobile_of_another`, `application.already_member` (`union`).
    """
    person = _known(typed, actor)
    if person is None:
        person = people.register_person(typed.name, typed.mobile, poster.org_code, actor=actor)
    else:
        _check_is_she(person, typed)
        _check_no_member(person, actor)
    if people.account_for(typed.mobile) is None and not Account.objects.filter(person=person).exists():
        people.open_account(typed.mobile, person, actor=actor)
    return person


def _known(typed: _Typed, actor: Actor) -> Person | None:
    if actor.person_id is not None:
        return Person.objects.get(pk=actor.person_id)
    return people.person_for(typed.mobile)


def _check_is_she(person: Person, typed: _Typed) -> None:
    """A number whose holder was checked against another document is somebody else's telephone."""
    if person.id_index is not None and bytes(person.id_index) not in people.id_indexes(typed.number.number):
        raise Refused("application.mobile_of_another")


def _check_no_member(person: Person, actor: Actor) -> None:
    # A guest sees no memberships; this one is her own, of the number she has just proved.
    with scope(Actor.system("joining", actor.now)):
        union = (
            Membership.objects.filter(person=person, state=rules.MembershipState.ACTIVE)
            .values_list("org__name", flat=True)
            .first()
        )
    if union is not None:
        raise Refused("application.already_member", union=union)


def _write(poster: JoinInfo, typed: _Typed, person: Person, actor: Actor) -> Application:
    subject = crypto.new_subject()
    return Application.objects.create(
        org_id=poster.org_id,
        code=poster.org_code,
        join_point_id=poster.point_id,
        person=person,
        name=typed.name,
        pinyin=people_rules.pinyin_of(typed.name).key,
        mobile=typed.mobile,
        subject=subject,
        id_sealed=crypto.seal(typed.number.number, subject),
        id_index=crypto.blind(typed.number.number, people_rules.ID_PURPOSE),
        id_tail=typed.number.tail,
        kind_of_work=typed.wish.kind_of_work,
        platform=typed.wish.platform,
        station=typed.wish.station,
        employer_id=poster.employer_id,
        findings=[Finding.ID_OF_OLD_DIVISION] if findings.is_of_old_division(typed.number.division) else [],
        applied_at=actor.now,
    )


@transaction.atomic
def withdraw(application_id: UUID, *, actor: Actor) -> Application:
    """Take one's own application back before it is decided. Raises `Refused("application.state")`."""
    application = access.own_applications(actor).select_for_update(of=("self",)).get(public_id=application_id)
    return stop(application, actor)


def stop(application: Application, actor: Actor) -> Application:
    """Withdraw a locked application: its promise ends, it leaves the list it may be on."""
    application.state = rules.next_application_state(application.state, "withdraw")
    application.resolution, application.decided_at = None, actor.now
    application.save(update_fields=["state", "resolution", "decided_at"])
    promises.call_off(application, actor, reason=ApplicationState.WITHDRAWN)
    facts = {"person_id": application.person_id, "code": application.code}
    audit.record(MemberEvent.WITHDRAWN, application, actor=actor, **facts)
    events.publish(MemberEvent.WITHDRAWN, application, actor=actor, **facts)
    return application
