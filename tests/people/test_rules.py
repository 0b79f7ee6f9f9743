"""Identity numbers, mobile numbers, names, pinyin, codes: what is right, and what is wrong in which way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.domains.people import rules
from hexian.foundation.actor import Refused

TODAY = date(2026, 6, 17)
NOW = datetime(2026, 6, 17, 6, 30, tzinfo=UTC)
FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
serials = st.integers(min_value=0, max_value=999)


def number_of(birth: date, serial: int, division: str = "330108") -> str:
    body = f"{division}{birth:%Y%m%d}{serial:03d}"
    return body + rules._check_character(body)


def refusal_of_id(text: str) -> str:
    with pytest.raises(Refused) as refused:
        rules.check_id_number(text, TODAY)
    return refused.value.code


@given(births, serials)
def test_a_well_formed_number_is_taken_and_read(birth: date, serial: int) -> None:
    number = rules.check_id_number(number_of(birth, serial), TODAY)
    assert (number.birth, number.is_female, number.division) == (birth, serial % 2 == 0, "330108")
    assert number.tail == number.number[-4:]


@given(births, serials, st.sampled_from(["{}", " {} ", "{}\n"]))
def test_full_width_digits_spaces_and_a_small_x_are_understood(birth: date, serial: int, frame: str) -> None:
    number = number_of(birth, serial)
    typed = frame.format(number.lower().translate(FULL_WIDTH))
    assert rules.check_id_number(typed, TODAY).number == number
    grouped = f"{number[:6]} {number[6:14]}-{number[14:]}"
    assert rules.check_id_number(grouped, TODAY).number == number


@given(births, serials, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birth: date, serial: int, place: int, by: int) -> None:
    number = number_of(birth, serial)
    here = number[place]
    wrong = "0" if here == "X" else str((int(here) + by) % 10)
    if wrong != here:
        with pytest.raises(Refused):
            rules.check_id_number(number[:place] + wrong + number[place + 1 :], TODAY)


@given(births, serials, st.integers(6, 16))
def test_two_swapped_neighbours_are_noticed(birth: date, serial: int, place: int) -> None:
    number = number_of(birth, serial)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Refused):
            rules.check_id_number(swapped, TODAY)


@given(st.dates(min_value=date(1911, 1, 1), max_value=date(1999, 12, 31)), serials)
def test_a_number_of_fifteen_digits_is_widened(birth: date, serial: int) -> None:
    old = f"330108{birth:%y%m%d}{serial:03d}"
    number = rules.check_id_number(old, TODAY)
    assert number.number[:17] == f"330108{birth:%Y%m%d}{serial:03d}"
    assert number.birth == birth


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id.missing"),
        ("   ", "id.missing"),
        ("33010819900101001", "id.length"),
        ("3301081990010100155", "id.length"),
        ("33010819900101A01X", "id.characters"),
        ("X30108199001010015", "id.characters"),
        ("330108199002300016", "id.date"),
        ("330108189901010016", "id.date"),
        ("330108199001010011", "id.check_digit"),
        ("330108900230001", "id.date"),
        ("٣٣٠١٠٨١٩٩٠٠١٠١٠٠١٥", "id.characters"),
        ("身份证号身份证号身份证号身份证号身份", "id.characters"),
    ],
)
def test_each_mistake_in_an_identity_number_has_its_name(text: str, code: str) -> None:
    assert refusal_of_id(text) == code


@given(st.dates(min_value=TODAY + timedelta(days=1), max_value=date(2999, 12, 31)), serials)
def test_nobody_is_born_in_the_future(birth: date, serial: int) -> None:
    assert refusal_of_id(number_of(birth, serial)) == "id.future"


def code_of(check: Callable[[], object]) -> str:
    try:
        check()
    except Refused as refusal:
        return refusal.code
    return ""


@given(st.text())
def test_no_text_whatever_breaks_a_check(text: str) -> None:
    assert re.fullmatch(r"(id\.[a-z_]+)?", code_of(lambda: rules.check_id_number(text, TODAY)))
    assert code_of(lambda: rules.check_mobile(text)) in {"", "mobile.missing", "mobile.form", "mobile.length"}
    assert code_of(lambda: rules.check_name(text)) in {"", "name.missing", "name.character", "name.long"}
    assert code_of(lambda: rules.check_code_form(text)) in {"", "code.form"}


def test_who_is_sixteen_today_may_work_and_who_is_tomorrow_may_not() -> None:
    rules.check_working_age(date(2010, 6, 17), TODAY)
    with pytest.raises(Refused, match="too_young"):
        rules.check_working_age(date(2010, 6, 18), TODAY)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_number_is_the_same_however_it_is_typed(number: str) -> None:
    grouped = f"{number[:3]} {number[3:7]}-{number[7:]}"
    for typed in (number, f"+86{number}", f"0086 {number}", f"86{number}", grouped, number.translate(FULL_WIDTH)):
        assert rules.check_mobile(typed) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mobile.missing"),
        ("1391234567", "mobile.length"),
        ("139123456789", "mobile.length"),
        ("12012345678", "mobile.form"),
        ("0571-88888888", "mobile.length"),
        ("1391234567a", "mobile.form"),
        ("+1 555 0100 000", "mobile.form"),
        ("١٣٩١٢٣٤٥٦٧٨", "mobile.form"),
    ],
)
def test_each_mistake_in_a_mobile_number_has_its_name(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_mobile(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王小满", "王小满"),
        (" 王 小 满 ", "王小满"),
        ("𠮷田", "𠮷田"),
        ("𡒄䶮", "𡒄䶮"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("O’Brien  Jean-Luc", "O'Brien Jean-Luc"),
        ("José Müller", "José Müller"),
        ("王\u200b小\ufe0f满", "王小满"),
        ("〇一", "〇一"),
    ],
)
def test_real_names_are_taken_as_they_are(typed: str, name: str) -> None:
    assert rules.check_name(typed) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name.missing"),
        ("··", "name.missing"),
        ("\u200b", "name.missing"),
        ("王小满😀", "name.character"),
        ("王小满1", "name.character"),
        ("王<b>", "name.character"),
        ("👩‍🦰", "name.character"),
        ("王" * 41, "name.long"),
    ],
)
def test_each_mistake_in_a_name_has_its_name(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_name(text)
    assert refused.value.code == code


@given(st.text())
def test_a_name_once_taken_is_taken_again_unchanged(text: str) -> None:
    try:
        name = rules.check_name(text)
    except Refused:
        return
    assert rules.check_name(name) == name
    assert name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("王小满", "wangxiaoman", "wxm"),
        ("单晓敏", "shanxiaomin", "sxm"),
        ("仇英", "qiuying", "qy"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("解海龙", "xiehailong", "xhl"),
        ("区小红", "ouxiaohong", "oxh"),
        ("查良", "zhaliang", "zl"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟雪", "moqixue", "mqx"),
        ("单于雪", "chanyuxue", "cyx"),
        ("令狐冲", "linghuchong", "lhc"),
        ("吕布", "lvbu", "lb"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("José Müller", "josemuller", "jm"),
        ("𠮷田", "u20bb7tian", "ut"),
        ("𠮷", "u20bb7", "u"),
    ],
)
def test_names_are_read_as_names(name: str, key: str, initials: str) -> None:
    assert rules.pinyin_of(name) == rules.Pinyin(key, initials)


@given(st.text(min_size=1, max_size=40))
def test_any_name_has_a_key_of_plain_letters_and_digits(text: str) -> None:
    pinyin = rules.pinyin_of(text)
    for part in (pinyin.key, pinyin.initials):
        assert part
        assert part.isascii()
        assert part.isalnum()
        assert part == part.lower()


def test_masks_show_the_ends_and_nothing_else() -> None:
    assert rules.mask_name("王小满") == "王**"
    assert rules.mask_name("王") == "王*"
    assert rules.mask_mobile("13912345678") == "139****5678"
    assert rules.mask_mobile("") == ""
    assert rules.mask_id_tail("001X") == "*" * 14 + "001X"
    assert rules.mask_id_tail("") == ""


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=50))
def test_locks_grow_and_never_pass_a_day(failures: int, free: int) -> None:
    length = rules.lock_length(failures, free)
    assert (length is None) == (failures < free)
    after = rules.lock_length(failures + 1, free)
    if length is not None and after is not None:
        assert length <= after <= timedelta(days=1)


TRIES, LIFE = 5, timedelta(minutes=5)


def answer(*, is_right: bool = True, tries: int = 1, used: bool = False, late: int = 0) -> str | None:
    refusal = rules.code_answer(
        is_right=is_right,
        tries=tries,
        most_tries=TRIES,
        expires_at=NOW + LIFE,
        used=used,
        now=NOW + timedelta(seconds=late),
    )
    return refusal.code if refusal else None


def test_a_code_is_right_once_in_time_and_within_its_tries() -> None:
    assert answer() is None
    assert answer(tries=TRIES) is None
    assert answer(is_right=False) == "code.wrong"
    assert answer(is_right=False, tries=TRIES) == "code.dead"
    assert answer(tries=TRIES + 1) == "code.dead"
    assert answer(used=True) == "code.used"
    assert answer(late=299) is None
    assert answer(late=300) == "code.expired"


@pytest.mark.parametrize(
    "text", ["zhou@example.com", " zhou.li+hr@mail.example.com.cn ", "ZHOU@例".replace("例", "xn--fsq.cn")]
)
def test_a_mailbox_is_taken_as_it_is_written(text: str) -> None:
    assert rules.check_mailbox(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["zhou@example", "zhou", "@example.com", "zhou@", "a@b@c.cn", "zhou li@example.com", "zhou@-x.cn", "zhou@x..cn"],
)
def test_what_reaches_nobody_is_no_mailbox(text: str) -> None:
    with pytest.raises(Refused, match=r"mailbox\.form"):
        rules.check_mailbox(text)
