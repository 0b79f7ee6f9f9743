"""Which database is taken, and what is said of one that will not do."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hexian import embedded
from hexian.embedded import Cluster, PostgresError, bundled
from hexian.embedded.roles import with_parts
from hexian.foundation.crypto import anchors
from hexian.setup import databases
from hexian.setup.places import Places


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """An empty installation, without an address in the environment."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Places(tmp_path, tmp_path / "var")
    made.make()
    return made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server somebody has already."""
    made = Cluster(tmp_path_factory.mktemp("server"), bundled(), lasting=False)
    made.start()
    yield made
    made.wipe()


def database_on(server: Cluster, name: str, how: str = "") -> str:
    """A new database on the server, by the address of its owner, who may make roles."""
    with psycopg.connect(server.url, autocommit=True) as link:
        link.execute(f"CREATE ROLE {name} LOGIN CREATEROLE".encode())
        link.execute(f"CREATE DATABASE {name} OWNER {name} {how}".encode())
    return with_parts(server.url, user=name, dbname=name)


def test_the_embedded_one_is_taken_when_nothing_is_said(places: Places) -> None:
    assert databases.outside(places) is None


def test_an_address_in_the_environment_is_taken(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db/h")
    assert databases.outside(places) == "postgresql://u@db/h"


def test_a_server_once_named_is_remembered_until_told_otherwise(
    places: Places, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = database_on(server, "remembered")
    monkeypatch.setenv("DATABASE_URL", address)
    databases.prepare(places)
    monkeypatch.delenv("DATABASE_URL")
    assert databases.outside(places) == address

    monkeypatch.setenv("DATABASE_URL", "embedded")
    assert databases.outside(places) is None


def test_on_a_server_the_app_role_gets_a_password_of_its_own(
    places: Places, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_on(server, "passwords"))
    urls = databases.prepare(places)

    kept = places.keys / "database-app"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(kept.read_text(encoding="utf-8")) >= 24
    assert json.loads(places.database.read_text(encoding="utf-8")) == {
        "owner": urls.owner,
        "app": urls.app,
        "kind": "server",
    }
    assert places.database.stat().st_mode & 0o777 == 0o600
    with psycopg.connect(urls.app) as link:
        assert link.execute("SELECT current_user").fetchone() == ("hexian_app",)


def test_a_server_nobody_answers_at_is_named_in_a_sentence() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(PostgresError) as refusal:
            embedded.refuse_unfit_server(f"postgresql://u:geheim@127.0.0.1:{port}/h")
    assert "连不上" in refusal.value.zh
    assert str(port) in refusal.value.zh
    assert "geheim" not in str(refusal.value)


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(PostgresError) as refusal:
        embedded.refuse_unfit_server("mysql://u:geheim@db/h")
    assert "postgresql://" in refusal.value.zh
    assert "geheim" not in str(refusal.value)


def test_an_account_that_may_make_no_role_is_refused_with_what_to_run(server: Cluster) -> None:
    address = database_on(server, "weak")
    with psycopg.connect(server.url, autocommit=True) as link:
        link.execute("ALTER ROLE weak NOCREATEROLE; DROP ROLE IF EXISTS passerby; CREATE ROLE passerby LOGIN")
    with pytest.raises(PostgresError, match="ALTER DATABASE weak OWNER TO passerby"):
        embedded.refuse_unfit_server(with_parts(address, user="passerby"))


def test_a_database_in_another_encoding_is_refused(server: Cluster) -> None:
    address = database_on(server, "latin", "ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
    with pytest.raises(PostgresError, match="UTF-8"):
        embedded.refuse_unfit_server(address)


def test_a_database_has_no_birthday_before_its_first_migration(server: Cluster) -> None:
    address = database_on(server, "births")
    urls = embedded.DatabaseUrls(address, address)
    assert databases.birth(urls) == databases.state(urls) == ""

    with psycopg.connect(address) as link:
        link.execute("CREATE TABLE django_migrations (applied timestamptz DEFAULT clock_timestamp())")
        link.execute("INSERT INTO django_migrations DEFAULT VALUES")
    born, state = databases.birth(urls), databases.state(urls)
    with psycopg.connect(address) as link:
        link.execute("INSERT INTO django_migrations DEFAULT VALUES")

    assert databases.birth(urls) == born != ""
    assert databases.state(urls) != state


def test_emptying_a_server_removes_every_table(
    places: Places, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = database_on(server, "emptied")
    with psycopg.connect(address) as link:
        link.execute("CREATE TABLE rows_of_mine (n int)")
        (home,) = link.execute(anchors.HOME).fetchone() or ("",)
    anchors.put(places.keys, home, anchors.Anchor(9, "", "09", "01"))
    anchors.put(places.keys, "7-7", anchors.Anchor(9, "", "09", "01"))
    monkeypatch.setenv("DATABASE_URL", address)

    databases.empty(places)

    with psycopg.connect(address) as link:
        assert link.execute("SELECT to_regclass('public.rows_of_mine')").fetchone() == (None,)
    # Its trail begins anew, on purpose; what is known of other databases stays.
    assert anchors.anchor_of(places.keys, home) is None
    assert anchors.anchor_of(places.keys, "7-7") is not None
