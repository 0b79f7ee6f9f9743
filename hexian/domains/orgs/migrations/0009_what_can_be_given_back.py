from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0008_count_past_days")]

    operations = [
        migrations.AddField("office", "ended_because", models.UUIDField(null=True)),
        migrations.AddField("office", "former_ends_on", models.DateField(null=True)),
        # Kept in the database: code that does not know the column yet goes on inserting (expand, then contract).
        migrations.AddField("office", "former_end_reason", models.TextField(blank=True, db_default="", default="")),
        migrations.AddConstraint(
            "office",
            models.CheckConstraint(
                condition=models.Q(ended_because__isnull=True, former_ends_on__isnull=True, former_end_reason="")
                | models.Q(ended_because__isnull=False, ends_on__isnull=False),
                name="orgs_only_what_was_ended_can_be_given_back",
            ),
        ),
    ]
