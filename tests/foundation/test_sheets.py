"""Files as people send them, opened: what comes out, under which row numbers, and what is refused in which words."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hexian.foundation.actor import Refused
from hexian.foundation.sheets import Book, CsvWriter, WorkbookWriter, open_sheet, parts, safe, texts, workbooks
from hexian.foundation.sheets import rows as sheet_rows
from hexian.foundation.sheets import rules as sheet_rules
from hexian.foundation.sheets.kinds import SPREADSHEETS, Kind
from tests.foundation.workbook_files import HEAD, MAIN, by_openpyxl, locked, only_sheet, rewritten, xlsx

ROWS = [HEAD, ["王小满", "330108199001010011", "19900000001"], ["李𠮷祥", "330108199001010038", "19900000002"]]


def opened(path: Path) -> Book:
    return open_sheet(path, path.name)


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for row in opened(path).sheets[0].rows()]


def read_all(path: Path, name: str) -> None:
    for sheet in open_sheet(path, name).sheets:
        list(sheet.rows())


def refusal_of(path: Path, name: str = "") -> Refused:
    """Why a file is refused, on opening or while it is read; its sentence must stand."""
    with pytest.raises(Refused) as caught:
        read_all(path, name or path.name)
    sentence = texts.of(caught.value)
    assert sentence.endswith("。")
    assert not re.search(r"%\(|[,;!?]", sentence)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_table_is_read_in_every_encoding_and_separator(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\r\n".join(mark.join(cells) for cells in ROWS), encoding=encoding, newline="")
    assert rows_of(path) == [(place, cells) for place, cells in enumerate(ROWS, start=1)]


def test_quotes_hold_separators_and_ends_of_lines_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('姓名,部门\n"王,小满","一\n车间"\n\n李敏,"说""好"""\n', encoding="utf-8")
    assert rows_of(path) == [(1, ["姓名", "部门"]), (2, ["王,小满", "一\n车间"]), (4, ["李敏", '说"好"'])]


def test_one_broken_byte_in_the_last_of_many_rows_costs_that_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("姓名,手机\n".encode() + "王小满,19900000001\n".encode() * 5_000 + b"\xe6\x9d,19900000002\n")
    book = opened(path)
    assert book.shown.encoding == "utf-8"
    cells = [row.cells for row in book.sheets[0].rows()]
    assert cells[5_000] == ["王小满", "19900000001"]
    assert cells[5_001] == ["\ufffd", "19900000002"]


def test_a_quote_that_is_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("姓名,手机\n王小满,19900000001\n" + '"李敏,19900000002\n' + "张知夏,19900000003\n" * 20_000)
    assert (refusal_of(path).code, refusal_of(path).params) == ("sheets.open_quote", {"row": 3})


def test_a_short_last_row_with_an_open_quote_is_still_a_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('姓名,手机\n王小满,19900000001\n"李敏,19900000002', encoding="utf-8")
    assert rows_of(path)[-1] == (3, ["李敏,19900000002"])


@pytest.mark.parametrize(
    "writer", [lambda path: xlsx(path, ROWS), lambda path: by_openpyxl(path, ROWS)], ids=["xlsxwriter", "openpyxl"]
)
def test_a_workbook_gives_the_rows_that_were_written(tmp_path: Path, writer: Any) -> None:
    assert rows_of(writer(tmp_path / "list.xlsx")) == [(place, cells) for place, cells in enumerate(ROWS, start=1)]


def test_how_many_rows_there_are_is_known_beforehand(tmp_path: Path) -> None:
    """Whoever waits for a long list sees how far it is, whatever wrote it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for line, cells in enumerate(ROWS):
        sheet.write(line, 0, cells[0])
    book.save(str(tmp_path / "list.xls"))
    prefixed = rewritten(
        xlsx(tmp_path / "prefixed.xlsx", ROWS), only_sheet(lambda part: re.sub(rb"<(/?)(?=\w)", rb"<\1x:", part))
    )
    prefixed = rewritten(prefixed, only_sheet(lambda part: part.replace(b" xmlns=", b" xmlns:x=", 1)))
    (tmp_path / "open.csv").write_text("姓名\n王小满\n李敏", encoding="utf-8")
    (tmp_path / "closed.csv").write_text("姓名\n王小满\n李敏\n", encoding="gb18030")
    (tmp_path / "wide.csv").write_text("姓名,手机\n王小满,1\n李敏,2\n", encoding="utf-16")
    files = [xlsx(tmp_path / "list.xlsx", ROWS), by_openpyxl(tmp_path / "other.xlsx", ROWS), prefixed]
    for path in [*files, *tmp_path.glob("*.csv"), tmp_path / "list.xls"]:
        assert opened(path).sheets[0].count() == 3, path.name


def typed(path: Path) -> Path:
    """Every kind of cell, from the third row and the second column on."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        moment, clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "hh:mm"})
        sheet.write_row(2, 1, [1, 1.5, 330108199001010011, "x ", True])
        sheet.write_datetime(3, 1, datetime(2024, 3, 1), day)  # noqa: DTZ001
        sheet.write_datetime(3, 2, datetime(2024, 3, 1, 5), moment)  # noqa: DTZ001
        sheet.write_datetime(3, 3, time(5, 3), clock)
        sheet.write_formula(4, 1, "=NA()", None, "#N/A")
        sheet.write_formula(4, 2, "=1+1", None, 2)
        sheet.write_formula(4, 3, '="甲"&"乙"', None, "甲乙")
        sheet.write_rich_string(4, 4, "王", book.add_format({"bold": True}), "小满")
        sheet.write_blank(4, 9, None, day)
    return path


