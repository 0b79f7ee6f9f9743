"""Every refusal of these rooms has its sentence, and no sentence stands idle."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from hexian.foundation import clock, lawbook, money, regions
from hexian.foundation.clock import texts as clock_texts
from hexian.foundation.lawbook import texts as lawbook_texts
from hexian.foundation.money import texts as money_texts
from hexian.foundation.regions import texts as regions_texts

ROOMS = [(clock, clock_texts), (lawbook, lawbook_texts), (money, money_texts), (regions, regions_texts)]


def code_of(room: ModuleType) -> str:
    assert room.__file__
    return "".join(file.read_text(encoding="utf-8") for file in sorted(Path(room.__file__).parent.glob("*.py")))


@pytest.mark.parametrize(("room", "texts"), ROOMS, ids=lambda module: module.__name__.split(".")[2])
def test_every_refusal_has_its_sentence(room: ModuleType, texts: ModuleType) -> None:
    raised = set(re.findall(r'Refused\(\s*"([\w.]+)"', code_of(room)))
    assert raised == set(texts.REFUSALS)
    for sentence in texts.REFUSALS.values():
        assert str(sentence).endswith("。")
        assert not re.search(r"[一-鿿][,;:?!]|[,;:?!][一-鿿]", str(sentence))
