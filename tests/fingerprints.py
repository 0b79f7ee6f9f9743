"""Whether a request has changed the database: which tables it touched, and whether their rows are still the same."""

from __future__ import annotations

from django.db import connection

from hexian.foundation.access import scope
from tests.makers import SYSTEM

#: Kept for the browser and the program's own convenience; they hold no record of anything.
PASSING = {"django_session", "web_cache"}
#: What the view of this name says too, which asks eight numbers of every table and takes eight times as long.
_WRITTEN = " + ".join(f"pg_stat_get_xact_tuples_{what}(oid)" for what in ("inserted", "updated", "deleted"))
_TOUCHED = (
    f"SELECT relname, {_WRITTEN} FROM pg_class"  # noqa: S608
    f" WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND {_WRITTEN} > 0"
)


def has_written() -> bool:
    """Whether anything at all was written since the transaction began, kept or not.

    Only a transaction that writes, or locks a row, is given a number; to ask for it costs next to nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchall()[0][0])


def touched() -> dict[str, int]:
    """How many rows of each table this connection has written of late, kept or not."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
        return {name: count for name, count in cursor.fetchall() if name not in PASSING}


def of_all() -> dict[str, tuple[int, int]]:
    """The fingerprint of every table: how many rows, and the sum of their hashes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()} - PASSING
    return of(tables)


def of(tables: set[str]) -> dict[str, tuple[int, int]]:
    """The fingerprints of these tables, read with the system's eyes."""
    found: dict[str, tuple[int, int]] = {}
    if not tables:
        # To look with the system's eyes takes four statements; most requests touch nothing.
        return found
    with scope(SYSTEM), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "{table}" t')  # noqa: S608
            count, digest = cursor.fetchone() or (0, 0)
            found[table] = (int(count), int(digest))
    return found
