"""A change or an early end keeps its reason and what proves it (浙江 32, 杭州 38)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0005_asked_once_a_statement")]
    operations = [
        migrations.AddField("case", "ground_words", models.TextField(blank=True, default="")),
        migrations.AddField("case", "ground_papers", models.JSONField(default=list)),
    ]
