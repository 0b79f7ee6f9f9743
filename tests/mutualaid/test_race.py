"""Two officers press at once: each settlement is paid once, and the room below the cap is given out once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection, transaction

from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Plan, YearSum
from hexian.embedded import DatabaseUrls
from hexian.foundation import work
from hexian.foundation.actor import Refused
from hexian.foundation.work import registry
from tests import makers
from tests.mutualaid.makers import House
from tests.mutualaid.people import held, officer, sums
from tests.mutualaid.test_people import by

pytestmark = [pytest.mark.database, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def _starter() -> Iterator[None]:
    """Whoever starts jobs is put back."""
    former = list(registry._builder)
    yield
    registry._builder[:] = former


def test_two_officers_at_once_pay_a_held_settlement_once(own_database: DatabaseUrls) -> None:

    with transaction.atomic(), makers.as_(makers.SYSTEM):
        house = House.make()
        work.set_actor_builder(lambda _starter, now: replace(house.officer, now=now))
        number = house.member()
        rows = [held(house, own=25_000, number=number, dscg_date=f"2026-05-{day}") for day in ("06", "16")]
        Plan.objects.filter(pk=house.plan.pk).update(cap_fen=10_000_00)
        who = [officer(house, name=name) for name in ("陆一鸣", "沈二妹", "顾三立", "唐四维")]
    gate = Barrier(len(who))

    def press(at: int) -> str:
        try:
            gate.wait(10)
            with transaction.atomic():
                by(who[at], services.pay, rows[at % 2].public_id, reason="看过原件")
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(len(who)) as pool:
        said = sorted(pool.map(press, range(len(who))))
    assert said.count("paid") == 2, said
    with transaction.atomic(), makers.as_(makers.SYSTEM):
        house.plan.refresh_from_db()
        assert list(sums(house)) == []
        assert YearSum.objects.get().paid_fen == 10_000_00
