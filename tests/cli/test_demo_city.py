"""`hx demo city`: as many unions and members as asked for, the same ones again, going on where it was killed."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from click.testing import CliRunner
from django.db.models import Count
from hypothesis import given
from hypothesis import strategies as st

from hexian.cli import demo_city
from hexian.domains.members.models import Membership, Tally
from hexian.domains.orgs.models import Office, Organisation
from hexian.domains.orgs.rules import Category, Kind
from hexian.foundation.access import scope
from tests import makers
from tests.cli.house import ROOT, House

TODAY = date(2026, 6, 17)
UNIONS, PEOPLE = 40, 400
ASKED = ("demo", "city", "--unions", str(UNIONS), "--members", str(PEOPLE))


@given(unions=st.integers(1, 1_000), people=st.integers(0, 80_000))
def test_the_plan_holds_exactly_so_many_and_nobody_twice(unions: int, people: int) -> None:
    planned = demo_city.plan(unions, people, TODAY)
    assert len({each.name for each in planned}) == unions
    assert sum(each.size for each in planned) == max(people, demo_city.LEAST * unions)
    assert all("（演示）" in each.name and each.founded_on < TODAY for each in planned)
    ends = sorted((each.first, each.first + each.size) for each in planned)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))


def filled() -> dict[str, int]:
    """The unions that have members, and how many, as anybody else's connection sees it."""
    with scope(makers.SYSTEM):
        rows = Membership.objects.values_list("org__name").annotate(n=Count("pk")).order_by("org__name")
        return dict(rows)


def killed_half_way(house: House) -> dict[str, int]:
    """Start to fill, `kill -9` once some unions stand; what stands then."""
    with (house.home / "city.log").open("wb") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "hexian.cli", *ASKED], cwd=ROOT, stdout=words, stderr=words,
            env=os.environ | {"HEXIAN_HOME": str(house.home), "DATABASE_URL": house.urls.owner,
                              "HEXIAN_APP_DATABASE_URL": house.urls.app},
        )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while len(filled()) < 5 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        process.kill()
    assert process.wait() == -signal.SIGKILL, (house.home / "city.log").read_text(encoding="utf-8")
    return filled()


@pytest.mark.database
@pytest.mark.thorough
def test_a_district_whose_filling_is_killed_is_gone_on_with(house: House) -> None:
    with scope(makers.SYSTEM):
        makers.make_org(demo_city.DISTRICT, kind=Kind.DISTRICT, division="330108")
    stood = killed_half_way(house)
    assert 5 <= len(stood) < UNIONS - 10
    done = house.hx(*ASKED)
    assert (done.returncode, "新增会员 " in done.stdout) == (0, True), done.stderr
    again = CliRunner().invoke(demo_city.city, ASKED[2:])
    assert (again.exit_code, "新增会员 0 名" in again.output) == (0, True), again.output
    now = filled()
    assert {name: now[name] for name in stood} == stood, "what stood was whole"
    with scope(makers.SYSTEM):
        unions = Organisation.objects.filter(category=Category.UNION)
        district = unions.get(name=demo_city.DISTRICT)
        below = list(unions.filter(code__startswith=district.code).values_list("name", flat=True))
        assert len(below) == len(set(below)) == UNIONS
        assert Membership.objects.count() == PEOPLE == sum(Tally.objects.values_list("members", flat=True))
        assert Membership.objects.values("person").distinct().count() == PEOPLE
        # The district and its three streets have no chair of the filling's, nor has one union in ten.
        planned = UNIONS - 4
        assert Office.objects.count() == planned - planned // 10
