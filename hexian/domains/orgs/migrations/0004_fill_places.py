"""Every body stands where it stands since it was founded; a union that named its employer has been there for it since."""

from django.db import migrations

FILL = [
    """
    INSERT INTO orgs_place (org_id, parent_id, code, since)
    SELECT o.id, o.parent_id, o.code, max(above.founded_on)
    FROM orgs_organisation o JOIN orgs_organisation above ON o.code ^@ above.code
    WHERE NOT EXISTS (SELECT FROM orgs_place p WHERE p.org_id = o.id)
    GROUP BY o.id
    """,
    """
    INSERT INTO orgs_coverage (union_id, employer_id, since, until)
    SELECT o.id, o.employer_id, o.founded_on, o.dissolved_on FROM orgs_organisation o
    WHERE o.employer_id IS NOT NULL AND o.founded_on IS DISTINCT FROM o.dissolved_on
    """,
]


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_places_and_particulars")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
