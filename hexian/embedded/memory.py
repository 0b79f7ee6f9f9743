"""Room in memory for what a test run throws away: its databases and its temporary files.

To copy a database is to make eight hundred files: up to a second of a core on a disk's file system, here a twentieth.
Where a machine has no such room, everything lies on the disk as before.
"""

import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from hexian.embedded.clusters import Cluster, machine_memory
from hexian.embedded.roles import LOCK, OWNER

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made there is ours, and only the server enters its databases
TABLESPACE = "hexian_memory"
LEAST_FREE, LEAST_MEMORY = 3 << 30, 8 << 30


def tablespace(cluster: Cluster) -> str | None:
    """The tablespace for databases that are thrown away within the run, or None where there is no room for it.

    The server must be up. What lies in it is gone when the machine starts anew: databases in it are dropped then, and
    it is made again. Safe for many workers at once.
    """
    with psycopg.connect(cluster.url, autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        folder = _folder(cluster) / "base"
        if folder.is_dir() and _is_made(link):
            return TABLESPACE
        if not _has_room():
            return None
        _drop(link)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        its = cluster.data.stat()
        if its.st_uid != os.geteuid():
            os.chown(folder, its.st_uid, its.st_gid)
        name = sql.Identifier(TABLESPACE)
        link.execute(sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(name, sql.Literal(str(folder))))
        link.execute(sql.SQL("GRANT CREATE ON TABLESPACE {} TO {}").format(name, sql.Identifier(OWNER)))
    return TABLESPACE


def temporary(cluster: Cluster) -> Path | None:
    """An empty folder for temporary files, or None where there is no room for it. For one run at a time."""
    if not _has_room():
        return None
    folder = _folder(cluster) / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def leave(cluster: Cluster) -> None:
    """Leave nothing in memory, whoever has not lived to drop what was theirs; the server may be up or not."""
    with suppress(psycopg.Error), psycopg.connect(cluster.url, autocommit=True, connect_timeout=5) as link:
        _drop(link)
    shutil.rmtree(_folder(cluster), ignore_errors=True)


def _folder(cluster: Cluster) -> Path:
    # Short: the name of a socket in a folder below may be no longer than a hundred characters.
    return IN_MEMORY / f"hx-{sha256(os.fsencode(cluster.data.resolve())).hexdigest()[:8]}"


def _has_room() -> bool:
    if not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return False
    return shutil.disk_usage(IN_MEMORY).free >= LEAST_FREE and machine_memory() >= LEAST_MEMORY


def _is_made(link: psycopg.Connection) -> bool:
    return link.execute("SELECT 1 FROM pg_tablespace WHERE spcname = %s", [TABLESPACE]).fetchone() is not None


def _drop(link: psycopg.Connection) -> None:
    lying = link.execute(
        "SELECT datname FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE t.spcname = %s",
        [TABLESPACE],
    )
    for (name,) in lying.fetchall():
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    link.execute(sql.SQL("DROP TABLESPACE IF EXISTS {}").format(sql.Identifier(TABLESPACE)))
