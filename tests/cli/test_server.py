"""Looking after the data while nothing runs: the embedded PostgreSQL comes up for one command and goes again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from hexian import embedded
from tests.cli.house import ROOT

pytestmark = [pytest.mark.database, pytest.mark.slow]


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    left_out = {"DATABASE_URL", "HEXIAN_APP_DATABASE_URL"}
    surroundings = {name: value for name, value in os.environ.items() if name not in left_out} | {
        "HEXIAN_HOME": str(home)
    }
    command = [sys.executable, "-m", "hexian.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_a_command_brings_the_database_up_and_takes_it_down_unless_others_came(tmp_path: Path) -> None:
    urls = embedded.start(tmp_path / "postgres")
    try:
        (tmp_path / "database.json").write_text(json.dumps({**vars(urls), "kind": "embedded"}))
        (tmp_path / "frontend").mkdir()
        assert run(tmp_path, "migrate").returncode == 0
        embedded.stop(tmp_path / "postgres")

        done = run(tmp_path, "keys", "list")
        assert done.returncode == 0, done.stderr
        assert embedded.status(tmp_path / "postgres") is embedded.Standing.DOWN

        embedded.start(tmp_path / "postgres")
        with psycopg.connect(urls.owner):
            assert run(tmp_path, "keys", "list").returncode == 0
            assert embedded.status(tmp_path / "postgres") is embedded.Standing.UP
    finally:
        embedded.stop(tmp_path / "postgres")


def test_a_database_that_cannot_be_reached_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "database.json").write_text(
        json.dumps({"owner": "postgresql://x@127.0.0.1:9/x", "app": "postgresql://x@127.0.0.1:9/x", "kind": "server"})
    )
    done = run(tmp_path, "keys", "list")
    assert done.returncode == 1
    assert "连不上数据库" in done.stderr
    assert "Traceback" not in done.stderr
