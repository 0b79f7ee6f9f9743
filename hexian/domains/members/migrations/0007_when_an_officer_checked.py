"""When an officer checked an application; a list may be drawn up without, and `state` alone forgets which it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_standing"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
    ]
