"""What programs send: Parquet and JSON lines as untrusted input, typed cells exact; and text that breaks off."""

from __future__ import annotations

import os
import random
from pathlib import Path

import duckdb
import pytest

from hexian.foundation.actor import Refused
from hexian.foundation.sheets import Row, open_sheet, texts
from hexian.foundation.sheets.kinds import Kind
from hexian.foundation.sheets.rules import flaw_of

EVERYTHING = frozenset(Kind)


def rows_of(path: Path, most: int = 0) -> list[Row]:
    (sheet,) = open_sheet(path, path.name, taking=EVERYTHING, most_rows=most).sheets
    return list(sheet.rows())


def refusal_of(path: Path, **given: int) -> Refused:
    with pytest.raises(Refused) as caught:
        rows_of(path, **given)
    assert texts.of(caught.value)
    return caught.value


def outcome(path: Path) -> str:
    try:
        rows_of(path)
    except Refused as refusal:
        return refusal.code
    return "read"


def parquet(path: Path, select: str, options: str = "") -> Path:
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet{options})")
    return path


def lines(path: Path, *each: str) -> Path:
    path.write_text("\n".join([*each, ""]), encoding="utf-8")
    return path


def test_parquet_cells_are_read_exactly(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet",
        """SELECT '330108199001010011' AS "证件号码", 1234567890123456789::BIGINT AS big, 1234567.10::DECIMAL(14, 2)
        AS total, DATE '2026-05-06' AS dscg_date, TIMESTAMPTZ '2026-05-06 16:30:00+00' AS setl_time, true AS refund,
        NULL::INT AS nothing, 0.1::DOUBLE AS tenth, 330108199001010011::DOUBLE AS spoilt, '杭州' AS place""",
    )
    head, row = rows_of(path)
    assert (head.number, head.cells[:3]) == (0, ["证件号码", "big", "total"])
    assert row.number == 1
    assert row.cells[:3] == ["330108199001010011", "1234567890123456789", "1234567.10"]
    assert row.cells[3:8] == ["2026-05-06", "2026-05-07 00:30:00", "TRUE", "", "0.1"], "moments are China's"
    assert flaw_of(row.cells[8]) == "sheets.cell_digits"
    assert row.cells[9] == "杭州"


def test_parquet_with_tables_inside_is_refused_by_the_columns_name(tmp_path: Path) -> None:
    refusal = refusal_of(parquet(tmp_path / "a.parquet", "SELECT 1 AS a, [1, 2] AS 明细"))
    assert (refusal.code, refusal.params) == ("sheets.nested_column", {"name": "明细"})


