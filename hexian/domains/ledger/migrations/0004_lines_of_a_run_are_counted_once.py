"""A run keeps how many of its lines stand where, from its release on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_owed_by_cause"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="standing",
            field=models.JSONField(default=dict),
        ),
    ]
