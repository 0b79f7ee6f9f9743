"""Generated reference pages are what the code says now; every state has a way in and every open one a way out."""

from __future__ import annotations

import pytest

from hexian.cli.reference import FOLDER, pages
from hexian.domains.members import rules


@pytest.mark.parametrize("name", ["states.md", "duties.md", "lawbook.md"])
def test_a_generated_page_is_fresh(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run: hx reference"


def test_every_open_application_can_end() -> None:
    ends = {state for (state, act) in rules.APPLICATION if act in {"approve", "refuse", "withdraw", "propose", "check"}}
    assert set(rules.OPEN_APPLICATION) <= ends


def test_every_state_but_the_first_is_reached() -> None:
    reached = set(rules.APPLICATION.values()) | {rules.ApplicationState.APPLIED}
    assert reached == set(rules.ApplicationState)
