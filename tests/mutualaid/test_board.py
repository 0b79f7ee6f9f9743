"""The board of a union below: its figures are those of the rows behind them, wherever its people have gone since."""

from __future__ import annotations

from datetime import date

import pytest

from hexian.domains.mutualaid import queries, services, texts
from hexian.domains.mutualaid.models import Participation, Tally
from hexian.domains.mutualaid.rules import Finding
from hexian.foundation.actor import Actor
from tests import makers
from tests.mutualaid.makers import House, settlement
from tests.web.test_aid import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def shown(who: Actor) -> tuple[int, int, int]:
    """What her board says she paid, and how many rows stand behind it."""
    with makers.as_(who):
        board = queries.board(who, 2026)
        rows, _more = queries.settled(who, year=2026, state="ordered")
        years = queries.by_year(who)
    assert [each.paid for each in years if each.year == 2026] == ([board.paid] if years else [])
    return board.paid, board.paid_fen, len(rows)


def test_a_settlement_counts_for_the_union_of_its_day_on_every_board(aid: House) -> None:
    here, there = (makers.make_org(name, parent=aid.org) for name in ("东厂工会（演示）", "西厂工会（演示）"))
    stays, goes = aid.member(), aid.member()
    Participation.objects.update(code=here.code)
    paid = aid.decide(settlement(stays, own=5_000), settlement(goes, own=8_000))
    # She goes over to the other union afterwards: what was decided stays where it was decided.
    Participation.objects.filter(person_id=paid[1].person_id).update(code=there.code)
    aid.decide(settlement(goes, own=3_000, dscg_date="2026-06-02", adm_date="2026-06-01"))
    services.tally_all(makers.SYSTEM)
    services.tally_all(makers.SYSTEM)
    boards = [shown(makers.officer_of(each, "mutualaid.view")) for each in (aid.org, here, there)]
    assert [(paid, rows) for paid, _fen, rows in boards] == [(3, 3), (2, 2), (1, 1)]
    assert boards[0][1] == boards[1][1] + boards[2][1]
    assert set(Tally.objects.values_list("org__name", "month")) >= {("西厂工会（演示）", date(2026, 6, 1))}


def test_every_finding_says_what_to_do_about_it() -> None:
    assert set(texts.ADVICE) == set(texts.FINDINGS) == set(Finding)
    assert all(str(words).endswith("。") for words in texts.ADVICE.values())


def test_whoever_decides_aid_declares_her_relatives(aid: House) -> None:
    judge = Browser(makers.officer_of(aid.org, "mutualaid.decide", "mutualaid.view"))
    assert "申报亲属" in judge.get("aiddesk:held")
    judge.post("ledger:relations", id_number=makers.id_number(), word="配偶")
    page = judge.get("ledger:relations")
    assert "配偶" in page
    assert "/desk/aid/held/" in page
