"""What the columns of a roster are taken for: by headings in any order, by contents, by what was confirmed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.cli.demo_people import NAMES, number_of_nobody
from hexian.domains.members.rules import ADMITTING, Fate
from hexian.domains.rosters import rules, texts
from hexian.domains.rosters.rules import NO_GUESS, SURE, SYNONYMS, Column, Guess, Heading, shown_cell, totals
from hexian.foundation.actor import Refused
from hexian.foundation.sheets import Row

WORDS: dict[Column, list[str]] = {
    Column.NAME: list(NAMES),
    Column.ID_NUMBER: [number_of_nobody(serial) for serial in range(60)],
    Column.MOBILE: [str(19_900_000_000 + serial) for serial in range(60)],
    Column.SEX: ["女", "男"] * 30,
    Column.ETHNICITY: ["汉族", "畲族"] * 30,
}


def people(columns: list[Column], count: int = 40) -> list[list[str]]:
    """So many invented people, in these columns."""
    return [[WORDS.get(column, ["演示"] * 60)[place] for column in columns] for place in range(count)]


def listed(*lines: list[str]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]


def head_of(*lines: list[str], remembered: dict[str, str] | None = None) -> Heading:
    return rules.find_heading(listed(*lines), remembered)


@st.composite
def headings(draw: st.DrawFn) -> tuple[list[Column], list[str]]:
    """Any columns in any order, name and a finder among them, each under any synonym, dressed up as people do."""
    others = draw(st.lists(st.sampled_from([*Column]), unique=True, max_size=12))
    needed = [Column.NAME, draw(st.sampled_from([Column.ID_NUMBER, Column.MOBILE]))]
    columns = draw(st.permutations([*needed, *(each for each in others if each not in needed)]))
    dress = st.sampled_from(["{}", " {} ", "{}（必填）", "*{}", "{}：", "{}\n", "　{}", "{}(18位)"])
    words = [draw(dress).format(draw(st.sampled_from(SYNONYMS[column]))) for column in columns]
    return columns, words


@given(drawn=headings(), titles=st.integers(0, 4))
def test_any_synonym_in_any_order_below_any_titles(drawn: tuple[list[Column], list[str]], titles: int) -> None:
    columns, words = drawn
    above = [["会员花名册（演示）", *[""] * (len(columns) - 1)]] * titles
    heading = head_of(*above, words, *people(columns))
    assert heading.row == titles + 1
    assert heading.places == {column: place for place, column in enumerate(columns)}
    assert heading.is_sure


@given(columns=st.permutations([Column.NAME, Column.ID_NUMBER, Column.MOBILE, Column.SEX]))
def test_without_any_heading_the_contents_tell(columns: list[Column]) -> None:
    heading = head_of(*people(columns))
    assert heading.row == 0
    assert heading.places == {column: place for place, column in enumerate(columns)}


def test_an_unknown_heading_over_telling_contents_is_a_guess_to_confirm() -> None:
    columns = [Column.NAME, Column.ID_NUMBER, Column.MOBILE]
    heading = head_of(["姓名", "唯一码", "手机"], *people(columns))
    each = heading.guesses[1]
    assert (each.column, each.reason, each.is_sure) == (Column.ID_NUMBER, "contents", False)


def test_headings_that_were_swapped_are_seen_by_their_contents() -> None:
    heading = head_of(["姓名", "手机号", "身份证号"], *people([Column.NAME, Column.ID_NUMBER, Column.MOBILE]))
    assert [each.column for each in heading.guesses] == [Column.NAME, Column.ID_NUMBER, Column.MOBILE]
    assert not heading.is_sure
    assert {each.reason for each in heading.guesses[1:]} == {"contents_against_heading"}


@pytest.mark.parametrize(
    "word", ["紧急联系人电话", "配偶姓名", "单位电话", "家庭住址", "基本工资", "入会介绍人姓名", "银行卡号"]
)
def test_what_is_about_others_or_not_needed_is_left_out(word: str) -> None:
    columns = [Column.NAME, Column.MOBILE, Column.MOBILE]
    heading = head_of(["姓名", "手机", word], *people(columns))
    assert (heading.guesses[2].column, heading.guesses[2].reason) == (None, "other")


def test_of_two_telephones_the_mobile_is_taken() -> None:
    heading = head_of(["联系电话", "姓名", "手机号码"], *people([Column.MOBILE, Column.NAME, Column.MOBILE]))
    assert heading.places[Column.MOBILE] == 2
    assert heading.guesses[0].reason == "twin"


def test_a_heading_that_holds_a_known_word_is_taken() -> None:
    heading = head_of(
        ["会员本人姓名", "二代身份证号码", "常用手机号码"], *people([Column.NAME, Column.ID_NUMBER, Column.MOBILE])
    )
    assert heading.is_sure
    assert {each.reason for each in heading.guesses} >= {"part_of_heading_and_contents"}


def test_what_was_confirmed_before_stands() -> None:
    confirmed = {"代码甲": "id_number", "手机": ""}
    columns = [Column.NAME, Column.STAFF_NO, Column.MOBILE]
    heading = head_of(["姓名", "代码甲", "手机"], *people(columns), remembered=confirmed)
    assert heading.places == {Column.NAME: 0, Column.ID_NUMBER: 1}
    assert [each.sure for each in heading.guesses[1:]] == [100, 100]


def test_a_title_that_names_one_heading_is_no_heading_row() -> None:
    heading = head_of(["姓名不得涂改", ""], ["单位", ""], ["姓名", "手机"], *people([Column.NAME, Column.MOBILE]))
    assert heading.row == 3


def test_numbers_that_lost_their_digits_still_tell_the_column() -> None:
    heading = head_of(["姓名", "部门", ""], *[["王小满", "一车间", "3.30108E+17"]] * 20)
    assert heading.places[Column.ID_NUMBER] == 2


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([["今天", "天气"], ["晴", "好"]], "roster.no_columns"),
        ([["手机", "部门"], ["19900000001", "x"]], "roster.no_name"),
    ],
)
def test_a_list_of_nobody_is_refused_in_words(lines: list[list[str]], code: str) -> None:
    with pytest.raises(Refused) as caught:
        head_of(*lines)
    assert caught.value.code == code
    assert texts.of(caught.value).endswith("。")


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=8))
def test_nothing_at_all_breaks_the_guessing(lines: list[list[str]]) -> None:
    try:
        heading = head_of(*lines)
    except Refused as refusal:
        assert refusal.code.startswith("roster.")  # noqa: PT017 - either answer is right
    else:
        columns = [each.column for each in heading.guesses if each.column]
        assert len(columns) == len(set(columns))


def test_no_synonym_means_two_things_and_every_column_has_words() -> None:
    words = [word for group in SYNONYMS.values() for word in group]
    assert len(words) == len(set(words))
    assert {rules.word_of(word) for word in words} == set(words)
    assert set(texts.COLUMNS) == set(SYNONYMS) == set(Column)


def test_every_guess_is_explained() -> None:
    heading = head_of(["姓名", "手机", "神秘"], *people([Column.NAME, Column.MOBILE, Column.NOTE]))
    assert [texts.of_guess(each) for each in heading.guesses] == [
        "姓名：表头就是这样写的", "手机号：表头这样写，内容也对得上", "不导入：看不出是什么，不导入",
    ]  # fmt: skip
    assert SURE > 50


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("330108199001010011", "****0011"), ("３３０１０８１９９００１０１００１Ｘ", "****001X"),
        (" 138-0013 8000", "****8000"), ("'13800138000", "****8000"), ("6222 0200 0000 0000 123", "****0123"),
        ("0571-87000001", "****0001"),
        ("2024-03-01 00:00:00", "2024-03-01 00:00:00"), ("20240301", "20240301"), ("王小满", "王小满"),
        ("装" * 90, "装" * 24), ("", ""),
    ],
)  # fmt: skip
def test_of_a_number_only_the_end_is_shown_while_columns_are_confirmed(text: str, shown: str) -> None:
    assert shown_cell(text, NO_GUESS) == shown
    for reason in ("other", "remembered"):
        assert shown_cell(text, Guess(0, "银行卡号", None, 90, reason)) == ""


def test_every_row_of_a_person_is_in_one_of_the_figures() -> None:
    fates = {f"fate.{fate}": 10 ** (place + 1) for place, fate in enumerate(Fate)}
    sums = totals({"rows": 0, "faults": 3, "tails": 9, "hidden": 9, "warning.roster.sex": 9, **fates}, ADMITTING)
    assert sum((sums.landable, sums.here, sums.held, sums.elsewhere, sums.faulty)) == 3 + sum(fates.values())
    assert (sums.landable, sums.here, sums.held, sums.elsewhere) == (1_110, 10_000, 10_000_000, 100_000)


@pytest.mark.parametrize("heading", ["所属工会", "工会名称", "工会组织", "*所属工会（全称）"])
def test_the_column_of_the_union_is_known(heading: str) -> None:
    head = head_of(["姓名", "身份证号", heading, "加入工会时间", "工会小组"], *people([Column.NAME, Column.ID_NUMBER]))
    assert [guess.column for guess in head.guesses][2:] == [Column.UNION, Column.JOINED_ON, Column.DEPARTMENT]


RIDERS = "长河骑手（演示）联合工会委员会"
HECHANG = ("和畅新就业形态联合工会（演示）", "和畅")


@pytest.mark.parametrize(
    ("title", "names", "is_other"),
    [
        (f"{RIDERS} 会员花名册", HECHANG, True),
        (f"{RIDERS}会员花名册", HECHANG, True),
        (f"填报单位：{RIDERS}", HECHANG, True),
        (f"{RIDERS} 会员花名册", ("长河街道总工会", "长河"), True),
        (f"{RIDERS} 会员花名册", ("长河骑手联合工会（演示）", "长河骑手"), False),
        ("2026年和畅新就业形态联合工会会员花名册", HECHANG, False),
        ("和畅工会会员名单", HECHANG, False),
        ("滨江区总工会 会员花名册", (*HECHANG, "杭州市滨江区总工会", "滨江区总"), False),
        ("工会会员花名册", HECHANG, False),
        ("基层工会会员花名册", HECHANG, False),
        ("杭州锦程人力（演示）在职人员", HECHANG, False),
    ],
)
def test_a_title_that_names_another_union_is_noticed(title: str, names: tuple[str, ...], is_other: bool) -> None:
    assert rules.is_titled_otherwise(["", title], names) is is_other


def test_of_two_branches_in_two_cities_the_brackets_tell() -> None:
    assert not rules.is_same_union("锦程集团（宁波）公司工会", "锦程集团（杭州）公司工会")
    assert rules.is_same_union("锦程集团(杭州)公司工会委员会", "锦程集团（杭州）公司工会")
