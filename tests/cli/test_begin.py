"""The first union and its first officer, where there is no demo."""

from __future__ import annotations

import psycopg
import pytest

from tests.cli.house import House

pytestmark = [pytest.mark.database, pytest.mark.thorough]
FACTS = [
    "--union",
    "江南市总工会（试验）",
    "--name",
    "顾立夏",
    "--division",
    "3301",
    "--mobile",
    "13700000001",
    "--password",
    "ten-letters-and-more",
]


def count(house: House, query: str) -> int:
    with psycopg.connect(house.urls.owner, autocommit=True) as link:
        link.execute("SET hexian.system = 'on'")
        row = link.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def test_the_first_officer_can_fill_every_office(house: House) -> None:
    done = house.hx("begin", *FACTS)
    assert done.returncode == 0, done.stderr
    assert "顾立夏" in done.stdout
    assert count(house, "SELECT count(*) FROM orgs_organisation WHERE code = 'A'") == 1
    duties = (
        "SELECT count(*) FROM orgs_office o JOIN orgs_role r ON r.id = o.role_id WHERE 'orgs.offices' = ANY (r.duties)"
    )
    assert count(house, duties) == 2
    assert count(house, duties.replace("orgs.offices", "members.admit")) == 1


def test_there_is_only_one_beginning(house: House) -> None:
    assert house.hx("begin", *FACTS).returncode == 0
    again = house.hx("begin", *FACTS)
    assert again.returncode == 1
    assert "最上面的一级" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_wrong_number_leaves_nothing_half_done(house: House) -> None:
    wrong = ["1370000" if fact == "13700000001" else fact for fact in FACTS]
    done = house.hx("begin", *wrong)
    assert done.returncode == 1
    assert "手机号" in done.stderr
    assert count(house, "SELECT count(*) FROM orgs_organisation") == 0
