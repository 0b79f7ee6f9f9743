"""Appoint somebody to an office, end it, hand it over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office, Organisation, Role
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import check_name
from hexian.foundation import audit, events
from hexian.foundation.access import DUTIES, scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory

#: Ending two offices at once could leave nobody who appoints: one at a time. It happens a few times a year.
_LOCK = "orgs.offices"
#: What ending an office writes, and giving it back.
_ENDING = ("ends_on", "end_reason", "ended_because", "former_ends_on", "former_end_reason")


@transaction.atomic
def appoint(
    org_id: UUID,
    *,
    person_id: UUID,
    role_id: UUID,
    actor: Actor,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Office:
    """Appoint a person to an office of an organisation, from today unless another day is given.

    `ends_on` is the first day on which she no longer holds it.  Raises `Refused` with `office.oneself`, `office.dates`,
    `office.held_already`, `office.person_unknown`, `office.other_side`, `role.beyond_own`, `role.elsewhere`,
    `org.dissolved`.
    """
    org = access.organisations_staffed(actor).select_for_update(of=("self",)).get(public_id=org_id)
    role = access.roles_of(org.code).get(public_id=role_id)
    begin = starts_on or timezone.localdate(actor.now)
    person = check_giving(org, role, person_id, begin=begin, end=ends_on, actor=actor)
    office = begin_office(org, person, role, title=title or role.name, begin=begin, end=ends_on, actor=actor)
    _end_minding(Office.objects.filter(org=org, role=role), office.starts_on, actor)
    return office


def check_giving(
    org: Organisation, role: Role, person_id: UUID, *, begin: date, end: date | None, actor: Actor
) -> Person:
    """The person to whom the actor may give a role there. Raises like `appoint`."""
    if org.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name)
    rules.check_held_at(role.key if role.org_id is None else "", role.name, org.category)
    rules.check_grant(role.duties, DUTIES, rules.may_give(access.duties_over(actor, org.code)))
    if org.category == rules.Category.EMPLOYER and access.is_other_side(actor, org):
        raise Refused("office.other_side", org=org.name)
    person = Person.objects.filter(public_id=person_id, erased_at__isnull=True).first()
    if person is None:
        raise Refused("office.person_unknown")
    rules.check_appointment(appointer=actor.person_id, person=person.pk, starts_on=begin, ends_on=end)
    return person


@transaction.atomic
def appoint_newcomer(
    org_id: UUID,
    *,
    name: str,
    mobile: str,
    role_id: UUID,
    actor: Actor,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Office:
    """Appoint somebody the program may not know yet, by name and mobile number; she signs in with a code sent there.

    Raises `Refused` like `appoint`, with `name.*`, `mobile.*`, and `office.mobile_of_another` when the number is in use
    under another name.
    """
    org = access.organisations_staffed(actor).get(public_id=org_id)
    # She may be known to a union out of the officer's sight, so this runs as the system; it gives nothing back.
    with scope(Actor.system("appointing", actor.now)):
        person = people.person_for(mobile)
        if person is None:
            person = people.register_person(name, mobile, org.code, actor=actor)
        elif person.name != check_name(name):
            raise Refused("office.mobile_of_another", mobile=mobile)
        people.open_account(mobile, person, actor=actor)
        return appoint(
            org_id, person_id=person.public_id, role_id=role_id, actor=actor, title=title, starts_on=starts_on,
            ends_on=ends_on,
        )  # fmt: skip


@transaction.atomic
def end_office(office_id: UUID, *, actor: Actor, on: date | None = None, reason: str = "") -> Office:
    """End an office from a day on (today: at once).

    Raises `Refused` with `office.ended`, `office.dates`, and `office.last_appointer` when nobody could appoint.
    """
    advisory(_LOCK)
    office = _locked(office_id, actor)
    _check_successor(office, actor)
    return _end(office, on, reason, actor)


@transaction.atomic
def end_all_of(person_id: int, *, on: date, reason: str, because: UUID, actor: Actor) -> int:
    """End every office somebody holds or was to hold, from a day on; returns how many.

    For the room that knows why, as the system; `because` is the public id of its record, by which `give_back_all_of`
    finds them should it prove mistaken.  Nobody asks for a successor: who has died appoints nobody.
    """
    advisory(_LOCK)
    rows = Office.objects.filter(person_id=person_id).exclude(ends_on__lte=timezone.localdate(actor.now))
    # Her own offices first: what she minded as their holder ends with them.
    own_first = rows.order_by(F("minded_from").asc(nulls_first=True), "pk").select_for_update(of=("self",))
    ended = 0
    for pk in list(own_first.values_list("pk", flat=True)):
        office = Office.objects.select_related("org").get(pk=pk)
        day = max(on, office.starts_on)
        if office.ends_on is None or office.ends_on > day:
            _end(office, day, reason, actor, because)
            ended += 1
    return ended


@transaction.atomic
def give_back_all_of(person_id: int, *, because: UUID, actor: Actor) -> int:
    """Let the offices stand again, as they were, that a mistaken record ended; returns how many.

    For the room that takes its record back, as the system.  What cannot stand again stays ended: in a body dissolved
    since, an office she was given anew, the minding of a union that has an officer of its own now.
    """
    advisory(_LOCK)
    rows = Office.objects.filter(person_id=person_id, ended_because=because).select_related("org")
    back = [office for office in rows.select_for_update(of=("self",)).order_by("pk") if _may_stand_again(office)]
    for office in back:
        _give_back(office, actor)
    return len(back)


def _may_stand_again(office: Office) -> bool:
    since = Office.objects.filter(org=office.org_id, role=office.role_id, starts_on__gte=office.ends_on)
    taken = (
        since.filter(minded_from__isnull=True) if office.minded_from_id else since.filter(person=office.person_id)
    ).exclude(pk=office.pk)
    return office.org.state == rules.OrgState.ACTIVE and not taken.exists()


def _give_back(office: Office, actor: Actor) -> None:
    office.ends_on, office.end_reason = office.former_ends_on, office.former_end_reason
    office.ended_because, office.former_ends_on, office.former_end_reason = None, None, ""
    office.save(update_fields=list(_ENDING))
    audit.record(
        OrgEvent.OFFICE_RETURNED, office, actor=actor, code=office.code, person_id=office.person_id,
        duty=access.OFFICES, ends_on=office.ends_on.isoformat() if office.ends_on else None,
    )  # fmt: skip
    events.publish(OrgEvent.OFFICE_RETURNED, office, actor=actor, person_id=office.person_id)


def question(office_ids: Iterable[UUID], *, actor: Actor) -> None:
    """Let those who appoint look whether these offices should end; nothing ends by it. For the rooms above."""
    for office in Office.objects.filter(public_id__in=list(office_ids)).order_by("pk"):
        events.publish(OrgEvent.OFFICE_QUESTIONED, office, actor=actor, person_id=office.person_id)


@transaction.atomic
def hand_over(office_id: UUID, *, to_person: UUID, actor: Actor, on: date | None = None, reason: str = "") -> Office:
    """End an office and appoint a successor to the same one on the same day; returns the successor's office.

    Raises `Refused` like `appoint` and `end_office`, except `office.last_appointer`: here there is a successor.
    """
    advisory(_LOCK)
    former = _locked(office_id, actor)
    term_ends = former.ends_on
    ended = _end(former, on, reason or "handed over", actor)
    return appoint(
        former.org.public_id,
        person_id=to_person,
        role_id=former.role.public_id,
        title=former.title,
        starts_on=ended.ends_on,
        ends_on=term_ends,
        actor=actor,
    )


def begin_office(
    org: Organisation,
    person: Person,
    role: Role,
    *,
    title: str,
    begin: date,
    end: date | None,
    actor: Actor,
    minded_from: Organisation | None = None,
) -> Office:
    """Write the office, its trail, and the news of it. Raises `Refused("office.held_already")`."""
    office = Office(
        org=org,
        code=org.code,
        person=person,
        role=role,
        title=rules.check_org_name(title),
        starts_on=begin,
        ends_on=end,
        minded_from=minded_from,
    )
    try:
        with transaction.atomic():
            office.save()
    except IntegrityError as fault:
        if "orgs_one_open_office_each" in str(fault):
            raise Refused("office.held_already", name=person.name, title=role.name) from None
        raise
    audit.record(
        OrgEvent.OFFICE_BEGAN, office, actor=actor, code=org.code, person_id=person.pk, duty=access.OFFICES,
        role=role.key, starts_on=begin.isoformat(), ends_on=end.isoformat() if end else None,
        minded=minded_from is not None,
    )  # fmt: skip
    events.publish(OrgEvent.OFFICE_BEGAN, office, actor=actor, person_id=person.pk)
    return office


def _end(office: Office, on: date | None, reason: str, actor: Actor, because: UUID | None = None) -> Office:
    day = on or max(timezone.localdate(actor.now), office.starts_on)
    if day < office.starts_on:
        raise Refused("office.dates", starts_on=office.starts_on, ends_on=day)
    kept = (office.ends_on, office.end_reason) if because is not None else (None, "")
    office.former_ends_on, office.former_end_reason = kept
    office.ends_on, office.end_reason, office.ended_because = day, reason, because
    office.save(update_fields=list(_ENDING))
    audit.record(
        OrgEvent.OFFICE_ENDED, office, actor=actor, code=office.code, person_id=office.person_id, duty=access.OFFICES,
        ends_on=day.isoformat(), reason=reason,
    )  # fmt: skip
    events.publish(OrgEvent.OFFICE_ENDED, office, actor=actor, person_id=office.person_id)
    # Whoever minded a union below did so as this office's holder.
    resting = Office.objects.filter(person_id=office.person_id, minded_from=office.org_id)
    _end_minding(resting.exclude(pk=office.pk), day, actor, because)
    return office


def _end_minding(rows: QuerySet[Office], day: date, actor: Actor, because: UUID | None = None) -> None:
    """Minding ends when somebody is appointed, or when the office it rests on does."""
    for office in rows.filter(minded_from__isnull=False, ends_on__gt=day).select_related("org").order_by("pk"):
        _end(office, max(day, office.starts_on), "no longer minded", actor, because)


def _locked(office_id: UUID, actor: Actor) -> Office:
    rows = access.offices_managed(actor).select_related("org", "role", "person")
    office = rows.select_for_update(of=("self",)).get(public_id=office_id)
    if office.ends_on is not None and office.ends_on <= timezone.localdate(actor.now):
        raise Refused("office.ended", title=office.title, on=office.ends_on)
    return office


def _check_successor(office: Office, actor: Actor) -> None:
    """Somebody here or above must still be able to appoint; offices above are out of the asker's sight."""
    if rules.APPOINTING not in office.role.duties:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT orgs_can_appoint(%s, %s, %s)", [office.code, timezone.localdate(actor.now), office.pk])
        (others,) = cursor.fetchone() or (False,)
    if not others:
        raise Refused("office.last_appointer", org=office.org.name, title=office.title)
