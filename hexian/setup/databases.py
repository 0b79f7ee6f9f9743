"""Which database: the embedded one, or the one that `DATABASE_URL` names; its two addresses, and what it has seen."""

import json
import os
import secrets
from pathlib import Path

import psycopg

from hexian import embedded
from hexian.embedded import DatabaseUrls
from hexian.foundation.crypto import anchors
from hexian.setup import screen
from hexian.setup.places import Places
from hexian.setup.troubles import SetupError

EMBEDDED = "embedded"
SERVER = "server"


def outside(places: Places) -> str | None:
    """The address of a server one already has, as said now or remembered; None for the embedded one."""
    said = os.environ.get("DATABASE_URL", "").strip()
    if said:
        return None if said == EMBEDDED else said
    try:
        told = json.loads(places.database.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(told["owner"]) if told.get("kind") == SERVER else None


def prepare(places: Places) -> DatabaseUrls:
    """Bring the database up, make its roles, and note both addresses in `var/database.json`.

    Raises `SetupError` or `PostgresError`.
    """
    address = outside(places)
    urls = embedded.start(places.postgres) if address is None else _on_server(places, address)
    _write_private(places.database, json.dumps({**vars(urls), "kind": SERVER if address else EMBEDDED}))
    return urls


def birth(urls: DatabaseUrls) -> str:
    """When this database saw its first migration: the same after any restart, another after beginning anew."""
    return _of_migrations(urls, "SELECT min(applied)::text FROM django_migrations")


def state(urls: DatabaseUrls) -> str:
    """Which migrations the database has seen, in short."""
    return _of_migrations(urls, "SELECT count(*) || ' until ' || max(applied) FROM django_migrations")


def empty(places: Places) -> None:
    """Remove every row and table."""
    address = outside(places)
    if address is None:
        embedded.Cluster(places.postgres, embedded.bundled()).wipe()
        return
    embedded.refuse_unfit_server(address)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("DROP SCHEMA public CASCADE")
        link.execute("CREATE SCHEMA public")
        # It stays the same database to PostgreSQL, yet its trail begins anew, and on somebody's word.
        (home,) = link.execute(anchors.HOME).fetchone() or ("",)
    anchors.forget(places.keys, home)


def _on_server(places: Places, address: str) -> DatabaseUrls:
    embedded.refuse_unfit_server(address)
    kept = places.keys / "database-app"
    if not kept.exists():
        # Kept before the role is made: a role whose password nobody knows is of no use.
        _write_private(kept, secrets.token_urlsafe(24))
    urls = DatabaseUrls(address, embedded.make_app_role(address, kept.read_text(encoding="utf-8").strip()))
    if not embedded.can_log_in(urls.app):
        raise SetupError(
            f"数据库角色 hexian_app 已存在，但密码和 {kept} 里的不同：请把原来的密码写进这个文件，"
            "或由管理员 ALTER ROLE hexian_app PASSWORD 改成文件里的，并允许它用密码登录。",
            f"The role hexian_app exists with another password than the one in {kept}: write its password there, or"
            " have an administrator set that one by ALTER ROLE, and let it log in with a password.",
        )
    screen.say(f"✓ 数据库 · database {embedded.without_password(address)}")
    return urls


def _of_migrations(urls: DatabaseUrls, query: str) -> str:
    with psycopg.connect(urls.owner, autocommit=True) as link:
        if link.execute("SELECT to_regclass('public.django_migrations')").fetchone() == (None,):
            return ""
        row: tuple[str | None] | None = link.execute(query.encode()).fetchone()
    return (row and row[0]) or ""


def _write_private(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    half.rename(path)
