"""Prints set beside the process that asks: the same bytes, whatever becomes of the press."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexian.foundation import documents
from hexian.foundation.documents.press import Press, PressError
from hexian.foundation.documents.rendering import set_here, word_here

pytestmark = pytest.mark.thorough
LETTER = {
    "side": "workers", "subject": "工资", "to": "和畅电子有限公司（演示）", "sender": "和畅电子工会（演示）",
    "topics": [{"text": "年度增幅", "chosen": True}], "dated": "2026-06-17", "demo": True,
}  # fmt: skip


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    documents.print_beside(made)
    yield made
    documents.print_here()


def test_what_is_printed_beside_is_the_same_to_the_byte_after_a_kill_too(press: Press) -> None:
    here = set_here("bargaining-offer", LETTER)
    assert documents.render("bargaining-offer", LETTER) == here
    first = press.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    # It is found dead before it is asked, or while it is: either way another one prints.
    assert documents.render("bargaining-offer", LETTER) == here
    assert press.pid not in {None, first}
    kept = press.pid
    threads = [threading.Thread(target=documents.render, args=("bargaining-offer", LETTER)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert press.pid == kept


def test_a_print_that_cannot_be_set_says_why_and_the_next_one_is_set(press: Press) -> None:
    with pytest.raises(documents.UnknownTemplate):
        documents.render("no-such-paper", {})
    with pytest.raises(PressError, match=r"date|isoformat"):
        documents.render("bargaining-offer", {**LETTER, "dated": "the day after"})
    assert documents.render("bargaining-offer", LETTER).startswith(b"%PDF")


def test_word_is_made_beside_too(press: Press) -> None:
    here = word_here("bargaining-offer", LETTER)
    assert here == documents.render_word("bargaining-offer", LETTER)
    assert press.pid is not None
    assert here.startswith(b"PK")
    with pytest.raises(documents.UnknownTemplate):
        documents.render_word("delivery-receipt", {})


def test_a_press_nobody_asks_rests_and_wakes() -> None:
    press = Press(idle=0.2)
    try:
        first = press.print("bargaining-offer", LETTER)
        until = time.monotonic() + 20
        while press.pid is not None and time.monotonic() < until:
            time.sleep(0.05)
        assert press.pid is None
        assert press.print("bargaining-offer", LETTER) == first
    finally:
        press.close()


def test_web_workers_print_beside() -> None:
    """What the server opens asks for it; nothing else does, so that jobs and commands print as they always have."""
    root = Path(__file__).resolve().parents[2] / "hexian"
    callers = [
        str(file.relative_to(root)) for file in sorted(root.rglob("*.py")) if "print_beside(" in file.read_text()
    ]
    assert callers == ["config/wsgi.py", "foundation/documents/rendering.py"]
