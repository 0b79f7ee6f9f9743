from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexian.foundation.actor import Refused
from hexian.foundation.lawbook import rules, services, texts, waiting
from hexian.foundation.lawbook.rules import DayType, Direction, Op, Param, Ratio, Sure, Unit, ValueType

PACKAGED = {(param.code, param.region): param for param in services.packaged()}
MAJORITY = Ratio(1, 2, Op.MORE_THAN)
TWO_THIRDS = Ratio(2, 3, Op.AT_LEAST)


@pytest.mark.parametrize(
    ("ratio", "part", "whole", "enough"),
    [
        (MAJORITY, 50, 100, False),  # 过半数
        (MAJORITY, 51, 100, True),
        (Ratio(1, 2, Op.AT_LEAST), 50, 100, True),  # 半数以上
        (TWO_THIRDS, 2, 3, True),
        (TWO_THIRDS, 66, 100, False),
        (TWO_THIRDS, 67, 100, True),
        (Ratio(1, 3, Op.AT_MOST), 3, 9, True),
        (Ratio(1, 3, Op.AT_MOST), 3, 8, False),
        (MAJORITY, 0, 0, False),
        (Ratio(1, 3, Op.AT_MOST), 0, 0, False),
    ],
)
def test_above_includes_the_number_and_over_does_not(ratio: Ratio, part: int, whole: int, enough: bool) -> None:
    assert ratio.met_by(part, whole) is enough


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from([Op.AT_LEAST, Op.MORE_THAN]), st.integers(1, 10**6))
def test_the_least_that_is_enough_is_enough_and_one_less_is_not(n: int, d: int, op: Op, whole: int) -> None:
    ratio = Ratio(n, d, op)
    least = ratio.least(whole)
    assert ratio.met_by(least, whole)
    assert not ratio.met_by(least - 1, whole)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 999), st.integers(1, 999))
def test_ratios_agree_with_exact_fractions(part: int, whole: int, n: int, d: int) -> None:
    assert Ratio(n, d, Op.AT_LEAST).met_by(part, whole) is (Fraction(part, whole) >= Fraction(n, d))
    assert Ratio(n, d, Op.MORE_THAN).met_by(part, whole) is (Fraction(part, whole) > Fraction(n, d))


@pytest.mark.parametrize(
    ("code", "region", "said"),
    [
        ("bargaining.reply", "", "20 日"),
        ("bargaining.reply", "33", "10 个工作日"),
        ("bargaining.reply", "3301", "10 个工作日"),
        ("bargaining.materials", "33", "7 日"),
        ("bargaining.materials", "3301", "7 个工作日"),
        ("bargaining.complete", "3301", "60 日"),
        ("bargaining.suspend_limit", "3301", "不超过 30 日"),
        ("bargaining.submit_draft", "33", "15 个工作日"),
        ("bargaining.resubmit", "33", "5 个工作日"),
        ("bargaining.file", "33", "10 日"),
        ("bargaining.file_wage", "", "7 日"),
        ("bargaining.file_copies", "33", "5 份"),
        ("bargaining.objection", "", "15 日"),
        ("bargaining.publish", "33", "5 个工作日"),
        ("bargaining.publish_wage", "", "5 日"),
        ("contract.renewal_window", "", "3 个月"),
        ("contract.renewal_window", "33", "90 日"),
        ("contract.ended_file", "33", "5 个工作日"),
        ("contract.dispute", "33", "30 日"),
        ("delegates.least", "33", "不少于 3 人"),
        ("delegates.most", "3301", "不超过 9 人"),
        ("delegates.outside", "33", "不超过 1/3"),
        ("congress.present", "33", "不少于 2/3"),
        ("congress.votes", "3301", "超过 1/2"),
        ("congress.regional_votes", "33", "不少于 1/2"),
        ("bargaining.over_minimum_wage", "33", "超过 1/1"),
        ("union.required_members", "", "不少于 25 人"),
        ("union.recall_votes", "", "超过 1/2"),
        ("union.officer_time_off", "", "不超过 3 个工作日"),
        ("union.fee_rate", "", "200 ‱"),
        ("founding.seats", "", "见对照表"),
        ("join.reply", "", "3 个工作日"),
        ("join.code_minutes", "", "5 分钟"),
        ("committee.present", "", "超过 1/2"),
    ],
)
def test_the_packaged_numbers_are_those_of_the_handbook(code: str, region: str, said: str) -> None:
    assert texts.say(PACKAGED[code, region]) == said


def test_every_packaged_row_can_be_read_and_says_how_sure_it_is() -> None:
    assert len(PACKAGED) == 184
    for param in PACKAGED.values():
        rules.check(param)
        assert param.title
        assert str(texts.SURE[param.sure])
    own = [param for param in PACKAGED.values() if param.source.startswith("本平台建议")]
    assert own
    assert all(param.sure is Sure.UNVERIFIED for param in own)
    statutes = [param for param in PACKAGED.values() if param.sure is Sure.VERIFIED]
    assert all(param.article for param in statutes)


def test_seats_by_size_come_from_the_table() -> None:
    table = PACKAGED["founding.seats", "440304"].table
    assert rules.bracket(table, 25) == (3, 3)
    assert rules.bracket(table, 26) == (3, 5)
    assert rules.bracket(table, 350) == (7, 9)
    assert rules.bracket(table, 99_999) == (37, 45)
    with pytest.raises(Refused) as refusal:
        rules.bracket(table[:-1], 50_001)
    assert "对照表" in texts.of(refusal.value)


