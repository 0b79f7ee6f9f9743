"""Load many rows fast: without row security for the owner, without indexes and foreign keys, and all of it back after.

Only a bench may do this, in a database of its own.  PostgreSQL refuses COPY into a table whose row security binds the
owner too, and building an index at the end costs a third of keeping it up row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

Link = psycopg.Connection[tuple[Any, ...]]

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
    WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


def run(link: Link, statement: str) -> None:
    """Run a statement made of names the database itself has given."""
    link.execute(statement)


@contextmanager
def laid_open(link: Link, tables: Sequence[str]) -> Iterator[None]:
    """The tables without anything that slows loading down; put back when the block ends well."""
    constraints = link.execute(_CONSTRAINTS, [list(tables)]).fetchall()
    for table, name, _ in constraints:
        run(link, f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    indexes = link.execute(_INDEXES, [list(tables)]).fetchall()
    for name, _ in indexes:
        run(link, f"DROP INDEX {name}")
    with unforced(link, tables):
        yield
        for _, definition in indexes:
            run(link, definition)
        for table, name, definition in constraints:
            run(link, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


@contextmanager
def unforced(link: Link, tables: Sequence[str]) -> Iterator[None]:
    """Let the owner past row security; `hexian_app` stays bound."""
    for table in tables:
        run(link, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        if link.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            for table in tables:
                run(link, f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def copy(link: Link, table: str, columns: Sequence[str], portions: Iterator[str]) -> None:
    """COPY lines in PostgreSQL's text format, portion by portion."""
    head = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    )
    with link.cursor() as cursor, cursor.copy(head) as target:
        for portion in portions:
            target.write(portion)


def advance_serial(link: Link, table: str) -> None:
    """Let the next row's id follow the ones that were loaded."""
    run(link, f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
