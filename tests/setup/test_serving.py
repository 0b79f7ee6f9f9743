"""Waiting for the pages: a real server that answers well, badly, or not at all."""

from __future__ import annotations

import os
import socket
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from hexian.setup import children, leftovers, serving
from hexian.setup.children import Child
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(int(sys.argv[2])); self.end_headers()
    def log_message(self, *words): pass
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty installation."""
    made = Places(tmp_path, tmp_path / "var")
    made.make()
    return made


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def waited_for(places: Places, status: int) -> Child:
    """Start a server that always answers `status`, and wait for it as ./run does."""
    port = free_port()
    env = os.environ | {leftovers.MARK: str(places.home)}
    web = Child("网页 web", [sys.executable, "-c", SERVER, str(port), str(status)], places.logs / "web.log", env)
    with children.kept(places, web):
        serving._wait_until_ready(Namespace(host="127.0.0.1", port=port), web)
    return web


def test_it_is_ready_when_it_answers_well(places: Places) -> None:
    assert waited_for(places, 200).falls == 0


def test_pages_that_answer_with_faults_are_given_up_with_their_log(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SECONDS_OF_FAULTS", 0.3)
    with pytest.raises(SetupError) as refusal:
        waited_for(places, 500)
    assert "答 500" in refusal.value.zh
    assert str(places.logs / "web.log") in refusal.value.en


def test_pages_that_never_answer_are_given_up_too(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SECONDS_UNTIL_READY", 0.5)
    silent = Child(
        "网页 web", [sys.executable, "-c", "import time; time.sleep(60)"], places.logs / "web.log", os.environ
    )
    with children.kept(places, silent), pytest.raises(SetupError, match="answer nothing"):
        serving._wait_until_ready(Namespace(host="127.0.0.1", port=free_port()), silent)


def test_a_wrong_number_of_web_processes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXIAN_WEB_WORKERS", "zwei")
    with pytest.raises(SetupError, match="HEXIAN_WEB_WORKERS"):
        serving._web_workers()
