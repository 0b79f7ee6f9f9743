"""The whole of ./run in a checkout of its own: killed at any step, served, stopped, killed whole, taken over."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hexian.embedded import leftovers as servers
from hexian.setup import leftovers
from hexian.setup.places import Places

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".venv", "var", ".git", "__pycache__", "node_modules", ".*_cache", ".hypothesis")
# In seconds: while the environment is made, while packages are fetched, written, and later steps done.
KILLED_AFTER = (1, 4, 12, 25, 40)
SURROUNDINGS = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("HEXIAN", "DATABASE", "DJANGO", "PUBLIC", "PYTEST", "PYTHON"))
}


def begun(places: Places, *words: str) -> subprocess.Popen[str]:
    """Type ./run; a session of its own, as a terminal gives."""
    return subprocess.Popen(
        [str(places.root / "run"), *words],
        env=SURROUNDINGS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def killed(places: Places, seconds: float, *, whole: bool) -> bool:
    """Begin and kill it after a while: it alone, or with all it started. Whether there was something to kill."""
    process = begun(places, "--setup")
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        (os.killpg if whole else os.kill)(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    return False


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """A checkout that was set up in spite of being killed again and again."""
    root = tmp_path_factory.mktemp("whole") / "工会 hexian"
    shutil.copytree(ROOT, root, ignore=NOT_COPIED)
    made = Places(root, root / "var")
    kills = [killed(made, seconds, whole=bool(turn % 2)) for turn, seconds in enumerate(KILLED_AFTER)]
    assert any(kills)
    last = begun(made, "--setup")
    told, _nothing = last.communicate(timeout=600)
    assert last.returncode == 0, told
    yield made
    leftovers.end(made.home)
    for pid in servers.processes_in(made.postgres / "data"):
        os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def running(places: Places, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """./run, up and told, on that port or a free one; killed at the end if it is still there."""
    port = port or free_port()
    process = begun(places, "--port", str(port))
    try:
        wait_for_the_board(process)
        yield process, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def wait_for_the_board(process: subprocess.Popen[str]) -> None:
    """Read until the block is there."""
    told: list[str] = []
    for line in process.stdout or ():
        told.append(line)
        if "Ctrl-C" in line:
            return
    pytest.fail("".join(told))


def status(port: int, path: str = "/healthz") -> int:
    """What a page answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        link.request("GET", path)
        return link.getresponse().status
    finally:
        link.close()


def all_of(places: Places) -> list[int]:
    """Every process of this installation."""
    return leftovers.working_for(places.home) + servers.processes_in(places.postgres / "data")


def test_a_set_up_killed_again_and_again_is_sound(places: Places) -> None:
    with running(places):
        doctor = [str(places.hx), "doctor"]
        checked = subprocess.run(doctor, env=SURROUNDINGS, cwd="/", capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert places.demo_accounts.exists()


def test_ctrl_c_stops_every_process_it_started(places: Places) -> None:
    with running(places) as (process, port):
        assert status(port) == 200
        assert len(all_of(places)) > 3
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert all_of(places) == []


def test_a_second_one_says_where_the_first_is(places: Places) -> None:
    with running(places) as (_process, port):
        second = begun(places, "--port", str(free_port()))
        told, _nothing = second.communicate(timeout=30)
        assert second.returncode == 1
        assert f"http://127.0.0.1:{port}" in told
        assert status(port) == 200


def test_after_everything_was_killed_it_comes_up_again(places: Places) -> None:
    with running(places) as (process, _port):
        os.kill(process.pid, signal.SIGKILL)
        for pid in all_of(places):
            # One may end by itself while the others are being killed.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with running(places) as (_next, port):
        assert status(port) == 200


def test_when_it_alone_was_killed_the_next_takes_over(places: Places) -> None:
    with running(places) as (process, taken):
        os.kill(process.pid, signal.SIGKILL)
        orphans = leftovers.working_for(places.home)
    # On the very port that what is left still holds, as whoever types ./run again does.
    with running(places, taken) as (_next, port):
        assert status(port) == 200
        assert not set(orphans) & set(leftovers.working_for(places.home))


def test_what_falls_is_started_again_while_it_runs(places: Places) -> None:
    with running(places) as (_process, port):
        server = servers.recorded(places.postgres / "data")
        for pid in [server, *leftovers.working_for(places.home)]:
            os.kill(pid or 0, signal.SIGKILL)
        until_well(port)


def until_well(port: int) -> None:
    """Wait until the pages answer again."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if status(port) == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the pages did not come back")
