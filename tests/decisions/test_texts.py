"""Every refusal, state and reason has its words, and their places are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexian.domains.decisions import rules, texts
from hexian.domains.decisions.events import DecisionEvent
from hexian.foundation.actor import Refused
from hexian.web.decisions.forms import FIELD_OF
from hexian.web.system.wording import EVENTS

ROOM = Path(texts.__file__).resolve().parent
_CODE = re.compile(r"\"(decisions\.[a-z_]+)\"")
#: Said of no refusal: duties, events, notices, and what scans are kept under.
_OTHER = re.compile(r"decisions\.(view|run|count|called|moved|called_off|sitting|seat|attendance)$")


def codes() -> Iterator[str]:
    for file in sorted([ROOM / "rules.py", ROOM / "documents.py", *(ROOM / "services").glob("*.py")]):
        for code in _CODE.findall(file.read_text(encoding="utf-8")):
            if not _OTHER.search(code):
                yield code


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_every_code_raised_has_a_sentence(code: str) -> None:
    places = re.findall(r"%\((\w+)\)s", str(texts.REFUSALS.get(code, "")))
    fault = {"line": 3, "code": "decisions.line_sex", "said": "中"}
    samples: dict[str, object] = {"figures": ["yes"], "faults": [fault]}
    sentence = texts.of(Refused(code, **{place: samples.get(place, "3") for place in places}))
    assert f"「{code}」" not in sentence, "no sentence"
    assert sentence.endswith("。")
    assert "%(" not in sentence


def test_no_sentence_is_left_over() -> None:
    assert set(texts.REFUSALS) == set(codes())


def test_every_value_has_its_words() -> None:
    assert set(texts.STATES) == set(rules.Sitting)
    assert set(texts.ACTS) == {act for _state, act in rules.SITTING}
    assert set(texts.MOTIONS) == set(rules.Motion)
    assert set(texts.MOTION_ACTS) == {act for _state, act in rules.MOTION}
    assert set(texts.REASONS) == set(rules.Reason)
    assert set(texts.DOCUMENTS) == set(rules.Document)
    assert set(texts.FIGURES) == set(rules.FIGURES)
    assert set(texts.KINDS) == set(rules.BodyKind)
    assert set(texts.BASES) == set(rules.Base)
    assert set(DecisionEvent) <= set(EVENTS)


def test_a_field_named_for_a_refusal_belongs_to_one_that_is_raised() -> None:
    assert set(FIELD_OF) <= set(codes())


def test_the_missing_number_is_said_as_people_say_it() -> None:
    sentence = texts.of(Refused("decisions.no_quorum", roll=54, need=36, present=35, missing=1))
    assert sentence.startswith("应到 54，须到 36，实到 35，还差 1 人")


def test_each_line_at_fault_is_said_with_its_number() -> None:
    faults = [{"line": 2, "code": "decisions.line_sex", "said": "中"}]
    sentence = texts.of(Refused("decisions.lines_refused", count=1, faults=faults))
    assert "一行都还没有录入" in sentence
    assert "第 2 行：性别「中」看不懂" in sentence
