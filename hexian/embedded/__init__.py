"""The PostgreSQL that comes with pip: started, stopped and asked by us; nothing else knows of it.

Worked example: `start(Path("var/postgres"))` makes the cluster if there is none, brings it up after whatever
happened to it, makes the two roles and the database, and returns their addresses. `stop` takes it down again.
"""

from pathlib import Path

from hexian.embedded.clusters import Cluster, Standing
from hexian.embedded.engines import Engine, bundled, of_system
from hexian.embedded.roles import (
    DatabaseUrls,
    can_log_in,
    make_app_role,
    make_database,
    refuse_unfit_server,
    without_password,
)
from hexian.embedded.testing import (
    place_in_memory,
    server_for_tests,
    stop_server_for_tests,
    temporary_in_memory,
)
from hexian.embedded.troubles import PostgresError

__all__ = [
    "Cluster",
    "DatabaseUrls",
    "Engine",
    "PostgresError",
    "Standing",
    "bundled",
    "can_log_in",
    "make_app_role",
    "make_database",
    "of_system",
    "place_in_memory",
    "program",
    "refuse_unfit_server",
    "server_for_tests",
    "start",
    "status",
    "stop",
    "stop_server_for_tests",
    "temporary_in_memory",
    "without_password",
]


def start(home: Path) -> DatabaseUrls:
    """Bring up the cluster in `home` with its two roles and database, whatever state it was left in.

    Raises `PostgresError`. Safe to call from many processes at once.
    """
    cluster = Cluster(home, bundled())
    cluster.start()
    return make_database(cluster.url)


def stop(home: Path) -> None:
    """Take the cluster in `home` down, ending its sessions; nothing happens if it is not up."""
    Cluster(home, bundled()).stop()


def status(home: Path) -> Standing:
    """Whether the cluster in `home` answers, as its socket says."""
    return Cluster(home, bundled()).standing()


def program(name: str) -> Path:
    """Where one of the engine's programs lies (`pg_dump`, `pg_restore`, `psql`)."""
    return bundled().program(name)
