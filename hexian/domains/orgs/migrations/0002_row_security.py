"""Offices and parts say who somebody is: guarded. Organisations, join points, roles and switches are public knowledge."""

from django.db import migrations

from hexian.foundation.access import guard
from hexian.foundation.access.owner_functions import owner_function

#: All of one account's actor: its person, the offices she holds that day in living bodies, and her parts.
ACTOR = """
    SELECT jsonb_build_object(
        'person_id', a.person_id, 'mobile', a.mobile, 'name', p.name,
        'offices', coalesce((
            SELECT jsonb_agg(jsonb_build_object('office_id', o.public_id, 'org_id', g.id, 'code', g.code,
                             'org_name', g.name, 'title', o.title, 'duties', r.duties) ORDER BY g.code, o.id)
            FROM orgs_office o JOIN orgs_organisation g ON g.id = o.org_id JOIN orgs_role r ON r.id = o.role_id
            WHERE o.person_id = a.person_id AND g.state = 'active'
              AND o.starts_on <= day AND (o.ends_on IS NULL OR day < o.ends_on)), '[]'),
        'parts', coalesce((
            SELECT jsonb_agg(jsonb_build_object('kind', t.kind, 'subject', t.subject, 'role', t.role))
            FROM orgs_part t WHERE t.person_id = a.person_id AND t.ended_at IS NULL), '[]'))
    FROM people_account a LEFT JOIN people_person p ON p.id = a.person_id
    WHERE a.id = account AND a.is_active
"""

#: Whether somebody else could appoint in a union on a day and ever after: an open office here or above with that duty.
CAN_APPOINT = """
    SELECT EXISTS (
        SELECT FROM orgs_office o JOIN orgs_organisation g ON g.id = o.org_id JOIN orgs_role r ON r.id = o.role_id
        WHERE org_code ^@ o.code AND g.state = 'active' AND o.ends_on IS NULL AND o.starts_on <= day
          AND 'orgs.offices' = ANY (r.duties) AND o.id <> without)
"""

#: Who holds an office today at one of these codes, under what title, with which duties.
OFFICERS_OVER = """
    SELECT coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'title', o.title, 'org_name', g.name, 'code', g.code,
                              'duties', r.duties) ORDER BY g.code DESC, o.id), '[]')
    FROM orgs_office o JOIN orgs_organisation g ON g.id = o.org_id JOIN orgs_role r ON r.id = o.role_id
        JOIN people_person p ON p.id = o.person_id
    WHERE o.code = ANY (codes) AND g.state = 'active'
      AND o.starts_on <= day AND (o.ends_on IS NULL OR day < o.ends_on)
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial"), ("access", "0001_row_security_helpers")]
    operations = [
        guard(
            "orgs_office",
            read="hexian_sees(code) OR hexian_is(person_id)",
            write="hexian_sees(code)",
            change="hexian_sees(code)",
        ),
        # A part is granted by the room whose case it is in, through a function of its own; she herself may read it.
        guard("orgs_part", read="hexian_is(person_id)", write="false", change="false"),
        owner_function("orgs_actor", "account bigint, day date", "jsonb", ACTOR),
        owner_function("orgs_can_appoint", "org_code text, day date, without bigint", "boolean", CAN_APPOINT),
        owner_function("orgs_officers_over", "codes text[], day date", "jsonb", OFFICERS_OVER),
    ]
