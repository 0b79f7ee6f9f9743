"""SQL functions that answer one narrow question over rows the asker may not see.

Such a function belongs to the owner and lets the system's eyes in for one query.  FORCE row-level security holds for
the owner too, and only a superuser may write `SET hexian.system` into a function's head, so the body sets and unsets it
itself; when the query fails, the rollback unsets it.  Give it as little to say as possible: flags, not rows.
"""

from __future__ import annotations

from django.db import migrations


def owner_function(name: str, arguments: str, returns: str, query: str) -> migrations.RunSQL:
    """Create `name(arguments)` that returns the single value of one SELECT, whatever the asker's scope."""
    head = f"CREATE FUNCTION {name}({arguments}) RETURNS {returns}"
    body = f"""
        DECLARE
            before text := coalesce(current_setting('hexian.system', true), '');
            answer {returns};
        BEGIN
            PERFORM set_config('hexian.system', 'on', true);
            answer := ({query});
            PERFORM set_config('hexian.system', before, true);
            RETURN answer;
        END
    """
    return migrations.RunSQL(
        f"{head} LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$ {body} $$",
        f"DROP FUNCTION {name}",
    )
