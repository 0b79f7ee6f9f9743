"""A settlement file arrives, by hand, by folder or by another program: looked at, kept, its columns told."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hexian.domains.mutualaid import access, rules
from hexian.domains.mutualaid.events import AidEvent
from hexian.domains.mutualaid.models import File, SenderLayout
from hexian.domains.mutualaid.rules import FileState, columns
from hexian.domains.mutualaid.services.portions import ABOVE, MOST_BYTES, MOST_SETTLEMENTS, opened
from hexian.domains.orgs.models import Organisation
from hexian.foundation import audit, events
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import queries as attachments_kept
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.attachments.services import Readable
from hexian.foundation.locks import advisory
from hexian.foundation.sheets import Book
from hexian.foundation.sheets.kinds import Kind as SheetKind
from hexian.foundation.sheets.rules import MEGABYTE, MOST_ROWS
from hexian.foundation.sheets.rules import MOST_BYTES as MOST_SENT

OWNER = "mutualaid.file"
_KINDS = {
    SheetKind.XLSX: Kind.XLSX, SheetKind.XLS: Kind.XLS, SheetKind.TEXT: Kind.CSV, SheetKind.PARQUET: Kind.PARQUET,
    SheetKind.JSON_LINES: Kind.JSON_LINES,
}  # fmt: skip
_BLOCK = 256 * 1024


@transaction.atomic
def receive(
    file: Readable, *, name: str, org_id: UUID, actor: Actor, sender: str = "", channel: str = "upload"
) -> File:
    """Keep a file for a union and tell what its columns probably hold; nothing is decided by it.

    Raises `Refused` with `sheets.*`, `attachments.*`, `aid.too_large_to_send`, `aid.same_file` and
    `aid.same_file_waits` (`name`, `at`, `state`, `file`), `aid.no_heading`; `Organisation.DoesNotExist` out of reach.
    """
    org = access.unions_taking_in(actor).get(public_id=org_id)
    with _spooled(file, channel) as (path, sha256):
        book = opened(path, name)
        _check_nobody_is_at_it(org, sha256)
        row = File(
            org=org, code=org.code, sender=sender.strip(), channel=channel, file_name=name, sha256=sha256,
            encoding=book.shown.encoding,
            created_by=actor.person_id, created_name=actor.name, created_at=actor.now,
        )  # fmt: skip
        _look(row, book)
        _check_not_endless(row, book)
        kept = attachments.keep_made(
            _blocks(path), owner_type=OWNER, owner_id=row.public_id, code=org.code, actor=actor, name=name,
            kind=_KINDS[book.shown.kind],
        )  # fmt: skip
    row.file_id = kept.public_id
    row.save()
    tell(AidEvent.RECEIVED, row, actor, sha256=sha256)
    return row


@contextmanager
def _spooled(file: Readable, channel: str) -> Iterator[tuple[Path, str]]:
    """The file on disk, where it can be looked at before it is kept, and its digest. Raises `Refused`.

    What lies in a folder is on the machine already: only there a province's year may come in one piece.
    """
    digest, size, most = hashlib.sha256(), 0, MOST_BYTES if channel == "folder" else MOST_SENT
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settlements"
        with path.open("wb") as spool:
            while block := file.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise _too_large(most)
                digest.update(block)
                spool.write(block)
        yield path, digest.hexdigest()


def _too_large(most: int) -> Refused:
    megabytes, folder = most // MEGABYTE, MOST_BYTES // MEGABYTE
    if most == MOST_BYTES:
        return Refused("sheets.too_large", megabytes=megabytes)
    return Refused("aid.too_large_to_send", megabytes=megabytes, folder=folder)


def _check_not_endless(row: File, book: Book) -> None:
    """What is too long is told before its first portion is decided, not behind the last that fitted."""
    most = MOST_ROWS if book.shown.kind in {SheetKind.XLSX, SheetKind.XLS} else MOST_SETTLEMENTS
    if next(sheet for sheet in book.sheets if sheet.name == row.sheet).count() - row.header_row > most:
        raise Refused("sheets.too_many_rows", most=most)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _check_nobody_is_at_it(org: Organisation, sha256: str) -> None:
    """Of two deliveries of one file the second waits here for the first, and then hears of it."""
    advisory(f"mutualaid.file.{org.pk}.{sha256}")
    former = File.objects.filter(org=org, sha256=sha256, state__in=rules.AT_IT).first()
    if former is not None:
        waits = former.state in (FileState.RECEIVED, FileState.STOPPED)
        raise Refused(
            "aid.same_file_waits" if waits else "aid.same_file", name=former.file_name, at=former.created_at,
            state=former.state, file=former.public_id,
        )  # fmt: skip


def _look(row: File, book: Book) -> None:
    """Find the sheet and the heading: the row in the first ten with most columns we know."""
    remembered = remembered_by(row)
    best: tuple[int, int, list[str], list[str], str] | None = None
    for sheet in book.visible:
        for each in islice(sheet.rows(), ABOVE):
            guessed = columns.guess(each.cells, remembered)
            known = sum(bool(column) for column in guessed)
            if known > (best[0] if best else 0):
                best = (known, each.number, [cell.strip() for cell in each.cells], guessed, sheet.name)
    if best is None:
        raise Refused("aid.no_heading", rows=ABOVE)
    _, row.header_row, row.titles, row.columns, row.sheet = best


def remembered_by(row: File) -> dict[str, str]:
    """What this sender's columns were confirmed as before: word of a heading → column."""
    layout = SenderLayout.objects.filter(org_id=row.org_id, sender=row.sender).first()
    known = {"", *columns.Column}
    return {word: column for word, column in (layout.words if layout else {}).items() if column in known}


