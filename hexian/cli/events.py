"""`hx events`: what the worker could not do about things that happened, and trying again."""

from __future__ import annotations

import click
from django.utils import timezone

from hexian.cli.answers import answering
from hexian.cli.server import database_up
from hexian.foundation import audit
from hexian.foundation import events as outbox
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.actor.actor import ROOT_CODE


@click.group()
def events() -> None:
    """后台事件：一件事办了以后程序该接着做的（通知、统计等）；试了两天还不成的会停下，等人来看。"""


@events.command("list")
def list_events() -> None:
    """列出停下的事件：哪一类、多少件、最早是什么时候的、出了什么错。"""
    with answering(), database_up(), scope(_actor()):
        dead = outbox.dead()
        for kind in dead:
            click.echo(f"{kind.name}  {kind.count:,} 件，最早 {_clock(kind)}，出错：{'、'.join(kind.errors)}")
        click.echo("查明原因后，用 hx events retry 再试。" if dead else "没有停下的事件。")


@events.command()
def retry() -> None:
    """让停下的事件从头再试；会记进审计。先查明原因，不然两天后又会停下。"""
    with answering(), database_up():
        actor = _actor()
        with scope(actor):
            names = [kind.name for kind in outbox.dead()]
            count = outbox.retry_dead()
            if count:
                audit.record("events.retried", "events", actor=actor, code=ROOT_CODE, count=count, names=names)
        click.echo(f"{count:,} 件重新排上了，后台会接着办。" if count else "没有停下的事件。")


def _clock(kind: outbox.Dead) -> str:
    return timezone.localtime(kind.since).strftime("%Y-%m-%d %H:%M")


def _actor() -> Actor:
    return Actor.system("hx events", timezone.now())
