"""A task is seen by whoever started it; workers and schedule hold no personal data."""

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
            name="ScheduledJob",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("cron", models.TextField()),
                ("next_run_at", models.DateTimeField()),
                ("last_started_at", models.DateTimeField(null=True)),
                ("last_ended_at", models.DateTimeField(null=True)),
                ("last_outcome", models.TextField(default="")),
            ],
            options={
                "db_table": "work_scheduled_job",
                "indexes": [models.Index(fields=["next_run_at"], name="work_scheduled_by_next_run")],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("title", models.TextField()),
                ("state", models.TextField(default="queued")),
                ("code", hexian.foundation.access.fields.CodeField(db_collation="C", default="")),
                ("params", models.JSONField(default=dict)),
                ("cursor", models.JSONField(null=True)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("note", models.TextField(default="")),
                ("started_by", models.BigIntegerField(null=True)),
                ("starter", models.JSONField(default=dict)),
                ("run", models.IntegerField(default=0)),
                ("strikes", models.IntegerField(default=0)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.TextField(default="")),
                ("attachment_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "work_task",
                "indexes": [
                    models.Index(fields=["started_by", "-created_at"], name="work_task_by_starter"),
                    models.Index(fields=["finished_at"], name="work_task_by_end"),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)), fields=["beat_at"], name="work_task_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed", "cancelled"])),
                        name="work_task_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total__isnull", True), ("done__lte", models.F("total")), _connector="OR"),
                        name="work_task_does_at_most_everything",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "running"]), ("finished_at__isnull", False), _connector="OR"
                        ),
                        name="work_ended_task_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="work_failed_task_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("host", models.TextField()),
                ("pid", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "db_table": "work_worker_beat",
                "indexes": [models.Index(fields=["beat_at"], name="work_worker_by_beat")],
            },
        ),
        guard("work_task", read="hexian_is(started_by)"),
    ]
