from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_what_a_key_was_given")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="origin",
            # Kept in the database: code that does not know the column yet goes on inserting (expand, then contract).
            field=models.TextField(default="self", db_default="self"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["self", "employer"])), name="people_origin_is_known"
            ),
        ),
    ]
