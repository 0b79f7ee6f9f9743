"""Persons, accounts, consents, codes, lock-outs, keys and secrets."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hexian.foundation.access.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("mobile", models.TextField(db_collation="C", unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "people_account",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mobile__regex", "^1[3-9][0-9]{9}$")), name="people_account_has_a_mobile"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LockOut",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("failures", models.IntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("locked_until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "people_lock_out",
            },
        ),
        migrations.CreateModel(
            name="Secret",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("subject", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "people_secret",
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("token_hash", models.TextField(unique=True)),
                (
                    "duties",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "people_api_token",
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("mobile", models.TextField(db_collation="C")),
                ("purpose", models.TextField()),
                ("code_hash", models.TextField()),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "people_one_time_code",
                "indexes": [models.Index(fields=["mobile", "purpose", "-sent_at"], name="people_code_by_mobile")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tries__lte", 5)), name="people_code_is_tried_so_often_at_most"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.TextField()),
                ("pinyin", models.TextField(db_collation="C")),
                ("initials", models.TextField(db_collation="C")),
                ("mobile", models.TextField(blank=True, db_collation="C", default="")),
                ("subject", models.UUIDField(unique=True)),
                ("id_sealed", models.BinaryField(null=True)),
                ("id_index", models.BinaryField(null=True)),
                ("id_tail", models.TextField(blank=True, default="")),
                ("verified_at", models.DateTimeField(null=True)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "people_person",
                "indexes": [
                    models.Index(
                        condition=models.Q(("mobile", ""), _negated=True),
                        fields=["mobile"],
                        name="people_person_by_mobile",
                    ),
                    models.Index(fields=["code"], name="people_person_by_code"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id_index",), name="people_one_person_per_id_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("id_index__isnull", True),
                            ("verified_at__isnull", False),
                            ("erased_at__isnull", False),
                            _connector="OR",
                        ),
                        name="people_only_a_checked_id_number_is_indexed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"
                        ),
                        name="people_person_has_a_name",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="account",
            name="person",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="account", to="people.person"
            ),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C")),
                ("purpose", models.TextField()),
                ("version", models.TextField()),
                ("text_hash", models.TextField()),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.person"
                    ),
                ),
            ],
            options={
                "db_table": "people_consent",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("person", "purpose"),
                        name="people_one_live_consent_each",
                    )
                ],
            },
        ),
    ]