def test_cells_of_every_type_become_texts(tmp_path: Path) -> None:
    assert rows_of(typed(tmp_path / "list.xlsx")) == [
        (3, ["", "1", "1.5", "3.30108199001010E+17", "x ", "TRUE"]),
        (4, ["", "2024-03-01", "2024-03-01 05:00:00", "05:03:00", "", ""]),
        (5, ["", "#N/A", "2", "甲乙", "王小满", ""]),
    ]


def test_a_calendar_from_1904_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, datetime(2024, 3, 1), book.add_format({"num_format": "yyyy/m/d"}))  # noqa: DTZ001
    assert rows_of(path) == [(1, ["2024-03-01"])]


def test_a_formula_without_a_value_is_marked(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "list.xlsx", [["姓名", "手机"], ["王小满", "=19900000000+1"], ['="李"', "x"]])
    cells = [cells for _number, cells in rows_of(path)]
    assert cells[1:] == [["王小满", sheet_rules.UNCOMPUTED], [sheet_rules.UNCOMPUTED, "x"]]
    assert sheet_rules.flaw_of(sheet_rules.UNCOMPUTED) == "sheets.cell_formula"


def test_hidden_rows_are_left_out_and_counted_and_hidden_sheets_are_known(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, old = book.add_worksheet("现在"), book.add_worksheet("以前")
        for line, cells in enumerate(ROWS):
            sheet.write_row(line, 0, cells)
        sheet.set_row(1, None, None, {"hidden": True})
        old.write_row(0, 0, HEAD)
        old.hide()
    book_read = opened(path)
    assert [row.number for row in book_read.sheets[0].rows()] == [1, 3]
    assert book_read.sheets[0].hidden_rows == 1
    assert [(each.name, each.is_hidden) for each in book_read.sheets] == [("现在", False), ("以前", True)]
    assert [each.name for each in book_read.visible] == ["现在"]


def test_titles_merged_over_the_headings_are_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 2, "花名册（演示）", book.add_format())
        sheet.write_row(3, 0, HEAD)
    assert rows_of(path) == [(1, ["花名册（演示）", "", ""]), (4, HEAD)]


def test_rows_far_apart_are_read_without_what_lies_between(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for line in (0, 40_000, 1_048_575):
            sheet.write_row(line, 1, ["王小满"])
    assert rows_of(path) == [(1, ["", "王小满"]), (40_001, ["", "王小满"]), (1_048_576, ["", "王小满"])]


def test_many_portions_make_one_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "BLOCK", 777)
    expected = [["姓名", "n"], *([f"王小满{place % 91}", str(place)] for place in range(2_000))]
    path = xlsx(tmp_path / "list.xlsx", expected)
    assert rows_of(path) == list(enumerate(expected, start=1))


def test_elements_with_prefixes_single_quotes_and_breaks_are_read(tmp_path: Path) -> None:
    def other_hand(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(worksheet|sheetData|row|c|v)\b", rb"<\1x:\2", xml)
        xml = xml.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())
        return xml.replace(b' t="s"><x:v>', b" t='s' >\n <x:v>")

    path = rewritten(xlsx(tmp_path / "list.xlsx", ROWS), only_sheet(other_hand))
    assert rows_of(path) == [(place, cells) for place, cells in enumerate(ROWS, start=1)]


def test_rows_and_cells_without_references_are_counted(tmp_path: Path) -> None:
    def bare(xml: bytes) -> bytes:
        return re.sub(rb' (?:r|spans)="[A-Z0-9:]+"', b"", xml)

    path = rewritten(xlsx(tmp_path / "list.xlsx", ROWS), only_sheet(bare))
    assert rows_of(path) == [(place, cells) for place, cells in enumerate(ROWS, start=1)]