@pytest.mark.parametrize("param", PACKAGED.values(), ids=lambda param: f"{param.code}@{param.region}")
def test_what_is_frozen_as_json_thaws_to_the_same(param: Param) -> None:
    assert rules.thaw(json.loads(json.dumps(rules.freeze(param)))) == param


def test_a_case_may_keep_more_beside_the_frozen_row() -> None:
    param = PACKAGED["join.reply", ""]
    assert rules.thaw({**rules.freeze(param), "rollover": "never"}) == param


@pytest.mark.parametrize(
    ("text", "value_type", "op"),
    [
        ("", ValueType.TEXT, Op.NONE),
        ("ten", ValueType.INT, Op.NONE),
        ("-1", ValueType.INT, Op.NONE),
        ("1.5", ValueType.INT, Op.NONE),
        ("０１", ValueType.INT, Op.NONE),
        ("2/3", ValueType.RATIO, Op.NONE),
        ("2/0", ValueType.RATIO, Op.AT_LEAST),
        ("0.67", ValueType.RATIO, Op.AT_LEAST),
        ("[]", ValueType.TABLE, Op.NONE),
        ("[[1.5]]", ValueType.TABLE, Op.NONE),
        ("[[true]]", ValueType.TABLE, Op.NONE),
        ("{", ValueType.TABLE, Op.NONE),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, value_type: ValueType, op: Op) -> None:
    with pytest.raises(Refused) as refusal:
        rules.read_value(text, value_type, op)
    assert refusal.value.code == "lawbook.unreadable"
    assert texts.of(refusal.value).endswith("。")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"region": "33010"}, "lawbook.no_such_region"),
        ({"region": "浙江"}, "lawbook.no_such_region"),
        ({"source": " "}, "lawbook.no_source"),
        ({"unit": Unit.MONTH}, "lawbook.only_days_have_a_type"),
        ({"day_type": DayType.NONE}, "lawbook.which_days"),
        ({"valid_to": date(2020, 1, 1)}, "lawbook.ends_before_it_begins"),
    ],
)
def test_a_row_that_could_not_be_counted_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check(replace(PACKAGED["join.reply", ""], **change))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert texts.of(refusal.value).endswith("。")


def test_a_number_is_not_taken_for_a_ratio() -> None:
    number, ratio = PACKAGED["join.reply", ""], PACKAGED["committee.present", ""]
    for ask in (lambda: number.ratio, lambda: ratio.number, lambda: number.table):
        with pytest.raises(Refused, match=r"lawbook\.of_another_type") as refusal:
            ask()
        assert "规则" in texts.of(refusal.value)
    assert PACKAGED["clock.rollover", ""].value == "rest_days"


def test_twenty_five_members_are_enough_and_twenty_four_are_not() -> None:
    threshold = PACKAGED["union.required_members", ""]
    assert threshold.admits(25)
    assert not threshold.admits(24)
    assert not PACKAGED["delegates.most", "3301"].admits(10)


def test_where_to_look_nearest_first() -> None:
    assert rules.chain("330108003001") == ("330108003001", "330108003", "330108", "3301", "33", "")
    assert rules.chain("330108") == ("330108", "3301", "33", "")
    assert rules.chain("") == ("",)


def test_counting_back_is_part_of_the_rule() -> None:
    assert PACKAGED["bargaining.materials", "3301"].direction is Direction.BEFORE
    assert PACKAGED["bargaining.reply", "3301"].direction is Direction.AFTER


@pytest.mark.parametrize(
    ("code", "region", "value", "refusal"),
    [
        ("join.code_minutes", "", "1", "lawbook.out_of_bounds"),
        ("join.code_tries", "", "11", "lawbook.out_of_bounds"),
        ("join.code_per_hour", "", "0", "lawbook.out_of_bounds"),
        ("join.code_per_hour", "330108", "6", "lawbook.nation_only"),
    ],
)
def test_no_number_shuts_everybody_out_or_lets_guessers_in(code: str, region: str, value: str, refusal: str) -> None:
    param = replace(PACKAGED[code, ""], region=region, text=value)
    with pytest.raises(Refused) as refused:
        rules.check(param)
    assert refused.value.code == refusal
    assert texts.of(refused.value).endswith("。")


HEXIAN = Path(services.__file__).parents[2]
READ = "".join(file.read_text(encoding="utf-8") for file in HEXIAN.rglob("*.py") if file.name != "waiting.py")


@pytest.mark.parametrize("code", sorted({code for code, _region in PACKAGED}))
def test_a_rule_is_read_somewhere_or_says_why_not(code: str) -> None:
    assert (f'"{code}"' in READ) != bool(waiting.why(code)), "read and said to be waiting, or neither"


def test_nothing_waits_that_is_not_there() -> None:
    codes = {code for code, _region in PACKAGED}
    assert waiting.WHY.keys() <= codes | {code.partition(".")[0] for code in codes}


def test_no_two_rules_have_one_title() -> None:
    titles = {code: param.title for (code, _region), param in PACKAGED.items()}
    assert len(set(titles.values())) == len(titles)
