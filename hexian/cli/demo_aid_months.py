"""The months of `hx demo mutualaid`: a file with every fault, people who look, a run through four hands, the bank."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import UUID

import click
from django.conf import settings
from django.db import transaction

from hexian.cli import demo_settlements as bills
from hexian.cli.demo_aid_house import FIRST_SERIAL, Story
from hexian.domains.ledger import queries as books
from hexian.domains.ledger import services as ledger
from hexian.domains.ledger.rules import Hand
from hexian.domains.mutualaid import queries, services
from hexian.domains.mutualaid.rules import Finding
from hexian.foundation.access import scope
from hexian.foundation.work import runs

SENDER = "湖畔区医保中心（演示）"


def play_year(story: Story, year: int, months: int, count: int, fen: int) -> None:
    """Files month by month, decided, looked at by people, paid."""
    chance = Random(year)  # noqa: S311 - the same year every time is the point
    shares = bills.own_shares(count, fen, chance)
    book = bills.Book(year, FIRST_SERIAL, chance)
    size = story.size
    pool, taking_part = size.pool, sum(size.taking_part)
    who = bills.Strangers(pool, taking_part, 900_000)
    start = 0
    with TemporaryDirectory() as folder, click.progressbar(range(1, months + 1), label=f"{year} 年") as bar:
        for month in bar:
            part = shares[start : count * month // months]
            clean = bills.month_of(book, part, month, pool, start)
            start += len(part)
            is_last = year == story.year and month == months
            _month(story, month, _Month(year, clean, book, who, Path(folder), is_last))


@dataclass(frozen=True)
class _Month:
    """What a month's file is made of."""

    year: int
    clean: Sequence[bills.Cells]
    book: bills.Book
    who: bills.Strangers
    folder: Path
    is_last: bool


def _month(story: Story, month: int, made: _Month) -> None:
    arrives = date(made.year, month, 24)
    rows = [*made.clean, *bills.faults_of(made.book, made.clean, made.who, arrives)]
    if made.year == story.year and month == 3:
        rows += bills.waiting_of(made.book, sum(story.size.taking_part) + story.size.outside, date(made.year, 3, 18))
    ending, write = bills.FORMATS[month % len(bills.FORMATS)]
    story.at(arrives)
    _run(story, f"{made.year}-{month:02} 结算.{ending}", write(rows, made.folder))
    story.at(arrives, 15)
    _look(story, all_of_it=not made.is_last)
    _read(story, is_first=month == 1)
    _pay(story, month, made)
    if made.is_last:
        _lay_bad_files(story, made)


def _run(story: Story, name: str, content: bytes) -> None:
    """Handed in and decided in one transaction, so that no worker takes it first and decides it today."""
    with transaction.atomic():
        _decide(story, name, content)


def _decide(story: Story, name: str, content: bytes) -> None:
    row = story.do("intake", services.receive, io.BytesIO(content), name=name, org_id=story.union, sender=SENDER)
    started = story.do("intake", services.start_run, row.public_id)
    runs.run_task(str(started.task_id))
    done = story.do("intake", queries.file, row.public_id)
    if done.state != "done":
        message = f"{name}: {done.state} {done.problem}"
        raise click.ClickException(message)


#: What people say of a finding; what is arithmetic is answered as a group.
_GROUPS = {
    Finding.UNSERVED: "出院那天没有参加互助（演示）", Finding.EXCLUDED: "方案不包括这一类就医（演示）",
    Finding.WAITING: "入院时还在等待期里（演示）",
}  # fmt: skip


def _look(story: Story, *, all_of_it: bool) -> None:
    """Large sums are paid by a person; the rest is refused with a reason, or left for whoever tries the demo."""
    for row in _held(story, int(Finding.LARGE)):
        story.do("judge", services.pay, row, reason="看过结算单和发票，金额大但属实（演示）")
    if not all_of_it:
        return
    for finding, reason in _GROUPS.items():
        story.do("judge", services.refuse_group, story.union, findings=int(finding), seen_at=story.now, reason=reason)
    for row in _held(story, None):
        story.do("judge", services.refuse, row, reason="和医保、医院核对过，这一笔不能办（演示）")