cells_of_any_kind = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=12),
    st.integers(-(10**14), 10**14),
    st.dates(date(1930, 1, 1), date(2079, 1, 1)),
    st.booleans(),
    st.none(),
)


@pytest.mark.thorough
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells_of_any_kind, max_size=5), min_size=1, max_size=12), shift=st.integers(0, 9))
def test_portions_give_what_calamine_gives_for_the_whole(tmp_path: Path, rows: list[list[Any]], shift: int) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in [[]] * shift + rows + [["end"]]:
        sheet.append([f"'{each}" if isinstance(each, str) and each.startswith("=") else each for each in cells])
    book.save(path)
    whole = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    expected = [
        (number, [sheet_rules.as_text(value) for value in values])
        for number, values in enumerate(whole.to_python(skip_empty_area=False), start=1)
    ]
    width = max(len(cells) for _number, cells in expected)
    padded = [(number, cells + [""] * (width - len(cells))) for number, cells in rows_of(path)]
    assert padded == [(number, cells) for number, cells in expected if any(cells)]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for line, cells in enumerate(ROWS):
        for place, cell in enumerate(cells):
            sheet.write(line + 2, place, cell)
    sheet.write(5, 0, date(2024, 3, 1), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(5, 1, 19900000001)
    book.save(str(path))
    read = opened(path)
    assert rows_of(path)[:3] == [(place, cells) for place, cells in enumerate(ROWS, start=3)]
    assert rows_of(path)[3][1][:2] == ["2024-03-01", "19900000001"]
    assert read.sheets[0].hidden_rows is None, "this format does not tell"


# What is refused


def test_a_workbook_under_a_password(tmp_path: Path) -> None:
    assert refusal_of(locked(xlsx(tmp_path / "list.xlsx", ROWS))).code == "sheets.password"


@pytest.mark.parametrize("name", ["list.xlsx", "list.xlsm"])
def test_a_workbook_with_macros_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = rewritten(xlsx(tmp_path / "list.xlsx", ROWS), lambda _n, content: content, {"xl/vbaProject.bin": b"x"})
    assert refusal_of(path, name).code == "sheets.macros"


def test_a_workbook_called_a_macro_workbook(tmp_path: Path) -> None:
    assert refusal_of(xlsx(tmp_path / "list.xlsx", ROWS), "list.xlsm").code == "sheets.macros"


def bomb(path: Path, size: int) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/bomb.xml", "w") as part:
        for _ in range(size):
            part.write(b"\0" * 1_000_000)
    return path


def test_a_bomb_is_refused_by_the_directory(tmp_path: Path) -> None:
    assert refusal_of(bomb(xlsx(tmp_path / "list.xlsx", ROWS), 20)).code == "sheets.bomb"


def test_a_bomb_that_lies_in_its_directory_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    def swollen(xml: bytes) -> bytes:
        return xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 30_000_000)

    path = rewritten(xlsx(tmp_path / "list.xlsx", ROWS), only_sheet(swollen))
    with zipfile.ZipFile(path) as archive:
        true = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, (900).to_bytes(4, "little")))
    assert refusal_of(path).code in {"sheets.bomb", "sheets.damaged"}
    # Where the directory is never looked at, the counting alone is enough.
    with pytest.raises(Refused, match=r"sheets\.bomb"):
        parts._check_growth(30_000_000, 30_000)


def test_a_sheet_far_wider_than_any_roster_is_not_laid_out(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 16_383, "x")
        sheet.write(900, 0, "x")
    assert refusal_of(path).code == "sheets.too_many_columns"


def test_as_many_columns_as_allowed_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    most = sheet_rules.MOST_COLUMNS
    assert len(rows_of(xlsx(tmp_path / "list.xlsx", [["x"] * most]))[0][1]) == most
    assert refusal_of(xlsx(tmp_path / "wide.xlsx", [["x"] * (most + 1)])).code == "sheets.too_many_columns"
    (tmp_path / "wide.csv").write_text(",".join(["x"] * (most + 1)), encoding="utf-8")
    assert refusal_of(tmp_path / "wide.csv").code == "sheets.too_many_columns"


