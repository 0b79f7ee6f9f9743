"""Objections entered late, namesakes, who gave materials, what papers say besides; no number stands with a seat."""

import django.db.models.deletion
from django.db import migrations, models

from hexian.foundation.access import guard

AT_THE_TABLE = "bargaining_place(case_id) IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0002_row_security")]
    operations = [
        # A seat was readable for every union above, her number with it; whoever gave one has a person.
        migrations.RemoveField("participant", "mobile"),
        migrations.AddField("participant", "namesake", models.BooleanField(default=False)),
        migrations.AddField("case", "materials_given", models.JSONField(default=dict)),
        migrations.AddField("meeting", "called_at", models.DateTimeField(null=True)),
        migrations.AddField("filing", "delivered_on", models.DateField(null=True)),
        migrations.AddField("filing", "paper", models.UUIDField(null=True)),
        migrations.AddField("publication", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Particulars",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="particulars",
                        serialize=False, to="bargaining.case",
                    ),
                ),
                ("known", models.JSONField(default=dict)),
            ],
            options={"db_table": "bargaining_particulars"},
        ),
        # Telephones and how a contract was kept: for both sides and the office it is filed with.
        guard(
            "bargaining_particulars",
            read=f"{AT_THE_TABLE} OR bargaining_examines(case_id)",
            write=AT_THE_TABLE,
            change=AT_THE_TABLE,
        ),
    ]  # fmt: skip
