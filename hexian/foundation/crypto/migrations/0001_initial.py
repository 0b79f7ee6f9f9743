"""The salts, the notes about keys, and the two doors to the salts."""

import uuid

from django.db import migrations, models

from hexian.foundation.access import guard

# The policies close the table to everything but the system; both doors look through the system's eyes for one statement.
# (SET in the function's head would be shorter, but PostgreSQL grants that to superusers only.)
DOOR = """
    CREATE FUNCTION {head} LANGUAGE plpgsql AS $$
    DECLARE before text := coalesce(current_setting('hexian.system', true), '');
    BEGIN
        PERFORM set_config('hexian.system', 'on', true);
        RETURN QUERY {query};
        PERFORM set_config('hexian.system', before, true);
    END $$
"""
FUNCTIONS = [
    DOOR.format(
        head="crypto_salts(wanted uuid[]) RETURNS TABLE (id uuid, salt bytea)",
        query="SELECT s.id, s.salt FROM crypto_subject s WHERE s.id = ANY (wanted)",
    ),
    DOOR.format(
        head="crypto_destroy(wanted uuid[], moment timestamptz) RETURNS SETOF uuid",
        query="UPDATE crypto_subject s SET salt = NULL, destroyed_at = moment "
        "WHERE s.id = ANY (wanted) AND s.salt IS NOT NULL RETURNING s.id",
    ),
]
NAMES = ["crypto_salts(uuid[])", "crypto_destroy(uuid[], timestamptz)"]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0001_row_security_helpers")]
    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("salt", models.BinaryField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "crypto_subject",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", True), ("salt__isnull", False)),
                            models.Q(("destroyed_at__isnull", False), ("salt__isnull", True)),
                            _connector="OR",
                        ),
                        name="crypto_subject_has_a_salt_until_destroyed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownKey",
            fields=[
                ("key_id", models.TextField(primary_key=True, serialize=False)),
                ("noted_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "crypto_known_key"},
        ),
        migrations.CreateModel(
            name="Rotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("column", models.TextField()),
                ("key_id", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("checking", models.BooleanField(default=False)),
                ("cursor", models.TextField(null=True)),
                ("resealed", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "crypto_rotation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["column", "key_id"], name="crypto_rotation_is_one_per_column_and_key"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, [f"DROP FUNCTION {name}" for name in NAMES]),
        # Anyone may add a person; nobody but the system may list, alter or remove salts.
        guard("crypto_subject", read="false", write="true", change="false"),
    ]
