"""A case is its contact's and the upper unions'; whatever hangs on it is seen by whoever sees the case."""

from django.db import migrations

from hexian.foundation.access import guard

#: Through the case's own policies, which hold inside the function too. Names are qualified because pg_dump evaluates
#: policies with an empty search path.
REACHES = """
    CREATE FUNCTION founding_reaches(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.founding_case c WHERE c.id = wanted)
    $$
"""
OF_A_CASE = (
    "founding_employer", "founding_preparer", "founding_candidate", "founding_declaration", "founding_congress",
    "founding_ballot", "founding_legal_person", "founding_step",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0001_cases_and_targets"),
        ("access", "0001_row_security_helpers"),
    ]
    operations = [
        guard("founding_case", read="hexian_sees(code) OR hexian_is(contact_id) OR hexian_proved(contact_mobile)"),
        migrations.RunSQL(REACHES, "DROP FUNCTION founding_reaches(bigint)"),
        *(guard(table, read="founding_reaches(case_id)") for table in OF_A_CASE),
        # Whoever signs up before a recruiting poster has proved her number, and sees no case.
        guard(
            "founding_intent",
            read="founding_reaches(case_id) OR hexian_proved(mobile)",
            change="founding_reaches(case_id)",
        ),
        # founding_target holds numbers set for unions and nobody's data: no guard.
    ]
