"""What a plan pays, held against a reckoning of its own: in fractions, from the plan's words, line by line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hexian.domains.mutualaid import rules
from hexian.domains.mutualaid.models import Decision, File, YearSum
from hexian.domains.mutualaid.rules import Per, Reader, Record, Terms
from hexian.domains.mutualaid.services import deciding
from hexian.domains.mutualaid.services.portions import made
from hexian.foundation.sheets import Row
from hexian.foundation.tables.rules import Table, walk
from tests import makers
from tests.mutualaid.makers import HEAD, House, settlement, tiers

Bands = tuple[tuple[int, int | None, int], ...]


@dataclass(frozen=True)
class Words:
    """A plan as a leaflet says it; sums in fen, bands in yuan, rates in basis points."""

    per: str
    bands: Bands
    deductible: int
    minimum: int
    is_raised: bool
    cap: int | None


def of_tiers(bands: Bands, fen: int) -> int:
    """Every tier's own share, added up exactly, rounded half up once."""
    exact = Fraction(0)
    for low, high, rate in bands:
        top = fen if high is None else min(fen, high * 100)
        exact += max(top - low * 100, 0) * Fraction(rate, 10_000)
    return (exact + Fraction(1, 2)).__floor__()


def year(words: Words, shares: list[int]) -> list[int]:
    """One person's year: what each own share brings, in the order given."""
    brought, had, so_far = [], 0, 0
    for share in shares:
        if share <= 0:
            brought.append(0)
            continue
        before = max(so_far - words.deductible, 0) if words.per == "year" else 0
        so_far = so_far + share if words.per == "year" else share
        sum_ = of_tiers(words.bands, max(so_far - words.deductible, 0)) - of_tiers(words.bands, before)
        if 0 < sum_ < words.minimum:
            sum_ = words.minimum if words.is_raised else 0
        if words.cap is not None:
            sum_ = min(sum_, max(words.cap - had, 0))
        had += sum_
        brought.append(sum_)
    return brought


@st.composite
def plans(draw: st.DrawFn) -> Words:
    """Any plan: one to four tiers without a gap, a deductible, a minimum, a cap or none."""
    edges = sorted(draw(st.sets(st.integers(1, 60), max_size=3)))
    rates = draw(st.lists(st.integers(0, 10_000), min_size=len(edges) + 1, max_size=len(edges) + 1))
    lows, highs = [0, *(each * 100 for each in edges)], [*(each * 100 for each in edges), None]
    minimum = draw(st.sampled_from((0, 1, 50_00)))
    cap = draw(st.sampled_from((None, 100_00, 3_000_00)))
    return Words(
        draw(st.sampled_from(("stay", "year"))), tuple(zip(lows, highs, rates, strict=True)),
        draw(st.sampled_from((0, 1, 200_00, 5_000_00))), minimum, draw(st.booleans()), cap,
    )  # fmt: skip


SHARES = st.integers(-2_00, 9_000_00)


def by_rules(words: Words, table: Table, shares: list[int]) -> list[int]:
    """The same year by the program's own rules and the walked table."""
    terms = Terms(Per(words.per), words.deductible, words.minimum, words.is_raised, words.cap)
    brought, had, so_far = [], 0, 0
    for share in shares:
        if share <= 0:
            brought.append(rules.settle(terms, share, 0, paid=had).amount)
            continue
        before, after = rules.span_of_base(terms, share, year_share=so_far)
        base = walk(table, {"cost": after}).amount or 0
        former = (walk(table, {"cost": before}).amount or 0) if before else 0
        amount = rules.settle(terms, share, base - former, paid=had).amount
        so_far, had = so_far + share, had + amount
        brought.append(amount)
    return brought


@given(plans(), st.lists(SHARES, max_size=6))
def test_the_rules_come_to_what_the_leaflet_says(words: Words, shares: list[int]) -> None:
    assert by_rules(words, tiers(words.bands), shares) == year(words, shares)


@given(plans(), st.lists(SHARES, max_size=6))
def test_a_year_never_exceeds_its_cap_nor_pays_below_its_minimum(words: Words, shares: list[int]) -> None:
    brought = year(words, shares)
    assert words.cap is None or sum(brought) <= words.cap
    if words.cap is None:
        assert all(not each or each >= words.minimum for each in brought)


def decide(house: House, file: File, bills: list[dict[str, str]], first: int) -> None:
    """A portion of a file, as the worker hands it over."""
    reader = Reader(HEAD, date(2026, 12, 31))
    rows = [Row(at, [bill[name] for name in HEAD]) for at, bill in enumerate(bills, first)]
    records = [reader.read(row.number, row.cells) for row in rows]
    read = [each for each in records if isinstance(each, Record)]
    assert len(read) == len(bills)
    portion = made(read, first, first + len(read) - 1)
    deciding.decide(portion, file, deciding.years_of(house.org.pk), on=makers.TODAY, actor=makers.SYSTEM)


def bill(number: str, day: date, fen: int) -> dict[str, str]:
    total = 100_000_00
    row = settlement(number, own=0, adm_date=day.isoformat(), dscg_date=day.isoformat())
    return row | {
        "medfee_sumamt": f"{total // 100}.00", "inscp_scp_amt": f"{total // 100}.00",
        "fund_pay_sumamt": f"{(total - fen) // 100}.{(total - fen) % 100:02}",
    }  # fmt: skip


@pytest.mark.thorough
@pytest.mark.database
@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plans(), st.lists(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9_000_00)), min_size=1, max_size=5),
                      min_size=1, max_size=2), st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_statement_comes_to_what_the_leaflet_says(
    words: Words, delivered: list[list[tuple[int, int]]], random: Random
) -> None:
    """In order of discharge within a portion whatever its rows' order, in order of arrival between portions."""
    with transaction.atomic():
        house = House.make(
            table=tiers(words.bands), per=words.per, deductible_fen=words.deductible, minimum_fen=words.minimum,
            is_raised=words.is_raised, cap_fen=words.cap,
        )  # fmt: skip
        numbers = [house.member(), house.member()]
        file, day, first = house.receive([settlement(numbers[0], own=1)]), date(2026, 1, 3), 2
        told: dict[int, list[int]] = defaultdict(list)
        known: list[tuple[int, str, int]] = []
        for portion in delivered:
            bills = []
            for who, fen in portion:
                day += timedelta(days=9)
                bills.append(bill(numbers[who], day, fen))
                told[who].append(fen)
                known.append((who, bills[-1]["setl_id"], len(told[who]) - 1))
            random.shuffle(bills)
            decide(house, file, bills, first)
            first += len(bills)
        wanted = {who: year(words, shares) for who, shares in told.items()}
        paid = dict(Decision.objects.values_list("settlement", "amount_fen"))
        assert {number: paid[number] for _who, number, _at in known} == {
            number: wanted[who][at] for who, number, at in known
        }
        years = dict(YearSum.objects.values_list("person_id", "paid_fen"))
        assert sum(years.values()) == sum(map(sum, wanted.values()))
        transaction.set_rollback(True)
