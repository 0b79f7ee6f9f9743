"""A committee's yes verifies a number no officer checked; both are told apart from now on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_what_a_key_was_given"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="verified_by_resolution",
            field=models.BooleanField(default=False),
        ),
    ]
