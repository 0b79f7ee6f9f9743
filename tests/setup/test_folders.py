"""Keys and uploaded files may lie on other disks: named whole, shown, and never emptied of what is not ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hexian.config import environment
from hexian.embedded import DatabaseUrls
from hexian.setup import board, fresh
from hexian.setup.places import Places
from tests.environment import ROOT

URLS = DatabaseUrls("postgresql://hexian_owner@db/hexian", "postgresql://hexian_app@db/hexian")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """An installation whose keys and files lie apart."""
    monkeypatch.setenv("HEXIAN_KEYS_DIR", str(tmp_path / "safe" / "hexian keys"))
    monkeypatch.setenv("HEXIAN_ATTACHMENTS_DIR", str(tmp_path / "large" / "files"))
    return Places(tmp_path / "checkout", tmp_path / "checkout" / "var")


def test_they_lie_in_the_home_unless_said_otherwise(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "var")
    assert (places.keys, places.attachments) == (tmp_path / "var" / "keys", tmp_path / "var" / "attachments")


def test_they_lie_where_the_environment_says_and_the_keys_are_private(elsewhere: Places, tmp_path: Path) -> None:
    elsewhere.make()
    assert elsewhere.keys == tmp_path / "safe" / "hexian keys"
    assert elsewhere.keys.stat().st_mode & 0o777 == 0o700
    assert not (elsewhere.home / "keys").exists()


def test_the_block_shows_both_and_tells_hx_of_them(elsewhere: Places, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere.make()
    board.show(elsewhere, "127.0.0.1", 8123, URLS)
    told = capsys.readouterr().out
    assert f"附件 attachments    {elsewhere.attachments}" in told
    command = next(line for line in told.splitlines() if "命令行" in line)
    assert f"HEXIAN_KEYS_DIR='{elsewhere.keys}' HEXIAN_ATTACHMENTS_DIR={elsewhere.attachments} " in command


@pytest.mark.parametrize("name", ["HEXIAN_KEYS_DIR", "HEXIAN_ATTACHMENTS_DIR"])
@pytest.mark.parametrize("said", ["keys", "./var/keys", "../up"])
def test_a_path_that_is_not_whole_is_refused_in_a_sentence(
    name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, said)
    ask = {"HEXIAN_KEYS_DIR": environment.keys_dir, "HEXIAN_ATTACHMENTS_DIR": environment.attachments_dir}[name]
    with pytest.raises(SystemExit) as stopped:
        ask(tmp_path)
    assert f"{name} 要写完整路径（以 / 开头），现在是「{said}」" in str(stopped.value)


@pytest.mark.thorough
@pytest.mark.parametrize("command", [["-m", "hexian.cli", "keys", "list"], ["-m", "hexian.setup", "run", "--setup"]])
def test_programs_stop_at_once_with_the_sentence(command: list[str], tmp_path: Path) -> None:
    env = {**os.environ, "HEXIAN_HOME": str(tmp_path / "home"), "HEXIAN_KEYS_DIR": "somewhere"}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "HEXIAN_KEYS_DIR 要写完整路径" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (ROOT / "somewhere").exists()


def test_the_settings_follow(elsewhere: Places, tmp_path: Path) -> None:
    script = "from hexian.config import settings; print(settings.KEYS_DIR); print(settings.ATTACHMENTS_DIR)"
    env = {**os.environ, "HEXIAN_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(elsewhere.keys), str(elsewhere.attachments)]


def test_beginning_anew_leaves_what_is_not_ours(
    elsewhere: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere.make()
    monkeypatch.setattr("hexian.setup.databases.empty", lambda _places: None)
    ours, theirs = elsewhere.attachments / "0f" / "a1" / "file.pdf", elsewhere.attachments / "photos" / "own.jpg"
    for file in (ours, theirs):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"x")
    fresh.begin_anew(elsewhere, sure=True)
    assert (ours.exists(), theirs.exists()) == (False, True)
    assert str(elsewhere.keys) in capsys.readouterr().out
