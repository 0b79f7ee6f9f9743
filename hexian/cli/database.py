"""The steps of set-up that touch the database: structure, facts every union needs, static files."""

from __future__ import annotations

import gc

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from hexian.domains.orgs import services as orgs
from hexian.foundation.access import scope
from hexian.foundation.access.grants import grant_to_app
from hexian.foundation.actor import Actor
from hexian.foundation.clock import services as clock
from hexian.foundation.lawbook import services as lawbook
from hexian.foundation.regions import services as regions


@click.command()
@click.option("--check", is_flag=True, help="只看有没有没执行的迁移")
def migrate(check: bool) -> None:
    """Bring the database's structure up to date as its owner, then give the app role its rights."""
    if check:
        call_command("migrate", check=True, verbosity=0)
        return
    waiting, is_new = _waiting()
    # Each step makes thousands of classes anew: to look them over after every 700 objects takes a sixth of the time.
    gc.set_threshold(100_000, 20, 100)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    grant_to_app()
    done = "建好了数据库结构" if is_new else "更新了数据库结构"
    click.echo(f"{done}，共 {waiting:,} 步。" if waiting else "数据库结构已是最新。")


def _waiting() -> tuple[int, bool]:
    """How many migrations the database has not seen, and whether it has seen none at all."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(plan), not executor.loader.applied_migrations


@click.command()
def seed() -> None:
    """Load what is the same for every union; doing it again changes nothing."""
    actor = Actor.system("seed", timezone.now())
    with scope(actor):
        click.echo(f"区划 {regions.load():,} 条")
        click.echo(f"工作日历 {clock.seed_calendar():,} 天")
        click.echo(f"法定参数 {lawbook.seed():,} 条")
        click.echo(f"标准角色 {orgs.seed_roles():,} 个")


@click.command()
def static() -> None:
    """Collect static files where the web server finds them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--check", is_flag=True, help="有改动没写成迁移就报错")
@click.option("--name", "-n", default=None, help="迁移的名字，说明做了什么")
@click.argument("apps", nargs=-1)
def makemigrations(check: bool, name: str | None, apps: tuple[str, ...]) -> None:
    """Write migrations for changed tables; each is named after what it does."""
    if not check and not name:
        raise click.UsageError("请用 -n 给迁移起名，例如 -n add_join_points。")
    call_command("makemigrations", *apps, check_changes=check, name=name, interactive=False)
