"""Processes that are kept alive: real ones, that fall, are started again, and all end."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hexian.setup import children, endings, leftovers, tools
from hexian.setup.children import Child
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

pytestmark = pytest.mark.thorough

# A child with a child of its own, as a web server has workers.
FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
time.sleep(60)
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty installation."""
    made = Places(tmp_path, tmp_path / "var")
    made.make()
    return made


def child_of(places: Places, code: str) -> Child:
    """A child that runs some Python."""
    env = os.environ | {leftovers.MARK: str(places.home)}
    return Child("试验 trial", [sys.executable, "-c", code], places.logs / "trial.log", env)


def until(happened: Callable[[], bool], meanwhile: Callable[[], object] = lambda: None) -> None:
    """Wait for something that must come about, and fail if it does not."""
    end = time.monotonic() + 20
    while not happened():
        meanwhile()
        assert time.monotonic() < end
        time.sleep(0.02)


def stop_once_it_runs(places: Places) -> None:
    """Start a family and be told to stop."""
    with children.kept(places, child_of(places, FAMILY)):
        until(lambda: len(leftovers.working_for(places.home)) == 2)
        raise endings.Stopped


def test_a_child_that_fell_is_started_again(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    child = child_of(places, "import time; time.sleep(60)")
    with children.kept(places, child):
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: child.process is not None and child.process.pid != first, child.tend)
    assert "试验 trial 意外退出（代码 -9）" in capsys.readouterr().out


def test_all_a_child_started_ends_with_it(places: Places) -> None:
    with children.kept(places, child_of(places, FAMILY)):
        until(lambda: len(leftovers.working_for(places.home)) == 2)
    until(lambda: leftovers.working_for(places.home) == [])


def test_children_end_also_when_we_are_told_to_stop(places: Places) -> None:
    with pytest.raises(endings.Stopped):
        stop_once_it_runs(places)
    until(lambda: leftovers.working_for(places.home) == [])


def test_one_that_falls_at_every_start_is_given_up_with_its_log(places: Places) -> None:
    child = child_of(places, "import sys; sys.exit('no luck')")
    with children.kept(places, child):
        until(lambda: child.falls >= children.FALLS_BEFORE_READY, child.tend)
        with pytest.raises(SetupError, match=r"trial\.log"):
            children.refuse_hopeless(child)
    assert "no luck" in child.log.read_text(encoding="utf-8")


def test_a_program_that_fails_is_explained_by_what_it_printed(places: Places) -> None:
    command = [sys.executable, "-c", "print('one'); raise SystemExit('the reason')"]
    seen: list[str] = []
    with pytest.raises(SetupError) as refusal:
        tools.run(command, name=("试验", "The trial"), log=places.logs / "x.log", mark=places.home, on_line=seen.append)
    assert seen == ["one", "the reason"]
    assert "the reason" in refusal.value.zh
    assert str(places.logs / "x.log") in refusal.value.en


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘"),
        ("npm error code ENOSPC", "磁盘"),
        ("NewConnectionError('<pip>: Failed to establish a new connection: [Errno 101]')", "网络"),
        ("npm error code EAI_AGAIN", "网络"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "指纹"),
        ("npm error code EINTEGRITY", "指纹"),
    ],
)
def test_well_known_faults_have_sentences_of_their_own(places: Places, printed: str, said: str) -> None:
    command = [sys.executable, "-c", "import sys; print(sys.argv[1]); sys.exit(1)", printed]
    with pytest.raises(SetupError) as refusal:
        tools.run(command, name=("试验", "The trial"), log=places.logs / "x.log", mark=places.home)
    assert said in refusal.value.zh


def test_too_little_room_is_said_before_anything_begins(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexian.setup.places.ROOM_NEEDED", 10**18)
    with pytest.raises(SetupError, match=r"1\.5 GB"):
        places.refuse_full_disk()
