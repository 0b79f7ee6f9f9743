"""What set-up shows while it works."""

from __future__ import annotations

import pytest

from hexian.setup import screen


def test_a_line_without_words_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(screen, "SECONDS_BETWEEN_LINES", 0.0)
    with screen.step("下载界面部件") as step:
        for line in ("", "  ", "added 3 packages"):
            step.note(line)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["· 下载界面部件", "  下载界面部件：added 3 packages"]
    assert len(said) == 3
