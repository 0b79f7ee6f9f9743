"""Every refusal, finding, reason and state has its words, and their places are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexian.domains.members import rules, texts
from hexian.domains.orgs import facts
from hexian.domains.orgs import rules as org_rules
from hexian.domains.orgs import texts as org_texts
from hexian.foundation.access import DUTIES
from hexian.foundation.actor import Refused

DOMAINS = Path(texts.__file__).resolve().parents[1]
_CODE = re.compile(r"Refused\(\s*(?:\n\s*)?\"([a-z_]+\.[a-z_]+)\"")
_MAYBE = re.compile(r"\"(join\.(?:dissolved|closed))\"")


def codes() -> Iterator[str]:
    for room in ("orgs", "members"):
        for file in sorted((DOMAINS / room).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            yield from _CODE.findall(text)
            yield from _MAYBE.findall(text)


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_every_code_raised_has_a_sentence(code: str) -> None:
    places = re.findall(r"%\((\w+)\)s", str(texts.REFUSALS.get(code) or org_texts.REFUSALS.get(code) or ""))
    samples: dict[str, object] = {
        "state": "applied", "act": "check", "finding": "same_mobile", "findings": ["same_mobile"],
        "duties": ["orgs.view"], "kind": "city", "parent_kind": "street", "names": ["王小满"],
    }  # fmt: skip
    sentence = texts.of(Refused(code, **{place: samples.get(place, "3") for place in places}))
    assert f"「{code}」" not in sentence, "no sentence"
    assert sentence.endswith("。")
    assert "%(" not in sentence


def test_no_sentence_is_left_over() -> None:
    raised = set(codes())
    assert set(texts.REFUSALS) | set(org_texts.REFUSALS) <= raised


def test_every_value_has_its_words() -> None:
    assert set(texts.APPLICATION_STATES) == set(rules.ApplicationState)
    assert set(texts.MEMBERSHIP_STATES) == set(rules.MembershipState)
    assert set(texts.RESOLUTION_STATES) == set(rules.ResolutionState)
    assert set(texts.CHANGE_STATES) == set(rules.ChangeState)
    assert set(texts.FINDINGS) == set(rules.Finding)
    assert set(texts.REASONS) == set(rules.Reason)
    assert set(org_texts.KINDS) == set(org_rules.Kind)
    assert set(org_texts.NATURES) == set(facts.Nature)
    assert set(org_texts.PARTNERS) == set(facts.Partner)
    assert set(org_texts.GROUP_KINDS) == set(facts.GroupKind)
    assert set(org_texts.UNION_LEVELS) == set(facts.UnionLevel)
    assert set(org_texts.CREATION_LEVELS) == set(facts.CreationLevel)
    assert set(org_texts.ACTS) == set(org_rules.Act)
    assert set(org_texts.STATES) == set(org_rules.OrgState)
    assert set(org_texts.CATEGORIES) == set(org_rules.Category)
    assert set(texts.PASSAGE_KINDS) == set(rules.PassageKind)
    assert set(texts.PASSAGE_STATES) == set(rules.PassageState)
    assert set(texts.PASSAGE_REASONS) == set(rules.PassageReason)
    assert set(texts.PASSAGE_REFUSALS) == set(rules.PassageRefusal)
    assert set(texts.PAPERS) == set(rules.Paper)
    assert set(texts.PARTS) == set(rules.Part)
    assert set(texts.ORIGINS) == set(rules.Origin)
    assert {act for table in rules.PASSAGE.values() for _, act in table} <= set(texts.PASSAGE_ACTS)
    acts = {act for table in (rules.APPLICATION, rules.RESOLUTION, rules.CHANGE) for _, act in table}
    assert acts <= set(texts.ACTS)


def test_every_duty_is_said_in_words() -> None:
    assert set(DUTIES) <= set(org_texts.DUTIES)


def test_long_lists_of_names_are_cut_and_foundation_rooms_speak_for_themselves() -> None:
    names = [f"王{index}" for index in range(30)]
    sentence = texts.of(Refused("resolution.in_the_way", names=names, count=30))
    assert "王9等。" in sentence
    assert "王10" not in sentence
    for code in ("clock.already_running", "lawbook.no_such_region", "attachments.empty", "work.unknown_runner"):
        params = {"rule": "join.reply", "region": "x", "name": "x", "n": 0}
        assert f"「{code}」" not in texts.of(Refused(code, **params))
