"""Row by row, of which contracts each regulation on wages speaks, and who speaks in its stead (RULES §2.2, §2.3)."""

from __future__ import annotations

from datetime import date

import pytest

from hexian.domains.bargaining.services.law import FROZEN, law_of
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.lawbook.models import RuleParam
from hexian.foundation.lawbook.rules import Param

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ON = date(2026, 4, 28)
CITY, NATION = "《杭州市企业工资集体协商条例》", "《工资集体协商试行办法》（劳动和社会保障部令第 9 号）"
PLACES = {"3301": "330108", "": "320508"}
KINDS = (
    ("special", "wage"), ("special", "grade"), ("special", "safety"), ("special", "women"), ("special", "heat"),
    ("general", ""), ("area", ""), ("trade", ""),
)  # fmt: skip
#: 杭州 2, 3: wage agreements of enterprises, areas and trades; 令 9: 2, 3 those of an enterprise.
OF_CITY = frozenset({("special", "wage"), ("special", "grade"), ("area", ""), ("trade", "")})
OF_NATION = frozenset({("special", "wage"), ("special", "grade")})

#: (rule, place, its source, what speaks for any other contract: its source's place, None where nobody does)
ROWS = (
    ("bargaining.reply", "3301", CITY, "33"),
    ("bargaining.materials", "3301", CITY, "33"),
    ("bargaining.complete", "3301", CITY, None),
    ("bargaining.complete_fine", "3301", CITY, None),
    ("bargaining.suspend_limit", "3301", CITY, "33"),
    ("bargaining.submit_draft", "3301", CITY, "33"),
    ("bargaining.resubmit", "3301", CITY, "33"),
    ("bargaining.file", "3301", CITY, "33"),
    ("bargaining.objection", "3301", CITY, "33"),
    ("bargaining.publish", "3301", CITY, "33"),
    ("bargaining.report_every", "3301", CITY, "33"),
    ("contract.wage_term_years", "3301", CITY, "33"),
    ("contract.renewal_window", "3301", CITY, "33"),
    ("delegates.least", "3301", CITY, "33"),
    ("delegates.most", "3301", CITY, None),
    ("delegates.least_large", "3301", CITY, "33"),
    ("delegates.outside", "3301", CITY, "33"),
    ("congress.present", "3301", CITY, "33"),
    ("congress.votes", "3301", CITY, "33"),
    ("congress.regional_votes", "3301", CITY, "33"),
    ("bargaining.over_minimum_wage", "3301", CITY, "33"),
    ("bargaining.piecework", "3301", CITY, None),
    ("delegates.worker_chief", "3301", CITY, "33"),
    ("delegates.employer_chief", "3301", CITY, "33"),
    ("bargaining.suspend_consent", "3301", CITY, "33"),
    ("bargaining.secrecy", "3301", CITY, "33"),
    ("bargaining.recorder", "3301", CITY, "33"),
    ("bargaining.materials", "", NATION, None),
    ("bargaining.file_wage", "", NATION, None),
    ("bargaining.publish_wage", "", NATION, None),
    ("contract.wage_renewal_window", "", NATION, None),
)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}-{row[1] or 'nation'}" for row in ROWS])
def test_a_row_holds_for_the_contracts_its_law_speaks_of(row: tuple[str, str, str, str | None]) -> None:
    rule, place, source, instead = row
    spoken = OF_CITY if source == CITY else OF_NATION
    for kind in KINDS:
        found = law_of(PLACES[place], ON, *kind).get(rule)
        told = None if found is None else (found["region"], found["source"] == source)
        wanted = (place, True) if kind in spoken else None if instead is None else (instead, False)
        assert told == wanted, kind


def test_every_row_of_the_two_regulations_is_in_the_table() -> None:
    ours = [row for row in lawbook.packaged() if row.code.startswith(FROZEN) and row.source in {CITY, NATION}]
    assert {(row.code, row.region, row.source) for row in ours if row.code != "bargaining.scope"} == {
        row[:3] for row in ROWS
    }


def test_every_other_row_holds_for_every_contract() -> None:
    """Laws, ordinances on all collective contracts, and what we propose ourselves."""
    others = [row for row in lawbook.packaged() if row.code.startswith(FROZEN) and row.source not in {CITY, NATION}]
    places = {"": "320508", "33": "330203", "3301": "330108"}
    nearest = [row for row in others if row.region in places and row.code != "bargaining.scope"]
    assert len(nearest) > 40
    for kind in KINDS:
        law = {place: law_of(place, ON, *kind) for place in places.values()}
        assert not [row.code for row in nearest if not _holds(row, law[places[row.region]])], kind


def _holds(row: Param, law: dict[str, dict[str, str]]) -> bool:
    """Whether a row speaks at its own place, unless a nearer or wage regulation of the same place does."""
    found = law[row.code]
    return found["region"] == row.region and (found["source"] == row.source or found["source"] in {CITY, NATION})


@pytest.mark.parametrize(("place", "kind"), [("330108", ("special", "safety")), ("320508", ("area", ""))])
def test_the_scope_alone_decides(place: str, kind: tuple[str, str]) -> None:
    source = CITY if place == "330108" else NATION
    assert source not in {each["source"] for each in law_of(place, ON, *kind).values()}
    RuleParam.objects.filter(code="bargaining.scope").update(value="any")
    assert source in {each["source"] for each in law_of(place, ON, *kind).values()}
