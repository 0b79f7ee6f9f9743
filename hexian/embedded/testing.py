"""A throw-away server for the test suite: one per checkout, shared by every worker, quick because it never syncs."""

import os
import shutil
from hashlib import sha256
from pathlib import Path

from hexian.embedded import memory
from hexian.embedded.clusters import Cluster
from hexian.embedded.engines import SHARED_COPIES, Engine, bundled, is_reachable, of_system
from hexian.embedded.roles import DatabaseUrls, make_database
from hexian.embedded.troubles import PostgresError

# `./test pg15` points this at the system's engine: the folder above its `bin`.
ENGINE = "HEXIAN_TEST_ENGINE"
# Older programs leave the folder they are started in, and cannot come back where they may not walk.
STAYS_WHERE_IT_STANDS = 16


def server_for_tests(var: Path) -> DatabaseUrls:
    """Bring up the test server under `var`, or join it; it stays up until `stop_server_for_tests`.

    Safe for many workers at once. The owner may create databases; roles are as in real life.
    """
    cluster = _cluster(var)
    try:
        cluster.start()
    except PostgresError:
        # Unsynced data may be spoilt by a power cut, and nothing in them is worth keeping.
        cluster.start_afresh()
    return make_database(cluster.url)


def stop_server_for_tests(var: Path) -> None:
    """Take the test server down; nothing of it stays outside `var`."""
    cluster = _cluster(var)
    memory.leave(cluster)
    cluster.stop()
    if var not in cluster.home.parents:
        shutil.rmtree(cluster.home, ignore_errors=True)


def place_in_memory(var: Path) -> str | None:
    """The tablespace for databases thrown away within the run; None where the machine has no room for it."""
    return memory.tablespace(_cluster(var))


def temporary_in_memory(var: Path) -> Path | None:
    """The folder for temporary files of one run, empty; None where the machine has no room for it."""
    return memory.temporary(_cluster(var))


def _cluster(var: Path) -> Cluster:
    folder = os.environ.get(ENGINE)
    engine = of_system(Path(folder)) if folder else bundled()
    return Cluster(_home(var, engine), engine, lasting=False)


def _home(var: Path, engine: Engine) -> Path:
    home = var / ("test-postgres" if engine == bundled() else f"test-postgres-{engine.major}")
    if os.geteuid() or engine.major >= STAYS_WHERE_IT_STANDS or is_reachable(home):
        return home
    return SHARED_COPIES / f"{home.name}-{sha256(os.fsencode(home)).hexdigest()[:12]}"
