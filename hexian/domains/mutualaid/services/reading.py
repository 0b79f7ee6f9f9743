"""The blind second reading: a person works a decision out again before she is shown what the table said.

Where people and machine drift apart, the plan stops by itself; somebody else lets it go on.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import Plan, Reading
from hexian.domains.mutualaid.services import passing, planning, reaching
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.locks import advisory

WINDOW, DRIFT = "aid.read_window", "aid.read_drift"


@dataclass(frozen=True, slots=True)
class Compared:
    """What the reader worked out beside what the table said, in fen; `stopped` when the plan stops for it."""

    read_fen: int
    machine_fen: int
    agrees: bool
    stopped: bool


@transaction.atomic
def read(reading_id: int, *, amount_fen: int, note: str = "", actor: Actor) -> Compared:
    """Write down what she worked out; only then is she told the table's figure.

    Raises `Refused` with `aid.read_before`, `aid.sum_negative`, `aid.own_decision`, `aid.relatives_decision`,
    `aid.no_person`; `Reading.DoesNotExist` out of reach.
    """
    if amount_fen < 0:
        raise Refused("aid.sum_negative")
    rows = access.readings_to_do(actor).select_for_update(of=("self",)).select_related("decision", "plan__org")
    row = rows.get(pk=reading_id)
    if row.read_at is not None:
        raise Refused("aid.read_before")
    with reaching.as_program(actor):
        row.reader_id = passing.check(row.decision, actor)
    row.amount_fen, row.agrees = amount_fen, amount_fen == row.decision.amount_fen
    row.read_at, row.note = actor.now, note.strip()[:500]
    row.save()
    facts = {"agrees": row.agrees, "read_fen": amount_fen, "fen": row.decision.amount_fen}
    audit.record(
        AidEvent.READ, row.decision, actor=actor, code=row.code, person_id=row.decision.person_id, duty=access.READ,
        **facts,
    )  # fmt: skip
    events.publish(AidEvent.READ, row.decision, actor=actor, code=row.code)
    return Compared(amount_fen, row.decision.amount_fen, row.agrees, _stop_if_drifting(row.plan, actor))


def _stop_if_drifting(plan: Plan, actor: Actor) -> bool:
    """Stop the plan when its last readings drift apart; readings before it was last resumed do not count."""
    with reaching.as_program(actor):
        advisory(f"mutualaid.reading.{plan.pk}")
        plan = Plan.objects.select_for_update(of=("self",)).select_related("org").get(pk=plan.pk)
        window = reaching.figure(WINDOW, plan, actor)
        rows = Reading.objects.filter(plan=plan, read_at__isnull=False, agrees__isnull=False)
        if plan.resumed_at is not None:
            rows = rows.filter(read_at__gt=plan.resumed_at)
        last = [bool(each) for each in rows.order_by("-read_at", "-pk").values_list("agrees", flat=True)[:window]]
        apart = rules.is_drifting(last[::-1], window=window, most_bp=reaching.figure(DRIFT, plan, actor))
        if not apart or plan.halted_at is not None or plan.state != "open":
            return False
        planning.stop(plan, "aid.drift", actor)
    return True
