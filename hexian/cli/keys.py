"""`hx keys`: which keys there are, changing them while the program runs, and vouching for a copy of their folder."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.conf import settings
from django.utils import timezone

from hexian.cli.answers import Stop, answering
from hexian.cli.server import database_up
from hexian.foundation import audit
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.actor.actor import ROOT_CODE
from hexian.foundation.audit import queries
from hexian.foundation.crypto import journal, keyfiles, keyring, rotation
from hexian.foundation.crypto.anchors import Anchor
from hexian.foundation.crypto.keyfiles import Key
from hexian.foundation.crypto.walking import Outcome

#: So many rows that could not be re-sealed are named; the rest are counted.
_NAMED = 20


@click.group()
def keys() -> None:
    """密钥：身份证号等加密内容、审计链和登录会话各用一把。

    密钥只在密钥文件夹里，不在数据库里，也不在备份里。丢了这个文件夹，加密内容谁也打不开，再多的备份也没有用。
    """


@keys.command("list")
def list_keys() -> None:
    """列出每把密钥：何时做的、封着多少项内容、另存过没有。"""
    with answering(), database_up():
        ring = keyring.ring()
        sealed: Counter[str] = Counter()
        for use in rotation.usage():
            sealed[use.key_id] += use.values
        click.echo(f"密钥文件夹：{ring.folder}")
        for key in ring.keys:
            click.echo(_line(key, sealed[key.id], current=key == ring.current(key.kind)))
        click.echo(copy_sentence(ring.folder))


@keys.command()
@click.option("--retire", is_flag=True, help="让已经换下来的旧密钥退役（移到 retired 文件夹）")
@click.option("--audit", "only_audit", is_flag=True, help="只换审计链的密钥")
def rotate(retire: bool, only_audit: bool) -> None:
    """换一把新密钥，把加密内容逐项换过去；系统照常使用，中断了再运行一次就接着做。"""
    with answering(), database_up():
        if retire:
            _retire()
        elif only_audit:
            _rotate_audit()
        else:
            _rotate_fields()


@keys.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def copied(folder: Path | None) -> None:
    """记下密钥已另存一份。给出副本所在的文件夹，会逐个文件核对。"""
    with answering(), database_up():
        own = keyring.ring().folder
        if folder is not None:
            _refuse_unlike(own, folder)
        journal.note_copied(own, compared=folder is not None)
        click.echo(copy_sentence(own))
        if folder is None:
            click.echo("没有核对副本的内容。想核对，请运行：hx keys copied 副本的文件夹")


@keys.command()
@click.option("--reset", is_flag=True, help="认可这个库现在的末段，以后从这里比对；会记进审计")
@click.option("--beside", is_flag=True, hidden=True)
def anchor(reset: bool, beside: bool) -> None:
    """审计链封存到了哪一段，密钥文件夹里记着哪一段；有人截掉审计的末尾，两边就对不上。"""
    with answering(), database_up():
        actor = _actor()
        if reset:
            found = audit.accept_end(actor=actor)
        else:
            with scope(actor):
                found = queries.trail_standing()
        click.echo(f"审计链在这个库里封存到第 {found.last.number:,} 段。")
        for lost in found.lost:
            click.secho(f"  {_lost_sentence(lost, found.last)}", fg=None if beside else "yellow")
        if beside:
            click.echo("这是另外恢复的一份，以后从它自己的末段比对；正在用的库不受影响。")
        elif reset:
            click.echo("密钥文件夹已记为这一段。")
        elif found.lost:
            raise Stop("换成了较早的备份，就运行 hx keys anchor --reset；没有的话，有人删了审计记录，请保留现场查明。")


def copy_sentence(folder: Path) -> str:
    """When the keys were last copied, and what is to be done about it."""
    copy = journal.last_copy(folder)
    if copy is None:
        return f"还没有确认过副本。请把 {folder} 整个另存到别处（不要和数据库、备份放在一起），再运行 hx keys copied。"
    missing = set(keyfiles.fingerprints(folder)) - copy.files
    when = f"{_day(copy.at)}确认过副本" + ("（已逐个核对）" if copy.compared else "（未核对内容）")
    if missing:
        return f"{when}，但其中没有后来做的密钥：{'、'.join(sorted(missing))}。请重新另存，再运行 hx keys copied。"
    return f"{when}，现有的密钥都在里面。"


def _line(key: Key, values: int, *, current: bool) -> str:
    state = "已退役" if key.retired else "在用" if current else "只读旧内容"
    holds = f"，封着 {values:,} 项" if key.kind == "fields" else ""
    return f"  {keyfiles.WORDS[key.kind]}  {key.id}  {_day(key.made_at)}做成  {state}{holds}"


def _day(moment: datetime) -> str:
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{local.year} 年 {local.month} 月 {local.day} 日"


def _lost_sentence(lost: Anchor, last: Anchor) -> str:
    """Which part of the trail is known to be missing."""
    noted = f"密钥文件夹里记着第 {lost.number:,} 段（{_moment(lost.sealed_at)}封存），这个库里没有"
    if not last.number:
        return f"{noted}：封存过的审计记录都不在这个库里。"
    if last.number < lost.number:
        return f"{noted}：{_moment(last.sealed_at)}到那时办的事，这里查不到。"
    return f"{noted}：这个库的审计从更早的地方起，走的是另一条链。"


def _moment(iso: str) -> str:
    local = datetime.fromisoformat(iso).astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{_day(local)} {local:%H:%M} "


def _rotate_fields() -> None:
    click.echo("正在换密钥，系统可以照常使用。中途停下也不会丢：再运行一次 hx keys rotate 会接着做。")
    outcome = rotation.rotate(lambda column, done: click.echo(f"  {column} 已换 {done:,} 项"))
    _record("keys.rotated", outcome.key_id, values=outcome.resealed)
    click.echo(f"新密钥 {outcome.key_id} 已启用，这一次换了 {outcome.resealed:,} 项。")
    if outcome.destroyed:
        click.echo(f"{len(outcome.destroyed):,} 项属于已销毁的人，本来就打不开，留在原处。")
    click.echo(copy_sentence(keyring.ring().folder))
    click.echo("旧密钥还能打开旧备份。确认一切正常后，用 hx keys rotate --retire 让它退役。")
    _refuse_left(outcome)


def _refuse_left(outcome: Outcome) -> None:
    """End with exit code 1 when rows had to be left, naming them."""
    problems = [
        *_named(outcome.damaged, "内容已损坏，打不开，请从备份中找回"),
        *_named(outcome.doubled, "和另一行是同一个号码，请合并这两行，再运行一次"),
    ]
    if problems:
        raise Stop("\n".join(problems))


def _named(rows: set[str], what: str) -> list[str]:
    listed = sorted(rows)
    more = [f"……另有 {len(listed) - _NAMED:,} 项也是这样"] if len(listed) > _NAMED else []
    return [f"{row}：{what}。" for row in listed[:_NAMED]] + more


def _retire() -> None:
    retired = rotation.retire()
    if not retired:
        click.echo("没有可以退役的旧密钥。")
        return
    for key_id in retired:
        _record("keys.retired", key_id)
    folder = keyring.ring().folder / keyfiles.RETIRED
    click.echo(f"已退役：{'、'.join(retired)}。文件移到了 {folder}，还能打开换密钥以前的备份和审计中的旧内容。")
    click.echo("换密钥以前的备份都不要了以后，才可以删除里面的文件。")


def _rotate_audit() -> None:
    key = keyfiles.make_key(keyring.ring().folder, "audit")
    _record("keys.rotated", key.id)
    click.echo(f"审计链从下一段起用新密钥 {key.id}；旧的要一直留着，验证旧的审计记录靠它。")
    click.echo(copy_sentence(keyring.ring().folder))


def _refuse_unlike(own: Path, copy: Path) -> None:
    if copy.resolve() == own.resolve():
        raise Stop("这就是正在用的密钥文件夹，不是副本。请给出另存的那一份的位置。")
    mine, theirs = keyfiles.fingerprints(own), keyfiles.fingerprints(copy)
    # A retired key may lie in the copy's main folder: the copy was made before; the name and the content count.
    wrong = sorted(name for name, digest in mine.items() if theirs.get(name) != digest)
    if wrong:
        raise Stop(f"副本 {copy} 里缺少或不同：{'、'.join(wrong)}。请重新另存整个 {own}，再运行一次。")


def _record(event: str, key_id: str, **facts: Any) -> None:
    actor = _actor()
    with scope(actor):
        audit.record(event, key_id, actor=actor, code=ROOT_CODE, **facts)


def _actor() -> Actor:
    return Actor.system("hx keys", timezone.now())
