"""The clock of a demonstration: put forward by whoever tries it, by nobody where a real union is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hexian.domains.orgs import services
from hexian.domains.orgs.models import Organisation
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.actor.wall import read_clock
from hexian.foundation.audit.models import AuditEntry
from hexian.foundation.clock import services as clock
from hexian.foundation.clock.models import Deadline, DemoClock
from tests import makers
from tests.makers import as_

pytestmark = pytest.mark.django_db


def demonstration() -> tuple[Organisation, Actor]:
    """A database in which everything is invented, and an officer at her desk now."""
    union = makers.make_org("长河街道总工会（演示）")
    Organisation.objects.update(is_demo=True)
    officer = makers.officer_of(union, *makers.CHAIR)
    return union, at_the_desk(officer)


def at_the_desk(officer: Actor) -> Actor:
    """Her next request."""
    at = read_clock()
    return replace(officer, now=at.now, shifted=at.shifted)


def put_forward(actor: Actor, to: datetime) -> str:
    """The code an attempt is refused with; empty when the clock moved."""
    try:
        with as_(actor):
            services.advance_demo(to, actor=actor)
    except Refused as refusal:
        return refusal.code
    return ""


def test_it_is_put_forward_and_everybody_lives_then() -> None:
    _union, officer = demonstration()
    assert put_forward(officer, officer.now + timedelta(days=15)) == ""
    later = read_clock()
    assert later.shifted
    assert timedelta(days=15) <= later.now - timezone.now() + timedelta(minutes=1) <= timedelta(days=15, minutes=2)
    assert put_forward(at_the_desk(officer), later.now + timedelta(days=1)) == ""
    with as_(makers.SYSTEM):
        first, second = AuditEntry.objects.filter(event="clock.demo_advanced").order_by("at")
    assert (first.facts, first.shifted, second.facts, second.shifted) == ({"hours": 360}, False, {"hours": 24}, True)


def test_what_fell_due_meanwhile_is_late_at_once() -> None:
    union, officer = demonstration()
    with as_(makers.SYSTEM):
        running = clock.start("join.reply", subject=union, region="330108", on=officer.now, actor=makers.SYSTEM)
    assert put_forward(officer, running.due_at + timedelta(minutes=1)) == ""
    assert Deadline.objects.get(pk=running.pk).state == "late"


@pytest.mark.parametrize("days", [0, -1])
def test_it_never_goes_back(days: int) -> None:
    _union, officer = demonstration()
    assert put_forward(officer, officer.now + timedelta(days=days)) == "clock.demo_backwards"
    assert not DemoClock.objects.exists()


def test_it_does_not_go_beyond_the_calendar() -> None:
    _union, officer = demonstration()
    assert put_forward(officer, officer.now + timedelta(days=3 * 365 + 1)) == "clock.demo_too_far"


def test_nobody_puts_it_forward_where_one_real_body_is() -> None:
    _union, officer = demonstration()
    makers.make_org("真实的街道总工会")
    assert put_forward(officer, officer.now + timedelta(days=1)) == "clock.not_a_demo"
    assert (DemoClock.objects.exists(), read_clock().shifted) == (False, False)


def test_nobody_puts_it_forward_where_nothing_is_invented_or_nobody_has_signed_in() -> None:
    _union, officer = demonstration()
    assert put_forward(Actor.anonymous(timezone.now()), timezone.now() + timedelta(days=1)) == "clock.not_a_demo"
    Organisation.objects.update(is_demo=False)
    assert put_forward(officer, officer.now + timedelta(days=1)) == "clock.not_a_demo"


def test_strangers_do_not_see_the_page(client: Client) -> None:
    demonstration()
    assert client.post("/desk/clock/", {"days": "15"}).status_code == 302
    assert not DemoClock.objects.exists()
