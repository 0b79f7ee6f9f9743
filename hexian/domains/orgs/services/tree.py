"""Found, edit and dissolve unions, employers and partner bodies."""

from __future__ import annotations

from datetime import date
from typing import Unpack
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from hexian.domains.orgs import access, queries, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import GroupMember, JoinPoint, Office, Organisation
from hexian.domains.orgs.services import particulars, places
from hexian.domains.orgs.services.particulars import EDITABLE, Particulars
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.locks import shared

#: Whoever founds holds it together with others; whoever moves, merges or splits holds it alone.
TREE_LOCK = "orgs.tree"


@transaction.atomic
def found(
    *,
    kind: str,
    name: str,
    parent: UUID | None,
    actor: Actor,
    founded_on: date | None = None,
    is_demo: bool = False,
    **facts: Unpack[Particulars],
) -> Organisation:
    """Found a body below another and give it its code and place; the root is founded once, by the program itself.

    `kind` decides the category, `facts` are what else is known of it; `founded_on` is today unless it was earlier.
    Raises `Refused` with `org.place`,
    `org.dissolved`, `org.root`, `org.name_missing`, `org.name_long`, `org.phone`, `org.division`, `org.staff_total`,
    `org.not_listed`, `org.founded_ahead`, `org.uscc_taken`, `uscc.*`,
    `org.too_many_children`, and `Organisation.DoesNotExist` for a parent out of reach (工会法 11、12).
    """
    shared(TREE_LOCK)
    above, code = _place(parent, kind, actor)
    body = Organisation(
        category=rules.CATEGORY_OF.get(kind, rules.Category.UNION),
        kind=rules.Kind(kind),
        code=code,
        parent=above,
        is_demo=is_demo,
        founded_on=rules.check_founding(founded_on or actor_day(actor), actor_day(actor)),
        created_at=actor.now,
    )
    particulars.fill(body, {"name": name, **facts, "short_name": facts.get("short_name") or name})
    _save(body)
    places.open_place(body, above)
    if body.employer:
        particulars.cover(body, body.employer, body.founded_on)
    audit.record(OrgEvent.FOUNDED, body, actor=actor, code=code, duty=access.MANAGE, kind=kind)
    events.publish(OrgEvent.FOUNDED, body, actor=actor, code=code)
    return body


def actor_day(actor: Actor) -> date:
    """The actor's day in Shanghai."""
    return timezone.localdate(actor.now)


def _place(parent: UUID | None, kind: str, actor: Actor) -> tuple[Organisation | None, str]:
    """The locked parent and the new code; the lock on the parent's row gives each child a number of its own."""
    if parent is None:
        if not actor.is_system or Organisation.objects.filter(code=ROOT_CODE).exists():
            raise Refused("org.root")
        return None, ROOT_CODE
    above = access.organisations_managed(actor).select_for_update(of=("self",)).get(public_id=parent)
    _check_living(above)
    rules.check_place(kind, above.kind)
    above.last_child += 1
    above.save(update_fields=["last_child"])
    return above, rules.child_code(above.code, above.last_child)


@transaction.atomic
def edit(org_id: UUID, *, actor: Actor, **changes: object) -> Organisation:
    """Change what may be changed of a body (`EDITABLE`); the audit row says which fields.

    Raises `Refused` like `found`, `org.dissolved`, and `Organisation.DoesNotExist` out of reach.
    """
    strange = set(changes) - set(EDITABLE)
    if strange:
        message = f"not editable: {', '.join(sorted(strange))}"
        raise TypeError(message)
    body = access.organisations_managed(actor).select_for_update(of=("self",)).get(public_id=org_id)
    if body.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=body.name)
    former = body.employer
    particulars.fill(body, changes)
    _save(body)
    _follow_employer(body, former, actor_day(actor))
    audit.record(OrgEvent.EDITED, body, actor=actor, code=body.code, duty=access.MANAGE, fields=sorted(changes))
    events.publish(OrgEvent.EDITED, body, actor=actor, fields=sorted(changes))
    return body


