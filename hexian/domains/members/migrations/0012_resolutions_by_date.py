"""An index in the order of the list of resolutions: the latest meeting first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0011_gave_way")]

    operations = [
        migrations.AddIndex(
            model_name="resolution",
            index=models.Index(fields=["held_on", "id"], name="members_resolution_by_date"),
        ),
    ]
