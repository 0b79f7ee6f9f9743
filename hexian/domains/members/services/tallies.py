"""How many members each union has: changed with every admission, recounted at night."""

from __future__ import annotations

from django.db import connection

from hexian.domains.orgs.models import Organisation

_ADD = """
    INSERT INTO members_tally AS t (org_id, code, members) VALUES (%(org)s, %(code)s, greatest(%(count)s, 0))
    ON CONFLICT (org_id) DO UPDATE SET members = t.members + %(count)s, code = excluded.code
"""

#: One statement over every union; only rows that are wrong are written.
_RECOUNT = """
    INSERT INTO members_tally AS t (org_id, code, members)
    SELECT o.id, o.code, coalesce(n.members, 0) FROM orgs_organisation o
        LEFT JOIN (SELECT org_id, count(*) AS members FROM members_membership WHERE state = 'active' GROUP BY org_id) n
            ON n.org_id = o.id
    WHERE o.category = 'union'
    ON CONFLICT (org_id) DO UPDATE SET members = excluded.members, code = excluded.code
        WHERE (t.members, t.code) IS DISTINCT FROM (excluded.members, excluded.code)
"""


def add(org: Organisation, count: int) -> None:
    """Count members in (or out, with a negative number)."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"org": org.pk, "code": org.code, "count": count})


def recount() -> int:
    """Count every union anew; returns how many rows were wrong or new."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT)
        corrected: int = cursor.rowcount
    return corrected
