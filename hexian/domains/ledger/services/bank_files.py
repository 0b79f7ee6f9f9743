"""The file a released run goes to the bank with."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hexian.domains.ledger import access
from hexian.domains.ledger.events import LedgerEvent
from hexian.domains.ledger.models import PayeeAccount, PaymentOrder, Run
from hexian.domains.ledger.rules import Run as Stage
from hexian.domains.ledger.rules import files
from hexian.domains.ledger.rules.files import Format, Layout, Payer, Payment
from hexian.domains.ledger.services import reaching
from hexian.foundation import crypto
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.lawbook import queries as lawbook
from hexian.foundation.sheets import WorkbookWriter, safe

FILE_LINES = "ledger.file_lines"
#: What follows the character set of GBK and has the names it lacks.
_GBK = "gb18030"


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file as the bank takes it."""

    name: str
    content: bytes
    media_type: str


def parts_of(lines: int, most: int) -> int:
    """In how many files so many lines go to the bank, which takes only so many in one."""
    return max(1, -(-lines // most))


def most_lines(run: Run) -> int:
    """How many lines a bank takes in one file. Figure: [unverified]."""
    return lawbook.look_up(FILE_LINES, run.book.org.division, run.drafted_at.date()).number


@transaction.atomic
def make_file(run_id: UUID, *, layout: str, format_: str, part: int = 1, actor: Actor) -> BankFile:
    """A released run as a bank's file; who made which is in the trail.

    Only for whoever releases.  Raises `Refused` with `ledger.not_released`, `ledger.no_such_part`, `ledger.no_bank`;
    `Run.DoesNotExist` out of reach.
    """
    run = reaching.run_locked(run_id, actor, access.RELEASE)
    if run.state not in (Stage.RELEASED, Stage.ANSWERED):
        raise Refused("ledger.not_released")
    book = run.book
    if layout == Layout.ICBC and not book.bank_number:
        raise Refused("ledger.no_bank")
    sent = PaymentOrder.objects.filter(run=run, position__isnull=False, account__isnull=False).count()
    parts = parts_of(sent, most_lines(run))
    if not 1 <= part <= parts:
        raise Refused("ledger.no_such_part", parts=parts)
    payer = Payer(book.bank_name, book.bank_number, book.bank_holder)
    with reaching.as_book(actor):
        payments = _payments(run, Layout(layout), part)
    lines = [files.cells(Layout(layout), each, payer, run.number) for each in payments]
    content = _written(Layout(layout), Format(format_), lines)
    ending = "xlsx" if format_ == Format.XLSX else "txt" if layout == Layout.PLAIN else "csv"
    name = f"{run.number}{f'-{part}' if parts > 1 else ''}.{ending}"
    facts: dict[str, Any] = {"lines": len(lines), "layout": layout, "sha256": hashlib.sha256(content).hexdigest()}
    reaching.write(LedgerEvent.FILE_MADE, run, run.code, actor, access.RELEASE, number=run.number, part=part, **facts)
    return BankFile(name, content, _MEDIA[ending])


_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
    "txt": "text/plain",
}  # fmt: skip


def _payments(run: Run, layout: Layout, part: int) -> list[Payment]:
    """The lines of a part with their cards opened, in the order of their positions."""
    most = most_lines(run)
    orders = PaymentOrder.objects.filter(run=run, position__isnull=False, account__isnull=False)
    lines = list(
        orders.select_related("account__person", "payee").order_by("position")[(part - 1) * most : part * most]
    )
    accounts = [line.account for line in lines if line.account is not None]
    cards = _opened(accounts)
    numbers = _identities(lines) if layout == Layout.PLAIN else [""] * len(lines)
    return [
        Payment(
            line.position or 0, account.holder, card, line.fen, line.purpose, account.bank_name, account.province,
            account.city, identity, line.payee.mobile,
        )
        for line, account, card, identity in zip(lines, accounts, cards, numbers, strict=True)
    ]  # fmt: skip


def _opened(accounts: Sequence[PayeeAccount]) -> list[str]:
    opened = crypto.open_many((each.card or b"", each.person.subject) for each in accounts)
    if None in opened:
        raise Refused("ledger.card_missing")
    return [each or "" for each in opened]


def _identities(lines: Sequence[PaymentOrder]) -> list[str]:
    sealed = [(bytes(line.payee.id_sealed), line.payee.subject) for line in lines if line.payee.id_sealed is not None]
    opened = iter(crypto.open_many(sealed))
    return [(next(opened) or "") if line.payee.id_sealed is not None else "" for line in lines]


def _written(layout: Layout, format_: Format, lines: Sequence[Sequence[str]]) -> bytes:
    head = files.HEADS[layout]
    if format_ == Format.XLSX:
        return _workbook(head, lines)
    encoding = _GBK if format_ == Format.CSV_GBK else "utf-8-sig"
    if layout == Layout.PLAIN:
        return "".join("|".join(row) + "|\r\n" for row in [list(head), *lines]).encode(encoding)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in lines)
    return out.getvalue().encode(encoding)


def _workbook(head: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.xlsx"
        with WorkbookWriter(path, "代发", heading=head, wide=[18] * len(head)) as sheet:
            for row in lines:
                sheet.row(row)
        return path.read_bytes()
