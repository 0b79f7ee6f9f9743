"""As in `people.0009_system_asked_once`: the policy beside it is asked first, and held every row up."""

from django.db import migrations

SEEN = "hexian_sees(code) OR hexian_is(id) OR members_knows(id)"


class Migration(migrations.Migration):
    dependencies = [("members", "0014_names_of_a_resolution"), ("people", "0009_system_asked_once")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY may_read_as_member ON people_person USING ((SELECT hexian_is_system()) OR {SEEN})",
            f"ALTER POLICY may_read_as_member ON people_person USING (hexian_is_system() OR {SEEN})",
        )
    ]
