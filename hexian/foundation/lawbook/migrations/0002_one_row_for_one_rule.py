"""Three rules had a second row that nothing read; whoever changed it changed nothing.

An officer's own value for leaving by six months' absence is what she wanted to hold: it goes to the row that is read,
unless she changed that one too.  The other two had another shape than the row that is read and cannot be taken over.
"""

from django.db import migrations

RETIRED = ("membership.auto_quit", "union.dues_rate", "union.committee_seats")
OF_OFFICERS = """
    SELECT region, min(valid_from) AS since FROM lawbook_rule_param o WHERE code = 'membership.auto_quit' AND NOT seeded
    AND NOT EXISTS (
        SELECT FROM lawbook_rule_param l
        WHERE l.code = 'membership.lapse_months' AND l.region = o.region AND (NOT l.seeded OR l.valid_from >= o.valid_from)
    ) GROUP BY region
"""
END_THE_FORMER = f"""
    UPDATE lawbook_rule_param l SET valid_to = o.since FROM ({OF_OFFICERS}) o
    WHERE l.code = 'membership.lapse_months' AND l.region = o.region AND l.valid_to IS NULL
"""  # noqa: S608 - our own words alone
TAKE_OVER = f"""
    UPDATE lawbook_rule_param t SET code = 'membership.lapse_months',
    title = coalesce((SELECT title FROM lawbook_rule_param WHERE code = 'membership.lapse_months' LIMIT 1), title)
    FROM ({OF_OFFICERS}) o WHERE t.code = 'membership.auto_quit' AND NOT t.seeded AND t.region = o.region
    AND t.valid_from >= o.since
"""  # noqa: S608 - our own words alone


def unite(apps, schema_editor):
    """Take officers' values over, then let the rows go that nothing reads."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(END_THE_FORMER)
        cursor.execute(TAKE_OVER)
        cursor.execute("DELETE FROM lawbook_rule_param WHERE code = ANY(%s)", [list(RETIRED)])


class Migration(migrations.Migration):
    dependencies = [("lawbook", "0001_rule_params")]

    operations = [migrations.RunPython(unite, migrations.RunPython.noop)]
