"""A file in portions: the same whether one process reads it or two."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench import settlement_files
from hexian.domains.mutualaid.rules import columns
from hexian.domains.mutualaid.services import portions
from hexian.domains.mutualaid.services.portions import FIRST, Source

ROWS = FIRST + 40


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A file of one portion and a little more."""
    path = tmp_path / "settlements.csv"
    settlement_files.write(path, ROWS, 1_000)
    known = tuple(columns.guess(settlement_files.HEADING.strip().split(",")))
    return Source(path, path.name, "", known, 1, date(2026, 12, 31), "utf-8")


@pytest.mark.thorough
def test_two_processes_read_what_one_reads(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(portions.read(source))
    assert [each.count for each in alone] == [FIRST, 40]
    monkeypatch.setattr(portions, "LARGE", 0)
    assert list(portions.portions(source)) == alone
    assert list(portions.read(source, behind=1)) == alone[1:]
