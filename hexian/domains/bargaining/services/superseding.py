"""A contract that was changed or ended early gives way to what took its place (浙江 33)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import ENDED, IN_FORCE, Act, State
from hexian.domains.bargaining.services import moving
from hexian.foundation.actor import Actor

_ACTS = {Procedure.AMEND: Act.MODIFY, Procedure.END: Act.END_EARLY}
#: A later case that has come so far has taken the former's place.
_DEPOSITED = frozenset({State.MONITORING, State.EXPIRING, State.DISPUTE_PERFORM, *ENDED})


def supersede(former: Case, later: Case, actor: Actor) -> bool:
    """Let a former contract give way, wherever in force it stands, on the day the later one took effect.

    One that ends early does on the day both agreed on, and binds until then (`end_agreed`); one that is being disputed
    over gives way once that is settled (`catch_up`).  Returns whether it gave way now.
    """
    act = _ACTS.get(Procedure(later.procedure))
    old = moving.locked(Case.objects.all(), former.public_id)
    if act is None or old.state not in IN_FORCE or old.state == State.DISPUTE_PERFORM:
        return False
    old.ended_on = last_of(later, actor)
    if old.ended_on > moving.today(actor):
        return False
    moving.move(old, act, actor)
    return True


def last_of(later: Case, actor: Actor) -> date:
    """From which day a contract binds no more: an early end's own day, or the one on which both had signed after it."""
    effective = timezone.localdate(later.effective_at) if later.effective_at else moving.today(actor)
    if later.procedure != Procedure.END or later.starts_on is None:
        return effective
    return max(later.signed_on or later.starts_on, later.starts_on)


def end_agreed(actor: Actor, limit: int = 500) -> int:
    """Contracts whose agreed last day is over: each binds no more. For the schedule, once a day."""
    due = Case.objects.filter(procedure=Procedure.END, starts_on__lte=moving.today(actor), state=State.TERMINATED_EARLY)
    rows = due.filter(former__state__in=sorted(IN_FORCE - {State.DISPUTE_PERFORM})).select_related("former")
    return sum(_end_agreed(row, actor) for row in rows.order_by("starts_on", "pk")[:limit])


@transaction.atomic
def _end_agreed(later: Case, actor: Actor) -> bool:
    return later.former is not None and supersede(later.former, later, actor)


def catch_up(former: Case, actor: Actor) -> None:
    """After a dispute is settled: what took the contract's place meanwhile does so now."""
    later = former.later.filter(procedure__in=list(_ACTS), state__in=_DEPOSITED, effective_at__isnull=False)
    found = later.order_by("effective_at").first()
    if found is not None:
        supersede(former, found, actor)
