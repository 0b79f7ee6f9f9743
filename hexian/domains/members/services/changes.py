"""A member asks to have her data corrected, an officer accepts or refuses; or an officer proposes, and she or a second
officer says yes. Nothing is edited silently (个保法 46)."""

from __future__ import annotations

from contextlib import nullcontext
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from hexian.domains.members import access, rules
from hexian.domains.members.events import MemberEvent
from hexian.domains.members.models import ChangeRequest, Membership
from hexian.domains.members.rules import MembershipState
from hexian.domains.members.services import grams
from hexian.domains.people import rules as people_rules
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.foundation import audit, crypto, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.clock import queries as clock_queries
from hexian.foundation.clock import services as clock
from hexian.foundation.locks import advisory

#: How soon a wish for correction is answered; the number stands in the lawbook.
ANSWER = "data.correction"


@transaction.atomic
def ask_change(*, field: str, after: str, actor: Actor, why: str = "") -> ChangeRequest:
    """Ask to have one's own name, ID number, kind of work or mobile number corrected.

    Raises `Refused` with `change.field`, `change.not_a_member`, `change.same`, `change.asked_already`, and what is
    wrong with the new value (`name.*`, `id.*`, `mobile.*`, `work.*`).
    """
    member = access.own_memberships(actor).select_related("person", "org").filter(state=MembershipState.ACTIVE).first()
    if member is None:
        raise Refused("change.not_a_member")
    wish = _write(field, after, why, member, actor)
    clock.start(ANSWER, subject=wish, region=member.org.division, on=actor.now, actor=actor, org_code=member.code)
    _tell(MemberEvent.CHANGE_ASKED, wish, actor)
    return wish


@transaction.atomic
def propose_change(member_id: UUID, *, field: str, after: str, why: str, actor: Actor) -> ChangeRequest:
    """An officer corrects a member's data, and the member is told what and why.

    What `rules.NEEDS_SECOND` names waits for the member's yes or a second officer's; the kind of work is corrected at
    once.  No promise runs: nobody has asked for an answer.  Raises `Refused` like `ask_change`, and with
    `change.why_missing`, `change.former_member`.
    """
    member = access.members_to_correct(actor).select_related("person").get(public_id=member_id)
    if member.state != MembershipState.ACTIVE:
        raise Refused("change.former_member", name=member.person.name)
    rules.check_proposal(field, why)
    wish = _write(field, after, why, member, actor, proposed_by=actor.person_id)
    _tell(MemberEvent.CHANGE_PROPOSED, wish, actor)
    if field not in rules.NEEDS_SECOND:
        _accept(wish, "", actor)
    return wish


def _write(
    field: str, after: str, why: str, member: Membership, actor: Actor, *, proposed_by: int | None = None
) -> ChangeRequest:
    """The wish, sealed and saved."""
    wanted, before = _checked(field, after, actor), _present(field, member)
    if wanted == before:
        raise Refused("change.same")
    subject = member.person.subject
    wish = ChangeRequest(
        person=member.person, code=member.code, field=field, before=crypto.seal(before, subject),
        after=crypto.seal(wanted, subject), why=why.strip(), asked_at=actor.now, proposed_by=proposed_by,
    )  # fmt: skip
    _save_new(wish)
    return wish


def _checked(field: str, text: str, actor: Actor) -> str:
    if field == "name":
        return people_rules.check_name(text)
    if field == "id_number":
        return people_rules.check_id_number(text, timezone.localdate(actor.now)).number
    if field == "mobile":
        return people_rules.check_mobile(text)
    if field == "kind_of_work":
        wish = rules.check_wish(rules.Wish(text), needs_platform=False, needs_station=False)
        return wish.kind_of_work
    raise Refused("change.field")


def _present(field: str, member: Membership) -> str:
    person = member.person
    if field == "id_number":
        return crypto.open_sealed(person.id_sealed, person.subject) if person.id_sealed is not None else ""
    return {"name": person.name, "mobile": person.mobile, "kind_of_work": member.kind_of_work}[field]


def _save_new(wish: ChangeRequest) -> None:
    try:
        with transaction.atomic():
            wish.save()
    except IntegrityError as fault:
        if "members_one_open_change_per_field" in str(fault):
            if wish.proposed_by is not None:
                raise Refused("change.waiting_already", name=wish.person.name) from None
            raise Refused("change.asked_already") from None
        raise


@transaction.atomic
def withdraw_change(change_id: UUID, *, actor: Actor) -> ChangeRequest:
    """Take one's own wish back. Raises `Refused("change.state")`."""
    return _withdraw(access.own_changes(actor).filter(proposed_by__isnull=True), change_id, actor)


@transaction.atomic
def withdraw_proposal(change_id: UUID, *, actor: Actor) -> ChangeRequest:
    """Take back what one proposed oneself, before anybody said yes. Raises `Refused("change.state")`."""
    return _withdraw(access.own_proposals(actor), change_id, actor)


def _withdraw(rows: QuerySet[ChangeRequest], change_id: UUID, actor: Actor) -> ChangeRequest:
    wish = rows.select_for_update(of=("self",)).get(public_id=change_id)
    _end(wish, "withdraw", "", actor)
    _tell(MemberEvent.CHANGE_WITHDRAWN, wish, actor)
    return wish