def _held(story: Story, findings: int | None) -> list[UUID]:
    found, after = [], 0
    while True:
        page = story.do("judge", queries.held, findings=findings, after=after)
        found += [row.public_id for row in page.rows]
        if not page.next:
            return found
        after = page.next


def _read(story: Story, *, is_first: bool) -> None:
    """A person works some of the sample out again; once she reads a sum wrong, and that is shown."""
    for turn in range(4):
        sample = story.do("deputy", queries.next_sample)
        if sample is None:
            return
        found = bills.aid_of(_fen(sample.share))
        story.do("deputy", services.read, sample.id, amount_fen=found + (5_00 if is_first and turn == 0 else 0))


def _fen(text: str) -> int:
    """The fen of a sum as the page shows it."""
    return int("".join(char for char in text if char.isdigit()))


def _pay(story: Story, month: int, made: _Month) -> None:
    """A card comes in late, what can be paid is batched, and goes through four hands to the bank and back."""
    story.at(date(made.year, month, 25))
    waits = story.do("keeper", books.waiting, story.book, view="card").rows
    for row in waits[:1]:
        story.do(
            "keeper", ledger.keep_card, row.payee_id, bank_name="演示银行", number=f"6223{row.id:012}", holder=row.name
        )
    run = story.do("keeper", ledger.draft, story.book, title=f"{made.year} 年 {month} 月互助金（演示）").public_id
    proposed = story.do("keeper", ledger.lend, run, Hand.PROPOSE)
    if made.is_last:
        return
    story.do("deputy", ledger.lend, run, Hand.REVIEW)
    story.at(date(made.year, month, 26))
    # Above the lawbook's sum the committee's resolution stands for the second approval.
    resolution = f"〔{made.year}〕{month} 号（演示）" if proposed.needs_second else ""
    story.do("chair", ledger.lend, run, Hand.APPROVE, committee=resolution)
    story.at(date(made.year, month, 27))
    story.do("cashier", ledger.lend, run, Hand.RELEASE)
    story.do("cashier", ledger.make_file, run, layout="icbc", format_="csv_gbk")
    reply = story.do("cashier", ledger.read_reply, run, _answer(story, run, month), name="回盘.csv")
    story.do("cashier", ledger.apply_reply, reply.public_id)
    story.do("keeper", ledger.close, run)


def _answer(story: Story, run: UUID, month: int) -> bytes:
    """What the bank says: paid, but for one in some months."""
    out, on = io.StringIO(), story.now.date()
    writer = csv.writer(out)
    page = story.do("cashier", books.run, run)
    writer.writerow([f"批次号：{page.row.number}"])
    writer.writerow(("序号", "账号", "户名", "金额", "处理状态", "失败码", "原因", "交易日期", "流水号"))
    after, fails = 0, month % 4 == 0
    while page.lines:
        for line in page.lines:
            word, code, why = ("失败", "E05", "账号户名不符") if fails else ("成功", "", "")
            writer.writerow([line.position, f"****{line.tail}", line.name, bills.yuan(line.fen), word, code, why, on,
                             f"LS{line.position:06}"])  # fmt: skip
            fails = False
        after = page.next
        if not after:
            break
        page = story.do("cashier", books.run, run, after=after)
    return out.getvalue().encode("gb18030")


def _lay_bad_files(story: Story, made: _Month) -> None:
    """Files as they should not be, laid into the union's folder; each finds its sentence, none pays anything."""
    folder = settings.INBOX_DIR / str(story.union) / SENDER
    folder.mkdir(parents=True, exist_ok=True)
    written = time.time() - 60
    for name, content in bills.bad_files(made.clean[:60], made.folder):
        (folder / name).write_bytes(content)
        os.utime(folder / name, (written, written))
    with transaction.atomic():
        actor = story.system()
        with scope(actor):
            services.look_into_folder(actor)
        rows, _ = story.do("intake", queries.files)
        for row in rows:
            if row.state == "running" and row.task_id:
                runs.run_task(str(row.task_id))
