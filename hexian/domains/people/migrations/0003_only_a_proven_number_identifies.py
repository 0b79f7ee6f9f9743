"""A device she signed in on has codes of its own; a person is shown to whoever proved her account's number, no other.

How to reach somebody anybody may write down, wrongly too; only the number her account signs in with says who she is. A
guest before a poster has no account yet: she reads back the row she has just written in that poster's union.
"""

from django.db import migrations, models

PERSON = (
    "(hexian_guest(code) AND hexian_proved(mobile)) "
    "OR EXISTS (SELECT FROM people_account a WHERE a.person_id = people_person.id AND hexian_proved(a.mobile))"
)
CONSENT = (
    "EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND hexian_guest(p.code) AND hexian_proved(p.mobile)) "
    "OR EXISTS (SELECT FROM people_account a WHERE a.person_id = people_consent.person_id AND hexian_proved(a.mobile))"
)
FORMER = "EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND hexian_proved(p.mobile))"


def policies(person: str, consent: str) -> list[str]:
    """The policies of both tables, with who counts as proved."""
    seen = f"(hexian_sees(code) OR hexian_is(person_id) OR {consent} OR hexian_is_system())"
    known = f"(hexian_sees(code) OR hexian_is(id) OR hexian_is_system() OR {person})"
    own = f"(hexian_is(person_id) OR {consent} OR hexian_is_system())"
    return [
        f"ALTER POLICY may_read ON people_person USING {known}",
        f"ALTER POLICY may_read ON people_consent USING {seen}",
        f"ALTER POLICY may_insert ON people_consent WITH CHECK {seen}",
        f"ALTER POLICY may_update ON people_consent USING {own} WITH CHECK {own}",
        f"ALTER POLICY may_delete ON people_consent USING {own}",
    ]


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security")]
    operations = [
        migrations.AddField("onetimecode", "asker", models.TextField(blank=True, default="")),
        migrations.RunSQL(policies(PERSON, CONSENT), policies("hexian_proved(mobile)", FORMER)),
    ]
