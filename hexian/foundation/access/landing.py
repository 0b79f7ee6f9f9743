"""Landing many rows at once: COPY into a staging table of this session's own, then one set-based INSERT.

PostgreSQL refuses COPY into a table whose row security binds the writer.  A temporary table is read by no other
session, is never logged and is gone with the transaction; and because the INSERT out of it is the writer's own, row
security holds for every row of it, as it would for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
#: No value, in COPY's text format.
NULL = "\\N"
_LINES = 500


def escaped(text: str) -> str:
    """A text as COPY reads it: whatever somebody typed stays one value."""
    return text.translate(_ESCAPES)


@contextmanager
def staged(name: str, columns: Mapping[str, str], lines: Iterator[str]) -> Iterator[None]:
    """A staging table of that name, filled with lines in COPY's text format, until the block ends.

    `columns` give each column's type; values that people typed must have gone through `escaped`.
    """
    described = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({described}) ON COMMIT DROP")
        with cursor.copy(f"COPY pg_temp.{name} FROM STDIN") as target:
            # A message to the server for every line would cost ten times what its insertion does.
            while block := "".join(islice(lines, _LINES)):
                target.write(block)
        yield
        cursor.execute(f"DROP TABLE pg_temp.{name}")


def next_ids(table: str, count: int) -> list[int]:
    """So many new keys of a table, in one statement; none is ever given out twice."""
    with connection.cursor() as cursor:
        # The sequence is looked up once, not for every key.
        cursor.execute(
            "SELECT nextval(s.name) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) AS s,"
            " generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]
