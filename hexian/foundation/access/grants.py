"""What `hexian_app` may do: read and write rows, own nothing, alter no trail."""

from __future__ import annotations

from django.db import connection

APP_ROLE = "hexian_app"
#: Tables the application may only add to.
APPEND_ONLY = ("audit_entry", "audit_block")


def grant_to_app() -> None:
    """Give `hexian_app` its rights over every table, sequence and function there is now and will be."""
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP_ROLE}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}" for table in APPEND_ONLY),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
