"""Settlement files from arrival to payment orders, through the services as doors and workers call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid.models import Decision, Stray, YearSum
from hexian.domains.mutualaid.rules import Finding
from hexian.foundation import work
from hexian.foundation.actor import Actor
from hexian.foundation.work import registry
from tests.mutualaid import makers
from tests.mutualaid.makers import House, settlement

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def house(monkeypatch) -> Iterator[House]:
    """A union whose officer is the starter of its jobs."""
    from hexian.domains.mutualaid.services import deciding
    monkeypatch.setattr(deciding, "_table", lambda plan: makers.TABLES[plan.version_id])
    former = list(registry._builder)
    made = House.make()
    work.set_actor_builder(lambda _starter, now: replace(made.officer, now=now))
    yield made
    registry._builder[:] = former


@pytest.mark.parametrize(
    ("own", "aid"),
    [(100, 50), (5_000, 1_500), (8_000, 2_550), (25_000, 9_500), (60_000, 26_750), (120_000, 50_000), (0, 0)],
)
def test_the_published_plan_pays_what_it_says(house: House, own: int, aid: int) -> None:
    (decision,) = house.decide(settlement(house.member(), own=own))
    assert decision.amount_fen == aid * 100
    assert decision.state == ("ordered" if aid else "nothing")
    orders = list(PaymentOrder.objects.values_list("source_id", "fen"))
    assert orders == ([(decision.pk, aid * 100)] if aid else [])
