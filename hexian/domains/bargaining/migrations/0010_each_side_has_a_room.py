"""What a side keeps to itself no longer moves the number the other's pages ask for."""

import django.db.models.deletion
from django.db import migrations, models

from hexian.foundation.access import guard


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0009_an_end_is_noted")]
    operations = [
        migrations.CreateModel(
            name="SideRoom",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.TextField()),
                ("version", models.BigIntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="side_rooms",
                        to="bargaining.case",
                    ),
                ),
            ],
            options={
                "db_table": "bargaining_side_room",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "side"), name="bargaining_one_room_a_side")
                ],
            },
        ),
        guard("bargaining_side_room", read="side = bargaining_place(case_id)"),
    ]  # fmt: skip
