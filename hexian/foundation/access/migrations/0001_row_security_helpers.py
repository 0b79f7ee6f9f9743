"""The functions every policy is written with."""

from django.db import migrations

HELPERS = [
    """
    CREATE FUNCTION hexian_sees(code text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT code ^@ ANY (string_to_array(current_setting('hexian.scope', true), ','))
    $$
    """,
    """
    CREATE FUNCTION hexian_is(person bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT person::text = nullif(current_setting('hexian.person', true), '')
    $$
    """,
    """
    CREATE FUNCTION hexian_account(account bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT account::text = nullif(current_setting('hexian.account', true), '')
    $$
    """,
    """
    CREATE FUNCTION hexian_proved(mobile text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT mobile = nullif(current_setting('hexian.mobile', true), '')
    $$
    """,
    """
    CREATE FUNCTION hexian_guest(code text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT code = nullif(current_setting('hexian.guest', true), '')
    $$
    """,
    """
    CREATE FUNCTION hexian_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT coalesce(current_setting('hexian.system', true), '') = 'on'
    $$
    """,
    """
    CREATE FUNCTION hexian_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END
    $$
    """,
]
NAMES = [
    "hexian_sees(text)",
    "hexian_is(bigint)",
    "hexian_account(bigint)",
    "hexian_proved(text)",
    "hexian_guest(text)",
    "hexian_is_system()",
    "hexian_refuse()",
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(HELPERS, [f"DROP FUNCTION {name}" for name in NAMES])]
