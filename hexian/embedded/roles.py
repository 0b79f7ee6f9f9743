"""The two roles: an owner that migrates, and `hexian_app`, which owns nothing and cannot look past row security."""

from dataclasses import dataclass
from typing import Any, LiteralString, cast
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from hexian.embedded.troubles import PostgresError

OWNER = "hexian_owner"
APP = "hexian_app"
DATABASE = "hexian"
OLDEST = 15
# Any number, the same in every process: one at a time makes roles.
LOCK = 2_026_112_101
# Not a superuser, so row security binds it too where it is forced; it makes `hexian_app` and, for drills, databases.
MAKE_OWNER: LiteralString = "CREATE ROLE hexian_owner LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS"
MAKE_APP: LiteralString = "CREATE ROLE hexian_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}"

Link = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class DatabaseUrls:
    """Addresses of one database: as its owner, and as the role that web, jobs and tests use."""

    owner: str
    app: str


def make_database(server: str) -> DatabaseUrls:
    """Make owner, database and app role where they are missing, on a server whose superuser `server` names."""
    with psycopg.connect(server, autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _has_role(link, OWNER):
            link.execute(MAKE_OWNER)
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            link.execute("CREATE DATABASE hexian OWNER hexian_owner")
    owner = with_parts(server, user=OWNER, dbname=DATABASE)
    return DatabaseUrls(owner, make_app_role(owner))


def make_app_role(owner: str, password: str | None = None) -> str:
    """Make `hexian_app` through the owner if it is missing, and return its address.

    Raises `PostgresError` when a role of that name may bypass row security.
    """
    with psycopg.connect(owner, autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _has_role(link, APP):
            link.execute(sql.SQL(MAKE_APP).format(sql.Literal(password)))
        _refuse_powerful_app(link)
        name = link.execute("SELECT current_database()").fetchone()
        database = sql.Identifier(cast("tuple[str]", name)[0])
        link.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO hexian_app").format(database))
        link.execute("GRANT USAGE ON SCHEMA public TO hexian_app")
    return with_parts(owner, user=APP, password=password)


def refuse_unfit_server(owner: str) -> None:
    """Look whether a server one already has can carry Hexian.

    Raises `PostgresError` when it cannot be reached, is too old, is not UTF-8, or its user may do too little.
    """
    _refuse_nonsense(owner)
    try:
        with psycopg.connect(owner, autocommit=True, connect_timeout=10) as link:
            _refuse_old(link.info.server_version)
            _refuse_other_encoding(link)
            _refuse_weak_owner(link)
    except psycopg.OperationalError as fault:
        reason = str(fault).strip().splitlines()[0]
        raise PostgresError(
            f"连不上 DATABASE_URL 指的数据库（{reason}）：请检查地址、账号和数据库是否开着，再运行一次。",
            f"The database in DATABASE_URL cannot be reached ({reason}): check address, account and server, run again.",
        ) from fault


def can_log_in(url: str) -> bool:
    """Whether the server lets this account in."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def without_password(url: str) -> str:
    """The same address, fit to be shown."""
    return with_parts(url, password=None)


def with_parts(url: str, **changed: str | None) -> str:
    """The same address with some parts changed; a part set to None is left out."""
    parts = {name: str(value) for name, value in {**conninfo_to_dict(url), **changed}.items() if value is not None}
    user, password = quote(parts.pop("user", ""), safe=""), quote(parts.pop("password", ""), safe="")
    host, port, name = parts.pop("host", ""), parts.pop("port", ""), quote(parts.pop("dbname", ""), safe="")
    if host.startswith("/") or "," in host:
        parts["host"], host = host, ""
    if not host and port:
        parts["port"], port = port, ""
    where = f"[{host}]" if ":" in host else host
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    rest = f"?{urlencode(parts, quote_via=quote, safe='')}" if parts else ""
    return f"postgresql://{who}{where}{':' + port if port else ''}/{name}{rest}"


def _has_role(link: Link, name: str) -> bool:
    return link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None


def _refuse_powerful_app(link: Link) -> None:
    query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'hexian_app'"
    if link.execute(query).fetchone() != (False,):
        raise PostgresError(
            "数据库角色 hexian_app 权限过大，会绕过行级保护：请由管理员执行"
            " ALTER ROLE hexian_app NOSUPERUSER NOBYPASSRLS。",
            "The role hexian_app could bypass row security: have an administrator run"
            " ALTER ROLE hexian_app NOSUPERUSER NOBYPASSRLS.",
        )


def _refuse_nonsense(address: str) -> None:
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        # The address itself is not repeated: there may be a password in it.
        raise PostgresError(
            "DATABASE_URL 读不懂：应写成 postgresql://账号:密码@主机:5432/数据库。",
            "DATABASE_URL makes no sense: write postgresql://user:password@host:5432/database.",
        ) from None


def _refuse_old(version: int) -> None:
    if version < OLDEST * 10_000:
        raise PostgresError(
            f"DATABASE_URL 的 PostgreSQL 是 {version // 10_000} 版，Hexian 要 {OLDEST} 版以上。",
            f"The PostgreSQL in DATABASE_URL is version {version // 10_000}; Hexian needs {OLDEST} or later.",
        )


def _refuse_other_encoding(link: Link) -> None:
    if link.execute("SHOW server_encoding").fetchone() != ("UTF8",):
        raise PostgresError(
            "DATABASE_URL 的数据库不是 UTF-8 编码，存不下所有汉字：请新建一个 UTF8 的数据库。",
            "The database in DATABASE_URL is not UTF-8 and cannot hold every character: make one with ENCODING 'UTF8'.",
        )


def _refuse_weak_owner(link: Link) -> None:
    query = """
        SELECT (rolsuper OR rolcreaterole OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'hexian_app')),
               has_schema_privilege('public', 'CREATE'), rolname
        FROM pg_roles WHERE rolname = current_user
    """
    may_make_roles, may_make_tables, name = link.execute(query).fetchone() or (False, False, "?")
    if may_make_roles and may_make_tables:
        return
    need = f"ALTER ROLE {name} CREATEROLE; ALTER DATABASE {link.info.dbname} OWNER TO {name};"
    raise PostgresError(
        f"DATABASE_URL 的账号 {name} 要能建表、建角色：请由管理员执行 {need}",
        f"The account {name} in DATABASE_URL must be able to make tables and roles: have an administrator run {need}",
    )
