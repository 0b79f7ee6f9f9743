"""Which browser the tests are given when there are several."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hexian.setup import chromium
from hexian.setup.places import Places


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


@pytest.mark.parametrize("has_shell", [True, False], ids=["with a shell", "without"])
def test_a_shell_is_installed_beside_the_systems_browser_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_shell: bool
) -> None:
    places = Places(tmp_path, tmp_path / "var")
    places.logs.mkdir(parents=True)
    kept = tmp_path / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    kept.mkdir(parents=True)
    asked, shell = tmp_path / "asked", kept / "shell"
    whole = program(tmp_path / "bin" / "chromium")
    apt = program(tmp_path / "bin" / "apt-get")
    told = f'#!/bin/sh\necho "$@" >> {asked}\n[ "$2" = update ] || '
    apt.write_text(told + (f"cp {whole} {shell}\n" if has_shell else "exit 1\n"), "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "NAMES", ("no-such-shell", "chromium"))
    monkeypatch.setattr(chromium, "KNOWN", ())
    monkeypatch.setattr(chromium, "PLAYWRIGHTS_SHELL", (shell.name,))
    monkeypatch.setattr(chromium, "OF_SYSTEM", (whole,))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert chromium.prepare(places).name == ("shell" if has_shell else "chromium")
    assert asked.read_text("utf-8").splitlines() == [
        "-q update",
        f"-q install -y --no-install-recommends {chromium.SHELL}",
    ]
    # Neither a shell that is there nor one that cannot be had is asked for again.
    assert chromium.prepare(places).name == ("shell" if has_shell else "chromium")
    assert len(asked.read_text("utf-8").splitlines()) == 2
