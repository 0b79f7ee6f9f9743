"""Tell PostgreSQL who acts, for this transaction only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from hexian.foundation.actor import Actor

_NAMES = ("scope", "person", "account", "mobile", "guest", "system")
_READ = "SELECT " + ", ".join(f"coalesce(current_setting('hexian.{name}', true), '')" for name in _NAMES)
_WRITE = "SELECT " + ", ".join(f"set_config('hexian.{name}', %s, true)" for name in _NAMES)
# Set aside by the server itself, so that a statement between needs no question first and no answer after.
_KEEP = "SELECT " + ", ".join(
    f"set_config('hexian.kept_{name}', coalesce(current_setting('hexian.{name}', true), ''), true)" for name in _NAMES
)
_BACK = "SELECT " + ", ".join(
    f"set_config('hexian.{name}', current_setting('hexian.kept_{name}'), true)" for name in _NAMES
)


def _values(actor: Actor) -> tuple[str, ...]:
    return (
        ",".join(actor.scope),
        str(actor.person_id or ""),
        str(actor.account_id or ""),
        actor.mobile or "",
        actor.guest_code or "",
        "on" if actor.is_system else "",
    )


@contextmanager
def scope(actor: Actor) -> Iterator[None]:
    """Run the block in a transaction in which row-level security knows the actor; the former settings come back after.

    Settings are LOCAL, so nothing survives the transaction into a pooled connection.
    """
    with transaction.atomic():
        nested = len(connection.savepoint_ids) > 0
        new = _values(actor)
        before = _changed(new) if nested else _written(new)
        yield
        # When the block fails, the savepoint's rollback puts the settings back by itself, and a broken transaction
        # would take no statement. A block that caught its own fault inside is rolled back all the same.
        if nested and before != new and not connection.needs_rollback:
            _written(before)


def _written(values: tuple[str, ...]) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
    return values


def _changed(values: tuple[str, ...]) -> tuple[str, ...]:
    """Write the settings and return what they were, in a single message to the server."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ}; {_WRITE}", values)
        before: tuple[str, ...] = cursor.fetchone() or values
    return before


@contextmanager
def reading(actor: Actor) -> Iterator[None]:
    """Run the block under `scope` in a transaction of its own in which PostgreSQL refuses every write: what a GET is.

    It reads one snapshot from its first statement to its last, so that a page drawn while a union moves shows the tree
    before or after, never half of each.  Inside another transaction it is `read_only` and `scope`.
    """
    if connection.in_atomic_block:
        with read_only(), scope(actor):
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Every page begins with this: one message to the server instead of five, and nothing to put back.
            cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; {_WRITE}", _values(actor))
        yield


def glance(actor: Actor, statement: str, params: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of one SELECT as the actor sees it, in a single message to the server; see `at_once`."""
    with connection.cursor() as cursor:
        at_once(cursor, actor, statement, params)
        return cursor.fetchone()  # type: ignore[no-any-return]


def at_once(cursor: Any, actor: Actor, statement: str, params: Sequence[Any]) -> None:
    """Run one statement under the actor's settings in a single message to the server, its rows left in the cursor.

    For what pages ask or write thousands of times a minute.  Statements sent together are one transaction, so the
    settings are gone with it; inside another transaction those it had are back before the next statement, and when
    this one fails, the server forgets them with all that was done since the last savepoint.
    """
    before, after = (f"{_KEEP}; ", f"; {_BACK}") if connection.in_atomic_block else ("", "")
    cursor.execute(f"{before}{_WRITE}; {statement}{after}", [*_values(actor), *params])
    for _skipped in range(2 if before else 1):
        cursor.nextset()


@contextmanager
def read_only() -> Iterator[None]:
    """Let PostgreSQL refuse every write until the block ends: what a GET is allowed to do."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
