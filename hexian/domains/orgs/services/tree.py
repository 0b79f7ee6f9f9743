"""Found, edit and dissolve unions, employers and partner bodies."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hexian.domains.orgs import access, rules
from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import JoinPoint, Office, Organisation
from hexian.domains.orgs.services import particulars, places
from hexian.domains.orgs.services.particulars import EDITABLE
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.actor import ROOT_CODE


@transaction.atomic
def found(
    *,
    kind: str,
    name: str,
    parent: UUID | None,
    actor: Actor,
    short_name: str = "",
    division: str = "",
    uscc: str = "",
    phone: str = "",
    address: str = "",
    staff_total: int = 0,
    employer: UUID | None = None,
    nature: str = "",
    ownership: str = "",
    trade: str = "",
    is_scaled: bool | None = None,
    partner: str = "",
    founded_on: date | None = None,
    is_demo: bool = False,
) -> Organisation:
    """Found a body below another and give it its code and place; the root is founded once, by the program itself.

    `kind` decides the category; `founded_on` is today unless it was earlier.  Raises `Refused` with `org.place`,
    `org.dissolved`, `org.root`, `org.name_missing`, `org.name_long`, `org.phone`, `org.division`, `org.staff_total`,
    `org.not_listed`, `org.founded_ahead`, `org.uscc_taken`, `uscc.*`,
    `org.too_many_children`, and `Organisation.DoesNotExist` for a parent out of reach (工会法 11、12).
    """
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
    facts = {
        "name": name, "short_name": short_name or name, "division": division, "uscc": uscc, "phone": phone,
        "address": address, "staff_total": staff_total, "employer": employer, "nature": nature, "ownership": ownership,
        "trade": trade, "is_scaled": is_scaled, "partner": partner,
    }  # fmt: skip
    particulars.fill(body, facts)
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
    (`names`), `org.dissolved_early`, `org.dissolved_ahead`.
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
    body.state, body.dissolved_on = rules.OrgState.DISSOLVED, day
    body.save(update_fields=["state", "dissolved_on"])
    JoinPoint.objects.filter(org=body, closed_at__isnull=True).update(closed_at=actor.now)
    particulars.uncover(body, day)
    offices = _end_offices(body, day)
    audit.record(
        OrgEvent.DISSOLVED, body, actor=actor, code=body.code, duty=access.MANAGE,
        reason=reason, on=day.isoformat(), offices=offices,
    )  # fmt: skip
    events.publish(OrgEvent.DISSOLVED, body, actor=actor, code=body.code)
    return body


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
    return day


def _check_living(body: Organisation) -> None:
    if body.state != rules.OrgState.ACTIVE:
        raise Refused("org.dissolved", name=body.name)


def _end_offices(body: Organisation, day: date) -> int:
    """End every open office; one that had not begun yet ends on the day it would have begun."""
    still = Office.objects.filter(org=body, ends_on__isnull=True)
    ended = still.filter(starts_on__lte=day).update(ends_on=day, end_reason="dissolved")
    for office in still.filter(starts_on__gt=day):
        office.ends_on, office.end_reason = office.starts_on, "dissolved"
        office.save(update_fields=["ends_on", "end_reason"])
        ended += 1
    return ended


def _save(body: Organisation) -> None:
    """Save; a credit code that another body has is a sentence, not a fault."""
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as fault:
        if "orgs_one_body_per_credit_code" in str(fault):
            raise Refused("org.uscc_taken", uscc=body.uscc) from None
        raise
