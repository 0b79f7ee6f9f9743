"""The same people see the same rows; which cases are hers is asked once a statement, not once a row.

`hexian_is(person_id)` casts a column, so no index answers it: each look read every part there is.
"""

from django.db import migrations

from hexian.foundation.access import guard, guard_anew

FUNCTIONS = [
    """
    CREATE OR REPLACE FUNCTION bargaining_part(wanted uuid) RETURNS text LANGUAGE sql STABLE COST 200 AS $$
        SELECT coalesce(max(p.role) FILTER (WHERE p.role IN ('worker', 'employer')), max(p.role)) FROM public.orgs_part p
        WHERE p.person_id = nullif(current_setting('hexian.person', true), '')::bigint AND p.kind = 'bargaining' AND p.subject = wanted AND p.ended_at IS NULL
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION bargaining_place(wanted bigint) RETURNS text LANGUAGE sql STABLE COST 400 AS $$
        SELECT coalesce(max(p.role) FILTER (WHERE p.role IN ('worker', 'employer')), max(p.role)) FROM public.orgs_part p JOIN public.bargaining_case c ON c.public_id = p.subject
        WHERE p.person_id = nullif(current_setting('hexian.person', true), '')::bigint AND p.kind = 'bargaining' AND c.id = wanted AND p.ended_at IS NULL
    $$
    """,
    """
    CREATE FUNCTION bargaining_subjects() RETURNS uuid[] LANGUAGE sql STABLE COST 200 AS $$
        SELECT coalesce(array_agg(p.subject), '{}') FROM public.orgs_part p
        WHERE p.person_id = nullif(current_setting('hexian.person', true), '')::bigint AND p.kind = 'bargaining' AND p.ended_at IS NULL
    $$
    """,
    """
    CREATE FUNCTION bargaining_mine() RETURNS bigint[] LANGUAGE sql STABLE COST 400 AS $$
        SELECT coalesce(array_agg(c.id), '{}') FROM public.bargaining_case c
        WHERE c.public_id = ANY (public.bargaining_subjects())
    $$
    """,
]
BACK = [
    "DROP FUNCTION bargaining_mine()",
    "DROP FUNCTION bargaining_subjects()",
    """
    CREATE OR REPLACE FUNCTION bargaining_place(wanted bigint) RETURNS text LANGUAGE sql STABLE COST 400 AS $$
        SELECT coalesce(max(p.role) FILTER (WHERE p.role IN ('worker', 'employer')), max(p.role)) FROM public.orgs_part p JOIN public.bargaining_case c ON c.public_id = p.subject
        WHERE p.kind = 'bargaining' AND c.id = wanted AND p.ended_at IS NULL AND public.hexian_is(p.person_id)
    $$
    """,
    """
    CREATE OR REPLACE FUNCTION bargaining_part(wanted uuid) RETURNS text LANGUAGE sql STABLE COST 200 AS $$
        SELECT coalesce(max(p.role) FILTER (WHERE p.role IN ('worker', 'employer')), max(p.role)) FROM public.orgs_part p
        WHERE p.kind = 'bargaining' AND p.subject = wanted AND p.ended_at IS NULL AND public.hexian_is(p.person_id)
    $$
    """,
]
OURS = "(state <> 'init' OR offered_by = '{side}')"
OPEN = (
    f"hexian_sees(code) AND {OURS.format(side='worker')} OR hexian_sees(employer_code) AND"
    f" {OURS.format(side='employer')} OR hexian_sees(examiner_code)"
)
PLACE, MINE = "bargaining_place(case_id) IS NOT NULL", "case_id = ANY ((SELECT bargaining_mine())::bigint[])"
SIDE = "side = bargaining_place(case_id)"


def anew(table: str, policy: str, **more: str) -> migrations.RunSQL:
    """A policy with `{at}` for being at the table: asked row by row before, once a statement from now on."""
    former = {"read": policy, **more}
    return guard_anew(
        table,
        guard(table, **{name: text.format(at=PLACE) for name, text in former.items()}),
        **{name: text.format(at=MINE) for name, text in former.items()},
    )


CHANNEL = "{at} AND (channel = 'room' OR channel = bargaining_place(case_id))"


class Migration(migrations.Migration):
    dependencies = [("bargaining", "0004_drives_of_offers")]
    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        guard_anew(
            "bargaining_case",
            guard("bargaining_case", read=f"{OPEN} OR bargaining_part(public_id) IS NOT NULL"),
            read=f"{OPEN} OR public_id = ANY ((SELECT bargaining_subjects())::uuid[])",
        ),
        guard_anew(
            "bargaining_participant",
            guard("bargaining_participant", read="hexian_is(person_id) OR bargaining_reaches(case_id)"),
            read=f"hexian_is(person_id) OR {MINE} OR bargaining_reaches(case_id)",
        ),
        guard_anew(
            "bargaining_step",
            guard("bargaining_step", read="bargaining_reaches(case_id)"),
            read=f"{MINE} OR bargaining_reaches(case_id)",
        ),
        *(
            anew(table, "{at}")
            for table in ("bargaining_room", "bargaining_item", "bargaining_suspension", "bargaining_e_signing",
                          "bargaining_delivery", "bargaining_report")
        ),
        anew("bargaining_proposal", "{at}", write=SIDE, change="false"),
        anew("bargaining_talk", CHANNEL, write=f"{CHANNEL} AND (side = '' OR {SIDE})", change="false"),
        anew("bargaining_evidence", CHANNEL, write=f"{CHANNEL} AND {SIDE}", change=SIDE),
        *(
            anew(table, "{at} OR bargaining_examines(case_id)")
            for table in ("bargaining_meeting", "bargaining_draft", "bargaining_signature", "bargaining_filing")
        ),
    ]  # fmt: skip