def is_ready(row: File) -> bool:
    """Whether every column that is needed was found by its heading: such a file runs without being asked about."""
    try:
        columns.check(row.columns)
    except Refused:
        return False
    return True


@transaction.atomic
def confirm_columns(file_id: UUID, *, given: Sequence[str], actor: Actor) -> File:
    """Say what each column holds, left to right («» for one that is not read); the sender's next file runs by itself.

    A file that was stopped because its columns looked exchanged goes on row by row once they are confirmed unchanged;
    nothing of such a file is remembered.
    Raises `Refused` with `aid.file_state`, `aid.column_twice`, `aid.columns_missing`, `aid.columns_uneven`.
    """
    row = locked(file_id, actor)
    row.state = rules.next_file_state(row.state, "map")
    was_exchanged = rules.looks_exchanged(row.problem)
    row.columns_are_sure = was_exchanged and [str(column) for column in given] == row.columns
    if len(given) != len(row.titles):
        raise Refused("aid.columns_uneven", have=len(given), want=len(row.titles))
    columns.check(given)
    row.columns = [str(column) for column in given]
    row.problem, row.problem_params = "", {}
    row.save()
    # What made up for one file's exchange would exchange the columns of the next one, which is right.
    if not was_exchanged:
        _remember(row, actor)
    tell(AidEvent.MAPPED, row, actor)
    return row


def _remember(row: File, actor: Actor) -> None:
    words = {columns.word_of(title): column for title, column in zip(row.titles, row.columns, strict=True) if title}
    layout, is_new = SenderLayout.objects.get_or_create(
        org_id=row.org_id, sender=row.sender, defaults={"code": row.code, "confirmed_at": actor.now, "words": words}
    )
    if not is_new:
        layout.words, layout.code, layout.confirmed_at = layout.words | words, row.code, actor.now
        layout.save()


@transaction.atomic
def cancel(file_id: UUID, *, actor: Actor) -> File:
    """Give a file up that is not running. What it has decided stays. Raises `Refused("aid.file_state")`."""
    row = locked(file_id, actor)
    row.state = rules.next_file_state(row.state, "cancel")
    row.save(update_fields=["state"])
    drop_file(row, actor)
    tell(AidEvent.CANCELLED, row, actor)
    return row


def locked(file_id: UUID, actor: Actor) -> File:
    """The file, locked, out of those she may take in. Raises `File.DoesNotExist`."""
    rows = File.objects.all() if actor.is_system else access.files_visible(actor)
    return rows.select_for_update(of=("self",)).select_related("org").get(public_id=file_id)


def drop_file(row: File, actor: Actor) -> None:
    """Delete the stored original: it holds whole ID numbers and illnesses, and is kept no longer than needed."""
    if row.file_dropped_at is None:
        attachments.discard(row.file_id, actor=actor)
        row.file_dropped_at = actor.now
        row.save(update_fields=["file_dropped_at"])


@contextmanager
def stored(row: File) -> Iterator[Path]:
    """The stored file on disk, for as long as the block runs. Raises `Refused("aid.file_gone")`."""
    kept = attachments_kept.find(row.file_id)
    if kept is None:
        raise Refused("aid.file_gone")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settlements"
        with path.open("wb") as file:
            file.writelines(attachments_kept.stream(kept))
        yield path


def tell(event: AidEvent, row: File, actor: Actor, **facts: Any) -> None:
    """Audit and event of one act on a file."""
    audit.record(event, row, actor=actor, code=row.code, duty=access.INTAKE, **facts)
    events.publish(event, row, actor=actor, code=row.code, state=FileState(row.state))
