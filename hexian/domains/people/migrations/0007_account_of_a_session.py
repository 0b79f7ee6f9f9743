"""The account a session names, read under its own scope in one statement: every page of whoever is signed in asks it."""

from django.db import migrations

#: Not an owner function: row security binds it as it binds its asker, who sets the same by hand otherwise.
FUNCTION = """
    CREATE FUNCTION people_session_account(account bigint) RETURNS SETOF people_account
    LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = public, pg_temp AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.account', true), '');
    BEGIN
        PERFORM set_config('hexian.account', account::text, true);
        RETURN QUERY SELECT * FROM people_account a WHERE a.id = account AND a.is_active;
        PERFORM set_config('hexian.account', before, true);
    END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_verified_by_resolution")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION people_session_account")]
