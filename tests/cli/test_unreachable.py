"""A database that does not answer: whichever command meets it says one sentence with the address it tried."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from hexian.cli import archives
from hexian.cli.archives import Manifest
from hexian.cli.main import COMMANDS, hx
from hexian.config import environment
from tests.cli.house import ROOT

SECRET = "geheim-7"
DEAD = f"postgresql://anna:{SECRET}@127.0.0.1:9/weg"

#: What is typed to make each command reach for the database.
TYPED = {
    "begin": ["--union", "示例市总工会（演示）", "--division", "3301", "--name", "何清明", "--mobile", "13800000001",
              "--password", "a-long-password"],
    "demo": [], "demo city": [], "doctor": [], "backup": ["{folder}"], "restore": ["{file}", "--into", "drill"],
    "restore ": ["--drop", "drill"],
    "keys list": [], "keys rotate": [], "keys anchor": ["--reset"], "events list": [], "events retry": [],
    "schedule": [], "bench tree": ["--small"], "migrate": [], "migrate ": ["--check"], "seed": [],
}  # fmt: skip
#: `run` says it in its own words, the worker waits for its database, and the others need none.
OTHERS = {"run", "worker", "static", "makemigrations", "reference", "verify"}


@pytest.fixture
def dead(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """This process with the address of a database that is not there; a home with one backup."""
    connection.close()
    for part, value in environment.parse_database_url(DEAD).items():
        monkeypatch.setitem(connection.settings_dict, part, value)
    settings.DATABASE_URLS = {"owner": DEAD, "app": DEAD}
    monkeypatch.setenv("HEXIAN_DB_ROLE", "app")
    manifest = Manifest(made_at="", server="160000", database="hexian", tables={}, migrations=[], keys={})
    with archives.draft(tmp_path / "one.zip", manifest) as draft:
        draft.add_dump(io.BytesIO(b"nothing"))
    with django_db_blocker.unblock():
        yield tmp_path
    connection.close()


@pytest.mark.parametrize("command", TYPED)
def test_it_is_one_sentence_with_the_address_that_was_tried(dead: Path, command: str) -> None:
    words = [word.format(folder=dead / "backups", file=dead / "one.zip") for word in TYPED[command]]
    done = CliRunner().invoke(hx, [*command.split(), *words])
    assert done.exit_code == 1, done.exception
    assert isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.stderr.count("连不上数据库 anna@127.0.0.1:9/weg（那里没有数据库在听）") == 1, done.output
    assert done.stderr.strip().splitlines()[-1].endswith("再运行一次。")
    assert SECRET not in done.output
    assert "onnection" not in done.output


def test_every_command_is_tried_or_said_to_need_none() -> None:
    assert {words.split()[0] for words in TYPED} | OTHERS == COMMANDS.keys()


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose set-up noted a server, and nothing in the environment."""
    for name in ("DATABASE_URL", "HEXIAN_APP_DATABASE_URL", "HEXIAN_KEYS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEXIAN_HOME", str(tmp_path))
    urls = {"owner": "postgresql://o@here/hexian", "app": "postgresql://hexian_app:x@here/hexian", "kind": "server"}
    (tmp_path / "database.json").write_text(json.dumps(urls))
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "database-app").write_text("a/b\n")
    return tmp_path


@pytest.mark.parametrize(
    ("said", "owner", "app"),
    [
        ("", "postgresql://o@here/hexian", "postgresql://hexian_app:x@here/hexian"),
        ("embedded", "postgresql://o@here/hexian", "postgresql://hexian_app:x@here/hexian"),
        ("postgresql://o@here/hexian", "postgresql://o@here/hexian", "postgresql://hexian_app:x@here/hexian"),
        (DEAD, DEAD, "postgresql://hexian_app:a%2Fb@127.0.0.1:9/weg"),
    ],
)
def test_the_address_that_is_named_is_the_one_that_is_used(
    noted: Path, monkeypatch: pytest.MonkeyPatch, said: str, owner: str, app: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", said)
    urls = environment.database_urls()
    assert (urls["owner"], urls["app"]) == (owner, app)


@pytest.mark.parametrize("said", ["nonsense", "postgresql://h:abc/x", "mysql://h/x"])
def test_an_address_that_makes_no_sense_is_a_sentence(noted: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("DATABASE_URL", said)
    with pytest.raises(SystemExit, match="DATABASE_URL 读不懂"):
        environment.database_urls()


@pytest.mark.thorough
def test_the_doctor_says_it_of_the_address_in_the_environment(noted: Path) -> None:
    command = [sys.executable, "-m", "hexian.cli", "doctor"]
    env = os.environ | {"DATABASE_URL": DEAD}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("连不上数据库 anna@127.0.0.1:9/weg（那里没有数据库在听）。请检查 DATABASE_URL")
    assert len(done.stderr.splitlines()) == 1
