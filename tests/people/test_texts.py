"""Every refusal of this room has a sentence with its places filled; every consent text is what its version says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hexian.domains import people
from hexian.domains.people import texts
from hexian.domains.people.rules import CodePurpose, Purpose
from hexian.foundation.actor import Refused

ROOM = Path(str(people.__file__)).parent
#: What stands for each place in a sentence.
SAMPLES: dict[str, object] = {
    "until": datetime(2026, 6, 17, 10, 3, 40, tzinfo=UTC),
    "birth": date(2090, 1, 2),
    "text": "19900230",
    "character": "😀",
    "duty": "看会员",
    "duties": "看会员、办入会",
    "have": 17,
    "left": 3,
    "age": 15,
    "most": 366,
}


def raised() -> Iterator[tuple[str, frozenset[str]]]:
    """Every `Refused("…", names=…)` in the room's rules and services, and codes handed to `check_pause`."""
    for file in (ROOM / "rules.py", *sorted((ROOM / "services").glob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    yield str(code.value), frozenset(word.arg or "" for word in node.keywords)
    for code_text in ("code.too_soon", "code.too_many", "code.too_many_here"):
        yield code_text, frozenset({"until"})


CODES = sorted({(code, tuple(sorted(names))) for code, names in raised()})


def test_the_walk_finds_the_refusals() -> None:
    assert len({code for code, _names in CODES}) > 30


@pytest.mark.parametrize(("code", "names"), CODES)
def test_every_refusal_has_a_sentence_with_its_places_filled(code: str, names: tuple[str, ...]) -> None:
    assert code in texts.REFUSALS
    sentence = texts.of(Refused(code, **{name: SAMPLES[name] for name in names}))
    assert not re.search(r"%\(|[{}]", sentence)
    assert sentence.endswith("。")
    assert not re.search(r"[,;!?]|(?<!\d)[.:]", sentence), "full-width punctuation only"
    assert not re.search(r"非法|无效|请稍后再试", sentence)


def test_a_moment_is_never_said_too_early() -> None:
    sentence = texts.of(Refused("lock.closed", until=SAMPLES["until"]))
    assert "6 月 17 日 18:04" in sentence


def test_an_unknown_code_is_named() -> None:
    assert "moon.full" in texts.of(Refused("moon.full"))


def test_the_foundations_refusals_are_said_too() -> None:
    assert "永久销毁" in texts.of(Refused("crypto.destroyed"))


def test_every_purpose_of_a_code_has_a_word() -> None:
    assert set(texts.CODE_WORDS) == set(CodePurpose)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_consent_text_says_what_why_how_long_and_what_follows(purpose: Purpose) -> None:
    text = texts.CONSENTS[purpose]
    assert len(text.paragraphs) >= 3
    assert str(text.if_withdrawn)
    assert re.fullmatch(r"[0-9a-f]{64}", text.digest)


def test_the_words_people_agreed_to_change_only_with_their_version() -> None:
    """A changed word needs a new version: then add its digest here, and keep the old ones."""
    known = {
        ("join", "2026-06"): "73196ad28030d8a1f0ffddb38ec5a5b597b1098fecad94aa41c497b6c5a31e01",
        ("identity", "2026-06"): "36fbe8d6990ed46cf1fe56f0a42f309407749f92dbd20cc2a1e43019823226b2",
        ("health", "2026-11"): "e6e35e40d2127f72ad758fca63485acbc17ae487aac125483ebc0d699649a36a",
    }
    now = {(str(text.purpose), text.version): text.digest for text in texts.CONSENTS.values()}
    assert now.items() <= known.items()
