"""A contract that was changed or ended early gives way to what took its place (浙江 33)."""

from __future__ import annotations

from django.utils import timezone

from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import ENDED, IN_FORCE, Act, State
from hexian.domains.bargaining.services import moving
from hexian.foundation.actor import Actor

_ACTS = {Procedure.AMEND: Act.MODIFY, Procedure.END: Act.END_EARLY}
#: A later case that has come so far has taken the former's place.
_DEPOSITED = frozenset({State.MONITORING, State.EXPIRING, State.DISPUTE_PERFORM, *ENDED})


def supersede(former: Case, later: Case, actor: Actor) -> None:
    """Let a former contract give way, wherever in force it stands, on the day the later one took effect.

    One that is being disputed over gives way once that is settled (`catch_up`).
    """
    act = _ACTS.get(Procedure(later.procedure))
    old = moving.locked(Case.objects.all(), former.public_id)
    if act is None or old.state not in IN_FORCE or old.state == State.DISPUTE_PERFORM:
        return
    at = later.effective_at
    old.ended_on = timezone.localdate(at) if at else moving.today(actor)
    moving.move(old, act, actor)


def catch_up(former: Case, actor: Actor) -> None:
    """After a dispute is settled: what took the contract's place meanwhile does so now."""
    later = former.later.filter(procedure__in=list(_ACTS), state__in=_DEPOSITED, effective_at__isnull=False)
    found = later.order_by("effective_at").first()
    if found is not None:
        supersede(former, found, actor)
