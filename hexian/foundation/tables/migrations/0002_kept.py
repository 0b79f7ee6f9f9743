"""A version is written on as a draft and then kept: what a second person has read is what holds.

Tables and versions hold rules and the names of officers who made them, nobody's data: no guard.
"""

from django.db import migrations

SECOND_PERSON = """
    ALTER TABLE tables_version ADD CONSTRAINT tables_no_hand_in_it_publishes
        CHECK (published_by IS NULL OR NOT published_by = ANY (hands))
"""
#: What of a version may still change: once it is no draft, nothing it says; once published, only that it is withdrawn;
#: once withdrawn, nothing.
KEEP = """
    CREATE FUNCTION tables_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'versions are withdrawn, never deleted' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF (OLD.id, OLD.public_id, OLD.table_id, OLD.number) IS DISTINCT FROM
           (NEW.id, NEW.public_id, NEW.table_id, NEW.number) THEN
            RAISE EXCEPTION 'a version keeps its number' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state <> 'draft' AND
           (OLD.body, OLD.body_hash, OLD.valid_from, OLD.valid_to, OLD.basis, OLD.hands, OLD.prepared_by,
            OLD.prepared_name) IS DISTINCT FROM
           (NEW.body, NEW.body_hash, NEW.valid_from, NEW.valid_to, NEW.basis, NEW.hands, NEW.prepared_by,
            NEW.prepared_name) THEN
            RAISE EXCEPTION 'only a draft is written on' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT OLD.hands <@ NEW.hands THEN
            RAISE EXCEPTION 'whose hands a version went through stays' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state = 'withdrawn' OR (OLD.state = 'published' AND (NEW.state <> 'withdrawn' OR
           (OLD.published_by, OLD.published_name, OLD.published_at) IS DISTINCT FROM
           (NEW.published_by, NEW.published_name, NEW.published_at))) THEN
            RAISE EXCEPTION 'a published version is only withdrawn' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.state = 'published' AND OLD.state <> 'proposed' THEN
            RAISE EXCEPTION 'only what was proposed is published' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER tables_version_is_kept BEFORE INSERT OR UPDATE OR DELETE ON tables_version
        FOR EACH ROW EXECUTE FUNCTION tables_keep_version();
    CREATE TRIGGER tables_version_is_never_emptied BEFORE TRUNCATE ON tables_version
        FOR EACH STATEMENT EXECUTE FUNCTION hexian_refuse('versions are withdrawn, never deleted');
"""
LET_GO = """
    DROP TRIGGER tables_version_is_never_emptied ON tables_version;
    DROP TRIGGER tables_version_is_kept ON tables_version;
    DROP FUNCTION tables_keep_version();
"""


class Migration(migrations.Migration):
    dependencies = [("tables", "0001_initial"), ("access", "0001_row_security_helpers")]
    operations = [
        migrations.RunSQL(SECOND_PERSON, "ALTER TABLE tables_version DROP CONSTRAINT tables_no_hand_in_it_publishes"),
        migrations.RunSQL(KEEP, LET_GO),
    ]
