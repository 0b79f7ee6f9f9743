"""Landing many rows at once: COPY into a staging table of this session's own, then one set-based INSERT.

PostgreSQL refuses COPY into a table whose row security binds the writer.  A temporary table is read by no other
session, is never logged and is gone with the transaction; and because the INSERT out of it is the writer's own, row
security holds for every row of it, as it would for one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
#: No value, in COPY's text format.
NULL = "\\N"
_LINES = 500
#: So far the counter of an opaque id goes: 24 bits, behind a seven that names the version.
_COUNTED = 0xFFFFFF
_VERSION = 7 << 24


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
            f"SELECT nextval(s.name) FROM {numbered(table)}, generate_series(1, %s)",  # noqa: S608 - our own names
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def public_ids(key: str, *, whole: str = "") -> tuple[str, dict[str, str]]:
    """An SQL expression for an opaque id of every row, out of the row's own `key` (bigint), and its parameters.

    Where several rows share a key, `whole` is an expression (text) that tells them apart.

    In the manner of version 7 (RFC 9562): the instant, a counter, then what nobody can guess without the salt,
    which is made here and kept nowhere.  In the order of the keys they go into their index at its end, one behind the
    other; anywhere else each would cost as much as the rest of its row.  PostgreSQL's random ones ask the system for
    every row besides.
    """
    stamp = f"{time.time_ns() // 1_000_000:012x}"
    counter = f"to_hex({_VERSION} | ({key} & {_COUNTED}))"
    return (
        f"(%(id_stamp)s || {counter} || substr(md5(%(id_salt)s || {whole or key}), 20))::uuid",
        {"id_stamp": stamp, "id_salt": os.urandom(16).hex()},
    )


def numbered(table: str) -> str:
    """An SQL source of one row `s` whose `name` is the sequence of a table's keys, found once."""
    return f"(SELECT pg_get_serial_sequence('{table}', 'id')::regclass AS name OFFSET 0) AS s"
