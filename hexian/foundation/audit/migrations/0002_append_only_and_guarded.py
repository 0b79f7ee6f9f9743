"""The trail can only be added to, and is read only by those it concerns."""

from django.db import migrations

from hexian.foundation.access.security import append_only, guard

REMEMBER = """
CREATE FUNCTION audit_remember_to_seal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO audit_unsealed (entry_id) SELECT id FROM added;
        RETURN NULL;
    END
$$
"""
ON_INSERT = """
CREATE TRIGGER audit_entry_is_to_be_sealed AFTER INSERT ON audit_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_remember_to_seal()
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0001_row_security_helpers")]
    operations = [
        append_only("audit_entry", "an audit entry is never changed or removed"),
        append_only("audit_block", "a sealed block is never changed or removed"),
        migrations.RunSQL(
            [REMEMBER, ON_INSERT],
            ["DROP TRIGGER audit_entry_is_to_be_sealed ON audit_entry", "DROP FUNCTION audit_remember_to_seal()"],
        ),
        guard(
            "audit_entry",
            read="hexian_sees(code) OR hexian_is(person_id) OR hexian_is(actor_person_id)",
            write="true",
            change="false",
        ),
    ]
