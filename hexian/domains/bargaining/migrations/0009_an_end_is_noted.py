"""An early end is filed for the record (浙江 33): nobody examines it, and no fifteen days run."""

from django.db import migrations, models

NAME = "bargaining_opinion_is_known"
KNOWN = ["", "objected", "lawful", "silence", "noted"]


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0008_entered_from_paper")]
    operations = [
        migrations.RemoveConstraint("filing", NAME),
        migrations.AddConstraint(
            "filing", models.CheckConstraint(condition=models.Q(result__in=KNOWN), name=NAME)
        ),
    ]  # fmt: skip
