"""The embedded PostgreSQL, really started, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from hexian import embedded
from hexian.embedded import Cluster, PostgresError, Standing, bundled, engines, leftovers
from hexian.embedded.roles import with_parts

START = (
    "import sys; from pathlib import Path; from hexian import embedded; print(embedded.start(Path(sys.argv[1])).app)"
)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster in a folder whose name a careless program would trip over."""
    # Quick, but what was committed is written: only a power cut could lose it.
    home = tmp_path_factory.mktemp("one") / "数据 库's"
    made = Cluster(home, bundled(), lasting=False, settings={"synchronous_commit": "on"})
    yield made
    made.wipe()


@pytest.fixture
def standing(one: Cluster) -> Cluster:
    """The same, up."""
    one.start()
    return one


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster for a test that spoils it."""
    made = Cluster(tmp_path / "postgres", bundled(), lasting=False)
    yield made
    made.wipe()


def rows(cluster: Cluster) -> int:
    """How many rows stand in the one table."""
    with psycopg.connect(cluster.url) as link:
        found = link.execute("SELECT count(*) FROM kept").fetchone()
    return int(found[0]) if found else -1


def keep_a_row(cluster: Cluster) -> None:
    """Commit one row in a new table."""
    with psycopg.connect(cluster.url) as link:
        link.execute("DROP TABLE IF EXISTS kept")
        link.execute("CREATE TABLE kept AS SELECT 1 AS n")


def server_of(cluster: Cluster) -> int:
    """The id of the running server."""
    found = leftovers.recorded(cluster.data)
    assert found is not None
    return found


def test_rows_outlive_a_stop(standing: Cluster) -> None:
    keep_a_row(standing)

    standing.stop()
    assert standing.standing() is Standing.DOWN
    assert leftovers.processes_in(standing.data) == []

    standing.start()
    assert rows(standing) == 1


def test_it_comes_up_again_after_its_server_was_killed(standing: Cluster) -> None:
    keep_a_row(standing)
    os.kill(server_of(standing), signal.SIGKILL)

    standing.start()

    assert rows(standing) == 1


def test_it_comes_up_again_after_every_process_was_killed(standing: Cluster) -> None:
    keep_a_row(standing)
    for pid in leftovers.processes_in(standing.data):
        with suppress(ProcessLookupError):  # one that saw another die and ended by itself
            os.kill(pid, signal.SIGKILL)

    standing.start()

    assert rows(standing) == 1


def test_a_mark_that_now_names_a_stranger_does_not_keep_it_down(standing: Cluster) -> None:
    mark = standing.data / "postmaster.pid"
    words = mark.read_text(encoding="utf-8").splitlines()
    standing.stop()
    mark.write_text("\n".join([str(os.getpid()), *words[1:]]) + "\n", encoding="utf-8")

    standing.start()

    assert standing.standing() is Standing.UP
    assert server_of(standing) != os.getpid()


def test_starting_twice_is_starting_once(standing: Cluster) -> None:
    standing.start()
    first = server_of(standing)
    standing.start()
    assert server_of(standing) == first


@pytest.mark.thorough
def test_two_processes_starting_at_once_get_the_same_server(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    command = [sys.executable, "-c", START, str(home)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[0].strip() for process in both]
    try:
        assert [process.returncode for process in both] == [0, 0]
        assert told[0] == told[1]
        assert embedded.status(home) is Standing.UP
    finally:
        embedded.stop(home)
    assert embedded.status(home) is Standing.DOWN


def test_a_folder_cut_short_while_being_made_is_made_anew(cluster: Cluster) -> None:
    half = cluster.home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    cluster.start()

    assert cluster.standing() is Standing.UP
    assert not half.exists()


def test_data_of_another_version_are_refused_in_a_sentence(cluster: Cluster) -> None:
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError) as refusal:
        cluster.start()
    assert "PostgreSQL 9" in refusal.value.zh
    assert "hx restore" in refusal.value.en


def test_data_that_do_not_start_are_explained_with_the_servers_own_words(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(PostgresError) as refusal:
        cluster.start()
    assert "pg_control" in refusal.value.zh
    assert "startup.log" in refusal.value.en


def test_only_its_own_account_may_enter_the_sockets_folder(standing: Cluster) -> None:
    assert standing.sockets.stat().st_mode & 0o777 == 0o700


def test_texts_sort_by_code_point_in_utf_8(standing: Cluster) -> None:
    with psycopg.connect(standing.url) as link:
        found = link.execute("SELECT string_agg(w, '' ORDER BY w) FROM unnest(ARRAY['a','B','𠮷','王']) w").fetchone()
        encoding = link.execute("SHOW server_encoding").fetchone()
    assert found == ("Ba王𠮷",)
    assert encoding == ("UTF8",)


def test_neither_role_can_look_past_row_security(standing: Cluster) -> None:
    urls = embedded.make_database(standing.url)
    with psycopg.connect(urls.owner) as link:
        powers = link.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'hexian%' ORDER BY 1"
        ).fetchall()
    assert powers == [("hexian_app", False, False, False, False), ("hexian_owner", False, False, True, True)]


def test_the_app_role_owns_nothing_and_can_make_nothing(standing: Cluster) -> None:
    urls = embedded.make_database(standing.url)
    with psycopg.connect(urls.app) as link, pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute("CREATE TABLE mine (n int)")


def test_an_app_role_made_powerful_is_refused(standing: Cluster) -> None:
    embedded.make_database(standing.url)
    with psycopg.connect(standing.url, autocommit=True) as link:
        link.execute("ALTER ROLE hexian_app BYPASSRLS")
    try:
        with pytest.raises(PostgresError, match="NOBYPASSRLS"):
            embedded.make_database(standing.url)
    finally:
        with psycopg.connect(standing.url, autocommit=True) as link:
            link.execute("ALTER ROLE hexian_app NOBYPASSRLS")


def test_a_copy_of_the_engine_runs_where_its_own_place_is_closed(tmp_path: Path) -> None:
    copy = engines.reachable_copy(bundled(), tmp_path)
    asked = [str(copy.program("postgres")), "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert f" {bundled().major}." in told
    assert copy.program("initdb").stat().st_mode & 0o005 == 0o005


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("postgresql://u:p%40ss@db.example:5433/hexian?sslmode=require", None),
        ("host=/tmp/a dbname='he xian' user=u", "postgresql://u@/he%20xian?host=%2Ftmp%2Fa"),
        ("postgresql://u@[::1]:5432/h", None),
        ("postgresql://u@/h?host=%2Frun&port=5440", None),
    ],
)
def test_addresses_keep_every_part(address: str, same: str | None) -> None:
    assert with_parts(address) == (same or address)


def test_a_shown_address_has_no_password() -> None:
    assert embedded.without_password("postgresql://u:secret@db/h") == "postgresql://u@db/h"
