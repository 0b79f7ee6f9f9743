"""States of a message and when it is tried again; plain Python, no Django."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """The ways out of the program."""

    SMS = "sms"
    MAIL = "mail"


class MessageState(StrEnum):
    """Where a message stands; «failed» waits for its next try, «given_up» for nothing."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"


#: From two seconds to an hour apart, about half a day in all: longer than a gateway's worst evening.
PAUSES = (2, 5, 15, 60, 180, 600, 1800, 3600, 3600, 7200, 14400, 14400)
#: A sender that dies in the middle has its message taken over after this time.
LEASE = timedelta(seconds=60)


def next_try(attempts: int, now: datetime, expires_at: datetime | None, wait: float = 0) -> datetime | None:
    """When to try again after so many attempts; None to give up.

    `wait` is what the gateway asked for, in seconds; a message is never sent after it expired.
    """
    if attempts > len(PAUSES):
        return None
    moment = now + timedelta(seconds=max(PAUSES[attempts - 1], wait))
    return None if expires_at is not None and moment >= expires_at else moment
