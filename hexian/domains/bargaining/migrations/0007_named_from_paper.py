"""A delegate whose side answered on paper says from which paper she was named."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0006_what_proves_a_change")]
    operations = [migrations.AddField("participant", "paper", models.UUIDField(null=True))]
