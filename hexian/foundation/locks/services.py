"""Idempotency keys and ordered advisory locks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction

from hexian.foundation.locks.models import DoneOnce

#: How long a repeated request still gets its first answer: longer than any phone keeps retrying.
REMEMBERED = timedelta(days=7)


def advisory(*names: str) -> None:
    """Take the named locks until the transaction ends, always in the same order so that two holders never deadlock.

    Raises `TransactionManagementError` outside a transaction: the lock would be gone before the next statement.
    """
    _take("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", names)


def advisory_shared(*names: str) -> None:
    """Take the named locks beside others who share them; whoever asks for one with `advisory` waits for all of these.

    Raises like `advisory`.
    """
    _take("SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS key", names)


def _take(statement: str, names: Iterable[str]) -> None:
    if not connection.in_atomic_block:
        message = "an advisory lock outside a transaction protects nothing"
        raise transaction.TransactionManagementError(message)
    keys = sorted({int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True) for name in names})
    with connection.cursor() as cursor:
        # One statement for a whole batch; unnest keeps the order of the array.
        cursor.execute(statement, [keys])


def once(scope: str, key: str) -> str | None:
    """Claim a request key; None for the first to come, else what `remember` kept for it.

    Waits for a twin still under way, so the second of two simultaneous requests gets the first one's answer.
    """
    full = _digest(scope, key)
    advisory(full)
    done = DoneOnce.objects.filter(key=full).first()
    return done.result if done else None


def remember(scope: str, key: str, result: str) -> None:
    """Keep the answer of a claimed key, in the same transaction as the act itself."""
    DoneOnce.objects.create(key=_digest(scope, key), result=result)


def forget_old(now: datetime) -> int:
    """Drop keys nobody can still be retrying; returns how many."""
    deleted, _ = DoneOnce.objects.filter(at__lt=now - REMEMBERED).delete()
    return deleted


def _digest(scope: str, key: str) -> str:
    # Whoever claims a key may put a mobile number into it; a digest beside its random part tells nobody.
    return f"{scope}:{sha256(key.encode()).hexdigest()}"
