"""A body sent in pieces through the real server is read like any other."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hexian.setup.serving import web_command
from tests import environment

pytestmark = [pytest.mark.database, pytest.mark.thorough]
ADDRESS = "/api/v1/join/22222222/code"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The pages as they are served in real life, on a free port of loopback."""
    tmp_path = tmp_path_factory.mktemp("web")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    with (tmp_path / "web.log").open("wb") as log:
        server = subprocess.Popen(
            web_command(Path(sys.executable), "127.0.0.1", free),
            env=os.environ | {"PYTHONPATH": str(environment.ROOT)}, cwd=environment.ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for(free, tmp_path / "web.log")
        yield free
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int, log: Path) -> None:
    for _ in range(300):
        try:
            if post(port, "/healthz", [], "GET")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text())


def post(port: int, path: str, pieces: list[bytes], method: str = "POST") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        body = iter(pieces) if pieces else None
        line.request(method, path, body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        return answer.status, answer.read()


def test_a_body_sent_in_pieces_is_handed_on_or_refused_as_any_other(port: int) -> None:
    """One test for both: two workers would start two servers, of five seconds each."""
    status, said = post(port, ADDRESS, [b'{"mob', b'ile": "13900001111"}'])
    assert (status, json.loads(said)["code"]) == (404, "request.unknown")
    status, said = post(port, ADDRESS, [b'{"mob', b'ile": '])
    assert (status, json.loads(said)["code"]) == (400, "request.malformed")
    status, said = post(port, ADDRESS, [b"x" * (1024 * 1024)] * 3)
    assert (status, json.loads(said)["code"]) == (413, "request.too_large")
