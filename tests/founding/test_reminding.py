"""Whoever's turn it is hears of the end of its time: the day before, and once more when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hexian.domains.founding import services
from hexian.domains.founding.models import Case
from hexian.foundation.actor import Actor
from hexian.foundation.events import services as events
from hexian.foundation.notices.models import Message, Notice
from tests.founding import makers as make
from tests.makers import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def remind(at: datetime) -> tuple[int, set[tuple[int, str]], int]:
    """How many cases, who was told what since, and how many messages went out."""
    events.drain()
    Notice.objects.all().delete()
    Message.objects.all().delete()
    actor: Actor = replace(SYSTEM, now=at)
    found = services.remind(actor)
    events.drain()
    told = set(Notice.objects.values_list("person_id", "kind"))
    return found, told, Message.objects.count()


def test_who_decides_is_reminded_the_day_before_and_when_it_is_over() -> None:
    upper = make.street()
    founder, chair = make.contact(upper), make.officer(upper)
    case = make.requested(upper, founder)
    assert case.due_at is not None
    assert remind(case.due_at - timedelta(days=2)) == (0, set(), 0)
    assert remind(case.due_at - timedelta(hours=20)) == (1, {(chair.person_id, "founding.due_here")}, 0)
    assert remind(case.due_at - timedelta(hours=2)) == (0, set(), 0)
    assert remind(case.due_at + timedelta(hours=2)) == (1, {(chair.person_id, "founding.overdue_here")}, 0)
    assert remind(case.due_at + timedelta(days=3)) == (0, set(), 0)


def test_the_contact_is_reminded_of_her_own_turn_and_what_has_moved_on_is_quiet() -> None:
    upper = make.street()
    founder, chair = make.contact(upper), make.officer(upper)
    case = make.agreed(upper, founder, chair)
    assert case.due_at is not None
    assert remind(case.due_at - timedelta(hours=3)) == (1, {(case.contact_id, "founding.due_yours")}, 1)
    Case.objects.filter(pk=case.pk).update(reminded_at=None)
    services.remind(replace(SYSTEM, now=case.due_at))
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at + timedelta(days=30))
    Notice.objects.all().delete()
    events.drain()
    assert not Notice.objects.filter(kind__startswith="founding.due").exists()
