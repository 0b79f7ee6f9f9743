"""Every refusal, state, finding and event has its words, and their places are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hexian.domains.mutualaid import rules, texts
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.rules import Fault, Reader
from hexian.domains.mutualaid.rules.columns import guess
from hexian.foundation.actor import Refused
from hexian.web.system.wording import EVENTS
from tests.moments import NOW
from tests.mutualaid.makers import HEAD, settlement

ROOM = Path(texts.__file__).resolve().parent
_RAISED = re.compile(r"Refused\(\s*\"(aid\.[a-z_]+)\"((?:, *\w+=[^,)]+(?:\([^)]*\))?)*)")
#: Codes that stand in tables or go through helpers.
_INDIRECT = {
    "aid.broke_off", "aid.contest_state", "aid.decision_state", "aid.file_state", "aid.not_decided_yet",
    "aid.same_file", "aid.same_file_waits", "aid.stopped_by_hand", "aid.mostly_backwards", "aid.mostly_broken",
    "aid.mostly_future",
    "aid.mostly_negative", "aid.mostly_unbalanced", "aid.mostly_unborn", "aid.mostly_unreadable",
    "aid.nothing_to_appeal",
}  # fmt: skip


_SAMPLES: dict[str, object] = {
    "state": "open", "columns": ["certno", "setl_id"], "column": "certno", "fen": 752_40, "cap": 1, "minimum": 2,
    "at": NOW, "last": date(2026, 12, 31), "first": date(2026, 6, 17),
}  # fmt: skip


def raised() -> Iterator[str]:
    for file in sorted(ROOM.rglob("*.py")):
        if file.name != "texts.py":
            yield from (found[0] for found in _RAISED.findall(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("code", sorted({*raised(), *_INDIRECT}))
def test_every_code_raised_has_a_sentence(code: str) -> None:
    places = re.findall(r"%\((\w+)\)s", str(texts.REFUSALS[code]))
    sentence = texts.of(Refused(code, **{place: _SAMPLES.get(place, 3) for place in places}))
    assert sentence.endswith("。")
    assert "%(" not in sentence
    assert "datetime" not in sentence


@pytest.mark.parametrize("code", sorted(texts.REFUSALS))
def test_a_refusal_may_know_more_than_its_sentence_says(code: str) -> None:
    places = re.findall(r"%\((\w+)\)s", str(texts.REFUSALS[code]))
    said = {place: _SAMPLES.get(place, 3) for place in places} | {"state": "held", "act": "contest"}
    assert texts.of(Refused(code, **said)).endswith("。")


def test_no_sentence_is_left_over() -> None:
    assert set(texts.REFUSALS) <= {*raised(), *_INDIRECT}


def test_every_value_has_its_words() -> None:
    assert set(texts.FINDINGS) == set(texts.LOOKED_AT) == set(rules.Finding)
    assert set(texts.DECISIONS) == set(rules.DecisionState)
    assert set(texts.CONTESTS) == set(rules.ContestState)
    assert set(texts.FILES) == set(rules.FileState)
    assert set(texts.PAYERS) == set(rules.Payer)
    assert set(texts.PERS) == set(rules.Per)
    assert set(texts.ELIGIBLES) == set(rules.Eligible)
    assert set(texts.COLUMNS) == set(rules.Column)
    assert {each for each in AidEvent if each not in (AidEvent.TELLING, AidEvent.CONTEST_DUE)} <= set(EVENTS)


def test_sums_are_said_to_the_fen() -> None:
    assert [texts.money(fen) for fen in (75_240, 0, -5, 123_456_789)] == [
        "752.40 元", "0.00 元", "−0.05 元", "1,234,567.89 元",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("certno", "330108199013450025"), ("certno", "330108203001010025"), ("certno", "123"), ("dscg_date", "明天"),
        ("dscg_date", "#REF!"), ("adm_date", "4.50E+04"), ("inscp_scp_amt", "很多"),
        ("medfee_sumamt", "#N/A"), ("setl_id", "3.3E+17"), ("setl_id", ""), ("refd_setl_flag", "也许"),
    ],
)  # fmt: skip
def test_whatever_is_wrong_with_a_row_has_a_sentence(column: str, cell: str) -> None:
    columns = guess(HEAD)
    row = settlement("330108199003070025", own=100) | {column: cell}
    fault = Reader(columns, date(2026, 6, 17)).read(2, [row[name] for name in HEAD])
    assert isinstance(fault, Fault)
    sentence = texts.fault(fault.code, fault.params)
    assert sentence.endswith("。")
    assert not cell or cell not in sentence
