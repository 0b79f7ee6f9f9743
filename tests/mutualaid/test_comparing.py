"""Next year's table over last year's decisions: the figures of an independent reckoning, and the way to publication."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hexian.domains.mutualaid import services, texts
from hexian.domains.mutualaid.models import Decision, Plan
from hexian.domains.mutualaid.services.comparing import check_table, compare
from hexian.foundation import events, work
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.notices.models import Notice
from hexian.foundation.tables import registry
from hexian.foundation.tables import services as tables
from hexian.foundation.tables.models import Trial, Version
from hexian.foundation.tables.registry import Comparison
from hexian.foundation.tables.rules import Input, Kind, Policy, Range, Row, Table
from hexian.foundation.work import runs
from hexian.foundation.work import services as tasks
from tests import makers
from tests.mutualaid.makers import YUEYANG, House, settlement, tiers

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.thorough]

Bands = tuple[tuple[int, int | None, int], ...]
#: Less for small bills, more for large ones.
OTHER: Bands = ((0, 5_000, 2_000), (5_000, 20_000, 4_000), (20_000, None, 6_000))


def tier_sum(bands: Bands, yuan: int) -> int:
    """Fen for so many yuan of tiers, rounded half up once; no line of it is the program's."""
    ten_thousandths = 0
    for low, high, rate in bands:
        top = yuan if high is None else min(yuan, high)
        ten_thousandths += max(top - low, 0) * 100 * rate
    return (2 * ten_thousandths + 10_000) // 20_000


def year_of(plan: Plan, bands: Bands, bills: list[int]) -> list[int]:
    """What one person's bills of a year come to, one after the other."""
    given, had, shares = [], 0, 0
    for yuan in bills:
        free = plan.deductible_fen // 100
        if plan.per == "year":
            tiers_fen = tier_sum(bands, max(shares + yuan - free, 0)) - tier_sum(bands, max(shares - free, 0))
            shares += yuan
        else:
            tiers_fen = tier_sum(bands, max(yuan - free, 0))
        if 0 < tiers_fen < plan.minimum_fen:
            tiers_fen = plan.minimum_fen if plan.is_raised else 0
        paid = tiers_fen if plan.cap_fen is None else min(tiers_fen, max(plan.cap_fen - had, 0))
        had += paid
        given.append(paid)
    return given


def tried(house: House, bands: Bands) -> Comparison:
    """The draft's answer, as the long job asks for it."""
    table = Version.objects.select_related("table").get(pk=house.plan.version_id or 0).table
    with makers.as_(house.officer), registry.shown_by(None, at=(table.code, table.place)):
        return compare(tiers(bands), tiers(), house.officer)


@pytest.mark.parametrize("terms", [
    {"per": "stay"}, {"per": "year", "deductible_fen": 3_000_00}, {"per": "year", "is_raised": False, "cap_fen": None},
    {"per": "stay", "deductible_fen": 200_00, "cap_fen": 9_000_00, "is_raised": False},
])  # fmt: skip
def test_both_tables_come_to_what_a_pencil_does(terms: dict[str, Any]) -> None:
    house = House.make(**terms)
    work.set_actor_builder(lambda _starter, _now: house.officer)
    bills = [[100, 8_000, 60_000], [120, 120], [25_000, 4_000, 900], [5_001]]
    rows = []
    for person in bills:
        number = house.member()
        for nth, yuan in enumerate(person):
            day = f"2026-0{nth + 2}-10"
            rows.append(settlement(number, own=yuan, adm_date=day, dscg_date=day))
    house.decide(*rows)
    for row in Decision.objects.filter(state="held"):
        with makers.as_(house.officer):
            services.refuse(row.public_id, reason="演示", actor=house.officer)
    before = [year_of(house.plan, YUEYANG, person) for person in bills]
    after = [year_of(house.plan, OTHER, person) for person in bills]
    answer = tried(house, OTHER)
    assert (answer.rows, answer.persons) == (sum(map(len, bills)), len(bills))
    assert (answer.before_fen, answer.after_fen) == (sum(map(sum, before)), sum(map(sum, after)))
    changes = [sum(now) - sum(then) for then, now in zip(before, after, strict=True)]
    assert (answer.better, answer.worse) == (sum(each > 0 for each in changes), sum(each < 0 for each in changes))
    assert answer.same == sum(not each for each in changes)
    known = defaultdict(list)
    for row in Decision.objects.all():
        known[str(row.public_id)].append(row)
    assert 0 < len(answer.examples) <= 5
    assert {each.ref for each in answer.examples} <= set(known)


