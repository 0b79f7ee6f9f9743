"""Mutual aid in the browser's story: a plan, files in their states, a decision of each sort, a contest, a sample."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from hexian.domains.entitlements import services as rights
from hexian.domains.mutualaid import services
from hexian.domains.mutualaid.models import Decision, Participation, Reading
from hexian.domains.orgs.models import Organisation
from hexian.domains.people.models import Person
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from tests import makers
from tests.mutualaid.makers import House, settlement


def tell(street: Organisation, member: Person, number: str) -> dict[str, str]:
    """An id of each sort of thing; `member` takes part and looks at her own."""
    house = House.make(org=street, large_fen=70_000_00)
    Participation.objects.create(
        plan=house.plan, person=member, code=member.code, since=date(2026, 1, 1), until=date(2026, 12, 31),
        covered_from=date(2026, 1, 1), fee_fen=50_00, consent_version="1", consented_on=date(2025, 12, 1),
        batch=uuid4(),
    )  # fmt: skip
    bad = settlement(number, own=100, dscg_date="明天")
    paid, large, none = house.decide(
        settlement(number, own=2_508), settlement(house.member(), own=90_000), settlement(number, own=0), bad
    )
    strange = house.receive([settlement(number, own=100)], name="表头不认识.csv", head=("setl_id", "dscg_date"))
    contested = house.decide(settlement(number, own=700, adm_date="2026-03-01", dscg_date="2026-03-04"))[0]
    with scope(makers.worker(member)):
        contest = services.contest(contested.public_id, reason="医保报销的数不对", actor=makers.worker(member))
    answered = _answered(house, member, number)
    sampled = house.decide(settlement(house.member(), own=900))[0]
    Reading.objects.create(decision=sampled, plan=house.plan, code=sampled.code, drawn_at=makers.NOW)
    declined = house.decide(settlement(number, own=6_000, adm_date="2026-02-01", dscg_date="2026-02-04"))[0]
    with scope(makers.worker(member)):
        services.decline(declined.public_id, actor=makers.worker(member))
    outside = house.member("钱多多（演示）", since=date(2026, 6, 1), covered_from=date(2026, 6, 1))
    house.decide(settlement(outside, own=8_000))
    system = Actor.system("tests", makers.NOW + timedelta(days=30))
    with scope(system):
        rights.work_out(system)
    done = Decision.objects.get(pk=paid.pk).file
    return {
        "aid_plan": str(house.plan.public_id), "aid_file": str(done.public_id), "aid_strange": str(strange.public_id),
        "aid_paid": str(paid.public_id), "aid_held": str(large.public_id), "aid_none": str(none.public_id),
        "aid_contested": str(contested.public_id), "aid_contest": str(contest.public_id),
        "aid_answered": str(answered.public_id),
    }  # fmt: skip


def _answered(house: House, member: Person, number: str) -> Decision:
    """One she has contested and an officer has upheld: another person may look at it still."""
    (row,) = house.decide(settlement(number, own=800, adm_date="2026-04-01", dscg_date="2026-04-04"))
    she = makers.worker(member)
    with scope(she):
        contest = services.contest(row.public_id, reason="住院天数算得不对", actor=she)
    with scope(house.officer):
        services.answer(contest.public_id, outcome="upheld", answer="和医院核对过，没有错", actor=house.officer)
    return row
