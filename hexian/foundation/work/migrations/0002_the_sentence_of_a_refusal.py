"""A task refused by the rules of its room keeps the room's own sentence, for whoever started it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0001_tasks_workers_and_schedule"),
    ]

    operations = [
        migrations.AddField(model_name="task", name="problem", field=models.TextField(default="")),
    ]
