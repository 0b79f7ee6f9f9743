"""A body is its union's; whatever hangs on it is seen by whoever sees the body.  Sealed rolls and counts stay as they are."""

from django.db import migrations

from hexian.foundation.access import guard

#: Through the bodies' own policy, which holds inside the functions too. Names are qualified because pg_dump evaluates
#: policies with an empty search path.
REACHES = """
    CREATE FUNCTION decisions_reaches(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.decisions_body b WHERE b.id = wanted)
    $$
"""
REACHES_SITTING = """
    CREATE FUNCTION decisions_reaches_sitting(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.decisions_sitting s WHERE s.id = wanted)
    $$
"""
REACHES_MOTION = """
    CREATE FUNCTION decisions_reaches_motion(wanted bigint) RETURNS boolean LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.decisions_motion m WHERE m.id = wanted)
    $$
"""
#: A count is shown to others once both are in: of an attempt that is over, or whose two counts are entered.
REVEALS = """
    CREATE FUNCTION decisions_reveals(wanted bigint, of_round integer, of_attempt integer) RETURNS boolean
    LANGUAGE sql STABLE COST 1000 AS $$
        SELECT EXISTS (SELECT FROM public.decisions_motion m WHERE m.id = wanted AND (
            m.round > of_round OR m.attempt > of_attempt OR m.counted = 2))
    $$
"""
#: Who is on a roll stands from its sealing on; only who came may be noted.
ROLL_STANDS = """
    CREATE FUNCTION decisions_roll_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        line public.decisions_roll_entry := coalesce(NEW, OLD);
    BEGIN
        IF EXISTS (SELECT FROM public.decisions_sitting s WHERE s.id = line.sitting_id AND s.sealed_at IS NOT NULL) THEN
            RAISE EXCEPTION 'a sealed roll is not changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN line;
    END
    $$
"""
ROLL_TRIGGER = """
    CREATE TRIGGER decisions_a_sealed_roll_stands BEFORE INSERT OR DELETE OR UPDATE OF
        sitting_id, delegate_id, position, name, department, has_vote ON decisions_roll_entry
        FOR EACH ROW EXECUTE FUNCTION decisions_roll_stands()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0001_bodies_sittings_motions"),
        ("access", "0001_row_security_helpers"),
    ]
    operations = [
        guard("decisions_body", read="hexian_sees(code)"),
        migrations.RunSQL(REACHES, "DROP FUNCTION decisions_reaches(bigint)"),
        # A delegate sees her own seat.
        guard(
            "decisions_delegate",
            read="decisions_reaches(body_id) OR hexian_is(person_id)",
            write="decisions_reaches(body_id)",
            change="decisions_reaches(body_id)",
        ),
        guard("decisions_sitting", read="decisions_reaches(body_id)"),
        migrations.RunSQL(REACHES_SITTING, "DROP FUNCTION decisions_reaches_sitting(bigint)"),
        guard("decisions_roll_entry", read="decisions_reaches_sitting(sitting_id)"),
        guard("decisions_motion", read="decisions_reaches_sitting(sitting_id)"),
        migrations.RunSQL(REACHES_MOTION, "DROP FUNCTION decisions_reaches_motion(bigint)"),
        migrations.RunSQL(REVEALS, "DROP FUNCTION decisions_reveals(bigint, integer, integer)"),
        # One teller's figures are hidden from the other until both are in, and nobody changes them afterwards.
        guard(
            "decisions_count",
            read="hexian_is(entered_by) OR decisions_reveals(motion_id, round, attempt)",
            write="decisions_reaches_motion(motion_id) AND hexian_is(entered_by)",
            change="false",
        ),
        migrations.RunSQL(ROLL_STANDS, "DROP FUNCTION decisions_roll_stands()"),
        migrations.RunSQL(ROLL_TRIGGER, "DROP TRIGGER decisions_a_sealed_roll_stands ON decisions_roll_entry"),
    ]
