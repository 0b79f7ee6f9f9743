"""What every verb of the people's side shares: the locked rows, who is related to whom, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from hexian.domains.ledger.models import Relation
from hexian.domains.mutualaid import access
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Decision, Plan
from hexian.domains.people.models import Person
from hexian.foundation import audit, events
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook


def today(actor: Actor) -> date:
    """The actor's day in Shanghai."""
    return timezone.localdate(actor.now)


def as_program(actor: Actor) -> AbstractContextManager[None]:
    """The program's eyes, for what an act means in the book of a union its doer does not see.

    Only once it is settled that she may: a worker who declines reverses an order of her union's book.
    """
    return scope(program(actor))


def program(actor: Actor) -> Actor:
    """The program itself at the actor's moment."""
    return Actor.system("mutualaid", actor.now, shifted=actor.shifted)


def figure(code: str, plan: Plan, actor: Actor) -> int:
    """A number of the lawbook as it is in the plan's place today."""
    return days(code, plan.org.division, actor)


def days(code: str, region: str, actor: Actor) -> int:
    """A number of the lawbook as it is in a place today."""
    return lawbook.look_up(code, region, today(actor)).number


def plan_locked(plan_id: UUID, actor: Actor, *duties: str) -> Plan:
    """A plan she may act on by one of these duties, locked. Raises `Plan.DoesNotExist` out of reach."""
    codes = {code for duty in duties or (access.PLAN,) for code in actor.subtrees_for(duty)}
    rows = access.plans_of(codes).select_related("org").select_for_update(of=("self",))
    return rows.get(public_id=plan_id)


def relatives_of(person_id: int) -> set[int]:
    """Whom this officer has declared a relative, and who has declared her, as far as they are known here.

    Looked up with the program's eyes: what an officer has declared, others do not read.
    """
    hers = Relation.objects.filter(person_id=person_id, ended_at__isnull=True)
    indexes = [bytes(each) for each in hers.values_list("relative_index", flat=True) if each]
    known = {pk for pk in hers.values_list("relative_id", flat=True) if pk is not None}
    if indexes:
        known |= {*Person.objects.filter(id_index__in=indexes).values_list("pk", flat=True)}
    theirs = Relation.objects.filter(relative_id=person_id, ended_at__isnull=True)
    return known | {*theirs.values_list("person_id", flat=True)} | _by_number(person_id)


def kin_of(actor: Actor) -> set[int]:
    """The relatives of whoever acts, with the program's eyes."""
    with as_program(actor):
        return relatives_of(actor.person_id) if actor.person_id else set()


def _by_number(person_id: int) -> set[int]:
    """Who has declared this person by her number before anybody knew her here."""
    index = Person.objects.filter(pk=person_id).values_list("id_index", flat=True).first()
    if index is None:
        return set()
    rows = Relation.objects.filter(relative_index=bytes(index), ended_at__isnull=True)
    return {*rows.values_list("person_id", flat=True)}


def revisions_of(row: Decision) -> Sequence[Decision]:
    """Every revision of a settlement of hers, the oldest first, locked."""
    rows = Decision.objects.filter(person_id=row.person_id, settlement=row.settlement)
    return list(rows.select_for_update(of=("self",)).order_by("revision"))


def running(plan: Plan) -> Plan:
    """A plan money may be ordered under. Raises `Refused` with `aid.plan_closed`, `aid.halted`."""
    if plan.state != "open":
        raise Refused("aid.plan_closed", plan=plan.name)
    if plan.halted_at is not None:
        raise Refused("aid.halted", plan=plan.name, at=plan.halted_at)
    return plan


def tell_plan(event: AidEvent, plan: Plan, actor: Actor, *, duty: str = access.PLAN, **facts: Any) -> None:
    """Audit and event of one act on a plan."""
    audit.record(event, plan, actor=actor, code=plan.code, duty=duty, **facts)
    events.publish(event, plan, actor=actor, code=plan.code)


def tell_decision(event: AidEvent, row: Decision, actor: Actor, *, duty: str = access.DECIDE, **facts: Any) -> None:
    """Audit and event of one act on a decision; whoever it is about finds it in «who has seen me»."""
    audit.record(event, row, actor=actor, code=row.code, person_id=row.person_id, duty=duty, **facts)
    events.publish(event, row, actor=actor, code=row.code, person_id=row.person_id)
