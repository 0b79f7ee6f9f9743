"""Every refusal, state and word of the ledger is said, and nothing is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexian.domains.ledger import rules, texts
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.rules import files
from hexian.domains.ledger.services.posting import REFUSED_BY
from hexian.foundation.actor import Refused
from hexian.web.ledger.forms import FIELD_OF
from hexian.web.system.wording import EVENTS

ROOM = Path(texts.__file__).resolve().parent
_CODE = re.compile(r"\"(ledger\.[a-z_]+)\"")
#: Said of no refusal: duties, events, sources of postings, numbers of law, what the room's holdings are called.
_OTHER = {
    *LedgerEvent, *rules.Source, "ledger.view", "ledger.keep", "ledger.propose", "ledger.review", "ledger.approve",
    "ledger.release", "ledger.audit", "ledger.review_above", "ledger.second_above", "ledger.fines",
    "ledger.file_lines",
}  # fmt: skip


def codes() -> Iterator[str]:
    for folder in ("rules", "services", "queries"):
        for file in sorted((ROOM / folder).glob("*.py")):
            found = _CODE.findall(file.read_text(encoding="utf-8"))
            # An event may be named as what is refused afterwards is.
            yield from (code for code in found if code not in _OTHER or code in texts.REFUSALS)


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_every_code_raised_has_a_sentence(code: str) -> None:
    places = re.findall(r"%\((\w+)\)s", str(texts.REFUSALS.get(code, "")))
    samples: dict[str, object] = {"run_state": "drafted", "run_act": "release", "hand": "propose", "left_fen": 150}
    sentence = texts.of(Refused(code, **{place: samples.get(place, "3") for place in places}))
    assert f"「{code}」" not in sentence, "no sentence"
    assert sentence.endswith("。")
    assert "%(" not in sentence


def test_no_sentence_is_left_over() -> None:
    # What one repayment or one gift may not do is said by services; the database says the rest.
    assert set(texts.REFUSALS) == {*codes()}


def test_what_the_database_refuses_is_a_sentence_too() -> None:
    assert set(REFUSED_BY.values()) <= set(texts.REFUSALS)


def test_every_value_has_its_words() -> None:
    assert set(texts.RUNS) == set(rules.Run)
    assert set(texts.RUN_ACTS) == {act for _state, act in rules.RUN}
    assert set(texts.ORDERS) == set(rules.Order)
    assert set(texts.ORDER_ACTS) == {act for _state, act in rules.ORDER}
    assert set(texts.HANDS) == set(rules.Hand)
    assert set(texts.ACCOUNTS) == set(rules.AccountKind)
    assert set(texts.DONORS) == set(rules.DonorKind)
    assert set(texts.GIFTS) == set(rules.GiftKind)
    assert set(texts.SOURCES) == set(rules.Source)
    assert set(texts.LAYOUTS) == set(files.Layout)
    assert set(texts.FORMATS) == set(files.Format)
    assert set(texts.VERDICTS) == set(files.Verdict)
    assert set(LedgerEvent) <= set(EVENTS)


def test_a_field_named_for_a_refusal_belongs_to_one_that_is_raised() -> None:
    assert set(FIELD_OF) <= set(texts.REFUSALS)


def test_what_is_left_of_a_pledge_is_said_in_yuan() -> None:
    assert "只剩 5,000,000 元" in texts.of(Refused("ledger.pledge_full", left_fen=500_000_000))
    assert "只剩 1.50 元" in texts.of(Refused("ledger.pledge_full", left_fen=150))
