"""`hx demo city`: as many unions and members as asked for, the same ones again, going on where it was stopped."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hexian.cli import demo_city
from hexian.domains.members.models import Membership, Tally
from hexian.domains.orgs.models import Office, Organisation
from hexian.domains.orgs.rules import Category, Kind
from tests import makers

TODAY = date(2026, 6, 17)


@given(unions=st.integers(1, 1_000), people=st.integers(0, 80_000))
def test_the_plan_holds_exactly_so_many_and_nobody_twice(unions: int, people: int) -> None:
    planned = demo_city.plan(unions, people, TODAY)
    assert len({each.name for each in planned}) == unions
    assert sum(each.size for each in planned) == max(people, demo_city.LEAST * unions)
    assert all("（演示）" in each.name and each.founded_on < TODAY for each in planned)
    ends = sorted((each.first, each.first + each.size) for each in planned)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.thorough
def test_a_district_is_filled_and_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    makers.make_org(demo_city.DISTRICT, kind=Kind.DISTRICT, division="330108")
    fill = demo_city.fill

    def stopped(each: demo_city.Planned, *rest: object) -> None:
        if each.place == 7:
            raise KeyboardInterrupt
        fill(each, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(demo_city, "fill", stopped)
    asked = ["--unions", "24", "--members", "300"]
    assert CliRunner().invoke(demo_city.city, asked).exit_code == 1
    assert Membership.objects.values("org").distinct().count() == 7
    monkeypatch.setattr(demo_city, "fill", fill)
    for added in ("新增会员 ", "新增会员 0 名"):
        done = CliRunner().invoke(demo_city.city, asked)
        assert (done.exit_code, added in done.output) == (0, True), done.output
    unions = Organisation.objects.filter(category=Category.UNION)
    assert unions.filter(code__startswith=unions.get(name=demo_city.DISTRICT).code).count() == 24
    assert Membership.objects.count() == 300 == sum(Tally.objects.values_list("members", flat=True))
    assert Office.objects.count() == 18
