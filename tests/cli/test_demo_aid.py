"""The sums of `hx demo mutualaid` come out exactly by what each bill says; the story itself is played in small."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from hexian.cli import demo_aid, demo_settlements
from hexian.cli.demo_aid_house import FIRST_SERIAL, FULL, Size, Story
from hexian.domains.ledger import queries as books
from hexian.domains.ledger.models import PaymentOrder
from hexian.domains.mutualaid import queries
from hexian.domains.mutualaid.models import Contest, File
from hexian.foundation.access import scope
from hexian.foundation.sheets import open_sheet
from hexian.foundation.sheets.kinds import Kind
from hexian.foundation.work import registry
from tests import makers


@pytest.mark.parametrize(("count", "fen"), [FULL.this_year, FULL.last_year])
def test_a_years_aid_is_exactly_what_it_should_be(count: int, fen: int) -> None:
    shares = demo_settlements.own_shares(count, fen, Random(1))  # noqa: S311 - the same shares every time
    aid = [demo_settlements.aid_of(share) for share in shares]
    assert (len(shares), sum(aid)) == (count, fen)
    assert min(aid) >= 20_00, "nothing is raised to the minimum"
    assert sum(share >= demo_settlements.LARGE for share in shares) == 30


def test_growth_stands_as_the_article_has_it() -> None:
    (now, fen), (before, before_fen) = FULL.this_year, FULL.last_year
    assert (now - before) * 10_000 // before == 7_774
    assert (fen - before_fen) * 10_000 // before_fen == 7_321


def test_nobody_comes_twice_within_two_months_and_every_receipt_is_one() -> None:
    book = demo_settlements.Book(2025, FIRST_SERIAL, Random(1))  # noqa: S311 - as above
    pool = FULL.pool
    assert pool > 2 * FULL.this_year[0] // 10
    rows = demo_settlements.month_of(book, [900_00] * 1_900, 3, pool, 0)
    assert len({row["证件号码"] for row in rows}) == len({row["票据号码"] for row in rows}) == 1_900


def test_every_format_says_the_same(tmp_path: Path) -> None:
    book = demo_settlements.Book(2025, FIRST_SERIAL, Random(1))  # noqa: S311 - as above
    rows = [book.row(place, 900_00, date(2025, 3, 3)) for place in range(3)]
    said = []
    for place, (ending, write) in enumerate(demo_settlements.FORMATS):
        path = tmp_path / f"{place}.{ending}"
        path.write_bytes(write(rows, tmp_path))
        (sheet,) = open_sheet(path, path.name, taking=frozenset(Kind)).sheets
        said.append([row.cells for row in sheet.rows()][1:])
    assert all(each == said[0] for each in said)


#: A fortieth of the district in a third of its months; the faults and the hands are the same.
SMALL = Size((480, 480_000_00), (270, 270_000_00), (180, 120), 30, 5, 60, months=4)


@pytest.fixture
def story(tmp_path: Path, settings: Settings) -> Iterator[Story]:
    """The whole story in small, as the command plays it."""
    settings.INBOX_DIR = tmp_path / "inbox"
    former = list(registry._builder)
    city = makers.make_org("杭州市总工会（演示）", kind="city", division="3301")
    yield demo_aid.play(city.public_id, datetime(2026, 11, 22, 10, tzinfo=makers.NOW.tzinfo), SMALL)
    registry._builder[:] = former


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.slow
def test_the_story_comes_to_its_sums_whatever_faults_its_files_have(story: Story) -> None:
    chair = story.who("chair")
    with scope(chair):
        board = queries.board(chair, 2026)
        waits = queries.groups(chair)
    assert (board.paid, board.paid_fen, board.before_paid, board.before_fen) == (480, 480_000_00, 270, 270_000_00)
    assert board.missed > 0
    assert sum(group.count for group in waits) == board.held > 5
    # Every book holds, what was sent came, somebody's card came back, one contest waits and one is answered.
    assert books.faults_of_books() == []
    assert dict(Contest.objects.values_list("state", "outcome")) == {"filed": "", "decided": "upheld"}
    assert PaymentOrder.objects.filter(state="returned").exists()
    assert not PaymentOrder.objects.filter(state="released").exists()
    # Most of what the year came to has arrived; the last month waits for its hands, some for a card.
    paid = PaymentOrder.objects.filter(state="paid").count()
    assert paid > 0.6 * (480 + 270)
    with scope(chair):
        left = books.waiting(story.book, chair, view="card")
    assert left.without_card > 0
    assert board.days_tenths is not None
    # Files as they should not be: each has its sentence, none has paid anything.
    stopped = File.objects.filter(state="stopped")
    assert dict(stopped.values_list("file_name", "problem")) == {
        "两列颠倒.csv": "aid.mostly_negative", "证件号和单号颠倒.csv": "aid.mostly_unreadable",
    }  # fmt: skip
    assert all(each.counts.get("ordered", 0) == 0 for each in stopped)
