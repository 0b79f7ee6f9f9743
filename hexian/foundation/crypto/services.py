"""Seal, open, find, destroy.

The salts are read and removed through two SQL functions, because the application may not read `crypto_subject`: it can
open what is sealed for a person it can name, and nobody can list or wipe the table by mistake.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from hexian.foundation.actor import Refused
from hexian.foundation.crypto import cipher, journal, keyring, texts
from hexian.foundation.crypto.keyring import Ring

#: Salts are asked for in runs of so many, to keep statements small.
_RUN = 5_000


@dataclass(frozen=True, slots=True)
class Fresh:
    """A text sealed for somebody new: her subject and salt, which must be written beside it."""

    subject: UUID
    salt: bytes
    sealed: bytes


def new_subject() -> UUID:
    """Make a person's salt; her sealed values live and die with it."""
    return new_subjects(1)[0]


def new_subjects(count: int) -> list[UUID]:
    """Make many salts in one statement, for imports."""
    ids = [uuid4() for _ in range(count)]
    salts = [os.urandom(cipher.SALT_SIZE) for _ in range(count)]
    note_key(keyring.ring().current("fields").id)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crypto_subject (id, salt) SELECT * FROM unnest(%s::uuid[], %s::bytea[])", [ids, salts]
        )
    return ids


def seal(text: str, subject: UUID) -> bytes:
    """Seal one text for one person. Raises `Refused("crypto.destroyed")` when her salt is gone."""
    return seal_many([(text, subject)])[0]


def seal_many(pairs: Iterable[tuple[str, UUID]]) -> list[bytes]:
    """Seal many texts, each for its person, with one look-up of salts."""
    listed = list(pairs)
    salts = salts_of(subject for _, subject in listed)
    key = keyring.ring().current("fields")
    return [
        cipher.seal(text, subject, _living(subject, salts), key_id=key.id, master=key.secrets["seal"])
        for text, subject in listed
    ]


def seal_fresh(listed: Iterable[str]) -> list[Fresh]:
    """Seal texts of people who have no salt yet, each with a new one; touches no row, so a thread may do it ahead.

    Whoever keeps the values writes the salts with them, in the same transaction, and calls `note_sealing` there.
    """
    key = keyring.ring().current("fields")
    master = key.secrets["seal"]
    fresh = []
    for text in listed:
        subject, salt = uuid4(), os.urandom(cipher.SALT_SIZE)
        fresh.append(Fresh(subject, salt, cipher.seal(text, subject, salt, key_id=key.id, master=master)))
    return fresh


def note_sealing() -> None:
    """Write down which key seals now: beside values made by `seal_fresh`."""
    note_key(keyring.ring().current("fields").id)


def open_sealed(blob: bytes | memoryview, subject: UUID) -> str:
    """The text of one sealed value.

    Raises `Refused` with `crypto.destroyed`, `crypto.unknown_subject`, `crypto.altered` or `crypto.key_missing`.
    """
    return open_with(bytes(blob), subject, salts_of([subject]), keyring.ring())


def open_many(pairs: Iterable[tuple[bytes | memoryview, UUID]]) -> list[str | None]:
    """The texts of many sealed values, with one look-up of salts; None where the person was destroyed.

    Raises `Refused` like `open_sealed` for everything else.
    """
    listed = [(bytes(blob), subject) for blob, subject in pairs]
    salts = salts_of(subject for _, subject in listed)
    ring = keyring.ring()
    return [
        None if salts.get(subject, b"") is None else open_with(blob, subject, salts, ring) for blob, subject in listed
    ]


def open_with(blob: bytes, subject: UUID, salts: dict[UUID, bytes | None], ring: Ring) -> str:
    """Open a value with salts and keys already at hand; raises like `open_sealed`."""
    key_id = cipher.key_id_of(blob)
    key = ring.named("fields", key_id)
    salt = _living(subject, salts)
    if key is None:
        raise Refused("crypto.key_missing", key_id=key_id)
    return cipher.open_sealed(blob, subject, salt, master=key.secrets["seal"])


def blind(text: str, purpose: str) -> bytes:
    """The 32-byte index to store beside a sealed text. To look one up, use `blind_candidates`."""
    return blind_many([text], purpose)[0]


def blind_many(texts: Iterable[str], purpose: str) -> list[bytes]:
    """The indexes of many texts of one purpose, for imports."""
    index_key = keyring.ring().current("fields").secrets["index"]
    return [cipher.blind(text, purpose, index_key) for text in texts]


