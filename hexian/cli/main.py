"""The command line: `hx --help` reads like a table of contents."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click
import psycopg
from django.db import OperationalError

#: Chapter → command → (module that holds it, whether it works as the database's owner, one line of help).
CHAPTERS: dict[str, dict[str, tuple[str, bool, str]]] = {
    "开始 Starting": {
        "run": ("run", False, "启动和弦（同 ./run）"),
        "begin": ("begin", False, "没有演示数据时：设立最上面一级工会和第一位系统管理员"),
        "demo": ("demo", False, "演示：把示例工会、职工和一次入会完整走一遍"),
    },
    "照看 Looking after": {
        "doctor": ("doctor", True, "体检：审计链、行级保护、日历、密钥、孤儿文件"),
        "backup": ("backup", True, "备份数据库和附件（不含密钥）"),
        "restore": ("backup", True, "从备份恢复"),
        "keys": ("keys", True, "密钥：查看、轮换、确认已另存"),
        "events": ("events", True, "停下的后台事件：查看、再试"),
        "schedule": ("schedule", False, "定时任务一览"),
        "verify": ("verify", False, "核对签过名的合同 PDF 有没有改过"),
        "bench": ("bench", True, "测速，并与同机的基准相比"),
    },
    "部件 Parts that ./run starts for you": {
        "migrate": ("database", True, "更新数据库结构并授权"),
        "seed": ("database", True, "装入区划、工作日历、法定参数、标准角色"),
        "static": ("database", False, "汇集静态文件"),
        "makemigrations": ("database", True, "为改动过的表写迁移"),
        "reference": ("reference", False, "重写 docs/reference 里由代码生成的页"),
        "worker": ("worker", False, "后台：通知、长任务、审计封存、定时任务"),
    },
}
COMMANDS = {name: entry for chapter in CHAPTERS.values() for name, entry in chapter.items()}


class Contents(click.Group):
    """A group that loads a command's module only when it is called, and prints its help by chapter."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in the order of the chapters."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; Django is set up first, as owner or app role as the command needs."""
        if cmd_name not in COMMANDS:
            return None
        module, as_owner, _help = COMMANDS[cmd_name]
        if as_owner:
            os.environ["HEXIAN_DB_ROLE"] = "owner"
        _set_up_django()
        command: click.Command = getattr(import_module(f"hexian.cli.{module}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that cannot be reached is one sentence, whichever command met it."""
        try:
            return super().invoke(ctx)
        except (OperationalError, psycopg.OperationalError) as fault:
            raise import_module("hexian.cli.answers").unreachable(fault) from fault

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the chapters."""
        for chapter, commands in CHAPTERS.items():
            with formatter.section(chapter):
                formatter.write_dl([(name, line) for name, (_module, _owner, line) in commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which commands there are when one is not known."""
        if args and args[0] not in COMMANDS:
            ctx.fail(f"没有「{args[0]}」这个命令。可用：{'、'.join(COMMANDS)}")
        return super().resolve_command(ctx, args)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hexian.config.settings")
    import_module("django").setup()


@click.group(cls=Contents, help="和弦 Hexian：工会业务的命令行。")
@click.version_option("0.1.0", prog_name="hx")
def hx() -> None:
    """The root of every command."""
