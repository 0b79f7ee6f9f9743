"""Why a whole roster was taken back, in the officer's words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rosters", "0002_row_security")]
    operations = [
        migrations.AddField(
            model_name="import", name="undo_reason", field=models.TextField(blank=True, default=""),
        ),
    ]  # fmt: skip
