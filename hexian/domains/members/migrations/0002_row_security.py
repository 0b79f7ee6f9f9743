"""Applications, memberships, their grams and wishes for correction are guarded; what officers see of persons through them."""

from django.db import migrations

from hexian.foundation.access import guard
from hexian.foundation.access.owner_functions import owner_function

#: What could be wrong with applications, as flags and nothing more: never where, never who.  `numbers` holds, per
#: application in `owners`, each blind index its ID number may stand under (two while keys are being rotated).
FINDINGS = """
    SELECT coalesce(jsonb_object_agg(found.id, found.flags), '{}') FROM (
        SELECT a.id, to_jsonb(array_remove(ARRAY[
            CASE WHEN EXISTS (SELECT FROM unnest(owners, numbers) n(o, i) JOIN people_person p ON p.id_index = n.i
                    JOIN members_membership m ON m.person_id = p.id AND m.state = 'active' AND m.org_id = a.org_id
                    WHERE n.o = a.id) THEN 'same_id_member_here' END,
            CASE WHEN EXISTS (SELECT FROM unnest(owners, numbers) n(o, i) JOIN people_person p ON p.id_index = n.i
                    JOIN members_membership m ON m.person_id = p.id AND m.state = 'active' AND m.org_id <> a.org_id
                    WHERE n.o = a.id) THEN 'same_id_member_elsewhere' END,
            CASE WHEN EXISTS (SELECT FROM unnest(owners, numbers) n(o, i) JOIN members_application b ON b.id_index = n.i
                    WHERE n.o = a.id AND b.id <> a.id AND b.state IN ('applied', 'checked', 'proposed'))
                THEN 'same_id_open' END,
            CASE WHEN EXISTS (SELECT FROM unnest(owners, numbers) n(o, i) JOIN people_person p ON p.id_index = n.i
                    WHERE n.o = a.id AND p.id <> a.person_id AND p.name = a.name AND NOT EXISTS (
                        SELECT FROM members_membership m WHERE m.person_id = p.id AND m.state = 'active'))
                THEN 'same_id_known' END,
            CASE WHEN EXISTS (SELECT FROM people_person p
                    WHERE p.mobile = a.mobile AND p.id <> a.person_id AND p.mobile <> '')
                OR EXISTS (SELECT FROM members_application b
                    WHERE b.mobile = a.mobile AND b.person_id <> a.person_id
                      AND b.state IN ('applied', 'checked', 'proposed'))
                THEN 'same_mobile' END,
            CASE WHEN EXISTS (SELECT FROM unnest(owners, numbers) n(o, i) JOIN people_person p ON p.id_index = n.i
                    WHERE n.o = a.id AND p.name <> a.name) THEN 'name_unlike_id' END
        ], NULL)) AS flags
        FROM members_application a WHERE a.id = ANY (owners)) AS found
"""

#: Whether an officer knows a person through a membership or an application.  A function of its own, because a policy's
#: bare EXISTS is sometimes turned into a hash over the whole table; this one is an index look-up each time.
#: Names are qualified because pg_dump evaluates policies with an empty search path.
KNOWS = """
    CREATE FUNCTION members_knows(person bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.members_membership m WHERE m.person_id = person AND public.hexian_sees(m.code))
            OR EXISTS (SELECT FROM public.members_application a WHERE a.person_id = person AND public.hexian_sees(a.code))
    $$
"""

#: The cheap answers first, though another policy gives them too: the look-up costs half a millisecond a row, and which of
#: several policies PostgreSQL asks first is its own affair.
SEES_HER = "hexian_sees(code) OR hexian_is(id) OR hexian_is_system() OR members_knows(id)"
#: Whatever an officer changes of a person, she does not move her out of her own reach.
STAYS_HERE = "WITH CHECK (hexian_sees(code))"


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0001_initial"),
        ("people", "0002_row_security"),
        ("access", "0001_row_security_helpers"),
    ]
    operations = [
        guard("members_application", read="hexian_sees(code) OR hexian_is(person_id) OR hexian_proved(mobile)"),
        guard(
            "members_membership",
            read="hexian_sees(code) OR hexian_is(person_id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
        ),
        guard("members_gram", read="hexian_sees(code)"),
        guard("members_change_request", read="hexian_sees(code) OR hexian_is(person_id)"),
        # A resolution's list of names lies in its applications; its own row names the chair.
        guard("members_resolution", read="hexian_sees(code)"),
        # members_tally holds counts per union and nobody's data: no guard.
        owner_function("members_findings", "owners bigint[], numbers bytea[]", "jsonb", FINDINGS),
        migrations.RunSQL(KNOWS, "DROP FUNCTION members_knows(bigint)"),
        migrations.RunSQL(
            [
                f"CREATE POLICY may_read_as_member ON people_person FOR SELECT USING ({SEES_HER})",
                f"CREATE POLICY may_update_as_member ON people_person FOR UPDATE USING ({SEES_HER}) {STAYS_HERE}",
            ],
            [
                "DROP POLICY may_read_as_member ON people_person",
                "DROP POLICY may_update_as_member ON people_person",
            ],
        ),
        migrations.RunSQL("CREATE SEQUENCE members_card_number", "DROP SEQUENCE members_card_number"),
    ]
