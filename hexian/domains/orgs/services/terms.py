"""Terms that near their end are announced once: to the officer, and to whoever can fill the office (换届)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from hexian.domains.orgs.events import OrgEvent
from hexian.domains.orgs.models import Office
from hexian.domains.orgs.rules import OrgState
from hexian.domains.orgs.services.tree import actor_day
from hexian.foundation import events
from hexian.foundation.actor import Actor
from hexian.foundation.lawbook import queries as lawbook

#: How many days before the end of a term; the lawbook says so, by division.
WATCH = "union.term_watch"
#: No rule looks further ahead.
_FURTHEST = timedelta(days=731)


@transaction.atomic
def announce_expiring(actor: Actor) -> int:
    """Announce every office whose end is near and has not been announced; returns how many. For the schedule."""
    today = actor_day(actor)
    rows = Office.objects.filter(
        announced_on__isnull=True, ends_on__gt=today, ends_on__lte=today + _FURTHEST, org__state=OrgState.ACTIVE
    )
    days: dict[str, int] = {}
    near = [office for office in rows.select_related("org").order_by("pk") if _is_near(office, today, days)]
    for office in near:
        events.publish(OrgEvent.OFFICE_EXPIRING, office, actor=actor, person_id=office.person_id)
    return Office.objects.filter(pk__in=[office.pk for office in near]).update(announced_on=today)


def _is_near(office: Office, today: date, days: dict[str, int]) -> bool:
    division = office.org.division
    if division not in days:
        days[division] = lawbook.look_up(WATCH, division, today).number
    assert office.ends_on is not None  # noqa: S101 - the query left the others out
    return office.ends_on - today <= timedelta(days=days[division])
