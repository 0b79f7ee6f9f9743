"""Rewrite codes when a body has moved: every column of codes there is, set by set, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def recode(old: str, new: str) -> dict[str, int]:
    """Rewrite everything at or below one code to lie at or below another; returns how many rows of which table.

    Doing it again changes nothing: an old code is never given out anew.  The caller has the system's scope.
    """
    return _over(_RECODE, {"old": old, "new": new})


def recode_stale(codes: Mapping[str, str]) -> dict[str, int]:
    """Rewrite rows that still carry former codes, given each with the present one; returns how many of which table."""
    if not codes:
        return {}
    return _over(_STALE, {"old": list(codes), "new": list(codes.values())})


def _over(statement: str, facts: Mapping[str, Any]) -> dict[str, int]:
    changed = {}
    with connection.cursor() as cursor:
        for column in _moving():
            cursor.execute(statement.format(table=column.table, column=column.column), facts)
            if cursor.rowcount:
                changed[column.table] = cursor.rowcount
    return changed


def _moving() -> Iterator[CodedColumn]:
    moving = [column for column in coded_columns() if not column.stays]
    return iter(sorted(moving, key=lambda column: column.table != FIRST))
