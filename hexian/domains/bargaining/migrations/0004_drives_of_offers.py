"""An action of offers for the unions below: seen by the union above, and by each union where its own draft is."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import hexian.foundation.access.fields
from hexian.foundation.access import guard

#: A union knows of the action its own draft came with.
IN_DRIVE = """
    CREATE FUNCTION bargaining_in_drive(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.bargaining_drive_entry e WHERE e.drive_id = wanted)
    $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bargaining", "0003_what_came_late"),
        ("orgs", "0009_what_can_be_given_back"),
        ("people", "0008_tries_of_a_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="Drive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("title", models.TextField()),
                ("plan", models.JSONField()),
                ("by_name", models.TextField()),
                ("by_office", models.TextField(blank=True, default="")),
                ("task", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("prepared_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "bargaining_drive",
                "indexes": [
                    models.Index(fields=["code", "-id"], name="bargaining_drive_by_place"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DriveEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("is_joined", models.BooleanField(default=False)),
                ("made_version", models.IntegerField(default=0)),
                ("entrusted_version", models.IntegerField(null=True)),
                ("entrusted_by", models.TextField(blank=True, default="")),
                ("entrusted_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("problem", models.JSONField(default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="driven",
                        to="bargaining.case",
                    ),
                ),
                (
                    "drive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="bargaining.drive"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "bargaining_drive_entry",
                "indexes": [
                    models.Index(fields=["drive", "code"], name="bargaining_drive_in_order"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("drive", "org"), name="bargaining_a_union_once_in_a_drive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entrusted_version__isnull", True), ("entrusted_at__isnull", False), _connector="OR"
                        ),
                        name="bargaining_what_is_entrusted_has_its_moment",
                    ),
                ],
            },
        ),
        migrations.RunSQL(IN_DRIVE, "DROP FUNCTION bargaining_in_drive(bigint)"),
        guard("bargaining_drive_entry", read="hexian_sees(code) OR bargaining_reaches(case_id)"),
        guard(
            "bargaining_drive",
            read="hexian_sees(code) OR bargaining_in_drive(id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
        ),
    ]
