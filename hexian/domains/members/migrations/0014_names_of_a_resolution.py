"""How many a roster brought on a resolution, stored: counting them each time took as long as there are members."""

from django.db import migrations, models

FILL = [
    "SELECT set_config('hexian.system', 'on', true)",
    """
    UPDATE members_resolution r SET from_rosters = n.people FROM (
        SELECT m.resolution_id, count(DISTINCT m.person_id) AS people FROM members_membership m
        WHERE NOT EXISTS (
            SELECT FROM members_application a WHERE a.resolution_id = m.resolution_id AND a.person_id = m.person_id
        ) GROUP BY m.resolution_id
    ) AS n WHERE n.resolution_id = r.id
    """,
    "SELECT set_config('hexian.system', '', true)",
]


class Migration(migrations.Migration):
    dependencies = [("members", "0013_fewer_indexes_to_move")]

    operations = [
        migrations.AddField("resolution", "from_rosters", models.IntegerField(default=0, db_default=0)),
        migrations.RunSQL(
            ["SET CONSTRAINTS ALL IMMEDIATE", *FILL, "SET CONSTRAINTS ALL DEFERRED"], migrations.RunSQL.noop
        ),
    ]
