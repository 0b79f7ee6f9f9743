"""Find files and read them; row-level security decides who finds what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hexian.foundation.actor import Refused
from hexian.foundation.attachments import store
from hexian.foundation.attachments.models import Attachment

#: A file younger than this may belong to a transaction that has not committed yet.
YOUNG = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file without a row («no row») or a row without its file («no file»)."""

    path: str
    problem: str


def find(public_id: UUID) -> Attachment | None:
    """The file, or None when there is none that the actor in scope may see."""
    return Attachment.objects.filter(public_id=public_id).first()


def of(owner_type: str, owner_id: UUID) -> list[Attachment]:
    """The files of one owner, oldest first."""
    return list(Attachment.objects.filter(owner_type=owner_type, owner_id=owner_id).order_by("kept_at", "public_id"))


def stream(attachment: Attachment) -> Iterator[bytes]:
    """A file's bytes, block by block. Raises `Refused("attachments.lost")` when they are not in the store."""
    try:
        return store.current().read(attachment.path)
    except FileNotFoundError:
        raise Refused("attachments.lost") from None


def is_intact(attachment: Attachment) -> bool:
    """Whether the bytes in the store are still the ones that were kept."""
    digest = hashlib.sha256()
    try:
        for block in store.current().read(attachment.path):
            digest.update(block)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == attachment.sha256


def orphans(now: datetime) -> list[Orphan]:
    """Files without a row and rows without a file; run it as the system, which sees every row."""
    place = store.current()
    known = set(Attachment.objects.values_list("path", flat=True))
    stray = [Orphan(path, "no row") for path in place.paths(older_than=(now - YOUNG).timestamp()) if path not in known]
    there = set(place.paths(older_than=float("inf")))
    lost = [Orphan(path, "no file") for path in sorted(known - there)]
    return sorted(stray, key=lambda orphan: orphan.path) + lost
