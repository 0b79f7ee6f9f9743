"""One at a time, on a free port, and what a killed one left behind is ended."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexian.setup import leftovers, running, venvs
from hexian.setup.__main__ import main
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


# Granian's part: a port, held by a process that outlived its ./run.
LISTEN = [
    sys.executable,
    "-c",
    (
        "import socket, sys, time; held = socket.create_server(('127.0.0.1', int(sys.argv[1])));"
        " print('up', flush=True); time.sleep(60)"
    ),
]


def own_port() -> int:
    """A free port outside the range the system hands out: once freed, no neighbouring test is given it by chance."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port below the range the system hands out")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty installation."""
    return Places(tmp_path, tmp_path / "var")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def worker_for(folder: Path, command: list[str]) -> subprocess.Popen[str]:
    """A process that works for `folder`, up and running."""
    env = os.environ | {leftovers.MARK: str(folder)}
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


@pytest.fixture
def reached(places: Places, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the first half came to, short of making a venv and handing over to it."""
    done: list[str] = []
    monkeypatch.setattr(Places, "here", lambda: places)
    monkeypatch.setattr(venvs, "prepare", lambda _places, command: done.append(command))
    monkeypatch.setattr(venvs, "become", lambda _places, module, _arguments: done.append(module))
    return done


def ended(process: subprocess.Popen[str]) -> int:
    """Its exit code once it is over; ends it if need be."""
    if process.stdout is not None:
        process.stdout.close()
    return process.wait(10)


def test_a_second_one_is_told_where_the_first_is(places: Places) -> None:
    with running.claim(places) as held:
        held.tell("http://127.0.0.1:8000")
        with pytest.raises(SetupError) as refusal, running.claim(places):
            pass
    assert "http://127.0.0.1:8000" in refusal.value.zh
    assert str(os.getpid()) in refusal.value.en


def test_a_second_one_is_told_that_the_first_is_still_being_set_up(places: Places) -> None:
    with running.claim(places), pytest.raises(SetupError, match="is being set up"):
        running.refuse_second(places)


def test_after_the_first_has_ended_the_next_may_run(places: Places) -> None:
    with running.claim(places):
        pass
    running.refuse_second(places)
    with running.claim(places):
        assert (places.home / "run.lock").exists()


def test_tests_and_runs_do_not_shut_each_other_out(places: Places) -> None:
    with running.claim(places), running.claim(places, "test"), pytest.raises(SetupError, match=r"\./test"):
        running.claim(places, "test").__enter__()


def test_the_keys_folder_is_private(places: Places) -> None:
    places.make()
    assert places.keys.stat().st_mode & 0o777 == 0o700


def test_a_taken_port_is_named_and_a_free_one_offered(taken: int) -> None:
    with pytest.raises(SetupError) as refusal:
        running.refuse_busy_port("127.0.0.1", taken)
    assert f"端口 {taken} " in refusal.value.zh
    offered = int(refusal.value.en.rsplit("--port ", 1)[1].rstrip("."))
    assert offered != taken
    running.refuse_busy_port("127.0.0.1", offered)


def test_an_address_this_machine_has_not_is_said() -> None:
    with pytest.raises(SetupError, match=r"no address 192\.0\.2\.1"):
        running.refuse_busy_port("192.0.2.1", 8000)


@pytest.mark.parametrize("command", [SLEEP, DEAF], ids=["gentle", "deaf"])
def test_what_works_for_this_folder_is_ended_and_nothing_else(
    tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "SECONDS_TO_END", 0.5)
    ours, strangers = worker_for(tmp_path / "a", command), worker_for(tmp_path / "b", SLEEP)
    try:
        leftovers.end(tmp_path / "a")
        assert ended(ours) != 0
        assert strangers.poll() is None
    finally:
        strangers.kill()
        ended(strangers)


def test_a_port_held_by_what_a_killed_one_left_is_free_again(places: Places, reached: list[str]) -> None:
    with running.claim(places):
        pass
    env = os.environ | {leftovers.MARK: str(places.home)}
    port = str(own_port())
    with subprocess.Popen([*LISTEN, port], env=env, stdout=subprocess.PIPE, text=True) as left:
        try:
            (left.stdout or sys.stdin).readline()
            main("run", ["--port", port])
            assert left.wait(10) != 0
        finally:
            left.kill()
    assert reached == ["run", "hexian.setup.after"]


def test_a_port_held_by_a_stranger_is_refused_before_anything_is_made(
    places: Places, reached: list[str], taken: int
) -> None:
    with pytest.raises(SetupError, match=f"端口 {taken} 已被别的程序占用"):
        main("run", ["--port", str(taken)])
    assert reached == []
    assert not places.home.exists()