def test_what_is_taken_back_or_waits_is_in_neither_sum(aid: House) -> None:
    first = settlement(aid.member(), own=8_000)
    aid.decide(first, settlement(aid.member(), own=5_000), settlement(aid.member(covered_from=date(2026, 6, 1)), own=9))
    aid.run(aid.receive([first | {"refd_setl_flag": "1"}]))
    answer = tried(aid, OTHER)
    assert (answer.rows, answer.before_fen, answer.after_fen) == (1, 1_500_00, 1_000_00)


def test_a_cap_lowered_after_payments_is_told_and_takes_nothing_back(aid: House) -> None:
    aid.decide(settlement(aid.member(), own=60_000))
    second = makers.officer_of(aid.org, "mutualaid.plan")
    with makers.as_(second):
        (remark,) = services.change(aid.plan.public_id, cap_fen=10_000_00, actor=second).remarks
    assert remark == ("aid.cap_lowered", {"count": 1})
    answer = tried(aid, OTHER)
    assert Decision.objects.get().amount_fen == 26_750_00
    assert (answer.before_fen, answer.after_fen) == (10_000_00, 10_000_00)
    assert ["1 人" in each and "一分不退" in each for each in answer.remarks] == [True]


def test_a_table_nobody_decided_by_yet_says_so(aid: House) -> None:
    with pytest.raises(Refused, match=r"aid\.nothing_to_try") as caught:
        tried(aid, OTHER)
    assert "以往" in texts.of(caught.value)


def test_a_table_that_asks_what_no_bill_says_is_no_plans_table(aid: House) -> None:
    age = Input("age", Kind.INT, "年龄")
    asks = replace(tiers(), inputs=(*tiers().inputs, age))
    first = Table("mutualaid.first", (age,), tiers().outputs, (), Policy.FIRST)
    for table in (asks, first):
        with pytest.raises(Refused, match=r"aid\.table_unlike"):
            check_table(table)
    assert check_table(tiers()) == tiers()


def hands(house: House) -> tuple[Actor, Actor]:
    """Who writes tables and who publishes them."""
    duties = ("tables.view", "tables.edit", "tables.publish")
    return makers.officer_of(house.org, *duties, name="李敏"), makers.officer_of(house.org, *duties, name="周衡")


def deliver() -> None:
    """What the worker's pulse does with the outbox."""
    while events.drain():
        pass


def told(actor: Actor) -> list[str]:
    return list(Notice.objects.filter(person_id=actor.person_id or 0).order_by("pk").values_list("kind", flat=True))


def test_next_years_table_is_tried_and_published_by_a_second_person_who_is_told_that_it_waits(aid: House) -> None:
    aid.decide(settlement(aid.member(), own=8_000), settlement(aid.member(), own=25_000))
    author, second = hands(aid)
    held = Version.objects.get(pk=aid.plan.version_id or 0)
    with makers.as_(author):
        draft = tables.draft_next(
            held.public_id, valid_from=date(2027, 1, 1), basis="〔2026〕12 号（演示）", actor=author
        )
        row = Row(2, {"cost": Range(500_000, 1_000_000)}, {"rate": 3_600}, "第五条")
        tables.put_rows(draft.public_id, [row], actor=author)
        params = {"version": str(draft.public_id), "against": str(held.public_id)}
        task = tasks.start(tables.COMPARE, actor=author, code=aid.org.code, params=params, title="比一比")
    work.set_actor_builder(lambda _starter, _now: author)
    runs.run_task(str(task.public_id))
    answer = Comparison.from_json(Trial.objects.get().answer)
    assert (answer.rows, answer.before_fen, answer.after_fen) == (2, 12_050_00, 12_050_00 + 30_00 + 50_00)
    assert aid.plan.name in answer.about
    with makers.as_(author):
        tables.propose(draft.public_id, actor=author)
    deliver()
    assert (told(second), told(author)) == (["tables.waits"], ["work.done"])
    with makers.as_(second):
        tables.publish(draft.public_id, actor=second)
    deliver()
    assert "tables.out" in told(author)
    planner = makers.officer_of(aid.org, "mutualaid.plan")
    with makers.as_(planner):
        facts: dict[str, Any] = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "price_fen": 5_000}
        plan = services.draft(aid.org.public_id, name="2027 年（演示）", version_id=draft.pk, actor=planner, **facts)
    assert plan.version_id == draft.pk
