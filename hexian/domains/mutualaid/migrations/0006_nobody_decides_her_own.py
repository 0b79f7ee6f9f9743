"""Nobody decides, reads or answers about her own aid or a declared relative's: past every form, the database itself."""

from django.db import migrations

OWNERS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
_NO = """RAISE 'nobody decides her own aid or a relative''s' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'mutualaid_nobody_decides_her_own'"""

DECIDED = f"""
    CREATE FUNCTION mutualaid_decided_by_another() RETURNS trigger {OWNERS} AS $$
    BEGIN
        IF NEW.decided_by = NEW.person_id OR ledger_are_related(NEW.decided_by, NEW.person_id) THEN
            {_NO};
        END IF;
        RETURN NULL;
    END $$
"""
#: Whoever decided on the bill does not answer what is said against it.
ANSWERED = f"""
    CREATE FUNCTION mutualaid_answered_by_another() RETURNS trigger {OWNERS} AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.system', true), '');
        hand bigint;
    BEGIN
        PERFORM set_config('hexian.system', 'on', true);
        FOREACH hand IN ARRAY array_remove(ARRAY[NEW.decided_by, NEW.appeal_decided_by], NULL) LOOP
            IF hand = NEW.person_id OR ledger_are_related(hand, NEW.person_id) THEN
                {_NO};
            END IF;
            IF hand = (SELECT d.decided_by FROM mutualaid_decision d WHERE d.id = NEW.decision_id) THEN
                RAISE 'nobody answers for her own work' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'mutualaid_nobody_answers_for_her_own_work';
            END IF;
        END LOOP;
        PERFORM set_config('hexian.system', before, true);
        RETURN NULL;
    END $$
"""  # noqa: S608
READ = f"""
    CREATE FUNCTION mutualaid_read_by_another() RETURNS trigger {OWNERS} AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.system', true), '');
        about bigint;
    BEGIN
        PERFORM set_config('hexian.system', 'on', true);
        SELECT d.person_id INTO about FROM mutualaid_decision d WHERE d.id = NEW.decision_id;
        IF NEW.reader_id = about OR ledger_are_related(NEW.reader_id, about) THEN
            {_NO};
        END IF;
        PERFORM set_config('hexian.system', before, true);
        RETURN NULL;
    END $$
"""  # noqa: S608


def _trigger(name: str, body: str, table: str, columns: str, asked: str) -> list[migrations.RunSQL]:
    """After each row that names a person: what the table decides by the hundred thousand names nobody."""
    return [
        migrations.RunSQL(body, f"DROP FUNCTION {name}()"),
        migrations.RunSQL(
            f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {columns} ON {table} FOR EACH ROW WHEN ({asked})"
            f" EXECUTE FUNCTION {name}()",
            f"DROP TRIGGER {name} ON {table}",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("mutualaid", "0005_fees"), ("ledger", "0003_owed_by_cause")]
    operations = [
        *_trigger(
            "mutualaid_decided_by_another", DECIDED, "mutualaid_decision", "decided_by", "NEW.decided_by IS NOT NULL"
        ),
        *_trigger(
            "mutualaid_answered_by_another", ANSWERED, "mutualaid_contest", "decided_by, appeal_decided_by",
            "NEW.decided_by IS NOT NULL OR NEW.appeal_decided_by IS NOT NULL",
        ),
        *_trigger("mutualaid_read_by_another", READ, "mutualaid_reading", "reader_id", "NEW.reader_id IS NOT NULL"),
    ]  # fmt: skip
