"""`hx backup` and `hx restore`: the database and the attachments in one file, never the keys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg import sql

from hexian.cli import archives, dumps
from hexian.cli.answers import Stop, answering
from hexian.cli.archives import Manifest, Stored
from hexian.cli.dumps import Address, Link
from hexian.cli.keys import copy_sentence
from hexian.cli.server import database_up
from hexian.embedded import make_app_role
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.crypto import anchors, journal, keyring
from hexian.foundation.crypto.services import catch_up_journal

_COUNT_OBJECTS = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""

#: Said of a database that we made for a drill: only such a one is dropped again.
_DRILL = "made by hx restore --into"
_IN_USE = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
_MADE_AS = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """把数据库和附件备份成 FOLDER 里的一个文件；密钥不在里面，要另存。"""
    with answering(), database_up():
        _warn_about_keys(folder)
        _catch_up()
        folder.mkdir(parents=True, exist_ok=True)
        path, manifest = make_backup(folder)
        _record(path, manifest)
        click.echo(f"已备份：{path}（{path.stat().st_size / 1_000_000:,.1f} MB）")
        click.echo(f"  {len(manifest.tables)} 张表，{sum(manifest.tables.values()):,} 行，已和备份里的逐表核对")
        click.echo(f"  附件 {len(manifest.attachments):,} 个；需要的密钥：{'、'.join(manifest.keys['fields'])}")
        if manifest.missing:
            listed = "\n  ".join(manifest.missing[:20])
            raise Stop(f"备份已做好，但有 {len(manifest.missing)} 个附件找不到或已变样，没有备份进去：\n  {listed}")


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", metavar="NAME", help="恢复到同一服务器上的这个库；没有就新建，有内容就拒绝")
@click.option("--replace", is_flag=True, help="核对无误后换下现在的库；现在的库改名保留，不删除")
@click.option("--drop", metavar="NAME", help="演练完：删掉用 --into 恢复出来的这个库，不用写 FILE")
def restore(file: Path | None, into: str | None, replace: bool, drop: str | None) -> None:
    """从备份恢复数据库和附件，逐表核对行数，再做一次体检。"""
    if sum(map(bool, (into, replace, drop))) > 1:
        raise click.UsageError("--into、--replace、--drop 只能用一个。")
    if drop:
        _drop_drill(drop)
    elif file is None:
        raise click.UsageError("请写明备份文件：hx restore FILE。")
    else:
        _restore(file, into, replace=replace)


def _restore(file: Path, into: str | None, *, replace: bool) -> None:
    with answering(), database_up(), archives.opened(file) as (archive, manifest):
        refuse_without_keys(manifest)
        _refuse_later_schema(manifest)
        here = Address.configured()
        target = here.named(into or (f"{here.database}_restoring" if replace else here.database))
        if replace:
            _refuse_in_use(here)
        with _empty_database(here, target), target.connect() as link, archives.dump_in(archive) as dump:
            click.echo(f"正在恢复到 {target.database} ……")
            dumps.load(dump, target, link)
            _refuse_unequal(manifest.tables, dumps.count_rows(link))
        click.echo(f"  {len(manifest.tables)} 张表的行数都与备份时相同")
        files = archives.unpack_attachments(archive, manifest.stored(), Path(settings.ATTACHMENTS_DIR))
        click.echo(f"  放回附件 {files:,} 个")
        _finish(target, beside=not replace and target.database != here.database)
        if replace:
            _swap(here, target)


def _drop_drill(name: str) -> None:
    """Drop a database that `--into` made, and what the key folder noted of its trail; no other is touched."""
    with answering(), database_up():
        here = Address.configured()
        _refuse_no_drill(here, name)
        with here.named(name).connect() as link:
            (home,) = link.execute(anchors.HOME).fetchone() or ("",)
        _drop_database(here, name)
        anchors.forget(keyring.ring().folder, home)
        click.echo(f"演练用的库 {name} 已删除；正在用的 {here.database} 没有动。")


def _refuse_no_drill(here: Address, name: str) -> None:
    with here.connect() as link:
        found = link.execute(_MADE_AS, [name]).fetchone()
        sessions = link.execute(_IN_USE, [name]).fetchone()
    if found is None:
        raise Stop(f"这台服务器上没有数据库 {name}。请核对名字，写演练时 --into 后面的那个。")
    if name == here.database or found != (_DRILL,):
        raise Stop(f"数据库 {name} 不是 hx restore --into 建的，没有删。这里只删演练用的库。")
    if sessions != (0,):
        raise Stop(f"还有人在用 {name}，没有删。请先断开，再运行一次。")


def make_backup(folder: Path) -> tuple[Path, Manifest]:
    """Write one backup file. Raises `Stop` when rows are hidden from it or its counts are not those of the database."""
    address = Address.configured()
    moment = timezone.now()
    path = folder / f"hexian-{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y%m%d-%H%M%S}.zip"
    with dumps.snapshot(address) as (link, snapshot_name):
        _refuse_hidden(link)
        manifest = _describe(address, link, moment)
        with archives.draft(path, manifest) as draft:
            with dumps.dump(address, link, snapshot_name) as stream:
                draft.add_dump(stream)
            draft.add_attachments(Path(settings.ATTACHMENTS_DIR), _stored_files(link))
        _check(path, manifest, link)
    return path, manifest


def refuse_without_keys(manifest: Manifest) -> None:
    """Raise `Stop` when a key the backup was sealed with is not in the key folder."""
    ring = keyring.ring()
    missing = [key_id for kind, ids in manifest.keys.items() for key_id in ids if key_id not in ring.ids(kind)]
    if missing:
        raise Stop(
            f"密钥文件夹 {ring.folder} 里没有这份备份用的密钥：{'、'.join(missing)}。没有它们，身份证号等加密内容"
            "永远打不开，审计链也无法验证。请先把当时的密钥文件夹副本放回来，再恢复；备份里没有密钥，别处也找不回。"
        )


def _warn_about_keys(folder: Path) -> None:
    keys = keyring.ring().folder
    click.secho("注意：密钥不在备份里。没有密钥，备份中的身份证号等加密内容谁也打不开。", fg="yellow")
    click.secho(f"  {copy_sentence(keys)}", fg="yellow")
    if keys.resolve().is_relative_to(folder.resolve()):
        raise Stop(f"密钥文件夹 {keys} 就在备份文件夹 {folder} 里：拿到备份的人也就拿到了密钥。请换一个备份文件夹。")


def _catch_up() -> None:
    with scope(_actor()):
        catch_up_journal()


def _describe(address: Address, link: Link, moment: datetime) -> Manifest:
    migrations = link.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return Manifest(
        made_at=moment.isoformat(),
        server=str(link.info.server_version),
        database=address.database,
        tables=dumps.count_rows(link),
        migrations=[row[0] for row in migrations],
        keys={"fields": _field_keys(link), "audit": _audit_keys(link)},
    )


def _field_keys(link: Link) -> list[str]:
    """The ids of every key that a value of this snapshot is sealed with, and of those noted as in use."""
    ids = {row[0] for row in link.execute("SELECT key_id FROM crypto_known_key WHERE retired_at IS NULL").fetchall()}
    for column in crypto.sealed_columns():
        name = sql.Identifier(column.column_of(column.sealed_field))
        query = sql.SQL("SELECT DISTINCT encode(substring({0} FROM 2 FOR 4), 'hex') FROM {1} WHERE {0} IS NOT NULL")
        ids |= {row[0] for row in link.execute(query.format(name, sql.Identifier(column.table))).fetchall()}
    return sorted(ids)


def _audit_keys(link: Link) -> list[str]:
    return [row[0] for row in link.execute("SELECT DISTINCT key_id FROM audit_block ORDER BY 1").fetchall()]


def _stored_files(link: Link) -> Iterator[Stored]:
    for path, size, digest in link.execute(
        "SELECT path, size, sha256 FROM attachments_attachment ORDER BY path"
    ).fetchall():
        yield Stored(path, size, digest)


def _refuse_hidden(link: Link) -> None:
    hidden = dumps.hidden_tables(link)
    if hidden:
        raise Stop(f"这些表的行级保护没有给系统留门，备份会缺行，已停止：{'、'.join(hidden)}。请运行 hx doctor 查看。")


def _check(path: Path, manifest: Manifest, link: Link) -> None:
    """Read the finished file once more and count what is in it; a backup that fails is not kept."""
    try:
        with archives.opened(path) as (archive, _), archives.dump_in(archive) as dump:
            _refuse_unequal(manifest.tables, dumps.counts_in_dump(dump, link))
    except Stop:
        path.unlink()
        raise


def _refuse_unequal(wanted: dict[str, int], found: dict[str, int]) -> None:
    unlike = sorted(table for table in wanted.keys() | found.keys() if wanted.get(table) != found.get(table))
    if unlike:
        listed = "；".join(
            f"{table} 应有 {wanted.get(table, 0):,} 行，实有 {found.get(table, 0):,} 行" for table in unlike
        )
        raise Stop(f"行数对不上，这份不能用：{listed}。")


def _refuse_later_schema(manifest: Manifest) -> None:
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations or {}}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise Stop(f"这份备份是较新的和弦做的（这里没有 {unknown[-1]}）。请先升级和弦，再恢复。")


@contextmanager
def _empty_database(here: Address, target: Address) -> Iterator[None]:
    """Make the database if there is none, refuse it if it holds anything; drop it again when the loading fails."""
    made = False
    if target.database != here.database:
        made = _make_database(here, target.database)
    _refuse_filled(target)
    try:
        yield
    except BaseException:
        if made:
            _drop_database(here, target.database)
        raise


def _refuse_in_use(here: Address) -> None:
    """A database is renamed only while nobody is in it: better said before an hour of restoring than after."""
    connection.close()
    with here.named("postgres").connect() as link:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usesysid IS NOT NULL"
        (sessions,) = link.execute(query, [here.database]).fetchone() or (0,)
    if sessions:
        raise Stop(
            f"还有 {sessions} 个连接在用 {here.database}。请先停下和弦（在运行 ./run 的窗口按 Ctrl-C），再运行一次。"
        )


def _make_database(here: Address, name: str) -> bool:
    with here.connect(autocommit=True) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        try:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            link.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(_DRILL)))
        except psycopg.errors.InsufficientPrivilege as fault:
            raise Stop(f"账号没有新建数据库的权限。请由管理员建好空库 {name}，再运行一次。") from fault
    return True


def _drop_database(here: Address, name: str) -> None:
    with here.connect(autocommit=True) as link:
        drop = sql.SQL("DROP DATABASE {}").format(sql.Identifier(name))
        try:
            # PostgreSQL sends its own housekeeping away for this; by force the owner may not, and would be refused.
            link.execute(drop)
        except psycopg.errors.ObjectInUse:
            link.execute(drop + sql.SQL(" WITH (FORCE)"))


def _refuse_filled(target: Address) -> None:
    with target.connect() as link:
        (objects,) = link.execute(_COUNT_OBJECTS).fetchone() or (0,)
    if objects:
        raise Stop(
            f"数据库 {target.database} 里已经有内容，恢复不会覆盖它。要另外恢复一份，请加 --into 新库名；"
            "要换下现在的库，请先停下和弦，再加 --replace。"
        )


def _finish(target: Address, *, beside: bool) -> None:
    """Destroy again who was destroyed since, bring the structure up to date, give the app its rights, look it over."""
    make_app_role(target.url)
    destroyed = _destroy_again(target)
    click.echo(f"  按销毁日志再次销毁 {destroyed:,} 人的加密内容")
    if destroyed:
        click.secho("  这些人的姓名等没有加密的信息随旧备份回来了，请为他们再办一次注销。", fg="yellow")
    _run_beside(target, "migrate")
    # The backup's trail ends before the live one's: said, and from here on compared with what was restored.
    words = ["--beside"] if beside else []
    _run_beside(target, "keys", "anchor", "--reset", *words)
    _run_beside(target, "doctor", *words)


def _destroy_again(target: Address) -> int:
    gone = journal.destroyed(keyring.ring().folder)
    with target.connect() as link:
        done = link.execute(
            "UPDATE crypto_subject s SET salt = NULL, destroyed_at = g.at "
            "FROM unnest(%s::uuid[], %s::timestamptz[]) g (id, at) WHERE s.id = g.id AND s.salt IS NOT NULL",
            [list(gone), list(gone.values())],
        )
        return done.rowcount


def _run_beside(target: Address, *command: str) -> None:
    """Run another `hx` command on the restored database, in a process of its own."""
    surroundings = {**os.environ, "DATABASE_URL": target.url, "HEXIAN_APP_DATABASE_URL": target.url}
    done = subprocess.run([sys.executable, "-m", "hexian.cli", *command], env=surroundings, check=False)
    if done.returncode:
        raise Stop(f"数据已恢复到 {target.database}，但 hx {' '.join(command)} 没有通过，见上面的说明。")


def _swap(here: Address, target: Address) -> None:
    """Give the restored database the name of the present one, which is kept under another."""
    connection.close()
    kept = f"{here.database}_before_{timezone.now():%Y%m%d%H%M%S}"
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with here.named("postgres").connect() as link:
        for old, new in [(here.database, kept), (target.database, here.database)]:
            link.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))
        # In use from now on, so no drill any more.
        link.execute(sql.SQL("COMMENT ON DATABASE {} IS NULL").format(sql.Identifier(here.database)))
    click.echo(f"已换上恢复的库。原来的库改名为 {kept}，确认不要了再删除。")


def _record(path: Path, manifest: Manifest) -> None:
    actor, rows = _actor(), sum(manifest.tables.values())
    with scope(actor):
        facts: dict[str, Any] = {"folder": str(path.parent.resolve()), "file": path.name, "rows": rows}
        audit.record("backup.made", "backup", actor=actor, code=ROOT_CODE, **facts)


def _actor() -> Actor:
    return Actor.system("hx backup", timezone.now())
