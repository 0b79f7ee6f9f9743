"""Which browser the tests are given when there are several."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hexian.setup import chromium


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return path


def test_a_shell_goes_before_a_whole_browser_and_what_was_said_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "KNOWN", ())
    kept = tmp_path / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    assert chromium.find() is None
    for path in (
        kept / "chromium-9" / "chrome-linux" / "chrome",
        tmp_path / "bin" / "chromium",
        tmp_path / "bin" / "chromium-headless-shell",
        kept / "chromium_headless_shell-9" / "chrome-linux" / "headless_shell",
    ):
        made = program(path)
        assert chromium.find() == made
    # Newer releases of Playwright call it otherwise.
    (kept / "chromium_headless_shell-9" / "chrome-linux" / "headless_shell").unlink()
    newer = program(kept / "chromium_headless_shell-9" / "chrome-headless-shell-linux64" / "chrome-headless-shell")
    assert chromium.find() == newer
    monkeypatch.setenv(chromium.VARIABLE, str(program(tmp_path / "own")))
    assert chromium.find() == tmp_path / "own"
