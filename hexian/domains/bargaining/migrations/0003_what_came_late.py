"""Objections entered late, namesakes, who gave materials; numbers of delegates are kept with the person, not here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0002_row_security")]
    operations = [
        # A seat was readable for every union above, her number with it; whoever gave one has a person.
        migrations.RemoveField("participant", "mobile"),
        migrations.AddField("participant", "namesake", models.BooleanField(default=False)),
        migrations.AddField("case", "materials_given", models.JSONField(default=dict)),
        migrations.AddField("filing", "delivered_on", models.DateField(null=True)),
        migrations.AddField("filing", "paper", models.UUIDField(null=True)),
        migrations.AddField("publication", "withdrawn_at", models.DateTimeField(null=True)),
    ]
