from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_account_of_a_session")]

    operations = [
        migrations.AddField(
            model_name="onetimecode",
            name="most_tries",
            # Kept in the database: code that does not know the column yet goes on inserting (expand, then contract).
            field=models.IntegerField(default=5, db_default=5),
        ),
        migrations.RemoveConstraint(model_name="onetimecode", name="people_code_is_tried_so_often_at_most"),
        migrations.AddConstraint(
            model_name="onetimecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("tries__lte", models.F("most_tries"))),
                name="people_code_is_tried_so_often_at_most",
            ),
        ),
    ]
