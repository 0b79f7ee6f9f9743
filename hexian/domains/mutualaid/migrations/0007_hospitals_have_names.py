"""Hospitals by the number files give them, with their names: no personal data, no guard."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mutualaid", "0006_nobody_decides_her_own"),
        ("orgs", "0009_what_can_be_given_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hospital",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.TextField()),
                ("name", models.TextField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "mutualaid_hospital",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "number"), name="mutualaid_one_name_a_hospital")
                ],
            },
        ),
    ]
