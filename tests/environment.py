"""Loaded by pytest before Django: a real server, a database of its own per worker cloned from one template.

The template is made once per state of the migrations and facts, then reused; cloning it takes a tenth of a second.
Everything connects as `hexian_app`, which owns nothing; only the template is built as the owner.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from hexian import embedded
from hexian.embedded.clusters import SUPERUSER
from hexian.embedded.roles import with_parts

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("HEXIAN_TEST_VAR", ROOT / "var"))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
#: An installation's own folders are never the tests'.
for elsewhere in ("HEXIAN_KEYS_DIR", "HEXIAN_ATTACHMENTS_DIR"):
    os.environ.pop(elsewhere, None)
#: Says which worker's surroundings these are; a process it starts inherits the mark.
MARK = "HEXIAN_TEST_WORKER"
if os.environ.get(MARK) == WORKER:
    # It would drop the database its own test is using.
    raise ImportError("tests.environment belongs to pytest alone: a process a test starts must not load it")
os.environ[MARK] = WORKER
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]


def state_of_the_schema() -> str:
    """A digest of everything a fresh database is made from."""
    digest = sha256()
    patterns = ("**/migrations/*.py", "**/data/*", "foundation/access/*.py", "domains/orgs/rules.py", "cli/database.py")
    files = {file for pattern in patterns for file in (ROOT / "hexian").glob(pattern) if file.is_file()}
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def lock(name: str) -> Iterator[None]:
    """One process at a time."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def template(urls: embedded.DatabaseUrls) -> str:
    """The name of the ready-made database, made now if need be."""
    name = f"hexian_template_{state_of_the_schema()}"
    with lock("test-template"), psycopg.connect(urls.owner, autocommit=True) as owner:
        if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return name
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        build(with_parts(urls.owner, dbname=name))
        owner.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


def build(owner_url: str) -> None:
    """Migrate and seed in processes of their own, as set-up does."""
    with tempfile.TemporaryDirectory() as home:
        surroundings = os.environ | {
            "DATABASE_URL": owner_url,
            "HEXIAN_APP_DATABASE_URL": owner_url,
            "HEXIAN_HOME": home,
        }
        for command in ("migrate", "seed"):
            done = subprocess.run(
                [sys.executable, "-m", "hexian.cli", command],
                env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                message = f"hx {command} failed:\n{done.stdout}\n{done.stderr}"
                raise SystemExit(message)


def clone(name: str, source: str | None = None) -> embedded.DatabaseUrls:
    """A database of that name, copied from the template (or from `source`); an older one is dropped first."""
    source = source or template(URLS)
    drop(name)
    with lock("test-clone"), psycopg.connect(URLS.owner, autocommit=True) as owner:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        owner.execute(copy if PLACE is None else sql.SQL("{} TABLESPACE {}").format(copy, sql.Identifier(PLACE)))
    return embedded.DatabaseUrls(with_parts(URLS.owner, dbname=name), with_parts(URLS.app, dbname=name))


def ready() -> str:
    """The address of the template, as superuser: a trial on a server of its own begins with a copy of it."""
    return with_parts(URLS.owner, user=SUPERUSER, dbname=template(URLS))


def drop(name: str) -> None:
    """Drop a database, ending whoever is still in it."""
    # The owner may not end a session of the app role that is only just saying goodbye.
    with psycopg.connect(with_parts(URLS.owner, user=SUPERUSER), autocommit=True) as superuser:
        superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def end_sessions(name: str) -> None:
    """End whoever is still in a database, which stays for now."""
    with psycopg.connect(with_parts(URLS.owner, user=SUPERUSER), autocommit=True) as superuser:
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def discard(name: str) -> None:
    """Drop a database: at once where it lies in memory, else when the run ends, if the disk has room for all of them.

    A database is a thousand files.  Ext4 gives nobody the number of a file removed in the last minutes, and looks at
    each of those again for every file it makes: with one database dropped after the other, that took more time than
    all the rest of making one, a whole second of a core.
    """
    if PLACE or shutil.disk_usage(VAR).free < ROOM_FOR_DISCARDED:
        drop(name)
        return
    end_sessions(name)
    _discarded.append(name)


def drop_discarded() -> None:
    """Drop what this run has discarded."""
    while _discarded:
        drop(_discarded.pop())


def drop_forgotten() -> None:
    """Drop what runs that were killed hours ago have left; one whose files are just being made or removed is not."""
    with lock("test-clone"), psycopg.connect(with_parts(URLS.owner, user=SUPERUSER), autocommit=True) as superuser:
        names = superuser.execute(
            "SELECT datname FROM pg_database AS d WHERE datname LIKE 'test\\_%'"
            " AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '3 hours'"
            " AND NOT EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datname = d.datname)"
        ).fetchall()
        for (name,) in names:
            superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


#: Bytes: seventy databases of 27 MB, and as much again.
ROOM_FOR_DISCARDED = 6_000_000_000
_discarded: list[str] = []
URLS = embedded.server_for_tests(VAR)
PLACE = embedded.place_in_memory(VAR)
drop_forgotten()
HOME = VAR / "test-home" / f"{RUN}-{WORKER}"
DATABASE = f"test_{RUN}_{WORKER}"
_own = clone(DATABASE)

HOME.mkdir(parents=True, exist_ok=True)
for _folder in ("frontend", "static"):
    (HOME / _folder).mkdir(exist_ok=True)
os.environ["HEXIAN_HOME"] = str(HOME)
os.environ["HEXIAN_TESTING"] = "1"
# Codes are refused where no text could go out; messages of tests stay in the outbox.
os.environ["HEXIAN_SMS_URL"] = "http://127.0.0.1:9/sms"
os.environ["DATABASE_URL"] = _own.owner
os.environ["HEXIAN_APP_DATABASE_URL"] = _own.app
os.environ["DJANGO_SETTINGS_MODULE"] = "hexian.config.settings"
