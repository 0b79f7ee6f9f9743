"""`hx doctor`: is the installation whole? Every line says what was looked at; every fault says what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click
from django.db import connection
from django.utils import timezone

from hexian.cli.answers import answering
from hexian.cli.checks import ONLY_LIVE, SECTIONS, Check, Finding, Level
from hexian.cli.server import database_up
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor

_SIGNS = {Level.OK: ("✓", "green"), Level.WARN: ("!", "yellow"), Level.BAD: ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding with its section and the check that made it."""

    section: str
    check: str
    finding: Finding


@click.command()
@click.option("--json", "as_json", is_flag=True, help="给程序读的结果")
@click.option("--beside", is_flag=True, hidden=True)
def doctor(as_json: bool, beside: bool) -> None:
    """体检：密钥、行级保护、审计链、日历、附件、备份、签名证书、后台；有 ✗ 时退出码为 1。"""
    with answering(), database_up():
        # Without a database every check would say the same, one after another.
        connection.ensure_connection()
        lines = list(examine(beside=beside))
    click.echo(_as_json(lines) if as_json else "\n".join(_as_text(lines)))
    sys.exit(0 if is_well(lines) else 1)


def examine(*, beside: bool = False) -> Iterator[Line]:
    """Run every check, each in a transaction of its own with the system's eyes.

    A copy restored beside the live database needs no backup, worker or texts of its own.
    """
    for section, checks in SECTIONS.items():
        for check in checks:
            if not (beside and check in ONLY_LIVE):
                yield from (Line(section, check.__name__, finding) for finding in _run(check))


def is_well(lines: list[Line]) -> bool:
    """Whether nothing is wrong; a word of warning is no fault."""
    return all(line.finding.level is not Level.BAD for line in lines)


def _run(check: Check) -> list[Finding]:
    try:
        with scope(Actor.system("hx doctor", timezone.now())):
            return list(check())
    except Exception as fault:  # noqa: BLE001 - a check that breaks must not hide what the others find
        said = f"「{(check.__doc__ or check.__name__).strip()}」没有查成：{type(fault).__name__}: {fault}"
        return [Finding(Level.BAD, said.splitlines()[0], "先处理其他的 ✗，再运行一次 hx doctor。")]


def _as_text(lines: list[Line]) -> Iterator[str]:
    section = ""
    for line in lines:
        if line.section != section:
            section = line.section
            yield click.style(section, bold=True)
        sign, colour = _SIGNS[line.finding.level]
        yield f"  {click.style(sign, fg=colour)} {line.finding.said}"
        if line.finding.remedy:
            yield f"    → {line.finding.remedy}"
    bad = sum(line.finding.level is Level.BAD for line in lines)
    due = sum(line.finding.level is Level.WARN for line in lines)
    yield f"{len(lines)} 项，{f'{bad} 项有问题' if bad else '没有问题'}{f'，{due} 项要留意' if due else ''}。"


def _as_json(lines: list[Line]) -> str:
    entries = [{"section": line.section, "check": line.check, **asdict(line.finding)} for line in lines]
    return json.dumps({"well": is_well(lines), "checks": entries}, ensure_ascii=False, indent=1)
