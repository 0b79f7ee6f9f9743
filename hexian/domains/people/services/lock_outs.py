"""Counting failed tries under a key, shared by every process; the rows hold hashes, never numbers or addresses.

Nobody is known yet while a password or a code is tried, and no row here belongs to anybody, so these few statements run
as the system.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from hexian.domains.people import rules
from hexian.domains.people.events import PeopleEvent
from hexian.domains.people.models import LockOut, OneTimeCode
from hexian.foundation import audit, crypto
from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.locks import advisory

_COUNT = """
    INSERT INTO people_lock_out AS l (key, failures, first_at) VALUES (%(key)s, 1, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN l.first_at <= %(since)s THEN 1 ELSE l.failures + 1 END,
        first_at = CASE WHEN l.first_at <= %(since)s THEN %(now)s ELSE l.first_at END
    RETURNING failures, first_at
"""


def hashed(key: str) -> str:
    """What is stored for a key: a blind index, so that a list of all mobile numbers does not give them away."""
    return crypto.blind(key, "lock_out").hex()


def check_open(key: str, *, actor: Actor, alone: bool = True) -> None:
    """Make sure a key may be tried, and let only one try at a time go on until the transaction ends.

    `alone=False` for keys many people share, such as an address. Raises `Refused("lock.closed")` (`until`).
    """
    if alone:
        # Otherwise a hundred simultaneous guesses would all find the key open before the first has failed.
        advisory(f"people.lock_out.{hashed(key)}")
    with scope(Actor.system("lock-outs", actor.now)):
        until = LockOut.objects.filter(key=hashed(key)).values_list("locked_until", flat=True).first()
    rules.check_open(until, actor.now)


@transaction.atomic
def fail(key: str, *, actor: Actor, free: int = rules.FREE_TRIES, slows: bool = False) -> datetime | None:
    """Count a failed try; from the `free`-th within a day on the key is locked ever longer. Returns until when.

    A key that only `slows` waits some minutes at most: for what a stranger may try as well as its owner.
    The caller must let the transaction commit: a failure that is rolled back was never counted.
    """
    with scope(Actor.system("lock-outs", actor.now)):
        failures, _first_at = count(key, rules.FORGET_AFTER, actor.now)
        length = rules.slow_length(failures) if slows else rules.lock_length(failures, free)
        until = actor.now + length if length else None
        if until is not None:
            LockOut.objects.filter(key=hashed(key)).update(locked_until=until)
            audit.record(PeopleEvent.LOCKED_OUT, actor=actor, failures=failures)
    return until


@transaction.atomic
def succeed(key: str, *, actor: Actor) -> None:
    """Forget the failures under a key: its owner has shown that it is hers."""
    with scope(Actor.system("lock-outs", actor.now)):
        LockOut.objects.filter(key=hashed(key)).delete()


def count(key: str, stretch: timedelta, now: datetime) -> tuple[int, datetime]:
    """Count one more under a key and say how many there were since when; begins anew after the stretch of time.

    Runs under the system's scope. Two processes that count at once wait for each other at the row.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": hashed(key), "now": now, "since": now - stretch})
        failures, first_at = cursor.fetchone() or (1, now)
    return failures, first_at


def forget_old(*, actor: Actor) -> int:
    """Drop counts and codes nobody needs any more; returns how many. For the schedule."""
    before = actor.now - rules.FORGET_AFTER
    with scope(actor):
        counts, _ = LockOut.objects.filter(first_at__lte=before).exclude(locked_until__gt=actor.now).delete()
        codes, _ = OneTimeCode.objects.filter(expires_at__lte=before).delete()
    return counts + codes