def test_a_cell_that_is_too_long_is_told_with_its_row(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx", [HEAD, ["王" * (sheet_rules.MOST_CHARACTERS + 1)]])
    assert (refusal_of(path).code, refusal_of(path).params["row"]) == ("sheets.cell_too_long", 2)


def test_more_rows_than_a_sheet_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MOST_ROWS", 1_000)
    path = tmp_path / "list.csv"
    path.write_text("x,y\n" * 1_001, encoding="utf-8")
    assert refusal_of(path).code == "sheets.too_many_rows"


@pytest.mark.slow
def test_too_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("x,y\n" * (sheet_rules.MOST_ROWS + 1), encoding="utf-8")
    assert refusal_of(path).code == "sheets.too_many_rows"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_a_truncated_workbook(tmp_path: Path, share: float) -> None:
    path = xlsx(tmp_path / "list.xlsx", ROWS * 200)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal_of(path).code == "sheets.damaged"


def test_a_workbook_with_a_broken_part(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "list.xlsx", ROWS * 200)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    content[info.header_offset + 200] ^= 0xFF
    path.write_bytes(content)
    assert refusal_of(path).code == "sheets.damaged"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_declarations_of_entities(tmp_path: Path, part: str) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY e SYSTEM "file:///etc/passwd">]>'

    def trick(name: str, content: bytes) -> bytes:
        return content.replace(b"?>", b"?>" + laughs, 1) if name == part else content

    assert refusal_of(rewritten(xlsx(tmp_path / "list.xlsx", ROWS), trick)).code == "sheets.entities"


def test_rows_in_a_wrong_order(tmp_path: Path) -> None:
    path = rewritten(
        xlsx(tmp_path / "list.xlsx", ROWS), only_sheet(lambda xml: xml.replace(b'<row r="3"', b'<row r="1"'))
    )
    assert refusal_of(path).code == "sheets.damaged"


def test_a_shared_text_that_is_not_there(tmp_path: Path) -> None:
    path = rewritten(
        xlsx(tmp_path / "list.xlsx", ROWS), only_sheet(lambda xml: xml.replace(b"<v>0</v>", b"<v>999</v>"))
    )
    assert refusal_of(path).code == "sheets.damaged"


def test_a_look_at_the_first_rows_reads_the_first_texts_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "BLOCK", 4_096)
    path = xlsx(tmp_path / "list.xlsx", [HEAD, *([f"王{row}", f"x{row}", "y" * 50 + str(row)] for row in range(2_000))])
    taken: list[int] = []
    take = workbooks.Texts._take

    def counting(self: workbooks.Texts, workbook: workbooks.Workbook, portion: bytes) -> None:
        taken.append(len(portion))
        take(self, workbook, portion)

    monkeypatch.setattr(workbooks.Texts, "_take", counting)
    rows = open_sheet(path, path.name).sheets[0].rows()
    assert next(rows).cells == HEAD
    few = len(taken)
    assert [row.cells[0] for row in rows][-1] == "王1999"
    assert (few < 5, len(taken) > 20) == (True, True)


def other_archive(path: Path, name: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "x")
    return path


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("list.xlsx", b"", "sheets.empty"),
        ("list.csv", b"\xef\xbb\xbf\r\n \r\n", "sheets.empty"),
        ("list.xlsx", "姓名,手机\n王小满,1".encode(), "sheets.wrong_ending"),
        ("list.xlsx", bytes(range(256)) * 40, "sheets.damaged"),
        ("list.xls", bytes(range(256)) * 40, "sheets.damaged"),
        ("list.xlsx", "姓名,手机\n王小满,1".encode("utf-16"), "sheets.wrong_ending"),
        ("list.xls", b"<html><table><tr><td>x</td></tr></table></html>", "sheets.html"),
        ("list.xls", b'<?xml version="1.0"?><Workbook/>', "sheets.html"),
        ("list.pdf", b"%PDF-1.7 x", "sheets.unknown_kind"),
        ("list.csv", b"\x89PNG\r\n\x1a\n....", "sheets.unknown_kind"),
        ("list.et", b"anything", "sheets.wps"),
        ("list.wps", b"anything", "sheets.wps"),
        ("list.xlsx", b"PK\x03\x04 and nothing else", "sheets.damaged"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheets.not_a_workbook"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"), "sheets.damaged"),
        (
            "list.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0_VBA_PROJECT_CUR\0".encode("utf-16-le"),
            "sheets.macros",
        ),
        ("list.csv", bytes(range(256)) * 40, "sheets.encoding"),
        ("list.csv", "name,phone\nÅngström,1\n".encode("latin-1") + bytes([0x81, 0xFF]) * 50, "sheets.encoding"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal_of(tmp_path / name).code == code


def test_other_archives_and_binary_workbooks(tmp_path: Path) -> None:
    assert refusal_of(other_archive(tmp_path / "a.xlsx", "word/document.xml")).code == "sheets.not_a_workbook"
    assert refusal_of(other_archive(tmp_path / "b.xlsx", "xl/workbook.bin")).code == "sheets.binary_workbook"


@pytest.mark.parametrize("name", ["list.pdf", "list.docx"])
def test_whoever_is_refused_hears_what_is_taken_at_that_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7 x")
    if name.endswith("docx"):
        other_archive(path, "word/document.xml")
    for taking, named in ((SPREADSHEETS, ".xlsx、.xls、.csv。"), (frozenset(Kind), ".csv、.parquet、.jsonl。")):
        with pytest.raises(Refused) as caught:
            open_sheet(path, path.name, taking=taking)
        assert named in texts.of(caught.value)


def test_an_empty_workbook(tmp_path: Path) -> None:
    assert refusal_of(xlsx(tmp_path / "list.xlsx", [])).code == "sheets.empty"


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "list.csv").open("wb") as file:
        file.truncate(sheet_rules.MOST_BYTES + 1)
    assert refusal_of(tmp_path / "list.csv").code == "sheets.too_large"


