"""The board of a union below: its figures are those of the rows behind them, wherever its people have gone since."""

from __future__ import annotations

from datetime import date

import pytest

from hexian.domains.mutualaid import queries, services, texts
from hexian.domains.mutualaid.models import Decision, Participation, Tally
from hexian.domains.mutualaid.rules import Finding
from hexian.domains.orgs import services as tree
from hexian.domains.orgs.models import Organisation, Place
from hexian.domains.orgs.rules import Reply
from hexian.domains.people import services as people
from hexian.domains.people.models import Person
from hexian.domains.people.rules import Purpose
from hexian.foundation.actor import Actor
from hexian.web.mutualaid import charts
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


def test_months_of_a_union_that_has_moved_are_counted_where_nobody_takes_files(aid: House) -> None:
    city = makers.make_org("杭州市总工会（演示）", kind="city")
    Organisation.objects.filter(pk=aid.org.pk).update(parent=city)
    other = makers.make_org("西湖区总工会（演示）", kind="district", parent=city)
    firm = makers.make_org("东厂工会（演示）", parent=aid.org)
    number = aid.member()
    Participation.objects.update(code=firm.code)
    (row,) = aid.decide(settlement(number, own=5_000))
    services.tally_all(makers.SYSTEM)
    with makers.as_(makers.SYSTEM):
        Place.objects.update(since=date(2020, 1, 1))
        tree.move(firm.public_id, to=other.public_id, actor=makers.SYSTEM, reason="区划调整")
    # What becomes of it afterwards is counted on the board of the district it lies in now, and on no other.
    Decision.objects.filter(pk=row.pk).update(state="declined")
    services.tally_all(makers.SYSTEM)
    for place, declined in ((firm, 1), (other, 1), (aid.org, 0)):
        who = makers.officer_of(Organisation.objects.get(pk=place.pk), "mutualaid.view")
        with makers.as_(who):
            board = queries.board(who, 2026)
        assert (board.paid, board.declined) == (0, declined), place


def test_whoever_goes_over_with_a_merger_takes_part_where_she_is_a_member_now(aid: House) -> None:
    left, right = (makers.make_org(name, parent=aid.org) for name in ("东厂工会（演示）", "西厂工会（演示）"))
    member = makers.make_member(left, "李知夏")
    people.give_consent(Person.objects.get(pk=member.person_id), Purpose.HEALTH, actor=makers.SYSTEM)
    who = makers.officer_of(aid.org, "mutualaid.enrol", "mutualaid.view")
    with makers.as_(who):
        services.enrol(aid.plan.public_id, members=[member.public_id], actor=who)
    reply = Reply("同意", "杭总工〔2026〕7 号", makers.TODAY)
    with makers.as_(makers.SYSTEM):
        Place.objects.update(since=date(2020, 1, 1))
        tree.merge([left.public_id], into=right.public_id, actor=makers.SYSTEM, reason="合并", reply=reply)
    chair = makers.officer_of(right, "mutualaid.view", "mutualaid.enrol")
    with makers.as_(chair):
        rows, _more = queries.taking_part(aid.plan.public_id, chair)
    assert [each.name for each in rows] == ["李知夏"]


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


def test_the_parts_of_a_year_are_all_of_its_settlements(aid: House) -> None:
    """Also a bill that left her nothing to pay is somewhere on the board, and opens to its row."""
    number, late = aid.member(), aid.member(covered_from=date(2026, 12, 1))
    aid.decide(
        settlement(number, own=5_000), settlement(number, own=0, dscg_date="2026-05-09", adm_date="2026-05-08"),
        settlement(late, own=8_000),
    )  # fmt: skip
    services.tally_all(makers.SYSTEM)
    who = makers.officer_of(aid.org, "mutualaid.view")
    with makers.as_(who):
        board = queries.board(who, 2026)
        every, _more = queries.settled(who, year=2026)
        nothing, _more = queries.settled(who, year=2026, state="nothing")
    assert (board.paid, board.held, board.unowed) == (1, 1, 1)
    assert board.paid + board.held + board.refused + board.declined + board.unowed == len(every) == 3
    assert board.unowed == len(nothing)
    assert [each["label"] for each in charts.parts(board) if each["count"] == 1][:3] == [
        "办好了",
        "等人看",
        "没有自付，不用发",
    ]
