"""`hx demo roster`: what was put in comes out, row by row, in every format; and a million rows fit the memory."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hexian.cli.demo import demo
from hexian.cli.demo_roster import FAULTS, QUIRKS, TWINS, write_roster
from hexian.domains.rosters import rules, texts
from hexian.domains.rosters.rules import Checked, Checker, Summary
from hexian.foundation.sheets import open_sheet

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 6, 17)


def checked(path: Path) -> tuple[rules.Heading, Summary, list[Checked], int | None]:
    """A file read and checked as the import does it."""
    book = open_sheet(path, path.name)
    sheet = next((each for each in book.visible if each.name == "会员名单"), book.sheets[0])
    heading, summary = rules.find_heading(list(itertools.islice(sheet.rows(), 230))), Summary()
    outcome = list(rules.check_rows(sheet.rows(), heading, Checker(heading.places, TODAY), summary))
    return heading, summary, outcome, sheet.hidden_rows


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv-gb18030"])
def test_every_fault_put_in_is_found_and_nothing_else(tmp_path: Path, kind: str, seed: int) -> None:
    path = tmp_path / f"list.{kind.partition('-')[0]}"
    record = write_roster(path, rows=1_500, faults=10, kind=kind, seed=seed)
    heading, summary, outcome, hidden = checked(path)
    assert heading.row == record["heading_row"]
    assert [str(each.column or "") for each in heading.guesses] == record["columns"]
    refused = {each.row: {fault.refusal.code for fault in each.faults} for each in outcome if each.faults}
    assert set(refused) == set(record["faults"])
    assert [row for row, code in record["faults"].items() if code not in refused[row]] == []
    assert (summary.rows, summary.tails, hidden) == (1_500 - len(record["hidden"]), 2, len(record["hidden"]))
    assert all(texts.of_fault(fault) for each in outcome for fault in (*each.faults, *each.warnings))


def test_every_kind_of_fault_and_quirk_comes(tmp_path: Path) -> None:
    record = write_roster(tmp_path / "list.xlsx", rows=4_000, faults=20, kind="xlsx", seed=9)
    assert set(record["faults"].values()) == {*FAULTS, *TWINS}
    assert set(record["quirks"].values()) == set(QUIRKS)
    assert record["hidden"]


def test_the_same_seed_makes_the_same_list(tmp_path: Path) -> None:
    for name in ("a", "b"):
        result = CliRunner().invoke(demo, ["roster", "--rows", "300", "--seed", "5", str(tmp_path / f"{name}.csv")])
        assert result.exit_code == 0, result.output
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    record: dict[str, Any] = json.loads((tmp_path / "a.csv.json").read_text(encoding="utf-8"))
    assert (record["seed"], record["rows"]) == (5, 300)


PEAK = """
import itertools, json, sys
from datetime import date
from pathlib import Path
from bench.memory import peak
from hexian.domains.rosters import rules
from hexian.foundation.sheets import open_sheet

book = open_sheet(Path(sys.argv[1]), sys.argv[1])
sheet = book.visible[-1]
heading = rules.find_heading(list(itertools.islice(sheet.rows(), 230)))
summary = rules.Summary()
for each in rules.check_rows(sheet.rows(), heading, rules.Checker(heading.places, date(2026, 6, 17)), summary):
    pass
print(json.dumps([summary.rows, summary.refused, peak()]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "rows", "most"), [("csv", 1_000_000, 450), ("xlsx", 300_000, 250)])
def test_a_large_roster_is_read_and_checked_in_bounded_memory(tmp_path: Path, kind: str, rows: int, most: int) -> None:
    """MiB at the peak of a process of its own, duplicates of every row remembered; a whole import may take 1.2 GB."""
    path = tmp_path / f"list.{kind}"
    record = write_roster(path, rows=rows, faults=3, kind=kind, seed=1)
    done = subprocess.run([sys.executable, "-c", PEAK, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    count, refused, peak = json.loads(done.stdout)
    assert (count, refused) == (rows - len(record["hidden"]), len(record["faults"]))
    assert peak < most
