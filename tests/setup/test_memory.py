"""What a test run throws away lies in memory, outlives nothing, and is made anew when the machine was started anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hexian.embedded import Cluster, bundled, memory
from hexian.embedded.roles import make_database

pytestmark = pytest.mark.skipif(not memory._has_room(), reason="this machine keeps no files in memory")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "postgres", bundled(), lasting=False)
    made.start()
    make_database(made.url)
    yield made
    memory.leave(made)
    made.wipe()


def make_in(cluster: Cluster, name: str) -> None:
    """A database with a row, in memory."""
    place = memory.tablespace(cluster)
    assert place
    with psycopg.connect(cluster.url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} TABLESPACE {place}")


def databases(cluster: Cluster) -> set[str]:
    with psycopg.connect(cluster.url) as link:
        return {str(name) for (name,) in link.execute("SELECT datname FROM pg_database")}


def test_a_database_lies_in_memory_until_it_is_left(cluster: Cluster) -> None:
    make_in(cluster, "thrown")
    folder = memory._folder(cluster)
    assert any((folder / "base").rglob("PG_VERSION"))

    memory.leave(cluster)
    assert not folder.exists()
    assert "thrown" not in databases(cluster)


def test_after_a_new_start_of_the_machine_it_is_made_anew(cluster: Cluster) -> None:
    make_in(cluster, "lost")
    cluster.stop()
    shutil.rmtree(memory._folder(cluster))
    cluster.start()

    make_in(cluster, "later")
    assert {"later"} == databases(cluster) & {"lost", "later"}


def test_temporary_files_of_an_earlier_run_are_gone(cluster: Cluster) -> None:
    folder = memory.temporary(cluster)
    assert folder
    (folder / "left").write_text("x")
    assert memory.temporary(cluster) == folder
    assert not any(folder.iterdir())


def test_without_room_everything_lies_on_the_disk(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LEAST_FREE", 1 << 60)
    assert (memory.tablespace(cluster), memory.temporary(cluster)) == (None, None)
