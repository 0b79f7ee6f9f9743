"""Who may see and change what of mutual aid; what was decided stays; nobody takes part twice on a day.

A plan, how hospitals lie and how far a file has come are no personal data: no guard.  What is decided about a person is
seen by the unions above hers and by herself.
"""

from django.db import migrations

from hexian.foundation.access import guard

#: A decision is changed in its state alone, and moves with her union.
DECISION_STANDS = """
    CREATE FUNCTION mutualaid_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a decision is never removed' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (to_jsonb(NEW) - '{state,is_counted,decided_by,reason,code}'::text[])
            IS DISTINCT FROM (to_jsonb(OLD) - '{state,is_counted,decided_by,reason,code}'::text[]) THEN
            RAISE EXCEPTION 'a decision keeps its figures: another figure is another revision'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
"""
#: Two cover times of one person in one union's plans would decide her settlement twice.  All are counted rather than
#: asked whether there is one: for the first of many the planner would hold each of a hundred thousand against all others.
NO_OVERLAP = """
    CREATE FUNCTION mutualaid_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (
            SELECT count(*) FROM added a
            JOIN mutualaid_participation o ON o.person_id = a.person_id AND o.id <> a.id
                AND o.since <= a.until AND o.until >= a.since
            JOIN mutualaid_plan ap ON ap.id = a.plan_id
            JOIN mutualaid_plan op ON op.id = o.plan_id AND op.org_id = ap.org_id
        ) > 0 THEN
            RAISE EXCEPTION 'nobody takes part twice on one day'
                USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'mutualaid_nobody_twice_on_a_day';
        END IF;
        RETURN NULL;
    END $$
"""


def _function(name: str, body: str) -> migrations.RunSQL:
    return migrations.RunSQL(body, f"DROP FUNCTION {name}()")


def _overlap_on(verb: str) -> migrations.RunSQL:
    name = f"mutualaid_no_overlap_{verb.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {verb} ON mutualaid_participation REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION mutualaid_no_overlap()",
        f"DROP TRIGGER {name} ON mutualaid_participation",
    )


class Migration(migrations.Migration):
    dependencies = [("mutualaid", "0001_plans_files_decisions"), ("access", "0001_row_security_helpers")]
    operations = [
        _function("mutualaid_decision_stands", DECISION_STANDS),
        migrations.RunSQL(
            "CREATE TRIGGER mutualaid_decision_stands BEFORE UPDATE OR DELETE ON mutualaid_decision FOR EACH ROW"
            " EXECUTE FUNCTION mutualaid_decision_stands()",
            "DROP TRIGGER mutualaid_decision_stands ON mutualaid_decision",
        ),
        _function("mutualaid_no_overlap", NO_OVERLAP),
        _overlap_on("INSERT"),
        _overlap_on("UPDATE"),
        *(
            guard(f"mutualaid_{table}", read="hexian_sees(code)", in_bulk=True)
            for table in ("file", "row_fault", "stray", "reading")
        ),
        guard("mutualaid_sender_layout", read="hexian_sees(code)"),
        *(
            guard(
                f"mutualaid_{table}",
                read="hexian_sees(code) OR hexian_is(person_id)",
                write="hexian_sees(code)",
                change="hexian_sees(code)",
                in_bulk=True,
            )
            for table in ("participation", "year_sum")
        ),
        *(
            guard(f"mutualaid_{table}", read="hexian_sees(code) OR hexian_is(person_id)", in_bulk=True)
            for table in ("decision", "contest")
        ),
    ]
