"""Who may read the trail of a body may read what was written under the codes it held before."""

from django.db import migrations

#: Names are qualified because pg_dump evaluates policies with an empty search path.
SAW = """
    CREATE FUNCTION orgs_saw(former text) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.orgs_place p JOIN public.orgs_organisation o ON o.id = p.org_id
            WHERE p.code = former AND p.until IS NOT NULL AND public.hexian_sees(o.code))
    $$
"""
#: The cheap answers first, though another policy gives them too: which one PostgreSQL asks first is its own affair.
READ = "hexian_sees(code) OR hexian_is(person_id) OR hexian_is(actor_person_id) OR hexian_is_system() OR orgs_saw(code)"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0005_count_unions"), ("audit", "0002_append_only_and_guarded")]
    operations = [
        migrations.RunSQL(SAW, "DROP FUNCTION orgs_saw(text)"),
        migrations.RunSQL(
            f"CREATE POLICY may_read_of_moved ON audit_entry FOR SELECT USING ({READ})",
            "DROP POLICY may_read_of_moved ON audit_entry",
        ),
    ]
