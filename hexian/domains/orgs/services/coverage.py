"""Which union is there for which employer's staff: attach and detach, with days (工会法 11)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Coverage, Organisation
from hexian.domains.orgs.services.tree import actor_day
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def cover(union_id: UUID, employer_id: UUID, *, actor: Actor, since: date | None = None) -> Coverage:
    """Let a union be there for an employer's staff from a day on (today); a joint union is there for several.

    Raises `Refused` with `cover.not_a_union`, `cover.not_an_employer`, `cover.already` (`since`), `cover.too_early`
    (`founded`), `act.ahead`, `org.dissolved`, and `Organisation.DoesNotExist` for either out of reach.
    """
    union, employer = _both(union_id, employer_id, actor)
    day = since or actor_day(actor)
    _check(union, employer, day, actor)
    rows = Coverage.objects.filter(Q(until__isnull=True) | Q(until__gt=day), union=union, employer=employer)
    there = rows.order_by("since").first()
    if there is not None:
        raise Refused("cover.already", org=union.name, employer=employer.name, since=there.since)
    row = Coverage.objects.create(union=union, employer=employer, since=day)
    _tell(OrgEvent.COVERED, union, employer, day, actor)
    return row


@transaction.atomic
def uncover(union_id: UUID, employer_id: UUID, *, actor: Actor, on: date | None = None) -> None:
    """The union is there for them no longer, from a day on (today); a row that began that day never was.

    Raises `Refused` with `cover.not_there`, `act.ahead`, `cover.before` (`since`), and like `cover`.
    """
    union, employer = _both(union_id, employer_id, actor)
    day = on or actor_day(actor)
    row = Coverage.objects.select_for_update().filter(union=union, employer=employer, until__isnull=True).first()
    if row is None:
        raise Refused("cover.not_there", org=union.name, employer=employer.name)
    if day > actor_day(actor):
        raise Refused("act.ahead", on=day)
    if day < row.since:
        raise Refused("cover.before", on=day, since=row.since)
    if day == row.since:
        row.delete()
    else:
        row.until = day
        row.save(update_fields=["until"])
    _tell(OrgEvent.UNCOVERED, union, employer, day, actor)


def _both(union_id: UUID, employer_id: UUID, actor: Actor) -> tuple[Organisation, Organisation]:
    """The union, locked, so that two officers do not attach one employer twice; the employer only has to be seen."""
    union = access.organisations_managed(actor).select_for_update(of=("self",)).get(public_id=union_id)
    return union, access.organisations_visible(actor).get(public_id=employer_id)


def _check(union: Organisation, employer: Organisation, day: date, actor: Actor) -> None:
    if union.category != rules.Category.UNION:
        raise Refused("cover.not_a_union", org=union.name)
    if employer.category != rules.Category.EMPLOYER:
        raise Refused("cover.not_an_employer", org=employer.name)
    for body in (union, employer):
        if body.state != rules.OrgState.ACTIVE:
            raise Refused("org.dissolved", name=body.name)
    if day > actor_day(actor):
        raise Refused("act.ahead", on=day)
    if day < union.founded_on:
        raise Refused("cover.too_early", on=day, founded=union.founded_on, org=union.name)


def _tell(event: OrgEvent, union: Organisation, employer: Organisation, day: date, actor: Actor) -> None:
    audit.record(
        event, union, actor=actor, code=union.code, duty=access.MANAGE, employer=str(employer.public_id),
        on=day.isoformat(),
    )  # fmt: skip
