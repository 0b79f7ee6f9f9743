from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.foundation.actor import Refused
from hexian.foundation.money import rules, texts

SUMS = st.integers(-(2**63) + 1, 2**63 - 1)
SMALL = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("fen", "bp", "share"),
    [
        (123_456, 200, 2_469),
        (25, 200, 1),  # exactly half a fen
        (24, 200, 0),
        (-25, 200, -1),
        (-24, 200, 0),
        (100, 10_000, 100),
        (80_000, 50, 400),  # membership dues: 0.5 % of 800 yuan
        (0, 5_000, 0),
    ],
)
def test_a_rate_is_rounded_half_up(fen: int, bp: int, share: int) -> None:
    assert rules.apply_rate(fen, bp) == share


@given(SUMS, st.integers(-100_000, 100_000))
def test_a_rate_agrees_with_exact_decimals_and_mirrors(fen: int, bp: int) -> None:
    exact = (Decimal(fen) * Decimal(bp) / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
    assert rules.apply_rate(fen, bp) == exact
    assert rules.apply_rate(-fen, bp) == -rules.apply_rate(fen, bp)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("640", 64_000),
        (" 640 元 ", 64_000),
        ("1.2 万元", 1_200_000),
        ("1.2万", 1_200_000),
        ("¥1,234.50", 123_450),
        ("￥1，234．50", 123_450),
        ("６４０．０５元", 64_005),
        ("人民币 3 亿元整", 30_000_000_000),
        ("RMB 12", 1_200),
        ("0", 0),
        ("0.01", 1),
        ("5角", 50),
        ("7 分", 7),
        ("2 千元", 200_000),
        ("000640.500", 64_050),
        ("1.234567 万元", 1_234_567),
        ("92233720368547758.07", 2**63 - 1),
    ],
)
def test_what_people_type_becomes_fen(text: str, fen: int) -> None:
    assert rules.parse(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money.empty"),
        ("　", "money.empty"),
        ("六百四十", "money.not_a_sum"),
        ("1,23", "money.not_a_sum"),
        ("12,3456", "money.not_a_sum"),
        ("1.2.3", "money.not_a_sum"),
        ("640 美元", "money.not_a_sum"),
        ("1e3", "money.not_a_sum"),
        ("٣٤", "money.not_a_sum"),
        ("1.", "money.not_a_sum"),
        ("-5", "money.negative"),
        ("¥-5", "money.negative"),
        ("0.001", "money.finer_than_fen"),
        ("1.23456789 万元", "money.finer_than_fen"),
        ("0." + "1" * 500, "money.finer_than_fen"),
        ("92233720368547758.08", "money.too_large"),
        ("9" * 5000, "money.too_large"),
    ],
)
def test_what_is_no_sum_is_refused_in_a_sentence(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.parse(text)
    assert refusal.value.code == code
    assert texts.of(refusal.value).endswith("。")


@given(SMALL)
def test_what_is_shown_can_be_typed_back_exactly(fen: int) -> None:
    assert rules.parse(texts.say(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (64_000, "640 元"),
        (64_050, "640.50 元"),
        (1_200_000, "1.2 万元"),
        (1_000_000, "1 万元"),
        (1_234_500, "12,345 元"),
        (1_234_560, "12,345.60 元"),
        (999_900, "9,999 元"),
        (24_700_000, "24.7 万元"),
        (1_545_130_000, "1,545.13 万元"),
        (30_000_000_000, "3 亿元"),
        (-64_000, "-640 元"),
        (-1_200_000, "-1.2 万元"),
        (0, "0 元"),
        (1, "0.01 元"),
    ],
)
def test_sums_are_shown_short_and_exact(fen: int, shown: str) -> None:
    assert texts.say(fen) == shown


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (64_000, "陆佰肆拾元整"),
        (0, "零元整"),
        (1, "壹分"),
        (50, "伍角整"),
        (5, "伍分"),
        (1_000, "壹拾元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (100_000_100, "壹佰万零壹元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_010_000_000, "壹亿零壹拾万元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (-64_000, "负陆佰肆拾元整"),
    ],
)
def test_capitals_follow_the_rules_for_bills(fen: int, words: str) -> None:
    assert rules.capitals(fen) == words


def read_capitals(words: str) -> int:
    """An independent reader: 拾佰仟 build a section, 万 multiplies it, 亿 multiplies all so far."""
    digits = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    done = section = digit = fen = 0
    for char in words.removeprefix("负").removesuffix("整"):
        if char in digits:
            digit = digits[char]
        elif char in places:
            section, digit = section + digit * places[char], 0
        elif char == "万":
            done, section, digit = done + (section + digit) * 10_000, 0, 0
        elif char == "亿":
            done, section, digit = (done + section + digit) * 10**8, 0, 0
        elif char == "元":
            fen, done, section, digit = (done + section + digit) * 100, 0, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[char], 0
    return -fen if words.startswith("负") else fen


@given(st.one_of(SUMS, st.integers(-(10**9), 10**9), st.integers(0, 17).map(lambda power: 10**power)))
def test_capitals_can_be_read_back(fen: int) -> None:
    words = rules.capitals(fen)
    assert read_capitals(words) == fen
    assert "零零" not in words
    assert words.endswith(("整", "分"))


def test_capitals_beyond_what_a_row_holds_are_refused() -> None:
    with pytest.raises(Refused, match=r"money\.too_large"):
        rules.capitals(2**63)


def test_three_unions_share_a_hundred_yuan() -> None:
    assert rules.split_evenly(10_000, 3) == (3_334, 3_333, 3_333)
    assert rules.split(10_000, [60, 40]) == (6_000, 4_000)
    assert rules.split(-100, [1, 1, 1]) == (-34, -33, -33)


@given(SUMS, st.lists(st.integers(0, 10**9), min_size=1, max_size=60).filter(any))
def test_sharing_loses_no_fen_and_is_fair(fen: int, weights: list[int]) -> None:
    shares = rules.split(fen, weights)
    assert sum(shares) == fen
    total = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * total - fen * weight) < total


@pytest.mark.parametrize("weights", [[], [0, 0], [5, -1]])
def test_sharing_among_nobody_is_refused(weights: list[int]) -> None:
    with pytest.raises(Refused) as refusal:
        rules.split(100, weights)
    assert "分摊" in texts.of(refusal.value)
