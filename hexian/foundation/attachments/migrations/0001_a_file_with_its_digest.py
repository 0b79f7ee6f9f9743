"""Files, seen below their union and by whoever handed them in."""

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
            name="Attachment",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_type", models.TextField()),
                ("owner_id", models.UUIDField()),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.TextField()),
                ("path", models.TextField(unique=True)),
                ("kept_at", models.DateTimeField()),
                ("kept_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "attachments_attachment",
                "indexes": [
                    models.Index(fields=["owner_type", "owner_id", "kept_at"], name="attachments_by_owner"),
                    models.Index(fields=["code"], name="attachments_by_code"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="attachments_file_is_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="attachments_digest_is_sha256"
                    ),
                ],
            },
        ),
        guard(
            "attachments_attachment",
            read="hexian_sees(code) OR hexian_is(kept_by)",
            write="hexian_sees(code) OR hexian_is(kept_by) OR hexian_guest(code)",
            change="hexian_sees(code) OR hexian_is(kept_by)",
        ),
    ]
