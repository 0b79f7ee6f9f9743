"""A roster arrives: the file is looked at, kept, its columns confirmed; or it is given up."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hexian.domains.orgs.models import Organisation
from hexian.domains.orgs.rules import OrgState
from hexian.domains.rosters import access, rules
from hexian.domains.rosters.events import RosterEvent
from hexian.domains.rosters.models import Import, SenderLayout
from hexian.domains.rosters.rules import Column, ImportState
from hexian.foundation import audit, events, sheets
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import services as attachments
from hexian.foundation.attachments.rules import Kind
from hexian.foundation.attachments.services import Readable
from hexian.foundation.locks import advisory
from hexian.foundation.sheets.kinds import Kind as SheetKind
from hexian.foundation.sheets.rules import MEGABYTE, MOST_BYTES

OWNER = "rosters.import"
_KINDS = {SheetKind.XLSX: Kind.XLSX, SheetKind.XLS: Kind.XLS, SheetKind.TEXT: Kind.CSV}
_BLOCK = 256 * 1024


@transaction.atomic
def upload(
    file: Readable, *, name: str, org_id: UUID, actor: Actor, sender: str = "", corrects: UUID | None = None
) -> Import:
    """Keep a roster for a union; nothing is read from it yet but that it is one.

    Raises `Refused` with `sheets.*`, `attachments.*`, `roster.same_file` (`name`, `at`, `state`, `roster`: which) when
    somebody is at the same file or has landed it, `roster.own_file` when it is herself, `org.dissolved`;
    `Organisation.DoesNotExist` out of reach.
    """
    org = access.unions_to_admit_to(actor).get(public_id=org_id)
    if org.state != OrgState.ACTIVE:
        raise Refused("org.dissolved", name=org.name)
    with _spooled(file) as (path, sha256):
        book = sheets.open_sheet(path, name)
        _check_nobody_is_at_it(org, sha256, actor)
        roster = Import(
            org=org, code=org.code, sender=sender.strip(), file_name=name, sha256=sha256, created_by=actor.person_id,
            created_name=actor.name, created_at=actor.now, corrects=_former(corrects, org, actor),
        )  # fmt: skip
        kept = attachments.keep_made(
            _blocks(path), owner_type=OWNER, owner_id=roster.public_id, code=org.code, actor=actor, name=name,
            kind=_KINDS[book.shown.kind],
        )  # fmt: skip
    roster.file_id = kept.public_id
    roster.save()
    tell(RosterEvent.UPLOADED, roster, actor, sha256=sha256)
    return roster


@contextmanager
def _spooled(file: Readable) -> Iterator[tuple[Path, str]]:
    """The upload on disk, where it can be looked at before it is kept, and its digest. Raises `Refused`."""
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as spool:
            while block := file.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise Refused("sheets.too_large", megabytes=MOST_BYTES // MEGABYTE)
                digest.update(block)
                spool.write(block)
        yield path, digest.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _check_nobody_is_at_it(org: Organisation, sha256: str, actor: Actor) -> None:
    """Of two officers with one file the second waits here for the first, and then hears of her."""
    advisory(f"rosters.file.{org.pk}.{sha256}")
    former = Import.objects.filter(org=org, sha256=sha256, state__in=rules.AT_IT).first()
    if former is not None:
        own = former.created_by is not None and former.created_by == actor.person_id
        raise Refused(
            "roster.own_file" if own else "roster.same_file", name=former.created_name, at=former.created_at,
            state=former.state, roster=former.public_id,
        )  # fmt: skip


def _former(corrects: UUID | None, org: Organisation, actor: Actor) -> Import | None:
    return access.imports_visible(actor).get(public_id=corrects, org=org) if corrects else None


@transaction.atomic
def confirm_columns(
    roster_id: UUID, *, sheet: str, header_row: int, titles: Sequence[str], columns: Sequence[str], actor: Actor
) -> Import:
    """Say what stands in which column, left to right («» for one that is not read); the sender's next file profits.

    Raises `Refused` with `roster.state`, `roster.columns_uneven`, `roster.no_name`, `roster.no_finder`,
    `roster.column_twice` (`column`).
    """
    roster = locked(roster_id, actor)
    roster.state = rules.next_state(roster.state, "map")
    rules.check_columns(titles, columns)
    roster.sheet, roster.header_row = sheet, header_row
    roster.titles, roster.columns = list(titles), [str(column) for column in columns]
    roster.counts, roster.warnings, roster.rows, roster.checked_at = {}, [], 0, None
    roster.problem, roster.problem_params = "", {}
    drop_sheet(roster, actor)
    roster.save()
    roster.remarks.all().delete()
    _remember(roster, actor)
    tell(RosterEvent.MAPPED, roster, actor)
    return roster


def _remember(roster: Import, actor: Actor) -> None:
    words = {rules.word_of(title): column for title, column in zip(roster.titles, roster.columns, strict=True) if title}
    facts = {"code": roster.code, "confirmed_at": actor.now}
    layout, is_new = SenderLayout.objects.get_or_create(
        org_id=roster.org_id, sender=roster.sender, defaults={**facts, "words": words}
    )
    if not is_new:
        layout.words, layout.code, layout.confirmed_at = layout.words | words, roster.code, actor.now
        layout.save()


def remembered(roster: Import) -> dict[str, str]:
    """What this sender's columns were confirmed as before: word of a heading → column."""
    row = SenderLayout.objects.filter(org_id=roster.org_id, sender=roster.sender).first()
    known = {"", *Column}
    return {word: column for word, column in (row.words if row else {}).items() if column in known}


@transaction.atomic
def cancel(roster_id: UUID, *, actor: Actor) -> Import:
    """Give a roster up before anybody is landed; a check under way stops at its next portion.

    Raises `Refused("roster.state")`.
    """
    roster = locked(roster_id, actor)
    roster.state = rules.next_state(roster.state, "cancel")
    roster.save(update_fields=["state"])
    drop_file(roster, actor)
    tell(RosterEvent.CANCELLED, roster, actor)
    return roster


def locked(roster_id: UUID, actor: Actor) -> Import:
    """The roster, locked, out of those she may bring in. Raises `Import.DoesNotExist`."""
    return access.imports_visible(actor).select_for_update(of=("self",)).select_related("org").get(public_id=roster_id)


def drop_file(roster: Import, actor: Actor) -> None:
    """Delete the stored file and the error sheet: a roster holds whole ID numbers and is kept no longer than needed."""
    if roster.file_dropped_at is None:
        attachments.discard(roster.file_id, actor=actor)
    drop_sheet(roster, actor)
    roster.file_dropped_at = roster.file_dropped_at or actor.now
    roster.save(update_fields=["file_dropped_at", "sheet_id"])


def drop_sheet(roster: Import, actor: Actor) -> None:
    """Delete the error sheet of a check that does not count any more; the caller saves."""
    if roster.sheet_id is not None:
        attachments.discard(roster.sheet_id, actor=actor)
    roster.sheet_id = None


def tell(event: RosterEvent, roster: Import, actor: Actor, **facts: Any) -> None:
    """Audit and event of one act on a roster."""
    audit.record(event, roster, actor=actor, code=roster.code, duty=access.ADMIT, **facts)
    events.publish(event, roster, actor=actor, code=roster.code, state=ImportState(roster.state))
