"""A committee's yes verifies a number no officer checked; both are told apart from now on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_origin"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="verified_by_resolution",
            field=models.BooleanField(default=False, db_default=False),
        ),
    ]