@transaction.atomic
def confirm_change(change_id: UUID, *, actor: Actor) -> ChangeRequest:
    """The member says yes to what an officer proposed about her; it is corrected now. Raises like `accept_change`."""
    rows = access.changes_to_confirm(actor).select_related("person").select_for_update(of=("self",))
    return _accept(rows.get(public_id=change_id), "", actor)


@transaction.atomic
def decline_change(change_id: UUID, *, actor: Actor) -> ChangeRequest:
    """The member says no to what an officer proposed about her. Raises `Refused("change.state")`."""
    wish = access.changes_to_confirm(actor).select_for_update(of=("self",)).get(public_id=change_id)
    _end(wish, "refuse", "", actor)
    _tell(MemberEvent.CHANGE_REFUSED, wish, actor)
    return wish


@transaction.atomic
def refuse_change(change_id: UUID, *, answer: str, actor: Actor) -> ChangeRequest:
    """Refuse a wish and say why. Raises `Refused` with `change.state`, `change.answer_missing`."""
    if not answer.strip():
        raise Refused("change.answer_missing")
    wish = _locked(change_id, actor)
    _end(wish, "refuse", answer.strip(), actor)
    _tell(MemberEvent.CHANGE_REFUSED, wish, actor)
    return wish


@transaction.atomic
def accept_change(change_id: UUID, *, actor: Actor, answer: str = "") -> ChangeRequest:
    """Correct what she asked for, after having seen the document; grams and blind index follow.

    Raises `Refused` with `change.state`, `id.belongs_to_another`, `change.not_a_member`.
    """
    return _accept(_locked(change_id, actor), answer, actor)


def _accept(wish: ChangeRequest, answer: str, actor: Actor) -> ChangeRequest:
    rules.next_change_state(wish.state, "accept")
    member = Membership.objects.filter(person_id=wish.person_id, state=MembershipState.ACTIVE).first()
    if member is None:
        raise Refused("change.not_a_member")
    wanted = crypto.open_sealed(wish.after, wish.person.subject)
    # She may read but not write what the union keeps about her; a second pair of eyes has seen this one.
    with scope(Actor.system("correction", actor.now)) if actor.person_id == wish.person_id else nullcontext():
        _correct(wish.field, wanted, member, wish.person, actor)
    _end(wish, "accept", answer.strip(), actor)
    _tell(MemberEvent.CHANGE_ACCEPTED, wish, actor)
    return wish


def end_wish(wish: ChangeRequest, actor: Actor) -> None:
    """End an open wish nobody waits for any more."""
    _end(wish, "withdraw", "", actor)
    _tell(MemberEvent.CHANGE_WITHDRAWN, wish, actor)


def drop_wishes_about_number(person_id: int, actor: Actor) -> None:
    """Forget what somebody asked to have corrected about her ID number, old and new; one still open ends."""
    rows = ChangeRequest.objects.filter(person_id=person_id, field="id_number")
    for wish in rows.filter(state=rules.ChangeState.ASKED).select_for_update(of=("self",)):
        end_wish(wish, actor)
    rows.delete()


def _correct(field: str, wanted: str, member: Membership, person: Person, actor: Actor) -> None:
    if field == "name":
        corrected = people.correct_name(person.pk, wanted, actor=actor, duty=access.CORRECT)
        grams.renew(corrected)
    elif field == "id_number":
        _correct_number(wanted, person, actor)
    elif field == "mobile":
        # What she signs in with is hers to change, with a code; this is the number the union calls.
        Person.objects.filter(pk=person.pk).update(mobile=wanted)
    else:
        member.kind_of_work = wanted
        member.save(update_fields=["kind_of_work"])


def _correct_number(wanted: str, person: Person, actor: Actor) -> None:
    """Forget the wrong number, then have the right one verified like any other."""
    advisory(crypto.lock_name(wanted, people_rules.ID_PURPOSE))
    Person.objects.filter(pk=person.pk).update(id_sealed=None, id_index=None, id_tail="", verified_at=None)
    people.verify_identity(person.pk, wanted, actor=actor, duty=access.CORRECT)


def _locked(change_id: UUID, actor: Actor) -> ChangeRequest:
    rows = access.changes_to_decide(actor).select_related("person").select_for_update(of=("self",))
    return rows.get(public_id=change_id)


def _end(wish: ChangeRequest, act: str, answer: str, actor: Actor) -> None:
    wish.state = rules.next_change_state(wish.state, act)
    wish.answer, wish.decided_at = answer, actor.now
    wish.save(update_fields=["state", "answer", "decided_at"])
    running = clock_queries.open_deadline(wish.public_id, ANSWER)
    if running is not None and act == "withdraw":
        clock.cancel(running.id, actor=actor, reason="withdrawn")
    elif running is not None:
        clock.met(running.id, actor=actor)


def _tell(event: MemberEvent, wish: ChangeRequest, actor: Actor) -> None:
    duty = "" if actor.person_id == wish.person_id else access.CORRECT
    audit.record(event, wish, actor=actor, code=wish.code, person_id=wish.person_id, duty=duty, field=wish.field)
    by_herself = actor.person_id == wish.person_id
    events.publish(event, wish, actor=actor, person_id=wish.person_id, code=wish.code, by_herself=by_herself)
