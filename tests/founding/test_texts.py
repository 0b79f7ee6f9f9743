"""Every refusal, state, act and reason has its words, and their places are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexian.domains.founding import rules, texts
from hexian.domains.founding.events import FoundingEvent
from hexian.foundation.actor import Refused
from hexian.web.founding.forms import FIELD_OF
from hexian.web.system.wording import EVENTS

ROOM = Path(texts.__file__).resolve().parent
_CODE = re.compile(r"Refused\(\s*(?:\n\s*)?\"(founding\.[a-z_]+)\"")


def codes() -> Iterator[str]:
    for file in sorted(ROOM.rglob("*.py")):
        yield from _CODE.findall(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_every_code_raised_has_a_sentence(code: str) -> None:
    places = re.findall(r"%\((\w+)\)s", str(texts.REFUSALS.get(code, "")))
    samples: dict[str, object] = {"fields": ["name"], "names": ["王小满"], "allowed": [3, 5]}
    sentence = texts.of(Refused(code, **{place: samples.get(place, "3") for place in places}))
    assert f"「{code}」" not in sentence, "no sentence"
    assert sentence.endswith("。")
    assert "%(" not in sentence


def test_no_sentence_is_left_over() -> None:
    assert set(texts.REFUSALS) <= set(codes())


def test_every_value_has_its_words() -> None:
    assert set(texts.STATES) == set(rules.State)
    assert set(texts.STEPS) == set(rules.PATH)
    assert set(texts.ACTS) == set(rules.DOES)
    assert set(texts.REASONS) == set(rules.Reason)
    assert set(texts.BANS) == set(rules.Ban)
    assert set(texts.DOCUMENTS) == set(rules.Document)
    assert set(texts.TARGETS) == set(rules.TARGET_KINDS)
    assert set(FoundingEvent) <= set(EVENTS)


def test_a_field_named_for_a_refusal_belongs_to_one_that_is_raised() -> None:
    assert set(FIELD_OF) <= set(codes())