@pytest.mark.thorough
def test_half_a_parquet_file_and_a_broken_one_are_damaged(tmp_path: Path) -> None:
    whole = parquet(tmp_path / "a.parquet", "SELECT range AS a, 'x' || range AS b FROM range(2000)").read_bytes()
    path = tmp_path / "b.parquet"
    path.write_bytes(whole[: len(whole) // 2])
    assert refusal_of(path).code == "sheets.damaged_data"
    dice = random.Random(5)  # noqa: S311 - the same dice every time
    for _ in range(3):
        broken = bytearray(whole)
        for _ in range(20):
            broken[dice.randrange(len(broken) // 2, len(broken))] = dice.randrange(256)
        path.write_bytes(broken)
        assert outcome(path) in {"read", "sheets.damaged", "sheets.damaged_data", "sheets.nested_column"}


@pytest.mark.thorough
def test_who_has_seen_enough_of_a_parquet_file_leaves_nobody_behind(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", "SELECT range AS a FROM range(300000)")
    (sheet,) = open_sheet(path, path.name, taking=EVERYTHING).sheets
    rows = sheet.rows()
    assert [next(rows).cells, next(rows).cells] == [["a"], ["0"]]
    rows.close()  # type: ignore[attr-defined]
    assert sheet.count() == 300_000
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if children.exists():
        mine = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.read_text().split()]
        assert not any(b"parquet_child" in each for each in mine)


def test_a_cell_of_a_million_characters_is_told_not_held(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", "SELECT repeat('x', 3000000) AS a FROM range(500)", ", COMPRESSION zstd")
    assert refusal_of(path).code == "sheets.cell_too_long"


def test_json_lines_keep_numbers_as_they_are_written(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        '{"certno": 330108199001010011, "total": 8000.10, "refund": false, "note": null}',
        '{"total": 1.5e2, "certno": 3.30108E+17, "refund": true, "more": "x"}',
    )
    head, first, second = rows_of(path)
    assert head == Row(0, ["certno", "total", "refund", "note", "more"])
    assert first == Row(1, ["330108199001010011", "8000.10", "FALSE", "", ""])
    assert second.cells[1:] == ["150", "TRUE", "", "x"]
    assert flaw_of(second.cells[0]) == "sheets.cell_digits"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": "1", "b": "2', "sheets.broken_line"),
        ("", ""),
        ("[1, 2]", "sheets.no_object"),
        ('{"a": {"b": 1}}', "sheets.nested"),
        ('{"a": 1, "a": 2}', "sheets.key_twice"),
        ('{"a": NaN}', "sheets.broken_line"),
        ("[" * 100_000, "sheets.broken_line"),
        ('{"a": "' + "x" * 2_000_000 + '"}', "sheets.broken_line"),
    ],
)
def test_a_broken_line_is_told_by_its_number_and_the_others_are_read(tmp_path: Path, line: str, code: str) -> None:
    path = lines(tmp_path / "a.jsonl", '{"a": "1", "b": "2"}', line, '{"b": "4", "a": "3"}')
    rows = rows_of(path)
    assert rows[0].cells == ["a", "b"]
    assert rows[-1] == Row(3, ["3", "4"])
    flawed = [(row.number, row.flaw.code) for row in rows if row.flaw]
    assert flawed == ([(2, code)] if code else [])


def test_a_key_that_comes_late_is_a_fault_of_its_line(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *['{"a": 1}'] * 300, '{"a": 1, "refd_setl_flag": 1}')
    last = rows_of(path)[-1]
    assert last.flaw is not None
    assert (last.number, last.flaw.code) == (301, "sheets.late_key")
    assert texts.of(last.flaw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_json_lines_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes('{"姓名": "王小满"}\r\n{"姓名": "李清明"}\r\n'.encode(encoding))
    assert [row.cells for row in rows_of(path)] == [["姓名"], ["王小满"], ["李清明"]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b'[\n{"a": 1}\n]', "sheets.json_list"),
        ("a.jsonl", b"a,b\n1,2\n", "sheets.no_json_lines"),
        ("a.csv", b'{"a": 1}\n', "sheets.wrong_ending"),
        ("a.csv", b"PAR1....", "sheets.wrong_ending"),
        ("a.parquet", b"PAR1....", "sheets.damaged_data"),
        ("a.parquet", b"PARE....", "sheets.password"),
        ("a.parquet", b"a,b\n1,2\n", "sheets.wrong_ending"),
        ("a.parquet", bytes(range(256)) * 40, "sheets.damaged_data"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal_of(path).code == code


def test_a_room_that_takes_lists_of_people_takes_no_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path / "a.parquet", "SELECT 1 AS a")
    with pytest.raises(Refused, match=r"sheets\.not_taken") as caught:
        open_sheet(path, path.name)
    assert "xlsx" in texts.of(caught.value)


def test_too_many_lines_are_too_many_whatever_the_kind(tmp_path: Path) -> None:
    many = [lines(tmp_path / "a.jsonl", *['{"a": 1}'] * 12), parquet(tmp_path / "a.parquet", "SELECT 1 FROM range(12)")]
    for path in many:
        assert refusal_of(path, most=10).code == "sheets.too_many_rows"


@pytest.mark.parametrize(
    ("last", "is_whole"),
    [
        ("b,2026-05-06,8000.00", True),
        ("b,2026-05-06,80", False),
        ("b,2026-05-06,8000.0", False),
        ("b,2026-05-0", False),
    ],
)
def test_a_last_line_that_was_cut_off_is_not_believed(tmp_path: Path, last: str, is_whole: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"名,日,数\na,2026-05-01,12345.00\na,2026-05-02,100.50\n{last}", encoding="gb18030")
    row = rows_of(path)[-1]
    assert (row.number, row.flaw is None) == (4, is_whole)
    path.write_text(f"名,日,数\na,2026-05-01,12345.00\na,2026-05-02,100.50\n{last}\n", encoding="gb18030")
    assert rows_of(path)[-1].flaw is None, "a line that is closed was written to its end"


def test_where_last_cells_have_every_length_a_line_without_an_end_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名,数\na,3000\nb,200\nc,300", encoding="utf-8")
    assert [row.flaw is None for row in rows_of(path)] == [True, True, True, False]
