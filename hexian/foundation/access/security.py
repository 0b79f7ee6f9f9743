"""The second net: row-level security, declared beside the table it protects.

A policy is SQL over the row's columns and the helpers made in the first migration: `hexian_sees(code)`,
`hexian_is(person_id)`, `hexian_proved(mobile)`, `hexian_guest(code)`.  The system's own work is let through everywhere,
so that a job, a backup or `hx doctor` sees every row.
"""

from __future__ import annotations

from django.db import connection, migrations

_ALSO = " OR hexian_is_system()"
#: Asked once a statement instead of once a row, before anything else.
_FIRST = "(SELECT hexian_is_system()) OR "


def guard(
    table: str, *, read: str, write: str | None = None, change: str | None = None, in_bulk: bool = False
) -> migrations.RunSQL:
    """Force row-level security on a table; `write` (INSERT) and `change` (UPDATE, DELETE) default to `read`.

    `in_bulk` is for tables the system writes by the hundred thousand: whether it is the system is found once.
    """
    first, also = (_FIRST, "") if in_bulk else ("", _ALSO)
    seen, inserted, changed = (f"{first}({rule}){also}" for rule in (read, write or read, change or read))
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY may_read ON {table} FOR SELECT USING ({seen})",
            f"CREATE POLICY may_insert ON {table} FOR INSERT WITH CHECK ({inserted})",
            f"CREATE POLICY may_update ON {table} FOR UPDATE USING ({changed}) WITH CHECK ({changed})",
            f"CREATE POLICY may_delete ON {table} FOR DELETE USING ({changed})",
        ],
        [
            *(f"DROP POLICY may_{verb} ON {table}" for verb in ("read", "insert", "update", "delete")),
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        ],
    )


def guard_anew(table: str, former: migrations.RunSQL, *, read: str, write: str | None = None,
               change: str | None = None) -> migrations.RunSQL:  # fmt: skip
    """Say anew who may read, add and change, of a table that is guarded; `former` is the guard to go back to."""
    drop = [f"DROP POLICY may_{verb} ON {table}" for verb in ("read", "insert", "update", "delete")]
    now = guard(table, read=read, write=write, change=change)
    return migrations.RunSQL([*drop, *list(now.sql)[2:]], [*drop, *list(former.sql)[2:]])


def append_only(table: str, message: str) -> migrations.RunSQL:
    """Make a table append-only: a trigger refuses UPDATE, DELETE and TRUNCATE with the given sentence."""
    return migrations.RunSQL(
        [
            f"""
            CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION hexian_refuse('{message}')
            """,
        ],
        [f"DROP TRIGGER {table}_is_append_only ON {table}"],
    )


def guarded_tables() -> dict[str, bool]:
    """Every table of the database with whether row-level security is enabled, forced and has a policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS "
            "(SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        )
        return dict(cursor.fetchall())
