"""`hx worker`: notices, long work, sealing the audit trail, the schedule."""

from __future__ import annotations

import click

from hexian.foundation import crypto, work


@click.command(help="后台：通知、长任务、审计封存、定时任务。按 Ctrl-C 停止，做到一半的会接着做。")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 32), help="同时做几件长任务")
def worker(concurrency: int) -> None:
    """Work until Ctrl-C or SIGTERM."""
    crypto.refuse_lost_keys()
    work.serve(concurrency)
