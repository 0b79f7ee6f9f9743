"""Publish in the caller's transaction; handle at least once in the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Count, Min
from django.utils import timezone

from hexian.foundation.access import scope
from hexian.foundation.actor import Actor
from hexian.foundation.actor.wall import read_clock
from hexian.foundation.events.models import OutboxEvent

log = structlog.get_logger(__name__)

#: A handler that fails is tried again after 2, 4, 8 … seconds, at most an hour apart, for about two days.
MOST_ATTEMPTS = 60


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler is told: the name, the subject's public id, ids in the payload, and when (UTC)."""

    name: str
    subject: str
    payload: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Dead:
    """Events of one name that were given up: how many, when the oldest happened (UTC), and what went wrong."""

    name: str
    count: int
    since: datetime
    errors: tuple[str, ...]


Handler = Callable[[Event, Actor], None]
_HANDLERS: dict[str, dict[str, Handler]] = {}


def on(name: str) -> Callable[[Handler], Handler]:
    """Register a handler; it runs in the worker, in a transaction of its own, as the system."""

    def register(handler: Handler) -> Handler:
        _HANDLERS.setdefault(name, {})[f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return register


def publish(name: str, subject: object, *, actor: Actor, **payload: Any) -> None:
    """Put one outbox row per handler into the caller's transaction and wake the worker when it commits.

    What nobody in this program waits for wakes nobody.
    """
    handlers = _HANDLERS.get(name, {})
    if not handlers:
        return
    reference = str(getattr(subject, "public_id", subject))
    OutboxEvent.objects.bulk_create(
        OutboxEvent(name=name, handler=handler, subject=reference, payload=payload, at=actor.now, due_at=timezone.now())
        for handler in handlers
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('hexian_outbox', '')")


def drain(limit: int = 200) -> int:
    """Handle due events one by one; returns how many were handled or put off."""
    handled = 0
    while handled < limit and _handle_next():
        handled += 1
    return handled


def waiting() -> int:
    """How many events nobody has handled yet."""
    return OutboxEvent.objects.count()


def dead() -> list[Dead]:
    """Events given up after their attempts, by name; what should have followed from them has not happened."""
    given_up = OutboxEvent.objects.filter(attempts__gte=MOST_ATTEMPTS)
    rows = given_up.values("name").annotate(
        count=Count("id"), since=Min("at"), errors=ArrayAgg("error", distinct=True, order_by="error")
    )
    return [Dead(row["name"], row["count"], row["since"], tuple(row["errors"])) for row in rows.order_by("name")]


@transaction.atomic
def retry_dead() -> int:
    """Give every dead event its attempts anew, from now on, and wake the worker; returns how many."""
    count = OutboxEvent.objects.filter(attempts__gte=MOST_ATTEMPTS).update(attempts=0, due_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('hexian_outbox', '')")
    return count


def _handle_next() -> bool:
    at = read_clock()
    actor = Actor.system("outbox", at.now, shifted=at.shifted)
    with scope(actor):
        row = (
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(due_at__lte=timezone.now(), attempts__lt=MOST_ATTEMPTS)
            .order_by("due_at", "id")
            .first()
        )
        if row is None:
            return False
        _handle(row, actor)
    return True


def _handle(row: OutboxEvent, actor: Actor) -> None:
    handler = _HANDLERS.get(row.name, {}).get(row.handler)
    if handler is None:
        _put_off(row, f"no handler {row.handler}")
        return
    try:
        with transaction.atomic():
            handler(Event(row.name, row.subject, row.payload, row.at), actor)
    except Exception as fault:  # noqa: BLE001 - one failing handler must not stop the others
        _put_off(row, type(fault).__name__)
        log.warning("event handler failed", handler=row.handler, error=type(fault).__name__, attempts=row.attempts)
    else:
        row.delete()


def _put_off(row: OutboxEvent, error: str) -> None:
    row.attempts += 1
    row.due_at = timezone.now() + timedelta(seconds=min(2**row.attempts, 3600))
    row.error = error
    row.save(update_fields=["attempts", "due_at", "error"])
