"""`hx schedule`: what runs by itself, when it ran last, when it runs next."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils import timezone

from hexian.cli.answers import answering
from hexian.cli.server import database_up
from hexian.foundation.work import queries, texts


@click.command(help="定时任务一览：做什么、上次、下次（时间都是北京时间）。")
def schedule() -> None:
    """Print the schedule, the next job first."""
    with answering(), database_up():
        planned = queries.schedule()
    if not planned:
        click.echo("时间表还是空的：后台（hx worker）启动一次后就会写上。")
    for job in planned:
        click.echo(f"{clock(job.next_run_at)}  {job.what or job.name}")
        last = f"上次 {clock(job.last_started_at)}，{result(job)}" if job.last_started_at else "还没做过"
        click.echo(f"                  {job.name} · {texts.often(job.cron)} · {last}")


def clock(moment: datetime) -> str:
    """A moment as on the wall in Shanghai: 「2026-06-18 03:00」."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def result(job: queries.Planned) -> str:
    """How the last run ended."""
    if not job.last_outcome:
        return "正在做"
    return (
        f"做完，处理 {job.last_outcome[4:]} 项" if job.last_outcome.startswith("ok: ") else f"出错：{job.last_outcome}"
    )
