"""What is owed is found by its cause; a run's hands are nobody's whom a payee has declared by her number alone."""

from django.db import migrations, models

OWNERS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
#: For triggers of this room and those above; nobody else may ask who is related to whom.
RELATED = f"""
    CREATE FUNCTION ledger_are_related(one bigint, other bigint) RETURNS boolean {OWNERS} AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.system', true), '');
        found_one boolean;
    BEGIN
        PERFORM set_config('hexian.system', 'on', true);
        found_one := EXISTS (
            SELECT FROM ledger_relation r WHERE r.ended_at IS NULL AND (
                (r.person_id = one AND r.relative_id = other) OR (r.person_id = other AND r.relative_id = one))
        ) OR EXISTS (
            SELECT FROM ledger_relation r JOIN people_person p ON p.id_index = r.relative_index
            WHERE r.ended_at IS NULL AND ((r.person_id = one AND p.id = other) OR (r.person_id = other AND p.id = one)));
        PERFORM set_config('hexian.system', before, true);
        RETURN found_one;
    END $$
"""  # noqa: S608
#: A payee may have declared a hand by her number before anybody knew her: the other three ways are looked at before.
DECLARED = f"""
    CREATE FUNCTION ledger_hands_undeclared() RETURNS trigger {OWNERS} AS $$
    DECLARE
        before text := coalesce(current_setting('hexian.system', true), '');
        hands bigint[] := ARRAY[NEW.proposed_by, NEW.reviewed_by, NEW.seconded_by, NEW.approved_by, NEW.released_by];
    BEGIN
        PERFORM set_config('hexian.system', 'on', true);
        IF EXISTS (
            SELECT FROM people_person p JOIN ledger_relation r ON r.relative_index = p.id_index AND r.ended_at IS NULL
            WHERE p.id = ANY (hands) AND EXISTS (
                SELECT FROM ledger_order o WHERE o.run_id = NEW.id AND o.state = 'batched' AND o.payee_id = r.person_id)
        ) THEN
            RAISE 'nobody signs her own or her relatives'' money' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'ledger_nobody_signs_her_own_money';
        END IF;
        PERFORM set_config('hexian.system', before, true);
        RETURN NEW;
    END $$
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_row_security"),
    ]

    operations = [
        migrations.RunSQL(
            [RELATED, "REVOKE EXECUTE ON FUNCTION ledger_are_related(bigint, bigint) FROM PUBLIC"],
            "DROP FUNCTION ledger_are_related(bigint, bigint)",
        ),
        migrations.RunSQL(DECLARED, "DROP FUNCTION ledger_hands_undeclared()"),
        migrations.RunSQL(
            "CREATE TRIGGER ledger_hands_undeclared BEFORE UPDATE OF proposed_by, reviewed_by, seconded_by, approved_by,"
            " released_by ON ledger_run FOR EACH ROW EXECUTE FUNCTION ledger_hands_undeclared()",
            "DROP TRIGGER ledger_hands_undeclared ON ledger_run",
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("order__isnull", True), ("source_id__isnull", False)),
                fields=["source_id"],
                name="ledger_owed_by_cause",
            ),
        ),
    ]
