"""A person sees her own notices; nobody but the worker reads the outbox; the tray shows only while it is open."""

import uuid

from django.db import migrations, models

import hexian.foundation.access.fields
from hexian.foundation.access import guard


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0001_row_security_helpers"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemoMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("channel", models.TextField()),
                ("address", models.TextField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_demo_message",
                "indexes": [models.Index(fields=["-at"], name="notices_demo_newest_first")],
            },
        ),
        migrations.CreateModel(
            name="DemoTray",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notices_demo_tray",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="notices_there_is_one_demo_tray")
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("channel", models.TextField()),
                ("template", models.TextField()),
                ("subject", models.UUIDField()),
                ("address", models.BinaryField(null=True)),
                ("body", models.BinaryField(null=True)),
                ("state", models.TextField(default="queued")),
                ("attempts", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("error", models.TextField(default="")),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_message",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "failed"])),
                        fields=["next_try_at"],
                        name="notices_message_by_next_try",
                    ),
                    models.Index(fields=["created_at"], name="notices_message_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "failed", "given_up"])),
                        name="notices_message_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["sms", "mail"])), name="notices_message_channel_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "failed"]),
                            models.Q(("address__isnull", True), ("body__isnull", True)),
                            _connector="OR",
                        ),
                        name="notices_message_is_wiped_when_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="notices_sent_message_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("params", models.JSONField(default=dict)),
                ("url", models.TextField(default="")),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C", default="")),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notices_notice",
                "indexes": [
                    models.Index(fields=["person_id", "-created_at", "-public_id"], name="notices_newest_first"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["person_id"], name="notices_unread"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vault",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
            ],
            options={
                "db_table": "notices_vault",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="notices_there_is_one_vault")
                ],
            },
        ),
        guard(
            "notices_notice",
            read="hexian_is(person_id)",
            write="hexian_is(person_id) OR hexian_sees(code)",
            change="hexian_is(person_id)",
        ),
        # anyone may be the cause of a message, before she has signed in too; nobody reads one back
        guard("notices_message", read="false", write="true", change="false"),
        guard("notices_demo_message", read="EXISTS (SELECT 1 FROM notices_demo_tray)", write="false", change="false"),
    ]
