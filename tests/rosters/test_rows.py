"""Rows checked: typed values, or what is wrong in words; duplicates, warnings, sums at the bottom."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hexian.cli.demo_people import number_of_nobody
from hexian.domains.people.rules import check_id_number, check_mobile, check_name, plain
from hexian.domains.rosters import rules, texts
from hexian.domains.rosters.rules import Checked, Checker, Column, Summary
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import Row

TODAY = date(2026, 6, 17)
COLUMNS = (
    Column.NAME, Column.ID_NUMBER, Column.MOBILE, Column.JOINED_ON, Column.SEX, Column.BIRTH, Column.EDUCATION,
    Column.ID_KIND, Column.KIND_OF_WORK,
)  # fmt: skip
PLACES = {column: place for place, column in enumerate(COLUMNS)}
NUMBER = number_of_nobody(1)
GOOD = {Column.NAME: "王小满", Column.ID_NUMBER: NUMBER, Column.MOBILE: "19900000001"}


def line(number: int = 17, /, **other: str) -> Row:
    cells = {**GOOD, **{Column(name): text for name, text in other.items()}}
    return Row(number, [cells.get(column, "") for column in COLUMNS])


def check(*rows: Row, divisions: frozenset[str] | None = None) -> list[Checked]:
    checker = Checker(PLACES, TODAY, divisions)
    return [checker.check(row) for row in rows]


def words(checked: Checked) -> list[str]:
    said = [texts.of_fault(fault) for fault in (*checked.faults, *checked.warnings)]
    assert all(sentence.startswith(f"第 {checked.row} 行：") and sentence.endswith("。") for sentence in said)
    return said


def test_a_good_row_becomes_typed_values() -> None:
    [checked] = check(line(joined_on="2024年3月1日", education="大学本科", kind_of_work=" 装配工 "))
    entry = checked.entry
    assert entry is not None
    assert (entry.name, entry.mobile, entry.joined_on) == ("王小满", "19900000001", date(2024, 3, 1))
    assert entry.identity == check_id_number(NUMBER, TODAY)
    assert entry.facts == {Column.EDUCATION: "大学", Column.KIND_OF_WORK: "装配工"}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"id_number": NUMBER[:-1] + "0X"[NUMBER[-1] == "0"]}, "第 17 行：身份证号校验位不对，多半有一位填错了。"),
        ({"id_number": NUMBER[:-1]}, "第 17 行：身份证号应有 18 位，这里是 17 位。"),
        ({"id_number": "O" + NUMBER[1:]}, "第 17 行：身份证号里有不该有的字符，只能是数字，最后一位可能是 X。"),
        ({"id_number": NUMBER[:10] + "1340" + NUMBER[14:]}, "不是一个日期。"),
        ({"id_number": NUMBER[:6] + "20980101" + NUMBER[14:]}, "还没有到。"),
        (
            {"id_number": "3.30108E+17"},
            "第 17 行：身份证号：数字太长，被表格软件改成了「3.30108E+17」，后几位已经丢了。",
        ),
        ({"id_number": "#FORMULA!"}, "第 17 行：身份证号：这一格是公式，文件里没有算好的结果。"),
        ({"mobile": "#N/A"}, "第 17 行：手机号：这一格是表格软件的出错标记「#N/A」。"),
        ({"mobile": "1990000000"}, "第 17 行：手机号应有 11 位，这里是 10 位。"),
        ({"mobile": "0571-88880000"}, "手机号"),
        ({"name": ""}, "第 17 行：没有姓名。"),
        ({"name": "王小满😀"}, "第 17 行：姓名里不能有「😀」，请按身份证上的写。"),
        ({"name": "王\ufffd"}, "第 17 行：姓名里不能有「\ufffd」，请按身份证上的写。"),
        ({"name": "王" * 41}, "第 17 行：姓名有 41 个字，最多 40 个。"),
        ({"joined_on": "去年"}, "第 17 行：入会日期：「去年」看不出是哪一天。"),
        ({"joined_on": "2098-01-01"}, "第 17 行：入会日期是 2098 年 1 月 1 日，还没有到。"),
        ({"id_number": "", "mobile": ""}, "第 17 行：身份证号和手机号都没有，至少要填一个。"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(other: dict[str, str], said: str) -> None:
    [checked] = check(line(**other))
    assert checked.entry is None
    assert any(said.rstrip("。") in sentence for sentence in words(checked))


def test_everything_wrong_in_a_row_is_said_at_once() -> None:
    [checked] = check(line(name="", id_number="1", mobile="2", joined_on="x"))
    assert [fault.column for fault in checked.faults] == [
        Column.NAME, Column.ID_NUMBER, Column.MOBILE, Column.JOINED_ON,
    ]  # fmt: skip


def test_a_child_is_refused() -> None:
    body = "33010820150101001"
    child = next(body + last for last in "0123456789X" if not fails(body + last))
    [checked] = check(line(id_number=child))
    assert [fault.refusal.code for fault in checked.faults] == ["id.too_young"]
    assert "周岁" in words(checked)[0]


def fails(number: str) -> bool:
    try:
        check_id_number(number, TODAY)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    "text",
    [NUMBER.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")), f"'{NUMBER}",
     f"\u2009{NUMBER[:6]} {NUMBER[6:]}",
     NUMBER.lower(), NUMBER[:6] + NUMBER[8:17]],
)  # fmt: skip
def test_a_number_is_read_however_it_is_typed(text: str) -> None:
    [checked] = check(line(id_number=text))
    assert checked.entry is not None
    assert checked.entry.identity is not None
    assert checked.entry.identity.number == NUMBER


@pytest.mark.parametrize("name", ["𠮷祥", "阿卜杜·热合曼", "王㐂", "Ångström Eva"])
def test_rare_names_are_kept(name: str) -> None:
    [checked] = check(line(name=name))
    assert checked.entry is not None
    assert checked.entry.name == name


def test_the_same_person_twice_is_refused_naming_the_first_row_even_by_her_old_number() -> None:
    rows = [line(5), line(6, mobile="19900000009", id_number=NUMBER[:6] + NUMBER[8:17]), line(9, id_number="")]
    first, again, third = check(*rows)
    assert first.entry is not None
    assert words(again) == ["第 6 行：身份证号和第 5 行相同，留一行就好。"]
    assert words(third)[0] == "第 9 行：姓名和手机号都和第 5 行相同，留一行就好。"


def test_two_numbers_under_one_name_and_telephone_are_two_people_to_look_at() -> None:
    first, second, third = check(line(5), line(6, id_number=number_of_nobody(2)), line(9, id_number=""))
    assert first.held is None
    assert second.entry is not None
    assert second.held is not None
    assert not second.faults
    assert texts.of_fault(second.held).startswith("第 6 行：姓名和手机号都和第 5 行相同，身份证号不同")
    assert [fault.refusal.code for fault in third.faults] == ["roster.same_caller"]


def test_a_refused_row_is_nobodys_first() -> None:
    spoilt, good = check(line(5, name=""), line(6))
    assert spoilt.entry is None
    assert good.entry is not None


def test_two_people_may_share_a_mobile() -> None:
    first, second = check(line(5), line(6, name="李敏", id_number=number_of_nobody(2)))
    assert first.entry is not None
    assert second.entry is not None


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"id_number": ""}, "roster.no_id"),
        ({"id_number": "E12345678", "id_kind": "护照"}, "roster.other_paper"),
        ({"sex": "男" if int(NUMBER[16]) % 2 == 0 else "女"}, "roster.sex"),
        ({"birth": "1980-01-01"}, "roster.birth"),
        ({"education": "私塾"}, "roster.word"),
        ({"kind_of_work": "#REF!"}, "sheets.cell_error"),
    ],
)
def test_what_is_odd_is_only_a_warning(other: dict[str, str], code: str) -> None:
    [checked] = check(line(**other))
    assert checked.entry is not None
    assert [warning.refusal.code for warning in checked.warnings] == [code]
    assert words(checked)


def test_a_division_younger_than_its_holder_is_only_a_warning() -> None:
    [known] = check(line(), divisions=frozenset({"330108"}))
    [unknown] = check(line(), divisions=frozenset({"110101"}))
    assert known.warnings == ()
    assert unknown.entry is not None
    assert "330108" in words(unknown)[0]


def test_someone_of_a_hundred_and_two_is_only_a_warning() -> None:
    body = "33010819240101001"
    [checked] = check(line(id_number=next(body + last for last in "0123456789X" if not fails(body + last))))
    assert checked.entry is not None
    assert [warning.refusal.code for warning in checked.warnings] == ["roster.very_old"]


def test_sums_signatures_and_repeated_headings_are_counted_not_refused() -> None:
    head = Row(4, [str(texts.COLUMNS[column]) for column in COLUMNS])
    rows = [Row(1, ["花名册"]), head, line(5), Row(6, head.cells), line(7, name="李敏", id_number=number_of_nobody(2)),
            Row(8, ["合计", "2 人"]), Row(9, ["制表人：李敏"])]  # fmt: skip
    heading, summary = rules.find_heading(rows), Summary()
    checked = list(rules.check_rows(rows, heading, Checker(heading.places, TODAY), summary))
    assert [each.row for each in checked] == [5, 7]
    assert (summary.rows, summary.good, summary.refused, summary.tails) == (2, 2, 0, 3)


def test_a_department_that_begins_like_a_sum_is_no_sum() -> None:
    rows = [Row(1, ["部门", "姓名", "手机"]), Row(2, ["总计划科", "王小满", ""])]
    heading = rules.find_heading([*rows, Row(3, ["一车间", "李敏", "19900000001"])])
    summary = Summary()
    [checked] = rules.check_rows(rows, heading, Checker(heading.places, TODAY), summary)
    assert summary.tails == 0
    assert checked.entry is None, "no number and no mobile: it is refused in words, not passed over"


def test_the_summary_counts_rows_and_faults() -> None:
    summary = Summary()
    for checked in check(line(1), line(2, name="", mobile="1"), line(3, id_number="1", mobile="19900000007")):
        summary.add(checked)
    assert (summary.rows, summary.good, summary.refused) == (3, 1, 2)
    assert summary.faults == {"name.missing": 1, "mobile.length": 1, "id.length": 1}


@given(serial=st.integers(0, 3_000_000), text=st.text(max_size=20))
def test_rows_say_what_the_rules_of_people_say(serial: int, text: str) -> None:
    """One rule, two callers: an entry holds exactly what `people` makes of the same cell."""
    [checked] = check(line(id_number=number_of_nobody(serial)))
    assert checked.entry is not None
    assert checked.entry.identity == check_id_number(number_of_nobody(serial), TODAY)
    [odd] = check(line(name=f"王{text}", mobile="19900000001"))
    if odd.entry:
        assert odd.entry.name == check_name(f"王{text}".strip())
        assert odd.entry.mobile == check_mobile("19900000001")


@given(st.text(max_size=30))
def test_the_short_way_for_plain_numbers_gives_what_the_long_way_gives(text: str) -> None:
    kept = "".join(character for character in text if character.isascii() and character.isalnum())
    assert plain(kept) == plain(f" {kept} ") == kept.upper()


@example(["王小满", "'", "'", "", "", "", "", "", ""])
@example(["'", " - ", "+86", "'", "", "", "", "", ""])
@given(st.lists(st.text(max_size=25), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_no_row_breaks_the_check_and_everything_said_has_words(cells: list[str]) -> None:
    [checked] = check(Row(3, cells))
    assert (checked.entry is None) == bool(checked.faults)
    words(checked)