def blind_candidates(text: str, purpose: str) -> list[bytes]:
    """Every index a row with this text may carry, newest first: two while keys are being rotated, else one.

    Look up with `filter(id_index__in=crypto.blind_candidates(number, "id_number"))`.  A unique constraint alone cannot
    see that an old and a new index mean the same text; whoever must not store a text twice takes
    `locks.advisory(crypto.lock_name(text, purpose))` first, then looks up, then writes with `blind`.
    """
    return blind_candidates_many([text], purpose)[0]


def blind_candidates_many(texts: Iterable[str], purpose: str) -> list[list[bytes]]:
    """The same for many texts of one purpose, for imports; good as long as `index_keys` answers the same."""
    keys = [key.secrets["index"] for key in reversed(keyring.ring().active("fields"))]
    return [[cipher.blind(text, purpose, key) for key in keys] for text in texts]


def index_keys() -> tuple[str, ...]:
    """The ids of the keys `blind_candidates` looks with now, newest first.

    Whoever makes candidates ahead of time asks before, and again when using them: when a rotation has begun or ended
    in between, they must be made anew.
    """
    return tuple(key.id for key in reversed(keyring.ring().active("fields")))


def lock_name(text: str, purpose: str) -> str:
    """A name for `locks.advisory` that every process gives to the same text, also while keys are being rotated."""
    oldest = keyring.ring().active("fields")[0]
    return f"crypto.{purpose}.{cipher.blind(text, purpose, oldest.secrets['index']).hex()}"


def destroy(*subjects: UUID) -> int:
    """Destroy persons' salts for good: nothing sealed for them opens any more, here, in the audit trail or in a backup.

    Returns how many were still there.  After the commit they are written to the journal beside the keys, so that
    restoring an older backup destroys them again.
    """
    at = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM crypto_destroy(%s::uuid[], %s)", [list(subjects), at])
        gone: dict[UUID, datetime] = {row[0]: at for row in cursor.fetchall()}
    if gone:
        folder = keyring.ring().folder
        # robust: the act itself stands even when the disk of the keys is full; `hx doctor` and `hx backup` catch up.
        # Django cannot report a failing `partial`.
        transaction.on_commit(lambda: journal.note_destroyed(folder, gone), robust=True)
    return len(gone)


def catch_up_journal() -> int:
    """Write destroyed persons into the journal whom a full disk or a crash kept out of it; run it as the system."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, destroyed_at FROM crypto_subject WHERE salt IS NULL")
        return journal.note_destroyed(keyring.ring().folder, dict(cursor.fetchall()))


def salts_of(subjects: Iterable[UUID]) -> dict[UUID, bytes | None]:
    """The salts of the persons named; None for one who was destroyed, no entry for one who never was."""
    wanted = list(dict.fromkeys(subjects))
    found: dict[UUID, bytes | None] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _RUN):
            cursor.execute("SELECT id, salt FROM crypto_salts(%s::uuid[])", [wanted[start : start + _RUN]])
            found.update((row[0], None if row[1] is None else bytes(row[1])) for row in cursor.fetchall())
    return found


def note_key(key_id: str) -> None:
    """Write down (its id only) that this database is sealed with a key: an emptied key folder must not pass for new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crypto_known_key (key_id, noted_at) SELECT %(id)s, now() "
            "WHERE NOT EXISTS (SELECT 1 FROM crypto_known_key WHERE key_id = %(id)s) ON CONFLICT DO NOTHING",
            {"id": key_id},
        )


def missing_keys() -> list[str]:
    """Ids of keys that sealed this database and are not in the key folder; retired ones may be missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_id FROM crypto_known_key WHERE retired_at IS NULL ORDER BY noted_at, key_id")
        known = [row[0] for row in cursor.fetchall()]
    present = keyring.ring().ids("fields")
    return [key_id for key_id in known if key_id not in present]


def check_keys() -> None:
    """Refuse to start on the wrong key folder: people already known would not be found and be entered twice.

    Raises `Refused("crypto.keys_lost")`.
    """
    missing = missing_keys()
    if missing:
        raise Refused("crypto.keys_lost", folder=str(keyring.ring().folder), key_ids="、".join(missing))


def refuse_lost_keys() -> None:
    """End the program with the sentence of `check_keys`: what web and worker do before anything else."""
    try:
        check_keys()
    except Refused as refusal:
        raise SystemExit(texts.of(refusal)) from None


def _living(subject: UUID, salts: dict[UUID, bytes | None]) -> bytes:
    if subject not in salts:
        raise Refused("crypto.unknown_subject")
    salt = salts[subject]
    if salt is None:
        raise Refused("crypto.destroyed")
    return salt
