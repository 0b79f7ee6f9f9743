"""Yearly targets: how many unions are to be founded below a union, set by the one above."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hexian.domains.founding import access, rules
from hexian.domains.founding.events import FoundingEvent
from hexian.domains.founding.models import Target
from hexian.domains.founding.services import moving
from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused


@transaction.atomic
def set_target(org_id: UUID, *, year: int, kind: str, number: int, actor: Actor) -> Target:
    """Set or change a union's target of a year and kind; nought means there is none.

    Raises `Refused` with `founding.target_*`, and `Organisation.DoesNotExist` for a union not below hers.
    """
    org = access.bodies_targeted(actor).get(public_id=org_id)
    if kind not in rules.TARGET_KINDS:
        raise Refused("founding.target_kind")
    rules.check_target(number, year, moving.today(actor).year)
    target, _made = Target.objects.update_or_create(
        org=org, year=year, kind=kind, defaults={"code": org.code, "number": number, "set_at": actor.now}
    )
    audit.record(
        FoundingEvent.TARGET_SET, target, actor=actor, code=org.code, duty=access.TARGETS, year=year, kind=kind,
        number=number,
    )  # fmt: skip
    return target
