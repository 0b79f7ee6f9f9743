"""Rewrite codes when a body has moved: every column of codes there is, set by set, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import connection

from hexian.foundation.access.fields import CodedColumn, coded_columns

#: Rows are locked in it before any other: whoever writes a row that names a body holds a lock on the body's own.
FIRST = "orgs_organisation"

_RECODE = """
    UPDATE {table} SET {column} = %(new)s || substr({column}, length(%(old)s) + 1)
    WHERE {column} >= %(old)s AND {column} < %(old)s || '~'
"""
_STALE = """
    UPDATE {table} AS t SET {column} = now.code FROM unnest(%(old)s::text[], %(new)s::text[]) AS now (former, code)
    WHERE t.{column} = now.former COLLATE "C"
"""


#: Stops counting where it is enough: whoever asks wants to know whether it is many.
_COUNT = """
    SELECT count(*) FROM (
        SELECT 1 FROM {table} WHERE {column} >= %(code)s AND {column} < %(code)s || '~' LIMIT %(most)s
    ) AS below
"""
Tell = Callable[[int], None]


def recode(old: str, new: str, tell: Tell | None = None) -> dict[str, int]:
    """Rewrite everything at or below one code to lie at or below another; returns how many rows of which table.

    Doing it again changes nothing: an old code is never given out anew.  The caller has the system's scope.  `tell` is
    given the number of rows after each table.
    """
    return _over(_RECODE, {"old": old, "new": new}, tell)


def coded_rows(code: str, most: int | None = None) -> int:
    """How many rows would be rewritten if the body with this code moved; counts no further than about `most`.

    The caller has the system's scope.
    """
    found = 0
    with connection.cursor() as cursor:
        for column in _moving():
            statement = _COUNT.format(table=column.table, column=column.column)
            cursor.execute(statement, {"code": code, "most": most})
            found += int((cursor.fetchone() or (0,))[0])
            if most is not None and found >= most:
                return found
    return found


def recode_stale(codes: Mapping[str, str]) -> dict[str, int]:
    """Rewrite rows that still carry former codes, given each with the present one; returns how many of which table."""
    if not codes:
        return {}
    return _over(_STALE, {"old": list(codes), "new": list(codes.values())})


def _over(statement: str, facts: Mapping[str, Any], tell: Tell | None = None) -> dict[str, int]:
    changed = {}
    with connection.cursor() as cursor:
        for column in _moving():
            cursor.execute(statement.format(table=column.table, column=column.column), facts)
            if cursor.rowcount:
                changed[column.table] = cursor.rowcount
                if tell:
                    tell(cursor.rowcount)
    return changed


def _moving() -> Iterator[CodedColumn]:
    moving = [column for column in coded_columns() if not column.stays]
    return iter(sorted(moving, key=lambda column: column.table != FIRST))
