"""A contract that was changed or ended early gives way to what took its place, on the day both agreed on (浙江 33).

Worked example: a contract until 31 December, a change of it that holds from 1 August, deposited on 6 July.  Until the
midnight before 1 August the contract binds as it was and the change waits; from then on the change does.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.contracts import Procedure
from hexian.domains.bargaining.rules.states import ENDED, IN_FORCE, Act, State
from hexian.domains.bargaining.services import moving
from hexian.foundation.actor import Actor

_ACTS = {Procedure.AMEND: Act.MODIFY, Procedure.END: Act.END_EARLY}
#: A later case that has come so far takes the former's place on its day.
_DEPOSITED = frozenset({State.MONITORING, State.EXPIRING, State.DISPUTE_PERFORM, *ENDED})


def not_yet(today: date) -> Q:
    """Changes that are in force and hold from a later day: until then it is the former contract that binds."""
    return Q(procedure=Procedure.AMEND, state__in=IN_FORCE, starts_on__gt=today)


def holds_from(case: Case, today: date) -> date | None:
    """The later day from which a change in force holds; None for anything else."""
    waits = case.procedure == Procedure.AMEND and case.state in IN_FORCE
    return case.starts_on if waits and case.starts_on is not None and case.starts_on > today else None


def change_to_come(case: Case, today: date) -> Case | None:
    """The change that takes a contract's place on a day to come: agreed, in force, its copy handed on."""
    if case.state not in IN_FORCE:
        return None
    return case.later.filter(not_yet(today), state__in=_DEPOSITED).order_by("starts_on", "pk").first()


def supersede(former: Case, later: Case, actor: Actor) -> bool:
    """Let a former contract give way, wherever in force it stands, on the day the later one took effect.

    Where both agreed on a later day it binds until then (`give_way`); one that is being disputed over gives way once
    that is settled (`catch_up`).  Returns whether it gave way now.
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
    """From which day a contract binds no more: that of its change, or of its early end.

    A change holds from its own day, not before it was in force; an early end from its day, or the one on which both
    had signed after it.
    """
    effective = timezone.localdate(later.effective_at) if later.effective_at else moving.today(actor)
    if later.starts_on is None:
        return effective
    if later.procedure != Procedure.END:
        return max(effective, later.starts_on)
    return max(later.signed_on or later.starts_on, later.starts_on)


def give_way(actor: Actor, limit: int = 500) -> int:
    """Contracts whose agreed last day is over: each gives way to its change, or is at its end. For the schedule.

    Of several changes of one contract the one that holds earlier goes first.
    """
    ends = Q(procedure=Procedure.END, state=State.TERMINATED_EARLY)
    changes = Q(procedure=Procedure.AMEND, state__in=sorted(_DEPOSITED))
    due = Case.objects.filter(ends | changes, starts_on__lte=moving.today(actor), effective_at__isnull=False)
    rows = due.filter(former__state__in=sorted(IN_FORCE - {State.DISPUTE_PERFORM})).select_related("former")
    return sum(_give_way(row, actor) for row in rows.order_by("starts_on", "pk")[:limit])


@transaction.atomic
def _give_way(later: Case, actor: Actor) -> bool:
    return later.former is not None and supersede(later.former, later, actor)


def catch_up(former: Case, actor: Actor) -> None:
    """After a dispute is settled: what took the contract's place meanwhile does so now."""
    later = former.later.filter(procedure__in=list(_ACTS), state__in=_DEPOSITED, effective_at__isnull=False)
    found = later.order_by("effective_at").first()
    if found is not None:
        supersede(former, found, actor)
