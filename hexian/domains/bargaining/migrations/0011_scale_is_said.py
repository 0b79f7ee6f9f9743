"""Whether an employer is one of 规上 is unknown until somebody says it; it stood as «no» before."""

from django.db import migrations, models

# The employer's own record did not know it when these cases began, and nobody was asked.
UNKNOWN = """
UPDATE bargaining_case SET is_scaled = NULL
FROM orgs_organisation AS employer
WHERE employer.id = bargaining_case.employer_id AND employer.is_scaled IS NULL AND NOT bargaining_case.is_scaled
"""


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0010_each_side_has_a_room")]
    operations = [
        migrations.AlterField("case", "is_scaled", models.BooleanField(null=True)),
        migrations.RunSQL(
            [
                "SELECT set_config('hexian.system', 'on', true)",
                UNKNOWN,
                "SELECT set_config('hexian.system', '', true)",
            ],
            migrations.RunSQL.noop,
        ),
    ]
