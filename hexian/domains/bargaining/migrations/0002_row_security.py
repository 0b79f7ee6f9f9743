"""A case is known to both bodies, those above, its examiner and whoever takes part; its content to the parties alone."""

from django.db import migrations

from hexian.foundation.access import append_only, guard

#: Parts are rows of her own; names are qualified because pg_dump evaluates policies with an empty search path.
FUNCTIONS = [
    """
    CREATE FUNCTION bargaining_part(wanted uuid) RETURNS text LANGUAGE sql STABLE COST 200 AS $$
        SELECT coalesce(max(p.role) FILTER (WHERE p.role IN ('worker', 'employer')), max(p.role)) FROM public.orgs_part p
        WHERE p.kind = 'bargaining' AND p.subject = wanted AND p.ended_at IS NULL AND public.hexian_is(p.person_id)
    $$
    """,
    """
    CREATE FUNCTION bargaining_place(wanted bigint) RETURNS text LANGUAGE sql STABLE COST 400 AS $$
        SELECT coalesce(max(p.role) FILTER (WHERE p.role IN ('worker', 'employer')), max(p.role)) FROM public.orgs_part p JOIN public.bargaining_case c ON c.public_id = p.subject
        WHERE p.kind = 'bargaining' AND c.id = wanted AND p.ended_at IS NULL AND public.hexian_is(p.person_id)
    $$
    """,
    """
    CREATE FUNCTION bargaining_reaches(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.bargaining_case c WHERE c.id = wanted)
    $$
    """,
    # Whoever works in the very office: a union above it in the tree sees no draft and no minutes through it.
    """
    CREATE FUNCTION bargaining_examines(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.bargaining_case c
            WHERE c.id = wanted AND c.examiner_code <> ''
            AND c.examiner_code = ANY (string_to_array(current_setting('hexian.scope', true), ',')))
    $$
    """,
    """
    CREATE FUNCTION bargaining_member(wanted text) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.members_membership m
            WHERE m.code = wanted AND m.state = 'active' AND public.hexian_is(m.person_id))
    $$
    """,
]
NAMES = [
    "bargaining_part(uuid)", "bargaining_place(bigint)", "bargaining_reaches(bigint)", "bargaining_examines(bigint)",
    "bargaining_member(text)",
]  # fmt: skip
#: An offer still being written is the business of the side that writes it.
OURS = "(state <> 'init' OR offered_by = '{side}')"
AT_THE_TABLE = "bargaining_place(case_id) IS NOT NULL"
OWN_CHANNEL = f"{AT_THE_TABLE} AND (channel = 'room' OR channel = bargaining_place(case_id))"
OWN_SIDE = "side = bargaining_place(case_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("bargaining", "0001_from_offer_to_contract"),
        ("access", "0001_row_security_helpers"),
        ("orgs", "0009_what_can_be_given_back"),
        ("members", "0014_names_of_a_resolution"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, [f"DROP FUNCTION {name}" for name in NAMES]),
        guard(
            "bargaining_case",
            read=f"hexian_sees(code) AND {OURS.format(side='worker')}"
            f" OR hexian_sees(employer_code) AND {OURS.format(side='employer')}"
            " OR hexian_sees(examiner_code) OR bargaining_part(public_id) IS NOT NULL",
        ),
        guard("bargaining_participant", read="hexian_is(person_id) OR bargaining_reaches(case_id)"),
        guard("bargaining_step", read="bargaining_reaches(case_id)"),
        *(
            guard(table, read=AT_THE_TABLE)
            for table in ("bargaining_room", "bargaining_item", "bargaining_suspension", "bargaining_e_signing",
                          "bargaining_delivery", "bargaining_report")
        ),
        # A proposal is written by its own side; both read it.
        guard("bargaining_proposal", read=AT_THE_TABLE, write=OWN_SIDE, change="false"),
        # A side's private talk: nobody across the table, nobody above, no export finds it.
        guard(
            "bargaining_talk", read=OWN_CHANNEL,
            write=f"{OWN_CHANNEL} AND (side = '' OR {OWN_SIDE})", change="false",
        ),
        guard("bargaining_evidence", read=OWN_CHANNEL, write=f"{OWN_CHANNEL} AND {OWN_SIDE}", change=OWN_SIDE),
        *(
            guard(table, read=f"{AT_THE_TABLE} OR bargaining_examines(case_id)")
            for table in ("bargaining_meeting", "bargaining_draft", "bargaining_signature", "bargaining_filing")
        ),
        # Published to all staff and deposited with the union above (浙江 35): it is read there too.
        guard(
            "bargaining_publication",
            read=f"{AT_THE_TABLE} OR hexian_sees(code) OR hexian_guest(poster_code) OR bargaining_member(code)",
            write=AT_THE_TABLE,
            change=AT_THE_TABLE,
        ),
        guard(
            "bargaining_reading", read="hexian_is(person_id) OR hexian_sees(code)", write="hexian_is(person_id)",
            change="hexian_is(person_id)",
        ),
        append_only("bargaining_proposal", "A proposal is never edited: make the next one."),
        append_only("bargaining_talk", "What was said stays said."),
    ]  # fmt: skip