def test_a_workbook_with_the_ending_of_another_kind(tmp_path: Path) -> None:
    assert refusal_of(xlsx(tmp_path / "list.xlsx", ROWS), "list.csv").code == "sheets.wrong_ending"


# What cells mean


@pytest.mark.parametrize(
    "text",
    ["2024-03-01", "2024/3/1", "2024.3.1", "20240301", "2024年3月1日", "45352", "２０２４－０３－０１",
     "2024 年 3 月 1 日", "2024-03-01 00:00:00", "2024/03/01 8:30", " 2024-3-1 ", "45352.5", "２０２４．３．１"],
)  # fmt: skip
def test_a_day_is_read_in_six_forms_and_more(text: str) -> None:
    assert sheet_rules.read_day(text) == date(2024, 3, 1)


@pytest.mark.parametrize("text", ["2024-13-01", "2024年3月", "去年", "20240230", "2024", "3/1/2024", "1", ""])
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(Refused, match=r"sheets\.day"):
        sheet_rules.read_day(text)


@given(day=st.dates(date(1930, 1, 1), date(2079, 12, 1)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = [
        f"{day}", f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    assert {sheet_rules.read_day(text) for text in forms} == {day}


@pytest.mark.parametrize(
    ("text", "code"),
    [("3.30108E+17", "sheets.cell_digits"), ("3.30108199001010E+17", "sheets.cell_digits"),
     ("#N/A", "sheets.cell_error"), ("########", "sheets.cell_error"),
     ("王小满", None), ("+86 199", None), ("", None), ("1E5", None)],
)  # fmt: skip
def test_flaws_of_cells(text: str, code: str | None) -> None:
    assert sheet_rules.flaw_of(text) == code


@pytest.mark.parametrize(
    "cells",
    [["合计", "35"], ["", "合　计："], ["总计：35人"], ["制表人：李敏"], ["审核人", "", "李敏"], ["共 35 人"],
     ["备注：以上人员"], ["填报单位（盖章）"], ["第1页"], ["日期：2024"]],
)  # fmt: skip
def test_sums_and_signatures_below_the_list(cells: list[str]) -> None:
    assert sheet_rules.is_tail(cells)


@pytest.mark.parametrize(
    "cells", [["总计划科", "王小满"], ["1", "合计"], ["复核科", "李敏"], ["共青团", "李敏"], ["", ""]]
)
def test_what_only_begins_like_one(cells: list[str]) -> None:
    assert not sheet_rules.is_tail(cells)


def test_texts_are_tidied() -> None:
    assert sheet_rules.tidy("\u2009３３０１\u00a0ＡＢ　王\u200b小满 ") == "3301 AB 王 小满"


# What is written


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    assert safe(text) == f"'{text}"
    with CsvWriter(tmp_path / "out.csv") as out:
        out.row(["姓名", text])
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert next(csv.reader(lines)) == ["姓名", f"'{text}"]
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_written_workbook_comes_back_as_it_was_without_formulas(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    with WorkbookWriter(path, "错误", heading=HEAD, wide=[10, 22]) as out:
        out.row(["王𠮷祥", "330108199001010011", "=HYPERLINK(1)"])
    assert rows_of(path) == [(1, HEAD), (2, ["王𠮷祥", "330108199001010011", "'=HYPERLINK(1)"])]
    sheet = openpyxl.load_workbook(path).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_every_refusal_of_the_room_has_a_sentence() -> None:
    room = Path(workbooks.__file__).parent
    told = {code for file in room.glob("*.py") for code in re.findall(r'"(sheets\.\w+)"', file.read_text("utf-8"))}
    assert len(told) > 20
    assert told - {"sheets.py"} == set(texts.SENTENCES)
