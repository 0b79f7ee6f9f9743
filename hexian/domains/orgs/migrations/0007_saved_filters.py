"""Filters somebody keeps for herself: nobody else's to read."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from hexian.foundation.access import guard


class Migration(migrations.Migration):
    dependencies = [("orgs", "0006_trail_of_moved_bodies"), ("people", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.TextField()),
                ("params", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "db_table": "orgs_saved_filter",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "name"), name="orgs_one_saved_filter_per_name")
                ],
            },
        ),
        guard("orgs_saved_filter", read="hexian_is(person_id)"),
    ]
