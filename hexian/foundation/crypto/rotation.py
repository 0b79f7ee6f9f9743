"""Re-seal and re-index every declared column with a new key, while the program runs.

A column is done in two walks along its primary key (`walking`).  The first re-seals what an older key sealed, stepping
over rows somebody is working on and coming back to them.  The second begins when every transaction older than the new
key has ended, opens every value and compares its index: it finds the row whose index was computed a moment before the
new key and written a moment after.  Where a walk stopped (kill -9, power cut), the next run goes on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from hexian.foundation.access import scope
from hexian.foundation.actor import Refused
from hexian.foundation.crypto import keyfiles, keyring, services, walking
from hexian.foundation.crypto.keyfiles import Key
from hexian.foundation.crypto.models import KnownKey, Rotation
from hexian.foundation.crypto.registry import SealedColumn, sealed_columns
from hexian.foundation.crypto.walking import Outcome, Walk

#: How long to wait for transactions that began before the new key, in seconds.
PATIENCE = 60.0
_PAUSE = 0.2
#: Any number, the same in every process: one rotation at a time.
_LOCK = 7_431_905_226

Report = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Usage:
    """How many values of a column a key has sealed."""

    column: str
    key_id: str
    values: int


def rotate(report: Report = lambda _column, _resealed: None, *, patience: float = PATIENCE) -> Outcome:
    """Make a new key, or go on with the one whose rotation was interrupted, and bring every column to it.

    Raises `Refused` with `crypto.rotation_running` when another process does the same, `crypto.rotation_waits` when
    older transactions do not end within `patience` seconds, `crypto.keys_lost` on the wrong key folder.
    """
    with _alone():
        key = _unfinished() or _new_key()
        # Whatever begins from here on has seen the new key; these may not have.
        older = _transactions()
        outcome = Outcome(key.id)
        walks = [Walk(column, key, _state(column, key), outcome) for column in sealed_columns()]
        unfinished = [walk for walk in walks if walk.state.finished_at is None]
        for walk in unfinished:
            _reseal(walk, report, patience)
        _wait(lambda: len(older & _transactions()), patience)
        for walk in unfinished:
            _check(walk)
    return outcome


def retire() -> list[str]:
    """Retire every key but the newest; returns their ids.

    Raises `Refused` with `crypto.rotation_unfinished` or, when a value of a living person still needs one of them,
    `crypto.key_in_use`.
    """
    with _alone():
        if _unfinished():
            raise Refused("crypto.rotation_unfinished")
        *older, newest = keyring.ring().active("fields")
        for column in sealed_columns():
            _refuse_used(column, newest)
        for key in older:
            # The note first: a file gone while the note says «in use» would keep the program from starting.
            KnownKey.objects.filter(key_id=key.id).update(retired_at=timezone.now())
            keyfiles.retire_key(keyring.ring().folder, key)
    return [key.id for key in older]


def usage() -> list[Usage]:
    """How many values each key has sealed, by column; an id that is no key's is among them."""
    with scope(walking.system()):
        return [
            Usage(column.name, key_id, count) for column in sealed_columns() for key_id, count in walking.count(column)
        ]


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            raise Refused("crypto.rotation_running")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _unfinished() -> Key | None:
    """The newest key, when a rotation to it was begun and some column has not come to its end."""
    active = keyring.ring().active("fields")
    finished = Rotation.objects.filter(key_id=active[-1].id, finished_at__isnull=False)
    done = set(finished.values_list("column", flat=True))
    waiting = any(column.name not in done for column in sealed_columns())
    return active[-1] if len(active) > 1 and waiting else None


def _new_key() -> Key:
    services.check_keys()
    key = keyfiles.make_key(keyring.ring().folder, "fields")
    services.note_key(key.id)
    return key


def _state(column: SealedColumn, key: Key) -> Rotation:
    state, _ = Rotation.objects.get_or_create(
        column=column.name, key_id=key.id, defaults={"started_at": timezone.now()}
    )
    return state


def _reseal(walk: Walk, report: Report, patience: float) -> None:
    """Walk until nothing sealed by another key is left that can be opened; rows in others' hands are waited for."""
    if walk.state.checking:
        return

    def left_after_a_walk() -> int:
        while walk.reseal_chunk():
            report(walk.column.name, walk.state.resealed)
        walk.move(cursor=None)
        return walk.left_over()

    _wait(left_after_a_walk, patience)


def _check(walk: Walk) -> None:
    if not walk.state.checking:
        walk.move(checking=True, cursor=None)
    walk.check()
    walk.move(finished_at=timezone.now(), cursor=None)


def _wait(left: Callable[[], int], patience: float) -> None:
    end = time.monotonic() + patience
    while count := left():
        if time.monotonic() > end:
            raise Refused("crypto.rotation_waits", count=count)
        time.sleep(_PAUSE)


def _transactions() -> frozenset[str]:
    """Every transaction now under way in this database, by its virtual id; the owner may see nothing else of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
            "WHERE l.locktype = 'virtualxid' AND l.granted AND a.datname = current_database() "
            "AND a.usesysid IS NOT NULL AND l.pid <> pg_backend_pid()"
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _refuse_used(column: SealedColumn, newest: Key) -> None:
    needed = Counter(key_id for _, key_id in walking.sealed_by_others(column, newest))
    for key_id, count in needed.items():
        raise Refused("crypto.key_in_use", key_id=key_id, count=count, column=column.name)
