"""A real server with a worker behind it, a story already told in its database, and a Chromium before it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests import environment
from tests.browser import looking

#: No script of a page lives long enough to be worth optimising: trying to takes a fifth of the time of looking at it.
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none",
    "--js-flags=--no-opt --no-maglev",
]  # fmt: skip
SECONDS_UNTIL_READY = 60.0
SECONDS_TO_STOP = 10.0


@dataclass(frozen=True)
class Served:
    """Where the program runs, and what `tests.browser.story` put there: join codes, sessions, addresses by name."""

    url: str
    home: Path
    story: dict[str, Any]
    env: dict[str, str] = field(default_factory=dict, repr=False)

    def tell(self, module: str, *words: str) -> str:
        """Run a module of the story once more beside the server; the last line it prints."""
        return _run([sys.executable, "-m", module, *words], self.env)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Web and worker with the story most tests look at."""
    with serving("served", "tests.browser.story") as found:
        yield found


@contextmanager
def serving(what: str, told_by: str) -> Iterator[Served]:
    """Web and worker on a free port of loopback, on a database of their own, with a story told by a module."""
    name = f"{environment.DATABASE}_{what}"
    urls = environment.clone(name)
    home = environment.HOME / what
    _bring_icons(home)
    port = _free_port()
    env = os.environ | {
        "HEXIAN_HOME": str(home),
        "HEXIAN_TESTING": "1",
        "DATABASE_URL": urls.owner,
        "HEXIAN_APP_DATABASE_URL": urls.app,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    try:
        story = json.loads(_run([sys.executable, "-m", told_by], env))
        with _running(home, env, *_commands(port)):
            _wait_until_ready(port, home)
            yield Served(f"http://127.0.0.1:{port}", home, story, env)
    finally:
        environment.discard(name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for one module: were Playwright's event loop to outlive it, Django would refuse every test after it."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=looking.chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A phone nobody has used before."""
    with looking.context(browser, served.url) as opened:
        yield opened


def _commands(port: int) -> tuple[list[str], list[str]]:
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        "hexian.config.wsgi:application",
    ]
    return web, [sys.executable, "-m", "hexian.cli", "worker"]


@contextmanager
def _running(home: Path, env: dict[str, str], *commands: list[str]) -> Iterator[None]:
    """Processes that live as long as the block; they are asked to stop, and only then made to."""
    started = [_start(command, home / f"process-{number}.log", env) for number, command in enumerate(commands)]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            _stop(process)


def _start(command: list[str], log: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(
            command, env=env, cwd=environment.ROOT, stdout=file, stderr=file, start_new_session=True
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, cwd=environment.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout.splitlines()[-1]


def _bring_icons(home: Path) -> None:
    """The sprite set-up built; without it pages still work, only icons are missing."""
    (home / "frontend").mkdir(parents=True, exist_ok=True)
    sprite = environment.VAR / "frontend" / "icons.svg"
    if sprite.exists():
        shutil.copyfile(sprite, home / "frontend" / "icons.svg")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_ready(port: int, home: Path) -> None:
    end = time.monotonic() + SECONDS_UNTIL_READY
    while not _answers(port):
        if time.monotonic() > end:
            log = (home / "process-0.log").read_text(encoding="utf-8", errors="replace")
            pytest.fail(f"the server did not come up:\n{log[-3000:]}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        link.close()
