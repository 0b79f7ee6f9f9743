"""Unions of a past day are counted inside one index: a place says itself whether it is a union's, and until when one lived.

Kept by triggers, so that whoever writes places or bodies cannot forget it.
"""

from django.db import migrations, models

FUNCTIONS = [
    """
    CREATE FUNCTION orgs_place_knows_its_body() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        SELECT o.category = 'union', o.dissolved_on INTO NEW.is_union, NEW.dissolved_on
        FROM public.orgs_organisation o WHERE o.id = NEW.org_id;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER orgs_place_knows_its_body BEFORE INSERT ON orgs_place
        FOR EACH ROW EXECUTE FUNCTION orgs_place_knows_its_body()
    """,
    """
    CREATE FUNCTION orgs_body_tells_its_places() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE public.orgs_place SET is_union = (NEW.category = 'union'), dissolved_on = NEW.dissolved_on
        WHERE org_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER orgs_body_tells_its_places AFTER UPDATE OF category, dissolved_on ON orgs_organisation
        FOR EACH ROW WHEN ((OLD.category, OLD.dissolved_on) IS DISTINCT FROM (NEW.category, NEW.dissolved_on))
        EXECUTE FUNCTION orgs_body_tells_its_places()
    """,
]
UNDO = [
    "DROP TRIGGER orgs_place_knows_its_body ON orgs_place",
    "DROP FUNCTION orgs_place_knows_its_body",
    "DROP TRIGGER orgs_body_tells_its_places ON orgs_organisation",
    "DROP FUNCTION orgs_body_tells_its_places",
]
FILL = """
    UPDATE orgs_place p SET is_union = (o.category = 'union'), dissolved_on = o.dissolved_on
    FROM orgs_organisation o WHERE o.id = p.org_id AND (o.category = 'union' OR o.dissolved_on IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0007_saved_filters")]
    operations = [
        migrations.AddField("place", "is_union", models.BooleanField(db_default=False, default=False, editable=False)),
        migrations.AddField("place", "dissolved_on", models.DateField(null=True, editable=False)),
        migrations.RunSQL(FUNCTIONS, UNDO),
        migrations.RunSQL(
            ["SET CONSTRAINTS ALL IMMEDIATE", FILL, "SET CONSTRAINTS ALL DEFERRED"], migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            "place",
            models.Index(
                fields=["code"], include=["since", "until", "dissolved_on"], condition=models.Q(is_union=True),
                name="orgs_place_unions",
            ),
        ),
        migrations.AddIndex(
            "place", models.Index(fields=["code"], condition=models.Q(is_union=False), name="orgs_place_others")
        ),
    ]  # fmt: skip
