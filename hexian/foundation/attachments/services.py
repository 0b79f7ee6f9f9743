"""Keep and discard files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from django.db import transaction

from hexian.foundation import audit
from hexian.foundation.actor import Actor, Refused
from hexian.foundation.attachments import photos, queries, rules, store
from hexian.foundation.attachments.models import Attachment
from hexian.foundation.attachments.rules import ENDINGS, MOST_BYTES, PHOTOS, Kind

log = structlog.get_logger(__name__)

#: What people may hand in; archives are only ever made here.
ALL_KINDS = frozenset(Kind) - {Kind.ZIP, Kind.PARQUET, Kind.JSON_LINES}


class Readable(Protocol):
    """An upload, an open file: something read in portions."""

    def read(self, size: int = ..., /) -> bytes:
        """The next portion; empty at the end."""


def keep(
    file: Readable,
    *,
    owner_type: str,
    owner_id: UUID,
    code: str,
    actor: Actor,
    name: str = "",
    kinds: Collection[Kind] = ALL_KINDS,
    most_bytes: int = MOST_BYTES,
) -> Attachment:
    """Check a file by its content, write it to the store, then its row in the caller's transaction.

    Photos are drawn anew, so that place and camera stay with whoever took them.  Raises `Refused` with
    `attachments.empty`, `.too_large`, `.heic`, `.unknown_kind`, `.wrong_kind`, `.photo_too_big`, `.photo_broken`,
    `.disk_full`.
    """
    given = name or str(getattr(file, "name", "") or "")
    content = read_whole(file, most_bytes)
    kind = check_kind(content, kinds)
    if kind in PHOTOS:
        content = photos.harmless(content, kind)
    row = Attachment(
        owner_type=owner_type,
        owner_id=owner_id,
        code=code,
        name=rules.shown_name(given, kind),
        media_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept_at=actor.now,
        kept_by=actor.person_id,
    )
    return _keep(row, [content], ENDINGS[kind], actor)


def keep_made(
    blocks: Iterable[bytes], *, owner_type: str, owner_id: UUID, code: str, actor: Actor, name: str, kind: Kind
) -> Attachment:
    """Keep what the program made itself (a PDF, an export of any length), written block by block."""
    counted = Counted(blocks)
    row = Attachment(
        owner_type=owner_type,
        owner_id=owner_id,
        code=code,
        name=rules.shown_name(name, kind),
        media_type=kind,
        kept_at=actor.now,
        kept_by=actor.person_id,
    )
    return _keep(row, counted, ENDINGS[kind], actor)


class Counted:
    """Blocks passed through while their number of bytes and digest are taken."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.size += len(block)
            self.digest.update(block)
            yield block


@transaction.atomic
def discard(public_id: UUID, *, actor: Actor) -> None:
    """Delete a file: its row now, its bytes after the commit. Raises `Refused("attachments.gone")`."""
    row = Attachment.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if row is None:
        raise Refused("attachments.gone")
    row.delete()
    audit.record("attachments.discarded", public_id, actor=actor, code=row.code, owner=row.owner_type)
    kept = store.current()
    # Django cannot report a failing `partial`.
    transaction.on_commit(lambda: kept.remove(row.path), robust=True)


def discard_older(owner_type: str, before: datetime, *, actor: Actor) -> int:
    """Delete the files of one kind of owner that were kept before a moment (UTC); returns how many."""
    rows = Attachment.objects.filter(owner_type=owner_type, kept_at__lt=before).order_by("kept_at", "public_id")
    old = list(rows.values_list("public_id", flat=True))
    for public_id in old:
        discard(public_id, actor=actor)
    return len(old)


def sweep(now: datetime) -> int:
    """Remove files that no row knows: what a killed or rolled-back upload leaves; returns how many."""
    place = store.current()
    stray = [orphan.path for orphan in queries.orphans(now) if orphan.problem == "no row"]
    for path in stray:
        place.remove(path)
    if stray:
        log.info("stray files removed", count=len(stray))
    return len(stray)


def read_whole(file: Readable, most_bytes: int) -> bytes:
    """All of a file, but not one block more than is allowed. Raises `Refused`."""
    parts: list[bytes] = []
    size = 0
    while block := file.read(store.BLOCK):
        size += len(block)
        if size > most_bytes:
            raise Refused("attachments.too_large", megabytes=most_bytes // (1024 * 1024))
        parts.append(block)
    if not size:
        raise Refused("attachments.empty")
    return b"".join(parts)


def check_kind(content: bytes, kinds: Collection[Kind]) -> Kind:
    """The kind of a file. Raises `Refused` (`kinds`: what is taken here) when we never take it, or not here."""
    kind = rules.kind_of(content)
    if kind is None and rules.is_heif(content) and PHOTOS & set(kinds):
        raise Refused("attachments.heic")
    if kind is None:
        raise Refused("attachments.unknown_kind", kinds=tuple(sorted(kinds)))
    if kind not in kinds:
        raise Refused("attachments.wrong_kind", kinds=tuple(sorted(kinds)))
    return kind


def _keep(row: Attachment, blocks: Iterable[bytes], ending: str, actor: Actor) -> Attachment:
    shard = row.public_id.hex
    row.path = f"{shard[:2]}/{shard[2:4]}/{row.public_id}{ending}"
    try:
        store.current().write(row.path, blocks)
    except OSError as trouble:
        log.warning("file not kept", error=type(trouble).__name__, number=trouble.errno)
        raise Refused("attachments.disk_full") from trouble
    if isinstance(blocks, Counted):
        row.size, row.sha256 = blocks.size, blocks.digest.hexdigest()
    # no RETURNING: the writer need not be allowed to read it back
    Attachment.objects.bulk_create([row])
    audit.record("attachments.kept", row, actor=actor, code=row.code, owner=row.owner_type, bytes=row.size)
    return row
