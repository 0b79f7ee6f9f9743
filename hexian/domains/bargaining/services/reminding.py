"""Whoever's turn it is hears of it two days before its time is over, and once more when it is."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from hexian.domains.bargaining.events import BargainingEvent
from hexian.domains.bargaining.models import Case
from hexian.domains.bargaining.rules.states import ENDED
from hexian.foundation import events
from hexian.foundation.actor import Actor

#: The program's own manners, no figure of law.
AHEAD = timedelta(days=2)


@transaction.atomic
def remind(actor: Actor, limit: int = 5_000) -> int:
    """Remind of every case whose time ends within two days or has ended, each at most twice. For the schedule."""
    near = Case.objects.filter(due_at__lte=actor.now + AHEAD).exclude(state__in=ENDED)
    never = Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("due_at") - AHEAD)
    # Reminded of its coming, not yet of its having come.
    once = Q(due_at__lte=actor.now, reminded_at__lt=F("due_at"))
    found = list(near.filter(never | once).select_for_update(of=("self",)).order_by("pk")[:limit])
    for case in found:
        assert case.due_at is not None  # noqa: S101 - the query left the others out
        events.publish(
            BargainingEvent.DUE, case, actor=actor, code=case.code, due_at=case.due_at.isoformat(),
            is_over=case.due_at <= actor.now,
        )  # fmt: skip
    Case.objects.filter(pk__in=[case.pk for case in found]).update(reminded_at=actor.now)
    return len(found)