def _follow_employer(body: Organisation, former: Organisation | None, today: date) -> None:
    if body.employer == former:
        return
    if former:
        particulars.uncover(body, today, employer=former)
    if body.employer:
        particulars.cover(body, body.employer, today)


@transaction.atomic
def dissolve(org_id: UUID, *, actor: Actor, on: date | None = None, reason: str = "") -> Organisation:
    """Dissolve a body: its posters lead nowhere from now on, its offices end; memberships stay (工会法 13).

    Only whoever manages the union above may do it.  Raises `Refused` with `org.state`, `org.root`, `org.has_children`
    (`names`), `org.dissolved_early`, `org.dissolved_ahead`, and `org.open_matters` (`matters`) while something the
    rooms above declared with `rules.matter` is not done: whoever applied there deserves an answer from that union.
    """
    body = (
        access.organisations_managed(actor)
        .select_for_update(of=("self",))
        .select_related("parent")
        .get(public_id=org_id)
    )
    if body.parent is None:
        raise Refused("org.root")
    if not actor.may(access.MANAGE, body.parent.code):
        raise Refused("org.only_from_above", name=body.name, parent=body.parent.name)
    day = _check_dissolution(body, on or timezone.localdate(actor.now), actor)
    offices = end_life(body, day, actor)
    audit.record(
        OrgEvent.DISSOLVED, body, actor=actor, code=body.code, duty=access.MANAGE,
        reason=reason, on=day.isoformat(), offices=offices,
    )  # fmt: skip
    events.publish(OrgEvent.DISSOLVED, body, actor=actor, code=body.code)
    return body


def end_life(body: Organisation, day: date, actor: Actor, *, why: str = "dissolved") -> int:
    """A body is no more from a day on: its posters close, nobody's employer leads to it, its offices end."""
    body.state, body.dissolved_on = rules.OrgState.DISSOLVED, day
    body.save(update_fields=["state", "dissolved_on"])
    JoinPoint.objects.filter(org=body, closed_at__isnull=True).update(closed_at=actor.now)
    particulars.uncover(body, day)
    _leave_groups(body, day)
    return _end_offices(body, day, why)


def _check_dissolution(body: Organisation, day: date, actor: Actor) -> date:
    _check_living(body)
    if day > timezone.localdate(actor.now):
        raise Refused("org.dissolved_ahead", on=day)
    if day < body.founded_on:
        raise Refused("org.dissolved_early", on=day, founded=body.founded_on)
    children = body.children.filter(state=rules.OrgState.ACTIVE).order_by("code")
    names = list(children.values_list("short_name", flat=True)[:3])
    if names:
        raise Refused("org.has_children", name=body.name, names=names, count=children.count())
    matters = [each.words for each in queries.open_matters(body.public_id, body.code)]
    if matters:
        raise Refused("org.open_matters", name=body.name, matters=matters)
    return day


def stand_by(org_id: int) -> bool:
    """Keep a body from being dissolved until the transaction ends; whether it still exists.

    Waits for a dissolution under way.  Whoever opens something at a union asks first, in the same transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM orgs_organisation WHERE id = %s FOR KEY SHARE", [org_id])
        row = cursor.fetchone()
    return row is not None and str(row[0]) == rules.OrgState.ACTIVE


def _check_living(body: Organisation) -> None:
    if body.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=body.name)


def _leave_groups(body: Organisation, day: date) -> None:
    rows = GroupMember.objects.filter(org=body, until__isnull=True)
    rows.filter(since__gte=day).delete()
    rows.update(until=day)


def _end_offices(body: Organisation, day: date, why: str) -> int:
    """End every office that reaches beyond the day; one that had not begun yet ends when it would have begun."""
    still = Office.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), org=body)
    return still.update(ends_on=Greatest("starts_on", Value(day)), end_reason=why)


def _save(body: Organisation) -> None:
    """Save; a credit code that another body has is a sentence, not a fault."""
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as fault:
        if "orgs_one_body_per_credit_code" in str(fault):
            raise Refused("org.uscc_taken", uscc=body.uscc) from None
        raise
