"""The end of the chain, held fast outside the database: what is written beside the keys, and whether it still holds.

Worked example: block 500 was noted beside the keys; somebody deletes the blocks from 301 on with their entries, and the
sealer goes on with a new 301.  Block 500 is not in the chain, so the note stays where it is, and `hx doctor` says so,
also when the new chain has grown past 500.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.db import connection, transaction

from hexian.foundation.audit.models import Block
from hexian.foundation.crypto import anchors, keyring
from hexian.foundation.crypto.anchors import Anchor
from hexian.foundation.crypto.keyfiles import KeyFolderError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last block there is (number 0 when there is none), and the noted blocks that this chain does not hold."""

    last: Anchor
    lost: tuple[Anchor, ...]


def standing() -> Standing:
    """Compare the chain with what lies beside the keys. Raises `KeyFolderError` when a note cannot be read.

    A database without a note of its own is compared with the notes of databases whose trail began with the same block:
    it may be a copy put in the place of the live one.
    """
    folder, end = keyring.ring().folder, last()
    own = anchors.anchor_of(folder, home())
    known = [own] if own else anchors.of_one_beginning(folder, end.first)
    return Standing(end, tuple(anchor for anchor in known if not _holds(anchor)))


def follow() -> None:
    """Note the block just sealed once it is committed; not when the chain has lost what was noted before.

    A crash after the commit leaves a note that is behind, which the next block mends.
    """
    try:
        found = standing()
    except KeyFolderError as fault:
        log.warning("end of the trail not noted", error=str(fault))
        return
    if found.lost:
        log.warning("the trail has lost blocks noted beside the keys", blocks=[each.number for each in found.lost])
        return
    folder, here = keyring.ring().folder, home()
    # robust: the entries are sealed even when the disk of the keys is full; Django cannot report a failing `partial`
    transaction.on_commit(lambda: anchors.move_forward(folder, here, found.last), robust=True)


def put(block: Anchor) -> None:
    """Note this block on somebody's word, whatever was noted before."""
    anchors.put(keyring.ring().folder, home(), block)


def home() -> str:
    """Which database this is."""
    with connection.cursor() as cursor:
        cursor.execute(anchors.HOME)
        (name,) = cursor.fetchone() or ("",)
    return str(name)


def last() -> Anchor:
    """The last block of the chain."""
    final = Block.objects.order_by("-number").first()
    first = Block.objects.order_by("number").first()
    if final is None or first is None:
        return Anchor(0, "", "", "")
    return Anchor(final.number, final.sealed_at.isoformat(), bytes(final.mac).hex(), bytes(first.mac).hex())


def _holds(anchor: Anchor) -> bool:
    return anchor.number == 0 or Block.objects.filter(number=anchor.number, mac=bytes.fromhex(anchor.mac)).exists()
