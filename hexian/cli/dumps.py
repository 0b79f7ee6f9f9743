"""Dump a database, count what is in the dump, load it into an empty one: with PostgreSQL's own programs.

Everything runs as the owner of the tables, who is no superuser: FORCE row-level security binds it too.  So every
session says `hexian.system = on`, which each policy lets through, and row security stays on; pg_dump would otherwise
switch it off and be refused.  A table whose policy forgot the system would be dumped without rows: `hidden_tables`
finds it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Any, cast

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hexian.cli.answers import Stop
from hexian.embedded import PostgresError, bundled
from hexian.embedded.roles import with_parts

Link = psycopg.Connection[tuple[Any, ...]]
#: Where Debian and Red Hat put the programs of each major version.
_PLACES = ("/usr/lib/postgresql/{major}/bin", "/usr/pgsql-{major}/bin")
_SYSTEM = "-c hexian.system=on -c row_security=on"
_COPY = re.compile(rb'^COPY ("(?:[^"]|"")+"|[^\s".]+)\.("(?:[^"]|"")+"|[^\s".]+) .*FROM stdin;$')
_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
    ORDER BY 1, 2
"""
_HIDDEN = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND n.nspname = 'public' AND (
        NOT EXISTS (
            SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('r', '*')
            AND pg_get_expr(p.polqual, p.polrelid) LIKE '%hexian_is_system()%')
        OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive))
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Address:
    """A database as its owner reaches it; the password goes by the environment, never onto a command line."""

    parts: Mapping[str, str]
    password: str

    @classmethod
    def configured(cls) -> Address:
        """The database the settings name."""
        settings = connection.settings_dict
        names = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}
        parts = {libpq: str(settings[name]) for name, libpq in names.items() if settings[name]}
        more = {name: value for name, value in settings.get("OPTIONS", {}).items() if isinstance(value, str)}
        return cls({**more, **parts}, settings["PASSWORD"])

    @property
    def database(self) -> str:
        """The database's name."""
        return self.parts["dbname"]

    @property
    def conninfo(self) -> str:
        """libpq's connection string, without the password, with the system's eyes."""
        options = f"{self.parts.get('options', '')} {_SYSTEM}".strip()
        return make_conninfo(**{**self.parts, "options": options})

    @property
    def url(self) -> str:
        """The address as `DATABASE_URL` takes it, password and all: for a process's environment, never for a log."""
        return with_parts(make_conninfo(**self.parts), password=self.password or None)

    def named(self, database: str) -> Address:
        """Another database on the same server."""
        return Address({**self.parts, "dbname": database}, self.password)

    def connect(self, *, autocommit: bool = False) -> Link:
        """A session of the owner that sees every row."""
        return psycopg.connect(self.conninfo, password=self.password, autocommit=autocommit)


@contextmanager
def snapshot(address: Address) -> Iterator[tuple[Link, str]]:
    """A read-only transaction whose view others may share by the name that comes with it."""
    with address.connect() as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (name,) = link.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield link, name


def count_rows(link: Link) -> dict[str, int]:
    """Rows of every table by `schema.table`, as this session sees them."""
    counts: dict[str, int] = {}
    for schema, table in link.execute(_TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        (counts[f"{schema}.{table}"],) = link.execute(query).fetchone() or (0,)
    return counts


def hidden_tables(link: Link) -> list[str]:
    """Tables whose policies do not let the system see every row: a dump would leave rows out without a word."""
    return [row[0] for row in link.execute(_HIDDEN).fetchall()]


@contextmanager
def dump(address: Address, link: Link, snapshot_name: str) -> Iterator[IO[bytes]]:
    """The dump of that snapshot as a stream of bytes, in pg_dump's compressed archive format."""
    command = [
        str(program("pg_dump", link)), "--format=custom", "--enable-row-security", f"--snapshot={snapshot_name}",
        "--no-password", f"--dbname={address.conninfo}",
    ]  # fmt: skip
    with _running(command, address, stdout=subprocess.PIPE) as process:
        yield cast("IO[bytes]", process.stdout)


def counts_in_dump(archive: IO[bytes], link: Link) -> dict[str, int]:
    """Rows of every table as they stand in a dump, read from the dump itself."""
    command = [str(program("pg_restore", link)), "--data-only", "--file=-"]
    with _running(command, None, source=archive, stdout=subprocess.PIPE) as process:
        return _count_copied(cast("IO[bytes]", process.stdout))


def load(archive: IO[bytes], address: Address, link: Link) -> None:
    """Load a dump into an empty database, all of it or nothing; rights are given anew afterwards by `hx migrate`."""
    command = [
        str(program("pg_restore", link)), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        "--no-password", f"--dbname={address.conninfo}",
    ]  # fmt: skip
    with _running(command, address, source=archive) as process:
        process.wait()


def program(name: str, link: Link) -> Path:
    """PostgreSQL's program of the server's own major version: only that one both writes and reads what the other wrote.

    Raises `Stop` when there is none.
    """
    wanted = link.info.server_version // 10_000
    found = next((path for path in _candidates(name, wanted) if _major(path) == wanted), None)
    if found is None:
        raise Stop(
            f"找不到 {name} {wanted}：数据库是 PostgreSQL {wanted}。"
            f"请安装同一版本的客户端（如 postgresql-client-{wanted}），再运行一次。"
        )
    return found


def _candidates(name: str, major: int) -> Iterator[Path]:
    # A server of one's own, and a Python without the embedded one: the system's programs will do.
    with suppress(PostgresError):
        yield bundled().program(name)
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from (path for place in _PLACES if (path := Path(place.format(major=major)) / name).exists())


def _major(path: Path) -> int:
    # «pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)»
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\) (\d+)", told)
    return int(match.group(1)) if match else 0


@contextmanager
def _running(
    command: list[str], address: Address | None, *, source: IO[bytes] | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside us, feeding it from a file-like source; its last words become the sentence when it fails."""
    surroundings = {**os.environ, "PGPASSWORD": address.password} if address and address.password else None
    stdin = subprocess.PIPE if source else subprocess.DEVNULL
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=errors, env=surroundings) as process:
            feeder = Thread(target=_feed, args=(source, process.stdin)) if source else None
            if feeder:
                feeder.start()
            yield process
            if feeder:
                feeder.join()
        if process.returncode:
            errors.seek(0)
            told = errors.read().decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
            cause = next((line for line in told if "error" in line.lower()), told[-1])
            raise Stop(f"{Path(command[0]).name} 没有做完：{cause}")


def _feed(source: IO[bytes], sink: IO[bytes]) -> None:
    # A program that has read enough, or has failed, closes its end: its exit code says which.
    with suppress(BrokenPipeError, ValueError), sink:
        shutil.copyfileobj(source, sink, 1 << 20)


def _count_copied(lines: Iterable[bytes]) -> dict[str, int]:
    counts: dict[str, int] = {}
    table = ""
    for line in lines:
        if table:
            if line == b"\\.\n":
                table = ""
            else:
                counts[table] += 1
        elif match := _COPY.match(line):
            table = ".".join(_unquoted(part.decode()) for part in match.groups())
            counts[table] = 0
    return counts


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
