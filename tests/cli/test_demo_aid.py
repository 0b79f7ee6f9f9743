"""The sums of `hx demo mutualaid` come out exactly by what each bill says; the story itself is played by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from hexian.cli import demo_aid, demo_settlements
from hexian.foundation.sheets import open_sheet
from hexian.foundation.sheets.kinds import Kind


@pytest.mark.parametrize(("count", "fen"), [demo_aid.THIS_YEAR, demo_aid.LAST_YEAR])
def test_a_years_aid_is_exactly_what_it_should_be(count: int, fen: int) -> None:
    shares = demo_settlements.own_shares(count, fen, Random(1))  # noqa: S311 - the same shares every time
    aid = [demo_settlements.aid_of(share) for share in shares]
    assert (len(shares), sum(aid)) == (count, fen)
    assert min(aid) >= 20_00, "nothing is raised to the minimum"
    assert sum(share >= demo_settlements.LARGE for share in shares) == 30


def test_growth_stands_as_the_article_has_it() -> None:
    (now, fen), (before, before_fen) = demo_aid.THIS_YEAR, demo_aid.LAST_YEAR
    assert (now - before) * 10_000 // before == 7_774
    assert (fen - before_fen) * 10_000 // before_fen == 7_321


def test_nobody_comes_twice_within_two_months_and_every_receipt_is_one() -> None:
    book = demo_settlements.Book(2025, demo_aid.FIRST_SERIAL, Random(1))  # noqa: S311 - as above
    pool = sum(demo_aid.TAKING_PART) - demo_aid.APART
    assert pool > 2 * demo_aid.THIS_YEAR[0] // 10
    rows = demo_settlements.month_of(book, [900_00] * 1_900, 3, pool, 0)
    assert len({row["证件号码"] for row in rows}) == len({row["票据号码"] for row in rows}) == 1_900


def test_every_format_says_the_same(tmp_path: Path) -> None:
    book = demo_settlements.Book(2025, demo_aid.FIRST_SERIAL, Random(1))  # noqa: S311 - as above
    rows = [book.row(place, 900_00, date(2025, 3, 3)) for place in range(3)]
    said = []
    for place, (ending, write) in enumerate(demo_settlements.FORMATS):
        path = tmp_path / f"{place}.{ending}"
        path.write_bytes(write(rows, tmp_path))
        (sheet,) = open_sheet(path, path.name, taking=frozenset(Kind)).sheets
        said.append([row.cells for row in sheet.rows()][1:])
    assert all(each == said[0] for each in said)
